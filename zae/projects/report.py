"""The follow-up as a page, on paper, as a workbook and as a map layer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame
from xlsxwriter import Workbook

from zae.assessment import Assessment
from zae.messages import Lang, translator
from zae.projects.content import STATE_COLOURS, Content, Followup, content, followed
from zae.projects.kinds import REASONS, STATES, WHAT
from zae.publish import drawing, figures
from zae.publish.editions import Edition, edited
from zae.publish.page import page as filled
from zae.publish.report.html import image
from zae.publish.report.pdf import Press
from zae.publish.whole import whole
from zae.store import Store

FILES: Final = ("suivi.html", "suivi.pdf", "suivi.xlsx", "suivi.gpkg")
"""What is written: a page, paper, a workbook, a layer of sites with their promises."""

_WORST: Final = ("missed", "overdue", "under_way", "pending", "kept")
"""A site has the colour of the first of these that one of its promises is in."""


def write(
    store: Store,
    assessment: Assessment,
    out: Path,
    *,
    day: date,
    lang: Lang = "fr",
    edition: Edition = "restricted",
) -> dict[str, Path]:
    """
    Write the follow-up of a study.

    Parameters
    ----------
    store : Store
        The store.
    assessment : Assessment
        The study, for its sites and the ground of the map.
    out : Path
        Folder to write to.
    day : date
        Nothing dated later is read.
    lang : str
        Language of the reader.
    edition : str
        ``restricted`` or ``public``.

    Returns
    -------
    dict of str to Path
        What was written, by its name.

    Raises
    ------
    ZaeError
        If the folder cannot be written to.
    """
    found = followed(store, day, edition)
    shown = edited(assessment, edition)
    told = content(found, shown.study.title, lang)
    told["map_sources"] = sources_of(shown)
    picture = overview(shown, found)
    writers: dict[str, Callable[[Path], object]] = {
        "suivi.html": lambda p: p.write_text(
            page(shown, found, told), encoding="utf-8", newline="\n"
        ),
        "suivi.pdf": lambda p: p.write_bytes(_paper(told, picture)),
        "suivi.xlsx": lambda p: _workbook(found, p, lang),
        "suivi.gpkg": lambda p: settlements(shown, found).to_file(
            p, layer="implantations", driver="GPKG", VERSION="1.3"
        ),
    }
    for name, writer in writers.items():
        with whole(out / name) as beside:
            writer(beside)
    return {name: out / name for name in writers}


def settlements(assessment: Assessment, found: Followup) -> GeoDataFrame:
    """
    Sites that promises speak of.

    Parameters
    ----------
    assessment : Assessment
        The study.
    found : Followup
        The follow-up.

    Returns
    -------
    GeoDataFrame
        One row a project whose site is in the study, in the order of the report: ``number``,
        ``name``, ``site_id``, ``state`` (the worst of its promises), ``promises``, ``kept``.
    """
    rows = []
    for number, (_key, group) in enumerate(found.register.groupby("project", sort=False), start=1):
        states = set(group["state"])
        site = group["site_id"].iloc[0]
        if site in assessment.sites.index:
            rows.append({
                "number": number, "name": group["name"].iloc[0], "site_id": site,
                "state": next(s for s in _WORST if s in states), "promises": len(group),
                "kept": int((group["state"] == "kept").sum()),
                "geometry": assessment.sites.geometry[site],
            })  # fmt: skip
    columns = ["number", "name", "site_id", "state", "promises", "kept", "geometry"]
    return GeoDataFrame(rows, columns=columns, geometry="geometry", crs=assessment.sites.crs)


def sources_of(assessment: Assessment) -> str:
    """Producer, licence and vintage of each layer, each said once."""
    said = (
        ", ".join(filter(None, (x.source.producer or x.name, x.source.licence, x.source.vintage)))
        for x in assessment.layers.values()
    )
    return " · ".join(dict.fromkeys(said))


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a settlement stands on the picture of the map, from its upper left corner. [0-1]"""

    number: int
    x: float
    y: float
    colour: str


def overview(assessment: Assessment, found: Followup) -> bytes:
    """
    Map of the settlements, numbered as in the report, in the colour of their worst promise.

    Parameters
    ----------
    assessment : Assessment
        The study.
    found : Followup
        The follow-up.

    Returns
    -------
    bytes
        An SVG file.
    """
    return _drawn(assessment, settlements(assessment, found), numbers=True)[0]


def numbered_map(assessment: Assessment, sites: Mapping[int, str]) -> bytes:
    """
    Map of a few sites of a study, numbered.

    Parameters
    ----------
    assessment : Assessment
        The study.
    sites : mapping of int to str
        Id of the site of each number.

    Returns
    -------
    bytes
        An SVG file.
    """
    shapes = assessment.sites.geometry.loc[list(sites.values())]
    frame = GeoDataFrame({"number": list(sites), "state": "under_way"}, geometry=shapes.to_numpy(),
                         crs=assessment.sites.crs)  # fmt: skip
    return _drawn(assessment, frame, numbers=True)[0]


WIDTH_MM: Final = 180.0
HEIGHT_MM: Final = 105.0


