"""Content of a report: texts in the language of the reader, the same for screen and paper."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pandas import DataFrame

from zae.assessment import Assessment, Run
from zae.messages import N_, area, date
from zae.publish.dates import written_at
from zae.publish.figures import MAP_ROLES
from zae.publish.numerals import fixed
from zae.publish.palette import INK_ON_LETTER, letter_colours
from zae.publish.plans import PLAN_STYLES
from zae.publish.report import annexes, findings, firm, marks, nearby, summary
from zae.publish.report.marks import Row
from zae.publish.report.reader import Reader, short_citation
from zae.publish.report.remarks import remarks
from zae.publish.tables import best_project

Content = dict[str, Any]


def frame(assessment: Assessment, reader: Reader) -> Content:
    """
    What every report carries: headings, title, letters with their colours, sources, grid.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.

    Returns
    -------
    dict
        ``t`` (headings), ``lang``, ``title``, ``territory``, ``edition``, ``letters``,
        ``sources``, ``grid``, ``soil_note``, ``show_tenure``.
    """
    scale = tuple(s.letter for s in assessment.grid.letters.scale)
    colours = letter_colours(scale)
    return {
        "t": reader.labels,
        "lang": reader.lang,
        "title": assessment.study.title,
        "territory": assessment.territory.name,
        "made": reader.say(N_("Made on {date}"), date=date(written_at().date(), reader.lang)),
        "edition": reader.labels[f"edition_{reader.edition}"],
        "letters": {
            x: {"fill": c, "ink": INK_ON_LETTER.get(x, "#1b1b1b")} for x, c in colours.items()
        },
        "map_sources": _map_sources(assessment, reader, MAP_ROLES),
        "plan_sources": _map_sources(assessment, reader, PLAN_STYLES),
        "sources": annexes.sources(assessment, reader),
        "grid": annexes.grid(assessment, reader),
        "soil_note": findings.soil_note(assessment, reader),
        "show_tenure": not reader.public,
    }


def territory(
    assessment: Assessment,
    reader: Reader,
    *,
    most: int,
    pages: Sequence[Row] | None = None,
    ranked: int | None = None,
    zones: int | None = None,
) -> Content:
    """
    Content of the report of a territory.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.
    most : int
        Number of sites that get a sheet: those that rank best for one project or another.
    pages : sequence of dict, optional
        What :func:`leading_sheets` gives for as many sites at least, where it is at hand.
    ranked : int, optional
        Number of sites that each ranking names, from the first on; all of them if none.
    zones : int, optional
        Number of zones whose available land is told, those with most of it; all of them if none.

    Returns
    -------
    dict
        What :func:`frame` gives, with the summary, the ranking of each project, the sheets of
        the sites, available land and the account of the layers.
    """
    leading = _leading(assessment, most)
    anchors = {site: f"site-{i}" for i, site in enumerate(leading, start=1)}
    pages = leading_sheets(assessment, reader, most=most) if pages is None else pages
    return frame(assessment, reader) | {
        "summary": summary.summary(assessment, reader),
        "projects": summary.by_project(assessment, reader),
        "rankings": [
            {
                "key": run.project.key,
                "project": marks.project_label(run, reader),
                "rows": marks.ranking(assessment, run, reader, most=ranked),
                "left": _ranks_left(assessment, ranked, reader),
                "measure": firm.first_facts(run, assessment, reader),
            }
            for run in assessment.runs.values()
        ],
        "sheets": [s for s in pages if s["id"] in anchors],
        "sheets_left": _sheets_left(assessment, len(leading), reader),
        "anchors": anchors,
        "show_ids": not reader.public,
        "available": annexes.available_land(assessment, reader, most=zones),
        "available_left": _zones_left(assessment, zones, reader),
        "account": annexes.account(assessment, reader),
        "remarks": remarks(assessment, reader),
        "gaps": findings.gaps(next(iter(assessment.runs.values())), assessment, reader),
    }


def leading_sheets(assessment: Assessment, reader: Reader, *, most: int) -> list[Row]:
    """Sheets of the sites that rank best for one project or another, at most so many."""
    return list(sheets(assessment, reader, only=frozenset(_leading(assessment, most))))


def _leading(assessment: Assessment, most: int) -> list[str]:
    """Sites of the best ranks, whatever the project, in the order of the sites."""
    ranks = DataFrame({k: r.scores.table["rank"] for k, r in assessment.runs.items()})
    best = ranks.min(axis=1).sort_values(kind="stable").index[:most]
    kept = set(best)
    return [str(site) for site in assessment.sites.index if site in kept]


def _ranks_left(assessment: Assessment, ranked: int | None, reader: Reader) -> str:
    total = len(assessment.sites)
    if ranked is None or ranked >= total:
        return ""
    return reader.say(
        N_(
            "The first {shown} sites of {total} in the ranking; the map, scores.csv and "
            "scores.gpkg hold every site."
        ),
        shown=str(ranked),
        total=str(total),
    )


def _zones_left(assessment: Assessment, shown: int | None, reader: Reader) -> str:
    total = assessment.available["zone_id"].nunique()
    if shown is None or shown >= total:
        return ""
    return reader.say(
        N_(
            "The {shown} zones with most free land, of {total}; scores.gpkg and the report for the "
            "screen hold every zone."
        ),
        shown=str(shown),
        total=str(total),
    )


def _sheets_left(assessment: Assessment, shown: int, reader: Reader) -> str:
    total = len(assessment.sites)
    if shown == total:
        return ""
    return reader.say(
        N_(
            "Sheets of the {shown} sites of the best ranks, out of {total}; every site is in the "
            "map and in the tables, and can have its own report."
        ),
        shown=str(shown),
        total=str(total),
    )


def _map_sources(assessment: Assessment, reader: Reader, roles: Collection[str]) -> str:
    used = (layer for layer in assessment.layers.values() if layer.role.name in roles)
    cited = (short_citation(layer.source) for layer in used)
    return reader.say(N_("Sources: {list}."), list=" ; ".join(dict.fromkeys(cited)))


@dataclass(frozen=True, kw_only=True)
class Detail:
    """Families and criteria of every site for one project, in words."""

    project: str
    families: dict[str, list[Row]]
    lines: dict[str, list[Row]]
    scores: dict[Any, dict[Any, Any]]
    spread: dict[str, list[float]]
    changes: dict[str, list[str]]
    above: dict[str, str]
    measure: dict[str, list[Row]]
    firm: dict[str, list[str]]


def details(
    assessment: Assessment,
    reader: Reader,
    keys: Collection[str],
    only: Collection[str] | None = None,
) -> dict[str, Detail]:
    """
    Everything behind the marks, in words, project by project.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.
    keys : collection of str
        Keys of the projects.
    only : collection of str, optional
        Sites that are wanted; all of them where none are given.

    Returns
    -------
    dict of str to Detail
        By key of the project, in the order of the runs.
    """
    asked = {key: run for key, run in assessment.runs.items() if key in keys}
    few = asked
    if only is not None:  # what is said of a site alone does not take the others
        few = {k: r.among(r.facts.sites[r.facts.sites.isin(list(only))]) for k, r in asked.items()}
    return {
        key: Detail(
            project=marks.project_label(run, reader),
            families=marks.families(run, assessment, reader, only),
            lines=marks.criteria(few[key], assessment, reader),
            scores=_by_site(run, only),
            spread=marks.spread(run),
            changes=nearby.next_letters(few[key], assessment, reader),
            above=nearby.next_letter(few[key], assessment),
            measure=firm.to_measure(run, assessment, reader, only),
            firm=firm.sentences(run, reader, only),
        )
        for key, run in asked.items()
    }


def sheets(
    assessment: Assessment,
    reader: Reader,
    shown: Mapping[str, Detail] | None = None,
    *,
    only: Collection[str] | None = None,
) -> Iterator[Row]:
    """
    One sheet a site, for the project that suits it best, in the order of the sites.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.
    shown : mapping of str to Detail, optional
        What :func:`details` gives for these projects at least, where it is at hand.
    only : collection of str, optional
        Sites that are wanted; all of them where none are given.

    Yields
    ------
    dict
        The sheet: description, mark in words, marks by project, families, criteria, reasons,
        vetoes and unknowns.
    """
    best = best_project(assessment)
    vetoes = findings.vetoes(assessment, reader, only)
    shown = details(assessment, reader, set(best), only) if shown is None else shown
    near = nearby.neighbours(assessment, only)
    tables = {k: _by_site(r, only) for k, r in assessment.runs.items()}
    for place in described(assessment, reader, only):
        site = place["id"]
        yield place | {
            "project_key": best[site],
            "marks": [
                {"project": marks.project_label(run, reader), "lead": key == best[site]}
                | marks.mark_of(tables[key][site], reader)
                for key, run in assessment.runs.items()
            ],
            "vetoes": vetoes.get(site, []),
            "near": nearby.beside(
                site, near[site], assessment.runs[best[site]], assessment, reader
            ),
            **_explained(site, shown[best[site]], assessment, reader),
        }


def _by_site(run: Run, only: Collection[str] | None) -> dict[Any, dict[Any, Any]]:
    table = run.scores.table
    return (table if only is None else table[table.index.isin(list(only))]).to_dict("index")


def _explained(site: str, detail: Detail, assessment: Assessment, reader: Reader) -> Row:
    lines = detail.lines[site]
    mark = marks.mark_of(detail.scores[site], reader)
    return {
        "project": detail.project,
        "mark": mark,
        "words": summary.in_words(mark, detail.project, len(assessment.sites), reader),
        "families": marks.with_criteria(detail.families[site], lines, reader),
        "widest": max(x["possible"] for x in lines),
        "total": fixed(sum(x["brought"] for x in lines), reader.lang, 1),
        "unknowns": findings.unknowns(lines, assessment, reader),
        "firm": detail.firm[site],
        "measure": detail.measure.get(site, []),
        "above": detail.above.get(site, ""),
        "changes": detail.changes.get(site, []),
        **marks.reasons(lines, detail.families[site]),
    }


def site_reports(
    assessment: Assessment, reader: Reader, *, only: Collection[str] | None = None
) -> Iterator[Content]:
    """
    Content of the report of each site, in the order of the sites.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.
    only : collection of str, optional
        Ids of the sites; all of them where absent.

    Yields
    ------
    dict
        What :func:`frame` gives, with the sheet of the site as ``s``, the marks of its criteria
        for every project, the spread of the territory and the available land of its zone.
    """
    carried = frame(assessment, reader) | {
        "account": annexes.account(assessment, reader, annexes.MENDING)
    }
    every = details(assessment, reader, set(assessment.runs))
    wrote = remarks(assessment, reader)
    land = {z["id"]: z for z in annexes.available_land(assessment, reader)}
    zones = assessment.sites["zone_id"].to_dict()
    for sheet in sheets(assessment, reader, every, only=only):
        site = sheet["id"]
        zone = land.get(str(zones.get(site))) or land.get(str(site))
        yield carried | {
            "s": sheet,
            "matrix": _matrix(site, every),
            "projects": [d.project for d in every.values()],
            "spread": every[sheet["project_key"]].spread,
            "available": [zone] if zone else [],
            "remarks": [r for r in wrote if r["id"] == site],
            "show_ids": not reader.public,
        }


def _matrix(site: str, every: dict[str, Detail]) -> list[Row]:
    """Marks of each criterion, one column a project."""
    columns = [d.lines[site] for d in every.values()]
    return [
        {"code": row[0]["code"], "label": row[0]["label"], "marks": [c["mark"] for c in row]}
        for row in zip(*columns, strict=True)
    ]


def described(
    assessment: Assessment, reader: Reader, only: Collection[str] | None = None
) -> Iterator[Row]:
    """
    What is said of each site before any mark.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.
    only : collection of str, optional
        Sites that are wanted; all of them where none are given.

    Yields
    ------
    dict
        Id, name, commune, area, kind, availability and outline in words; parcels, tenure and
        link in the restricted edition only.
    """
    columns = ["name", "commune", "area_m2", "kind", "availability", "geometry_status"]
    restricted = [] if reader.public else ["tenure", "parcels", "url"]
    sites = assessment.sites
    wanted = sites if only is None else sites[sites.index.isin(list(only))]
    table = wanted[columns + restricted].rename_axis("site_id").reset_index()
    for row in table.to_dict("records"):
        yield {
            "id": row["site_id"],
            "name": row["name"] or row["site_id"],
            "commune": row["commune"] or "",
            "area": area(row["area_m2"], reader.lang),
            "kind": reader.code(row["kind"]),
            "availability": reader.code(row["availability"]),
            "outline": reader.code(row["geometry_status"]),
            "tenure": reader.code(row.get("tenure")),
            "url": nearby.web_page(row.get("url")),
            "parcels": str(row.get("parcels") or "").replace(" | ", ", ").replace("|", ", "),
        }
