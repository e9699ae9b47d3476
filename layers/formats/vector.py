"""Vector files: GeoPackage, shapefile, GeoJSON, FlatGeobuf, also zipped, and GeoParquet."""

import struct
import zipfile
from pathlib import Path
from typing import Final

import pandas as pd
import pyogrio
from geopandas import GeoDataFrame
from pyogrio.errors import DataLayerError, DataSourceError, FieldError
from shapely.errors import GEOSException

from layers.account import Reason
from layers.archives import DAMAGED
from layers.archives import members as require_safe
from layers.errors import ReadError
from layers.formats import geoparquet
from layers.formats.loaded import Loaded, Note, digest
from layers.formats.signature import looks_like
from layers.options import ReadOptions
from layers.text import encoding_of

SUFFIXES: Final = (".gpkg", ".shp", ".geojson", ".json", ".fgb", ".parquet", ".geoparquet")
OSM_SUFFIXES: Final = (".pbf", ".osm")
OSM_LAYERS: Final = {"point": "points", "line": "lines", "polygon": "multipolygons"}
"""Layer of a file of OpenStreetMap, as GDAL names it, by the geometry of the role."""

_DBF_HEADER: Final = 32
_UNREADABLE: Final = (DataSourceError, DataLayerError, FieldError, OSError, GEOSException)


def load(path: Path, options: ReadOptions, *, spatial: bool) -> Loaded:
    """
    Read one layer of a vector file.

    Parameters
    ----------
    path : Path
        The file.
    options : ReadOptions
        Its ``layer`` and ``encoding`` are used.
    spatial : bool
        Whether a layer with geometries is wanted, where the file holds both kinds.

    Returns
    -------
    Loaded
        The rows as they stand.

    Raises
    ------
    ReadError
        If the file cannot be read, or holds several layers and none was chosen.
    """
    if path.suffix.lower() in {".parquet", ".geoparquet"}:
        return geoparquet.load(str(path), options)
    siblings = _siblings(path)
    dbf = next((s for s in siblings if s.suffix.lower() == ".dbf"), None)
    has_cpg = any(s.suffix.lower() == ".cpg" for s in siblings)
    sniffed = None if dbf is None or has_cpg else _dbf_encoding(dbf.read_bytes())
    return _ogr(
        str(path), path.name, options, spatial=spatial, sniffed=sniffed, sha256=digest(siblings)
    )


