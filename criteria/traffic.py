"""Cars and lorries that a project adds to its access at the peak hour."""

from typing import Final

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from criteria.capacity import by_match, over, without_jobs
from criteria.centrality import Array, Load, likely_range
from criteria.facts import between, blank
from criteria.parameters import Draws, Overrides
from criteria.project import Project
from land.crs import require_metric

ACCESS_M: Final = 50.0
"""A street this near the outline gives access to the site (*assumed*). [m]"""


def transport_load(
    sites: GeoSeries,
    *,
    project: Project,
    streets: GeoDataFrame | None = None,
    match: DataFrame | None = None,
    overrides: Overrides | None = None,
    spare: DataFrame | None = None,
) -> DataFrame:
    """
    Cars that the project adds at the peak over the spare capacity of its access. [ratio]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    project : Project
        Jobs by profile and ``trucks_per_day``.
    streets : GeoDataFrame, optional
        Lines with ``spare_veh_h``.
    match : DataFrame, optional
        What :func:`criteria.employment.job_match` gave. [0-1]
    overrides : mapping, optional
        Parameters that the territory knows better.
    spare : DataFrame, optional
        What :func:`spare_capacity` gave for the same sites and streets; it is computed otherwise.

    Returns
    -------
    DataFrame
        ``low``, ``high`` (first and ninth decile of the seeded draws), ``status``. At
        most 10. Unknown without a street of known spare capacity within 50 m.

    Notes
    -----
    Formula: (jobs · car share · peak share ÷ occupancy + newcomers' trips likewise + trucks ·
    peak share · 2.5) ÷ spare capacity of the access, one way. The best street within 50 m
    (*assumed*) is taken for the access: the next junction may be the narrower one. Moved jobs
    count: they drive here from now on.

    Examples
    --------
    >>> from shapely import LineString, box
    >>> sites = GeoSeries({"A": box(0, 0, 9, 9)}, crs=2154)
    >>> lane = GeoDataFrame(
    ...     {"spare_veh_h": [0.0]}, geometry=[LineString([(0, -9), (9, -9)])], crs=2154
    ... )
    >>> shop = Project(key="p", label={"fr": "p"}, vocation="commerce", trucks_per_day=1,
    ...                jobs={"cadres": 9, "professions_intermediaires": 0, "employes": 0,
    ...                      "ouvriers": 0})
    >>> transport_load(sites, project=shop, streets=lane)
        low  high     status
    A  10.0  10.0  estimated
    """
    if not project.total_jobs:
        return without_jobs(sites, project)
    if streets is None or project.trucks_per_day is None:
        return blank(sites.index)
    free = (spare_capacity(sites, streets=streets) if spare is None else spare)["spare_veh_h"]

    def compute(places: GeoSeries, brought: Load, drawn: Draws) -> DataFrame:
        capacity = free.reindex(places.index).to_numpy(float)
        fewest, most = likely_range(peak_cars(project, brought, drawn))
        low, high = over(fewest, capacity), over(most, capacity)
        return between(Series(low, index=places.index), Series(high, index=places.index))

    return by_match(sites, project, compute, match=match, overrides=overrides)


def peak_cars(project: Project, brought: Load, drawn: Draws) -> Array:
    """
    Cars, or as much as cars, that the project adds at the peak hour. [veh/h]

    Parameters
    ----------
    project : Project
        Its jobs and trucks; both must be known.
    brought : Load
        What :func:`criteria.centrality.load` gave.
    drawn : mapping of str to array
        The parameters that gave it.

    Returns
    -------
    array
        One value a draw.

    Examples
    --------
    100 jobs: 100 x 0.706 x 0.45 / 1.45 = 21.9, and the trips of the newcomers.

    >>> from criteria.centrality import load
    >>> from criteria.parameters import modes
    >>> jobs = dict.fromkeys(("professions_intermediaires", "employes", "ouvriers"), 0)
    >>> shop = Project(key="p", label={"fr": "p"}, vocation="commerce", trucks_per_day=0,
    ...                jobs=jobs | {"cadres": 100})
    >>> values = modes("centrality") | {"n_cadres": np.array([0.0])}
    >>> peak_cars(shop, load(shop.jobs, values), values).round(1).tolist()
    [21.9]
    """
    jobs, trucks = project.total_jobs or 0.0, project.trucks_per_day or 0.0
    commuters = jobs * drawn["commute_car_share"] * drawn["commute_peak_share"]
    residents = brought.trips * drawn["car_share"] * drawn["trips_peak_share"]
    return np.asarray(
        (commuters + residents) / drawn["car_occupancy"]
        + trucks * drawn["truck_peak_share"] * drawn["truck_cars"]
    )


def spare_capacity(sites: GeoSeries, *, streets: GeoDataFrame) -> DataFrame:
    """
    Spare capacity of the best street within 50 m of each site, whatever would settle.

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    streets : GeoDataFrame
        Lines with ``spare_veh_h``.

    Returns
    -------
    DataFrame
        ``spare_veh_h``, indexed as ``sites``; NaN without a street of known capacity. [veh/h]

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.

    Examples
    --------
    >>> from shapely import LineString, box
    >>> sites = GeoSeries({"A": box(0, 0, 9, 9)}, crs=2154)
    >>> lanes = GeoDataFrame({"spare_veh_h": [80.0, 300.0]}, crs=2154, geometry=[
    ...     LineString([(0, -9), (9, -9)]), LineString([(0, 49), (9, 49)])])
    >>> spare_capacity(sites, streets=lanes)["spare_veh_h"].to_dict()
    {'A': 300.0}
    """
    require_metric(sites, streets)
    capacity = pd.to_numeric(streets["spare_veh_h"])
    known = capacity.notna().to_numpy()
    lines = np.asarray(streets.geometry.array, dtype=object)[known]
    site, line = shapely.STRtree(lines).query(
        np.asarray(sites.array, dtype=object), predicate="dwithin", distance=ACCESS_M
    )
    best = np.full(len(sites), -np.inf)
    np.maximum.at(best, site, capacity[known].to_numpy(float)[line])
    best[np.isneginf(best)] = np.nan
    return DataFrame({"spare_veh_h": Series(best, index=sites.index)})
