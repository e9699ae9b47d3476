"""Content of a report: texts in the language of the reader, the same for screen and paper."""

from collections.abc import Iterable
from typing import Any

from zae.assessment import Assessment
from zae.messages import N_, area
from zae.publish.numerals import fixed
from zae.publish.palette import INK_ON_LETTER, letter_colours
from zae.publish.report import annexes, findings, marks, summary
from zae.publish.report.marks import Row
from zae.publish.report.reader import Reader

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
        ``sources``, ``grid``.
    """
    scale = tuple(s.letter for s in assessment.grid.letters.scale)
    colours = letter_colours(scale)
    return {
        "t": reader.labels,
        "lang": reader.lang,
        "title": assessment.study.title,
        "territory": assessment.territory.name,
        "edition": reader.labels[f"edition_{reader.edition}"],
        "letters": {
            x: {"fill": c, "ink": INK_ON_LETTER.get(x, "#1b1b1b")} for x, c in colours.items()
        },
        "sources": annexes.sources(assessment, reader),
        "grid": annexes.grid(assessment, reader),
    }


def territory(assessment: Assessment, reader: Reader) -> Content:
    """
    Content of the report of a territory.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.

    Returns
    -------
    dict
        What :func:`frame` gives, with the summary, the ranking of each project, the sheets of
        the sites, available land and the account of the layers.
    """
    return frame(assessment, reader) | {
        "summary": summary.summary(assessment, reader),
        "projects": summary.by_project(assessment, reader),
        "rankings": [
            {
                "key": run.project.key,
                "project": marks.project_label(run, reader),
                "rows": marks.ranking(assessment, run, reader),
            }
            for run in assessment.runs.values()
        ],
        "sheets": list(sheets(assessment, reader)),
        "anchors": {site: f"site-{i}" for i, site in enumerate(assessment.sites.index, start=1)},
        "show_ids": not reader.public,
        "map_sources": _map_sources(assessment, reader),
        "available": annexes.available_land(assessment, reader),
        "account": annexes.account(assessment, reader),
        "gaps": findings.gaps(next(iter(assessment.runs.values())), assessment, reader),
    }


def _map_sources(assessment: Assessment, reader: Reader) -> str:
    cited = (layer.source.citation for layer in assessment.layers.values())
    return reader.say(N_("Sources: {list}."), list=" ; ".join(dict.fromkeys(cited)))


def sheets(assessment: Assessment, reader: Reader) -> Iterable[Row]:
    """
    One sheet a site, for the project that suits it best, in the order of the sites.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.

    Yields
    ------
    dict
        The sheet: description, mark in words, marks by project, families, criteria, reasons,
        vetoes and unknowns.
    """
    best = marks.best_project(assessment)
    vetoes = findings.vetoes(assessment, reader)
    shown = {
        key: (marks.families(run, assessment, reader), marks.criteria(run, assessment, reader))
        for key, run in assessment.runs.items()
        if key in set(best)
    }
    tables = {
        key: run.scores.table.rename_axis("site_id").to_dict("index")
        for key, run in assessment.runs.items()
    }
    for place in described(assessment, reader):
        site = place["id"]
        key = best[site]
        families, lines = shown[key][0][site], shown[key][1][site]
        project = marks.project_label(assessment.runs[key], reader)
        mark = marks.mark_of(tables[key][site], reader)
        yield (
            place
            | {
                "project": project,
                "project_key": key,
                "mark": mark,
                "words": summary.in_words(mark, project, len(assessment.sites), reader),
                "marks": [
                    {"project": marks.project_label(run, reader), "lead": k == key}
                    | marks.mark_of(tables[k][site], reader)
                    for k, run in assessment.runs.items()
                ],
                "families": marks.with_criteria(families, lines, reader),
                "widest": max(x["possible"] for x in lines),
                "total": fixed(sum(x["brought"] for x in lines), reader.lang, 1),
                "vetoes": vetoes.get(site, []),
                "unknowns": findings.unknowns(lines, assessment, reader),
            }
            | marks.reasons(lines)
        )


def described(assessment: Assessment, reader: Reader) -> Iterable[Row]:
    """
    What is said of each site before any mark.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.

    Yields
    ------
    dict
        Id, name, commune, area, kind, availability and outline in words; parcels and tenure in
        the restricted edition only.
    """
    columns = ["name", "commune", "area_m2", "kind", "availability", "geometry_status"]
    restricted = [] if reader.public else ["tenure", "parcels"]
    table = assessment.sites[columns + restricted].rename_axis("site_id").reset_index()
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
            "parcels": str(row.get("parcels") or "").replace(" | ", ", ").replace("|", ", "),
        }
