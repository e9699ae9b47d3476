"""
In which system a delivered coordinate is, told by its magnitude.

Deliveries mix systems: the published samples write outlines in Lambert-93 metres inside GeoJSON,
points in degrees, and the friches sample latitude before longitude. The boxes of the systems of
France do not meet, nor do they meet their own mirror, so one pair of numbers says which it is.
"""

from typing import Final

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from pyproj import Transformer

from land.crs import LAMBERT_93, legal_crs
from land.ids import is_insee

WGS84: Final = 4326
UNKNOWN: Final = 0

# West, south, east, north. Degrees: metropole, Antilles, Guyane, Réunion, Mayotte, Saint-Pierre.
_DEGREES: Final = (
    (-5.6, 41.2, 9.8, 51.3), (-63.3, 14.2, -60.7, 18.3), (-54.8, 2.0, -51.4, 6.0),
    (55.0, -21.6, 56.0, -20.7), (44.9, -13.2, 45.5, -12.4), (-56.6, 46.6, -56.0, 47.3),
)  # fmt: skip
_METRES: Final[dict[int, tuple[float, float, float, float]]] = {
    LAMBERT_93: (80_000, 6_000_000, 1_300_000, 7_200_000),
    **{
        3942 + k: (1_050_000, (k + 1.2) * 1e6 - 170_000, 2_350_000, (k + 1.2) * 1e6 + 170_000)
        for k in range(9)
    },
    5490: (350_000, 1_560_000, 850_000, 2_050_000),
    2972: (50_000, 200_000, 600_000, 700_000),
    2975: (290_000, 7_600_000, 420_000, 7_720_000),
    4471: (470_000, 8_520_000, 570_000, 8_640_000),
    4467: (500_000, 5_140_000, 600_000, 5_260_000),
}


def systems(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """
    System of each point, by its magnitude.

    Parameters
    ----------
    points : array of shape (n, 2)
        First and second coordinate, in an unknown unit.

    Returns
    -------
    array of shape (n,)
        EPSG code; negative where the axes are exchanged; 0 where no system of France fits.

    Notes
    -----
    EPSG:4326 stands for degrees, longitude first.

    Examples
    --------
    >>> pairs = [[3.88, 43.61], [43.61, 3.88], [770_000, 6_280_000], [1_700_000, 4_200_000], [9, 9]]
    >>> systems(np.array(pairs, dtype=float)).tolist()
    [4326, -4326, 2154, 3945, 0]
    """
    found = np.zeros(len(points), dtype=np.int64)
    for code, box in [*((WGS84, b) for b in _DEGREES), *_METRES.items()]:
        for sign, pairs in ((1, points), (-1, points[:, ::-1])):
            found[(found == UNKNOWN) & _inside(pairs, box)] = sign * code
    return found


def _inside(
    points: NDArray[np.float64], box: tuple[float, float, float, float]
) -> NDArray[np.bool_]:
    west, south, east, north = box
    x, y = points[:, 0], points[:, 1]
    with np.errstate(invalid="ignore"):
        inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return np.asarray(inside, dtype=bool)


def systems_of(shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    """
    System of each geometry, by the middle of its extent; 0 where it is missing.

    Examples
    --------
    >>> systems_of(np.array([shapely.Point(3.88, 43.61), None])).tolist()
    [4326, 0]
    """
    bounds = shapely.bounds(shapes)
    return systems((bounds[:, :2] + bounds[:, 2:]) / 2)


def target(codes: NDArray[np.int64], communes: pd.Series) -> int:
    """
    Legal system in which a table is kept.

    Parameters
    ----------
    codes : array
        System of each geometry, as :func:`systems` says.
    communes : Series of str
        INSEE codes, or ids that begin with one.

    Returns
    -------
    int
        The metric system of most geometries; where all are in degrees, that of the communes.

    Examples
    --------
    >>> target(np.array([2154, 4326]), pd.Series(["34172"]))
    2154
    >>> target(np.array([4326]), pd.Series(["97411"]))
    2975
    """
    metric = pd.Series(np.abs(codes))
    metric = metric[(metric != UNKNOWN) & (metric != WGS84)]
    if len(metric):
        return int(metric.mode()[0])
    heads = communes.dropna().astype(str).str[:5]
    known = heads[[is_insee(c) for c in heads]]
    return legal_crs(known.mode()[0]) if len(known) else LAMBERT_93


def brought(shapes: NDArray[np.object_], codes: NDArray[np.int64], to: int) -> NDArray[np.object_]:
    """
    Geometries in one system, axes put right; those of an unknown system as they are.

    Parameters
    ----------
    shapes : array of geometry
        As read.
    codes : array of int
        Their systems, as :func:`systems` says.
    to : int
        EPSG code of the system to bring them to.

    Returns
    -------
    array of geometry
        In EPSG:``to``; those that were already in it are untouched, to the last bit.
    """
    out = shapes.copy()
    for code in np.unique(codes):
        of_it = codes == code
        if code in (UNKNOWN, to):
            continue
        moved = shapely.transform(shapes[of_it], _swap) if code < 0 else shapes[of_it]
        out[of_it] = moved if abs(code) == to else _reprojected(moved, abs(int(code)), to)
    return out


def _swap(pairs: NDArray[np.float64]) -> NDArray[np.float64]:
    return pairs[:, ::-1]


def _reprojected(shapes: NDArray[np.object_], source: int, to: int) -> NDArray[np.object_]:
    transformer = Transformer.from_crs(source, to, always_xy=True)

    def moved(pairs: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(pairs[:, 0], pairs[:, 1]))

    out: NDArray[np.object_] = shapely.transform(shapes, moved)
    return out


def degrees(shapes: GeoSeries, decimals: int = 9) -> GeoSeries:
    """
    Geometries in longitude and latitude, rounded.

    Parameters
    ----------
    shapes : GeoSeries
        In any known system.
    decimals : int
        Decimals kept; nine are a tenth of a millimetre.

    Returns
    -------
    GeoSeries
        In EPSG:4326. [°]
    """
    moved = shapes.to_crs(WGS84)
    rounded = shapely.transform(moved.to_numpy(), lambda xy: np.round(xy, decimals))
    return GeoSeries(rounded, index=shapes.index, crs=WGS84)
