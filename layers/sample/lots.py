"""Lots: blocks halved again and again across their longer side, then noded into a cadastre."""

# ruff: noqa: PLR2004 (odds and sizes of an invented town)

import numpy as np
import pandas as pd
import shapely
from numpy.random import Generator
from numpy.typing import NDArray
from pandas import DataFrame, Series

from layers.sample.plan import Floats, Shapes

_SMALLEST_M2 = 60.0


def bisect(blocks: Shapes, lot_m2: Floats, rng: Generator, *, count: int) -> DataFrame:
    """
    Blocks cut into lots: each piece is halved across the longer side of its tightest rectangle.

    Parameters
    ----------
    blocks : array of Polygon
        Ground between the streets. [projected, m]
    lot_m2 : array of float
        Size of lot wanted in each block; it varies by a quarter from block to block. [m²]
    rng : Generator
        Source of chance.
    count : int
        Lots wanted in all. The tree of halves is cut at the one tolerance that comes closest.

    Returns
    -------
    DataFrame
        ``geometry`` of each lot and ``root``, the number of its block.

    References
    ----------
    .. [1] Vanegas et al., « Procedural Generation of Parcels in Urban Modeling », Computer
       Graphics Forum 31(2), 2012: subdivision by oriented bounding boxes.
    """
    target = np.asarray(lot_m2) * rng.lognormal(0, 0.25, len(blocks))
    geometry = np.asarray(blocks)
    root = np.arange(len(blocks))
    above = np.full(len(blocks), np.inf)
    grown = []
    while len(geometry):
        ratio = shapely.area(geometry) / target[root]
        deep = ratio > 0.55
        grown.append(
            DataFrame(
                {
                    "geometry": geometry,
                    "root": root,
                    "ratio": np.where(deep, ratio, 0),
                    "above": above,
                }
            )
        )
        parts, parent = _halves(geometry[deep], rng)
        root, above, geometry = root[deep][parent], ratio[deep][parent], parts
    tree = pd.concat(grown, ignore_index=True)
    return tree[_cut(tree, count)]


def _cut(tree: DataFrame, count: int) -> "Series[bool]":
    """Nodes whose size is right: the threshold on area over target that gives the count."""
    best = min(
        np.linspace(0.56, 4.0, 250),
        key=lambda t: abs(int(((tree["above"] > t) & (tree["ratio"] <= t)).sum()) - count),
    )
    chosen: Series[bool] = (tree["above"] > best) & (tree["ratio"] <= best)
    return chosen


def _halves(lots: Shapes, rng: Generator) -> tuple[Shapes, NDArray[np.intp]]:
    if not len(lots):
        return lots, np.array([], dtype=np.intp)
    corner = shapely.get_coordinates(shapely.oriented_envelope(lots)).reshape(-1, 5, 2)
    one, two = corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 1]
    longer = (np.hypot(*one.T) >= np.hypot(*two.T))[:, None]
    along, across = np.where(longer, one, two), np.where(longer, two, one)
    middle = corner[:, :4].mean(axis=1) + along * rng.uniform(-0.07, 0.07, (len(lots), 1))
    across = across + along * rng.normal(0, 0.012, (len(lots), 1))
    low, high = middle - 3 * across, middle + 3 * across
    halves = [
        shapely.polygons(np.stack([low, high, high + s * 2 * along, low + s * 2 * along], axis=1))
        for s in (-1, 1)
    ]
    cut = shapely.intersection(np.r_[lots, lots], np.concatenate([np.asarray(h) for h in halves]))
    parts, index = shapely.get_parts(cut, return_index=True)
    keep = (shapely.get_type_id(parts) == 3) & (shapely.area(parts) > 1)
    return parts[keep], (index % len(lots))[keep]


def cadastre(lots: DataFrame) -> DataFrame:
    """
    Lots as a noded coverage: neighbours share every vertex, at the centimetre.

    Parameters
    ----------
    lots : DataFrame
        ``geometry`` and ``root``. [projected, m]

    Returns
    -------
    DataFrame
        The same columns; slivers below 60 m² are left to the public domain.
    """
    lines = shapely.union_all(shapely.boundary(lots["geometry"].to_numpy()), grid_size=0.01)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    faces = faces[shapely.area(faces) > _SMALLEST_M2]
    tree = shapely.STRtree(lots["geometry"].to_numpy())
    inside = shapely.point_on_surface(faces)
    face, lot = tree.query(inside, predicate="within")
    first = np.unique(face, return_index=True)[1]
    return DataFrame({"geometry": faces[face[first]], "root": lots["root"].to_numpy()[lot[first]]})
