"""Peers in Python: geopandas, shapely, scipy, networkx, exactextract, scikit-criteria, pymcdm."""

from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries

from benchmarks.measures.data import REACH_M, SETBACK_M
from benchmarks.measures.engine import Answers, Engine, by_id
from benchmarks.measures.ours import (
    geometry,
    load_free,
    load_marks,
    load_nearest,
    load_share,
    load_zonal,
)


def overlay(state: tuple[GeoSeries, GeoSeries]) -> Answers:
    """As one writes it: dissolve, overlay, sum."""
    land, cover = state
    union = GeoDataFrame(geometry=[cover.union_all()], crs=land.crs)
    units = GeoDataFrame({"id": np.arange(len(land))}, geometry=land)
    cut = geopandas.overlay(units, union, how="intersection")
    covered = cut.geometry.area.groupby(cut["id"]).sum()
    return {"share": by_id(len(land), covered.index, covered) / land.area.to_numpy()}


def load_pieces(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    return geometry(folder, "parcels").to_numpy(), geometry(folder, "pieces").to_numpy()


def grid_prepared(state: tuple[np.ndarray, np.ndarray]) -> Answers:
    """Given the pieces: index, prepared tests, intersections of what is crossed."""
    land, pieces = state
    shapely.prepare(pieces)
    piece, unit = shapely.STRtree(land).query(pieces, predicate="intersects")
    whole = shapely.covers(pieces[piece], land[unit])
    area = shapely.area(land)
    covered = np.zeros(len(land))
    np.add.at(covered, unit[whole], area[unit[whole]])
    piece, unit = piece[~whole], unit[~whole]
    np.add.at(covered, unit, shapely.area(shapely.intersection(land[unit], pieces[piece])))
    return {"share": np.minimum(covered / area, 1.0)}


def load_zones(folder: Path) -> tuple[np.ndarray, GeoSeries]:
    return geometry(folder, "parcels").to_numpy(), geometry(folder, "cover")


def grid_whole(state: tuple[np.ndarray, GeoSeries]) -> Answers:
    """The same, and the clipping and the unions that give the pieces."""
    from benchmarks.measures.data import grid_pieces  # noqa: PLC0415

    land, cover = state
    return grid_prepared((land, grid_pieces(cover).to_numpy()))


def free_union(state: tuple[GeoSeries, GeoSeries]) -> Answers:
    """Index, strips, union a parcel, difference."""
    land, built = (np.asarray(s.array, dtype=object) for s in state)
    tree = shapely.STRtree(built)
    area = shapely.area(land)
    unit, building = tree.query(land, predicate="intersects")
    held, union = _union_of(unit, built[building])
    built_m2 = by_id(len(land), held, shapely.area(shapely.intersection(land[held], union)))
    unit, building = tree.query(land, predicate="dwithin", distance=SETBACK_M)
    strips = shapely.buffer(built, SETBACK_M)
    held, union = _union_of(unit, strips[building])
    free = area.copy()
    free[held] = shapely.area(shapely.difference(land[held], union))
    return {"built_m2": built_m2, "free_m2": free}


def _union_of(unit: np.ndarray, shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    held, group = np.unique(unit, return_inverse=True)
    order = np.argsort(group, kind="stable")
    gathered = np.asarray(shapely.geometrycollections(shapes[order], indices=group[order]))
    return held, shapely.union_all(gathered[:, None], axis=1)


def kd_tree(state: tuple[GeoSeries, GeoSeries]) -> Answers:
    """Eight nearest points of each middle by a KD-tree, then exact distances."""
    from scipy.spatial import cKDTree  # noqa: PLC0415

    land, stops = (np.asarray(s.array, dtype=object) for s in state)
    centre = shapely.get_coordinates(shapely.centroid(land))
    count = min(8, len(stops))
    _, near = cKDTree(shapely.get_coordinates(stops)).query(centre, k=count)
    gap = shapely.distance(land[:, None], stops[near.reshape(len(land), count)]).min(axis=1)
    return {"distance_m": np.where(gap <= REACH_M, gap, np.nan)}


def str_tree(state: tuple[GeoSeries, GeoSeries]) -> Answers:
    land, stops = (np.asarray(s.array, dtype=object) for s in state)
    (unit, _), gap = shapely.STRtree(stops).query_nearest(
        land, max_distance=REACH_M, return_distance=True, all_matches=False
    )
    found = np.full(len(land), np.nan)
    found[unit] = gap
    return {"distance_m": found}


def load_streets(folder: Path) -> dict[str, np.ndarray]:
    return dict(np.load(folder / "streets.npz"))


def scipy_dijkstra(state: dict[str, np.ndarray]) -> Answers:
    from scipy.sparse import csr_matrix  # noqa: PLC0415
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

    size = len(state["nodes"])
    matrix = csr_matrix((state["length_m"], state["edges"].T), shape=(size, size))
    return {"distance_m": dijkstra(matrix, directed=False, indices=state["ends"], min_only=True)}


def load_networkx(folder: Path) -> Any:
    import networkx as nx  # noqa: PLC0415

    held = load_streets(folder)
    graph = nx.Graph()
    graph.add_nodes_from(range(len(held["nodes"])))
    rows = zip(*held["edges"].T.tolist(), held["length_m"].tolist(), strict=True)
    graph.add_weighted_edges_from(rows)
    return graph, held["ends"].tolist()


def networkx_dijkstra(state: Any) -> Answers:
    import networkx as nx  # noqa: PLC0415

    graph, ends = state
    found = nx.multi_source_dijkstra_path_length(graph, ends, weight="weight")
    distance = np.full(graph.number_of_nodes(), np.inf)
    distance[list(found)] = list(found.values())
    return {"distance_m": distance}


def exact_extract(strategy: str) -> Any:
    """Mean by one of the strategies of exactextract."""

    def run(state: Any) -> Answers:
        from exactextract import exact_extract as extract  # noqa: PLC0415

        raster, land = state
        units = GeoDataFrame({"id": np.arange(len(land))}, geometry=land)
        found = extract(
            str(raster.path),
            units,
            ["mean"],
            include_cols=["id"],
            output="pandas",
            strategy=strategy,
        )
        # It gives the ids back as text.
        order = np.argsort(found["id"].to_numpy().astype(np.int64))
        return {"mean": found["mean"].to_numpy(dtype=float)[order]}

    return run


def plain_numpy(state: tuple[np.ndarray, np.ndarray]) -> Answers:
    marks, weights = state
    return {"score": marks @ (weights / weights.sum())}


def scikit_criteria(state: tuple[np.ndarray, np.ndarray]) -> Answers:
    import skcriteria  # noqa: PLC0415
    from skcriteria.agg.simple import WeightedSumModel  # noqa: PLC0415

    marks, weights = state
    matrix = skcriteria.mkdm(marks, [max] * marks.shape[1], weights=weights / weights.sum())
    return {"score": np.asarray(WeightedSumModel().evaluate(matrix).e_.score)}


def pymcdm_sum(state: tuple[np.ndarray, np.ndarray]) -> Answers:
    from pymcdm.methods import WSM  # noqa: PLC0415

    marks, weights = state

    def unchanged(column: np.ndarray, cost: bool = False) -> np.ndarray:  # noqa: ARG001
        return column

    model = WSM(normalization_function=unchanged)
    return {"score": np.asarray(model(marks, weights / weights.sum(), np.ones(marks.shape[1])))}


ENGINES = [
    Engine(key="share:overlay", label="geopandas overlay", load=load_share, run=overlay, slow=True),
    Engine(key="share:pieces", label="shapely, prepared", load=load_pieces,
           run=grid_prepared, given="pieces"),
    Engine(key="share:grid", label="shapely: grid clip, union per cell, prepared", load=load_zones,
           run=grid_whole),
    Engine(key="free:shapely", label="shapely: index, union per parcel", load=load_free,
           run=free_union),
    Engine(key="nearest:kdtree", label="scipy KD-tree, then exact", load=load_nearest, run=kd_tree),
    Engine(key="nearest:strtree", label="shapely STRtree", load=load_nearest, run=str_tree),
    Engine(key="network:scipy", label="scipy multi-source Dijkstra", load=load_streets,
           run=scipy_dijkstra),
    Engine(key="network:networkx", label="networkx multi-source Dijkstra", load=load_networkx,
           run=networkx_dijkstra),
    Engine(key="zonal:raster", label="exactextract, raster-sequential", load=load_zonal,
           run=exact_extract("raster-sequential")),
    Engine(key="zonal:feature", label="exactextract, feature-sequential", load=load_zonal,
           run=exact_extract("feature-sequential"), slow=True),
    Engine(key="scores:numpy", label="numpy product", load=load_marks, run=plain_numpy),
    Engine(key="scores:skcriteria", label="scikit-criteria", load=load_marks, run=scikit_criteria),
    Engine(key="scores:pymcdm", label="pymcdm", load=load_marks, run=pymcdm_sum),
]  # fmt: skip
