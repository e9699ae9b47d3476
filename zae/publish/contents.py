"""
What a GeoPackage of results holds: every table once, with its title, its words and its place.

The GeoPackage and the QGIS project are both written from this list, so they cannot disagree.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final, Literal

import pandas as pd
import shapely
from geopandas import GeoDataFrame
from pandas import DataFrame

from criteria.grid import Grid
from layers import Layer
from zae.assessment import Assessment, Run, copied
from zae.messages import N_, translator
from zae.publish.apart import apart
from zae.publish.editions import Edition, edited
from zae.publish.fields import (
    code_label,
    codes,
    column_label,
    labels,
    printable,
    role_label,
    table_names,
    text,
)
from zae.publish.reasons import reason_text
from zae.publish.tables import (
    facts_table,
    project_rows,
    sites_frame,
    sources_table,
    vetoes_table,
)

Group = Literal["scores", "context", "tables"]

UNIT_COLUMNS: Final = (
    "area_m2", "cadastral_area_m2", "availability", "reason", "built_share", "free_m2",
    "largest_free_m2", "tenure", "owner_type", "zone_id", "commune_insee", "parcels",
)  # fmt: skip
"""Columns of land units that are published: never an owner's name or account."""

_SHAPES: Final = {0: "Point", 1: "MultiLineString", 2: "MultiPolygon"}
_SUFFIX: Final = {0: "_points", 1: "_lines", 2: "_areas"}
_OF_KIND: Final = {0: N_("points"), 1: N_("lines"), 2: N_("outlines")}
_DTYPES: Final[Mapping[str, Any]] = {
    "text": "str", "integer": "Int64", "number": "float64", "boolean": "boolean", "date": "str",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """
    One table of the deliverable.

    Parameters
    ----------
    name : str
        Table name in the GeoPackage.
    title, description : str
        What a reader sees in a layer tree and in the metadata.
    group : str
        ``scores``, ``context`` or ``tables``.
    frame : GeoDataFrame or DataFrame
        Its rows, ready to be written; its columns alone where ``made`` gives the rows.
    shape : str
        ``MultiPolygon``, ``MultiLineString``, ``Point``, or empty for a table.
    labels : mapping of str to str
        Alias of each column.
    codes : mapping of str to mapping
        For a coded column, label by code.
    role : str
        Role of a context layer, ``score`` for scores, else empty.
    project : str
        Key of the project of a layer of scores.
    sources : tuple of str
        Citations of what it was made from.
    made : callable, optional
        Makes the rows of a layer of scores when they are written, without the outlines, which are
        those of the sites: the rows of all projects at once would take as much as all else.
    """

    name: str
    title: str
    description: str
    group: Group
    frame: GeoDataFrame | DataFrame
    shape: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    role: str = ""
    project: str = ""
    sources: tuple[str, ...] = ()
    made: Callable[[], DataFrame] | None = None

    def rows(self) -> GeoDataFrame | DataFrame:
        """All its rows."""
        return self.frame if self.made is None else self.made()


def contents(
    assessment: Assessment, *, lang: str = "fr", edition: Edition = "restricted"
) -> tuple[Published, ...]:
    """
    Every table of the deliverable, in the order of the file.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    lang : str
        Language of titles, aliases and labels.
    edition : str
        ``restricted``, or ``public``: what :func:`zae.publish.editions.edited` leaves.

    Returns
    -------
    tuple of Published
        Sites, scores of each project, context layers, land units, then plain tables. Restricted
        columns and the producers' extra columns are left out of both editions.
    """
    shown = edited(assessment, edition)
    return (
        *_scores(shown, lang),
        *_context(shown, lang),
        *_units(shown, lang),
        *_tables(shown, lang),
    )


def _scores(assessment: Assessment, lang: str) -> list[Published]:
    _ = translator(lang)
    cited = tuple(layer.source.citation for layer in assessment.layers.values())
    common = {"group": "scores", "shape": "MultiPolygon", "sources": cited}
    sites = own(
        "sites", _("Candidate sites"), _told_of_sites(assessment, lang),
        shaped(sites_frame(assessment, lang=lang), 2), assessment.grid, lang,
        role="site", **common,
    )  # fmt: skip
    names = table_names(tuple(assessment.runs), "scores_")
    found = [sites]
    for key, run in assessment.runs.items():
        label = printable(text(run.project.label, lang))
        made = partial(_project, assessment, run, lang)
        found.append(
            own(
                names[key], _("Scores: {project}").format(project=label),
                _("Scores of the sites for {project}, grid {grid}").format(
                    project=label, grid=f"{assessment.grid.name} {assessment.grid.version}"
                ),
                _columns(assessment, run, lang), assessment.grid, lang,
                role="score", project=key, made=made, **common,
            )
        )  # fmt: skip
    return found


def _project(assessment: Assessment, run: Run, lang: str) -> DataFrame:
    """Rows of a layer of scores; their outlines stand in the layer of sites."""
    rows = project_rows(assessment, run, lang=lang)
    return rows.drop(columns=["project", "project_label", "geometry"])


def _columns(assessment: Assessment, run: Run, lang: str) -> GeoDataFrame:
    """Columns of a layer of scores, with their types."""
    none = replace(assessment, sites=assessment.sites.iloc[:0])
    rows = _project(none, run.among(run.facts.sites[:0]), lang)
    return GeoDataFrame(rows, geometry=none.sites.geometry.to_numpy(), crs=assessment.sites.crs)


def _told_of_sites(assessment: Assessment, lang: str) -> str:
    _ = translator(lang)
    said = _("Sites, each with the project that suits it best")
    if not apart(assessment):
        return said
    elsewhere = _(
        "Facts and rules, too many for this file, stand in facts.parquet and vetoes.parquet."
    )
    return f"{said}. {elsewhere}"


def own(
    name: str, title: str, description: str, frame: DataFrame, grid: Grid, lang: str,
    **rest: object,
) -> Published:  # fmt: skip
    """
    Table of the product's own columns, each with its title and the labels of its codes.

    Parameters
    ----------
    name, title, description : str
        As in :class:`Published`.
    frame : DataFrame
        Its rows.
    grid : Grid
        Gives the labels of criteria and families.
    lang : str
        Language of titles and labels.
    **rest
        The other fields of :class:`Published`.

    Returns
    -------
    Published
        The table.
    """
    words = labels(grid, lang=lang)
    coded = {c: codes(c, lang=lang) for c in frame.columns if codes(c, lang=lang)}
    return Published(
        name=name, title=title, description=description, frame=frame,
        labels={c: words.get(c, c) for c in frame.columns if c != "geometry"}, codes=coded,
        **rest,  # type: ignore[arg-type]
    )  # fmt: skip


def _context(assessment: Assessment, lang: str) -> list[Published]:
    spatial: dict[str, Any] = {n: x for n, x in assessment.layers.items() if copied(x)}
    names = table_names(tuple(spatial), "context_")
    order = ("facility", "stop", "establishment", "zone", "friche", "heritage", "street",
             "building", "water", "hazard", "natural_area", "planning_zone", "parcel",
             "land_cover", "land_cover_before", "address", "context", "site",
             "commune")  # fmt: skip
    ranked = sorted(spatial, key=lambda n: order.index(spatial[n].role.name))
    return [p for name in ranked for p in _layer(names[name], spatial[name], lang)]


def _layer(table: str, layer: Layer, lang: str) -> list[Published]:
    """The layer, parted by kind of shape: QGIS draws one kind a layer."""
    role = layer.role
    frame = layer.frame.reset_index(drop=layer.frame.index.name is None)
    open_columns = [c for c in role.columns if not c.restricted]
    columns = {
        c.name: frame[c.name].astype(_DTYPES[c.kind]) for c in open_columns if c.name in frame
    }
    plain = GeoDataFrame(columns, geometry=frame.geometry.array, crs=frame.crs)
    kinds = shapely.get_dimensions(plain.geometry.array)
    present = sorted(set(kinds[kinds >= 0])) or [2]
    words = {c.name: column_label(c, lang=lang) for c in open_columns if c.name in columns}
    coded = {
        c.name: {code: code_label(code, lang=lang) for code in c.choices}
        for c in open_columns
        if c.choices and c.name in columns
    }
    title = f"{role_label(role.name, lang=lang)} ({printable(layer.name)})"
    first = kinds == -1  # rows without geometry stay with the first kind
    kept = {k: (kinds == k) | (first & (k == present[0])) for k in present}
    return [
        Published(
            name=table + (_SUFFIX[kind] if len(present) > 1 else ""),
            title=f"{title}, {translator(lang)(_OF_KIND[kind])}" if len(present) > 1 else title,
            description=printable(layer.source.citation), group="context",
            frame=shaped(plain[kept[kind]], kind), shape=_SHAPES[kind], labels=words,
            codes=coded, role=role.name, sources=(layer.source.citation,),
        )
        for kind in present
    ]  # fmt: skip


def shaped(frame: GeoDataFrame, kind: int) -> GeoDataFrame:
    """Flat geometries, all multiple where they are lines or areas; points one by one."""
    flat = shapely.force_2d(frame.geometry.array)
    if kind == 0:
        return _one_by_one(frame.set_geometry(flat))
    single = shapely.get_type_id(flat) == (1 if kind == 1 else 3)
    build = shapely.multilinestrings if kind == 1 else shapely.multipolygons
    many = flat.copy()
    if single.any():
        alone = flat[single]
        many[single] = build(alone, indices=range(len(alone)))
    return frame.set_geometry(many, crs=frame.crs).reset_index(drop=True)


def _one_by_one(points: GeoDataFrame) -> GeoDataFrame:
    """Multiple points as several rows; a row without geometry stays."""
    many = points.geom_type == "MultiPoint"
    if not many.any():
        return points.reset_index(drop=True)
    apart = points[many].explode(index_parts=False)
    return pd.concat([points[~many], apart]).sort_index(kind="stable").reset_index(drop=True)


def _units(assessment: Assessment, lang: str) -> list[Published]:
    if assessment.units is None:
        return []
    _ = translator(lang)
    kept = [c for c in UNIT_COLUMNS if c in assessment.units]
    frame = assessment.units[[*kept, "geometry"]].rename_axis("unit_id").reset_index()
    cited = assessment.sources_of(("parcel", "building"))
    return [
        own(
            "land_units", _("Land units"), _("Contiguous parcels in the same hands, what is free"),
            shaped(frame, 2), assessment.grid, lang,
            group="context", shape="MultiPolygon", role="land_unit", sources=cited,
        )
    ]  # fmt: skip


def _tables(assessment: Assessment, lang: str) -> list[Published]:
    _ = translator(lang)
    facts = _("Everything behind the scores: one row per project, site and criterion")
    rules = _("Rules that apply or must be checked, with how to lift them")
    land = _("Available land of each zone by class and tenure; adds up to its area")
    wrote = _("What readers wrote on sites, with what they saw; restricted edition only")
    account = _("What was read, repaired, refused or noted, layer by layer")
    reasons = assessment.account["reason"].map(lambda text: reason_text(text, lang))
    long = () if apart(assessment) else (
        ("facts", _("Facts and marks"), facts, facts_table(assessment, lang=lang)),
        ("vetoes", _("Rules"), rules, vetoes_table(assessment, lang=lang)),
    )  # fmt: skip
    listed = (
        *long,
        ("available_land", _("Available land"), land, assessment.available),
        ("account", _("Account of the data"), account, assessment.account.assign(reason=reasons)),
        ("sources", _("Sources"), _("Where each layer comes from"),
         sources_table(assessment, lang=lang)),
        *([("remarks", _("Remarks of readers"), wrote, assessment.remarks)]
          if len(assessment.remarks) else []),
    )  # fmt: skip
    return [
        own(name, title, about, frame.reset_index(drop=True), assessment.grid, lang, group="tables")
        for name, title, about, frame in listed
        if len(frame.columns)
    ]
