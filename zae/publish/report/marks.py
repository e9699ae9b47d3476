"""Marks as rows of a report: the ranking of a project, the marks of a site, its criteria."""

import math
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from criteria.explain import explain
from criteria.scores import known_shares
from zae.assessment import Assessment, Run
from zae.messages import N_
from zae.publish.numerals import between, fixed, measure, percent, signed
from zae.publish.report.reader import PROJECT, Reader, short_citation

Row = dict[str, Any]
REASONS_SHOWN = 3
"""Reasons given upwards and downwards."""
THIN = 0.5
"""Below this share of known weight, the mark of a family is shown with reserve."""


def project_label(run: Run, reader: Reader) -> str:
    """Name of the project of a run."""
    return reader.text(run.project.label)


def mark_of(scores: Mapping[Any, Any], reader: Reader) -> Row:
    """
    Mark, interval, letter and rank of a site for one project.

    Parameters
    ----------
    scores : mapping
        A row of ``Scores.table``.
    reader : Reader
        Who reads.

    Returns
    -------
    dict
        Texts, and ``low``, ``central``, ``high`` for bars [0-100]; ``letters`` holds those that
        the unknowns leave possible, and is empty where the letter is settled.
    """
    low, high = fixed(scores["score_low"], reader.lang), fixed(scores["score_high"], reader.lang)
    letter = str(scores["letter"]) if scores["letter"] == scores["letter"] else ""
    undecided = _known(scores["score_low"]) is not None and (
        scores["letter_low"] != scores["letter_high"]
    )
    return {
        "low": _known(scores["score_low"]),
        "high": _known(scores["score_high"]),
        "central": _known(scores["score"]),
        "score": fixed(scores["score"], reader.lang),
        "interval": between(low, high, reader.lang),
        "letter": letter,
        "letters": f"{scores['letter_high']}–{scores['letter_low']}" if undecided else "",
        "rank": str(scores["rank"]),
        "ranks": between(str(scores["rank_best"]), str(scores["rank_worst"]), reader.lang),
        "admission": scores["admission"],
        "admission_label": reader.code(scores["admission"]),
        "to_check": int(scores["to_check"]),
        "completeness": percent(scores["completeness"], reader.lang),
        "decisiveness": percent(scores["decisiveness"], reader.lang),
    }


def _known(score: float) -> float | None:
    return None if math.isnan(score) else float(score)


def ranking(
    assessment: Assessment, run: Run, reader: Reader, *, most: int | None = None
) -> list[Row]:
    """
    Sites of a project, best rank first.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    run : Run
        The run of the project.
    reader : Reader
        Who reads.
    most : int, optional
        How many sites, from the first on; all of them if none.

    Returns
    -------
    list of dict
        One row a site: its id, name and commune with what :func:`mark_of` says, and the share of
        the admissible weightings that puts it first.
    """
    table = run.scores.table
    if most is not None and most < len(table):  # sorting all of very many takes long
        table = table[table["rank"] <= table["rank"].nsmallest(most).max()]
    table = table.join(assessment.sites[["name", "commune"]]).join(run.firmness.first)
    ordered = table.rename_axis("site_id").reset_index().sort_values(["rank", "site_id"])[:most]
    return [
        {"id": row["site_id"], "name": row["name"] or row["site_id"], "commune": row["commune"]}
        | mark_of(row, reader)
        | {"first": percent(row["first_share"], reader.lang)}
        for row in ordered.to_dict("records")
    ]


def families(
    run: Run, assessment: Assessment, reader: Reader, only: Collection[str] | None = None
) -> dict[str, list[Row]]:
    """
    Scores of the families of each site: texts, and bounds for bars. [0-100]

    Parameters
    ----------
    run : Run
        The run of one project.
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.
    only : collection of str, optional
        Sites that are wanted; all of them where none are given.

    Returns
    -------
    dict of str to list of dict
        By site id, one row a family in the order of the grid.
    """
    central = run.scores.families["central"]
    wanted = central.index if only is None else central.index[central.index.isin(list(only))]
    sides = {
        side: frame.loc[wanted].to_dict("index") for side, frame in run.scores.families.items()
    }
    median, best = central.median(), central.max()
    known = known_shares(run.scores.marks, assessment.grid).loc[wanted].to_dict("index")
    shown = [
        (f.key, reader.text(f.label), assessment.grid.family_weight(f.key))
        for f in assessment.grid.families
    ]
    return {
        str(site): [
            _bounds({side: sides[side][site][key] for side in sides}, reader)
            | {"key": key, "label": label, "weight": percent(weight, reader.lang)}
            | _backing(known[site][key], reader)
            | {"median": fixed(median[key], reader.lang), "best": fixed(best[key], reader.lang)}
            for key, label, weight in shown
        ]
        for site in sides["low"]
    }


def _backing(share: float, reader: Reader) -> Row:
    """How much of a family its mark rests on; ``thin`` where it is less than half."""
    said = reader.say(N_("{share} known"), share=percent(share, reader.lang))
    return {"known": said if share == share else "", "thin": bool(share < THIN)}  # noqa: PLR0124


def _bounds(sides: Mapping[str, float], reader: Reader) -> Row:
    low, central, high = sides["low"], sides["central"], sides["high"]
    return {
        "low": _known(low),
        "high": _known(high),
        "central": _known(central),
        "score": fixed(central, reader.lang),
        "interval": between(fixed(low, reader.lang), fixed(high, reader.lang), reader.lang),
    }


