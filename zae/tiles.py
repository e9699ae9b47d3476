"""
Tiles: sites that lie together, and the part of the layers that may say something of them.

Facts are measured tile by tile: memory holds one at a time, a run that was stopped goes on after
the last one, an edit recomputes its own, and several processes may share them. A tile is a cell of
a fixed quadtree over the plane, so that an edit elsewhere moves none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from geopandas import GeoDataFrame
from pandas import DataFrame

from criteria.indicators import ARGUMENTS, DAY, PARAMETERS, REACH_M
from layers import ROLES

MOST: Final = 20_000
"""Sites of a tile; one that holds more is cut in four."""

ROOT_M: Final = 2.0**24
"""Side of the first cell, from the origin of the CRS: it holds every legal CRS of France, Mayotte's
northings of 8,600 km among them. [m]"""

LEAST_M: Final = 1024.0
"""Side of a cell that is not cut any further. [m]"""

MARGIN_M: Final = 1.0
"""Beyond the reach: what is just at it must not depend on a rounding. [m]"""


MEANS: Final = "imperviousness"
"""Role of a raster: a table of means, one row a site."""

SITES: Final = ("friche",)
"""Roles whose row of the same id as a site speaks of that site, wherever it lies."""


_LOOKED_AT: Final = frozenset({*ARGUMENTS, PARAMETERS, DAY})


@dataclass(frozen=True, slots=True)
class Tile:
    """
    A cell of the quadtree and the positions of its sites.

    Parameters
    ----------
    key : str
        Digits 0-3, one a level, of the way down from the first cell; empty for that one.
    rows : array of int
        Positions of the sites, in their order.
    """

    key: str
    rows: npt.NDArray[np.intp]


def tiles(places: GeoDataFrame, most: int = MOST) -> list[Tile]:
    """
    Cut sites into tiles.

    Parameters
    ----------
    places : GeoDataFrame
        Sites; each belongs to the cell of the middle of its box. [projected, m]
    most : int
        Sites of a tile.

    Returns
    -------
    list of Tile
        In the order of their keys; together they hold every site once.

    Examples
    --------
    Two sites far apart, one a tile:

    >>> from shapely import box
    >>> far = [box(0, 0, 10, 10), box(5e6, 0, 5e6 + 10, 10)]
    >>> [(t.key, t.rows.tolist()) for t in tiles(GeoDataFrame(geometry=far, crs=2154), most=1)]
    [('00', [0]), ('01', [1])]
    """
    west, south, east, north = shapely.bounds(np.asarray(places.geometry.array, dtype=object)).T
    middle = np.column_stack([west + east, south + north]) / 2
    start = Tile("", np.arange(len(places)))
    return sorted(_cut(start, middle, np.zeros(2), ROOT_M, most), key=lambda tile: tile.key)


def _cut(
    tile: Tile, middle: npt.NDArray[np.float64], corner: npt.NDArray[np.float64], side: float,
    most: int,
) -> Iterator[Tile]:  # fmt: skip
    if len(tile.rows) <= most or side <= LEAST_M:
        yield tile
        return
    half = side / 2
    east, north = (middle[tile.rows] >= corner + half).T
    for digit in range(4):
        inside = (east == digit % 2) & (north == digit // 2)
        if inside.any():
            origin = corner + half * np.array([digit % 2, digit // 2])
            part = Tile(f"{tile.key}{digit}", tile.rows[inside])
            yield from _cut(part, middle, origin, half, most)


class Surroundings:
    """
    Layers of a study, to be cut to what may say something of some sites.

    Parameters
    ----------
    available : mapping of str to frame
        Frames by role, as :func:`criteria.indicators.measure` takes them.
    """

    def __init__(self, available: Mapping[str, Any]) -> None:
        self.available = available
        self._boxes: dict[str, npt.NDArray[np.float64]] = {}
        self._witnesses: dict[str, npt.NDArray[np.bool_]] = {}
        for role, frame in available.items():
            if role in REACH_M and isinstance(frame, GeoDataFrame):
                self._boxes[role] = shapely.bounds(np.asarray(frame.geometry.array, dtype=object))
                self._witnesses[role] = witnesses(frame, telling(role))
        cut = {*self._boxes, MEANS}
        self.whole = {n: x for n, x in available.items() if n in _LOOKED_AT and n not in cut}
        """What every tile is given as it is: communes, tables, parameters, the day."""

    def of(self, places: GeoDataFrame) -> dict[str, Any]:
        """
        Frames by role around some sites.

        Parameters
        ----------
        places : GeoDataFrame
            Sites. [projected, m]

        Returns
        -------
        dict of str to frame
            Of a layer with a reach, the rows whose box lies within it of the box of the sites,
            and its witnesses; of a table of means, the rows of the sites. What stands in
            ``whole``, and roles that no indicator looks at, are not among them.
        """
        found = {
            role: self.available[role][self.near(role, places) | self.beyond(role, places)]
            for role in self._boxes
        }
        if isinstance(self.available.get(MEANS), DataFrame):
            found[MEANS] = self.available[MEANS].reindex(places.index)
        return found

    def near(self, role: str, places: GeoDataFrame) -> npt.NDArray[np.bool_]:
        """Rows of a layer with a reach whose box meets the box of :func:`reached`."""
        return meets(self._boxes[role], reached(role, places))

    def beyond(self, role: str, places: GeoDataFrame) -> npt.NDArray[np.bool_]:
        """Rows of a layer that are wanted wherever they lie: witnesses, and rows of the sites."""
        if role in SITES:
            kept: npt.NDArray[np.bool_] = self.available[role].index.isin(places.index)
            return kept | self._witnesses[role]
        return self._witnesses[role]


def reached(role: str, places: GeoDataFrame) -> tuple[float, float, float, float]:
    """
    Box of some sites with all that a layer of a role may say of them. [projected, m]

    Examples
    --------
    >>> from shapely import box
    >>> reached("zone", GeoDataFrame(geometry=[box(0, 0, 10, 10)], crs=2154))
    (-1.0, -1.0, 11.0, 11.0)
    """
    reach_m = REACH_M[role] + MARGIN_M
    west, south, east, north = map(float, places.total_bounds)
    return west - reach_m, south - reach_m, east + reach_m, north + reach_m


def meets(
    boxes: npt.NDArray[np.float64], box: tuple[float, float, float, float]
) -> npt.NDArray[np.bool_]:
    """
    Which boxes, one a row, meet a box; one that is not a number meets none.

    Examples
    --------
    >>> meets(np.array([[0.0, 0.0, 1.0, 1.0], [5.0, 0.0, 6.0, 1.0]]), (1.0, 0.0, 4.0, 1.0))
    array([ True, False])
    """
    west, south, east, north = boxes.T
    return np.asarray((west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1]))


def telling(role: str) -> tuple[str, ...]:
    """
    Columns of a role whose values say what was looked for: kinds, codes, numbers, flags.

    Parameters
    ----------
    role : str
        Role of a layer.

    Returns
    -------
    tuple of str
        Names; never names of things, addresses and other free texts.

    Examples
    --------
    >>> telling("facility")
    ('facility_kind', 'capacity')
    """
    return tuple(
        c.name
        for c in ROLES[role].columns
        if c.choices or c.kind != "text" or c.name.endswith("_code")
    )


def witnesses(frame: GeoDataFrame, columns: Iterable[str]) -> npt.NDArray[np.bool_]:
    """
    Rows that prove what a layer holds somewhere: the first of every value, the ends of numbers.

    A layer that holds crèches, though none near these sites, was searched for crèches: « none
    found » and « nobody looked » are told apart by its other rows.

    Parameters
    ----------
    frame : GeoDataFrame
        A layer.
    columns : iterable of str
        Columns that tell; one that the layer does not have tells nothing.

    Returns
    -------
    array of bool
        Per row. Of a column of numbers the smallest, the largest and the first without one; of
        any other the first row of each value, and the first without one.

    Examples
    --------
    >>> from shapely import Point
    >>> kinds = {"facility_kind": ["school", "school", "health"]}
    >>> layer = GeoDataFrame(kinds, geometry=[Point(0, 0)] * 3, crs=2154)
    >>> witnesses(layer, ["facility_kind"]).tolist()
    [True, False, True]
    """
    kept = np.zeros(len(frame), dtype=bool)
    for name in frame.columns.intersection([*columns]):
        column = frame[name]
        missing = column.isna().to_numpy()
        if missing.any():
            kept[missing.argmax()] = True
        if missing.all():
            continue
        if column.dtype.kind in "iuf":
            values = column.to_numpy(float, na_value=np.nan)
            kept[[np.nanargmin(values), np.nanargmax(values)]] = True
        else:
            kept |= ~column.duplicated().to_numpy()
    return kept
