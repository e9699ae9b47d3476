"""What a project costs the communes in a year, and what it brings them."""

from typing import Final

import numpy as np
from geopandas import GeoSeries
from pandas import DataFrame, Series

from criteria.capacity import by_match
from criteria.centrality import Array, Load
from criteria.facts import between
from criteria.parameters import Draws, Overrides
from criteria.project import Project
from criteria.sobriety import land_needed_m2
from land.measures.blocks import blocks

BLOCK: Final = 200
"""Sites whose draws are held at once."""

FEW, MANY = 0.1, 0.9
"""Deciles that bound what is likely, as :func:`criteria.centrality.likely_range` does."""

_HALF: Final = 0.5


def public_cost(
    sites: GeoSeries,
    *,
    project: Project,
    artificialised: DataFrame,
    match: DataFrame | None = None,
    overrides: Overrides | None = None,
) -> DataFrame:
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
    match : DataFrame, optional
        What :func:`criteria.employment.job_match` gave. [0-1]
    overrides : mapping, optional
        Parameters that the territory knows better.

    Returns
    -------
    DataFrame
        ``low``, ``high`` (first and ninth decile of the seeded draws), ``status``;
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
    fresh = 1 - artificialised[["low", "high"]].fillna({"low": 0.0, "high": 100.0}) / 100
    ha = (land_needed_m2(sites, project) / 10_000).to_numpy(float)
    built_over = fresh.mul(ha / (project.total_jobs or 1.0), axis=0)

    def compute(places: GeoSeries, brought: Load, drawn: Draws) -> DataFrame:
        taken = built_over.loc[places.index]
        taxed = project.vocation == "tertiaire"
        low = _per_job(taken["high"], project, (brought, drawn), taxed=True, share=FEW)
        high = _per_job(taken["low"], project, (brought, drawn), taxed=taxed, share=MANY)
        return between(low, high)

    return by_match(sites, project, compute, match=match, overrides=overrides)


def _per_job(
    ha_per_job: Series, project: Project, found: tuple[Load, Draws], *, taxed: bool, share: float
) -> Series:
    """Cost of each site that a share of the draws is under, for the hectares that a job takes."""
    brought, drawn = found
    fixed = brought.creche_school_eur / (project.total_jobs or 1.0)
    fixed = fixed - drawn["tax_eur_per_job"] if taxed else fixed
    per_ha = drawn["vrd_upkeep_eur"] + drawn["vrd_build_eur"] * _annuity(drawn)
    distinct, place = np.unique(ha_per_job.to_numpy(float), return_inverse=True)
    cost = np.full(len(distinct), np.nan)
    for rows in blocks(np.flatnonzero(~np.isnan(distinct)), BLOCK):
        cost[rows] = quantile_of_lines(fixed, per_ha, distinct[rows], share=share)
    return Series(cost[place], index=ha_per_job.index)


def quantile_of_lines(fixed: Array, slope: Array, at: Array, *, share: float) -> Array:
    """
    Quantile over the draws of a value that is a straight line in each of them.

    Parameters
    ----------
    fixed, slope : array
        Value at 0 and slope of each draw.
    at : array
        Where it is asked for, one or more, in their order.
    share : float
        Which quantile. [0-1]

    Returns
    -------
    array
        One value a place: that of :func:`numpy.quantile` over all draws.

    Notes
    -----
    Between the first and the last place a draw stays between its values at these two: those that
    stay under the quantile, or over it, are only counted.

    Examples
    --------
    >>> fixed, slope = np.array([0.0, 1.0, 2.0]), np.array([3.0, 0.0, 0.0])
    >>> quantile_of_lines(fixed, slope, np.array([0.0, 0.5, 1.0]), share=0.5).tolist()
    [1.0, 1.5, 2.0]
    """
    rank = (len(fixed) - 1) * share
    under = int(rank)
    over, part = min(under + 1, len(fixed) - 1), rank - under
    ends = fixed + slope * at[0], fixed + slope * at[-1]
    least, most = np.minimum(*ends), np.maximum(*ends)
    is_under = most < np.partition(least, under)[under]
    kept = ~is_under & (least <= np.partition(most, over)[over])
    values = fixed[kept] + slope[kept] * at[:, None]
    first, second = np.array([under, over]) - np.count_nonzero(is_under)
    around = np.partition(values, np.unique([first, second]), axis=1)
    low, high = around[:, first], around[:, second]
    gap = high - low
    return np.asarray(high - gap * (1 - part) if part >= _HALF else low + gap * part)


def _annuity(drawn: Draws) -> Array:
    """Yearly share of an investment paid back over its life."""
    rate = drawn["discount_rate"]
    return np.asarray(rate / (1 - (1 + rate) ** -drawn["vrd_life_years"]))
