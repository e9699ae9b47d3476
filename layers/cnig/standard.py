"""
The CNIG standards as data: classes, fields, obligations, lists of values, short names.

One TOML file a class in ``classes/``. The facts come from the published schemas and texts, each
file names its source; labels and definitions are in our own words. *Sites économiques* v2024-10
has four classes (122 fields), *Friches* v1.0.6 one (51 fields).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from land.errors import SchemaError

Kind = Literal["text", "number", "count", "date", "year", "point", "points", "surface"]
Need = Literal["always", "zae", "no_address", "may_be_empty", "optional"]

CLASSES: Final = ("POLE-ECO", "SITE-ECO", "TERRAIN-ECO", "ETABLISSEMENT", "FRICHE")
"""Classes of the two standards, in the order in which they refer to each other."""

SPATIAL: Final = ("point", "points", "surface")
MISSING: Final = ("", "NA", "NaN", "N/A")
"""Cells that the published schemas read as empty."""

ANYWHERE: Final = ("inconnu", "autre", "sans objet")
"""Values that every list admits: statements, never empty cells."""

ZAE: Final = "zone d'activité économique"
"""Value of ``site_type`` that brings the obligations of the legal inventory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """
    One attribute of a class.

    Attributes
    ----------
    name, short : str
        Official name; name of at most ten characters for a shapefile.
    label, definition : str
        French title for forms and tables, and what it says.
    kind : str
        ``text``, ``number``, ``count`` (whole, not negative), ``date``, ``year``, or a geometry:
        ``point``, ``points``, ``surface``.
    need : str
        ``always`` filled; ``zae``: filled when the site is a ZAE; ``no_address``: filled when the
        address key is empty; ``may_be_empty``: the column must be there; ``optional``.
    schema_required : bool
        Whether the published schema refuses an empty cell, whatever the text of the standard says.
    width : int or None
        Longest text. [characters]
    unit : str
        Unit of a number.
    form : str
        Key with a form of its own: ``id``, ``insee``, ``siren``, ``siret``, ``parcels``, ``rnb``.
    refers : str
        Class whose key the field holds; empty where it refers to none.
    choices : tuple of str
        The list of values; empty where any text will do.
    unenforced : bool
        Whether the published schema forgets to enforce the list.
    several : bool
        Whether a cell holds several values, parted by ``|``.
    pattern : str
        Regular expression of the whole cell.
    public : bool
        Whether the field may stand in a public edition (allow-list); never what is confidential,
        names or locates a person or an owner, links elsewhere, or is free text.
    """

    name: str
    short: str
    label: str
    definition: str
    kind: Kind
    need: Need = "optional"
    schema_required: bool = False
    width: int | None = None
    unit: str = ""
    form: str = ""
    refers: str = ""
    choices: tuple[str, ...] = ()
    unenforced: bool = False
    several: bool = False
    pattern: str = ""
    public: bool = False

    @property
    def spatial(self) -> bool:
        """Whether it holds a geometry."""
        return self.kind in SPATIAL


@dataclass(frozen=True, slots=True, kw_only=True)
class CnigClass:
    """
    One class (table) of a standard.

    Attributes
    ----------
    name, title : str
        Official name, and a French title.
    standard, version, source : str
        Which standard, of which version, and how to cite it.
    layer : str
        Name of its layer or file.
    key : str
        Field that identifies a row.
    geometry, shape : str
        Field of the geometry that makes the layer, and its kind.
    display, drawn_by : str
        Field that names a feature to a reader, field that colours the map.
    fields : tuple of Field
        In the official order.
    groups : tuple
        Title, first and last field of the groups of a form.
    retired : mapping
        By field: values of older versions and what to write instead.
    former : mapping of str to str
        Columns of older versions, and the field that each became.
    late : mapping of str to str
        Fields that came with a later version, and which.
    """

    name: str
    title: str
    standard: str
    version: str
    source: str
    layer: str
    key: str
    geometry: str
    shape: str
    display: str
    drawn_by: str
    fields: tuple[Field, ...]
    groups: tuple[tuple[str, str, str], ...]
    retired: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)
    late: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Official names of the fields, in order."""
        return tuple(f.name for f in self.fields)

    @property
    def second(self) -> Field | None:
        """The other geometry of the class, if it has two."""
        others = [f for f in self.fields if f.spatial and f.name != self.geometry]
        return others[0] if others else None

    def field(self, name: str) -> Field:
        """
        Field of a name.

        Raises
        ------
        SchemaError
            If the class has no such field.
        """
        for found in self.fields:
            if found.name == name:
                return found
        raise SchemaError("{table} has no field {field}", table=self.name, field=name)


@cache
def cnig_class(name: str) -> CnigClass:
    """
    A class of the standards, by its official name.

    Parameters
    ----------
    name : str
        One of ``CLASSES``.

    Returns
    -------
    CnigClass
        The class and its fields.

    Raises
    ------
    SchemaError
        If the name is not one of ``CLASSES``.

    Examples
    --------
    >>> [len(cnig_class(name).fields) for name in CLASSES]
    [11, 62, 19, 30, 51]
    >>> cnig_class("SITE-ECO").field("site_uf_nbre").need
    'zae'
    """
    if name not in CLASSES:
        raise SchemaError(
            "{name} is not a class of the CNIG standards; choose one of {known}",
            name=name,
            known=list(CLASSES),
        )
    stem = name.lower().replace("-", "_")
    text = files("layers.cnig").joinpath("classes", f"{stem}.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    heads = {k: v for k, v in content.items() if isinstance(v, str)}
    return CnigClass(
        **heads,
        fields=tuple(_field(entry) for entry in content["field"]),
        groups=tuple((g["title"], g["first"], g["last"]) for g in content["group"]),
        retired=_retired(content.get("retired", [])),
        former={e["name"]: e["field"] for e in content.get("former", [])},
        late={e["field"]: e["since"] for e in content.get("late", [])},
    )


def _field(entry: dict[str, Any]) -> Field:
    known: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    return Field(**known)


def _retired(entries: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for entry in entries:
        found.setdefault(entry["field"], {})[entry["value"].casefold()] = entry["instead"]
    return found


def plain(name: str) -> str:
    """
    Name as every format can write it: a hyphen becomes an underscore, capitals go.

    Examples
    --------
    >>> plain("ban-id"), plain("SIRET")
    ('ban_id', 'siret')
    """
    return re.sub(r"\W", "_", name.strip()).lower()
