"""What is inside a file that was brought in: unpacked with care, and clipped while it is read."""

import re
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd
import pyogrio
from python_calamine import CalamineError, load_workbook

from land.arrondissements import with_arrondissements
from layers.archives import extracted
from layers.catalogue import Address, Entry, departement
from layers.errors import ReadError
from layers.fetch.area import Area
from layers.fetch.clip import UNREADABLE, Clipped, features, parquet_rows, text_rows
from layers.formats import edigeo
from layers.options import ReadOptions

_PACKED: Final = ("gzip", "zip", "7z")
_TABLES: Final = (".csv", ".txt", ".tsv")
_BESIDE_SHAPEFILE: Final = (".dbf", ".shx", ".prj", ".cpg")
_MAIN: Final = (".gpkg", ".shp", ".geojson", ".json", ".fgb", ".parquet", *_TABLES)
_DEPARTEMENTS: Final = ("Dept", "dept", "departement", "code_departement", "DEP")


def rows_of(
    file: Path,
    entry: Entry,
    address: Address,
    communes: Iterable[str],
    area: Area | None,
    buffer_m: float,
) -> Clipped:
    """
    Rows of a territory in one file of a source.

    Parameters
    ----------
    file : Path
        The file, as it came.
    entry, address : Entry, Address
        What it is.
    communes : iterable of str
        INSEE codes of the territory.
    area : Area or None
        The territory on the ground; None while it is not known yet: everything is kept.
    buffer_m : float
        How far around. [m]

    Returns
    -------
    Clipped
        Rows kept under the producer's columns.

    Raises
    ------
    ReadError
        If it cannot be opened or read, or lacks what is needed to clip it.
    """
    codes = sorted(with_arrondissements(communes))
    if address.kind == "edigeo":
        return _sheets(file, address.layer, codes)
    if address.kind == "xlsx":
        return _sheet_rows(file, codes)
    if address.kind not in _PACKED:
        return _plain(file, entry, address, codes, area, buffer_m)
    with TemporaryDirectory(dir=file.parent) as folder:
        found = extracted(file, Path(folder), wanted=lambda n: _wanted(n, address.member))
        main = [p for p in found if p.suffix.lower() in _MAIN]
        if not main:
            raise ReadError(
                "{file}: nothing to read inside; wanted {member}",
                file=file.name,
                member=address.member or [*_MAIN],
            )
        chosen = max(main, key=lambda p: p.stat().st_size)
        return _plain(chosen, entry, address, codes, area, buffer_m)


def _wanted(name: str, member: str) -> bool:
    if not member:
        return True
    beside = Path(name).suffix.lower() in _BESIDE_SHAPEFILE
    return fnmatch(name, member) or fnmatch(Path(name).name, member) or beside


def _plain(
    file: Path,
    entry: Entry,
    address: Address,
    codes: list[str],
    area: Area | None,
    buffer_m: float,
) -> Clipped:
    columns = entry.commune_columns
    if file.suffix.lower() == ".parquet" and entry.clip == "commune":
        return parquet_rows(file, codes, columns)
    if file.suffix.lower() in _TABLES:
        return text_rows(file, codes, columns)
    if area is None or entry.clip == "none":
        return _everything(file)
    return features(file, area, buffer_m=buffer_m, layer=address.layer or None)


def _everything(file: Path) -> Clipped:
    try:
        frame = pyogrio.read_dataframe(file)
    except UNREADABLE as error:
        raise ReadError("{file}: cannot be read ({error})", file=file.name, error=error) from error
    return Clipped(frame=frame, rows_in_file=len(frame))


def _sheets(file: Path, layer: str, codes: list[str]) -> Clipped:
    """Sheets of the communes in the archive of a département, or one sheet alone."""
    options = ReadOptions(layer=layer or edigeo.PARCELS)
    if edigeo.is_sheet(file):
        frame = edigeo.load(file, options, kind="polygon").frame
        return Clipped(frame=frame, rows_in_file=len(frame))
    wanted = re.compile("|".join(codes))
    with TemporaryDirectory(dir=file.parent) as folder:
        found = extracted(
            file, Path(folder),
            wanted=lambda n: edigeo.is_sheet(Path(n)) and bool(wanted.match(edigeo.commune_of(n))),
        )  # fmt: skip
        if not found:
            raise ReadError("{file}: no sheet of these communes", file=file.name)
        frames = [f for f in (_held(path, options) for path in found) if f is not None]
    if not frames:
        raise ReadError("{file}: no « {layer} » in any sheet", file=file.name, layer=layer)
    whole = pd.concat(frames, ignore_index=True)
    return Clipped(frame=whole, rows_in_file=None)


def _held(path: Path, options: ReadOptions) -> pd.DataFrame | None:
    """Rows of a sheet; None where it has no such objects, as one without any building."""
    try:
        return edigeo.load(path, options, kind="polygon").frame
    except ReadError as error:
        if "no layer" in error.message.template:
            return None
        raise


def _sheet_rows(file: Path, codes: list[str]) -> Clipped:
    """Rows of the départements in the largest sheet of a workbook."""
    try:
        book = load_workbook(file)
        rows = max((book.get_sheet_by_name(n).to_python() for n in book.sheet_names), key=len)
    except (CalamineError, OSError, ValueError) as error:
        raise ReadError("{file}: cannot be read ({error})", file=file.name, error=error) from error
    if not rows:
        raise ReadError(
            "{file}: the file is empty; bring it in again, or ask its producer for it",
            file=file.name,
        )
    frame = pd.DataFrame(rows[1:], columns=[str(c) for c in rows[0]])
    held = next((c for c in _DEPARTEMENTS if c in frame), None)
    if held is None:
        return Clipped(frame=frame, rows_in_file=len(frame))
    wanted = {departement(code) for code in codes}
    keep = frame[held].map(lambda d: str(d).removesuffix(".0").zfill(2) in wanted)
    return Clipped(frame=frame[keep], rows_in_file=len(frame))
