"""One file of GeoParquet by its footer: columns, system, box; whether it goes with the others."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError as ProjError

from land.errors import Message
from layers.errors import ReadError
from layers.formats.signature import HEAD, begins_like

Box = tuple[float, float, float, float]
"""West, south, east, north."""

DEGREES: Final = "OGC:CRS84"
"""System of a geometry column that says none, by the specification."""

_PAD: Final = 0.01
"""Added to a box that another system bends, as a share of its sides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """
    A file of a layer, before its rows are read.

    Parameters
    ----------
    name, place : str
        Its name, and where its file system finds it.
    rows : int
        Number of rows.
    schema : pyarrow.Schema
        Columns, covering columns among them.
    column : mapping
        What the metadata ``geo`` says of the geometry; empty where there is none.
    """

    name: str
    place: str
    rows: int
    schema: pa.Schema
    column: Mapping[str, Any]

    @property
    def covered(self) -> bool:
        """Whether covering columns say where each row lies."""
        return bool(self.column.get("covering", {}).get("bbox"))

    @property
    def crs(self) -> CRS | None:
        """System of the geometries, if any."""
        said = self.column.get("crs", DEGREES) if self.column else None
        try:
            return None if said is None else CRS.from_user_input(said)
        except ProjError:
            return None

    @property
    def box(self) -> Box | None:
        """Box of all rows, if the file says it."""
        said = self.column.get("bbox", ())
        half = len(said) // 2
        return (said[0], said[1], said[half], said[half + 1]) if half >= 2 else None  # noqa: PLR2004

    def meets(self, box: Box) -> bool:
        """Whether a row may lie in a box of the same system; a file that says nothing may."""
        own = self.box
        return own is None or (
            own[0] <= box[2] and own[2] >= box[0] and own[1] <= box[3] and own[3] >= box[1]
        )


def part_of(files: Any, place: str, name: str) -> Part:
    """
    Footer of a file.

    Parameters
    ----------
    files : fsspec.AbstractFileSystem
        Where it lies.
    place, name : str
        As in :class:`Part`.

    Raises
    ------
    ReadError
        If it is no whole Parquet file; says what it looks like.
    """
    try:
        with files.open(place, "rb") as stream:
            footer = pq.read_metadata(stream)
            schema = footer.schema.to_arrow_schema()
        column = _geometry(schema)
    except (pa.ArrowException, ValueError, OSError) as error:
        raise unreadable(files, place, name) from error
    return Part(name=name, place=place, rows=footer.num_rows, schema=schema, column=column)


def _geometry(schema: pa.Schema) -> Mapping[str, Any]:
    said = (schema.metadata or {}).get(b"geo")
    if said is None:
        return {}
    known = json.loads(said)
    column = known.get("columns", {}).get(known.get("primary_column"))
    if not column:
        raise ValueError("metadata « geo » without a primary column")
    return dict(column)


def unreadable(files: Any, place: str, name: str) -> ReadError:
    """Error for a file that is no whole Parquet file, with what it looks like."""
    with files.open(place, "rb") as stream:
        head = stream.read(HEAD)
    return ReadError(
        "{file}: not a readable Parquet file, cut short or misnamed (it looks like {looks}); "
        "bring it in again, or give it the ending of its format",
        file=name, looks=begins_like(head),
    )  # fmt: skip


def misfits(parts: Sequence[Part]) -> list[Message]:
    """
    What keeps files from being one layer: other columns, other types, another system.

    Parameters
    ----------
    parts : sequence of Part
        Footers; the first one is what the others are held against.

    Returns
    -------
    list of Message
        At most one a file, which names it.
    """
    return [fault for part in parts[1:] if (fault := _misfit(part, parts[0])) is not None]


def _misfit(part: Part, first: Part) -> Message | None:
    ours, theirs = set(first.schema.names), set(part.schema.names)
    if ours != theirs:
        return Message(
            "{file}: other columns than {first}: without {missing}, with {strange}",
            file=part.name, first=first.name,
            missing=sorted(ours - theirs) or Message("none"),
            strange=sorted(theirs - ours) or Message("none"),
        )  # fmt: skip
    for name in part.schema.names:
        one, other = first.schema.field(name), part.schema.field(name)
        try:
            pa.unify_schemas([pa.schema([one]), pa.schema([other])], promote_options="permissive")
        except pa.ArrowException:
            return Message(
                "{file}: column {column} is of type {type}, and {wanted} in {first}",
                file=part.name, column=name, type=str(other.type), wanted=str(one.type),
                first=first.name,
            )  # fmt: skip
    if bool(part.column) != bool(first.column) or part.crs != first.crs:
        return Message(
            "{file}: coordinates in {crs}, and in {wanted} in {first}",
            file=part.name, crs=_label(part), wanted=_label(first), first=first.name,
        )  # fmt: skip
    return None


def _label(part: Part) -> str:
    return part.crs.name if part.crs is not None else Message("no system")


def in_system(box: Box, target: int, crs: CRS) -> Box:
    """
    Box around a box of another system, a little wider; the same in the same one.

    Parameters
    ----------
    box : tuple of float
        In the system ``target``.
    target : int
        EPSG code.
    crs : CRS
        System wanted; eastings or longitudes first, as files hold them.

    Examples
    --------
    >>> in_system((0.0, 0.0, 10.0, 10.0), 2154, CRS(2154))
    (0.0, 0.0, 10.0, 10.0)
    >>> [round(x, 1) for x in in_system((7e5, 6.6e6, 8e5, 6.7e6), 2154, CRS(4326))]
    [3.0, 46.5, 4.3, 47.4]
    """
    if crs == CRS(target):
        return box
    turn = Transformer.from_crs(target, crs, always_xy=True)
    west, south, east, north = turn.transform_bounds(*box, densify_pts=21)
    wide, high = _PAD * (east - west), _PAD * (north - south)
    return west - wide, south - high, east + wide, north + high
