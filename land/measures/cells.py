"""How much of each cell of a raster lies in each polygon, exactly, for many polygons at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import shapely

from land.measures.blocks import blocks, hilbert_order
from land.measures.outlines import Rings
from land.measures.pieces import simple_parts

Transform = tuple[float, float, float, float, float, float]
"""Pixel to map, as in affine: (a, b, c, d, e, f), x = a·col + b·row + c, y = d·col + e·row + f."""

CELLS: Final = 2_000_000
"""Most cells that are looked at together."""

_ROUNDING: Final = 1e-11


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """
    Cells of a raster along the axes, north up.

    Parameters
    ----------
    west, north : float
        Corner of the first cell. [map]
    width, height : float
        Sides of a cell. [map]
    rows, columns : int
        Number of cells.
    """

    west: float
    north: float
    width: float
    height: float
    rows: int
    columns: int

    @classmethod
    def of(cls, transform: Transform, shape: tuple[int, ...]) -> "Grid":
        """
        Grid of an array.

        Parameters
        ----------
        transform : tuple of float
            The first six numbers of the affine transform from pixel to map.
        shape : tuple of int
            Rows and columns.

        Returns
        -------
        Grid
            The grid.

        Raises
        ------
        ValueError
            If it is not one of rows and columns along the axes, north up.

        Examples
        --------
        >>> Grid.of((10, 0, 500, 0, -10, 900), (3, 2)).rect()
        (500.0, 870.0, 520.0, 900.0)
        """
        a, b, west, d, e, north = transform[:6]
        if len(shape) != 2 or b or d or a <= 0 or e >= 0:  # noqa: PLR2004
            raise ValueError(
                f"raster of shape {shape} with transform {tuple(transform[:6])}: expected rows "
                f"and columns along the axes, north up; warp it where the file is read"
            )
        rows, columns = shape
        return cls(west=west, north=north, width=a, height=-e, rows=rows, columns=columns)

    def rect(self) -> tuple[float, float, float, float]:
        """West, south, east, north. [map]"""
        east = self.west + self.columns * self.width
        return (
            float(self.west),
            float(self.north - self.rows * self.height),
            float(east),
            float(self.north),
        )

    def part(self, window: "Window") -> "Grid":
        """Grid of the cells of a window."""
        top, left, rows, columns = window
        return Grid(
            west=self.west + left * self.width,
            north=self.north - top * self.height,
            width=self.width,
            height=self.height,
            rows=rows,
            columns=columns,
        )

    def boxes(self, polygons: np.ndarray) -> np.ndarray:
        """
        Cells that the bounds of each polygon meet.

        Parameters
        ----------
        polygons : array of geometry
            Not empty. [map]

        Returns
        -------
        array of int, shape (n, 4)
            First row, first column, end of rows, end of columns; ends not above starts outside.
        """
        west, south, east, north = shapely.bounds(polygons).reshape(-1, 4).T
        left, right = (west - self.west) / self.width, (east - self.west) / self.width
        top, low = (self.north - north) / self.height, (self.north - south) / self.height
        ends = np.column_stack([np.floor(top), np.floor(left), np.ceil(low), np.ceil(right)])
        last = [self.rows, self.columns, self.rows, self.columns]
        return np.asarray(np.clip(ends, 0, last).astype(np.int64))


class Window(NamedTuple):
    """Rectangle of cells: first row, first column, number of rows and of columns."""

    row: int
    column: int
    rows: int
    columns: int


class Shares(NamedTuple):
    """Share of cells [0-1], each with the position of the polygon, its row and its column."""

    unit: np.ndarray
    row: np.ndarray
    column: np.ndarray
    share: np.ndarray


def cell_shares(polygons: np.ndarray, grid: Grid) -> Shares:
    """
    Share of each cell that lies in each polygon.

    Parameters
    ----------
    polygons : array of geometry
        Valid polygons or multipolygons, not empty. [map]
    grid : Grid
        The cells.

    Returns
    -------
    Shares
        Cells that share an area with a polygon, polygon after polygon. Outside the grid there
        are none.

    Notes
    -----
    Outlines are cut at the lines of the grid, so that each piece lies in one cell. A piece that
    climbs by dy takes dy away from, or adds it to, all cells at its right in its row, and the
    part at its right of its own cell: sums along rows give the shares, without a comparison of
    a polygon with a cell.

    References
    ----------
    .. [1] The accumulation of signed areas by which fonts are drawn, as in FreeType's smooth
       rasteriser (D. Turner) and font-rs (R. Levien); here in double precision.

    Examples
    --------
    >>> grid = Grid.of((10, 0, 0, 0, -10, 10), (1, 2))
    >>> cell_shares(np.array([shapely.box(5, 0, 20, 10)]), grid).share.tolist()
    [0.5, 1.0]
    """
    boxes = grid.boxes(polygons)
    heights = np.maximum(boxes[:, 2] - boxes[:, 0], 0)
    # One more column takes what lies at the right of the grid.
    widths = np.maximum(boxes[:, 3] - boxes[:, 1], 0) + 1
    start = np.cumsum(heights * widths) - heights * widths
    unit, row, x, climb = _by_row(polygons, grid)
    met = (row >= boxes[unit, 0]) & (row < boxes[unit, 2])
    unit, row, x, climb = unit[met], row[met], x[met], climb[met]
    column = np.floor(x).astype(np.int64)
    left, right = boxes[unit, 1], boxes[unit, 3]
    own = np.where((column >= left) & (column < right), climb * (x - column), 0.0)
    place = (
        start[unit] + (row - boxes[unit, 0]) * widths[unit] + np.clip(column, left, right) - left
    )
    size = int((heights * widths).sum())
    share = np.bincount(place, own, size) - np.cumsum(np.bincount(place, climb, size))
    filled = np.flatnonzero(share > _ROUNDING)
    unit = np.searchsorted(start, filled, side="right") - 1
    row, column = np.divmod(filled - start[unit], widths[unit])
    inside = column < widths[unit] - 1
    unit, share = unit[inside], np.minimum(share[filled[inside]], 1.0)
    return Shares(unit, row[inside] + boxes[unit, 0], column[inside] + boxes[unit, 1], share)


def _by_row(
    polygons: np.ndarray, grid: Grid
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Pieces of outlines inside one cell: polygon, row, middle column and rows climbed."""
    start, end, unit = _edges(polygons, grid)
    edge, y0, y1, x0, x1 = _split(start[:, 1], end[:, 1], start[:, 0], end[:, 0])
    piece, x0, x1, y0, y1 = _split(x0, x1, y0, y1)
    row = np.floor((y0 + y1) / 2).astype(np.int64)
    return unit[edge[piece]], row, (x0 + x1) / 2, y1 - y0


