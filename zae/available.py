"""The land of a study before any site is scored: its land units, and what is free of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame

from criteria.grid import published
from land.availability import AVAILABILITIES, free_part
from land.available import available_table, clip_units_to_zones
from land.errors import Parts, ZaeError
from layers import Layer, Raster
from zae.assess import by_role, read_layers, silent
from zae.messages import N_, translator
from zae.publish.contents import UNIT_COLUMNS, Published, own, shaped
from zae.publish.fields import codes
from zae.publish.forms import aliases, field_configuration
from zae.publish.layer_file import write_layers
from zae.publish.palette import AVAILABILITY_COLOURS, Outline
from zae.publish.renderers import Rule, category_renderer
from zae.publish.styles import VERSION
from zae.publish.symbols import fill
from zae.stock import SETBACK_M, land_stock
from zae.study import Study, StudyError

OPEN: Final = ("bare", "densifiable", "friche")
"""Classes of land that can be had, where nobody asks for others."""

READ: Final = ("parcel", "building", "zone", "friche")
"""Roles that are read; the other layers of a study are left alone."""

_KEYS: Final = ["availability", "tenure"]
_SUMS: Final = ["units", "area_m2", "free_m2"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """
    Land of a study.

    Parameters
    ----------
    study : Study
        The study.
    layers : dict of str to Layer or Raster
        The layers that were read.
    units : GeoDataFrame
        Land units, as :func:`zae.stock.land_stock` gives them.
    """

    study: Study
    layers: dict[str, Layer | Raster]
    units: GeoDataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Available:
    """
    Land that can be had.

    Parameters
    ----------
    land : Land
        Where it was looked for.
    pieces : GeoDataFrame
        Land units, or their parts inside zones, of the classes that were asked for:
        ``unit_id``, ``zone_id``, ``commune_insee``, ``availability``, ``tenure``, ``area_m2``,
        ``free_m2``, ``largest_free_m2``, ``parcels``, outline. [projected, m]
    by_zone : DataFrame
        Every class of each zone that holds land of the communes asked for; the areas add up to
        the zone. Empty without zones.
    by_commune : DataFrame
        Every class of the land units of each commune.
    """

    land: Land
    pieces: GeoDataFrame
    by_zone: DataFrame
    by_commune: DataFrame


def land_of(study: Study, *, progress: Callable[[str], None] = silent) -> Land:
    """
    Read the parcels, buildings, zones and friches of a study and make its land units.

    Parameters
    ----------
    study : Study
        The study; it needs no candidate site.
    progress : callable
        Told the name of each step before it starts.

    Returns
    -------
    Land
        The land units.

    Raises
    ------
    StudyError
        If a layer cannot be read, or there is none of role ``parcel``.
    """
    wanted = study.model_copy(
        update={"layers": tuple(entry for entry in study.layers if entry.role in READ)}
    )
    _require(wanted, "parcel")
    layers, faults = read_layers(wanted, progress=progress)
    if faults:
        raise StudyError("{count} layer(s) cannot be read\n{faults}", count=len(faults),
                         faults=Parts(faults, between="\n"))  # fmt: skip
    frames = by_role(layers)
    progress("land")
    units = land_stock(
        GeoDataFrame(frames["parcel"]), frames.get("building"), frames.get("friche"),
        study.availability,
    )  # fmt: skip
    return Land(study=study, layers=layers, units=units)


def _require(study: Study, role: str) -> None:
    if role not in {entry.role for entry in study.layers}:
        raise StudyError("the study has no layer of the role {roles}", roles=[role])


def available(
    land: Land, *, classes: Sequence[str] = OPEN, zones: Sequence[str] = (),
    communes: Sequence[str] = (),
) -> Available:  # fmt: skip
    """
    Land of some classes, in some zones or communes.

    Parameters
    ----------
    land : Land
        Land units of a study, with buildings.
    classes : sequence of str
        Classes of availability to keep.
    zones, communes : sequence of str
        Ids of zones and INSEE codes to keep; all where empty.

    Returns
    -------
    Available
        Pieces, and two tables of the stock.

    Raises
    ------
    StudyError
        If there are no buildings: nothing can then be said to be free.
    ZaeError
        If a class is none, or a zone or a commune that is asked for is not there; says which are.
    """
    _require(land.study, "building")
    _require_classes(classes)
    there = _asked(by_role(land.layers).get("zone"), zones)
    units = _of_communes(land.units, communes)
    pieces, by_zone = _pieces(land, units, there)
    return Available(
        land=land,
        pieces=GeoDataFrame(pieces[pieces["availability"].isin(classes)]),
        by_zone=by_zone,
        by_commune=_by_commune(units),
    )


def _require_classes(classes: Sequence[str]) -> None:
    strange = sorted(set(classes) - set(AVAILABILITIES))
    if strange:
        raise ZaeError(
            "no class of availability {strange}; there are: {known}",
            strange=strange, known=[*AVAILABILITIES],
        )  # fmt: skip


def _asked(zones: GeoDataFrame | None, ids: Sequence[str]) -> GeoDataFrame | None:
    """Zones that are asked for; all where none is named."""
    if not ids:
        return zones
    known = [] if zones is None else list(map(str, zones.index))
    strange = sorted(set(ids) - set(known))
    if strange or zones is None:
        raise ZaeError("no zone {strange}; there are: {known}", strange=strange, known=known[:20])
    return GeoDataFrame(zones[zones.index.astype(str).isin(ids)])


def _of_communes(units: GeoDataFrame, codes_: Sequence[str]) -> GeoDataFrame:
    known = sorted(units["commune_insee"].dropna().astype(str).unique())
    strange = sorted(set(codes_) - set(known))
    if strange:
        raise ZaeError(
            "no parcel of commune {strange}; there are: {known}", strange=strange, known=known[:20]
        )
    return GeoDataFrame(units[units["commune_insee"].isin(codes_)]) if codes_ else units


def _pieces(
    land: Land, units: GeoDataFrame, zones: GeoDataFrame | None
) -> tuple[GeoDataFrame, DataFrame]:
    if zones is None:
        return units.rename_axis("unit_id").reset_index().assign(zone_id=""), DataFrame()
    buildings = by_role(land.layers)["building"]
    setback_m = land.study.availability.get("setback_m", SETBACK_M)
    pieces = clip_units_to_zones(land.units, zones)
    if len(units) < len(land.units):
        # Whole zones all the same: land of their other communes is no land outside of units.
        met = pieces.loc[pieces["unit_id"].isin(units.index), "zone_id"]
        zones, pieces = zones[zones.index.isin(met)], pieces[pieces["zone_id"].isin(met)]
    free = free_part(pieces.geometry, buildings.geometry, setback_m=setback_m)
    measured = GeoDataFrame(pieces.join(free))
    by_zone = available_table(measured, zone_area_m2=zones.geometry.area)
    return GeoDataFrame(measured[measured["unit_id"].isin(units.index)]), by_zone


def _by_commune(units: GeoDataFrame) -> DataFrame:
    groups = units.assign(
        commune_insee=units["commune_insee"].astype(object).fillna(""), units=1
    ).groupby(["commune_insee", *_KEYS], sort=True, observed=True)  # fmt: skip
    return DataFrame(groups[_SUMS].sum()).reset_index()


def write_units(land: Land, path: Path, *, lang: str) -> Path:
    """
    Write land units as a GeoPackage: layer ``land_units``. No owner is named.

    Parameters
    ----------
    land : Land
        Land units of a study.
    path : Path
        The file; replaced as a whole.
    lang : str
        Language of titles and labels.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ZaeError
        If the file cannot be put in its place.
    """
    _ = translator(lang)
    kept = [c for c in UNIT_COLUMNS if c in land.units]
    frame = land.units[[*kept, "geometry"]].rename_axis("unit_id").reset_index()
    told = _("Contiguous parcels in the same hands, what is free")
    table = _layer(land, ("land_units", _("Land units"), told), frame, lang)
    return _written(land, path, [table], lang)


def write_available(found: Available, path: Path, *, lang: str) -> Path:
    """
    Write available land as a GeoPackage: layer ``available_land`` and tables of the stock.

    Parameters
    ----------
    found : Available
        The land.
    path : Path
        The file; replaced as a whole. Tables ``stock_by_commune`` and, with zones,
        ``stock_by_zone``.
    lang : str
        Language of titles and labels.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ZaeError
        If the file cannot be put in its place.
    """
    _ = translator(lang)
    columns = ["unit_id", "zone_id", "commune_insee", "availability", "tenure", "area_m2",
               "free_m2", "largest_free_m2", "parcels", "geometry"]  # fmt: skip
    frame = found.pieces[[c for c in columns if c in found.pieces]].reset_index(drop=True)
    told = _("Land units, or their parts inside zones, that can be had")
    titles = {
        "stock_by_zone": (_("Stock by zone"), found.by_zone),
        "stock_by_commune": (_("Stock by commune"), found.by_commune),
    }
    about = _("Area and free area by class and tenure")
    tables = [
        own(name, title, about, rows, published(), lang, group="tables")
        for name, (title, rows) in titles.items()
        if len(rows)
    ]
    layer = _layer(found.land, ("available_land", _("Available land"), told), frame, lang)
    return _written(found.land, path, [layer, *tables], lang)


def _layer(land: Land, words: tuple[str, str, str], frame: DataFrame, lang: str) -> Published:
    cited = tuple(layer.source.citation for layer in land.layers.values())
    shapes = shaped(GeoDataFrame(frame, crs=land.units.crs), 2)
    return own(*words, shapes, published(), lang, group="context", shape="MultiPolygon",
               role="land_unit", sources=cited)  # fmt: skip


def _written(land: Land, path: Path, tables: Sequence[Published], lang: str) -> Path:
    licences = {layer.source.licence for layer in land.layers.values()} - {""}
    styled = [(t, _qml(t, lang)) for t in tables]
    return write_layers(path, styled, licences=licences, lang=lang)


def _qml(table: Published, lang: str) -> str:
    """Style by class of availability; forms alone for a plain table."""
    root = ET.Element("qgis", {"version": VERSION, "styleCategories": "AllStyleCategories"})
    if table.shape:
        root.append(_renderer(lang))
    root.extend([field_configuration(table), aliases(table)])
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ET.tostring(root, encoding="unicode")


def _renderer(lang: str) -> ET.Element:
    words = codes("availability", lang=lang)
    rules = [
        Rule(
            label=words[key], filter=key,
            symbol=fill(colour, alpha=0.75, edge=Outline("#5a5a5a", 0.2, "solid")),
        )
        for key, colour in AVAILABILITY_COLOURS.items()
    ]  # fmt: skip
    return category_renderer("availability", tuple(rules))


SUMMARY: Final = N_("{count} piece(s) of land, {area} m² of which {free} m² free")
"""What a command says of available land."""


def total(found: Available) -> dict[str, float]:
    """
    Sums of the land that was found.

    Parameters
    ----------
    found : Available
        The land.

    Returns
    -------
    dict of str to float
        ``count``, ``area_m2``, ``free_m2``, and how many ``zones`` the stock is told by.
    """
    free = pd.to_numeric(found.pieces["free_m2"])
    return {
        "count": len(found.pieces), "area_m2": float(found.pieces["area_m2"].sum()),
        "free_m2": float(free.sum()),
        "zones": found.by_zone["zone_id"].nunique() if len(found.by_zone) else 0,
    }  # fmt: skip
