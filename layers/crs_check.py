"""
Coordinate systems at the door: which one a file is in, and whether its coordinates agree.

The test is the same for every system: brought to longitude and latitude, do the rows fall in
France? Degrees declared as Lambert-93, a zone taken for another, latitude written before
longitude: each one sends the rows far out, and the systems under which they come back home are
the likely ones.
"""

from functools import cache
from typing import Final

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError as ProjError

from land.crs import METRIC, epsg_of
from land.errors import CRSError, Message
from layers.account import Account, Reason

WGS84: Final = 4326
_LANDS: Final = (2154, 5490, 2972, 2975, 4471, 4467)
_MARGIN: Final = 0.5  # degrees around the area of use of a system
_MOST: Final = 0.5  # share of the rows that must agree

Points = NDArray[np.float64]


def settle(frame: GeoDataFrame, *, declared: int | None, account: Account) -> GeoDataFrame:
    """
    Give a frame the system that its coordinates are in.

    Parameters
    ----------
    frame : GeoDataFrame
        Rows as read; their system may be absent or wrong.
    declared : int or None
        EPSG code that the user declares; wins over the file's.
    account : Account
        Where a correction is written.

    Returns
    -------
    GeoDataFrame
        The same rows, with a system in which most of them fall in France.

    Raises
    ------
    CRSError
        If there is no system, or if it contradicts the coordinates and no exchange of axes
        explains it; the message shows the extent and the likely systems.

    Notes
    -----
    Rows swapped back are those of the whole layer: a producer's axis order is a property of a
    file. It is provable because France and France mirrored do not meet.
    """
    points = _middles(frame)
    if declared is not None:
        frame = _declare(frame, declared, account)
    if np.isnan(points).all():
        return frame if frame.crs is not None else frame.set_crs(WGS84)
    if frame.crs is None:
        raise CRSError(
            "no coordinate reference system; {extent}; declare it with « crs »",
            extent=extent_of(points),
        )
    crs = CRS(frame.crs)
    if in_france(points, crs).mean() >= _MOST:
        return frame
    if in_france(points[:, ::-1], crs).mean() >= _MOST:
        known = ~shapely.is_missing(frame.geometry.to_numpy())
        account.add("changed", Reason.SWAPPED, ids=frame.index[known])
        return frame.set_geometry(_exchanged(frame.geometry.to_numpy()), crs=crs)
    raise CRSError(
        "the coordinates contradict {crs}, in which they are declared: they fall "
        "outside France; {extent}; declare the right one with « crs »",
        crs=label_of(crs),
        extent=extent_of(points),
    )


def bring(frame: GeoDataFrame, target: int, account: Account) -> GeoDataFrame:
    """
    Reproject to the target system, refusing rows outside its area of use.

    Parameters
    ----------
    frame : GeoDataFrame
        Rows in a settled system.
    target : int
        EPSG code, one of the legal projected systems.
    account : Account
        Where the reprojection and the rows refused are written.

    Returns
    -------
    GeoDataFrame
        The rows inside the area of use, reprojected once.

    Raises
    ------
    CRSError
        If the target is not a legal system, or no row lies in its area of use.
    """
    if target not in METRIC:
        raise CRSError(
            "EPSG:{code} is not a legal projected system of France; choose {listed}",
            code=target,
            listed=[f"EPSG:{c} ({n})" for c, n in METRIC.items()],
        )
    points = _middles(frame)
    crs = CRS(frame.crs)
    known = ~np.isnan(points).any(axis=1)
    outside = known & ~_within(_lonlat(points, crs), target)
    if known.any() and outside.sum() == known.sum():
        raise CRSError(
            "no row lies in the area of use of EPSG:{code} ({name}); "
            "{extent}; choose another « target_crs »",
            code=target,
            name=METRIC[target],
            extent=extent_of(points, crs),
        )
    account.add("refused", Reason.OUTSIDE_AREA, detail=f"EPSG:{target}", ids=frame.index[outside])
    frame = frame[~outside]
    if epsg_of(crs) == target:
        return frame.set_crs(target, allow_override=True)
    account.add(
        "changed",
        Reason.REPROJECTED,
        detail=f"{label_of(crs)} → EPSG:{target}",
        count=int((~shapely.is_missing(frame.geometry.to_numpy())).sum()),
    )
    return frame.to_crs(target)


def _declare(frame: GeoDataFrame, declared: int, account: Account) -> GeoDataFrame:
    try:
        crs = CRS.from_epsg(declared)
    except ProjError as error:
        raise CRSError("EPSG:{code} is not a known system", code=declared) from error
    if frame.crs is not None and epsg_of(CRS(frame.crs)) == declared:
        return frame
    before = f" ≠ {label_of(CRS(frame.crs))}" if frame.crs is not None else ""
    account.add("noted", Reason.CRS_DECLARED, detail=f"EPSG:{declared}{before}", count=len(frame))
    return frame.set_crs(crs, allow_override=True)


