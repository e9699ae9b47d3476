"""The load of a project against what the commune can take: dwellings, crèches, schools."""

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from criteria.centrality import Array, Load, likely_range, load, project_draws
from criteria.facts import between, blank
from criteria.parameters import Draws, Overrides
from criteria.project import Project

TENFOLD: Final = 10.0
"""Loads are capped at ten times the capacity; so is any load where there is none."""

_NOISE: Final = 1e-9


def modelled(
    project: Project, *, overrides: Overrides | None = None, unmatched: float = 0.0
) -> tuple[Load, Draws] | None:
    """
    Load of a project over the draws of the parameters, and these draws.

    Parameters
    ----------
    project : Project
        Jobs by profile.
    overrides : mapping, optional
        Parameters that the territory knows better.
    unmatched : float
        Share of the jobs that nobody within reach can take. [0-1]

    Returns
    -------
    tuple of Load and mapping, or None
        None where the project has no jobs, or has not said.

    Examples
    --------
    >>> modelled(Project(key="p", label={"fr": "p"}, vocation="commerce")) is None
    True
    """
    if not project.total_jobs or project.jobs is None:
        return None
    drawn = project_draws(project, overrides=overrides)
    return load(project.jobs, drawn, unmatched=unmatched), drawn


def without_jobs(sites: GeoSeries, project: Project) -> DataFrame:
    """
    Fact of a project of which no load follows: unknown jobs, or none.

    Parameters
    ----------
    sites : GeoSeries
        Sites.
    project : Project
        A project without jobs.

    Returns
    -------
    DataFrame
        Unknown where it has not said; does not apply where it brings no job.

    Examples
    --------
    >>> silent = Project(key="p", label={"fr": "p"}, vocation="commerce")
    >>> without_jobs(GeoSeries({"A": None}, crs=2154), silent)["status"].to_dict()
    {'A': 'unknown'}
    """
    return blank(sites.index, "unknown" if project.jobs is None else "not_applicable")


def by_match(
    sites: GeoSeries,
    project: Project,
    compute: Callable[[GeoSeries, Load, Draws], DataFrame],
    *,
    match: DataFrame | None = None,
    overrides: Overrides | None = None,
) -> DataFrame:
    """
    Fact of each site from the load of a project, as it depends on who is there to take the jobs.

    Parameters
    ----------
    sites : GeoSeries
        Sites.
    project : Project
        Jobs by profile.
    compute : callable
        Takes some sites, the load and the parameters over the draws; gives ``low``, ``high``,
        ``status``.
    match : DataFrame, optional
        What :func:`criteria.employment.job_match` gave. [0-1] Where it is not known, the newcomer
        shares stand for all jobs.
    overrides : mapping, optional
        Parameters that the territory knows better.

    Returns
    -------
    DataFrame
        From the lowest to the highest answer between the bounds of the match; as
        :func:`without_jobs` where there is no job.

    Notes
    -----
    Bounds of the match are rounded outwards to a hundredth: sites alike are computed once.

    Examples
    --------
    Whoever takes them, a hundred jobs are a hundred jobs.

    >>> from criteria.facts import constant
    >>> jobs = {"cadres": 100, "professions_intermediaires": 0, "employes": 0, "ouvriers": 0}
    >>> plant = Project(key="p", label={"fr": "p"}, vocation="industrie", jobs=jobs,
    ...                 transfer_share=0.0)
    >>> def takers(places, brought, drawn):
    ...     everyone = brought.residents + brought.in_commuters + brought.newcomers_in_epci
    ...     return constant(float(np.median(everyone).round(6)), places.index)
    >>> by_match(GeoSeries({"A": None}, crs=2154), plant, takers,
    ...          match=between(Series({"A": 0.2}), Series({"A": 0.9})))
         low   high    status
    A  100.0  100.0  declared
    """
    found = modelled(project, overrides=overrides)
    if found is None:
        return without_jobs(sites, project)
    if match is None or not len(sites):
        return compute(sites, *found)
    bounds = match[["low", "high"]].reindex(sites.index).fillna(1.0).to_numpy(float)
    most = np.round(np.clip(1 - np.floor(bounds[:, 0] * 100 + _NOISE) / 100, 0, 1), 2)
    least = np.round(np.clip(1 - np.ceil(bounds[:, 1] * 100 - _NOISE) / 100, 0, 1), 2)
    ends, group = np.unique(np.column_stack([least, most]), axis=0, return_inverse=True)
    parts = []
    for number, (few, many) in enumerate(ends.tolist()):
        places = sites if len(ends) == 1 else sites[group == number]
        loads = (modelled(project, overrides=overrides, unmatched=u) for u in sorted({few, many}))
        parts.append(_span([compute(places, *x) for x in loads if x is not None]))
    return parts[0] if len(parts) == 1 else pd.concat(parts).reindex(sites.index)


