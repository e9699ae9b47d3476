"""The stock of land of a study: land units, what is free of each, and what each zone has left."""

from collections.abc import Mapping

from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from land.availability import Thresholds, availability_class, free_areas, free_part
from land.available import available_table, clip_units_to_zones
from land.friches import friche_geometry
from land.measures.covered import share_covered
from land.tenure import tenure_of
from land.units import land_units

SETBACK_M = 5.0
"""Distance kept free around buildings where the study says nothing. [m] *assumed*"""

TABLE_COLUMNS = ("zone_id", "availability", "tenure", "units", "area_m2", "free_m2")
"""Columns of the table of available land."""

MOSTLY = 0.5
"""Share of a unit under a friche from which the unit counts as friche. *assumed*"""


def land_stock(
    parcels: GeoDataFrame,
    buildings: GeoDataFrame | None,
    friches: GeoDataFrame | None,
    thresholds: Mapping[str, float],
) -> GeoDataFrame:
    """
    Land units with what is free of each and their class of availability.

    Parameters
    ----------
    parcels : GeoDataFrame
        Parcels, in the schema of their role. [projected, m]
    buildings : GeoDataFrame or None
        Buildings; without them nothing is said of what is free.
    friches : GeoDataFrame or None
        Friches, in the schema of their role; those known as a point only, without parcels, say
        nothing of a unit. [projected, m]
    thresholds : mapping of str to float
        Thresholds named in the study file, and ``setback_m``.

    Returns
    -------
    GeoDataFrame
        Land units: columns of :func:`land.units.land_units`, of
        :func:`land.availability.free_part` and of :func:`land.availability.availability_class`,
        and ``tenure``.
    """
    units = land_units(parcels, owner=_owner_column(parcels))
    owner_type = (
        units["owner_type"]
        if "owner_type" in units
        else Series(None, index=units.index, dtype=object)
    )
    units = units.assign(tenure=tenure_of(owner_type))
    if buildings is None:
        return units.assign(availability="", reason="no_buildings")
    setback_m = thresholds.get("setback_m", SETBACK_M)
    measured = free_part(units.geometry, buildings.geometry, setback_m=setback_m)
    friche, committed = _friche_flags(units, friches, parcels)
    classes = availability_class(
        units[["area_m2"]].join(measured),
        friche=friche,
        committed=committed,
        thresholds=Thresholds(**{k: v for k, v in thresholds.items() if k != "setback_m"}),
    )
    return units.join(measured).join(classes)


def _friche_flags(
    units: GeoDataFrame, friches: GeoDataFrame | None, parcels: GeoDataFrame
) -> tuple[Series, Series]:
    """Whether each unit lies mostly under a friche, and under one whose project is under way."""
    if friches is None:
        no = Series(data=False, index=units.index)
        return no, no
    drawn = friche_geometry(friches, parcels)
    outlined = drawn["geometry_status"].isin(["surveyed", "parcels"])
    outlines = GeoSeries(drawn.geometry[outlined], crs=units.crs)
    status = friches.loc[outlines.index, "friche_status"].astype(object)
    under_way = outlines[status == "with_project"]
    return _mostly(units.geometry, outlines), _mostly(units.geometry, under_way)


def zone_table(
    units: GeoDataFrame, zones: GeoDataFrame, buildings: GeoDataFrame, setback_m: float
) -> DataFrame:
    """
    Available land of each zone, by class and tenure; rows of a zone add up to its area.

    Parameters
    ----------
    units : GeoDataFrame
        Land units, as :func:`land_stock` gives them.
    zones, buildings : GeoDataFrame
        Zones and buildings. [projected, m]
    setback_m : float
        Distance kept free around buildings. [m]

    Returns
    -------
    DataFrame
        ``zone_id``, ``availability``, ``tenure``, ``units``, ``area_m2``, ``free_m2``.
    """
    pieces = clip_units_to_zones(units, zones)
    free = free_areas(pieces.geometry, buildings.geometry, setback_m=setback_m)
    pieces = pieces.assign(area_m2=pieces.geometry.area, free_m2=free["free_m2"])
    return available_table(pieces, zone_area_m2=zones.geometry.area)


def _owner_column(parcels: GeoDataFrame) -> str | None:
    given = [c for c in ("owner_account", "owner") if c in parcels and parcels[c].notna().any()]
    return given[0] if given else None


def _mostly(units: GeoSeries, cover: GeoSeries) -> Series:
    return share_covered(units, cover) >= MOSTLY
