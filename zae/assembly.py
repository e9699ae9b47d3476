"""Plots for a company's brief, made of contiguous land units of a study, best score first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import numpy as np
import shapely
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from land.assembly import Assemblies, Brief, assemblies
from land.errors import ZaeError
from land.frontage import frontage_m
from land.units import contiguous
from zae.assess import by_role
from zae.assessment import Assessment
from zae.messages import N_, translator
from zae.publish.contents import Published
from zae.publish.forms import aliases, field_configuration
from zae.publish.layer_file import write_layers
from zae.publish.palette import HIGHLIGHT, Outline
from zae.publish.renderers import single_renderer
from zae.publish.styles import VERSION as QGIS_VERSION
from zae.publish.symbols import fill

READ: Final = ("parcel", "building", "street", "zone", "friche")
"""Roles whose layers are cited beside the plots."""

LEFT_OUT: Final = {
    "unknown": N_("score unknown"),
    "interdit": N_("prohibited by a rule"),
    "reserve": N_("under a reservation"),
    "tenure": N_("in other hands"),
}
"""Why a land unit is not taken, in the order in which it is looked at."""


class AssemblyError(ZaeError, ValueError):
    """A study cannot give plots for a brief."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """
    What is asked for.

    Parameters
    ----------
    brief : Brief
        Area, frontage, owners, units.
    project : str
        Key of the project whose scores count; the first if empty.
    tenure : tuple of str
        ``public``, ``private``, ``unknown``: hands that the land may be in; any where empty.
    reserves : bool
        Whether units under a reservation count.
    count : int
        How many plots.
    apart : bool
        Whether no two plots may share a unit: each is then the best of what the better ones left.
    seconds : float
        Time of the search.
    """

    brief: Brief
    project: str = ""
    tenure: tuple[str, ...] = ()
    reserves: bool = True
    count: int = 10
    apart: bool = True
    seconds: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    Plots that were found.

    Parameters
    ----------
    wish : Wish
        What was asked for.
    plots : GeoDataFrame
        Best first, from 1: ``units`` (ids, joined with « | »), ``count``, ``owners``,
        ``area_m2``, ``frontage_m``, ``score_low``, ``score``, ``score_high`` (means weighted by
        area), outline.
    looked_at : int
        Land units that could be taken.
    left_out : dict of str to int
        Land units that could not, by reason.
    complete : bool
        Whether the search was finished: no other plot is better.
    """

    wish: Wish
    plots: GeoDataFrame
    looked_at: int
    left_out: Mapping[str, int]
    complete: bool


def assemble(
    done: Assessment, wish: Wish, *, progress: Callable[[int, int], None] | None = None
) -> Found:
    """
    Plots of a study for a brief.

    Parameters
    ----------
    done : Assessment
        A study, carried out, with land units among its sites.
    wish : Wish
        What is asked for.
    progress : callable, optional
        As for :func:`land.assembly.assemblies`.

    Returns
    -------
    Found
        The plots.

    Raises
    ------
    AssemblyError
        If the study has no land units among its sites, no such project, or no streets where a
        frontage is asked for.
    """
    key = _project(done, wish)
    sites = done.sites[done.sites["kind"] == "land_unit"]
    if sites.empty:
        raise AssemblyError(
            "the study has no land units among its sites; add « land_unit » to kinds under [sites]"
        )
    table = done.runs[key].scores.table.loc[sites.index]
    reason = _refused(sites, table, wish)
    units = _units(done, sites[reason == ""], table, wish)
    near = contiguous(units.geometry)
    found = _searched(units, near, wish, progress)
    return Found(
        wish=wish, plots=_plots(found.plots, units), looked_at=len(units),
        left_out={k: int((reason == k).sum()) for k in LEFT_OUT if (reason == k).any()},
        complete=found.complete,
    )  # fmt: skip


def _project(done: Assessment, wish: Wish) -> str:
    key = wish.project or next(iter(done.runs))
    if key not in done.runs:
        raise AssemblyError(
            "no project « {project} »; there are: {known}", project=key, known=list(done.runs)
        )
    return key


def _refused(sites: GeoDataFrame, table: DataFrame, wish: Wish) -> Series:
    """Why a unit is not taken; empty where it is."""
    tests = {
        "unknown": table["score"].isna(),
        "interdit": table["admission"] == "interdit",
        "reserve": (table["admission"] == "reserve") & (not wish.reserves),
        "tenure": ~sites["tenure"].isin(wish.tenure or ("public", "private", "unknown")),
    }
    found = np.select([t.to_numpy() for t in tests.values()], list(tests), "")
    return Series(found, index=sites.index)


def _units(done: Assessment, sites: GeoDataFrame, table: DataFrame, wish: Wish) -> GeoDataFrame:
    frames = by_role(done.layers)
    streets = frames.get("street")
    if streets is None and wish.brief.frontage_m > 0:
        raise AssemblyError("the study has no layer of the role {roles}", roles=["street"])
    fronts = 0.0 if streets is None else frontage_m(sites.geometry, streets.geometry)
    columns = {c: table[c].reindex(sites.index) for c in ("score_low", "score", "score_high")}
    return sites[["area_m2", "geometry"]].assign(
        frontage_m=fronts, owner=_owners(sites, frames.get("parcel")), **columns
    )


