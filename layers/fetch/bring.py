"""One source, from its addresses to one clipped layer in the cache."""

import hashlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import reduce
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pandas as pd
from geopandas import GeoDataFrame

from land.errors import SchemaError, ZaeError
from layers.catalogue import Address, Entry, addresses
from layers.errors import FetchError
from layers.fetch.area import Area
from layers.fetch.client import Http
from layers.fetch.clip import points_of
from layers.fetch.contents import rows_of
from layers.fetch.download import download
from layers.fetch.paged import paged_rows
from layers.fetch.store import write_layer
from layers.fetch.wfs import Feed, wfs_features
from layers.formats.loaded import digest
from layers.secrets import scrubbed
from layers.sources import sirene

Watch = Callable[[str, int, int | None], None]
"""Told what is being brought in, how far it is, and how far it will go where that is known."""

_SUFFIXES: Final = {
    "geojson": ".geojson", "gzip": ".json.gz", "zip": ".zip", "7z": ".7z", "csv": ".csv",
    "parquet": ".parquet", "xlsx": ".xlsx", "pbf": ".osm.pbf", "gpkg": ".gpkg",
    "edigeo": ".zip", "gtfs": ".zip",
}  # fmt: skip
_SIRENE: Final = "sirene"
_CHECKED: Final = {"edigeo": "zip", "gtfs": "zip", "xlsx": "zip", "pbf": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which territory is asked for, and where what comes is kept."""

    key: str
    siren: str
    communes: frozenset[str]
    cache: Path
    area: Area | None = None

    @property
    def folder(self) -> Path:
        """Folder of the clipped layers."""
        return self.cache / self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """
    How sources are brought in.

    Parameters
    ----------
    http : Http
        The client.
    mirror : str
        Folder of files that lie here already, or address of a mirror whose first folder is the
        host of the producer; the producers themselves where empty.
    buffer_m : float or None
        How far around the territory; what the catalogue says where None. [m]
    parameters : mapping of str to str
        Values in the addresses.
    watch : callable
        Told how far it is.
    """

    http: Http
    mirror: str = ""
    buffer_m: float | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    watch: Watch = lambda _what, _done, _total: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """
    What became of a source.

    Parameters
    ----------
    entry : Entry
        The source.
    path : Path or None
        Its layer in the cache; None where nothing came.
    source : mapping
        What is known of it: producer, licence, vintage, addresses, hash, rows.
    failures : tuple of ZaeError
        Why a part of it, or all, did not come.
    """

    entry: Entry
    path: Path | None = None
    source: Mapping[str, Any] = field(default_factory=dict)
    failures: tuple[ZaeError, ...] = ()


@dataclass(slots=True)
class _Parts:
    """Frames that came, by the column on which they are joined, and what is known of them."""

    frames: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    urls: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    rows: int | None = 0
    files: list[Path] = field(default_factory=list)


def bring(entry: Entry, place: Place, ways: Ways) -> Brought:
    """
    Bring a source in for a territory.

    Parameters
    ----------
    entry : Entry
        The source.
    place : Place
        The territory and the cache.
    ways : Ways
        The client, a mirror, a buffer.

    Returns
    -------
    Brought
        The layer and its source; or why it, or a part of it, did not come. Nothing is raised for
        a source that fails: the others go on.

    Notes
    -----
    A part that does not come leaves the layer without it, and says so: a commune whose file is
    missing is named. A layer of an earlier run stays where nothing comes at all.
    """
    parts, failures = _Parts(), []
    try:
        asked = _asked(entry, place, ways)
    except ZaeError as error:
        return Brought(entry=entry, failures=(error,))
    for number, (address, where) in enumerate(asked):
        ways.watch(entry.key, number, len(asked))
        try:
            _take(entry, address, where, place, ways, parts)
        except ZaeError as error:
            failures.append(error)
        except OSError as error:
            failures.append(_unwritten(entry, error))
    try:
        if not parts.frames and not parts.files:
            return Brought(entry=entry, failures=tuple(failures))
        path, source = _kept(entry, parts, place)
    except ZaeError as error:
        return Brought(entry=entry, failures=(*failures, error))
    except OSError as error:
        return Brought(entry=entry, failures=(*failures, _unwritten(entry, error)))
    return Brought(entry=entry, path=path, source=source, failures=tuple(failures))


def _unwritten(entry: Entry, error: OSError) -> FetchError:
    """Error of a disk that is full, or that may not be written: what came before stays."""
    return FetchError(
        "« {key} »: cannot be written to the disk ({error}); make room, and the same command goes "
        "on from where it was",
        key=entry.key,
        error=error.strerror or error,
    )


def _asked(entry: Entry, place: Place, ways: Ways) -> list[tuple[Address, str]]:
    """Parts with the address or the local file of each."""
    found = addresses(
        entry, communes=place.communes, territory=place.key, siren=place.siren,
        parameters=ways.parameters,
    )  # fmt: skip
    if ways.mirror and "://" not in ways.mirror:
        return _local(entry, found, Path(ways.mirror))
    if not found:
        raise FetchError(
            "« {key} »: no address is known for this territory; give a file or folder with --from",
            key=entry.key,
        )
    if ways.mirror:
        return [(a, _mirrored(url, ways.mirror)) for a, url in found]
    return found


def _mirrored(url: str, mirror: str) -> str:
    parts = urlsplit(url)
    tail = f"?{parts.query}" if parts.query else ""
    return f"{mirror.rstrip('/')}/{parts.netloc.replace(':', '_')}{parts.path}{tail}"


def _local(
    entry: Entry, found: list[tuple[Address, str]], mirror: Path
) -> list[tuple[Address, str]]:
    """
    Files that lie here: by the name that the producer gives them, else by that of the source.

    Where some lie here by their name, those that do not are asked for too, and told as absent.
    """
    if mirror.is_file():
        return [(_of_file(entry, mirror), str(mirror))]
    named = [(a, mirror / (a.file or Path(urlsplit(url).path).name)) for a, url in found]
    here = [(a, str(path)) for a, path in named] if any(p.is_file() for _, p in named) else []
    if not here:
        files = sorted(p for p in mirror.glob(f"{entry.key}*") if p.is_file())
        here = [(_of_file(entry, p), str(p)) for p in files]
    if not here:
        raise FetchError(
            "{folder}: no file of « {key} »; wanted {names}",
            folder=mirror.name,
            key=entry.key,
            names=sorted({p.name for _, p in named})[:5] or [f"{entry.key}.*"],
        )
    return here


def _of_file(entry: Entry, path: Path) -> Address:
    """What a file that was given by hand is, by its suffix; the rest as in the catalogue."""
    name = path.name.lower()
    kind = next((k for k, s in _SUFFIXES.items() if name.endswith(s)), "gpkg")
    known = next((a for a in entry.address if a.kind in {"gtfs", "edigeo"}), None)
    if known is not None and kind == "zip":
        kind = known.kind
    layer = next((a.layer for a in entry.address if a.layer), "")
    member = next((a.member for a in entry.address if a.member), "")
    content = {"url": str(path), "kind": kind, "layer": layer, "member": member}
    return Address.model_validate(content | {"evidence": "read"})


def _take(
    entry: Entry, address: Address, where: str, place: Place, ways: Ways, parts: _Parts
) -> None:
    raw = place.cache / "raw" / entry.key
    buffer_m = entry.buffer_m if ways.buffer_m is None else ways.buffer_m
    if address.kind == "wfs" and place.area is not None and "://" in where:
        feed = Feed(
            url=where, address=address, http=ways.http, folder=raw / f"pages-{place.key}",
            progress=lambda done, total: ways.watch(entry.key, done, total),
        )  # fmt: skip
        found = wfs_features(feed, place.area, buffer_m=buffer_m)
        frame: pd.DataFrame = _touching(found, place.area, buffer_m)
        _note(parts, scrubbed(where), len(found))
    elif address.kind == "paged" and "://" in where:
        folder = raw / f"pages-{place.key}"
        frame = paged_rows(where, records=address.records, http=ways.http, folder=folder)
        shutil.rmtree(folder, ignore_errors=True)
        _note(parts, scrubbed(where), len(frame))
    else:
        file = _file(entry, address, where, raw, ways, parts)
        if address.kind == "gtfs":
            parts.files.append(file)
            return
        clipped = rows_of(file, entry, address, place.communes, place.area, buffer_m)
        frame = clipped.frame
        _note(parts, "", clipped.rows_in_file)
    parts.frames.setdefault(address.joins_on, []).append(frame)


def _touching(frame: GeoDataFrame, area: Area, buffer_m: float) -> GeoDataFrame:
    if frame.empty:
        return frame
    shape = GeoDataFrame(geometry=[area.around(buffer_m)], crs=area.crs).to_crs(frame.crs)
    return frame[frame.intersects(shape.geometry.iloc[0])]


def _note(parts: _Parts, url: str, rows: int | None) -> None:
    if url:
        parts.urls.append(url)
        parts.dates.append(f"{datetime.now(UTC):%Y-%m-%d}")
    parts.rows = None if rows is None or parts.rows is None else parts.rows + rows


def _file(entry: Entry, address: Address, where: str, raw: Path, ways: Ways, parts: _Parts) -> Path:
    if "://" not in where:
        file = Path(where)
        if not file.is_file():
            raise FetchError("{folder}: no file {name}", folder=file.parent.name, name=file.name)
        parts.hashes.append(digest([file]))
        parts.urls.append(file.name)
        parts.dates.append(f"{datetime.fromtimestamp(file.stat().st_mtime, UTC):%Y-%m-%d}")
        return file
    name = address.file or Path(urlsplit(where).path).name
    if "." not in name:
        name += _SUFFIXES.get(address.kind, "")
    came = download(
        where, raw / name, http=ways.http, kind=_CHECKED.get(address.kind, address.kind),
        sha256=address.sha256,
        progress=lambda done, total: ways.watch(f"{entry.key} {name}", done, total),
    )  # fmt: skip
    parts.hashes.append(came.state.sha256)
    parts.urls.append(came.state.url)
    parts.dates.append(_day(came.state.last_modified) or came.state.fetched_at[:10])
    return came.path


def _day(last_modified: str) -> str:
    try:
        return f"{parsedate_to_datetime(last_modified):%Y-%m-%d}"
    except (TypeError, ValueError):
        return ""


def _kept(entry: Entry, parts: _Parts, place: Place) -> tuple[Path, dict[str, Any]]:
    source: dict[str, Any] = {
        "key": entry.key,
        "producer": entry.producer,
        "licence": entry.licence,
        "vintage": entry.vintage or max(parts.dates, default=""),
        "fetched": f"{datetime.now(UTC):%Y-%m-%d}",
        "urls": sorted({*parts.urls})[:20],
        "sha256": parts.hashes[0] if len(parts.hashes) == 1 else _joint(parts.hashes),
    }
    if parts.files:
        path = place.folder / f"{entry.key}.zip"
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.new")
        shutil.copyfile(parts.files[0], beside)
        beside.replace(path)
        return path, source
    frame = _whole(entry, parts)
    if entry.reader == _SIRENE:
        frame, source["withheld"] = sirene.lawful(frame)
    source |= {"rows": len(frame), "rows_in_file": parts.rows}
    if entry.attributes:
        held = {str(c).casefold(): str(c) for c in frame.columns}
        named = (held[c.casefold()] for c in entry.commune_columns if c.casefold() in held)
        source["commune_column"] = next(named, "")
    path = place.folder / f"{entry.key}.parquet"
    write_layer(frame, path, source)
    return path, source


def _joint(hashes: list[str]) -> str:
    return hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()


def _whole(entry: Entry, parts: _Parts) -> pd.DataFrame:
    frames = {on: _stacked(found) for on, found in parts.frames.items()}
    main = frames.pop("", None)
    if main is None:
        raise FetchError("« {key} »: its main part did not come", key=entry.key)
    frame = reduce(lambda left, on: _joined(left, frames[on], on), frames, main)
    if frame.empty and {*frame.columns} <= {"geometry"}:
        return _nothing(entry)
    _require_columns(entry, frame)
    if entry.points is not None and not isinstance(frame, GeoDataFrame):
        lower = {str(c).casefold(): str(c) for c in frame.columns}
        x, y = (lower.get(c.casefold()) for c in (entry.points.x, entry.points.y))
        if x is not None and y is not None:
            frame = points_of(frame, x=x, y=y, crs=entry.points.crs)
    return frame


def _nothing(entry: Entry) -> pd.DataFrame:
    """Layer of a service that was asked and has nothing here: its columns, and no row."""
    columns = {name: pd.Series(dtype="str") for name in entry.expected}
    if entry.attributes or entry.clip in {"commune", "departement"}:
        return pd.DataFrame(columns)
    empty: pd.DataFrame = GeoDataFrame(columns, geometry=[], crs=4326)
    return empty


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Files of one source, one under the other, in the system of the first."""
    full = [f for f in frames if len(f)] or frames[:1]
    first = full[0]
    if isinstance(first, GeoDataFrame) and first.crs is not None:
        full = [f.to_crs(first.crs) if isinstance(f, GeoDataFrame) else f for f in full]
    stacked: pd.DataFrame = pd.concat(full, ignore_index=True)
    return stacked


def _joined(left: pd.DataFrame, right: pd.DataFrame, on: str) -> pd.DataFrame:
    fresh = [c for c in right.columns if c == on or c not in left.columns]
    return left.merge(right[fresh].drop_duplicates(on), on=on, how="left", validate="many_to_one")


def _require_columns(entry: Entry, frame: pd.DataFrame) -> None:
    held = {str(c).casefold() for c in frame.columns}
    absent = [c for c in entry.expected if c not in held]
    if absent:
        raise SchemaError(
            "« {key} »: no column {absent}, the producer has changed its file; it has {columns}",
            key=entry.key,
            absent=absent,
            columns=[str(c) for c in frame.columns][:60],
        )