def load_zip(path: Path, options: ReadOptions, *, spatial: bool) -> Loaded:
    """
    Read one vector file inside a zip; ``layer`` chooses among several members.

    Raises
    ------
    ReadError
        If the archive is damaged, holds no vector file, or several and none was chosen.
    """
    require_safe(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            member = _member(path, names, options.layer)
            sniffed = _zipped_encoding(archive, names, member)
    except ReadError:
        raise
    except DAMAGED as error:
        raise ReadError(
            "{file}: not a readable zip archive ({error})", file=path.name, error=error
        ) from error
    return _ogr(
        f"/vsizip/{path.resolve()}/{member}",
        path.name,
        options,
        spatial=spatial,
        sniffed=sniffed,
        sha256=digest([path]),
    )


def _ogr(
    source: str,
    label: str,
    options: ReadOptions,
    *,
    spatial: bool,
    sniffed: str | None,
    sha256: str,
) -> Loaded:
    try:
        layer, notes = _choose(source, label, options.layer, spatial=spatial)
        encoding = options.encoding or sniffed
        frame = _frame(source, layer, encoding, cut=options.encoding is None)
    except ReadError:
        raise
    except UnicodeError as error:
        raise ReadError(
            "{file}: {error}; say how it is written with « encoding »", file=label, error=error
        ) from error
    except _UNREADABLE as error:
        raise _not_read(source, label, error) from error
    if encoding and options.encoding is None:
        notes = (*notes, ("noted", Reason.ENCODING, encoding, len(frame)))
    return Loaded(frame=frame, name=label, sha256=sha256, notes=notes)


def _not_read(source: str, label: str, error: Exception) -> ReadError:
    """Say what a file looks like and what to do; what GDAL says of it comes last."""
    packed = source.startswith("/vsizip/")
    said = _first_line(error).replace(source, label)
    if packed:
        return ReadError(
            "{file}: what it holds is cut short or misnamed; bring it in again. GDAL: {error}",
            file=label, error=said,
        )  # fmt: skip
    return ReadError(
        "{file}: cannot be read, cut short or misnamed (it looks like {looks}); bring it in "
        "again, or give it the ending of its format. GDAL: {error}",
        file=label, looks=looks_like(Path(source)), error=said,
    )  # fmt: skip


def _frame(source: str, layer: str, encoding: str | None, *, cut: bool) -> pd.DataFrame:
    """Rows; where ``cut``, letters of a shapefile cut in two at the end of a field are dropped."""
    try:
        frame: pd.DataFrame = pyogrio.read_dataframe(source, layer=layer, encoding=encoding)
    except UnicodeDecodeError:
        if not cut or not source.lower().endswith(".shp"):
            raise
        frame = pyogrio.read_dataframe(source, layer=layer, ENCODING="ISO-8859-1")
        texts = frame.select_dtypes(include=["object", "str"]).columns
        frame = frame.assign(**{c: frame[c].map(_whole_letters, na_action="ignore") for c in texts})
    return frame


def _whole_letters(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    return cell.encode("iso-8859-1", errors="ignore").decode("utf-8", errors="ignore")


def _choose(
    source: str, label: str, wanted: str | None, *, spatial: bool
) -> tuple[str, tuple[Note, ...]]:
    layers = {str(name): kind for name, kind in pyogrio.list_layers(source)}
    if not layers:
        raise DataLayerError("no layer")
    if wanted in layers:
        return str(wanted), ()
    if wanted is not None and not source.startswith("/vsizip/"):
        raise ReadError(
            "{file}: no layer « {layer} »; it holds {layers}",
            file=label,
            layer=wanted,
            layers=_listing(layers),
        )
    fitting = [name for name, kind in layers.items() if (kind is not None) == spatial] or [*layers]
    if len(fitting) != 1:
        raise ReadError(
            "{file}: {count} layers could be meant; choose one with « layer »: {layers}",
            file=label,
            count=len(fitting),
            layers=_listing(layers),
        )
    note: Note = ("noted", Reason.LAYER, f"{fitting[0]} among {_listing(layers)}", 0)
    return fitting[0], (note,) if len(layers) > 1 else ()


def _listing(layers: dict[str, str | None]) -> str:
    return ", ".join(f"{name} ({kind or 'table'})" for name, kind in layers.items())


def _member(path: Path, names: list[str], wanted: str | None) -> str:
    members = [
        n for n in names if Path(n).suffix.lower() in SUFFIXES and not n.startswith("__MACOSX")
    ]
    if wanted is not None:
        chosen = [n for n in members if wanted in (n, Path(n).name, Path(n).stem)]
        members = [n for n in chosen if wanted in (n, Path(n).name)] or chosen or members
        if not chosen and len(members) != 1:
            raise ReadError(
                "{file}: no member « {member} »; it holds {members}",
                file=path.name,
                member=wanted,
                members=members,
            )
    if not members:
        raise ReadError(
            "{file}: no vector file inside; it holds {names}", file=path.name, names=names[:20]
        )
    if len(members) > 1:
        raise ReadError(
            "{file}: {count} vector files inside; choose one with « layer »: {members}",
            file=path.name,
            count=len(members),
            members=members,
        )
    return members[0]


def _zipped_encoding(archive: zipfile.ZipFile, names: list[str], member: str) -> str | None:
    stem = member.rsplit(".", 1)[0].casefold()
    beside = {n.rsplit(".", 1)[-1].lower(): n for n in names if n.casefold().startswith(f"{stem}.")}
    if not member.lower().endswith(".shp") or "cpg" in beside or "dbf" not in beside:
        return None
    return _dbf_encoding(archive.read(beside["dbf"]))


def _dbf_encoding(content: bytes) -> str | None:
    """Encoding of field names and records; the rest of the header is binary and would mislead."""
    if len(content) < _DBF_HEADER:
        return None
    start = struct.unpack_from("<H", content, 8)[0]
    names = b" ".join(content[at : at + 11] for at in range(_DBF_HEADER, start - 1, _DBF_HEADER))
    text = names + content[start:]
    return None if text.isascii() else encoding_of(text)


def _siblings(path: Path) -> list[Path]:
    if path.suffix.lower() != ".shp":
        return [path]
    return [p for p in path.parent.iterdir() if p.is_file() and _stem(p) == path.stem]


def _stem(path: Path) -> str:
    return (
        path.name.removesuffix("".join(path.suffixes[-2:]))
        if path.name.lower().endswith(".shp.xml")
        else path.stem
    )


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def without_lists(frame: GeoDataFrame | pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Write cells that hold lists as text with bars, since tables downstream cannot hold them."""
    texts = {}
    for name in frame.columns:
        column = frame[name]
        if column.dtype != object:
            continue
        is_list = column.map(lambda v: hasattr(v, "__len__") and not isinstance(v, str))
        if is_list.any():
            texts[name] = column.where(
                ~is_list, column[is_list].map(lambda v: "|".join(map(str, v)))
            )
    return frame.assign(**texts), list(texts)
