"""Parcels by the million, for benchmarks: bent quarters of lots, without any loop."""

# ruff: noqa: PLR2004 (odds and sizes of an invented town)

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.random import Generator
from numpy.typing import NDArray

from layers.sample.frames import of_role
from layers.sample.plan import ORIGIN, Floats

_LOT_M = (22.0, 30.0)
_BLOCK = (10, 2)
_STREET_M = 11.0
_OWNED_TOGETHER = 0.04


def grid_parcels(n: int, *, seed: int = 7) -> GeoDataFrame:
    """
    Parcels in bent rows, ten by two to a block, streets between the blocks.

    Parameters
    ----------
    n : int
        Number of parcels, up to 9,990,000.
    seed : int
        Same seed, same parcels.

    Returns
    -------
    GeoDataFrame
        Role ``parcel``. Neighbours in a block share their corners exactly. [EPSG:2154]

    Raises
    ------
    ValueError
        If ``n`` is out of range: identifiers would repeat.

    See Also
    --------
    grid_buildings : a building for nine parcels out of ten.

    Examples
    --------
    >>> grid_parcels(20)["cadastral_area_m2"].between(500, 900).all()
    np.True_
    """
    if not 1 <= n <= 9_990_000:
        raise ValueError(f"{n} parcels: between 1 and 9990000 have identifiers of their own")
    rng = np.random.default_rng(seed)
    polygons = shapely.polygons(_corners(n, rng))
    number = np.arange(n)
    follows = (rng.random(n) < _OWNED_TOGETHER) & (number % _BLOCK[0] > 0)
    account = np.maximum.accumulate(np.where(follows, 0, number))
    columns = {
        "parcel_id": _ids(number),
        "commune_insee": "99001",
        "cadastral_area_m2": shapely.area(polygons).round(),
        "owner_account": np.char.add("P", np.char.zfill(account.astype("U8"), 8)),
        "owner_type": np.where(rng.random(n) < 0.9, "person", "company"),
    }
    return of_role("parcel", columns, polygons)


def grid_buildings(parcels: GeoDataFrame, *, seed: int = 7) -> GeoDataFrame:
    """
    A building inside nine out of ten parcels of :func:`grid_parcels`.

    Parameters
    ----------
    parcels : GeoDataFrame
        Quadrilaterals, as made by :func:`grid_parcels`. [EPSG:2154]
    seed : int
        Same seed, same buildings.

    Returns
    -------
    GeoDataFrame
        Role ``building``: each parcel's outline shrunk towards its middle.

    Examples
    --------
    >>> len(grid_buildings(grid_parcels(1000))) in range(850, 950)
    True
    """
    rng = np.random.default_rng(seed)
    corners = shapely.get_coordinates(parcels.geometry.array).reshape(-1, 5, 2)
    built = rng.random(len(corners)) < 0.9
    corners = corners[built]
    middle = corners[:, :4].mean(axis=1, keepdims=True)
    scale = rng.uniform(0.25, 0.65, (len(corners), 1, 1))
    columns = {
        "usage": rng.choice(["residential", "industrial", "commercial"], len(corners)),
        "light": False,
        "height_m": rng.uniform(3, 15, len(corners)).round(1),
    }
    return of_role("building", columns, shapely.polygons(middle + scale * (corners - middle)))


def _corners(n: int, rng: Generator) -> Floats:
    """Ring of each parcel, from a lattice of corners that the sheet bends."""
    wide, deep = _BLOCK
    blocks = -(-n // (wide * deep))
    across = int(np.ceil(np.sqrt(blocks * deep * _LOT_M[1] / (wide * _LOT_M[0]))))
    block, place = np.divmod(np.arange(n), wide * deep)
    lot_row, lot_column = np.divmod(place, wide)
    block_row, block_column = np.divmod(block, across)
    column = block_column[:, None] * (wide + 1) + lot_column[:, None] + np.array([0, 1, 1, 0, 0])
    row = block_row[:, None] * (deep + 1) + lot_row[:, None] + np.array([0, 0, 1, 1, 0])
    lattice = _lattice(int(row.max()) + 1, int(column.max()) + 1, rng)
    return np.asarray(lattice[row, column])


def _lattice(rows: int, columns: int, rng: Generator) -> Floats:
    x = _offsets(columns, _BLOCK[0], _LOT_M[0])
    y = _offsets(rows, _BLOCK[1], _LOT_M[1])
    grid = np.stack(np.meshgrid(x, y), axis=-1)
    bend = np.sin(2 * np.pi * grid[..., ::-1] / 1700 + rng.uniform(0, 6, 2)) * 35
    shake = rng.uniform(-1.5, 1.5, grid.shape)
    return np.asarray((grid + bend + shake + np.array(ORIGIN)).round(2))


def _offsets(n: int, lots: int, lot_m: float) -> Floats:
    """Coordinates along one axis: a street after every block."""
    block, place = np.divmod(np.arange(n), lots + 1)
    return np.asarray(block * (lots * lot_m + _STREET_M) + place * lot_m)


def _ids(number: NDArray[np.int64]) -> NDArray[np.str_]:
    """Fourteen characters: commune, prefix, section and number, all different."""
    sheet, rank = np.divmod(number, 9999)
    prefix = np.char.zfill((sheet // 26).astype("U3"), 3)
    letters = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))[sheet % 26]
    head = np.char.add(np.char.add("99001", prefix), np.char.add("Z", letters))
    return np.char.add(head, np.char.zfill((rank + 1).astype("U4"), 4))
