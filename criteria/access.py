"""
Who can reach the jobs of a project, and how many jobs that makes for each.

Two readings of one chain: E2SFCA gives jobs per job seeker, spatial availability shares the jobs
out among the communes, and neither makes nor loses one.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from criteria.employment import (
    KM_PER_H,
    RINGS,
    job_seeker_access,
    metres_to,
    seekers_by_profile,
)
from criteria.facts import blank, known
from criteria.project import Project
from land.crs import require_metric

CATCHMENTS: Final = (20.0, 30.0, 45.0)
"""Catchments that are published side by side. [minutes]"""

Floats = npt.NDArray[np.float64]


def ring_weights(metres: Floats, minutes: float) -> Floats:
    """
    Weight of a distance: 1, 0.68 and 0.22 in each third of the catchment, 0 beyond.

    Parameters
    ----------
    metres : array
        Distances. [m]
    minutes : float
        Catchment.

    Returns
    -------
    array
        Weights. [0-1]

    Notes
    -----
    Rings of 0-10, 10-20 and 20-30 minutes and their weights are those of E2SFCA (Luo and Qi 2009,
    to be checked); another catchment stretches them.

    Examples
    --------
    Thirty minutes are 20 km at 40 km/h.

    >>> ring_weights(np.array([0.0, 6_000.0, 7_000.0, 20_000.0, 20_001.0]), 30).tolist()
    [1.0, 1.0, 0.68, 0.22, 0.0]
    """
    longest = RINGS[-1][0]
    weight = np.zeros_like(metres, dtype=float)
    for until, worth in reversed(RINGS):
        weight[metres <= KM_PER_H / 60 * 1000 * minutes * until / longest] = worth
    return weight


def two_step(supply: Floats, demand: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """
    Enhanced two-step floating catchment area: supply per head, and what each demand reaches.

    Parameters
    ----------
    supply : array
        Jobs at each place.
    demand : array
        Job seekers of each origin.
    weights : array
        Weight of each pair, one row an origin, one column a place. [0-1]

    Returns
    -------
    ratio : array
        Jobs per job seeker of each place; 0 where nobody reaches it.
    access : array
        Jobs per job seeker that each origin reaches.

    Notes
    -----
    R_j = S_j ÷ Σ_i P_i W_ij; A_i = Σ_j R_j W_ij (Luo and Qi 2009). Σ_i P_i A_i is the supply that
    anybody reaches.

    Examples
    --------
    Ten jobs for forty seekers at hand and a hundred at weight 0.6: 10 ÷ 100.

    >>> ratio, access = two_step(np.array([10.0]), np.array([40.0, 100.0]), np.array([[1], [0.6]]))
    >>> ratio.tolist(), access.round(3).tolist()
    ([0.1], [0.1, 0.06])
    """
    reached = demand @ weights
    ratio = np.divide(supply, reached, out=np.zeros(len(supply)), where=reached > 0)
    return ratio, np.asarray(weights @ ratio)


def spatial_availability(supply: Floats, demand: Floats, weights: Floats) -> Floats:
    """
    Jobs shared out among the origins, by how many seek and how near they are.

    Parameters
    ----------
    supply : array
        Jobs at each place.
    demand : array
        Job seekers of each origin.
    weights : array
        Weight of each pair, one row an origin, one column a place. [0-1]

    Returns
    -------
    array
        Jobs available to each origin from each place; the columns add up to the supply, save
        where nobody reaches it.

    Notes
    -----
    V_ij = O_j · Fp_i · Fc_ij ÷ Σ_i Fp_i Fc_ij, with Fp the share of the demand and Fc that of the
    impedance (Soukhov et al. 2023, PLOS ONE 18(1)). Divided by the demand it is the second step of
    :func:`two_step`.

    Examples
    --------
    >>> from numpy import array
    >>> spatial_availability(array([10.0]), array([40.0, 100.0]), array([[1], [0.6]])).tolist()
    [[4.0], [6.0]]
    """
    pull = demand[:, None] * weights
    total = pull.sum(axis=0)
    return np.asarray(supply * np.divide(pull, total, out=np.zeros_like(pull), where=total > 0))


def availability_by_commune(
    sites: GeoSeries,
    *,
    project: Project,
    communes: GeoDataFrame,
    labour: DataFrame,
    minutes: float = 30.0,
) -> DataFrame:
    """
    Jobs of a project on each site that are available to the job seekers of each commune.

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    project : Project
        Its jobs.
    communes : GeoDataFrame
        Polygons, indexed by INSEE code.
    labour : DataFrame
        ``commune_insee``, ``profile``, ``job_seekers``.
    minutes : float
        Catchment.

    Returns
    -------
    DataFrame
        ``site_id``, ``commune_insee``, ``jobs`` (they add up to those of the project on each site
        that anybody reaches) and ``jobs_per_seeker``. Communes without a figure are left out.
    """
    weights, demand = _reach(sites, communes, labour, minutes)
    supply = np.full(len(sites), project.total_jobs or 0.0)
    demand = np.nan_to_num(demand)
    jobs = spatial_availability(supply, demand, weights)
    ratio, _ = two_step(supply, demand, weights)
    commune, site = np.nonzero(jobs)
    return DataFrame(
        {
            "site_id": sites.index[site],
            "commune_insee": communes.index[commune],
            "jobs": jobs[commune, site],
            "jobs_per_seeker": (weights * ratio)[commune, site],
        }
    )


def jobs_per_seeker(
    sites: GeoSeries,
    *,
    project: Project,
    communes: GeoDataFrame | None = None,
    labour: DataFrame | None = None,
) -> DataFrame:
    """
    Jobs of the project per thousand job seekers within thirty minutes. [jobs/1000]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    project : Project
        Its jobs.
    communes : GeoDataFrame, optional
        Polygons, indexed by INSEE code.
    labour : DataFrame, optional
        ``commune_insee``, ``profile``, ``job_seekers``.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``: estimated; unknown where a commune within reach has no
        figure, or nobody is.

    Notes
    -----
    The supply side of E2SFCA (:func:`two_step`), where :func:`job_seeker_access` is the demand.

    Examples
    --------
    >>> from criteria.project import PROFILES
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(-1, -1, 1, 1)}, crs=2154)
    >>> town = GeoDataFrame(geometry=[box(-3e3, -3e3, 3e3, 3e3)], index=["34001"], crs=2154)
    >>> seekers = DataFrame({"commune_insee": "34001", "profile": list(PROFILES),
    ...                      "job_seekers": [500.0] * 4})
    >>> works = Project(key="p", label={"fr": "p"}, vocation="industrie",
    ...                 jobs=dict.fromkeys(PROFILES, 10))
    >>> jobs_per_seeker(sites, project=works, communes=town, labour=seekers)["low"].to_dict()
    {'A': 20.0}
    """
    if project.jobs is None or communes is None or labour is None:
        return blank(sites.index)
    if not project.total_jobs:
        return blank(sites.index, "not_applicable")
    weights, demand = _reach(sites, communes, labour, RINGS[-1][0])
    lacks = (weights[np.isnan(demand)] > 0).any(axis=0)
    ratio, _ = two_step(np.full(len(sites), project.total_jobs), np.nan_to_num(demand), weights)
    answered = (ratio > 0) & ~lacks
    return known(Series(1000 * ratio, index=sites.index).where(answered), "estimated")


def access_in_20_minutes(
    sites: GeoSeries, *, communes: GeoDataFrame | None = None, labour: DataFrame | None = None
) -> DataFrame:
    """
    :func:`criteria.employment.job_seeker_access` within twenty minutes. [ratio]

    Examples
    --------
    >>> access_in_20_minutes(GeoSeries({"A": None}, crs=2154))["status"].to_dict()
    {'A': 'unknown'}
    """
    return job_seeker_access(sites, communes=communes, labour=labour, minutes=CATCHMENTS[0])


def access_in_45_minutes(
    sites: GeoSeries, *, communes: GeoDataFrame | None = None, labour: DataFrame | None = None
) -> DataFrame:
    """
    :func:`criteria.employment.job_seeker_access` within forty-five minutes. [ratio]

    Examples
    --------
    >>> access_in_45_minutes(GeoSeries({"A": None}, crs=2154))["status"].to_dict()
    {'A': 'unknown'}
    """
    return job_seeker_access(sites, communes=communes, labour=labour, minutes=CATCHMENTS[-1])


def _reach(
    sites: GeoSeries, communes: GeoDataFrame, labour: DataFrame, minutes: float
) -> tuple[Floats, Floats]:
    """Weights, one row a commune, one column a site, and job seekers; NaN where not said."""
    require_metric(sites, communes)
    weights = ring_weights(metres_to(sites, communes).T, minutes)
    return weights, seekers_by_profile(labour, communes).sum(axis=1)
