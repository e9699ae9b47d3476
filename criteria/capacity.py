"""The load of a project against what the place can take: dwellings, crèches, schools, roads."""

from typing import Final

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from criteria.centrality import Array, Load, likely_range, load, project_draws
from criteria.facts import between, blank
from criteria.parameters import Draws
from criteria.project import Project
from criteria.sobriety import land_needed_m2

TENFOLD: Final = 10.0
"""Loads are capped at ten times the capacity; so is any load where there is none."""

ACCESS_M: Final = 50.0
"""A street this near the outline gives access to the site (*assumed*). [m]"""


def _modelled(project: Project) -> tuple[Load, Draws] | None:
    """Load and draws of a project; None without jobs."""
    if not project.total_jobs or project.jobs is None:
        return None
    drawn = project_draws(project)
    return load(project.jobs, drawn), drawn


def _no_jobs(sites: GeoSeries, project: Project) -> DataFrame:
    return blank(sites.index, "unknown" if project.jobs is None else "not_applicable")


def _by_commune(commune_of: Series, sites: GeoSeries, per_commune: DataFrame) -> DataFrame:
    """Fact of each site from the bounds of its commune."""
    codes = commune_of.reindex(sites.index)
    low, high = (codes.map(per_commune[side]).astype(float) for side in ("low", "high"))
    return between(low, high)


def _bounds(values: Array, communes: GeoDataFrame) -> DataFrame:
    low, high = likely_range(values)
    return DataFrame({"low": low, "high": high}, index=communes.index)


def _over(load_: Array, capacity: Array) -> Array:
    """Load over capacity, one column a commune, capped; NaN where capacity is unknown."""
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
    modelled = _modelled(project)
    if modelled is None:
        return _no_jobs(sites, project)
    if communes is None:
        return blank(sites.index)
    brought, drawn = modelled
    given = communes["long_vacancy_share"].to_numpy(float)[None, :]
    vacancy = np.where(np.isnan(given), drawn["vacancy_long"][:, None], given)
    offered = communes["dwellings_per_year"].to_numpy(float) + drawn["vacancy_mobilisable"][
        :, None
    ] * vacancy * communes["private_dwellings"].to_numpy(float)
    ratio = _over(brought.dwellings[:, None], offered)
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
    modelled = _modelled(project)
    if modelled is None:
        return _no_jobs(sites, project)
    if communes is None:
        return blank(sites.index)
    brought, _ = modelled
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
    modelled = _modelled(project)
    if modelled is None:
        return _no_jobs(sites, project)
    if communes is None:
        return blank(sites.index)
    brought, _ = modelled
    seats = np.broadcast_to(
        communes["school_free_seats"].to_numpy(float), (len(brought.persons), len(communes))
    )
    ratio = _over(brought.pupils_3_10[:, None], seats)
    return _by_commune(commune_of, sites, _bounds(ratio, communes))


def transport_load(
    sites: GeoSeries, *, project: Project, streets: GeoDataFrame | None = None
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

    Returns
    -------
    DataFrame
        ``low``, ``high`` (first and ninth decile of a thousand seeded draws), ``status``. At
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
    modelled = _modelled(project)
    if modelled is None:
        return _no_jobs(sites, project)
    if streets is None or project.trucks_per_day is None:
        return blank(sites.index)
    spare = _spare(sites, streets)
    cars = peak_cars(project, *modelled)
    low, high = likely_range(
        _over(cars[:, None], np.broadcast_to(spare.to_numpy(float), (len(cars), len(spare))))
    )
    return between(Series(low, index=sites.index), Series(high, index=sites.index))


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


def _spare(sites: GeoSeries, streets: GeoDataFrame) -> Series:
    """Largest known spare capacity among the streets that give access to each site. [veh/h]"""
    capacity = pd.to_numeric(streets["spare_veh_h"])
    known = streets[capacity.notna()].geometry
    pairs = GeoDataFrame(geometry=sites).sjoin(
        GeoDataFrame({"spare": capacity[capacity.notna()].astype(float)}, geometry=known),
        predicate="dwithin",
        distance=ACCESS_M,
    )
    return Series(pairs.groupby(level=0)["spare"].max().reindex(sites.index))


def public_cost(sites: GeoSeries, *, project: Project, artificialised: DataFrame) -> DataFrame:
    """
    What the project costs the communes in a year, less what it brings, per job. [EUR/job/yr]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    project : Project
        Jobs by profile, and its plot.
    artificialised : DataFrame
        What :func:`criteria.sobriety.artificialised_share` gave. [%]

    Returns
    -------
    DataFrame
        ``low``, ``high`` (first and ninth decile of a thousand seeded draws), ``status``;
        negative where the project brings more than it costs.

    Notes
    -----
    Formula: (crèches and schools of the newcomers + upkeep and annuity of roads and networks on
    the land that is not yet artificialised - local tax) ÷ jobs. Roads, networks and tax:
    Bénéfriches (ADEME). The tax figure is that of an office job: for other vocations the upper
    bound counts no tax at all. Housing, roads outside the zone and equalisation between
    authorities are left out.

    Examples
    --------
    Nothing to build on artificialised land: the tax of an office job outweighs the schools.

    >>> from criteria.facts import known
    >>> from criteria.project import reference_projects
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 200, 200)}, crs=2154)
    >>> office = reference_projects()["tertiaire"]
    >>> cost = public_cost(sites, project=office, artificialised=known(Series({"A": 100.0})))
    >>> bool(cost.loc["A", "high"] < 0)
    True
    """
    modelled = _modelled(project)
    if modelled is None or not project.total_jobs:
        return _no_jobs(sites, project)
    brought, drawn = modelled
    social = (brought.creche_school_eur / project.total_jobs)[:, None]
    tax = drawn["tax_eur_per_job"][:, None]
    per_ha = (drawn["vrd_upkeep_eur"] + drawn["vrd_build_eur"] * _annuity(drawn))[:, None]
    ha_per_job = land_needed_m2(sites, project).to_numpy(float) / 10_000 / project.total_jobs
    fresh = 1 - artificialised[["low", "high"]].fillna({"low": 0.0, "high": 100.0}) / 100
    least = social + per_ha * ha_per_job * fresh["high"].to_numpy(float) - tax
    most = social + per_ha * ha_per_job * fresh["low"].to_numpy(float)
    if project.vocation == "tertiaire":
        most = most - tax
    low, high = likely_range(least)[0], likely_range(most)[1]
    return between(Series(low, index=sites.index), Series(high, index=sites.index))


def _annuity(drawn: Draws) -> Array:
    """Yearly share of an investment paid back over its life."""
    rate = drawn["discount_rate"]
    return np.asarray(rate / (1 - (1 + rate) ** -drawn["vrd_life_years"]))
