"""What the INSPIRE record of a delivery says, taken from the delivery itself where it says so."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
from geopandas import GeoSeries

from land.errors import Message, SchemaError
from land.ids import is_siren
from layers.cnig.metadata import Notice
from layers.cnig.place import WGS84
from layers.cnig.tables import Table, code_of
from layers.cnig.validate import validate

_OWNERS: Final = {
    "SITE-ECO": ("site_epci_siren", "site_epci_nom"),
    "ETABLISSEMENT": ("epci_siren", "epci_nom"),
}
_SAID: Final = re.compile(
    r"(?P<siren>\d[\d ]*\d(?!\S))?\s*(?P<name>[^<>]*?)\s*(<(?P<mail>[^<>]*)>)?"
)
_TITLES: Final = {"sites-economiques": "Sites économiques", "friches": "Friches"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Producer:
    """
    Who answers for a delivery.

    Attributes
    ----------
    siren, name, mail : str
        SIREN, official name, and a mail of the service, which names nobody.
    """

    siren: str
    name: str
    mail: str

    @property
    def lacking(self) -> Message | None:
        """What a record still needs, in words; None where all is there."""
        if not is_siren(self.siren):
            return Message("the SIREN of the producer ({siren})", siren=self.siren or "—")
        if not self.name:
            return Message("the name of the producer")
        if "@" not in self.mail:
            return Message("a mail of the service, which names nobody ({mail})",
                           mail=self.mail or "—")  # fmt: skip
        return None


def producer_of(tables: Sequence[Table], said: str = "") -> Producer:
    """
    Producer of a delivery: what is said, else the one EPCI that its rows name.

    Parameters
    ----------
    tables : sequence of Table
        The delivery.
    said : str
        ``SIREN Name <mail>``, any of the three.

    Returns
    -------
    Producer
        Empty where nothing is said and the rows name no EPCI, or several.

    Raises
    ------
    SchemaError
        If what is said has another form.

    Examples
    --------
    >>> producer_of([], "243400017 Métropole <sig@exemple.fr>")
    Producer(siren='243400017', name='Métropole', mail='sig@exemple.fr')
    """
    found = _SAID.fullmatch(said.strip())
    if found is None:
        raise SchemaError("« {said} » is not « SIREN Name <mail> »", said=said)
    siren, name, mail = (found[k] or "" for k in ("siren", "name", "mail"))
    siren = siren.replace(" ", "")
    for table in tables:
        if table.kind.name not in _OWNERS:
            continue
        keys, names = (table.frame[c].dropna() for c in _OWNERS[table.kind.name])
        known = sorted({k for k in keys if is_siren(k)})
        if len(known) != 1:
            continue
        siren = siren or known[0]
        if siren == known[0] and not name and len(set(names)) == 1:
            name = names.iloc[0]
    return Producer(siren=siren, name=name, mail=mail)


def placed(tables: Sequence[Table]) -> bool:
    """Whether a row of a delivery has a geometry, without which no record says its extent."""
    return any(shapes.notna().any() for t in tables for shapes in _geometries(t))


def box_of(tables: Sequence[Table]) -> tuple[float, float, float, float]:
    """
    Extent of a delivery.

    Returns
    -------
    tuple of float
        West, south, east, north. [°, WGS 84]

    Raises
    ------
    SchemaError
        If no row has a geometry.
    """
    shapes = [s.dropna().to_crs(WGS84) for t in tables for s in _geometries(t)]
    there = pd.concat([s.bounds for s in shapes if len(s)] or [pd.DataFrame()])
    if there.empty:
        raise SchemaError("no row has a geometry: the extent of the delivery is not known")
    low, high = there.min(), there.max()
    return float(low["minx"]), float(low["miny"]), float(high["maxx"]), float(high["maxy"])


def _geometries(table: Table) -> list[GeoSeries]:
    return [GeoSeries(table.frame[f.name]) for f in table.kind.fields if f.spatial]


def notice(
    tables: Sequence[Table], producer: Producer, *, day: dt.date, form: str, lineage: str
) -> Notice:
    """
    What the record of a delivery says.

    Parameters
    ----------
    tables : sequence of Table
        What is delivered, of one standard.
    producer : Producer
        Who answers for it.
    day : date
        Day of the delivery.
    form : str
        Format of its files.
    lineage : str
        Where the data come from, in French.

    Returns
    -------
    Notice
        For :func:`layers.cnig.metadata.record`; the errors are those of
        :func:`layers.cnig.validate` on these tables.
    """
    titles = ", ".join(t.kind.title.lower() for t in tables)
    return Notice(
        title=f"{_TITLES[tables[0].kind.standard]} : {producer.name}",
        abstract=f"{titles.capitalize()}. {tables[0].kind.source.split(',')[0]}.",
        lineage=lineage,
        siren=producer.siren,
        owner=producer.name,
        mail=producer.mail,
        day=day,
        box=box_of(tables),
        epsg=code_of(tables[0]),
        form=form,
        errors=sum(f.level == "error" for f in validate(tables)),
    )
