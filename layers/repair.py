"""Repair at the door, once: what can be mended is, what cannot is refused, all is counted."""

from typing import Final

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from land.errors import GeometryError
from layers.account import Account, Reason
from layers.schema import Geometry

SLIVER_M2: Final = 1.0
"""Polygons below this area are refused: no parcel, building or zone is that small."""

_AREA_SHIFT: Final = 0.001
_TYPES: Final[dict[str, tuple[int, ...]]] = {
    "point": (shapely.GeometryType.POINT,),
    "line": (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING),
    "polygon": (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON),
}
_DIMENSION: Final = {"point": 0, "line": 1, "polygon": 2}
_COLLECTION: Final = shapely.GeometryType.GEOMETRYCOLLECTION
_MULTI: Final = (
    shapely.GeometryType.MULTIPOINT,
    shapely.GeometryType.MULTILINESTRING,
    shapely.GeometryType.MULTIPOLYGON,
)


def repaired(frame: GeoDataFrame, *, kind: Geometry, account: Account) -> GeoDataFrame:
    """
    Rows whose geometry can be measured, mended where needed.

    Parameters
    ----------
    frame : GeoDataFrame
        Rows of one role, indexed by id. [projected, m]
    kind : str
        Geometry of the role: ``point``, ``line``, ``polygon`` or ``any``.
    account : Account
        Where every row mended, changed or refused is written.

    Returns
    -------
    GeoDataFrame
        Rows kept, in their order: flat, valid, of the right kind, with an extent.

    Raises
    ------
    GeometryError
        If the file holds geometries and not one is of the kind of the role.

    Notes
    -----
    In order: null and empty geometries refused; Z and M dropped; coordinates that are not finite
    refused; collections reduced to their parts of the right kind (of the highest dimension where
    any kind goes); wrong kinds refused; multi-part geometries of one part made single; invalid
    ones mended by structure (holes stay holes), what collapses to a lower dimension left out;
    polygons under 1 m² and lines without length refused.

    Examples
    --------
    >>> from shapely import from_wkt
    >>> bow = from_wkt("POLYGON ((0 0, 10 10, 10 0, 0 10, 0 0))")
    >>> account = Account("z", "zone")
    >>> frame = GeoDataFrame(geometry=[bow, None], index=["A", "B"], crs=2154)
    >>> repaired(frame, kind="polygon", account=account).area.to_dict()
    {'A': 50.0}
    >>> account.refused()
    1
    """
    frame = _present(frame, account)
    frame = _flat(frame, account)
    frame = _finite(frame, account)
    frame = _right_kind(frame, kind, account)
    frame = _valid(frame, kind, account)
    return _with_extent(frame, account)


def _refuse(
    frame: GeoDataFrame, bad: NDArray[np.bool_], reason: Reason, account: Account, detail: str = ""
) -> GeoDataFrame:
    account.add("refused", reason, detail=detail, ids=frame.index[bad])
    return frame[~bad] if bad.any() else frame


def _present(frame: GeoDataFrame, account: Account) -> GeoDataFrame:
    frame = _refuse(
        frame, shapely.is_missing(frame.geometry.to_numpy()), Reason.NULL_GEOMETRY, account
    )
    return _refuse(
        frame, shapely.is_empty(frame.geometry.to_numpy()), Reason.EMPTY_GEOMETRY, account
    )


def _flat(frame: GeoDataFrame, account: Account) -> GeoDataFrame:
    shapes = frame.geometry.to_numpy()
    deep = shapely.has_z(shapes) | shapely.has_m(shapes)
    account.add("changed", Reason.FLAT, ids=frame.index[deep])
    return frame.set_geometry(shapely.force_2d(shapes), crs=frame.crs) if deep.any() else frame


def _finite(frame: GeoDataFrame, account: Account) -> GeoDataFrame:
    finite = np.isfinite(shapely.bounds(frame.geometry.to_numpy()))
    bad = np.asarray(~finite.all(axis=1))
    return _refuse(frame, bad, Reason.BAD_COORDINATES, account)


