"""This toolkit."""

from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from geopandas import GeoSeries

from benchmarks.measures.data import REACH_M, SETBACK_M
from benchmarks.measures.engine import Answers, Engine
from criteria.aggregation import power_mean
from land.availability import free_areas
from land.measures import blocks
from land.measures.covered import share_covered
from land.measures.nearest import nearest_distance
from land.measures.network import nearest_nodes
from land.measures.streets import StreetGraph
from layers.layer import Raster
from layers.raster import zonal_mean
from layers.read import read


def geometry(folder: Path, name: str) -> GeoSeries:
    """Shapes of a file, numbered."""
    return geopandas.read_parquet(folder / f"{name}.parquet").geometry


def two(folder: Path, one: str, other: str) -> tuple[GeoSeries, GeoSeries]:
    """Shapes of two files."""
    return geometry(folder, one), geometry(folder, other)


def one_thread(run: Any) -> Any:
    """The same answer by one thread."""

    def alone(state: Any) -> Answers:
        usual, blocks.WORKERS = blocks.WORKERS, 1
        try:
            answers: Answers = run(state)
        finally:
            blocks.WORKERS = usual
        return answers

    return alone


def share(state: tuple[GeoSeries, GeoSeries]) -> Answers:
    return {"share": share_covered(*state).to_numpy()}


def free(state: tuple[GeoSeries, GeoSeries]) -> Answers:
    areas = free_areas(*state, setback_m=SETBACK_M)
    return {name: areas[name].to_numpy() for name in ("built_m2", "free_m2")}


def nearest(state: tuple[GeoSeries, GeoSeries]) -> Answers:
    return {"distance_m": nearest_distance(*state, reach_m=REACH_M)["distance_m"].to_numpy()}


def load_streets(folder: Path) -> tuple[StreetGraph, np.ndarray]:
    held = np.load(folder / "streets.npz")
    graph = StreetGraph(
        nodes=held["nodes"], edges=held["edges"], length_m=held["length_m"],
        is_street=np.ones(len(held["edges"]), dtype=bool), crs=geometry(folder, "stops").crs,
    )  # fmt: skip
    return graph, held["ends"]


def network(state: tuple[StreetGraph, np.ndarray]) -> Answers:
    return {"distance_m": nearest_nodes(*state, reach_m=np.inf)[0]}


def load_zonal(folder: Path) -> tuple[Raster, GeoSeries]:
    raster = read(folder / "relief.tif", role="elevation")
    if not isinstance(raster, Raster):
        raise TypeError("relief.tif was not read as a raster")
    return raster, geometry(folder, "parcels")


def zonal(state: tuple[Raster, GeoSeries]) -> Answers:
    return {"mean": zonal_mean(*state)["mean"].to_numpy()}


def load_marks(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    held = np.load(folder / "marks.npz")
    return held["marks"], held["weights"]


def scores(state: tuple[np.ndarray, np.ndarray]) -> Answers:
    return {"score": power_mean(*state, p=1.0)}


def load_share(folder: Path) -> tuple[GeoSeries, GeoSeries]:
    return two(folder, "parcels", "cover")


def load_pieces(folder: Path) -> tuple[GeoSeries, GeoSeries]:
    return two(folder, "parcels", "pieces")


def load_free(folder: Path) -> tuple[GeoSeries, GeoSeries]:
    return two(folder, "parcels", "buildings")


def load_nearest(folder: Path) -> tuple[GeoSeries, GeoSeries]:
    return two(folder, "parcels", "stops")


def load_floor(folder: Path) -> dict[str, list[Path]]:
    """Files of each task, not yet read."""
    files = {
        "share": ("parcels.parquet", "cover.parquet"),
        "free": ("parcels.parquet", "buildings.parquet"),
        "nearest": ("parcels.parquet", "stops.parquet"),
        "zonal": ("parcels.parquet", "relief.tif"),
    }
    return {task: [folder / name for name in names] for task, names in files.items()}


def floor_of(task: str) -> Any:
    """Reading the bytes of a task, and one pass over the vertices."""

    def run(files: dict[str, list[Path]]) -> Answers:
        total = 0.0
        for path in files[task]:
            if path.suffix == ".parquet":
                total += shapely.get_coordinates(geopandas.read_parquet(path).geometry.array).sum()
            else:
                total += len(path.read_bytes())
        return {"floor": np.array([total])}

    return run


_TASKS = (
    ("share", load_share, share), ("free", load_free, free), ("nearest", load_nearest, nearest),
    ("network", load_streets, network), ("zonal", load_zonal, zonal),
    ("scores", load_marks, scores),
)  # fmt: skip

ENGINES = [
    *(Engine(key=f"{t}:ours", label="zae", load=a, run=b, ours=True) for t, a, b in _TASKS),
    Engine(key="share:given", label="zae", load=load_pieces, run=share, ours=True, given="pieces"),
    *(
        Engine(key=f"{t}:one", label="zae, one thread", load=a, run=one_thread(b))
        for t, a, b in _TASKS
        if t == "free"
    ),
    *(
        Engine(key=f"{t}:floor", label="floor: bytes read, one pass over vertices",
               load=load_floor, run=floor_of(t))
        for t in ("share", "free", "nearest", "zonal")
    ),
]  # fmt: skip
