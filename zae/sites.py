"""Candidate sites: what the layers of a study offer, as one table."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from land.errors import Parts, ZaeError
from land.friches import disk, friche_geometry
from land.tenure import tenure_of
from layers import Layer
from layers.account import Account, Reason
from zae.study import SitesEntry

COLUMNS: Final = (
    "name", "kind", "area_m2", "commune_insee", "commune", "zone_id", "tenure", "availability",
    "geometry_status", "parcels", "layer", "url", "geometry",
)  # fmt: skip

PARCEL_LENGTH: Final = 14
"""Characters of a cadastral id: commune 5, prefix 3, section 2, number 4."""

HALF: Final = 0.5

_OPEN: Final = ("bare", "densifiable")
"""Classes of land units that are candidate sites."""


class NoSiteError(ZaeError, ValueError):
    """No layer of the study gives a candidate site."""


def sites(
    layers: Mapping[str, Layer],
    entry: SitesEntry,
    *,
    parcels: GeoDataFrame | None = None,
    units: GeoDataFrame | None = None,
) -> tuple[GeoDataFrame, DataFrame]:
    """
    Candidate sites of a study.

    Parameters
    ----------
    layers : mapping of str to Layer
        Vector layers by name.
    entry : SitesEntry
        Which kinds and layers give sites, and the smallest area.
    parcels : GeoDataFrame or None
        Parcels that references of friches are looked up in.
    units : GeoDataFrame or None
        Land units with their availability; those that are open become sites if asked for.

    Returns
    -------
    GeoDataFrame
        Sites indexed by ``site_id``, columns as in :class:`zae.assessment.Assessment`.
    DataFrame
        Account of the sites: drawn as disks, resolved on parcels, left out as too small.

    Raises
    ------
    NoSiteError
        If there is none; names the kinds that were looked for.
    """
    parts = [
        _from_layer(layer, parcels, entry.nominal_area_m2)
        for layer in layers.values()
        if layer.role.name in entry.kinds and (not entry.layers or layer.name in entry.layers)
    ]
    if "land_unit" in entry.kinds and units is not None:
        parts.append(_from_units(units, layers, in_zones=entry.land_units == "in_zones"))
    parts = [p for p in parts if len(p)]
    if not parts:
        raise NoSiteError(
            "no site: no layer gives {kinds} with any row (land units: {land_units})",
            kinds=Parts(entry.kinds, between=" | "),
            land_units=entry.land_units,
        )
    every = _unique_ids(GeoDataFrame(pd.concat(parts), crs=parts[0].crs))
    small = every["area_m2"] < entry.min_area_m2
    unplaced = every["geometry_status"] == "unplaced"
    kept = every[~small & ~unplaced]
    if kept.empty:
        raise NoSiteError(
            "no site: all {count} are smaller than {area:g} m² or have no place",
            count=len(every),
            area=entry.min_area_m2,
        )
    placed = _placed(kept, layers)
    account = _account(every, small, unplaced, shared=_mostly_shared(placed))
    return placed[list(COLUMNS)], account


def _from_layer(layer: Layer, parcels: GeoDataFrame | None, nominal_area_m2: float) -> GeoDataFrame:
    frame = layer.frame
    if not isinstance(frame, GeoDataFrame):
        return GeoDataFrame({"geometry": []})
    out = GeoDataFrame(index=frame.index.rename("site_id"), geometry=frame.geometry, crs=frame.crs)
    out["geometry_status"] = "surveyed"
    out["parcels"] = ""
    if layer.role.name == "friche":
        out = _friche_outlines(frame, out, parcels, nominal_area_m2)
        out["tenure"] = tenure_of(frame["owner_type"])
        out["parcels"] = frame["parcel_refs"].astype(object).fillna("")
        taken = frame["friche_status"].isin(["with_project", "converted"])
        out["availability"] = Series("friche", index=out.index).mask(taken, "committed")
    for name in ("name", "url", "commune_insee", "commune_name", "zone_id"):
        if name in frame.columns:
            out[name] = frame[name].astype(object)
    return _filled(out, kind=layer.role.name, layer=layer.name)


def _friche_outlines(
    frame: GeoDataFrame, out: GeoDataFrame, parcels: GeoDataFrame | None, nominal_area_m2: float
) -> GeoDataFrame:
    """Outlines of friches; a point without any area becomes a nominal disk, and says so."""
    outlines = friche_geometry(frame, parcels)
    geometry = GeoSeries(outlines.geometry, crs=frame.crs)
    bare_point = outlines["geometry_status"] == "point_only"
    if bare_point.any():
        drawn = disk(
            geometry[bare_point], Series(nominal_area_m2, index=geometry[bare_point].index)
        )
        geometry = GeoSeries(
            geometry.where(~bare_point, drawn.reindex(geometry.index)), crs=frame.crs
        )
    status = outlines["geometry_status"].mask(bare_point, "nominal_disk")
    return out.assign(geometry=geometry, geometry_status=status)


def _from_units(
    units: GeoDataFrame, layers: Mapping[str, Layer], *, in_zones: bool
) -> GeoDataFrame:
    columns = ["geometry", "parcels", "parcel_count", "availability", "tenure", "commune_insee"]
    out = units.loc[units["availability"].isin(_OPEN), columns].rename_axis("site_id")
    out["zone_id"], zone = _holder(out.geometry.representative_point(), layers, "zone", "name")
    out["name"] = _unit_names(out, zone)
    if in_zones:
        out = out[out["zone_id"].notna()]
    out["geometry_status"] = "surveyed"
    return _filled(out, kind="land_unit", layer="")


def _unit_names(units: GeoDataFrame, zone: Series) -> Series:
    """Section and number of the first parcel, how many more there are, and the zone."""
    first = units.index.to_series().astype(str)
    section = first.str[8:10].str.lstrip("0")
    number = first.str[10:14].str.lstrip("0")
    cadastral = (first.str.len() == PARCEL_LENGTH) & section.ne("") & number.ne("")
    name = (section + " " + number).where(cadastral, first)
    more = units["parcel_count"] - 1
    name = name.where(more == 0, name + " + " + more.astype(str))
    return Series(name.where(zone.isna(), name + ", " + zone.astype(str)))


def _filled(out: GeoDataFrame, *, kind: str, layer: str) -> GeoDataFrame:
    """Columns of a site, with « unknown » where the layer says nothing."""
    out = out.assign(kind=kind, layer=layer, area_m2=out.geometry.area)
    absent = {"tenure": "unknown", "availability": "", "commune_name": "", "zone_id": "", "url": ""}
    for name, value in absent.items():
        out[name] = out[name].fillna(value) if name in out.columns else value
    for name in ("commune_insee", "name"):
        if name not in out.columns:
            out[name] = None
    out["name"] = out["name"].where(
        out["name"].notna() & (out["name"] != ""), out.index.astype(str)
    )
    return out


def _unique_ids(every: GeoDataFrame) -> GeoDataFrame:
    """Ids of two layers may meet: the name of the layer is then put before the later one."""
    twice = every.index.duplicated(keep="first")
    if not twice.any():
        return every
    ids = every.index.to_series().where(~twice, every["kind"] + ":" + every.index.astype(str))
    return every.set_axis(pd.Index(ids, name="site_id"))


def _placed(kept: GeoDataFrame, layers: Mapping[str, Layer]) -> GeoDataFrame:
    """Commune and zone of each site, by its representative point where they are not known."""
    points = kept.geometry.representative_point()
    insee, names = _holder(points, layers, "commune", "name")
    zone, _ = _holder(points, layers, "zone", "name")
    out = kept.copy()
    out["commune_insee"] = _first(out["commune_insee"], insee)
    named = out["commune_insee"].map(_commune_names(layers))
    out["commune"] = _first(named, names, out["commune_name"])
    out["zone_id"] = _first(out["zone_id"], zone)
    return out


def _first(*texts: Series) -> Series:
    """First text that is there, row by row; empty where none is."""
    found = Series("", index=texts[0].index, dtype=object)
    for text in reversed(texts):
        given = text.astype(object)
        found = given.where(given.notna() & (given != ""), found)
    return found


def _holder(
    points: GeoSeries, layers: Mapping[str, Layer], role: str, label: str
) -> tuple[Series, Series]:
    """Id and label of the polygon of a role that holds each point; missing where none does."""
    nothing = Series(None, index=points.index, dtype=object)
    frames = [x.frame for x in layers.values() if x.role.name == role]
    if not frames:
        return nothing, nothing
    holders = GeoDataFrame(pd.concat(frames), crs=frames[0].crs)
    place, holder = holders.sindex.query(points.array, predicate="intersects")
    first = Series(holder, index=place).groupby(level=0).min()
    ids, names = nothing.copy(), nothing.copy()
    ids.iloc[first.index] = holders.index.to_numpy()[first.to_numpy()]
    names.iloc[first.index] = holders[label].to_numpy()[first.to_numpy()]
    return ids, names


def _commune_names(layers: Mapping[str, Layer]) -> dict[str, str]:
    frames = [x.frame for x in layers.values() if x.role.name == "commune"]
    return {
        str(code): str(name) for frame in frames for code, name in frame["name"].dropna().items()
    }


def _mostly_shared(places: GeoDataFrame) -> pd.Index:
    """Sites of which more than half lies on one other site: the same ground, ranked twice."""
    shapes = places.geometry.array
    one, other = places.sindex.query(shapes)
    half, boxes = HALF * shapely.area(shapes), shapely.bounds(shapes)
    # What two sites share is no larger than the other one, nor than what their boxes share: nearly
    # all neighbours are told apart without an overlay.
    ends = np.minimum(boxes[one, 2:], boxes[other, 2:])
    starts = np.maximum(boxes[one, :2], boxes[other, :2])
    room = np.minimum((ends - starts).prod(axis=1), shapely.area(shapes)[other])
    may = (one != other) & (room > half[one])
    one, other = one[may], other[may]
    common = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    twice = np.unique(one[common > half[one]])
    return pd.Index([str(places.index[i]) for i in twice])


def _account(
    every: GeoDataFrame, small: Series, unplaced: Series, *, shared: pd.Index
) -> DataFrame:
    account = Account("sites", "site")
    account.add("read", Reason.READ, count=len(every))
    for status, reason in (
        ("estimated_disk", Reason.DISK),
        ("nominal_disk", Reason.NOMINAL_DISK),
        ("parcels", Reason.FROM_PARCELS),
    ):
        account.add("noted", reason, ids=every.index[every["geometry_status"] == status])
    account.add("noted", Reason.OVERLAP, ids=shared)
    account.add("refused", Reason.TOO_SMALL, ids=every.index[small & ~unplaced])
    account.add("refused", Reason.UNPLACED, ids=every.index[unplaced])
    account.add("kept", Reason.KEPT, count=int((~small & ~unplaced).sum()))
    return account.frame()
