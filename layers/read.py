"""The door: one file, table or raster in, one layer of a declared role out, with its account."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from land.errors import Message, SchemaError, ZaeError
from layers import crs_check, raster
from layers.account import Account, Reason
from layers.columns import identified, producer_of, renamed, selected, translated
from layers.errors import ReadError
from layers.formats import edigeo, geoparquet, parquet_files, postgis, tabular, vector
from layers.formats.loaded import Loaded
from layers.joining import with_attributes
from layers.layer import Layer, Raster, Source
from layers.options import ReadOptions
from layers.overlaps import EXCLUSIVE, note_overlaps
from layers.repair import repaired
from layers.schema import ROLES, Role
from layers.sources import PRODUCERS, Producer, detect, gtfs
from layers.validate import checked


def read(path: str | Path, *, role: str, options: ReadOptions | None = None) -> Layer | Raster:
    r"""
    Read outside data as a layer of a role.

    Parameters
    ----------
    path : str or Path
        GeoPackage, shapefile, GeoJSON, FlatGeobuf (each also zipped), GeoParquet, OpenStreetMap
        (pbf, xml), a sheet of the cadastre in EDIGEO (tar.bz2), CSV or other
        delimited text, GeoTIFF for the roles of rasters, a GTFS feed (zip or folder) for stops,
        a folder of GeoParquet files that are parts of one layer, the address of such a file or
        folder that fsspec reads (``https://``, ``s3://``…), or the SQLAlchemy address of a PostGIS
        database.
    role : str
        What the layer is: a key of ``layers.ROLES``.
    options : ReadOptions or None
        What the file does not say by itself.

    Returns
    -------
    Layer or Raster
        A layer whose frame has every column of the role, in order and type, then those of the
        producer, indexed by the id of the role, in EPSG ``target_crs``; or a raster, unread.

    Raises
    ------
    ReadError
        If there is no such file, it cannot be read, is empty, or holds several layers and none
        was chosen.
    CRSError
        If the coordinate system is absent or contradicts the coordinates.
    SchemaError
        If columns or cells are not what the role declares, all faults at once; or a kind of
        ``complete_for`` is not one of the role.
    GeometryError
        If not one geometry is of the kind of the role.

    Notes
    -----
    The account of the layer says what became of every row: rows read = rows kept + rows refused.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> folder = Path(mkdtemp())
    >>> text = "id;lon;lat;nom;type\nA;3,88;43,61;Comédie;tram\n"
    >>> _ = (folder / "arrets.csv").write_text(text, encoding="utf-8")
    >>> options = ReadOptions(rename={"id": "stop_id", "nom": "name", "type": "mode"})
    >>> layer = read(folder / "arrets.csv", role="stop", options=options)
    >>> layer.frame[["name", "mode"]].loc["A"].tolist(), layer.frame.crs.to_epsg()
    (['Comédie', 'tram'], 2154)
    """
    options = options or ReadOptions()
    if role not in ROLES:
        raise SchemaError("no role « {role} »; known: {known}", role=role, known=list(ROLES))
    kind = ROLES[role]
    if kind.geometry == "raster":
        return raster.opened(_existing(path), kind, options)
    if options.bbox and kind.geometry == "table":
        raise SchemaError("bbox: « {role} » is a table, and lies nowhere", role=role)
    if options.bbox:
        crs_check.require_box(options.bbox, options.target_crs)
    loaded = _load(path, kind, options)
    account = Account(options.name or _stem(path, options), role)
    try:
        frame, producer = _tidied(loaded, kind, options, account)
        source = _source(loaded, options, producer)
    except ZaeError as error:
        raise _placed(error, loaded.name) from error
    account.add("kept", Reason.KEPT, count=len(frame))
    if options.complete_for:
        frame.attrs["complete_for"] = _complete_for(kind, options)
    name = options.name or _stem(path, options)
    return Layer(
        name=name, role=kind, frame=frame, source=source, account=account.frame(),
        asked=(str(path), options),
    )  # fmt: skip


def _complete_for(role: Role, options: ReadOptions) -> tuple[str, ...]:
    """Kinds that were looked for everywhere, all of them choices of the role."""
    kinds = {choice for column in role.columns for choice in column.choices}
    strange = [k for k in options.complete_for if k not in kinds]
    if strange:
        raise SchemaError(
            "complete_for: « {role} » has no kind {strange}; there are: {kinds}",
            role=role.name,
            strange=strange,
            kinds=sorted(kinds) or Message("none"),
        )
    return tuple(options.complete_for)


def _placed(error: ZaeError, name: str) -> ZaeError:
    """Return the same error, naming the file where it does not yet."""
    return error if name in str(error) else type(error)("{file}: {error}", file=name, error=error)


def _load(path: str | Path, role: Role, options: ReadOptions) -> Loaded:
    if role.name == "stop" and not postgis.is_address(path) and gtfs.is_feed(Path(path)):
        return gtfs.load(Path(path), options.service_day)
    loaded = _one(path, role.geometry, options)
    joins = [options.join] if isinstance(options.join, Mapping) else options.join
    for join in filter(None, joins):
        loaded = _beside(loaded, join, role)
    if loaded.frame.empty:
        raise ReadError("{file}: no row", file=loaded.name)
    if role.geometry != "table" and not isinstance(loaded.frame, GeoDataFrame):
        raise ReadError(
            "{file}: a table without geometry, and « {role} » needs one",
            file=loaded.name,
            role=role.name,
        )
    return loaded


def _beside(loaded: Loaded, join: Mapping[str, str], role: Role) -> Loaded:
    """Rows with the attributes of one more table."""
    path, key = join.get("path"), join.get("on")
    if not path or not key:
        raise SchemaError("join: say « path » and « on »")
    table = _one(path, "table", ReadOptions())
    beside, right_on = _own_words(table, loaded, role, join.get("right_on", key))
    return with_attributes(loaded, beside, on=key, right_on=right_on)


def _own_words(beside: Loaded, main: Loaded, role: Role, key: str) -> tuple[Loaded, str]:
    """Attributes in our words where they have a producer of their own, other than the main file."""
    theirs, own = (detect(map(str, x.frame.columns), role.name) for x in (beside, main))
    if theirs is None or own is None or theirs == own:
        return beside, key
    producer = PRODUCERS[theirs]
    table = producer.RENAME.get(role.name, {})
    names = {
        c: table[str(c).casefold()] for c in beside.frame.columns if str(c).casefold() in table
    }
    tidy = producer.tidy(beside.frame.rename(columns=names), role.name)
    renamed_key = next((c for c in (key, names.get(key), role.id) if c in tidy), key)
    return replace(beside, frame=tidy), str(renamed_key)


def _one(path: str | Path, kind: str, options: ReadOptions) -> Loaded:
    if postgis.is_address(path):
        return postgis.load(str(path), options)
    if parquet_files.is_url(path) or Path(path).is_dir():
        return geoparquet.load(str(path), options)
    file = _existing(path)
    suffix = file.suffix.lower()
    if edigeo.is_sheet(file):
        return edigeo.load(file, options, kind=kind)
    if suffix in vector.OSM_SUFFIXES:
        options = replace(options, layer=options.layer or vector.OSM_LAYERS.get(kind))
    if suffix in tabular.SUFFIXES:
        return tabular.load(file, options, kind=kind)
    spatial = kind != "table"
    if suffix == ".zip":
        return vector.load_zip(file, options, spatial=spatial)
    return vector.load(file, options, spatial=spatial)


def _existing(path: str | Path) -> Path:
    file = Path(path)
    if not file.is_file():
        beside = sorted(p.name for p in file.parent.glob("*"))[:10] if file.parent.is_dir() else []
        if not file.parent.is_dir():
            raise ReadError(
                "{file}: no such file; no such folder: {folder}",
                file=file.name, folder=_first_absent(file.parent),
            )  # fmt: skip
        raise ReadError(
            "{file}: no such file; its folder holds {names}",
            file=file.name,
            names=beside or Message("nothing"),
        )
    if file.stat().st_size == 0:
        raise ReadError(
            "{file}: the file is empty; bring it in again, or ask its producer for it",
            file=file.name,
        )
    return file


def _first_absent(folder: Path) -> Path:
    """Folder that is missing, the highest of those above a file: the one to look at."""
    absent = [one for one in (folder, *folder.parents) if not one.exists()]
    return absent[-1] if absent else folder


def _tidied(
    loaded: Loaded, role: Role, options: ReadOptions, account: Account
) -> tuple[pd.DataFrame, Producer | None]:
    frame: pd.DataFrame = _opened(loaded, role, account)
    producer = producer_of(list(frame.columns), role, options, account)
    frame = renamed(frame, role, options, producer, account)
    if producer is not None:
        before = len(frame)
        frame = producer.tidy(frame, role.name)
        if len(frame) < before:
            account.add("refused", Reason.SUMMED, count=before - len(frame))
        elif len(frame) > before:
            account.add("read", Reason.SPREAD, count=len(frame) - before)
    frame = identified(frame, role, account)
    frame = translated(frame, role, options, producer, account)
    frame = selected(frame, role, options, producer, account)
    if isinstance(frame, GeoDataFrame):
        frame = crs_check.settle(frame, declared=options.crs, account=account)
        frame = crs_check.bring(frame, options.target_crs, account)
        frame = _within(frame, options.bbox, account)
        frame = _mended(frame, role, account)
    table = _shaped(frame, role, loaded.name, account)
    if role.name in EXCLUSIVE and isinstance(table, GeoDataFrame):
        note_overlaps(table, account)
    return table, producer


def _within(
    frame: GeoDataFrame, bbox: tuple[float, float, float, float] | None, account: Account
) -> GeoDataFrame:
    """Rows whose box meets the one asked for; those of no geometry have none, and are left."""
    if bbox is None:
        return frame
    west, south, east, north = shapely.bounds(frame.geometry.to_numpy()).T
    out = (west > bbox[2]) | (east < bbox[0]) | (south > bbox[3]) | (north < bbox[1])
    account.add("refused", Reason.OUTSIDE_BOX, ids=frame.index[out])
    return frame[~out]


def _mended(frame: GeoDataFrame, role: Role, account: Account) -> GeoDataFrame:
    """Rows that can be measured, and those of no geometry that name the parcels that give it."""
    waiting = np.zeros(len(frame), dtype=bool)
    if "parcel_refs" in role.names and "parcel_refs" in frame:
        named = frame["parcel_refs"].notna().to_numpy(bool)
        waiting = shapely.is_missing(frame.geometry.to_numpy()) & named
    account.add("noted", Reason.BY_PARCELS, ids=frame.index[waiting])
    placed = repaired(frame[~waiting], kind=role.geometry, account=account)
    if not waiting.any():
        return placed
    both = pd.concat([placed, frame[waiting]])
    return both.loc[frame.index[frame.index.isin(both.index)]]


def _opened(loaded: Loaded, role: Role, account: Account) -> pd.DataFrame:
    """Rows under the one name of a geometry, with what the format module noticed."""
    bad = sum(count for action, _, _, count in loaded.notes if action == "refused")
    account.add("read", Reason.READ, count=len(loaded.frame) + bad)
    for action, reason, detail, count in loaded.notes:
        account.add(action, reason, detail=detail, count=count)
    frame, lists = vector.without_lists(loaded.frame)
    if lists:
        account.add("changed", Reason.LISTS, detail=", ".join(lists))
    if isinstance(frame, GeoDataFrame) and role.geometry == "table":
        frame = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    elif isinstance(frame, GeoDataFrame) and frame.geometry.name != "geometry":
        frame = frame.rename_geometry("geometry")
    return frame


def _shaped(frame: pd.DataFrame, role: Role, label: str, account: Account) -> pd.DataFrame:
    """Columns of the role first, the id as index only, then the producer's, then the geometry."""
    ours = checked(
        pd.DataFrame(frame.drop(columns="geometry", errors="ignore")),
        role,
        label=label,
        account=account,
    ).drop(columns=role.id or [])
    rest = [c for c in frame.columns if c not in role.names and c != "geometry"]
    table = pd.concat([ours, frame[rest]], axis=1)
    if isinstance(frame, GeoDataFrame):
        table = GeoDataFrame(table, geometry=frame.geometry, crs=frame.crs)
    return table


def _source(loaded: Loaded, options: ReadOptions, producer: Producer | None) -> Source:
    citation = {**(producer.CITATION if producer else {}), **loaded.citation}
    return Source(
        name=loaded.name,
        producer=options.producer_name or citation.get("producer", ""),
        licence=options.licence or citation.get("licence", ""),
        vintage=options.vintage or citation.get("vintage", ""),
        sha256=loaded.sha256,
    )


def _stem(path: str | Path, options: ReadOptions) -> str:
    if postgis.is_address(path):
        return (options.layer or "query").rsplit(".", 1)[-1]
    return Path(parquet_files.named(path)).stem
