"""What a project costs the communes in a year, and what it brings them."""

from typing import Final

import numpy as np
from geopandas import GeoSeries
from pandas import DataFrame, Series

from criteria.capacity import by_match
from criteria.centrality import Array, Load, likely_range
from criteria.facts import between
from criteria.parameters import Draws, Overrides
from criteria.project import Project
from criteria.sobriety import land_needed_m2

BLOCK: Final = 200
"""Sites whose draws are held at once."""


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
        low, _ = _per_job(taken["high"], project, (brought, drawn), taxed=True)
        _, high = _per_job(taken["low"], project, (brought, drawn), taxed=taxed)
        return between(low, high)

    return by_match(sites, project, compute, match=match, overrides=overrides)


def _per_job(
    ha_per_job: Series, project: Project, found: tuple[Load, Draws], *, taxed: bool
) -> tuple[Series, Series]:
    """Range of the cost of each site, for the hectares that each job has built over."""
    brought, drawn = found
    fixed = brought.creche_school_eur / (project.total_jobs or 1.0)
    fixed = fixed - drawn["tax_eur_per_job"] if taxed else fixed
    per_ha = drawn["vrd_upkeep_eur"] + drawn["vrd_build_eur"] * _annuity(drawn)
    distinct, place = np.unique(ha_per_job.to_numpy(float), return_inverse=True)
    blocks = np.array_split(distinct, max(1, len(distinct) // BLOCK))
    ranges = [likely_range(fixed[:, None] + per_ha[:, None] * block) for block in blocks]
    low, high = (np.concatenate([r[side] for r in ranges])[place] for side in (0, 1))
    return Series(low, index=ha_per_job.index), Series(high, index=ha_per_job.index)


def _annuity(drawn: Draws) -> Array:
    """Yearly share of an investment paid back over its life."""
    rate = drawn["discount_rate"]
    return np.asarray(rate / (1 - (1 + rate) ** -drawn["vrd_life_years"]))
