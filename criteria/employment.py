"""Local employment: who could take the jobs, how hard they are to fill, who can reach them."""

from typing import Final

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from criteria.facts import between, blank, constant, known
from criteria.project import PROFILES, Project
from land.crs import require_metric
from land.errors import SchemaError
from land.measures.disks import area_in_disks

KM_PER_H: Final = 40.0
"""Speed as the crow flies that turns minutes into metres (*assumed*). [km/h]"""

RINGS: Final = ((10.0, 1.0), (20.0, 0.68), (30.0, 0.22))
"""Minutes and weight of each ring, E2SFCA (Luo and Qi 2009, to be checked)."""

REACH_M: Final = KM_PER_H / 60 * RINGS[-1][0] * 1000
"""Thirty minutes. [m]"""

_ROUNDING: Final = 1e-11

MOBILISED: Final = 0.10
"""Share of the job seekers that a project can hire in a year (*assumed*)."""


def job_match(
    sites: GeoSeries,
    *,
    project: Project,
    communes: GeoDataFrame | None = None,
    labour: DataFrame | None = None,
    seekers: DataFrame | None = None,
) -> DataFrame:
    """
    Share of the jobs that job seekers within thirty minutes could fill. [0-1]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    project : Project
        Jobs by profile.
    communes : GeoDataFrame, optional
        Polygons, indexed by INSEE code.
    labour : DataFrame, optional
        ``commune_insee``, ``profile``, ``job_seekers``.
    seekers : DataFrame, optional
        What :func:`seekers_in_reach` gave for the same sites and layers; it is computed otherwise.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``; does not apply without jobs.

    Notes
    -----
    Formula: M = Σ min(J, a·U) ÷ ΣJ over the profiles, a = 0.10 (*assumed*), U the job seekers of
    the communes whose inner point is within 20 km in a straight line (for thirty minutes).

    Where a commune within reach has no figure, or the layer stops before the reach does, U is
    at least what was counted: the upper bound takes the missing figures as enough, and the land
    outside the layer as dense as that inside.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 1, 1)}, crs=2154)
    >>> town = GeoDataFrame(geometry=[box(-3e4, -3e4, 3e4, 3e4)], index=["34001"], crs=2154)
    >>> seekers = DataFrame({"commune_insee": "34001", "profile": list(PROFILES),
    ...                      "job_seekers": [100.0, 100.0, 100.0, 100.0]})
    >>> jobs = dict.fromkeys(PROFILES, 0) | {"cadres": 20, "ouvriers": 10}
    >>> works = Project(key="p", label={"fr": "p"}, vocation="industrie", jobs=jobs)
    >>> job_match(sites, project=works, communes=town, labour=seekers).round(3)
         low   high     status
    A  0.667  0.667  estimated
    """
    if project.jobs is None or communes is None or labour is None:
        return blank(sites.index)
    if not project.total_jobs:
        return blank(sites.index, "not_applicable")
    counted, lacks, seen = _unpacked(sites, communes, labour, seekers)
    jobs = np.array([project.jobs[p] for p in PROFILES])
    low = np.minimum(jobs, MOBILISED * counted).sum(axis=1) / jobs.sum()
    scaled = MOBILISED * counted / seen[:, None]
    high = np.where(lacks, jobs, np.minimum(jobs, scaled)).sum(axis=1) / jobs.sum()
    reached = ~np.isnan(seen)
    return between(
        Series(low, index=sites.index).where(reached),
        Series(np.maximum(low, high), index=sites.index).where(reached),
    )


