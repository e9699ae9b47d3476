"""Distance on foot along streets, from the edge of a piece of land to the nearest stop."""

from typing import Final

import numpy as np
import shapely
from geopandas import GeoSeries
from pandas import DataFrame
from scipy.sparse.csgraph import dijkstra

from land.crs import require_metric
from land.ids import require_unique
from land.measures.nearest import found_table, nearest_distance
from land.measures.streets import LEVEL_M, StreetGraph, insert_points, street_graph
from land.shape import require_valid

__all__ = ["StreetGraph", "nearest_nodes", "street_graph", "walk_distance"]

FRONT_M: Final = 12.0
"""A street whose centreline is this close is one that the land opens on (*assumed*)."""

ACCESS_M: Final = 200.0
"""How far land or a stop may lie from a street (*assumed*). [m]"""


def walk_distance(
    origins: GeoSeries,
    stops: GeoSeries,
    graph: StreetGraph,
    *,
    reach_m: float,
    access_m: float = ACCESS_M,
) -> DataFrame:
    """
    Distance on foot from each piece of land to the nearest stop, along streets.

    Parameters
    ----------
    origins : GeoSeries
        Polygons (or points), uniquely indexed. [projected, m]
    stops : GeoSeries
        Points in the CRS of ``origins``, uniquely indexed. [projected, m]
    graph : StreetGraph
        Streets, from ``street_graph``, in the same CRS.
    reach_m : float
        How far to walk; a stop at exactly this distance is found. [m]
    access_m : float
        How far land or a stop may lie from a street. [m] The default, 200 m, is *assumed*.

    Returns
    -------
    DataFrame
        Indexed as ``origins``: ``distance_m`` [m], ``target`` (id of the stop), ``found``, and
        ``street_m``, the distance to the nearest street [m], NaN where there is none within
        ``access_m``: no answer along streets can then be given.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    GeometryError
        If an origin or a stop is missing or invalid; names it.
    IdentifierError
        If an id stands twice.

    Notes
    -----
    The walk leaves the outline by the shortest way to each street whose centreline is within
    12 m, or else to the nearest street; goes along streets, exact also along part of one; and
    leaves the nearest street (or one as near within half a metre) for the stop by the shortest
    way. A stop no farther than 12 m
    from the outline is reached directly. A stop farther than ``access_m`` from all streets is
    only reached in that way.

    Examples
    --------
    A plot 10 m back from a street; the stop is 150 m along it from the corner of the plot.

    >>> from shapely import LineString, Point, box
    >>> street = GeoSeries([LineString([(0, 0), (400, 0)])], crs=2154)
    >>> plot = GeoSeries({"A": box(50, 10, 100, 60)}, crs=2154)
    >>> stops = GeoSeries({"tram": Point(250, 0)}, crs=2154)
    >>> walk_distance(plot, stops, street_graph(street), reach_m=500)
       distance_m target  found  street_m
    A       160.0   tram   True      10.0
    """
    require_metric(origins, stops, GeoSeries([], crs=graph.crs))
    for table, name in ((origins, "origins"), (stops, "stops")):
        require_unique(table, name=name)
        require_valid(table, name=name, missing=True)
    in_order = stops.sort_index()
    whole, ends = insert_points(graph, np.asarray(in_order.array, dtype=object), access_m)
    walked, stop = nearest_nodes(whole, ends, reach_m=reach_m)
    direct = nearest_distance(origins, in_order, reach_m=min(FRONT_M, reach_m))
    shapes = np.asarray(origins.array, dtype=object)
    street_m, origin, total, target = _entrances(shapes, whole, walked, stop, access_m)
    beside = np.flatnonzero(direct["found"])
    origin = np.concatenate([origin, beside])
    total = np.concatenate([total, direct["distance_m"].to_numpy()[beside]])
    target = np.concatenate([target, in_order.index.get_indexer(direct["target"].iloc[beside])])
    within = total <= reach_m
    origin, total, target = origin[within], total[within], target[within]
    first = np.lexsort((target, total, origin))
    reached, kept = np.unique(origin[first], return_index=True)
    best = first[kept]
    table = found_table(origins.index, reached, total[best], in_order.index[target[best]])
    return table.assign(street_m=street_m)


def nearest_nodes(
    graph: StreetGraph, ends: np.ndarray, *, reach_m: float
) -> tuple[np.ndarray, np.ndarray]:
    """
    Distance along streets from every node to the nearest of some of them.

    Parameters
    ----------
    graph : StreetGraph
        Streets.
    ends : array of int
        Nodes to go to.
    reach_m : float
        How far to walk. [m]

    Returns
    -------
    distance_m : array of float
        Distance, infinite where none is within reach. [m]
    nearest : array of int
        Position in ``ends``; 0 where none is within reach.

    Examples
    --------
    >>> from shapely import LineString
    >>> graph = street_graph(GeoSeries([LineString([(0, 0), (50, 0), (200, 0)])], crs=2154))
    >>> nearest_nodes(graph, np.array([0]), reach_m=100)[0].tolist()
    [0.0, 50.0, inf]
    """
    if not len(ends):
        return np.full(len(graph.nodes), np.inf), np.zeros(len(graph.nodes), dtype=int)
    walked, _, source = dijkstra(
        graph.matrix(),
        directed=False,
        indices=ends,
        min_only=True,
        return_predecessors=True,
        limit=reach_m,
    )
    stop_of = np.zeros(len(graph.nodes), dtype=int)
    stop_of[ends] = np.arange(len(ends))
    return walked, np.where(source >= 0, stop_of[np.maximum(source, 0)], 0)


