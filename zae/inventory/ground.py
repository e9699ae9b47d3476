"""The land units of the zones: parcels that lie mostly in a zone, joined by owner inside it."""

from typing import Final

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from land.lineage import lineage
from zae.stock import land_stock

MOSTLY: Final = 0.5
"""Share of a parcel inside a zone from which it belongs to it. [0-1] *assumed*"""

KEEPS_ID: Final = ("kept", "redrawn")


def zone_of_parcels(parcels: GeoDataFrame, zones: GeoDataFrame) -> Series:
    """
    Zone that holds the most of each parcel, where that is half of it or more.

    Parameters
    ----------
    parcels, zones : GeoDataFrame
        Their ids in the index. [projected, m]

    Returns
    -------
    Series of str
        Id of the zone, indexed as ``parcels``; missing outside the zones.

    Examples
    --------
    >>> from shapely import box
    >>> parcels = GeoDataFrame(
    ...     index=["A", "B"], geometry=[box(0, 0, 9, 10), box(9, 0, 30, 10)], crs=2154)
    >>> zones = GeoDataFrame(index=["Z"], geometry=[box(0, 0, 15, 10)], crs=2154)
    >>> zone_of_parcels(parcels, zones).dropna().to_dict()
    {'A': 'Z'}
    """
    shapes = np.asarray(parcels.geometry.array, dtype=object)
    zone, parcel = shapely.STRtree(shapes).query(zones.geometry.array, predicate="intersects")
    cut = shapely.intersection(shapes[parcel], np.asarray(zones.geometry.array)[zone])
    share = shapely.area(cut) / np.maximum(shapely.area(shapes[parcel]), 1e-9)
    table = DataFrame({"parcel": parcel, "zone": zone, "share": share})
    best = table[table["share"] >= MOSTLY].sort_values(["parcel", "share"])
    best = best.drop_duplicates("parcel", keep="last")
    found = Series(None, index=parcels.index, dtype=object)
    found.iloc[best["parcel"].to_numpy(dtype=int)] = zones.index[best["zone"]]
    return found


def units_of_zones(
    parcels: GeoDataFrame,
    zones: GeoDataFrame,
    buildings: GeoDataFrame | None,
    friches: GeoDataFrame | None,
    thresholds: dict[str, float],
) -> GeoDataFrame:
    """
    Land units inside the zones: contiguous parcels of one owner and one zone.

    Parameters
    ----------
    parcels, zones : GeoDataFrame
        Roles ``parcel`` and ``zone``. [projected, m]
    buildings, friches : GeoDataFrame or None
        For what is built and free.
    thresholds : dict of str to float
        As in the study file.

    Returns
    -------
    GeoDataFrame
        Columns of :func:`zae.stock.land_stock`, ``site_id`` (id of the zone in the layer) and
        ``owner``, indexed by the smallest parcel id. A unit never crosses the edge of a zone: the
        inventory speaks of the zone, what the same owner has beyond it is not counted.
    """
    held = zone_of_parcels(parcels, zones)
    inside = parcels[held.notna()]
    parts = []
    for zone, rows in inside.groupby(held[inside.index], sort=True):
        near = None if buildings is None else buildings[_near(buildings, rows)]
        units = land_stock(rows, near, friches, thresholds).assign(site_id=zone)
        first = rows["owner"].reindex(units.index) if "owner" in rows else None
        parts.append(units.assign(owner=first))
    if not parts:
        return land_stock(parcels.iloc[:0], buildings, None, thresholds).assign(
            site_id=None, owner=None
        )
    return GeoDataFrame(pd.concat(parts), crs=parcels.crs)


def _near(buildings: GeoDataFrame, parcels: GeoDataFrame) -> np.ndarray:
    around = shapely.box(*parcels.total_bounds).buffer(50)
    met = buildings.sindex.query(around, predicate="intersects")
    flag = np.zeros(len(buildings), dtype=bool)
    flag[met] = True
    return flag


def with_ids(units: GeoDataFrame, before: GeoDataFrame | None, highest: int = 0) -> GeoDataFrame:
    """
    Units under identifiers that outlive the renumbering of parcels.

    Parameters
    ----------
    units : GeoDataFrame
        Units of today, ``commune_insee``. [projected, m]
    before : GeoDataFrame or None
        Units as they were last written, indexed by ``unit_id``; None for the first time.
    highest : int
        Highest number that was ever given, also to units that are gone since.

    Returns
    -------
    GeoDataFrame
        The units, indexed by ``unit_id`` (``<INSEE>_TERRAIN-ECO_<number>``). A unit that is the
        same, or redrawn one to one, keeps its id; one that was merged, split or recut, or that
        appeared, gets a number that was never given.
    """
    units = units.sort_index()
    ids = Series(None, index=units.index, dtype=object)
    if before is not None and not before.empty:
        rows = lineage(before.geometry, units.geometry)
        same = rows[rows["change"].isin(KEEPS_ID)].set_index("after")["before"]
        ids = same.reindex(units.index).astype(object)
        highest = max(highest, _highest(before.index))
    fresh = ids.isna()
    ids[fresh] = _new_ids(units["commune_insee"][fresh], highest)
    return units.set_axis(pd.Index(ids, name="unit_id")).sort_index()


def changes_since(units: GeoDataFrame, before: GeoDataFrame | None) -> DataFrame:
    """
    What became of the units of an earlier inventory: on the ground, and in their use.

    Parameters
    ----------
    units, before : GeoDataFrame
        Units of today and of the earlier inventory, indexed by ``unit_id``, with ``state``; None
        where there is no earlier one. [projected, m]

    Returns
    -------
    DataFrame
        ``before``, ``after``, ``change`` (see :func:`land.lineage.lineage`), ``state_before``,
        ``state_after`` and ``use``: ``occupied`` (was empty, is not), ``freed`` (the other way
        round), ``same`` or ``unknown``. No row without an earlier inventory.
    """
    columns = ["before", "after", "change", "state_before", "state_after", "use"]
    if before is None or before.empty:
        return DataFrame(columns=columns, dtype=object)
    rows = lineage(before.geometry, units.geometry)
    rows["state_before"] = rows["before"].map(before["state"])
    rows["state_after"] = rows["after"].map(units["state"])
    was, is_ = rows["state_before"].eq("occupied"), rows["state_after"].eq("occupied")
    vague = rows[["state_before", "state_after"]].isin(["unknown"]).any(axis=1)
    vague |= rows[["state_before", "state_after"]].isna().any(axis=1)
    rules = [vague, ~was & is_, was & ~is_]
    rows["use"] = np.select(rules, ["unknown", "occupied", "freed"], "same")
    return rows[columns]


def _new_ids(communes: Series, highest: int) -> list[str]:
    return [
        f"{insee}_TERRAIN-ECO_{number:05d}" for number, insee in enumerate(communes, highest + 1)
    ]


def _highest(ids: pd.Index) -> int:
    numbers = ids.astype(str).str.extract(r"_(\d+)$", expand=False).dropna()
    return int(numbers.astype(int).max()) if len(numbers) else 0