def job_dissimilarity(
    sites: GeoSeries,
    *,
    project: Project,
    communes: GeoDataFrame | None = None,
    labour: DataFrame | None = None,
    seekers: DataFrame | None = None,
) -> DataFrame:
    """
    How far the profiles of the jobs are from those of the job seekers. [0 alike, 1 apart]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    project : Project
        Jobs by profile.
    communes : GeoDataFrame, optional
        Polygons, indexed by INSEE code.
    labour : DataFrame, optional
        ``commune_insee``, ``profile``, ``job_seekers``.
    seekers : DataFrame, optional
        What :func:`seekers_in_reach` gave for the same sites and layers; it is computed otherwise.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``; unknown where a commune within reach has no figure.

    Notes
    -----
    Formula: D = ½ Σ |p - q|, p and q the shares of each profile among the jobs and among the job
    seekers within thirty minutes. It says what to train for, where :func:`job_match` says how
    many are missing.

    Examples
    --------
    All jobs for one profile, job seekers evenly spread: three quarters are elsewhere.

    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 1, 1)}, crs=2154)
    >>> town = GeoDataFrame(geometry=[box(-3e4, -3e4, 3e4, 3e4)], index=["34001"], crs=2154)
    >>> seekers = DataFrame({"commune_insee": "34001", "profile": list(PROFILES),
    ...                      "job_seekers": [50.0, 50.0, 50.0, 50.0]})
    >>> works = Project(key="p", label={"fr": "p"}, vocation="industrie",
    ...                 jobs=dict.fromkeys(PROFILES, 0) | {"ouvriers": 10})
    >>> job_dissimilarity(sites, project=works, communes=town, labour=seekers)["low"].to_dict()
    {'A': 0.75}
    """
    if project.jobs is None or communes is None or labour is None:
        return blank(sites.index)
    if not project.total_jobs:
        return blank(sites.index, "not_applicable")
    counted, lacks, _ = _unpacked(sites, communes, labour, seekers)
    jobs = np.array([project.jobs[p] for p in PROFILES])
    total = counted.sum(axis=1, keepdims=True)
    spread = np.divide(counted, total, out=np.full_like(counted, np.nan), where=total > 0)
    gap = np.abs(spread - jobs / jobs.sum()).sum(axis=1) / 2
    return known(
        Series(gap, index=sites.index).mask(Series(lacks.any(axis=1), index=sites.index)),
        "estimated",
    )


def seekers_in_reach(sites: GeoSeries, *, communes: GeoDataFrame, labour: DataFrame) -> DataFrame:
    """
    Job seekers within thirty minutes of each site, the same for every project.

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    communes : GeoDataFrame
        Polygons, indexed by INSEE code.
    labour : DataFrame
        ``commune_insee``, ``profile``, ``job_seekers``.

    Returns
    -------
    DataFrame
        Indexed as ``sites``: one column a profile, the seekers that were counted;
        ``PROFILE_lacks``, whether a commune within reach has no figure; ``seen``, the share of the
        land within reach that lies in the layer, NaN where none does. [0-1]

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 1, 1)}, crs=2154)
    >>> town = GeoDataFrame(geometry=[box(-3e4, -3e4, 3e4, 3e4)], index=["34001"], crs=2154)
    >>> seekers = DataFrame({"commune_insee": ["34001"], "profile": ["cadres"],
    ...                      "job_seekers": [100.0]})
    >>> found = seekers_in_reach(sites, communes=town, labour=seekers).loc["A"]
    >>> found["cadres"], found["ouvriers_lacks"], found["seen"].round(6)
    (np.float64(100.0), np.True_, np.float64(1.0))
    """
    require_metric(sites, communes)
    by_commune = seekers_by_profile(labour, communes)
    near = (metres_to(sites, communes) <= REACH_M).astype(float)
    counted = near @ np.nan_to_num(by_commune)
    lacks = near @ np.isnan(by_commune).astype(float) > 0
    columns: dict[str, np.ndarray] = {p: counted[:, i] for i, p in enumerate(PROFILES)}
    columns |= {f"{p}_lacks": lacks[:, i] for i, p in enumerate(PROFILES)}
    columns["seen"] = np.where(near.any(axis=1), _seen(sites, communes), np.nan)
    return DataFrame(columns, index=sites.index)


