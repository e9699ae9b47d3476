"""What stands beside a mark: vetoes, and what is unknown with the layer that would settle it."""

from collections.abc import Collection, Mapping
from typing import Any, Final

import pandas as pd

from criteria.grid import Criterion, Observation
from zae.assessment import Assessment, Run
from zae.messages import N_
from zae.publish.numerals import between, fixed, measure
from zae.publish.report.marks import Row, project_label
from zae.publish.report.reader import PROJECT, Reader
from zae.publish.tables import vetoes_table

SOIL: Final = "known_pollution"
"""Fact that the note on soils is about."""

_ORDER = {"interdit": 0, "reserve": 1, "alerte": 2}


def vetoes(
    assessment: Assessment, reader: Reader, only: Collection[str] | None = None
) -> dict[str, list[Row]]:
    """
    Vetoes of each site, established or to check, for the projects that they concern.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.
    only : collection of str, optional
        Sites that are wanted; all of them where none are given.

    Returns
    -------
    dict of str to list of dict
        By site id, established ones first, then by level: label, legal reference, condition to
        lift it and projects concerned. Sites without any are absent.
    """
    table = vetoes_table(assessment, lang=reader.lang, only=only)
    same = [c for c in table.columns if c != "project"]
    merged = table.groupby(same, sort=False, dropna=False)["project"].agg(list).reset_index()
    found: dict[str, list[Row]] = {}
    for row in merged.to_dict("records"):
        found.setdefault(row["site_id"], []).append(_veto(row, assessment, reader))
    for rows in found.values():
        rows.sort(key=lambda r: (r["state"] != "fired", _ORDER[r["level"]], r["key"]))
    return found


def _veto(row: Mapping[Any, Any], assessment: Assessment, reader: Reader) -> Row:
    return {
        "key": row["veto"],
        "level": row["level"],
        "state": row["state"],
        "level_label": reader.code(row["level"]),
        "state_label": reader.code(row["state"]),
        "label": row["veto_label"],
        "value": _compared(row, reader),
        "lifting": row["lifting"],
        "reference": row["reference"],
        "projects": _projects(row["project"], assessment, reader),
    }


def _compared(row: Mapping[Any, Any], reader: Reader) -> str:
    """The measured value beside its threshold; nothing where it is not known."""
    if row["low"] != row["low"]:
        return ""
    unit, lang = reader.unit(row["unit"]), reader.lang
    value = between(measure(row["low"], lang), measure(row["high"], lang), lang, unit=unit)
    if row["threshold"] != row["threshold"]:
        return reader.say(N_("measured: {value}"), value=value)
    limit = measure(row["threshold"], lang, unit=unit)
    return reader.say(N_("measured: {value}; threshold: {limit}"), value=value, limit=limit)


def _projects(keys: list[str], assessment: Assessment, reader: Reader) -> str:
    if len(keys) == len(assessment.runs):
        return reader.say(N_("all projects"))
    return ", ".join(project_label(assessment.runs[k], reader) for k in keys)


def soil_note(assessment: Assessment, reader: Reader) -> str:
    """
    Where the pollution of soils was looked for, and where nobody looked.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.

    Returns
    -------
    str
        Number of sites without a friche, and the registers to consult there; nothing where every
        site has one, or where the grid asks nothing of pollution.
    """
    run = next(iter(assessment.runs.values()))
    if SOIL not in run.facts.status:
        return ""
    unseen = int((run.facts.status[SOIL] == "not_applicable").sum())
    if not unseen:
        return ""
    text = N_(
        "Pollution of the soil is looked for on inventoried friches alone. On {unseen} sites of "
        "{sites} nobody looked: the absence of a veto there does not say that the soil is sound. "
        "Consult the old industrial sites (CASIAS) and the soil information areas (Code de "
        "l'environnement L125-6 and L556-2)."
    )
    sites = fixed(len(run.facts.sites), reader.lang)
    return reader.say(text, unseen=fixed(unseen, reader.lang), sites=sites)


def lacking(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    """
    Roles that a criterion or an observation asks for and that no layer of the study has.

    Parameters
    ----------
    assessment : Assessment
        The assessment.

    Returns
    -------
    dict of str to tuple of str
        Absent roles by key of the fact.
    """
    given = {layer.role.name for layer in assessment.layers.values()} | {PROJECT}
    needs = {c.key: c.needs for c in assessment.grid.criteria}
    needs |= {o.key: o.needs for o in assessment.grid.observations}
    return {key: tuple(r for r in roles if r not in given) for key, roles in needs.items()}


def unknowns(lines: list[Row], assessment: Assessment, reader: Reader) -> list[Row]:
    """
    Criteria of a site that leave its mark open, the widest first.

    Parameters
    ----------
    lines : list of dict
        Criteria of the site, as :func:`zae.publish.report.marks.criteria` gives them.
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.

    Returns
    -------
    list of dict
        Label of the criterion, share of the grid at stake in points, and the layer that would
        narrow it.
    """
    absent = lacking(assessment)
    opened = [r for r in lines if r["at_stake"] > 0]
    return [
        {
            "label": r["label"],
            "code": r["code"],
            "status_label": r["status_label"],
            "points": fixed(r["at_stake"] * 100, reader.lang, 1),
            "settled_by": settled_by(assessment.grid.by_key[r["key"]], absent, r["status"], reader),
        }
        for r in sorted(opened, key=lambda r: -float(r["at_stake"]))
    ]


def settled_by(
    fact: Criterion | Observation,
    absent: Mapping[str, tuple[str, ...]],
    status: str,
    reader: Reader,
) -> str:
    """
    What would narrow a fact, in words.

    Parameters
    ----------
    fact : Criterion or Observation
        The fact.
    absent : mapping
        What :func:`lacking` returned.
    status : str
        Status of the fact.
    reader : Reader
        Who reads.

    Returns
    -------
    str
        The absent layers; where all are there, that they are silent or vague on this site.
    """
    if absent[fact.key]:
        names = ", ".join(reader.role(r) for r in absent[fact.key])
        return reader.say(N_("to be provided: {layers}"), layers=names)
    names = ", ".join(reader.role(r) for r in fact.needs)
    if status == "unknown":
        return reader.say(N_("provided but silent on this site: {layers}"), layers=names)
    return reader.say(N_("to be made more precise: {layers}"), layers=names)


def gaps(run: Run, assessment: Assessment, reader: Reader) -> list[Row]:
    """
    Absent layers, by the weight of the criteria that wait for them.

    Parameters
    ----------
    run : Run
        The run of one project.
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.

    Returns
    -------
    list of dict
        Name of the role and, in points, the mean width that its criteria leave open; the
        widest first.
    """
    width = (run.scores.marks.high - run.scores.marks.low).mean()
    points: dict[str, float] = {}
    absent = lacking(assessment)
    for key in assessment.grid.by_key:
        for role in absent[key]:
            opened = width[key] * assessment.grid.by_key[key].weight.share * 100
            points[role] = points.get(role, 0.0) + (0.0 if pd.isna(opened) else float(opened))
    return [
        {"role": reader.role(role), "points": fixed(value, reader.lang, 1)}
        for role, value in sorted(points.items(), key=lambda item: -item[1])
        if value > 0
    ]
