"""Economic poles of an inventory: those that the study declares, else one for the authority."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Final

import numpy as np
from geopandas import GeoDataFrame, GeoSeries
from pandas import Series

from zae.inventory.state import Inventory
from zae.study import PoleEntry, StudyError

DOMINANT: Final = 0.6
"""Share of the area of its sites from which a vocation dominates a pole: the standard's example
for sites (60 % of the staff), taken here on areas. [0-1] *assumed*"""

_MIXED: Final = "mixte, sans dominante"
_UNKNOWN: Final = "inconnu"


def poles_of(inventory: Inventory) -> Series:
    """
    Id of the pole of each zone.

    Parameters
    ----------
    inventory : Inventory
        The inventory. Its study may declare poles (``[[inventory.pole]]``); zones that none of
        them names then have no pole. Where none is declared the zones of the authority are one:
        the standard wants a pole to unite sites, and its published schema a key in each.

    Returns
    -------
    Series of str
        Indexed by ``site_id``; missing where a zone is in no pole.

    Raises
    ------
    StudyError
        If a declared pole names a zone that there is not, or one that another pole has.
    """
    zones = inventory.zones
    found = Series(None, index=zones.index, dtype=object)
    declared = {pole.id for pole in inventory.entry.pole}
    for number, (entry, members) in enumerate(_members(inventory), start=1):
        taken = found[members].dropna()
        if len(taken):
            raise StudyError("[[inventory.pole]] {name}: zone {zone} is in another pole already",
                             name=entry.name, zone=zones["zone_id"][taken.index[0]])  # fmt: skip
        found[members] = entry.id or _id(zones.loc[members], declared | set(found.dropna()), number)
    return found


def _id(zones: GeoDataFrame, taken: set[str], number: int) -> str:
    """Free id from a number on, under the commune that holds the most of the pole."""
    areas = zones["area_m2"].groupby(zones["commune_insee"].fillna("00000")).sum()
    named = (f"{areas.idxmax()}_POLE-ECO_{n:05d}" for n in count(number))
    return next(name for name in named if name not in taken)


def _members(inventory: Inventory) -> Iterator[tuple[PoleEntry, list[str]]]:
    zones, entry = inventory.zones, inventory.entry
    if not entry.pole:
        if len(zones):
            own = tuple(zones["zone_id"].astype(str))
            yield PoleEntry(name=entry.authority, zones=own), list(zones.index)
        return
    of_layer = Series(zones.index, index=zones["zone_id"].astype(str))
    for pole in entry.pole:
        unknown = [z for z in pole.zones if z not in of_layer.index]
        if unknown:
            raise StudyError(
                "[[inventory.pole]] {name}: no zone {zones}; there are {known}",
                name=pole.name, zones=unknown, known=list(of_layer.index),
            )  # fmt: skip
        yield pole, of_layer[list(dict.fromkeys(pole.zones))].tolist()


def pole_table(inventory: Inventory, sites: GeoDataFrame, words: Mapping[str, str]) -> GeoDataFrame:
    """
    Rows of POLE-ECO.

    Parameters
    ----------
    inventory : Inventory
        The inventory.
    sites : GeoDataFrame
        Rows of SITE-ECO, with ``pole_id``.
    words : mapping of str to str
        Our vocations in the words of the standard.

    Returns
    -------
    GeoDataFrame
        One row a pole; its point is the centroid of the union of its sites.
    """
    poles, day = poles_of(inventory), inventory.on.isoformat()
    rows, points = [], []
    for entry, members in _members(inventory):
        own = sites[sites["site_id"].isin(members)]
        rows.append(
            {
                "pole_id": poles[members[0]],
                "pole_nom": entry.name if inventory.entry.pole
                else f"Zones d'activité : {entry.name}",
                "pole_vocadomi": _vocation(inventory, entry, members, words),
                "pole_identif_date": day,
                "pole_actu_date": day,
                "pole_nb_site": len(own),
                "pole_nb_etab": own["site_nb_etab"].sum(),
                "pole_surface": round(own["site_surf_brute"].sum(), 4),
                "pole_rayonnement": entry.reach or _UNKNOWN,
            }
        )  # fmt: skip
        points.append(own.geometry.union_all().centroid)
    return GeoDataFrame(rows, geometry=GeoSeries(points, crs=sites.crs)).rename_geometry(
        "pole_geompoint"
    )


def _vocation(
    inventory: Inventory, entry: PoleEntry, members: list[str], words: Mapping[str, str]
) -> str:
    """Vocation that a person declared, else the one of most of the ground, else mixed."""
    own: Any = inventory.zones.loc[members]
    said = own["vocation"].astype(object).where(own["vocation"].isin(list(words)))
    if entry.vocation:
        return _MIXED if entry.vocation == "mixte" else words[entry.vocation]
    areas = own["area_m2"].groupby(said).sum()
    if areas.empty:
        return _UNKNOWN
    share = areas.max() / own["area_m2"].sum()
    alone = share >= DOMINANT and areas.idxmax() != "mixte" and np.isfinite(share)
    return words[areas.idxmax()] if alone else _MIXED