def _span(answers: list[DataFrame]) -> DataFrame:
    first, last = answers[0], answers[-1]
    low = first["low"].where(first["low"] < last["low"], last["low"])
    high = first["high"].where(first["high"] > last["high"], last["high"])
    return first.assign(low=low, high=high)


def _by_commune(commune_of: Series, sites: GeoSeries, per_commune: DataFrame) -> DataFrame:
    """Fact of each site from the bounds of its commune."""
    row = per_commune.index.get_indexer(pd.Index(commune_of.reindex(sites.index)))
    bounds = np.full((len(sites), 2), np.nan)
    bounds[row >= 0] = per_commune[["low", "high"]].to_numpy(float)[row[row >= 0]]
    low, high = (Series(side, index=sites.index) for side in bounds.T)
    return between(low, high)


def _bounds(values: Array, communes: GeoDataFrame) -> DataFrame:
    low, high = likely_range(values)
    return DataFrame({"low": low, "high": high}, index=communes.index)


def over(load_: Array, capacity: Array) -> Array:
    """
    Load over capacity, at most ``TENFOLD``; so is any load where there is no capacity at all.

    No load is 0 of any capacity, none included.

    Parameters
    ----------
    load_ : array
        One row a draw, one column.
    capacity : array
        One row a draw, one column a place; NaN where unknown.

    Returns
    -------
    array
        In the shape of ``capacity``; NaN where that is.

    Examples
    --------
    >>> over(np.array([[2.0]]), np.array([[8.0, 0.0, 0.1]])).tolist()
    [[0.25, 10.0, 10.0]]
    >>> over(np.array([[0.0]]), np.array([[8.0, 0.0]])).tolist()
    [[0.0, 0.0]]
    """
    brought = np.broadcast_to(load_, capacity.shape)
    with np.errstate(over="ignore"):
        ratio = np.divide(
            brought, capacity, out=np.full(capacity.shape, TENFOLD), where=capacity != 0
        )
    nothing = (brought == 0) & ~np.isnan(capacity)
    return np.where(nothing, 0.0, np.minimum(ratio, TENFOLD))


def housing_load(
    sites: GeoSeries,
    *,
    project: Project,
    commune_of: Series,
    communes: GeoDataFrame | None = None,
    match: DataFrame | None = None,
    overrides: Overrides | None = None,
) -> DataFrame:
    """
    Dwellings that newcomers need over those the commune can offer in a year. [%]

    Parameters
    ----------
    sites : GeoSeries
        Sites.
    project : Project
        Jobs by profile.
    commune_of : Series
        INSEE code of the commune of each site.
    communes : GeoDataFrame, optional
        ``dwellings_per_year``, ``private_dwellings``, ``long_vacancy_share``.

    match : DataFrame, optional
        What :func:`criteria.employment.job_match` gave: jobs that nobody there can take draw
        newcomers in. [0-1]
    overrides : mapping, optional
        Parameters that the territory knows better.

    Returns
    -------
    DataFrame
        ``low``, ``high`` (first and ninth decile of the seeded draws), ``status``. At
        most 1,000 %: ten years' worth, or nothing to offer. Does not apply without jobs.

    Notes
    -----
    Formula: dwellings ÷ (completions + mobilisable share · long vacancy · private dwellings)
    · 100. All newcomers of the territory are taken to look for a home in the commune of the
    site, which overstates the load of a small commune. Where the long vacancy is not given
    (LOVAC is secret below 11) the national figure is drawn.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 1, 1)}, crs=2154)
    >>> town = GeoDataFrame({"dwellings_per_year": [0.0], "private_dwellings": [0.0],
    ...                      "long_vacancy_share": [0.0]}, index=["34001"])
    >>> shop = Project(key="p", label={"fr": "p"}, vocation="commerce", jobs={"cadres": 9,
    ...                "professions_intermediaires": 0, "employes": 0, "ouvriers": 0})
    >>> housing_load(sites, project=shop, commune_of=Series({"A": "34001"}), communes=town)
          low    high     status
    A  1000.0  1000.0  estimated
    """
    if communes is None:
        return blank(sites.index) if project.total_jobs else without_jobs(sites, project)

    def compute(places: GeoSeries, brought: Load, drawn: Draws) -> DataFrame:
        there = _there(places, commune_of, communes)
        ratio = over(brought.dwellings[:, None], _homes_offered(there, drawn))
        return _by_commune(commune_of, places, _bounds(ratio * 100, there))

    return by_match(sites, project, compute, match=match, overrides=overrides)


def _there(places: GeoSeries, commune_of: Series, communes: GeoDataFrame) -> GeoDataFrame:
    """Communes where some of the places lie."""
    return communes[communes.index.isin(commune_of.reindex(places.index).dropna().unique())]


