"""Streets as a graph: straight segments between the points where lines bend, meet or end."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely
from geopandas import GeoSeries
from pyproj import CRS
from scipy.sparse import csr_matrix

from land.crs import require_metric
from land.shape import require_valid

LEVEL_M: Final = 0.5
"""Two streets whose distances differ by less than this are equally near. [m]"""

_GRID: Final = 3
"""Decimals [m] to which coordinates are the same point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetGraph:
    """
    Graph of streets.

    Parameters
    ----------
    nodes : array of float, shape (n, 2)
        Coordinates of the nodes. [projected, m]
    edges : array of int, shape (m, 2)
        Positions in ``nodes`` of the two ends of each edge.
    length_m : array of float, shape (m,)
        Length of each edge. [m]
    is_street : array of bool, shape (m,)
        False for the short links that close a gap between two ends or lead to a stop.
    crs : CRS
        Their system.
    """

    nodes: np.ndarray
    edges: np.ndarray
    length_m: np.ndarray
    is_street: np.ndarray
    crs: CRS

    def segments(self) -> np.ndarray:
        """Edges as straight lines."""
        return np.asarray(shapely.linestrings(self.nodes[self.edges]))

    def matrix(self) -> csr_matrix:
        """Lengths as a sparse matrix, the shortest where two edges join the same nodes. [m]"""
        size = len(self.nodes)
        # The matrix adds up what stands twice; between parallel streets the shortest is taken.
        whole = csr_matrix((self.length_m, self.edges.T), shape=(size, size))
        if whole.nnz == len(self.edges):
            return whole
        start, end = self.edges.T
        order = np.lexsort((self.length_m, end, start))
        start, end, length = start[order], end[order], self.length_m[order]
        first = (np.diff(start, prepend=-1) != 0) | (np.diff(end, prepend=-1) != 0)
        return csr_matrix((length[first], (start[first], end[first])), shape=(size, size))


def street_graph(streets: GeoSeries, *, snap_m: float = 0.5) -> StreetGraph:
    """
    Graph of streets, for walking in both directions.

    Parameters
    ----------
    streets : GeoSeries
        Centrelines. [projected, m]
    snap_m : float
        Widest gap between the end of a line and another line that is still a junction. [m]

    Returns
    -------
    StreetGraph
        Every vertex is a node and every straight segment an edge.

    Raises
    ------
    CRSError
        If the CRS is absent or not a legal metric one.
    GeometryError
        If a line is missing or invalid; names it.

    Notes
    -----
    Lines meet where they share a vertex (to the millimetre) and where the end of one comes
    within ``snap_m`` of another, also in the middle of it; the gap is then walked. Lines that
    cross without a common vertex do not meet: one is a bridge over the other.

    Examples
    --------
    The second street ends on the middle of the first: a T of three edges.

    >>> from shapely import LineString
    >>> t = GeoSeries([LineString([(0, 0), (100, 0)]), LineString([(50, 0), (50, 80)])], crs=2154)
    >>> graph = street_graph(t)
    >>> sorted(graph.length_m[graph.is_street].tolist())
    [50.0, 50.0, 80.0]
    """
    require_metric(streets)
    require_valid(streets, name="streets", missing=True)
    lines = shapely.get_parts(np.asarray(streets.array, dtype=object))
    coords, line = shapely.get_coordinates(lines, return_index=True)
    nodes, node = np.unique(np.round(coords, _GRID), axis=0, return_inverse=True)
    node = node.ravel()
    follows = np.flatnonzero(line[1:] == line[:-1])
    edges = np.column_stack([node[follows], node[follows + 1]])
    edges = edges[edges[:, 0] != edges[:, 1]]
    graph = _graph(nodes, edges, CRS.from_user_input(streets.crs))
    is_end = np.ones(len(coords), dtype=bool)
    is_end[1:-1] = (line[1:-1] != line[:-2]) | (line[1:-1] != line[2:])
    return _joined_ends(graph, np.unique(node[is_end]), snap_m)