def _owners(sites: GeoDataFrame, parcels: Any) -> Series:
    """Who holds each unit, to be counted and never shown; missing where nobody says."""
    known = [c for c in ("owner_account", "owner") if parcels is not None and c in parcels]
    held = Series(None, index=sites.index, dtype=object)
    first = sites["parcels"].map(lambda ids: str(ids).partition("|")[0].strip())
    for column in known:
        held = held.where(held.notna(), first.map(parcels[column].astype(object)))
    return held.where(held.notna() & (held != ""), None)


def _searched(
    units: GeoDataFrame, near: DataFrame, wish: Wish,
    progress: Callable[[int, int], None] | None,
) -> Assemblies:  # fmt: skip
    if not wish.apart:
        return assemblies(units, near, wish.brief, count=wish.count, seconds=wish.seconds,
                          progress=progress)  # fmt: skip
    rows, complete, left = [], True, DataFrame(units.drop(columns="geometry"))
    for _ in range(wish.count):
        pairs = near[near["a"].isin(left.index) & near["b"].isin(left.index)]
        one = assemblies(left, pairs, wish.brief, count=1, seconds=wish.seconds / wish.count,
                         progress=progress)  # fmt: skip
        complete &= one.complete
        if one.plots.empty:
            break
        rows.append(one.plots.iloc[0])
        left = left.drop(index=list(rows[-1]["units"]))
    plots = DataFrame(rows, columns=one.plots.columns).reset_index(drop=True)
    return Assemblies(plots=plots, complete=complete, bound=one.bound)


def _plots(plots: DataFrame, units: GeoDataFrame) -> GeoDataFrame:
    rows = []
    for plot in plots.to_dict("records"):
        taken = units.loc[list(plot["units"])]
        share = taken["area_m2"] / taken["area_m2"].sum()
        means = {c: float((taken[c] * share).sum()) for c in ("score_low", "score", "score_high")}
        rows.append(
            {
                "units": "|".join(map(str, plot["units"])), "count": plot["count"],
                "owners": plot["owners"], "area_m2": plot["area_m2"],
                "frontage_m": plot["frontage_m"], **means,
                "geometry": _polygons(shapely.union_all(taken.geometry.array)),
            }
        )  # fmt: skip
    columns = ["units", "count", "owners", "area_m2", "frontage_m", "score_low", "score",
               "score_high", "geometry"]  # fmt: skip
    table = GeoDataFrame(rows, columns=columns, geometry="geometry", crs=units.crs)
    return table.set_axis(range(1, len(table) + 1)).rename_axis("plot")


def _polygons(shape: Any) -> Any:
    return shapely.MultiPolygon([shape]) if shape.geom_type == "Polygon" else shape


def write(found: Found, done: Assessment, path: Path, *, lang: str = "fr") -> Path:
    """
    Write plots as a GeoPackage with a style, titles of columns and sources.

    Parameters
    ----------
    found : Found
        The plots.
    done : Assessment
        The study that they come from.
    path : Path
        The file; replaced as a whole.
    lang : str
        Language of titles.

    Returns
    -------
    Path
        The file: layer ``terrains``. No owner is named.

    Raises
    ------
    ZaeError
        If the file cannot be put in its place.
    """
    _ = translator(lang)
    titles = {
        "plot": _("Assembled plot"), "units": _("Land units"), "count": _("Number of units"),
        "owners": _("Owners"), "area_m2": _("Area (m²)"), "frontage_m": _("Frontage (m)"),
        "score_low": _("Lowest possible score (0-100)"), "score": _("Score (0-100)"),
        "score_high": _("Highest possible score (0-100)"),
    }  # fmt: skip
    table = Published(
        name="terrains", title=_("Plots for the brief"), description=notes(found, lang)[0],
        group="context", frame=found.plots.reset_index(), shape="MultiPolygon", labels=titles,
        sources=done.sources_of(READ),
    )  # fmt: skip
    licences = {layer.source.licence for layer in done.layers.values()} - {""}
    return write_layers(path, [(table, _qml(table))], licences=licences, lang=lang)


def _qml(table: Published) -> str:
    root = ET.Element("qgis", {"version": QGIS_VERSION, "styleCategories": "AllStyleCategories"})
    edge = Outline(HIGHLIGHT, 0.6, "solid")
    root.extend([single_renderer(fill(HIGHLIGHT, alpha=0.3, edge=edge)),
                 field_configuration(table), aliases(table)])  # fmt: skip
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ET.tostring(root, encoding="unicode")


def notes(found: Found, lang: str) -> list[str]:
    """What was looked at, what was left out and why, and whether the search was finished."""
    _ = translator(lang)
    told = [
        _("{count} plot(s) among {units} land unit(s).").format(
            count=len(found.plots), units=found.looked_at
        )
    ]
    if found.left_out:
        reasons = ", ".join(f"{_(LEFT_OUT[k])} {n}" for k, n in found.left_out.items())
        told.append(_("Left out: {reasons}.").format(reasons=reasons))
    told.append(
        _("No other plot is better.") if found.complete
        else _("Time was up: a better plot may exist; give the search more (--seconds).")
    )  # fmt: skip
    return told