def _homes_offered(communes: GeoDataFrame, drawn: Draws) -> Array:
    """Dwellings that each commune can offer in a year, one row a draw."""
    given = communes["long_vacancy_share"].to_numpy(float)[None, :]
    vacancy = np.where(np.isnan(given), drawn["vacancy_long"][:, None], given)
    reopened = drawn["vacancy_mobilisable"][:, None] * vacancy
    homes = communes["private_dwellings"].to_numpy(float)
    return np.asarray(communes["dwellings_per_year"].to_numpy(float) + reopened * homes)


def childcare_coverage(
    sites: GeoSeries,
    *,
    project: Project,
    commune_of: Series,
    communes: GeoDataFrame | None = None,
    match: DataFrame | None = None,
    overrides: Overrides | None = None,
) -> DataFrame:
    """
    Formal childcare places per hundred children under three, newcomers included. [places/100]

    Parameters
    ----------
    sites : GeoSeries
        Sites.
    project : Project
        Jobs by profile.
    commune_of : Series
        INSEE code of the commune of each site.
    communes : GeoDataFrame, optional
        ``childcare_places``, ``children_0_2``.

    match : DataFrame, optional
        What :func:`criteria.employment.job_match` gave: jobs that nobody there can take draw
        newcomers in. [0-1]
    overrides : mapping, optional
        Parameters that the territory knows better.

    Returns
    -------
    DataFrame
        ``low``, ``high`` (first and ninth decile of the seeded draws), ``status``.

    Notes
    -----
    Formula: 100 · places ÷ (children + newcomers' children). All newcomers of the territory are
    counted in the commune of the site. Reference: Onape, 58.1 in France in 2016.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 1, 1)}, crs=2154)
    >>> town = GeoDataFrame({"childcare_places": [0.0], "children_0_2": [50.0]}, index=["34001"])
    >>> shop = Project(key="p", label={"fr": "p"}, vocation="commerce", jobs={"cadres": 9,
    ...                "professions_intermediaires": 0, "employes": 0, "ouvriers": 0})
    >>> childcare_coverage(sites, project=shop, commune_of=Series({"A": "34001"}), communes=town)
       low  high     status
    A  0.0   0.0  estimated
    """
    if communes is None:
        return blank(sites.index) if project.total_jobs else without_jobs(sites, project)

    def compute(places: GeoSeries, brought: Load, _: Draws) -> DataFrame:
        there = _there(places, commune_of, communes)
        children = there["children_0_2"].to_numpy(float) + brought.children_0_2[:, None]
        coverage = 100 * there["childcare_places"].to_numpy(float) / children
        return _by_commune(commune_of, places, _bounds(coverage, there))

    return by_match(sites, project, compute, match=match, overrides=overrides)


def school_load(
    sites: GeoSeries,
    *,
    project: Project,
    commune_of: Series,
    communes: GeoDataFrame | None = None,
    match: DataFrame | None = None,
    overrides: Overrides | None = None,
) -> DataFrame:
    """
    Newcomers' pupils of 3 to 10 over the free seats of the schools of the commune. [ratio]

    Parameters
    ----------
    sites : GeoSeries
        Sites.
    project : Project
        Jobs by profile.
    commune_of : Series
        INSEE code of the commune of each site.
    communes : GeoDataFrame, optional
        ``school_free_seats``.

    match : DataFrame, optional
        What :func:`criteria.employment.job_match` gave: jobs that nobody there can take draw
        newcomers in. [0-1]
    overrides : mapping, optional
        Parameters that the territory knows better.

    Returns
    -------
    DataFrame
        ``low``, ``high`` (first and ninth decile of the seeded draws), ``status``. At
        most 10: ten times the free seats, or none free.

    Notes
    -----
    Formula: pupils ÷ free seats. All newcomers of the territory are counted in the commune of
    the site; school sectors are not known.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 1, 1)}, crs=2154)
    >>> town = GeoDataFrame({"school_free_seats": [0.0]}, index=["34001"])
    >>> shop = Project(key="p", label={"fr": "p"}, vocation="commerce", jobs={"cadres": 9,
    ...                "professions_intermediaires": 0, "employes": 0, "ouvriers": 0})
    >>> school_load(sites, project=shop, commune_of=Series({"A": "34001"}), communes=town)
        low  high     status
    A  10.0  10.0  estimated
    """
    if communes is None:
        return blank(sites.index) if project.total_jobs else without_jobs(sites, project)

    def compute(places: GeoSeries, brought: Load, _: Draws) -> DataFrame:
        seats = communes["school_free_seats"].to_numpy(float)
        bounds = [over(pupils, seats) for pupils in likely_range(brought.pupils_3_10)]
        per_commune = DataFrame(dict(zip(("low", "high"), bounds, strict=True)), communes.index)
        return _by_commune(commune_of, places, per_commune)

    return by_match(sites, project, compute, match=match, overrides=overrides)