def _seen(sites: GeoSeries, communes: GeoDataFrame) -> np.ndarray:
    """Share of the land within reach of each site that lies in a layer; NaN where none does."""
    inside = area_in_disks(sites.centroid, communes.geometry, radius_m=REACH_M)
    share = inside / (np.pi * REACH_M**2)
    return np.where(inside > 0, np.where(share >= 1 - _ROUNDING, 1.0, share), np.nan)


def _unpacked(
    sites: GeoSeries, communes: GeoDataFrame, labour: DataFrame, seekers: DataFrame | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Job seekers by site and profile, where one lacks, and how much of the reach is seen."""
    if seekers is None:
        seekers = seekers_in_reach(sites, communes=communes, labour=labour)
    return (
        seekers[list(PROFILES)].to_numpy(float),
        seekers[[f"{p}_lacks" for p in PROFILES]].to_numpy(bool),
        seekers["seen"].to_numpy(float),
    )


def seekers_by_profile(labour: DataFrame, communes: GeoDataFrame) -> np.ndarray:
    """Job seekers, one row a commune, one column a profile; NaN where there is no figure."""
    wide = labour.groupby(["commune_insee", "profile"])["job_seekers"].sum(min_count=1).unstack()  # noqa: PD010
    return np.asarray(
        wide.reindex(index=communes.index, columns=list(PROFILES)).to_numpy(float, na_value=np.nan)
    )


def metres_to(places: GeoSeries, communes: GeoDataFrame) -> np.ndarray:
    """Straight line from the centre of each place to an inner point of each commune. [m]"""
    centres = np.asarray(communes.geometry.representative_point().array, dtype=object)
    origins = np.asarray(places.centroid.array, dtype=object)
    east, north = (at(origins)[:, None] - at(centres) for at in (shapely.get_x, shapely.get_y))
    return np.asarray(np.sqrt(east * east + north * north))


def recruitment_tension(
    sites: GeoSeries, *, project: Project, tension: DataFrame | None = None
) -> DataFrame:
    """
    Share of the hires that employers of the area call difficult, for these jobs. [%]

    Parameters
    ----------
    sites : GeoSeries
        Sites.
    project : Project
        Jobs by profile.
    tension : DataFrame, optional
        ``profile``, ``difficult_share`` [0-1].

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``; a profile without a figure may be anything in 0-100.

    Raises
    ------
    SchemaError
        If a profile stands twice; names it.

    Notes
    -----
    Formula: Σ jobs · difficult share ÷ jobs. The same for all sites: the survey (BMO, France
    Travail) speaks of the whole employment basin.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 1, 1)}, crs=2154)
    >>> survey = DataFrame({"profile": list(PROFILES), "difficult_share": [0.4, 0.5, 0.5, 0.8]})
    >>> works = Project(key="p", label={"fr": "p"}, vocation="industrie",
    ...                 jobs=dict.fromkeys(PROFILES, 0) | {"cadres": 10, "ouvriers": 30})
    >>> recruitment_tension(sites, project=works, tension=survey)["low"].to_dict()
    {'A': 70.0}
    """
    if project.jobs is None or tension is None:
        return blank(sites.index)
    if not project.total_jobs:
        return blank(sites.index, "not_applicable")
    twice = tension["profile"][tension["profile"].duplicated()]
    if len(twice):
        raise SchemaError(
            "tension: profile « {profile} » stands twice; keep one row each",
            profile=twice.iloc[0],
        )
    shares = tension.set_index("profile")["difficult_share"].reindex(list(PROFILES))
    jobs = np.array([project.jobs[p] for p in PROFILES]) / project.total_jobs
    if shares[jobs > 0].isna().all():
        return blank(sites.index)
    low, high = (float(jobs @ shares.fillna(v).to_numpy(float)) * 100 for v in (0.0, 1.0))
    return between(
        constant(low, sites.index)["low"],
        constant(high, sites.index)["low"],
        "measured" if low == high else "estimated",
    )


def job_seeker_access(
    sites: GeoSeries,
    *,
    communes: GeoDataFrame | None = None,
    labour: DataFrame | None = None,
    minutes: float = RINGS[-1][0],
) -> DataFrame:
    """
    Job seekers who can reach the site, over the median commune of the territory. [ratio]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    communes : GeoDataFrame, optional
        Polygons, indexed by INSEE code.
    labour : DataFrame, optional
        ``commune_insee``, ``profile``, ``job_seekers``.
    minutes : float
        Catchment; the rings stretch with it.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``: estimated; unknown where a commune within reach has no
        figure, or the median is 0.

    Notes
    -----
    Formula: Σ weight · job seekers, by ring of 0-10, 10-20 and 20-30 minutes of ``RINGS`` (which
    another catchment stretches: its size matters most, so 20, 30 and 45 are published), ÷ the
    median of the same sum at the inner point of every commune of the layer. That median belongs
    to the territory, not to the batch of sites: adding a site moves no other. This is the
    demand side of E2SFCA; its supply side is :func:`criteria.access.jobs_per_seeker`. Job seekers
    outside the layer are not counted, for sites and median alike.

    Examples
    --------
    One commune: a site at its heart has exactly the access of the median.

    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(-1, -1, 1, 1)}, crs=2154)
    >>> town = GeoDataFrame(geometry=[box(-3e3, -3e3, 3e3, 3e3)], index=["34001"], crs=2154)
    >>> seekers = DataFrame({"commune_insee": "34001", "profile": list(PROFILES),
    ...                      "job_seekers": [50.0, 50.0, 50.0, 50.0]})
    >>> job_seeker_access(sites, communes=town, labour=seekers)["low"].to_dict()
    {'A': 1.0}
    """
    if communes is None or labour is None or not len(communes):
        return blank(sites.index)
    require_metric(sites, communes)
    seekers = seekers_by_profile(labour, communes).sum(axis=1)
    centres = communes.geometry.representative_point()
    median = Series(_weighted(centres, communes, seekers, minutes)).median()
    if not median > 0:
        return blank(sites.index)
    reached = Series(_weighted(sites, communes, seekers, minutes), index=sites.index)
    return known(reached / median, "estimated")


def _weighted(
    places: GeoSeries, communes: GeoDataFrame, seekers: np.ndarray, minutes: float
) -> np.ndarray:
    """Job seekers around each place, by the weight of their ring; NaN where one is missing."""
    distance = metres_to(places, communes)
    weight = np.zeros_like(distance)
    metres_per_minute = KM_PER_H / 60 * 1000 * minutes / RINGS[-1][0]
    for until, worth in reversed(RINGS):
        weight[distance <= metres_per_minute * until] = worth
    lacks = (weight > 0) @ np.isnan(seekers).astype(float) > 0
    return np.where(lacks, np.nan, weight @ np.nan_to_num(seekers))


def jobs_balance(
    sites: GeoSeries, *, commune_of: Series, communes: GeoDataFrame | None = None
) -> DataFrame:
    """
    Jobs per hundred employed residents of the commune of each site. [index]

    Parameters
    ----------
    sites : GeoSeries
        Sites.
    commune_of : Series
        INSEE code of the commune of each site.
    communes : GeoDataFrame, optional
        ``jobs`` and ``employed_residents``, indexed by INSEE code.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``; unknown where the commune or a figure is.

    Notes
    -----
    Formula: 100 · jobs ÷ employed residents (indicateur de concentration d'emploi, Insee, to be
    checked).

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 1, 1)}, crs=2154)
    >>> town = GeoDataFrame({"jobs": [500.0], "employed_residents": [400.0]},
    ...                     geometry=[box(0, 0, 9, 9)], index=["34001"], crs=2154)
    >>> jobs_balance(sites, commune_of=Series({"A": "34001"}), communes=town)["low"].to_dict()
    {'A': 125.0}
    """
    if communes is None:
        return blank(sites.index)
    residents = communes["employed_residents"].astype(float)
    index = 100 * communes["jobs"].astype(float) / residents.where(residents > 0)
    return known(commune_of.reindex(sites.index).map(index).astype(float))
