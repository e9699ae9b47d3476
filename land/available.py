"""Available land of zones: a table by class and tenure whose rows add up to each zone."""

from typing import Final

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from land.crs import require_metric
from land.errors import GeometryError, IdentifierError, SchemaError
from land.ids import require_unique
from land.shape import polygonal, require_valid

OUTSIDE_UNITS: Final = "outside_units"
"""Class of the part of a zone that is in no land unit: streets, rail, rivers off the cadastre."""

_KEYS: Final = ["zone_id", "availability", "tenure"]
_OVERLAP_SHARE: Final = 0.01
_OF_WHOLE_UNIT: Final = (
    "area_m2", "cadastral_area_m2", "built_m2", "built_share", "free_m2", "largest_free_m2",
    "usable_width_m", "frontage_m",
)  # fmt: skip


def clip_units_to_zones(units: GeoDataFrame, zones: GeoDataFrame) -> GeoDataFrame:
    """
    Pieces of land units inside zones, so that their areas add up.

    Parameters
    ----------
    units : GeoDataFrame
        Land units, their ids in the index. [projected, m]
    zones : GeoDataFrame
        Zones, their ids in the index, in the CRS of ``units``. [projected, m]

    Returns
    -------
    GeoDataFrame
        One row per land unit and zone that share an area, indexed by ``piece_id``
        (``unit@zone``), by unit and zone: ``unit_id``, ``zone_id``, ``area_m2`` of the piece [m²],
        the columns of ``units``, ``geometry``. Columns that measure the whole unit (built or
        free area, width, frontage) are left out: measure the pieces.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    IdentifierError
        If an id stands on several units or zones.
    GeometryError
        If a unit or a zone is missing or invalid; names it.

    Examples
    --------
    >>> from shapely import box
    >>> units = GeoDataFrame(index=["U"], geometry=[box(0, 0, 10, 10)], crs=2154)
    >>> zones = GeoDataFrame(index=["Z"], geometry=[box(4, 0, 90, 90)], crs=2154)
    >>> clip_units_to_zones(units, zones)["area_m2"].to_dict()
    {'U@Z': 60.0}
    """
    require_metric(units, zones)
    for table, name in ((units, "units"), (zones, "zones")):
        require_unique(table, name=name)
        require_valid(table.geometry, name=name, missing=True)
    shapes = np.asarray(units.geometry.array, dtype=object)
    areas = np.asarray(zones.geometry.array, dtype=object)
    zone, unit = shapely.STRtree(shapes).query(areas, predicate="intersects")
    order = np.lexsort((zone, unit))
    zone, unit = zone[order], unit[order]
    pieces = polygonal(GeoSeries(shapely.intersection(shapes[unit], areas[zone]), crs=units.crs))
    kept = (shapely.area(pieces.array) > 0).nonzero()[0]
    return _piece_table(units, units.index[unit[kept]], zones.index[zone[kept]], pieces.iloc[kept])


def _piece_table(
    units: GeoDataFrame, unit: pd.Index, zone: pd.Index, pieces: GeoSeries
) -> GeoDataFrame:
    ids = pd.Index(unit.astype("str") + "@" + zone.astype("str"), name="piece_id")
    own = [units.geometry.name, "unit_id", "zone_id", *_OF_WHOLE_UNIT]
    carried = DataFrame(units.drop(columns=own, errors="ignore")).loc[unit]
    leading = DataFrame({"unit_id": unit, "zone_id": zone, "area_m2": pieces.area.to_numpy()})
    table = pd.concat([leading, carried.reset_index(drop=True)], axis=1).set_axis(ids)
    return GeoDataFrame(table, geometry=pieces.to_numpy(), crs=units.crs)


