"""What grows on a site: trees, and crops that a project would take."""

from typing import Final

from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame

from criteria.cover_shares import WHOLE, bounds, cover_shares
from criteria.facts import between, blank

_EXACT: Final = 1e-6


def canopy_share(
    sites: GeoSeries, *, land_cover: GeoDataFrame | None = None, shares: DataFrame | None = None
) -> DataFrame:
    """
    Share of each site under trees. [%]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    land_cover : GeoDataFrame, optional
        OCS GE polygons: ``cover_code``.
    shares : DataFrame, optional
        What :func:`criteria.cover_shares.cover_shares` gave for the same sites and cover; it is
        computed otherwise.

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
    return _between(sites, land_cover, "trees", shares)


def farmland_share(
    sites: GeoSeries, *, land_cover: GeoDataFrame | None = None, shares: DataFrame | None = None
) -> DataFrame:
    """
    Share of each site that is farmed, and lost to farming if it is built over. [%]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    land_cover : GeoDataFrame, optional
        OCS GE polygons: ``use_code``.
    shares : DataFrame, optional
        What :func:`criteria.cover_shares.cover_shares` gave for the same sites and cover; it is
        computed otherwise.

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
    part = _between(sites, land_cover, "farmed", shares)
    exact = part["high"] - part["low"] < _EXACT
    return part.assign(status=part["status"].mask(exact, "measured"))


def _between(
    sites: GeoSeries, land_cover: GeoDataFrame, kind: str, shares: DataFrame | None
) -> DataFrame:
    """Share under what is sure and what is possible; land without cover may be anything. [%]"""
    if shares is None:
        shares = cover_shares(sites, land_cover=land_cover, kinds=[kind])
    seen, low, most = bounds(shares, kind)
    high = (most + (1 - seen).where(seen < WHOLE, 0.0)).clip(upper=1)
    high = high.where(high > low, low)
    return between((low * 100).where(seen > 0).round(9), (high * 100).where(seen > 0).round(9))
