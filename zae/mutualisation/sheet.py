"""A sheet of a zone on paper, to start the conversation with those who work there."""

from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from geopandas import GeoDataFrame, GeoSeries
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from layers import Layer
from zae.messages import N_, area, date, number, translator
from zae.mutualisation.finder import Finding
from zae.mutualisation.measures import MEASURES, bounds, said_between
from zae.mutualisation.profiles import profiles
from zae.mutualisation.steps import Territory
from zae.mutualisation.transposability import rows_of
from zae.mutualisation.wording import (
    activity_words,
    fit_words,
    lacking_words,
    rank_words,
    saved_words,
    search_notes,
    verdict,
)
from zae.mutualisation.zones import reference_measures, references
from zae.publish import drawing
from zae.publish.dates import written_at
from zae.publish.page import page
from zae.publish.report.html import image
from zae.publish.report.pdf import Press
from zae.publish.whole import whole

SIZE_MM: Final = (174.0, 104.0)
PRACTICES_SHOWN: Final = 8

COLOURS: Final = {
    "industrie": "#7a5195", "artisanat": "#c77c11", "logistique": "#3a7ca5",
    "commerce": "#c2410c", "restauration": "#e0a100", "bureaux": "#1c3b70",
    "equipements": "#2f8f6b", "loisirs": "#d45d79",
}  # fmt: skip
"""Colour of each kind of activity."""

GROUP_FILL: Final = "#f2c46d"
GROUP_EDGE: Final = "#8a5a00"

_WORDS: Final = {
    "kind": N_("Mutualisation: a sheet to start the conversation"),
    "figures": N_("The zone in figures"), "measure": N_("Measure"), "here": N_("Here"),
    "practices": N_("What could be shared"), "practice": N_("Practice"),
    "verdict": N_("Verdict"), "fit": N_("Fit"), "rank": N_("Rank"),
    "lacking": N_("What is missing"), "groups": N_("Neighbours to bring to one table"),
    "group": N_("Group"), "plots": N_("Plots"), "jobs": N_("Jobs"), "walk": N_("Walk (m)"),
    "land": N_("Land (m²)"), "money": N_("EUR/year"), "activities": N_("Activities"),
    "questions": N_("Questions to begin with"), "sources": N_("Sources"), "layer": N_("Layer"),
    "producer": N_("Producer"), "vintage": N_("Vintage"), "licence": N_("Licence"),
    "page": N_("Page"), "map": N_("The zone and its groups of neighbours"),
    "no_group": N_("No group of this zone saves anything for this need."),
}  # fmt: skip


def write_sheet(
    found: Territory, finding: Finding | None, zone: str, path: Path, *, lang: str = "fr"
) -> Path:
    """
    Write the sheet of a zone: on paper, or as a page.

    Parameters
    ----------
    found : Territory
        Zones and practices.
    finding : Finding or None
        Groups of neighbours; None where no layer tells of establishments.
    zone : str
        Id of a zone; it has a map where a layer holds it.
    path : Path
        The file, replaced as a whole: one HTML file where its name ends so, else PDF.
    lang : str
        ``fr`` or ``en``.

    Returns
    -------
    Path
        The file. No name of an establishment is in it.

    Raises
    ------
    CatalogueError
        If there is no zone of this id.
    ZaeError
        If the file cannot be put in its place.
    """
    content = sheet_content(found, finding, found.zone(zone), lang)
    picture = sheet_map(found, finding, zone, lang) if content["has_map"] else b""
    as_page = path.suffix.lower() in (".html", ".htm")
    written = _page(content, picture).encode() if as_page else _paper(content, picture)
    with whole(path) as beside:
        beside.write_bytes(written)
    return path


def _page(content: dict[str, Any], picture: bytes) -> str:
    return page("zae.mutualisation", "sheet.html.j2", content | {"map": image(picture)})