def _edges(polygons: np.ndarray, grid: Grid) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ends of the edges in columns and rows, land on one side, and whose edge it is."""
    parts, unit = simple_parts(polygons)
    # A polygon cut by a tile may keep lines of its outline along the edge: no land.
    land = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, unit = parts[land], unit[land]
    rings = Rings.of(parts)
    edge, ring = rings.edges()
    points = (rings.points - [grid.west, grid.north]) / [grid.width, -grid.height]
    start, end = points[edge], points[edge + 1]
    # Rows go down where y goes up.
    backwards = (rings.sign[ring] > 0)[:, None]
    unit = unit[rings.polygon[ring]]
    return np.where(backwards, end, start), np.where(backwards, start, end), unit


def _split(
    a0: np.ndarray, a1: np.ndarray, b0: np.ndarray, b1: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Segments cut where ``a`` is a whole number: (which segment), the new a0, a1, b0, b1."""
    low, high = np.minimum(a0, a1), np.maximum(a0, a1)
    pieces = np.maximum(np.ceil(high) - np.floor(low), 1).astype(np.int64)
    which = np.repeat(np.arange(len(a0)), pieces)
    rank = np.arange(len(which)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    climbs = (a1 >= a0)[which]
    line = np.where(climbs, np.floor(a0)[which] + rank, np.ceil(a0)[which] - rank)
    run = (a1 - a0)[which]
    slope = np.divide((b1 - b0)[which], run, out=np.zeros(len(which)), where=run != 0)
    is_first, is_last = rank == 0, rank == pieces[which] - 1
    starts = np.where(is_first, a0[which], line)
    across = np.where(is_first, b0[which], b0[which] + (line - a0[which]) * slope)
    ends = np.where(is_last, a1[which], np.roll(starts, -1))
    return which, starts, ends, across, np.where(is_last, b1[which], np.roll(across, -1))


def windows(polygons: np.ndarray, grid: Grid) -> Iterator[tuple[np.ndarray, np.ndarray, Window]]:
    """
    Neighbouring polygons with the window of cells that they lie in, none too large for memory.

    Parameters
    ----------
    polygons : array of geometry
        Valid polygons; missing and empty ones are left out. [map]
    grid : Grid
        The cells.

    Yields
    ------
    tuple of array of int, array of geometry and Window
        Positions in ``polygons``, the polygons, their window. A polygon over more cells than
        ``CELLS`` comes in parts, under its one position. What lies off the grid does not come.
    """
    waiting = list(blocks(hilbert_order(polygons)))[::-1]
    while waiting:
        rows = waiting.pop()
        boxes = grid.boxes(polygons[rows])
        top, left = boxes[:, :2].min(axis=0).tolist()
        low, right = boxes[:, 2:].max(axis=0).tolist()
        window = Window(top, left, low - top, right - left)
        if window.rows < 1 or window.columns < 1:
            continue
        if window.rows * window.columns <= CELLS:
            yield rows, polygons[rows], window
        elif len(rows) > 1:
            waiting += [rows[len(rows) // 2 :], rows[: len(rows) // 2]]
        else:
            yield from _tiles(rows, polygons[rows], grid, window)


def _tiles(
    rows: np.ndarray, polygon: np.ndarray, grid: Grid, window: Window
) -> Iterator[tuple[np.ndarray, np.ndarray, Window]]:
    side = int(np.sqrt(CELLS))
    for top in range(window.row, window.row + window.rows, side):
        for left in range(window.column, window.column + window.columns, side):
            low = min(top + side, window.row + window.rows)
            right = min(left + side, window.column + window.columns)
            tile = Window(top, left, low - top, right - left)
            held = shapely.intersection(polygon, shapely.box(*grid.part(tile).rect()))
            if shapely.area(held).sum() > 0:
                yield rows, held, tile
