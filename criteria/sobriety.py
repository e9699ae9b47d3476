"""Land sobriety: what is already artificialised, what a project takes, and for how many jobs."""

import numpy as np
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from criteria.cover_shares import WHOLE, bounds, cover_shares
from criteria.facts import between, blank, constant, known
from criteria.project import Project
from land.measures.covered import share_covered


def artificialised_share(
    sites: GeoSeries,
    *,
    land_cover: GeoDataFrame | None = None,
    imperviousness: DataFrame | None = None,
    buildings: GeoDataFrame | None = None,
    shares: DataFrame | None = None,
) -> DataFrame:
    """
    Share of each site that is already artificialised. [%]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    land_cover : GeoDataFrame, optional
        OCS GE polygons: ``cover_code``, ``use_code``. Measured where they cover the site.
    imperviousness : DataFrame, optional
        ``mean`` sealed share [0-100] and ``covered_share`` [0-1] of each site.
    buildings : GeoDataFrame, optional
        Building footprints.
    shares : DataFrame, optional
        What :func:`criteria.cover_shares.cover_shares` gave for the same sites and cover; it is
        computed otherwise.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``.

    Notes
    -----
    Formula: artificialised area ÷ area × 100, by the cover × use matrix of OCS GE and the 50 and
    2,500 m² thresholds of the annex to R101-1 of the code de l'urbanisme (decree 2023-1096), on
    whole patches: :func:`criteria.landcover.artificialised` says what is exact. Wooded cover is
    never artificialised. Where a use code is missing and would decide, or a patch under the
    threshold lies between both, both answers are kept.

    Sealed soil and buildings are only a part of what is artificialised (lawns of a business
    zone are too): they give the lower bound, 100 the upper. A lower bound of 0 says nothing,
    and the fact is then unknown.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> cover = GeoDataFrame(
    ...     {"cover_code": ["CS1.1.1.2", "CS2.1.1.1"], "use_code": ["US3", "US3"]},
    ...     geometry=[box(0, 0, 40, 100), box(40, 0, 100, 100)], crs=2154,
    ... )
    >>> artificialised_share(sites, land_cover=cover)
        low  high    status
    A  40.0  40.0  measured
    """
    part = blank(sites.index)
    if land_cover is not None:
        if shares is None:
            shares = cover_shares(sites, land_cover=land_cover, kinds=["artificialised"])
        part = _by_cover(shares)
    sealed = Series(0.0, index=sites.index)
    if imperviousness is not None:
        mean = imperviousness["mean"].reindex(sites.index)
        sealed = (mean * imperviousness["covered_share"].reindex(sites.index)).fillna(0.0)
    if buildings is not None:
        built = share_covered(sites, buildings.geometry) * 100
        sealed = sealed.clip(lower=built.fillna(0.0))
    bounded = between(sealed.where(sealed > 0), Series(100.0, index=sites.index))
    return part.mask(part["status"] == "unknown", bounded)


def _by_cover(shares: DataFrame) -> DataFrame:
    seen, low, most = bounds(shares, "artificialised")
    high = most + (1 - seen)
    whole = seen >= WHOLE
    low, high = low.mask(whole, low / seen), high.mask(whole, (high - 1 + seen) / seen)
    low, high = low.clip(upper=1), high.clip(upper=1)
    high = high.where(high > low, low)  # what is sure is possible: less is rounding
    part = between((low * 100).where(seen > 0), (high * 100).where(seen > 0))
    return part.assign(
        status=part["status"].mask(part["high"] - part["low"] < 1e-6, "measured")  # noqa: PLR2004
    )


def job_density(sites: GeoSeries, *, project: Project) -> DataFrame:
    """
    Jobs per hectare of land that the project mobilises, roads and green included. [jobs/ha]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    project : Project
        Its jobs and plot, or the whole site where it takes it.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``; unknown without jobs or without plot.

    Notes
    -----
    Formula: jobs after three years ÷ land mobilised [ha]. Gross density, as in the SCoT Marne
    et Gondoire 2014. Jobs moved from elsewhere count.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 200, 100)}, crs=2154)
    >>> shop = Project(
    ...     key="p", label={"fr": "p"}, vocation="commerce", takes_whole_site=True,
    ...     jobs={"cadres": 0, "professions_intermediaires": 0, "employes": 50, "ouvriers": 0},
    ... )
    >>> job_density(sites, project=shop)["low"].to_dict()
    {'A': 25.0}
    """
    jobs = project.total_jobs
    if jobs is None or (project.plot_m2 is None and not project.takes_whole_site):
        return blank(sites.index)
    return known(jobs / (land_needed_m2(sites, project) / 10_000), "declared")