def _graph(nodes: np.ndarray, edges: np.ndarray, crs: CRS) -> StreetGraph:
    return StreetGraph(
        nodes=nodes,
        edges=edges,
        length_m=np.hypot(*(nodes[edges[:, 1]] - nodes[edges[:, 0]]).T),
        is_street=np.ones(len(edges), dtype=bool),
        crs=crs,
    )


def _joined_ends(graph: StreetGraph, ends: np.ndarray, snap_m: float) -> StreetGraph:
    if not len(ends) or snap_m <= 0:
        return graph
    points = shapely.points(graph.nodes[ends])
    end, edge = shapely.STRtree(graph.segments()).query(points, "dwithin", distance=snap_m)
    foreign = (graph.edges[edge] != ends[end][:, None]).all(axis=1)
    return _linked(graph, ends[end[foreign]], edge[foreign])


def insert_points(
    graph: StreetGraph, points: np.ndarray, access_m: float
) -> tuple[StreetGraph, np.ndarray]:
    """
    Graph with points linked to the nearest place of their nearest street.

    Streets that are as near, within half a metre, are all linked.

    Parameters
    ----------
    graph : StreetGraph
        Streets.
    points : array of Point
        What to link. [projected, m]
    access_m : float
        Farthest that a point may lie from a street to be linked. [m]

    Returns
    -------
    graph : StreetGraph
        A new graph.
    ends : array of int
        Node of each point; a point that is too far from all streets is a node without edge.

    Examples
    --------
    A stop 5 m off the middle of a street cuts it in two, and adds the 5 m.

    >>> from shapely import LineString, Point
    >>> street = street_graph(GeoSeries([LineString([(0, 0), (100, 0)])], crs=2154))
    >>> whole, ends = insert_points(street, np.array([Point(50, 5)]), 20)
    >>> sorted(whole.length_m.tolist())
    [5.0, 50.0, 50.0]
    """
    ends = np.arange(len(points)) + len(graph.nodes)
    centres = shapely.get_coordinates(shapely.centroid(points)).reshape(-1, 2)
    grown = replace(graph, nodes=np.vstack([graph.nodes, centres]))
    streets = np.flatnonzero(graph.is_street)
    tree = shapely.STRtree(graph.segments()[streets])
    (near, _), gap = tree.query_nearest(
        points, max_distance=access_m, return_distance=True, all_matches=False
    )
    met, edge = tree.query(points[near], "dwithin", distance=gap + LEVEL_M)
    return _linked(grown, ends[near[met]], streets[edge]), ends


def _linked(graph: StreetGraph, node: np.ndarray, edge: np.ndarray) -> StreetGraph:
    """Cut edges at the feet of nodes, and link each node to its foot."""
    if not len(node):
        return graph
    along = shapely.line_locate_point(graph.segments()[edge], shapely.points(graph.nodes[node]))
    order = np.lexsort((along, edge))
    node, edge, along = node[order], edge[order], along[order]
    start, end = graph.edges[edge].T
    share = along / graph.length_m[edge]
    feet = graph.nodes[start] + share[:, None] * (graph.nodes[end] - graph.nodes[start])
    foot = np.arange(len(node)) + len(graph.nodes)
    first = np.ones(len(edge), dtype=bool)
    first[1:] = edge[1:] != edge[:-1]
    last = np.roll(first, -1)
    before = np.where(first, start, np.roll(foot, 1))
    passed = np.where(first, 0.0, np.roll(along, 1))
    cut = np.column_stack([before, foot])
    tails = np.column_stack([foot[last], end[last]])
    links = np.column_stack([node, foot])
    kept = np.ones(len(graph.edges), dtype=bool)
    kept[edge] = False
    gaps = np.hypot(*(feet - graph.nodes[node]).T)
    lengths = (along - passed, graph.length_m[edge[last]] - along[last], gaps)
    street = np.concatenate(
        [graph.is_street[kept], np.ones(len(cut) + len(tails), bool), np.zeros(len(links), bool)]
    )
    length = np.maximum(np.concatenate([graph.length_m[kept], *lengths]), 0.0)
    return StreetGraph(
        nodes=np.vstack([graph.nodes, feet]),
        edges=np.vstack([graph.edges[kept], cut, tails, links]),
        length_m=length,
        is_street=street & (length > 0),
        crs=graph.crs,
    )
