"""What grows on a site: trees, and crops that a project would take."""

from typing import Final

from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from criteria.facts import between, blank
from criteria.sobriety import WHOLE
from land.measures.covered import shares_covered

TREES: Final = ("CS2.1.1.1", "CS2.1.1.2", "CS2.1.1.3")
"""OCS GE covers of trees: broad-leaved, coniferous, mixed."""

SEALED: Final = ("CS1.1.1.1", "CS1.1.1.2")
FARMING: Final = "US1.1"
_EXACT: Final = 1e-6


def canopy_share(sites: GeoSeries, *, land_cover: GeoDataFrame | None = None) -> DataFrame:
    """
    Share of each site under trees. [%]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    land_cover : GeoDataFrame, optional
        OCS GE polygons: ``cover_code``.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``: estimated; unknown where no cover is known.

    Notes
    -----
    Formula: area of trees ÷ area × 100. OCS GE draws woods and groves, not the single tree: they
    are the lower bound; the upper one takes all that is neither built nor sealed for shaded, which
    a height model (LiDAR HD, above 3 m) would settle. 30 %: rule 3-30-300 (Konijnendijk).

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> cover = GeoDataFrame(
    ...     {"cover_code": ["CS2.1.1.1", "CS1.1.1.2"]},
    ...     geometry=[box(0, 0, 30, 100), box(30, 0, 100, 100)], crs=2154,
    ... )
    >>> canopy_share(sites, land_cover=cover)
        low  high     status
    A  30.0  30.0  estimated
    """
    if land_cover is None:
        return blank(sites.index)
    code = land_cover["cover_code"]
    return _of_cover(sites, land_cover, code.isin(TREES), ~code.isin(SEALED))


def farmland_share(sites: GeoSeries, *, land_cover: GeoDataFrame | None = None) -> DataFrame:
    """
    Share of each site that is farmed, and lost to farming if it is built over. [%]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    land_cover : GeoDataFrame, optional
        OCS GE polygons: ``use_code``.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``; what has no use code, or no cover at all, may be farmed.

    Notes
    -----
    Formula: area of use US1.1 ÷ area × 100. All farmed land is worth the same: neither the crop
    (RPG, CODE_CULTU) nor the quality of the soil is looked at.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> cover = GeoDataFrame(
    ...     {"cover_code": ["CS2.2.1"] * 2, "use_code": ["US1.1", "US3"]},
    ...     geometry=[box(0, 0, 80, 100), box(80, 0, 100, 100)], crs=2154,
    ... )
    >>> farmland_share(sites, land_cover=cover)
        low  high    status
    A  80.0  80.0  measured
    """
    if land_cover is None:
        return blank(sites.index)
    use = land_cover["use_code"]
    part = _of_cover(sites, land_cover, use == FARMING, (use == FARMING) | use.isna())
    exact = part["high"] - part["low"] < _EXACT
    return part.assign(status=part["status"].mask(exact, "measured"))


def _of_cover(sites: GeoSeries, cover: GeoDataFrame, sure: Series, possible: Series) -> DataFrame:
    """Share under what is sure and what is possible; land without cover may be anything. [%]"""
    parts = {
        "seen": cover.geometry,
        "sure": cover.geometry[sure.fillna(value=False).to_numpy(bool)],
        "possible": cover.geometry[possible.fillna(value=True).to_numpy(bool)],
    }
    shares = shares_covered(sites, parts)
    seen, low, most = shares["seen"], shares["sure"], shares["possible"]
    high = (most + (1 - seen).where(seen < WHOLE, 0.0)).clip(upper=1)
    high = high.where(high > low, low)
    return between((low * 100).where(seen > 0).round(9), (high * 100).where(seen > 0).round(9))