def _drawn(
    assessment: Assessment, places: GeoDataFrame, *, numbers: bool
) -> tuple[bytes, list[Pin]]:
    """Map of settlements, and where each stands on it."""
    extent = assessment.sites.geometry if places.empty else places.geometry
    bounds = drawing.grown(drawing.bounds_of(extent), 0.12, least=200)
    figure, axes = drawing.sheet(WIDTH_MM, HEIGHT_MM, bounds)
    figures.ground(axes, assessment)
    centre = places.geometry.representative_point()
    for state, group in places.groupby("state"):
        colour = STATE_COLOURS[str(state)]
        drawing.polygons(axes, drawing.seen(group.geometry, axes), facecolor=colour,
                         edgecolor=colour, alpha=0.45, linewidths=0.8, zorder=8)  # fmt: skip
        if numbers:
            drawing.points(axes, centre[group.index], s=120, c=colour, edgecolors="#ffffff",
                           linewidths=0.9, zorder=9)  # fmt: skip
    if numbers:
        for number, at in zip(places["number"], centre, strict=True):
            axes.text(at.x, at.y, str(number), ha="center", va="center", fontsize=6.5,
                      color="#ffffff", fontweight="bold", zorder=10, clip_on=True)  # fmt: skip
    drawing.scale_bar(axes)
    figures.framed(axes)
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    found = [
        Pin(int(n), (at.x - x0) / (x1 - x0), (y1 - at.y) / (y1 - y0), STATE_COLOURS[str(state)])
        for n, at, state in zip(places["number"], centre, places["state"], strict=True)
    ]
    return drawing.written(figure, dpi=160), found


def page(assessment: Assessment, found: Followup, told: Content) -> str:
    """
    The follow-up as a page in one file; settlements of its map are links to their promises.

    Parameters
    ----------
    assessment : Assessment
        The study.
    found : Followup
        The follow-up.
    told : dict
        What :func:`zae.projects.content.content` gives, and ``map_sources``.

    Returns
    -------
    str
        HTML, without script and without network.
    """
    picture, at = _drawn(assessment, settlements(assessment, found), numbers=False)
    return filled("zae.projects", "followup.html.j2", told | {"map": image(picture), "pins": at})


def _paper(told: Content, picture: bytes) -> bytes:
    with Press() as press:
        template = files("zae.projects").joinpath("templates", "followup.typ").read_bytes()
        press.keep("followup.typ", template)
        press.keep("map.svg", picture)
        return press.set("followup.typ", told)


_HEADS: Final = (
    "project", "name", "site_id", "what", "amount", "due", "found", "kept_share", "drift", "state",
    "reason", "checked_year", "verifier", "evidence", "comment",
)  # fmt: skip


def _workbook(found: Followup, path: Path, lang: Lang) -> None:
    """Write the register, the reminders and the rates, a sheet each."""
    _ = translator(lang)
    register = found.register[list(_HEADS)].assign(
        what=found.register["what"].map(lambda key: _(WHAT[key].label)),
        state=found.register["state"].map(lambda key: _(STATES[key])),
        reason=found.register["reason"].map(lambda k: _(REASONS[k]) if REASONS.get(k) else ""),
    )  # fmt: skip
    due = found.reminders.drop(columns="promise", errors="ignore")
    due = due.assign(what=due["what"].map(lambda key: _(WHAT[key].label)))
    rates = found.rates.reset_index()
    rates = rates.assign(what=rates["what"].map(lambda key: _(WHAT[key].label)))
    heads = {
        "project": _("Project"), "name": _("Name"), "site_id": _("Site"), "what": _("What"),
        "amount": _("Promised"), "due": _("By"), "found": _("Found"), "kept_share": _("Share kept"),
        "drift": _("Drift"), "state": _("State"), "reason": _("Why"), "checked_year": _("Year"),
        "verifier": _("Verified by"), "evidence": _("Evidence expected"), "comment": _("Comment"),
        "year": _("Year"), "on": _("On"), "late_days": _("Days late"), "promises": _("Promises"),
        "projects": _("Projects"), "kept": _("Wholly kept"), "rate": _("Rate"),
        "low": _("Low"), "high": _("High"),
    }  # fmt: skip
    book = Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False,
                                "default_date_format": "dd/mm/yyyy"})  # fmt: skip
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#f2f4f8"})
    for name, table in ((_("Promises"), register), (_("To look at"), due), (_("Rates"), rates)):
        sheet = book.add_worksheet(name)
        _fill(sheet, table.rename(columns=heads), bold)
    book.close()


def _fill(sheet: Any, table: DataFrame, bold: Any) -> None:
    for column, head in enumerate(table.columns):
        sheet.write_string(0, column, str(head), bold)
        texts = [str(v) for v in table.iloc[:, column]]
        sheet.set_column(column, column, min(max(map(len, [str(head), *texts])) + 2, 42))
        for row, value in enumerate(table.iloc[:, column], start=1):
            if pd.isna(value):
                continue
            if isinstance(value, date):
                sheet.write_datetime(row, column, pd.Timestamp(value).to_pydatetime())
            elif isinstance(value, int | float):
                sheet.write_number(row, column, float(value))
            else:
                sheet.write_string(row, column, str(value))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(table), 1), max(len(table.columns) - 1, 0))