def land_needed_m2(sites: GeoSeries, project: Project) -> Series:
    """
    Land that the project mobilises on each site; more than the site where it does not fit. [m²]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    project : Project
        Its plot, or the whole site.

    Returns
    -------
    Series
        NaN where the plot is unknown. [m²]

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 10, 10)}, crs=2154)
    >>> project = Project(key="p", label={"fr": "p"}, vocation="commerce", plot_m2=500)
    >>> land_needed_m2(sites, project).to_dict()
    {'A': 500.0}
    """
    if project.takes_whole_site:
        return Series(sites.area.to_numpy(), index=sites.index)
    plot = np.nan if project.plot_m2 is None else project.plot_m2
    return Series(plot, index=sites.index, dtype=float)


def plot_fit(sites: GeoSeries, *, project: Project) -> DataFrame:
    """
    Area of the site over the plot that the project needs; under 1 it does not fit. [ratio]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    project : Project
        Its plot.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``; does not apply where the project takes what there is.

    Notes
    -----
    Areas only: the shape of the site, its slope and its access are not looked at.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 10, 10)}, crs=2154)
    >>> project = Project(key="p", label={"fr": "p"}, vocation="commerce", plot_m2=200)
    >>> plot_fit(sites, project=project)["low"].to_dict()
    {'A': 0.5}
    """
    if project.plot_m2 is None:
        return blank(sites.index, "not_applicable" if project.takes_whole_site else "unknown")
    return known(Series(sites.area.to_numpy(), index=sites.index) / project.plot_m2)


def natural_land_taken_m2(
    sites: GeoSeries, *, project: Project, artificialised: DataFrame
) -> DataFrame:
    """
    Land not yet artificialised that the project would take. [m²]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    project : Project
        Its plot, or the whole site.
    artificialised : DataFrame
        What :func:`artificialised_share` gave. [%]

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``.

    Notes
    -----
    A project smaller than the site may stand on the artificialised part first (lower bound) or
    last (upper bound), to a thousandth of a square metre. The 2,500 m² of decree 2023-1096 are
    compared with it.

    Examples
    --------
    6,000 m² on a hectare of which half is artificialised: 1,000 to 5,000 m² of natural land.

    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> project = Project(key="p", label={"fr": "p"}, vocation="commerce", plot_m2=6000)
    >>> half = known(Series({"A": 50.0}))
    >>> natural_land_taken_m2(sites, project=project, artificialised=half)
          low    high     status
    A  1000.0  5000.0  estimated
    """
    area = Series(sites.area.to_numpy(), index=sites.index)
    needed = land_needed_m2(sites, project)
    taken = needed.where(needed.isna() | (needed < area), area)
    least, most = artificialised["low"].fillna(0.0), artificialised["high"].fillna(100.0)
    low = (taken - area * most / 100).clip(lower=0).round(3)
    natural = area * (1 - least / 100)
    high = natural.where(natural < taken, taken).round(3)
    part = between(low, high.where(high > low, low))
    exact = (part["high"] == part["low"]) & (artificialised["status"] == "measured")
    return part.assign(status=part["status"].mask(exact, "measured"))


def open_ground(sites: GeoSeries, *, project: Project) -> DataFrame:
    """
    Open ground that the project keeps or restores. [% of the plot]

    Parameters
    ----------
    sites : GeoSeries
        Sites.
    project : Project
        Its ``open_ground_share``.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``: declared, or unknown.

    Notes
    -----
    Open ground: planted soil with nothing built above or below. What the site holds today is
    not looked at.

    Examples
    --------
    >>> from shapely import box
    >>> project = Project(key="p", label={"fr": "p"}, vocation="commerce", open_ground_share=0.25)
    >>> open_ground(GeoSeries({"A": box(0, 0, 1, 1)}, crs=2154), project=project)["low"].to_dict()
    {'A': 25.0}
    """
    share = project.open_ground_share
    return constant(None if share is None else round(share * 100, 6), sites.index)
