"""What a project costs the communes in a year, and what it brings them."""

import numpy as np
from geopandas import GeoSeries
from pandas import DataFrame, Series

from criteria.capacity import modelled, without_jobs
from criteria.centrality import Array, likely_range
from criteria.facts import between
from criteria.parameters import Draws
from criteria.project import Project
from criteria.sobriety import land_needed_m2


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
    found = modelled(project)
    if found is None or not project.total_jobs:
        return without_jobs(sites, project)
    brought, drawn = found
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
