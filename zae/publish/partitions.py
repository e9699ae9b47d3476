"""
Scores as a folder of GeoParquet files, one a tile, on a disk or at an address.

The rows of ``scores.parquet``, cut along the fixed quadtree of :mod:`zae.tiles`: whoever wants a
commune reads the files and the row groups that its box meets.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import fsspec
import numpy as np
import pandas as pd
from fsspec.implementations.local import LocalFileSystem
from geopandas import GeoDataFrame

from land.errors import ZaeError
from layers.formats.parquet_files import named, told
from layers.secrets import scrubbed
from zae.assessment import Assessment
from zae.messages.system import system_fault
from zae.publish.editions import Edition, edited
from zae.publish.manifest import manifest
from zae.publish.parquet_file import sources_said
from zae.publish.tables import site_table
from zae.tiles import MOST, Tile, tiles

Put = Callable[[str, bytes], object]
"""Writes a file of a name."""

STEM: Final = "scores"
MANIFEST: Final = "_manifest.json"
"""Written last; readers of a folder of Parquet leave what begins with ``_`` alone."""

GROUP_ROWS: Final = 20_000
"""Rows of a row group: what a reader near a box takes at once, some 4 MB."""


def require_place(target: str) -> None:
    """
    Refuse a place that scores cannot be written to before anything is measured for it.

    Parameters
    ----------
    target : str
        Folder or address; nothing is asked for where it is empty.

    Raises
    ------
    ReadError
        If what writes to such an address is not installed, or it does not answer.
    ZaeError
        If the folder holds something else than scores written earlier.
    """
    if target:
        _opened(target)


def write_parts(
    assessment: Assessment, target: str, *, edition: Edition = "restricted", most: int = MOST,
) -> dict[str, str]:  # fmt: skip
    """
    Write the rows of ``scores.parquet``, one file a tile.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    target : str
        Folder or address. Scores that were written there earlier are replaced; on a disk of this
        machine all at once, elsewhere file by file, ``_manifest.json`` last. Nothing is written
        where it is empty.
    edition : str
        ``restricted``, or ``public``: fewer columns, by allow-list.
    most : int
        Sites of a tile.

    Returns
    -------
    dict of str to str
        ``partitions`` and the place that was written, without a password.

    Raises
    ------
    ZaeError
        As :func:`require_place`; or if the place fails while it is written, of which no half is
        left.
    """
    if not target:
        return {}
    shown = edited(assessment, edition)
    with _place(target) as put:
        written = [_write(put, name, rows, tile) for tile, name, rows in _parts(shown, most)]
        content = {**manifest(shown), "edition": edition, "parts": written}
        words = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
        put(MANIFEST, words.encode())
    return {"partitions": scrubbed(target)}


def _parts(shown: Assessment, most: int) -> Iterator[tuple[Tile, str, GeoDataFrame]]:
    """Each tile with the name of its file and its rows, in the order of ``scores.parquet``."""
    table = site_table(shown, lang=shown.study.lang)
    # A column of texts that is empty in one tile has its type there too.
    texts = [c for c in table.columns if pd.api.types.is_object_dtype(table[c])]
    table = table.astype(dict.fromkeys(texts, "string"))
    table.attrs["sources"] = sources_said(shown)
    places = shown.sites
    for tile in tiles(places, most):
        starts = np.arange(len(shown.runs))[:, None] * len(places)
        rows = table.iloc[(starts + tile.rows).ravel()].reset_index(drop=True)
        yield tile, f"{STEM}-{tile.key}.parquet" if tile.key else f"{STEM}.parquet", rows


def _write(put: Put, name: str, rows: GeoDataFrame, tile: Tile) -> dict[str, Any]:
    whole = BytesIO()
    rows.to_parquet(
        whole, index=False, schema_version="1.1.0", write_covering_bbox=True, compression="zstd",
        row_group_size=GROUP_ROWS,
    )  # fmt: skip
    data = whole.getvalue()
    put(name, data)
    return {
        "file": name, "tile": tile.key, "rows": len(rows), "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }  # fmt: skip


def _opened(target: str) -> tuple[Any, str, list[str]]:
    """File system, folder, and names of the files that were written there earlier."""
    with told(target):
        files, folder = fsspec.core.url_to_fs(target)
        folder = folder.rstrip("/")
        there = files.ls(folder, detail=False) if files.isdir(folder) else []
        names = {named(place) for place in there}
        if not names:
            return files, folder, []
        said = files.cat_file(f"{folder}/{MANIFEST}") if MANIFEST in names else b"{}"
    earlier = {MANIFEST, *(part["file"] for part in json.loads(said).get("parts", ()))}
    strange = sorted(names - earlier)
    if strange:
        raise ZaeError(
            "{folder}: holds {names}, which are no scores written earlier; choose an empty folder",
            folder=named(target), names=strange[:10],
        )  # fmt: skip
    return files, folder, sorted(earlier & names)


@contextmanager
def _place(target: str) -> Iterator[Put]:
    """What writes a file to the place; if the block fails no part of it is left."""
    files, folder, earlier = _opened(target)
    if isinstance(files, LocalFileSystem):
        with _beside(Path(folder)) as stage:
            yield lambda name, data: (stage / name).write_bytes(data)
        return

    def put(name: str, data: bytes) -> None:
        with told(target):
            files.pipe_file(f"{folder}/{name}", data)

    try:
        with told(target):
            for name in earlier:
                files.rm_file(f"{folder}/{name}")
        yield put
    except BaseException:
        for place in files.ls(folder, detail=False) if files.isdir(folder) else []:
            files.rm_file(place)
        raise


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Fresh folder beside, which takes the place of ``folder`` when the block ends well."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".zae-", dir=folder.parent) as made:
            stage, old = Path(made) / "new", Path(made) / "old"
            stage.mkdir()
            yield stage
            if folder.exists():
                folder.rename(old)
            try:
                stage.rename(folder)
            except OSError:
                if old.exists():
                    old.rename(folder)
                raise
    except OSError as error:
        raise ZaeError(
            "folder {name} cannot be written to: {reason}",
            name=folder.name,
            reason=system_fault(error),
        ) from error
