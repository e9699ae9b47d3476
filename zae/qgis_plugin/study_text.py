"""The study file that a run from layers of QGIS leaves, so that it can be repeated by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Mapping, Sequence  # noqa: UP035  Python 3.9

from .words import say

POINT, LINE, POLYGON, ANY = "point", "line", "polygon", "any"


@dataclass(frozen=True)
class Role:
    """
    What a layer of QGIS may be for the toolkit.

    Parameters
    ----------
    name : str
        Role in the study file.
    parameter : str
        Name of the parameter that takes the layer; its columns are named after it.
    geometry : str
        ``point``, ``line``, ``polygon`` or ``any``.
    columns : tuple of str
        Columns that the user may point to; the others are known by their names.
    usual : bool
        Whether most people have such a layer: the others stand among the advanced parameters.
    """

    name: str
    parameter: str
    geometry: str
    columns: tuple[str, ...] = ()
    usual: bool = False

    def is_usual(self, column: str) -> bool:
        """Whether a column stands among the first parameters: names and owners, parcel ids."""
        return self.usual and (column in {"name", "owner", "parcel_id"})

    def column_parameter(self, column: str) -> str:
        """
        Name of the parameter that points to a column.

        Examples
        --------
        >>> Role("zone", "ZONES", POLYGON, ("name",)).column_parameter("name")
        'ZONES_NAME'
        """
        return f"{self.parameter}_{column.upper()}"


PARCELS = Role("parcel", "PARCELS", POLYGON, ("parcel_id", "owner"), usual=True)
BUILDINGS = Role("building", "BUILDINGS", POLYGON, (), usual=True)
ZONES = Role("zone", "ZONES", POLYGON, ("zone_id", "name"), usual=True)
FRICHES = Role("friche", "FRICHES", ANY, ("friche_id", "name", "friche_status"), usual=True)
SITES = Role("site", "SITES", POLYGON, ("site_id", "name"), usual=True)
ROLES = (
    SITES,
    ZONES,
    FRICHES,
    PARCELS,
    BUILDINGS,
    Role("commune", "COMMUNES", POLYGON, ("commune_insee", "name")),
    Role("street", "STREETS", LINE),
    Role("stop", "STOPS", POINT, ("peak_departures_per_h",)),
    Role("facility", "FACILITIES", POINT, ("facility_kind",)),
    Role("establishment", "ESTABLISHMENTS", POINT, ("establishment_id", "activity_code")),
    Role("hazard", "HAZARDS", POLYGON, ("severity",)),
    Role("natural_area", "NATURAL_AREAS", POLYGON, ("protection",)),
    Role("planning_zone", "PLANNING_ZONES", POLYGON, ("zone_type",)),
    Role("land_cover", "LAND_COVER", POLYGON, ("cover_code",)),
    Role("water", "WATER", ANY),
    Role("heritage", "HERITAGE", ANY, ("heritage_kind",)),
)
"""Roles of layers in QGIS, in the order of the dialog."""

VOCATIONS = ("artisanat", "industrie", "logistique", "tertiaire", "commerce")
KINDS = ("site", "zone", "friche", "land_unit")


@dataclass(frozen=True)
class Entry:
    """A layer as it stands in the study file."""

    role: str
    path: str
    layer: str
    title: str
    rename: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """What a study file is written from."""

    title: str
    entries: Sequence[Entry]
    crs: int = 2154
    kinds: Sequence[str] = ()
    everywhere: bool = False
    vocations: Sequence[str] = VOCATIONS
    min_area_m2: float = 0.0
    availability: Mapping[str, float] = field(default_factory=dict)
    repeat: Sequence[str] = ()
    """Commands that do the same by hand, told at the head of the file."""


def kinds_of(roles: Sequence[str], asked: Sequence[str] = ()) -> tuple[str, ...]:
    """
    Kinds of candidate sites of a study: those asked for, else what its layers suggest.

    Parameters
    ----------
    roles : sequence of str
        Roles of its layers.
    asked : sequence of str
        Kinds that the user chose.

    Returns
    -------
    tuple of str
        Sites and friches where there are any; land units where parcels and buildings are, and
        else whole zones.

    Examples
    --------
    >>> kinds_of(["zone", "friche", "parcel", "building"])
    ('friche', 'land_unit')
    >>> kinds_of(["zone", "friche"])
    ('zone', 'friche')
    """
    if asked:
        return tuple(kind for kind in KINDS if kind in asked)
    there = set(roles)
    units = {"parcel", "building"} <= there and "site" not in there
    found: set[str] = there & {"site", "friche"}
    if units:
        found.add("land_unit")
    elif "zone" in there:
        found.add("zone")
    return tuple(kind for kind in KINDS if kind in found)


def study_text(draft: Draft) -> str:
    """
    Text of a study file.

    Parameters
    ----------
    draft : Draft
        What it holds.

    Returns
    -------
    str
        TOML, commented in French.

    Examples
    --------
    >>> layer = Entry("zone", "couches.gpkg", "zone", "ZAE", {"NOM_ZAE": "name"})
    >>> print(study_text(Draft(title="Essai", entries=[layer])).splitlines()[-1])
    rename = { "NOM_ZAE" = "name" }
    """
    kinds = draft.kinds or kinds_of([entry.role for entry in draft.entries])
    lines = [
        *(f"# {line}" for line in say("study.head").splitlines()),
        *(f"#   {line}" for line in draft.repeat),
        *(f"# {line}" for line in say("study.complete").splitlines()),
        "",
        f"title = {_quoted(draft.title)}",
        'lang = "fr"',
        f"crs = {draft.crs}",
        f"vocations = [{', '.join(map(_quoted, draft.vocations))}]",
        "",
        "[sites]",
    ]
    if kinds:
        lines.append(f"kinds = [{', '.join(map(_quoted, kinds))}]")
    if "land_unit" in kinds:
        lines.append(f'land_units = "{"everywhere" if draft.everywhere else "in_zones"}"')
    lines.append(f"min_area_m2 = {draft.min_area_m2:g}")
    if draft.availability:
        values = (f"{key} = {value:g}" for key, value in draft.availability.items())
        lines += ["", "[availability]", *values]
    for entry in draft.entries:
        lines += ["", *_entry(entry)]
    return "\n".join(lines) + "\n"


def _entry(entry: Entry) -> list[str]:
    lines = [
        f"# {_comment(entry.title)}",
        "[[layer]]",
        f"role = {_quoted(entry.role)}",
        f"path = {_quoted(entry.path)}",
        f"layer = {_quoted(entry.layer)}",
        f"producer_name = {_quoted(say('study.producer').format(layer=entry.title))}",
    ]
    if entry.rename:
        pairs = (f"{_quoted(theirs)} = {_quoted(ours)}" for theirs, ours in entry.rename.items())
        lines.append(f"rename = {{ {', '.join(pairs)} }}")
    return lines


def _comment(text: str) -> str:
    """Text that may stand in a comment: TOML allows no control character there."""
    return "".join(c if c.isprintable() else " " for c in text).strip()


def _quoted(text: str) -> str:
    """Text as a basic TOML string: the escapes of JSON are those of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