def _entrances(
    shapes: np.ndarray,
    graph: StreetGraph,
    walked: np.ndarray,
    stop: np.ndarray,
    access_m: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Every way out of each origin: (its street distance), origin, metres to a stop, stop."""
    segments = graph.segments()
    streets = np.flatnonzero(graph.is_street)
    origin, edge, gap, nearest = _streets_faced(shapes, segments[streets], access_m)
    edge = streets[edge]
    pair, along, off = _ways_out(shapes[origin], segments[edge], gap)
    origin, edge = origin[pair], edge[pair]
    to_start, to_end = along, np.maximum(graph.length_m[edge] - along, 0.0)
    start, end = graph.edges[edge].T
    total = off + np.minimum(walked[start] + to_start, walked[end] + to_end)
    by_start = walked[start] + to_start <= walked[end] + to_end
    return nearest, origin, total, stop[np.where(by_start, start, end)]


def _streets_faced(
    shapes: np.ndarray, segments: np.ndarray, access_m: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of an origin and a segment that it opens on, their gaps; nearest gap of each origin."""
    tree = shapely.STRtree(segments)
    nearest = np.full(len(shapes), np.inf)
    origin, edge = tree.query(shapes, predicate="dwithin", distance=FRONT_M)
    gap = shapely.distance(shapes[origin], segments[edge])
    np.minimum.at(nearest, origin, gap)
    # Most land opens on a street: the nearest of all is only looked for where it does not.
    away = np.flatnonzero(np.isinf(nearest))
    (row, _), found = tree.query_nearest(
        shapes[away], max_distance=access_m, return_distance=True, all_matches=False
    )
    nearest[away[row]] = found
    nearest[nearest > access_m] = np.nan
    reach = nearest + LEVEL_M
    wider = np.flatnonzero(reach > FRONT_M)
    kept = reach[origin] <= FRONT_M
    row, other = tree.query(shapes[wider], predicate="dwithin", distance=reach[wider])
    wide = shapely.distance(shapes[wider[row]], segments[other])
    origin, edge = (np.concatenate([x[kept], y]) for x, y in ((origin, wider[row]), (edge, other)))
    return origin, edge, np.concatenate([gap[kept], wide]), nearest


def _ways_out(
    shapes: np.ndarray, segments: np.ndarray, gap: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    Points of each segment that are as near to the shape as any other, within half a metre.

    On a street that runs along a plot these are the feet of its front corners; on one that
    crosses it, the crossings; and always the ends of the segment and the nearest point.
    """
    pairs = np.arange(len(shapes))
    corners, of_corner = shapely.get_coordinates(shapes, return_index=True)
    met = np.flatnonzero(gap == 0)
    crossings, of_crossing = shapely.get_coordinates(
        shapely.intersection(shapely.boundary(shapes[met]), segments[met]), return_index=True
    )
    closest = shapely.get_coordinates(shapely.shortest_line(segments, shapes))[::2]
    pair = np.concatenate([of_corner, met[of_crossing], pairs])
    point = np.concatenate([corners, crossings, closest])
    along, off = _foot(point, shapely.get_coordinates(segments).reshape(-1, 2, 2)[pair])
    off[len(of_corner) : len(of_corner) + len(of_crossing)] = 0.0
    off[len(of_corner) + len(of_crossing) :] = gap
    of_end, is_far, away = _ends(shapes, segments, gap)
    pair = np.concatenate([pair, of_end])
    along = np.concatenate([along, np.where(is_far, shapely.length(segments)[of_end], 0.0)])
    off = np.concatenate([off, away])
    level = off <= gap[pair] + LEVEL_M
    return pair[level], along[level], off[level]


def _ends(
    shapes: np.ndarray, segments: np.ndarray, gap: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ends of segments that may be as near as their gap: pair, whether the far end, distance."""
    point = shapely.get_coordinates(segments)
    pair = np.repeat(np.arange(len(shapes)), 2)
    west, south, east, north = shapely.bounds(shapes)[pair].T
    x, y = point.T
    beside, beyond = (
        np.maximum(np.maximum(low - at, at - high), 0.0)
        for at, low, high in ((x, west, east), (y, south, north))
    )
    near = np.flatnonzero(np.hypot(beside, beyond) <= gap[pair] + 2 * LEVEL_M)
    away = shapely.distance(shapes[pair[near]], shapely.points(point[near]))
    return pair[near], near % 2 == 1, away


def _foot(point: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Metres along each segment to the foot of a point, and metres from the foot to the point."""
    start, end = ends.transpose(1, 0, 2)
    run = end - start
    length = np.hypot(*run.T)
    along = np.einsum("ij,ij->i", point - start, run) / np.where(length > 0, length, 1.0)
    along = np.clip(along, 0.0, length)
    foot = start + run * (along / np.where(length > 0, length, 1.0))[:, None]
    return along, np.hypot(*(point - foot).T)
