"""How firm a ranking is, in words: who is first under other weights, what to measure first."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from math import isnan
from typing import Any, Final

from criteria.grid import Criterion, Grid, Observation
from zae.assessment import Assessment, Run
from zae.messages import N_
from zae.publish.numerals import fixed, percent
from zae.publish.report.findings import lacking, settled_by
from zae.publish.report.marks import Row
from zae.publish.report.reader import Reader

FACTS: Final = 5
"""Facts to measure first that the ranking of a project names."""

MEASURES: Final = 3
"""Facts to measure first that the sheet of a site names."""

_NEVER: Final = 0.005
"""Under half a point of percent a share is read as « hardly ever »."""


def share_first(share: float, reader: Reader) -> str:
    """
    How often a site comes first, in words.

    Parameters
    ----------
    share : float
        Share of the admissible weightings, unknowns drawn. [0-1]
    reader : Reader
        Who reads.

    Returns
    -------
    str
        The words; never a probability of success.

    Examples
    --------
    >>> share_first(0.62, Reader(lang="en"))
    'first in 62% of the admissible weightings'
    """
    if share < _NEVER:
        return reader.say(N_("hardly ever first under the admissible weightings"))
    text = N_("first in {share} of the admissible weightings")
    return reader.say(text, share=percent(share, reader.lang))


def sentences(
    run: Run, reader: Reader, only: Collection[str] | None = None
) -> dict[str, list[str]]:
    """
    What the rank of each site rests on.

    Parameters
    ----------
    run : Run
        The run of one project.
    reader : Reader
        Who reads.
    only : collection of str, optional
        Sites that are wanted; all of them where none are given.

    Returns
    -------
    dict of str to list of str
        By site id: how often it is first and its mean rank; then how much is known and, apart,
        how much of it is settled. One site alone has no rank to speak of.
    """
    firm, table = run.firmness, run.scores.table
    wanted = table if only is None else table[table.index.isin(list(only))]
    moving = firm.may_change.add_prefix("may_")
    wanted = wanted.join(moving).join(firm.first).join(firm.robustness.mean_rank)
    rows = wanted.rename_axis("site_id").reset_index().to_dict("records")
    return {str(row["site_id"]): list(_said(row, len(table), reader)) for row in rows}


def _said(row: Mapping[Any, Any], sites: int, reader: Reader) -> Iterator[str]:
    say, lang = reader.say, reader.lang
    if sites > 1 and not isnan(row["score"]):
        yield say(
            N_("Under other weights: {first}, mean rank {rank} of {sites}."),
            first=share_first(row["first_share"], reader),
            rank=fixed(row["mean_rank"], lang),
            sites=fixed(sites, lang),
        )
    if not isnan(row["completeness"]):
        yield say(N_("Known: {share} of the weight."), share=percent(row["completeness"], lang))
    names = {"letter": N_("the letter"), "admission": N_("the admission"), "rank": N_("the rank")}
    what = ", ".join(say(name) for key, name in names.items() if row[f"may_{key}"])
    if not what:
        yield say(N_("Settled: no unknown can change the letter, the admission or the rank."))
    elif sites == 1:
        yield say(N_("The unknowns may still change {what}."), what=what)
    else:
        text = N_(
            "Settled: the order with {share} of the other sites; the unknowns may still change "
            "{what}."
        )
        yield say(text, share=percent(row["decisiveness"], lang), what=what)


def to_measure(
    run: Run, assessment: Assessment, reader: Reader, only: Collection[str] | None = None
) -> dict[str, list[Row]]:
    """
    What to measure first on each site, the most useful first.

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
        By site id: ``label`` of the fact, ``changes`` (what it may change, and how often if all
        its possible values are alike) and ``settled_by``. A site without an open fact is absent.
    """
    asked, absent = _asked(assessment.grid), lacking(assessment)
    order = run.firmness.order
    wanted = order if only is None else order[order["site_id"].isin(list(only))]
    firm = replace(run.firmness, order=wanted)
    return {
        site: [
            {
                "label": reader.text(asked[row["fact"]].label),
                "changes": _changes(row, reader),
                "settled_by": settled_by(asked[row["fact"]], absent, row["status"], reader),
            }
            for row in rows.to_dict("records")
        ]
        for site, rows in firm.of_site(MEASURES).items()
    }


def _asked(grid: Grid) -> dict[str, Criterion | Observation]:
    return {**{c.key: c for c in grid.criteria}, **{o.key: o for o in grid.observations}}


def _changes(row: Mapping[Any, Any], reader: Reader) -> str:
    named = {
        "first": N_("the first place in {share}"),
        "letter": N_("the letter in {share}"),
        "admission": N_("the admission in {share}"),
    }
    told = [
        reader.say(text, share=percent(row[key], reader.lang))
        for key, text in named.items()
        if row[key] >= _NEVER
    ]
    if told:
        return reader.say(N_("would change {what} of cases"), what=", ".join(told))
    text = N_("would narrow the mark (± {points} points), without changing the letter alone")
    return reader.say(text, points=fixed(row["spread"], reader.lang, 1))


def first_facts(run: Run, assessment: Assessment, reader: Reader) -> list[Row]:
    """
    What to measure first over all sites of a project.

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
        ``label``, number of ``sites`` where it is open, how often it changes which site is
        ``first``, ``letters`` and ``admissions`` that it may be expected to change,
        ``settled_by``.
    """
    asked, lang = _asked(assessment.grid), reader.lang
    absent = lacking(assessment)
    return [
        {
            "label": reader.text(asked[row["fact"]].label),
            "sites": fixed(row["sites"], lang),
            "first": percent(row["first"], lang) if row["first"] >= _NEVER else "–",
            "letters": fixed(row["letters"], lang),
            "admissions": fixed(row["admissions"], lang),
            "settled_by": _settling(asked[row["fact"]], absent, row, reader),
        }
        for row in run.firmness.by_fact().head(FACTS).to_dict("records")
    ]


def _settling(
    fact: Criterion | Observation, absent: Mapping[str, Any], row: Mapping[Any, Any], reader: Reader
) -> str:
    if row["unknown"] and not absent[fact.key]:
        names = ", ".join(reader.role(role) for role in fact.needs)
        return reader.say(N_("provided but silent on these sites: {layers}"), layers=names)
    return settled_by(fact, absent, "estimated", reader)