def _paper(content: dict[str, Any], picture: bytes) -> bytes:
    with Press() as press:
        template = files("zae.mutualisation").joinpath("templates/sheet.typ")
        press.keep("sheet.typ", template.read_bytes())
        if picture:
            press.keep("map.svg", picture)
        return press.set("sheet.typ", content)


def sheet_content(
    found: Territory, finding: Finding | None, zone: str, lang: str
) -> dict[str, Any]:
    """Everything that the template prints, in words."""
    _ = translator(lang)
    needs = () if finding is None else finding.search.needs
    layers = [(key, x.source) for key, x in found.layers.items() if isinstance(x, Layer)]
    row = found.measures.loc[zone]
    name = row["name"] if isinstance(row["name"], str) else zone
    reference = references()[0]
    ranked = found.ranked[found.ranked["zone_id"] == zone].head(PRACTICES_SHOWN)
    rows = list(rows_of(ranked, found.judged))
    return {
        "t": {key: _(word) for key, word in _WORDS.items()},
        "lang": lang,
        "title": name,
        "territory": found.study.territory or found.study.title,
        "edition": zone,
        "made": date(written_at().date(), lang),
        "reference": reference.name,
        "reference_source": reference.source,
        "measures": _measures(found, zone, lang),
        "has_map": zone in found.drawn,
        "practices": [
            {
                "label": found.practices.practice(r["practice"]).label.said(lang),
                "summary": found.practices.practice(r["practice"]).summary.said(lang),
                "fits": r["fit"],
                "verdict": verdict(r, lang), "fit": fit_words(r, lang), "rank": rank_words(r, lang),
                "lacking": [lacking_words(c, lang) for c in r["lacking"]],
            }
            for r in rows
        ],
        "need": ", ".join(profiles().need(k).label.said(lang) for k in needs),
        **_sharing(finding, zone, lang),
        "questions": _questions(rows, lang),
        "credits": " ; ".join(
            dict.fromkeys(", ".join(filter(None, (s.producer, s.vintage))) for _key, s in layers)
        ),
        "sources": [
            {"layer": key, "producer": s.producer, "vintage": s.vintage, "licence": s.licence}
            for key, s in layers
        ],
    }  # fmt: skip


def _sharing(finding: Finding | None, zone: str, lang: str) -> dict[str, Any]:
    """Groups of a zone and what is to be said of them."""
    if finding is None:
        note = translator(lang)("No layer of establishments: nobody looked for groups.")
        return {"groups": [], "notes": [note], "saved": "", "looked": False}
    return {
        "groups": _groups(finding, zone, lang),
        "notes": [
            translator(lang)("Over all zones of the study: {notes}").format(
                notes=" ".join(search_notes(finding, lang))
            )
        ],
        "saved": _saved(finding, zone, lang), "looked": True,
    }  # fmt: skip


def _measures(found: Territory, zone: str, lang: str) -> list[dict[str, str]]:
    _ = translator(lang)
    there = reference_measures()
    lines = []
    for key, measure in MEASURES.items():
        here = bounds(found.measures, key).to_dict("index")[zone]
        ref = bounds(there, key).to_dict("index")[references()[0].key]
        lines.append(
            {
                "label": _(measure.label),
                "here": said_between(key, here["low"], here["high"], lang),
                "reference": said_between(key, ref["low"], ref["high"], lang),
            }
        )
    return lines


def _groups(finding: Finding, zone: str, lang: str) -> list[dict[str, str]]:
    groups = finding.groups[finding.groups["zone_id"] == zone]
    members = finding.members
    return [
        {
            "group": str(group), "plots": number(row["size"], lang),
            "jobs": number(row["jobs"], lang), "walk": number(row["walk_m"], lang),
            "saved": " · ".join(saved_words(row, k, lang) for k in finding.search.needs),
            "land": number(row["land_m2"], lang), "money": number(row["eur_per_year"], lang),
            "activities": " + ".join(
                (f"{count} × " if count > 1 else "") + activity_words(kinds, lang)
                for kinds, count in Counter(
                    members["activities"][members["group"] == group]
                ).most_common()
            ),
        }
        for group, row in groups.iterrows()
    ]  # fmt: skip


