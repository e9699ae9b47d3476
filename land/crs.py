"""
The one gate for coordinate reference systems.

Areas and distances are only taken in the legal projected systems of France. The list is an
allow-list: EPSG:3857 also says « metres », and its areas are 1.9 to 2.4 times too large in France.
"""

from typing import Final

from geopandas import GeoDataFrame, GeoSeries
from pyproj import CRS

from land.errors import CRSError

LAMBERT_93: Final = 2154

# Arrêté du 5 mars 2019 on the legal reference systems (as quoted by the CNIG standards).
METRIC: Final[dict[int, str]] = {
    2154: "RGF93 / Lambert-93",
    **{3942 + i: f"RGF93 / CC{42 + i}" for i in range(9)},
    5490: "RGAF09 / UTM 20N (Antilles)",
    2972: "RGFG95 / UTM 22N (Guyane)",
    2975: "RGR92 / UTM 40S (La Réunion)",
    4471: "RGM04 / UTM 38S (Mayotte)",
    4467: "RGSPM06 / UTM 21N (Saint-Pierre-et-Miquelon)",
}

_OVERSEAS: Final = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471, "975": 4467}


def legal_crs(insee: str) -> int:
    """
    EPSG code of the legal projected system of a commune.

    Parameters
    ----------
    insee : str
        INSEE code of the commune, or a prefix of it of at least three characters.

    Returns
    -------
    int
        EPSG code.

    Examples
    --------
    >>> legal_crs("34172"), legal_crs("97209")
    (2154, 5490)
    """
    return _OVERSEAS.get(insee[:3], LAMBERT_93)


def epsg_of(crs: CRS) -> int | None:
    """
    EPSG code of a system, also when its text was rewritten by a shapefile driver.

    Parameters
    ----------
    crs : CRS
        Any system.

    Returns
    -------
    int or None
        The code, or None when no EPSG system matches well enough.

    Examples
    --------
    >>> epsg_of(CRS.from_epsg(2154))
    2154
    """
    return crs.to_epsg() or crs.to_epsg(min_confidence=60)


def require_metric(*geometries: GeoSeries | GeoDataFrame) -> None:
    """
    Refuse geometries that cannot be measured together in metres.

    Parameters
    ----------
    *geometries : GeoSeries or GeoDataFrame
        Layers that are about to be measured against each other.

    Raises
    ------
    CRSError
        If a system is absent, is not in ``METRIC``, or two of them differ.

    Examples
    --------
    >>> from shapely import Point
    >>> require_metric(GeoSeries([Point(700000, 6600000)], crs=2154))
    >>> require_metric(GeoSeries([Point(3.9, 43.6)], crs=4326))
    Traceback (most recent call last):
    land.errors.CRSError: EPSG:4326 is not a legal projected system of France; ...
    """
    codes = {_metric_code(g) for g in geometries}
    if len(codes) > 1:
        raise CRSError(
            "layers in different systems: {found}; bring them to one with to_crs",
            found=[f"EPSG:{c}" for c in sorted(codes)],
        )


def _metric_code(geometries: GeoSeries | GeoDataFrame) -> int:
    if geometries.crs is None:
        raise CRSError("no coordinate reference system; set it where the file is read")
    code = epsg_of(geometries.crs)
    if code is None or code not in METRIC:
        name = f"EPSG:{code}" if code else geometries.crs.name
        raise CRSError(
            "{name} is not a legal projected system of France; reproject, for instance to "
            "EPSG:{code}",
            name=name,
            code=LAMBERT_93,
        )
    return code
