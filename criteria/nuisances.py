"""How far the neighbours are that a noisy or risky activity would disturb."""

from typing import Final

import pandas as pd
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from criteria.facts import between, blank
from criteria.project import Project
from land.measures.nearest import nearest_distance

SENSITIVE: Final = ("school", "childcare", "health")
HOMES: Final = ("residential", "mixed")

REACH_M: Final = 1000.0
"""How far neighbours are looked for (*assumed*). [m]"""


def receptor_distance(
    sites: GeoSeries,
    *,
    project: Project,
    facilities: GeoDataFrame | None = None,
    buildings: GeoDataFrame | None = None,
    reach_m: float = REACH_M,
    neighbours: DataFrame | None = None,
) -> DataFrame:
    """
    Distance to the nearest dwelling, school, crèche or health facility over that required.

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    project : Project
        Its ``nuisance_distance_m``; 0 where it disturbs nobody. [m]
    facilities : GeoDataFrame, optional
        Points with ``facility_kind``.
    buildings : GeoDataFrame, optional
        Polygons with ``usage`` and ``dwellings``.
    reach_m : float
        How far to look. [m]
    neighbours : DataFrame, optional
        What :func:`neighbour_distances` gave for the same sites, layers and reach; it is computed
        otherwise.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``. [ratio] ``none_found`` where there is nobody within
        reach, and the ratio is then that of the reach.

    Notes
    -----
    Formula: distance from the outline of the site ÷ reference distance of the activity. Neither
    noise, wind nor relief is looked at. No national table of distances exists (DGPR note
    2012-264 of 5 September 2012 gives a doctrine).

    A building of unknown usage may be a dwelling: it gives the lower bound. With only one of
    the two layers the nearest neighbour may be among those of the other: the lower bound is 0,
    and the fact is unknown where nobody was found at all.

    Examples
    --------
    A school at 60 m of a workshop that should keep 30 m; homes are not known.

    >>> from shapely import Point, box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> school = GeoDataFrame({"facility_kind": ["school"]}, geometry=[Point(160, 50)], crs=2154)
    >>> workshop = Project(
    ...     key="p", label={"fr": "p"}, vocation="artisanat", nuisance_distance_m=30
    ... )
    >>> receptor_distance(sites, project=workshop, facilities=school)
       low  high     status
    A  0.0   2.0  estimated
    """
    required = project.nuisance_distance_m
    if required is None:
        return blank(sites.index)
    if required == 0:
        return blank(sites.index, "not_applicable")
    if neighbours is None:
        neighbours = neighbour_distances(
            sites, facilities=facilities, buildings=buildings, reach_m=reach_m
        )
    low, high, nobody = neighbours["low_m"], neighbours["high_m"], neighbours["nobody"]
    part = between(low / required, high / required)
    exact = (low == high) & part["low"].notna()
    status = part["status"].mask(exact, "measured").mask(exact & nobody, "none_found")
    return part.assign(status=status)


def neighbour_distances(
    sites: GeoSeries,
    *,
    facilities: GeoDataFrame | None = None,
    buildings: GeoDataFrame | None = None,
    reach_m: float = REACH_M,
) -> DataFrame:
    """
    Distance to the nearest dwelling, school, crèche or health facility, whatever would settle.

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    facilities : GeoDataFrame, optional
        Points with ``facility_kind``.
    buildings : GeoDataFrame, optional
        Polygons with ``usage`` and ``dwellings``.
    reach_m : float
        How far to look. [m]

    Returns
    -------
    DataFrame
        Indexed as ``sites``: ``low_m``, ``high_m``, NaN where the nearest is not known [m];
        ``nobody``, whether none that is surely one is within reach.

    Examples
    --------
    >>> from shapely import Point, box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> school = GeoDataFrame({"facility_kind": ["school"]}, geometry=[Point(160, 50)], crs=2154)
    >>> neighbour_distances(sites, facilities=school)
       low_m  high_m  nobody
    A    0.0    60.0   False
    """
    homes, perhaps = _homes(buildings)
    others = _sensitive(facilities)
    to_home, to_other = (_nearest(sites, layer, reach_m) for layer in (homes, others))
    sure = pd.concat([to_home, to_other], axis=1).min(axis=1)
    if homes is None or others is None:
        low, high = Series(0.0, index=sites.index), sure
    else:
        to_perhaps = _nearest(sites, perhaps, reach_m)
        low = pd.concat([sure, to_perhaps], axis=1).min(axis=1).fillna(reach_m)
        high = sure.fillna(reach_m)
    return DataFrame({"low_m": low, "high_m": high, "nobody": sure.isna()})


def _homes(buildings: GeoDataFrame | None) -> tuple[GeoSeries | None, GeoSeries | None]:
    """Outlines of dwellings, and of buildings that may be; None where nothing is said of any."""
    if buildings is None:
        return None, None
    usage = buildings["usage"].mask(buildings["usage"] == "unknown")
    lived_in = (pd.to_numeric(buildings["dwellings"]).fillna(0) > 0).to_numpy(bool)
    is_home = usage.isin(HOMES).to_numpy(bool) | lived_in
    perhaps = usage.isna().to_numpy(bool) & ~is_home
    if perhaps.all():
        return None, None
    return buildings.geometry[is_home], buildings.geometry[perhaps]


def _sensitive(facilities: GeoDataFrame | None) -> GeoSeries | None:
    if facilities is None:
        return None
    kept = facilities.geometry[facilities["facility_kind"].isin(SENSITIVE)]
    return kept if len(kept) else None


def _nearest(sites: GeoSeries, layer: GeoSeries | None, reach_m: float) -> Series:
    """Distance to the nearest of a layer; NaN where none is within reach. [m]"""
    if layer is None or not len(layer):
        return Series(float("nan"), index=sites.index)
    return nearest_distance(sites, layer.reset_index(drop=True), reach_m=reach_m)["distance_m"]
