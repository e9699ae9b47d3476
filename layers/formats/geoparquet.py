"""
GeoParquet: one file or a folder of them, on this machine or at an address that fsspec reads.

Of files with covering columns (GeoParquet 1.1) only what meets a box is read: files whose own box
lies elsewhere are not opened again, and of the others only the row groups near it.
"""

import hashlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
from fsspec.implementations.local import LocalFileSystem
from pyproj import CRS

from land.errors import Parts
from layers.account import Reason, joined
from layers.errors import ReadError
from layers.formats.loaded import Loaded, Note
from layers.formats.parquet_files import SUFFIXES, found, is_url, named, told
from layers.formats.parquet_part import Box, Part, in_system, misfits, part_of, unreadable
from layers.formats.parquet_source import source_in
from layers.options import ReadOptions

_BLOCK: Final = 1 << 20


def is_source(path: str | Path) -> bool:
    """
    Whether a path names GeoParquet: an address, a folder, or one file.

    Examples
    --------
    >>> is_source("s3://sig/parcelles/"), is_source("zones.parquet"), is_source("zones.gpkg")
    (True, True, False)
    """
    return is_url(path) or named(path).lower().endswith(SUFFIXES) or Path(path).is_dir()


def load(path: str, options: ReadOptions) -> Loaded:
    """
    Read GeoParquet, whole or near a box.

    Parameters
    ----------
    path : str
        File, folder or address; of a folder the files that end in ``.parquet``, by name.
    options : ReadOptions
        Its ``bbox``, ``parts``, ``crs`` and ``target_crs`` are used.

    Returns
    -------
    Loaded
        The rows as they stand, file after file. The hash is that of all bytes, one file after
        the other; there is none where a box was asked for.

    Raises
    ------
    ReadError
        If there is no such file, one cannot be read, or is not in the columns and the system of
        the first (all are listed); or if what reads such an address is not installed.
    """
    files, all_parts = parts(path, options.parts)
    box = _box(all_parts[0], options)
    near = [p for p in all_parts if box is None or p.meets(box)]
    said = hashlib.sha256()
    with told(path):
        frames = [_rows(files, p, box, said) for p in near or all_parts[:1]]
    frame = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    frame = frame if near else frame.iloc[:0]
    cited = source_in(all_parts[0].schema)
    return Loaded(
        frame=frame,
        name=named(path),
        sha256="" if box else said.hexdigest(),
        notes=_notes(all_parts, near, len(frame)) if box else (),
        citation={k: str(cited[k]) for k in ("producer", "licence", "vintage") if cited.get(k)},
    )


def parts(path: str, only: Sequence[str] = ()) -> tuple[Any, list[Part]]:
    """
    Files of a layer by their footers.

    Parameters
    ----------
    path : str
        File, folder or address.
    only : sequence of str
        Names of files; all of them where empty.

    Returns
    -------
    fsspec.AbstractFileSystem
        What reads them.
    list of Part
        In the order of their names.

    Raises
    ------
    ReadError
        As :func:`load`.
    """
    files, places = found(path, only)
    known: list[Part] = []
    faults: list[str] = []
    with told(path):
        for name, place in places.items():
            try:
                known.append(part_of(files, place, name))
            except ReadError as error:
                if len(places) == 1:
                    raise
                faults.append(error.message)
    faults += misfits(known)
    if faults:
        raise ReadError(
            "{folder}: {count} of {total} files cannot be read as one layer\n  {faults}",
            folder=named(path), count=len(faults), total=len(places),
            faults=Parts(faults, between="\n  "),
        )  # fmt: skip
    return files, known


def _box(part: Part, options: ReadOptions) -> Box | None:
    """Box that is asked for in the system of the file; none where nothing is, or none is known."""
    crs = CRS(options.crs) if options.crs else part.crs
    if options.bbox is None or crs is None:
        return None
    return in_system(options.bbox, options.target_crs, crs)


def _rows(files: Any, part: Part, box: Box | None, said: "hashlib._Hash") -> pd.DataFrame:
    """Rows of a file: all of them, hashed, or those that a box may meet."""
    try:
        if box is not None and part.covered:
            frame = gpd.read_parquet(part.place, bbox=box, filesystem=files)
        else:
            read = gpd.read_parquet if part.column else pd.read_parquet
            frame = read(_whole(files, part, said))
    except (pa.ArrowException, ValueError, OSError) as error:
        raise unreadable(files, part.place, part.name) from error
    frame = frame if isinstance(frame.index, pd.RangeIndex) else frame.reset_index()
    _require_text(frame, part.name)
    rows: pd.DataFrame = frame.drop(columns="bbox", errors="ignore") if part.column else frame
    return rows


def _whole(files: Any, part: Part, said: "hashlib._Hash") -> str | BytesIO:
    """File to read whole, hashed: brought first where it lies elsewhere."""
    if not isinstance(files, LocalFileSystem):
        brought: bytes = files.cat_file(part.place)
        said.update(brought)
        return BytesIO(brought)
    with files.open(part.place, "rb") as stream:
        while block := stream.read(_BLOCK):
            said.update(block)
    return part.place


def _notes(every: Sequence[Part], near: Sequence[Part], read: int) -> tuple[Note, ...]:
    """What a box left unread, and the files that had to be read whole for it."""
    left = sum(p.rows for p in every) - read
    whole = [p.name for p in near if not p.covered]
    notes: list[Note] = []
    if left:
        detail = f"{len(every) - len(near)} / {len(every)}"
        notes.append(("noted", Reason.NOT_READ, detail, left))
    if whole:
        rows = sum(p.rows for p in near if not p.covered)
        notes.append(("noted", Reason.NO_COVERING, joined(whole), rows))
    return tuple(notes)


def _require_text(frame: pd.DataFrame, name: str) -> None:
    """Refuse text that is not UTF-8: Parquet keeps whatever bytes it was given."""
    for column in frame.select_dtypes(include=["str"]).columns:
        try:
            pa.array(frame[column]).validate(full=True)
        except pa.ArrowInvalid as error:
            raise ReadError(
                "{file}: column {column} holds text that is not UTF-8; write the file again",
                file=name, column=column,
            ) from error  # fmt: skip
