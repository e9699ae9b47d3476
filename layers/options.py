"""What a user may say about a file, beside its path and its role."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from land.crs import LAMBERT_93


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """
    Options of :func:`layers.read.read`; every one may be left out.

    Parameters
    ----------
    name : str or None
        Name of the layer in the study; the stem of the file where absent.
    layer : str or None
        Layer of a GeoPackage, member of a zip, or table of a database (``schema.table``).
    query : str or None
        SQL to run instead of reading a whole table.
    producer : str or None
        Name of a known producer; found from the columns where absent.
    rename : mapping of str to str
        Column of the file to column of the role; wins over the producer's.
    values : mapping of str to mapping
        For a column of the role, value of the file to value of the role (None: missing).
    defaults : mapping of str to object
        Constant for a column that the file lacks, or for its missing cells.
    where : mapping of str to sequence
        Keep the rows whose column holds one of these values; the others are refused and counted.
    crs : int or None
        EPSG code that the user declares; wins over what the file says, and is noted.
    target_crs : int
        EPSG code of the layer that comes out.
    encoding : str or None
        Encoding of the text; sniffed where absent.
    geometry : mapping of str to str
        Where a CSV keeps its geometry: ``{"lon": …, "lat": …}``, ``{"x": …, "y": …}``,
        ``{"latlon": …}``, ``{"wkt": …}`` or ``{"geojson": …}``; sniffed where empty.
    join : mapping of str to str, or sequence of them
        Attributes beside the geometries, in one table or in several: ``{"path": …, "on": …}`` and,
        where its key has another name, ``right_on``.
    service_day : date or None
        Day of a GTFS feed whose departures are counted; a typical Tuesday where absent.
    bbox : tuple of four float or None
        West, south, east, north: only rows whose box meets it. Of GeoParquet with covering
        columns nothing else is read. [target_crs, m]
    parts : tuple of str
        Of a folder of GeoParquet, the names of the files to read; all of them where empty.
    complete_for : tuple of str
        Kinds that were looked for over the whole territory, rows or not: what a file of natural
        areas without any nature reserve says when it is complete for them.
    producer_name, licence, vintage : str
        How to cite the source; a known producer fills in the first two.

    Examples
    --------
    >>> ReadOptions(rename={"NOMZAC": "name"}).target_crs
    2154
    """

    name: str | None = None
    layer: str | None = None
    query: str | None = None
    producer: str | None = None
    rename: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    defaults: Mapping[str, object] = field(default_factory=dict)
    where: Mapping[str, Sequence[object]] = field(default_factory=dict)
    crs: int | None = None
    target_crs: int = LAMBERT_93
    encoding: str | None = None
    geometry: Mapping[str, str] = field(default_factory=dict)
    join: Mapping[str, str] | Sequence[Mapping[str, str]] = field(default_factory=dict)
    service_day: date | None = None
    bbox: tuple[float, float, float, float] | None = None
    parts: tuple[str, ...] = ()
    complete_for: tuple[str, ...] = ()
    producer_name: str = ""
    licence: str = ""
    vintage: str = ""
