"""A table of a delivery: rows of one class, cells as text, geometry in a legal system."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pandas import DataFrame
from pyproj import CRS

from land.crs import LAMBERT_93, epsg_of
from land.errors import CRSError, SchemaError
from layers.cnig.standard import CLASSES, CnigClass, Field, cnig_class, plain
from layers.cnig.values import cells

_KINDS: Final[Mapping[str, tuple[int, ...]]] = {
    "Point": (shapely.GeometryType.POINT,),
    "MultiPoint": (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT),
    "MultiPolygon": (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    Rows of one class of a standard.

    Attributes
    ----------
    kind : CnigClass
        The class.
    frame : GeoDataFrame
        One column a field, in the official order. Cells are text or None; geometries are those
        of ``kind.geometry`` (active) and of the second geometry if the class has one. The index
        is the place in the file: line of a text table, number of a feature.
    file : str
        Name of the file, for messages.
    """

    kind: CnigClass
    frame: GeoDataFrame
    file: str = ""

    @property
    def ids(self) -> pd.Series:
        """Identifier of each row, empty text where it has none."""
        ids: pd.Series = self.frame[self.kind.key].fillna("").astype(str)
        return ids


def as_table(name: str, rows: DataFrame, *, file: str = "") -> Table:
    """
    Rows of a class as a table: canonical cells, every official column, geometries of one kind.

    Parameters
    ----------
    name : str
        Official name of the class.
    rows : DataFrame or GeoDataFrame
        Columns named as in the standard (``ban_id`` does for ``ban-id``); numbers, dates and texts
        as they are. The active geometry, whatever its name, is that of the class; other columns
        that the standard does not know are left out. The centroid that a class also holds is
        computed where its column is absent.
    file : str
        Name of the file, for messages.

    Returns
    -------
    Table
        The table, on the index of ``rows``.

    Raises
    ------
    CRSError
        If the rows have a geometry and no coordinate system.
    SchemaError
        If two columns of ``rows`` stand for one field.
    """
    kind = cnig_class(name)
    found = _by_field(kind, rows)
    shapes = _shapes(kind, rows)
    columns = {
        f.name: cells(rows[found[f.name]], f)
        if f.name in found
        else pd.Series([None] * len(rows), index=rows.index, dtype=object)
        for f in kind.fields
        if not f.spatial
    }
    frame = GeoDataFrame(columns, index=rows.index, geometry=shapes)
    frame = frame.rename_geometry(kind.geometry)
    if kind.second is not None:
        frame[kind.second.name] = _second(kind.second, rows, found, shapes)
    return Table(kind=kind, frame=frame[list(kind.names)], file=file)


def _by_field(kind: CnigClass, rows: DataFrame) -> dict[str, str]:
    official = {plain(f.name): f.name for f in kind.fields}
    found: dict[str, str] = {}
    for column in rows.columns:
        name = official.get(plain(str(column)))
        if name in found:
            raise SchemaError(
                "{table}: columns {first} and {second} stand for one field; keep one of them",
                table=kind.name,
                first=found[name],
                second=column,
            )
        if name:
            found[name] = column
    return found


def _shapes(kind: CnigClass, rows: DataFrame) -> GeoSeries:
    if not isinstance(rows, GeoDataFrame) or rows.active_geometry_name is None:
        return GeoSeries([None] * len(rows), index=rows.index, crs=LAMBERT_93)
    if rows.crs is None:
        raise CRSError(
            "{table}: its geometry has no coordinate system; set it, for instance with set_crs",
            table=kind.name,
        )
    shaped = uniform(rows.geometry.to_numpy(), kind.shape)
    return GeoSeries(shaped, index=rows.index, crs=rows.crs)


def _second(
    field: Field, rows: DataFrame, found: Mapping[str, str], shapes: GeoSeries
) -> GeoSeries:
    shape = "Point" if field.kind == "point" else "MultiPolygon"
    column = found.get(field.name)
    if column is None:
        # A centroid follows from the outline; an outline does not follow from a point.
        empty = GeoSeries([None] * len(rows), index=rows.index, crs=shapes.crs)
        return shapes.centroid if field.kind == "point" else empty
    own = GeoSeries(rows[column])
    own = own.set_crs(shapes.crs) if own.crs is None else own.to_crs(shapes.crs)
    return GeoSeries(uniform(own.to_numpy(), shape), index=rows.index, crs=shapes.crs)


def uniform(shapes: NDArray[np.object_], shape: str) -> NDArray[np.object_]:
    """
    Geometries of one kind, in two dimensions; empty ones are missing.

    Parameters
    ----------
    shapes : array of geometry
        Any.
    shape : str
        ``Point``, ``MultiPoint`` or ``MultiPolygon``; a single part becomes a part of several, a
        point of one part stands alone. What is of another kind stays as it is.

    Returns
    -------
    array of geometry
        The same rows.

    Examples
    --------
    >>> uniform(np.array([shapely.box(0, 0, 1, 1)]), "MultiPolygon")[0].geom_type
    'MultiPolygon'
    """
    flat: NDArray[np.object_] = shapely.force_2d(shapes)
    flat[shapely.is_empty(flat)] = None
    kinds = shapely.get_type_id(flat)
    if shape == "Point":
        alone = (kinds == shapely.GeometryType.MULTIPOINT) & (shapely.get_num_geometries(flat) == 1)
        flat[alone] = shapely.get_geometry(flat[alone], 0)
    if shape == "MultiPoint":
        single = kinds == shapely.GeometryType.POINT
        flat[single] = [shapely.MultiPoint([p]) for p in flat[single]]
    if shape == "MultiPolygon":
        single = kinds == shapely.GeometryType.POLYGON
        flat[single] = [shapely.MultiPolygon([p]) for p in flat[single]]
    return flat


def wrong_kind(shapes: NDArray[np.object_], shape: str) -> NDArray[np.bool_]:
    """
    Whether a known geometry is of another kind than its field wants.

    Examples
    --------
    >>> wrong_kind(np.array([shapely.Point(0, 0), None]), "MultiPolygon").tolist()
    [True, False]
    """
    kinds = shapely.get_type_id(shapes)
    wanted = _KINDS[shape]
    out: NDArray[np.bool_] = ~shapely.is_missing(shapes) & ~np.isin(kinds, wanted)
    return out


def shape_of(kind: CnigClass, field: Field) -> str:
    """Kind of geometry that a field of a class wants."""
    if field.name == kind.geometry:
        return kind.shape
    return "Point" if field.kind == "point" else "MultiPolygon"


def code_of(table: Table) -> int:
    """
    EPSG code of the system of a table.

    Raises
    ------
    CRSError
        If the system has no EPSG code.
    """
    code = epsg_of(CRS(table.frame.crs))
    if code is None:
        raise CRSError(
            "{table}: its coordinate system has no EPSG code; reproject it to EPSG:2154",
            table=table.kind.name,
        )
    return code


def ordered(tables: Iterable[Table]) -> list[Table]:
    """Tables in the order in which classes refer to each other."""
    return sorted(tables, key=lambda t: CLASSES.index(t.kind.name))


def empty(name: str) -> Table:
    """A table of a class without rows."""
    return as_table(name, gpd.GeoDataFrame(geometry=GeoSeries([], crs=LAMBERT_93)))
