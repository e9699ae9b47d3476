"""An inventory from a study: the land units of its zones, who is there, and what is vacant."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from criteria.envelope import consumption, natural_ground_m2
from land.errors import Parts
from land.vacancy import inventory_day, vacancy, vacancy_rate
from layers import ROLES
from layers.validate import DTYPES
from zae.assess import by_role, read_layers, silent
from zae.inventory.ground import changes_since, units_of_zones, with_ids
from zae.inventory.journal import Event, latest
from zae.inventory.matching import candidates
from zae.inventory.site_ids import site_ids
from zae.inventory.state import UNIT_COLUMNS, Inventory
from zae.inventory.stays import (
    contradictions,
    field_stays,
    file_stays,
    occupants,
    register_stays,
    together,
)
from zae.study import InventoryEntry, Study, StudyError

SNAPSHOT: Final = "unites.parquet"
"""State of the land units of a year, in its folder: what the next inventory is compared with."""

_NEEDED: Final = ("zone", "parcel")
_UNBUILT: Final = 0.02


def entry_of(study: Study) -> InventoryEntry:
    """
    What a study says of its inventory.

    Raises
    ------
    StudyError
        If it says nothing.
    """
    if study.inventory is None:
        raise StudyError(
            "the study has no section [inventory]: add it, with « year » and « authority »"
        )
    return study.inventory


def folder_of(study: Study) -> Path:
    """Folder that holds the journal and the years of the inventory."""
    return study.folder / entry_of(study).folder


def draft(
    study: Study, events: Sequence[Event] = (), *, progress: Callable[[str], None] = silent
) -> Inventory:
    """
    Make the inventory of a study.

    Parameters
    ----------
    study : Study
        The study, with a section ``[inventory]`` and layers of zones and parcels.
    events : sequence of Event
        The journal: decisions of people are taken over.
    progress : callable
        Told the name of each step before it starts.

    Returns
    -------
    Inventory
        The inventory.

    Raises
    ------
    StudyError
        If there is no section ``[inventory]``, a layer cannot be read, or zones or parcels lack.
    """
    entry = entry_of(study)
    layers, faults = read_layers(study, progress=progress)
    if faults:
        raise StudyError(
            "{count} layer(s) cannot be read\n{faults}",
            count=len(faults), faults=Parts(faults, between="\n"),
        )  # fmt: skip
    frames = by_role(layers)
    absent = [role for role in _NEEDED if role not in frames]
    if absent:
        raise StudyError("an inventory needs a layer of the role {roles}", roles=absent)
    progress("land")
    units = units_of_zones(
        frames["parcel"], frames["zone"], frames.get("building"), frames.get("friche"),
        dict(study.availability),
    )  # fmt: skip
    year = entry.year
    units = with_ids(units, snapshot(study, until=year), _highest_number(study))
    progress("occupants")
    firms = frames.get("establishment", _no_rows("establishment", units.crs))
    possible = candidates(firms, units, frames.get("address"))
    found = occupants(firms, possible, latest(events, "establishment_decision", "subject"))
    told = latest(events, "unit_decision", "subject")
    told = {unit: said for unit, said in told.items() if unit in units.index}
    register = register_stays(found, possible)
    file = file_stays(frames.get("premises", _no_rows("premises", None)), units)
    stays = together(register, file, field_stays(told))
    day = inventory_day(entry.year)
    state = vacancy(
        stays, units.index, on=day,
        never_used=_never_used(units, told, known="establishment" in frames),
    )  # fmt: skip
    spoken = Series("declared", index=list(told)).reindex(units.index)
    supposed = spoken.fillna("estimated").where(state["state"] == "never_used")
    state["evidence"] = state["evidence"].fillna(supposed)
    units = _finished(units.join(state), found, frames.get("address"))
    changes = changes_since(units, snapshot(study, until=year - 1))
    units = _with_changes(units, changes)
    communes = _commune_names(frames)
    found["commune"] = found["commune_insee"].map(communes)
    zones = _zones(frames["zone"], units, communes, snapshot(study, until=year))
    units["site_id"] = units["site_id"].map(Series(zones.index, index=zones["zone_id"]))
    progress("land cover")
    done = Inventory(
        study=study, entry=entry, on=day, zones=zones,
        units=units[[*UNIT_COLUMNS, "geometry"]], occupants=found, changes=changes,
        contradictions=contradictions(register, file), consumption=DataFrame(),
        natural=DataFrame(), layers=layers,
        account=pd.concat([x.account for x in layers.values()], ignore_index=True),
    )  # fmt: skip
    return _with_envelope(done, frames)


def _with_envelope(done: Inventory, frames: Mapping[str, Any]) -> Inventory:
    """What the zones consumed, and what their free units would cost."""
    cover, before = frames.get("land_cover"), frames.get("land_cover_before")
    if cover is None:
        return done
    spent = DataFrame() if before is None else consumption(done.zones.geometry, before, cover)
    cost = natural_ground_m2(done.available.geometry, cover)
    return replace(done, consumption=spent, natural=cost)


def _no_rows(role: str, crs: object) -> GeoDataFrame:
    columns = [c for c in ROLES[role].columns if c.name != ROLES[role].id]
    index = pd.Index([], name=ROLES[role].id or None, dtype=object)
    plain = DataFrame({c.name: Series([], dtype=DTYPES[c.kind]) for c in columns}, index=index)
    return GeoDataFrame(plain, geometry=gpd.GeoSeries([], crs=crs), crs=crs) if crs else plain


def _never_used(
    units: GeoDataFrame, told: Mapping[str, Mapping[str, Any]], *, known: bool
) -> Series:
    """Unbuilt, outside friches, and no business was ever registered there: never used."""
    never = Series(pd.NA, index=units.index, dtype="boolean")
    if known and "built_share" in units:
        never[(units["built_share"] <= _UNBUILT) & (units["availability"] == "bare")] = True
    for unit, said in told.items():
        if said.get("never_used"):
            never[unit] = said["never_used"] == "oui"
    return never


def _finished(
    units: GeoDataFrame, found: GeoDataFrame, addresses: GeoDataFrame | None
) -> GeoDataFrame:
    """Count of occupants, one address, and every column of an inventory."""
    there = found[found["counted"] & found["active"].fillna(value=False).astype(bool)]
    units = units.assign(
        change="",
        origin="",
        occupants=there.groupby("unit_id").size().reindex(units.index, fill_value=0),
        address=_address_of(units, addresses),
    )
    for name in UNIT_COLUMNS:
        if name not in units:
            units[name] = None
    return units


def _with_changes(units: GeoDataFrame, changes: DataFrame) -> GeoDataFrame:
    """What each unit was at the inventory before; empty for the first inventory."""
    came = changes[changes["after"].notna()].groupby("after")
    origin = came["before"].agg(lambda x: "|".join(x.dropna()))
    return units.assign(
        change=came["change"].first().reindex(units.index).fillna(""),
        origin=origin.reindex(units.index).fillna(""),
    )


def _address_of(units: GeoDataFrame, addresses: GeoDataFrame | None) -> Series:
    if addresses is None or addresses.empty:
        return Series(None, index=units.index, dtype=object)
    row, unit = units.sindex.query(addresses.geometry.array, predicate="intersects")
    named = Series(addresses["address"].to_numpy()[row], index=units.index[unit])
    return named.groupby(level=0).min().reindex(units.index)


def _zones(
    zones: GeoDataFrame,
    units: GeoDataFrame,
    communes: Mapping[str, str],
    before: GeoDataFrame | None,
) -> GeoDataFrame:
    """Zones under ids of the standard, with their counts and their rates of vacancy."""
    rows = zones.sort_index()
    insee = _insee(rows, units)
    rates = vacancy_rate(units[["vacant_low", "vacant_high"]], units["site_id"])
    out = rows.assign(
        zone_id=rows.index, area_m2=rows.area, commune_insee=insee, commune=insee.map(communes)
    ).join(rates)
    counts = ["units", "vacant_low", "vacant_high"]
    out[counts] = out[counts].fillna(0).astype(int)
    ids = site_ids(insee, units, before)
    columns = ["zone_id", "name", "vocation", "stage", "commune_insee", "commune", "area_m2",
               *rates.columns, "geometry"]  # fmt: skip
    return out.set_axis(pd.Index(ids, name="site_id"))[columns]


def _insee(zones: GeoDataFrame, units: GeoDataFrame) -> Series:
    """INSEE code of each zone: its own, else that of most of its units."""
    said = units["commune_insee"].groupby(units["site_id"]).agg(lambda x: x.mode().iloc[0])
    given = zones["commune_insee"].astype(object)
    return Series(given.where(given.notna(), said.reindex(zones.index)))


def _commune_names(frames: Mapping[str, Any]) -> dict[str, str]:
    communes = frames.get("commune")
    return {} if communes is None else dict(communes["name"].dropna())


def snapshot(study: Study, *, until: int) -> GeoDataFrame | None:
    """
    Units of the last inventory, up to a year; None where there is none.

    Parameters
    ----------
    study : Study
        The study.
    until : int
        Last year that is looked at.

    Returns
    -------
    GeoDataFrame or None
        Land units, indexed by ``unit_id``.
    """
    folders = [p.parent for p in folder_of(study).glob(f"*/{SNAPSHOT}")]
    known = {int(p.name): p for p in folders if p.name.isdigit() and int(p.name) <= until}
    return gpd.read_parquet(known[max(known)] / SNAPSHOT) if known else None


def _highest_number(study: Study) -> int:
    highest = 0
    for path in folder_of(study).glob(f"*/{SNAPSHOT}"):
        ids = pd.read_parquet(path, columns=["area_m2"]).index.astype(str)
        numbers = ids.str.extract(r"_(\d+)$", expand=False).dropna()
        highest = max(highest, int(numbers.astype(int).max()) if len(numbers) else 0)
    return highest