def candidates(points: Points) -> list[int]:
    """
    Systems of France under which most points fall in their own area of use, likely ones first.

    Parameters
    ----------
    points : array
        One row a point: first and second coordinate, in an unknown unit.

    Returns
    -------
    list of int
        EPSG codes, EPSG:4326 first where the coordinates are degrees.

    Examples
    --------
    >>> candidates(np.array([[770_000.0, 6_280_000.0]]))
    [2154]
    >>> candidates(np.array([[3.88, 43.61]]))
    [4326]
    """
    likely = [
        code
        for code in METRIC
        if _within(_lonlat(points, CRS.from_epsg(code)), code).mean() >= _MOST
    ]
    degrees = in_france(points, CRS.from_epsg(WGS84)).mean() >= _MOST
    return [WGS84, *likely] if degrees else likely


def _middles(frame: GeoDataFrame) -> Points:
    bounds = shapely.bounds(frame.geometry.to_numpy())
    middles = (bounds[:, :2] + bounds[:, 2:]) / 2
    return np.where(np.isfinite(middles), middles, np.nan)


def in_france(points: Points, crs: CRS) -> NDArray[np.bool_]:
    """
    Whether each known point falls in metropolitan or overseas France.

    Examples
    --------
    >>> in_france(np.array([[3.88, 43.61], [43.61, 3.88]]), CRS.from_epsg(4326)).tolist()
    [True, False]
    """
    known = points[~np.isnan(points).any(axis=1)]
    lonlat = _lonlat(known, crs)
    found: NDArray[np.bool_] = np.any([_within(lonlat, code) for code in _LANDS], axis=0)
    return found


def require_box(bbox: tuple[float, float, float, float], target: int) -> None:
    """
    Refuse a box that is not one of a system: in degrees, or from east to west.

    Raises
    ------
    CRSError
        If its corners stand in another order, or its middle outside the area of use.

    Examples
    --------
    >>> require_box((3.8, 43.5, 4.0, 43.7), 2154)
    Traceback (most recent call last):
    land.errors.CRSError: bbox [3.8, 43.5, 4, 43.7]: not west, south, east, north in ...[m]; ...
    """
    west, south, east, north = bbox
    middle = _lonlat(np.array([[west + east, south + north]]) / 2, CRS.from_epsg(target))
    if west > east or south > north or not _within(middle, target).all():
        raise CRSError(
            "bbox {box}: not west, south, east, north in EPSG:{code} [m]; write these four, in "
            "this order and system",
            box="[" + ", ".join(f"{x:g}" for x in bbox) + "]",
            code=target,
        )


def _lonlat(points: Points, crs: CRS) -> Points:
    transformer = _to_degrees(crs.to_wkt())
    lon, lat = transformer.transform(points[:, 0], points[:, 1], errcheck=False)
    return np.column_stack([lon, lat])


@cache
def _to_degrees(wkt: str) -> Transformer:
    return Transformer.from_crs(CRS(wkt), WGS84, always_xy=True)


def _within(lonlat: Points, code: int) -> NDArray[np.bool_]:
    west, south, east, north = _area(code)
    with np.errstate(invalid="ignore"):
        inside = (lonlat[:, 0] >= west) & (lonlat[:, 0] <= east)
        inside &= (lonlat[:, 1] >= south) & (lonlat[:, 1] <= north)
    found: NDArray[np.bool_] = np.asarray(inside, dtype=bool)
    return found


@cache
def _area(code: int) -> tuple[float, float, float, float]:
    area = CRS.from_epsg(code).area_of_use
    if area is None:
        raise CRSError("EPSG:{code} has no known area of use", code=code)
    return (area.west - _MARGIN, area.south - _MARGIN, area.east + _MARGIN, area.north + _MARGIN)


def extent_of(points: Points, crs: CRS | None = None) -> Message:
    """Return the extent of points and the systems in which it would lie in France."""
    known = points[~np.isnan(points).any(axis=1)]
    low, high = known.min(axis=0), known.max(axis=0)
    if crs is not None:
        homes = _lonlat(known, crs)
        likely = [c for c in METRIC if _within(homes, c).mean() >= _MOST]
    else:
        likely = candidates(known)
    names = {WGS84: Message("WGS 84, longitude and latitude"), **METRIC}
    listed = [Message("EPSG:{code} ({name})", code=c, name=names[c]) for c in likely]
    swapped = [] if likely or crs is not None else candidates(known[:, ::-1])
    if swapped:
        listed = [Message("EPSG:{code} with its axes exchanged", code=swapped[0])]
    return Message(
        "extent {west:.10g} {south:.10g} to {east:.10g} {north:.10g}; likely: {systems}",
        west=low[0],
        south=low[1],
        east=high[0],
        north=high[1],
        systems=listed or Message("no system of France"),
    )


def label_of(crs: CRS) -> str:
    """Return the EPSG code of a system, or its name where it has none."""
    code = epsg_of(crs)
    return f"EPSG:{code}" if code else str(crs.name)


def _exchanged(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    return np.asarray(shapely.transform(geometries, lambda xy: xy[:, ::-1]))