def criteria(
    run: Run, assessment: Assessment, reader: Reader, only: Collection[str] | None = None
) -> dict[str, list[Row]]:
    """
    What each criterion brings to the mark of each site.

    Parameters
    ----------
    run : Run
        The run of one project.
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.
    only : collection of str, optional
        Sites that are wanted; all of them where none are given.

    Returns
    -------
    dict of str to list of dict
        By site id, one row a criterion in the order of the grid; the contributions of a site
        add up to its mark.
    """
    tidy = explain(run.facts, run.scores, assessment.grid)
    origins = {key: _origin(names, assessment, reader) for key, names in run.facts.origin.items()}
    wanted = tidy if only is None else tidy[tidy["site_id"].isin(list(only))]
    found: dict[str, list[Row]] = {}
    for row in wanted.to_dict("records"):
        found.setdefault(row["site_id"], []).append(_line(row, assessment, origins, reader))
    return found


def _line(row: Mapping[Any, Any], assessment: Assessment, origins: Row, reader: Reader) -> Row:
    criterion = assessment.grid.by_key[row["criterion"]]
    silent = row["status"] in ("unknown", "not_applicable")
    lang = reader.lang
    bounds = (measure(row["low"], lang), measure(row["high"], lang))
    mark_bounds = (fixed(row["mark_low"] * 100, lang), fixed(row["mark_high"] * 100, lang))
    return {
        "key": criterion.key,
        "code": criterion.code,
        "family": criterion.family,
        "label": reader.text(criterion.label),
        "status": row["status"],
        "status_label": reader.code(row["status"]),
        "value": "" if silent else between(*bounds, lang, unit=reader.unit(criterion.unit)),
        "mark": fixed(row["mark"] * 100, lang),
        "mark_interval": between(*mark_bounds, lang),
        "weight": percent(criterion.weight.share, lang),
        "available": fixed(row["available"], lang, 1),
        "contribution": signed(row["contribution"], lang) if not silent else fixed(None, lang),
        "brought": 0.0 if silent else float(row["contribution"]),
        "possible": 0.0 if silent else float(row["available"]),
        "cost": signed(-row["lost"], lang) if not silent else fixed(None, lang),
        "lost": 0.0 if silent else float(row["lost"]),
        "at_stake": float(criterion.weight.share * (row["mark_high"] - row["mark_low"]))
        if row["status"] != "not_applicable"
        else 0.0,
        "source": "" if silent else origins.get(criterion.key, ""),
    }  # fmt: skip


def _origin(names: tuple[str, ...], assessment: Assessment, reader: Reader) -> str:
    return " ; ".join(dict.fromkeys(_cited(names, assessment, reader)))


def _cited(names: tuple[str, ...], assessment: Assessment, reader: Reader) -> Iterator[str]:
    for name in names:
        layer = assessment.layers.get(name)
        if layer is None:
            yield reader.role(name) if name == PROJECT else name
        else:
            yield short_citation(layer.source)


def spread(run: Run) -> dict[str, list[float]]:
    """
    Where the sites of the territory stand: scores that occur, to half a point.

    Parameters
    ----------
    run : Run
        The run of one project.

    Returns
    -------
    dict of str to list of float
        By family, and ``whole`` for the mark. [0-100]
    """
    columns = run.scores.families["central"].assign(whole=run.scores.table["score"])
    return {
        str(name): sorted((column.dropna() * 2).round().unique() / 2)
        for name, column in columns.items()
    }


def with_criteria(families: list[Row], lines: list[Row], reader: Reader) -> list[Row]:
    """
    Families with their criteria and the sum of what these bring.

    Parameters
    ----------
    families, lines : list of dict
        Families and criteria of one site.
    reader : Reader
        Who reads.

    Returns
    -------
    list of dict
        The families, each with ``criteria`` and ``contribution``.
    """
    inside = {f["key"]: [x for x in lines if x["family"] == f["key"]] for f in families}
    return [
        f
        | {
            "criteria": inside[f["key"]],
            "contribution": signed(sum(x["brought"] for x in inside[f["key"]]), reader.lang)
            if f["central"] is not None
            else fixed(None, reader.lang),
        }
        for f in families
    ]


def reasons(lines: list[Row], families: list[Row]) -> dict[str, list[Row]]:
    """
    The criteria that raise a mark most and those that lower it most.

    Parameters
    ----------
    lines, families : list of dict
        Criteria and families of a site, as :func:`criteria` and :func:`families` give them.

    Returns
    -------
    dict
        ``up`` and ``down``: three lines at the most, the strongest first; a criterion that
        costs nothing is no reason downwards, nor one that brings nothing upwards. ``rests_on``
        says how little is known of a family that is known by less than half: the points of its
        criteria stand for the whole family.
    """
    thin = {f["key"]: f"{f['label']}, {f['known']}" for f in families if f["thin"]}
    told = [line | {"rests_on": thin.get(line["family"], "")} for line in lines]
    up = sorted((r for r in told if r["brought"] > 0), key=lambda r: -float(r["brought"]))
    down = sorted((r for r in told if r["lost"] > 0), key=lambda r: -float(r["lost"]))
    return {"up": up[:REASONS_SHOWN], "down": down[:REASONS_SHOWN]}
