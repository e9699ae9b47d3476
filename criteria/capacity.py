"""The load of a project against what the commune can take: dwellings, crèches, schools."""

from typing import Final

import numpy as np
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from criteria.centrality import Array, Load, likely_range, load, project_draws
from criteria.facts import between, blank
from criteria.parameters import Draws
from criteria.project import Project

TENFOLD: Final = 10.0
"""Loads are capped at ten times the capacity; so is any load where there is none."""


def modelled(project: Project) -> tuple[Load, Draws] | None:
    """
    Load of a project over the draws of the parameters, and these draws.

    Parameters
    ----------
    project : Project
        Jobs by profile.

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
    drawn = project_draws(project)
    return load(project.jobs, drawn), drawn


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


def _by_commune(commune_of: Series, sites: GeoSeries, per_commune: DataFrame) -> DataFrame:
    """Fact of each site from the bounds of its commune."""
    codes = commune_of.reindex(sites.index)
    low, high = (codes.map(per_commune[side]).astype(float) for side in ("low", "high"))
    return between(low, high)


def _bounds(values: Array, communes: GeoDataFrame) -> DataFrame:
    low, high = likely_range(values)
    return DataFrame({"low": low, "high": high}, index=communes.index)


def over(load_: Array, capacity: Array) -> Array:
    """
    Load over capacity, at most ``TENFOLD``; so is any load where there is no capacity at all.

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
    """
    ratio = np.divide(
        np.broadcast_to(load_, capacity.shape),
        capacity,
        out=np.full(capacity.shape, TENFOLD),
        where=capacity != 0,
    )
    return np.asarray(np.minimum(ratio, TENFOLD))


def housing_load(
    sites: GeoSeries,
    *,
    project: Project,
    commune_of: Series,
    communes: GeoDataFrame | None = None,
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

    Returns
    -------
    DataFrame
        ``low``, ``high`` (first and ninth decile of a thousand seeded draws), ``status``. At
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
    found = modelled(project)
    if found is None:
        return without_jobs(sites, project)
    if communes is None:
        return blank(sites.index)
    brought, drawn = found
    given = communes["long_vacancy_share"].to_numpy(float)[None, :]
    vacancy = np.where(np.isnan(given), drawn["vacancy_long"][:, None], given)
    offered = communes["dwellings_per_year"].to_numpy(float) + drawn["vacancy_mobilisable"][
        :, None
    ] * vacancy * communes["private_dwellings"].to_numpy(float)
    ratio = over(brought.dwellings[:, None], offered)
    return _by_commune(commune_of, sites, _bounds(ratio * 100, communes))


def childcare_coverage(
    sites: GeoSeries,
    *,
    project: Project,
    commune_of: Series,
    communes: GeoDataFrame | None = None,
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

    Returns
    -------
    DataFrame
        ``low``, ``high`` (first and ninth decile of a thousand seeded draws), ``status``.

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
    found = modelled(project)
    if found is None:
        return without_jobs(sites, project)
    if communes is None:
        return blank(sites.index)
    brought, _ = found
    children = communes["children_0_2"].to_numpy(float) + brought.children_0_2[:, None]
    coverage = 100 * communes["childcare_places"].to_numpy(float) / children
    return _by_commune(commune_of, sites, _bounds(coverage, communes))


def school_load(
    sites: GeoSeries,
    *,
    project: Project,
    commune_of: Series,
    communes: GeoDataFrame | None = None,
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

    Returns
    -------
    DataFrame
        ``low``, ``high`` (first and ninth decile of a thousand seeded draws), ``status``. At
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
    found = modelled(project)
    if found is None:
        return without_jobs(sites, project)
    if communes is None:
        return blank(sites.index)
    brought, _ = found
    seats = np.broadcast_to(
        communes["school_free_seats"].to_numpy(float), (len(brought.persons), len(communes))
    )
    ratio = over(brought.pupils_3_10[:, None], seats)
    return _by_commune(commune_of, sites, _bounds(ratio, communes))
