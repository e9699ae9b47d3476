"""Distances on foot along streets between points that are near each other."""

from typing import Final

import numpy as np
import shapely
from geopandas import GeoSeries
from pandas import DataFrame
from scipy.sparse.csgraph import dijkstra

from land.crs import require_metric
from land.ids import require_unique
from land.measures.network import FRONT_M
from land.measures.streets import StreetGraph, insert_points
from land.shape import require_valid

_CELLS: Final = 8_000_000


def walk_pairs(
    points: GeoSeries, graph: StreetGraph, *, reach_m: float, access_m: float = 200.0
) -> DataFrame:
    """
    Pairs of points within a walk of each other.

    Parameters
    ----------
    points : GeoSeries
        Points, uniquely indexed. [projected, m]
    graph : StreetGraph
        Streets, from ``street_graph``, in the same CRS.
    reach_m : float
        Longest walk; a pair at exactly this distance is found. [m]
    access_m : float
        How far a point may lie from a street. [m] The default, 200 m, is *assumed*.

    Returns
    -------
    DataFrame
        ``a``, ``b`` (ids, in the order of ``points``) and ``distance_m`` [m], one row a pair. Two
        points no more than 12 m apart reach each other directly.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    GeometryError
        If a point is missing or invalid; names it.
    IdentifierError
        If an id stands twice.

    Examples
    --------
    Two doors 10 m from the street and 80 m apart along it; a third one is too far.

    >>> from shapely import LineString, Point
    >>> from land.measures.streets import street_graph
    >>> street = street_graph(GeoSeries([LineString([(0, 0), (900, 0)])], crs=2154))
    >>> doors = GeoSeries({"A": Point(10, 10), "B": Point(90, 10), "C": Point(800, 5)}, crs=2154)
    >>> walk_pairs(doors, street, reach_m=300).to_dict("records")
    [{'a': 'A', 'b': 'B', 'distance_m': 100.0}]
    """
    require_metric(points, GeoSeries([], crs=graph.crs))
    require_unique(points, name="points")
    require_valid(points, name="points", missing=True)
    shapes = np.asarray(points.array, dtype=object)
    a, b, walked = _along_streets(shapes, graph, reach_m, access_m)
    one, two = shapely.STRtree(shapes).query(shapes, "dwithin", distance=min(FRONT_M, reach_m))
    one, two = one[one < two], two[one < two]
    pairs = DataFrame(
        {
            "a": np.r_[a, one],
            "b": np.r_[b, two],
            "distance_m": np.r_[walked, shapely.distance(shapes[one], shapes[two])],
        }
    )
    best = pairs.groupby(["a", "b"], as_index=False)["distance_m"].min()
    found: DataFrame = best.assign(
        a=points.index.to_numpy()[best["a"].to_numpy(dtype=int)],
        b=points.index.to_numpy()[best["b"].to_numpy(dtype=int)],
    )
    return found


def _along_streets(
    shapes: np.ndarray, graph: StreetGraph, reach_m: float, access_m: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Positions and metres of every pair, in blocks that fit in memory."""
    whole, ends = insert_points(graph, shapes, access_m)
    matrix = whole.matrix()
    step = max(1, _CELLS // max(1, len(whole.nodes)))
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for i in range(0, len(ends), step):
        metres = dijkstra(matrix, directed=False, indices=ends[i : i + step], limit=reach_m)
        metres = metres[:, ends]
        row, column = np.nonzero(metres <= reach_m)
        later = row + i < column
        row, column = row[later], column[later]
        found.append((row + i, column, metres[row, column]))
    if not found:
        none = np.zeros(0, dtype=int)
        return none, none, np.zeros(0)
    a, b, walked = (np.concatenate(x) for x in zip(*found, strict=True))
    return a, b, walked