def _saved(finding: Finding, zone: str, lang: str) -> str:
    _ = translator(lang)
    land = float(finding.groups["land_m2"][finding.groups["zone_id"] == zone].sum())
    if land <= 0:
        return ""
    return _("In this zone, {land} of land could be spared.").format(land=area(land, lang))


def _questions(rows: list[dict[str, Any]], lang: str) -> list[str]:
    """What to ask first: what is unknown, then what is missing, of the practices that are near."""
    _ = translator(lang)
    unknown = Counter(c["measure"] for r in rows for c in r["lacking"] if c["state"] == "unknown")
    asked = [
        _("{measure}: who knows? {count} practice(s) depend on it.").format(
            measure=_(MEASURES[key].label), count=number(count, lang)
        )
        for key, count in unknown.most_common()
    ]
    common = [
        _("Which of these did you already try, and what stopped it?"),
        _("Who could sign for all: an association, a union of owners, the collectivity?"),
        _("At what hours are your car park and your docks empty?"),
    ]
    return [*asked, *common]


def sheet_map(found: Territory, finding: Finding | None, zone: str, lang: str) -> bytes:
    """
    Map of a zone: plots by activity, groups numbered as in the table.

    Returns
    -------
    bytes
        An SVG file.
    """
    frames = found.frames
    shape = frames["zone"].geometry[[zone]]
    figure, axes = drawing.sheet(
        *SIZE_MM, drawing.grown(drawing.bounds_of(GeoSeries(shape)), 0.06, least=30)
    )
    if frames.get("street") is not None:
        drawing.lines(axes, drawing.seen(frames["street"], axes), colors="#d8d3c8", linewidths=2.0)
    if frames.get("building") is not None:
        drawing.polygons(
            axes, drawing.seen(frames["building"], axes), facecolor="#c9ced6", zorder=3
        )
    drawing.polygons(
        axes, GeoSeries(shape), facecolor="none", edgecolor="#1c3b70", linewidths=1.4, zorder=6
    )
    if finding is not None:
        groups = finding.groups[finding.groups["zone_id"] == zone]
        _sharers(axes, groups, finding.members[finding.members["zone_id"] == zone], lang)
    drawing.scale_bar(axes)
    return drawing.written(figure, dpi=160)


def _sharers(axes: Any, groups: GeoDataFrame, members: GeoDataFrame, lang: str) -> None:
    """Draw groups with their numbers, members by activity, and the legend of both."""
    if len(groups):
        drawing.polygons(
            axes, groups.geometry, facecolor=GROUP_FILL, edgecolor=GROUP_EDGE, alpha=0.45,
            linewidths=1.0, zorder=7,
        )  # fmt: skip
    present = _dots(axes, members)
    for group, outline in groups.geometry.items():
        at = outline.representative_point()
        drawing.label(axes, (at.x, at.y), str(group), fontsize=8, fontweight="bold", zorder=12)
    labels = profiles().labels(lang)
    handles: list[Any] = [
        Line2D([], [], marker="o", linestyle="", color=COLOURS[k], label=labels[k]) for k in present
    ]
    if len(groups):
        _ = translator(lang)
        name = _("Group that would share")
        handles.append(Patch(facecolor=GROUP_FILL, edgecolor=GROUP_EDGE, label=name))
    if handles:
        axes.legend(handles=handles, loc="upper right", fontsize=6, framealpha=0.92)


def _dots(axes: Any, members: GeoDataFrame) -> list[str]:
    """Draw the members, and say which activities are among them."""
    first = members["activities"].map(lambda kinds: kinds.partition(",")[0])
    present = []
    for key, colour in COLOURS.items():
        rows = members[first == key]
        if len(rows):
            present.append(key)
            drawing.points(
                axes, rows.geometry, s=8 + 3 * rows["jobs"] ** 0.5, c=colour,
                edgecolors="#ffffff", linewidths=0.4, zorder=9,
            )  # fmt: skip
    return present
