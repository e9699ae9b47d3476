"""Outlines of very many sites: a PMTiles archive, and the same in pieces for a page on a disk."""

import base64
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio
import shapely
from geopandas import GeoDataFrame, GeoSeries

ZOOM: Final = 13
"""The one zoom of the tiles: MapLibre enlarges them from closer up, dots show from farther away."""

EXTENT: Final = 8192
"""Steps of a tile on each side, those of MapLibre: 0.4 m in France."""

PIECE: Final = 1 << 20
"""Bytes of a piece."""

FILE: Final = "sites.pmtiles"

_OPTIONS: Final = {
    "MINZOOM": str(ZOOM), "MAXZOOM": str(ZOOM), "EXTENT": str(EXTENT), "TYPE": "overlay",
    # Nothing is left out of a tile, however many sites it shows.
    "MAX_SIZE": str(1 << 30), "MAX_FEATURES": str(1 << 30), "NAME": "sites",
}  # fmt: skip


def write_tiles(shapes: GeoSeries, folder: Path, *, tolerance_m: float = 0.3) -> dict[str, Any]:
    """
    Write the outlines of sites as tiles.

    Parameters
    ----------
    shapes : GeoSeries
        Outlines; a row without one has no tile. [projected, m]
    folder : Path
        Where to: ``sites.pmtiles``, and its bytes in ``tiles-0.js`` and following ones.
    tolerance_m : float
        How far an outline may move. [m]

    Returns
    -------
    dict
        What the page must know: ``file``, ``zoom``, ``piece`` (bytes of a piece).
    """
    simple = shapely.simplify(shapes.to_numpy(), tolerance_m)
    places = np.arange(len(shapes), dtype=np.int64)
    drawn = ~(shapely.is_missing(simple) | shapely.is_empty(simple))
    frame = GeoDataFrame(
        {"site": places[drawn]}, geometry=GeoSeries(simple[drawn], crs=shapes.crs).to_crs(4326)
    )
    path = folder / FILE
    pyogrio.write_dataframe(frame, path, driver="PMTiles", layer="sites", dataset_options=_OPTIONS)
    with path.open("rb") as file:
        for number, piece in enumerate(iter(lambda: file.read(PIECE), b"")):
            write_text(folder, f"tiles-{number}", base64.b64encode(piece).decode("ascii"))
    return {"file": FILE, "zoom": ZOOM, "piece": PIECE}


def write_text(folder: Path, name: str, text: str) -> None:
    """Write a text that the page takes by its name; in base64, so that it ends no string."""
    (folder / f"{name}.js").write_text(f'zaeTake("{name}","{text}");\n', encoding="ascii")