def available_table(units: DataFrame, *, zone_area_m2: Series) -> DataFrame:
    """
    Land of each zone by class of availability and by tenure.

    Parameters
    ----------
    units : DataFrame
        Land units or pieces of them, each inside one zone: ``zone_id``, ``availability``,
        ``tenure``, ``area_m2`` [m²], ``free_m2`` [m²].
    zone_area_m2 : Series
        Area of each zone, its ids in the index. [m²]

    Returns
    -------
    DataFrame
        ``zone_id``, ``availability``, ``tenure``, ``area_m2`` [m²], ``free_m2`` [m²] (NaN where
        a unit of the row was not measured), ``units`` (count). Each zone ends with the row
        ``outside_units``: its area in no unit, whose free part is not known. The areas of a
        zone add up to ``zone_area_m2``; where units overlap a little, that row shows it by an
        area below zero.

    Raises
    ------
    SchemaError
        If a column or a value of the keys or of the area is missing.
    IdentifierError
        If a unit lies in a zone without an area, or a zone id stands twice.
    GeometryError
        If the units of a zone exceed it by more than a hundredth: they straddle its edge or
        overlap.

    See Also
    --------
    clip_units_to_zones : pieces of units that straddle the edge of a zone.

    Examples
    --------
    A zone of one hectare with one bare plot of 3,000 m²; the rest is no land unit.

    >>> units = DataFrame({"zone_id": ["Z"], "availability": ["bare"], "tenure": ["public"],
    ...                    "area_m2": [3000.0], "free_m2": [3000.0]})
    >>> table = available_table(units, zone_area_m2=Series({"Z": 10000.0}))
    >>> table[["availability", "area_m2", "units"]].to_dict("records")
    [{'availability': 'bare', 'area_m2': 3000.0, 'units': 1},
     {'availability': 'outside_units', 'area_m2': 7000.0, 'units': 0}]
    """
    _require_rows(units, zone_area_m2)
    groups = units.groupby(_KEYS, sort=True, observed=True)
    sums = groups[["area_m2", "free_m2"]].sum()
    sums["free_m2"] = sums["free_m2"].where(groups["free_m2"].count() == groups.size())
    inside = sums.assign(units=groups.size()).reset_index()
    taken = inside.groupby("zone_id")["area_m2"].sum().reindex(zone_area_m2.index, fill_value=0.0)
    left = zone_area_m2.astype(float) - taken
    _require_room(left, zone_area_m2)
    outside = DataFrame({"zone_id": left.index, "area_m2": left.to_numpy(), "free_m2": np.nan})
    outside = outside.assign(availability=OUTSIDE_UNITS, tenure="unknown", units=0)
    parts = [p for p in (inside, outside[inside.columns]) if len(p)]
    both = pd.concat(parts or [inside], ignore_index=True)
    last = both["availability"] == OUTSIDE_UNITS
    order = both.assign(last=last).sort_values(["zone_id", "last", "availability", "tenure"]).index
    return both.loc[order].reset_index(drop=True)


def _require_rows(units: DataFrame, zone_area_m2: Series) -> None:
    require_unique(zone_area_m2, name="zones")
    absent = [c for c in (*_KEYS, "area_m2", "free_m2") if c not in units]
    if absent:
        raise SchemaError("units: no column {absent}", absent=[repr(c) for c in absent])
    blank = units[[*_KEYS, "area_m2"]].isna().any(axis=1)
    if blank.any():
        few = ", ".join(repr(i) for i in units.index[blank][:5])
        raise SchemaError(
            "units: {count} without zone, class, tenure or area: {few}", count=blank.sum(), few=few
        )
    strange = sorted(set(units["zone_id"]) - set(zone_area_m2.index))
    if strange:
        few = ", ".join(repr(z) for z in strange[:5])
        raise IdentifierError(
            "units: zones without an area: {few}; give zone_area_m2 for them", few=few
        )


def _require_room(left: Series, zone_area_m2: Series) -> None:
    over = left < -_OVERLAP_SHARE * zone_area_m2
    if over.any():
        zone = left.index[over][0]
        raise GeometryError(
            "zone {zone!r}: its units exceed it by {excess:.1f} m2; clip them to the zones "
            "and remove overlaps",
            zone=zone,
            excess=-left[zone],
        )