def _right_kind(frame: GeoDataFrame, kind: Geometry, account: Account) -> GeoDataFrame:
    shapes = frame.geometry.to_numpy().copy()
    mixed = shapely.get_type_id(shapes) == _COLLECTION
    if mixed.any():
        reduced = _parts(shapes[mixed], _DIMENSION.get(kind, shapely.get_dimensions(shapes[mixed])))
        account.add("changed", Reason.PARTS_LEFT, ids=frame.index[mixed][~_is_missing(reduced)])
        shapes[mixed] = np.where(_is_missing(reduced), shapes[mixed], reduced)
    lone = np.isin(shapely.get_type_id(shapes), _MULTI) & (shapely.get_num_geometries(shapes) == 1)
    shapes[lone] = shapely.get_geometry(shapes[lone], 0)
    account.add("changed", Reason.SINGLE, ids=frame.index[lone])
    frame = frame.set_geometry(shapes, crs=frame.crs)
    if kind not in _TYPES:
        return frame
    wrong = ~np.isin(shapely.get_type_id(shapes), _TYPES[kind])
    found = ", ".join(f"{n} {t}" for t, n in frame.geom_type[wrong].value_counts().items())
    if wrong.any() and wrong.all():
        raise GeometryError(
            "{kind} geometries are wanted and there are only {found}; choose another role",
            kind=kind,
            found=found,
        )
    return _refuse(frame, wrong, Reason.WRONG_KIND, account, detail=found)


def _parts(shapes: NDArray[np.object_], dimension: int | NDArray[np.int32]) -> NDArray[np.object_]:
    """Union of the parts of its dimension in each collection; None where there is none."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    wanted = np.broadcast_to(dimension, len(shapes))
    right = shapely.get_dimensions(parts) == wanted[owner]
    found = np.full(len(shapes), None, dtype=object)
    for row in np.unique(owner[right]):  # collections are few: this is not a loop over the data
        found[row] = shapely.union_all(parts[right & (owner == row)])
    return found


def _is_missing(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    return np.asarray(shapely.is_missing(shapes))


def _valid(frame: GeoDataFrame, kind: Geometry, account: Account) -> GeoDataFrame:
    shapes = frame.geometry.to_numpy().copy()
    bad = ~shapely.is_valid(shapes)
    if not bad.any():
        return frame
    before = shapes[bad]
    after = _mended(before)
    loose = shapely.get_type_id(after) == _COLLECTION
    after[loose] = _parts(after[loose], shapely.get_dimensions(before[loose]))
    shapes[bad] = after
    lost = np.zeros(len(frame), dtype=bool)
    lost[bad] = _is_missing(after) | shapely.is_empty(after)
    if kind in _TYPES:
        lost[bad] |= ~np.isin(shapely.get_type_id(after), _TYPES[kind])
    shifted = np.zeros(len(frame), dtype=bool)
    area = shapely.area(before)
    shifted[bad] = np.abs(shapely.area(after) - area) > _AREA_SHIFT * area
    account.add("repaired", Reason.MENDED, ids=frame.index[bad & ~lost & ~shifted])
    account.add("repaired", Reason.MENDED_AREA, ids=frame.index[bad & ~lost & shifted])
    frame = frame.set_geometry(shapes, crs=frame.crs)
    return _refuse(frame, lost, Reason.NOT_MENDED, account)


def _mended(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    flat = shapely.get_dimensions(shapes) == _DIMENSION["polygon"]
    mended = shapes.copy()
    mended[flat] = shapely.make_valid(shapes[flat], method="structure", keep_collapsed=False)
    mended[~flat] = shapely.make_valid(shapes[~flat])
    return mended


def _with_extent(frame: GeoDataFrame, account: Account) -> GeoDataFrame:
    shapes = frame.geometry.to_numpy()
    dimension = shapely.get_dimensions(shapes)
    thin = (dimension == _DIMENSION["polygon"]) & (shapely.area(shapes) < SLIVER_M2)
    frame = _refuse(frame, thin, Reason.SLIVER, account)
    shapes = frame.geometry.to_numpy()
    dimension = shapely.get_dimensions(shapes)
    nowhere = (dimension == _DIMENSION["line"]) & (shapely.length(shapes) == 0)
    return _refuse(frame, nowhere, Reason.NO_LENGTH, account)
