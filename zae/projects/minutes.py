"""Minutes of an inquiry on paper: what was known, decided, promised and found, to be signed."""

from collections.abc import Sequence
from datetime import date as day_of
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pandas as pd

from zae.messages import N_, date, number, translator
from zae.projects.comparison import by_site, differences
from zae.projects.form import QUESTIONS, Question
from zae.projects.inquiry import BackTest, side_by_side
from zae.projects.kinds import STATES, Declaration
from zae.projects.report import numbered_map, sources_of
from zae.projects.wording import Shown, of_cases, of_differences
from zae.publish.fields import code_label
from zae.publish.numerals import NOTHING, percent, signed
from zae.publish.report.pdf import Press
from zae.publish.whole import whole
from zae.store import Store

SIGNERS: Final = (N_("Collectivity"), N_("Company"), N_("Verifier"))
"""Who signs where nobody is named."""

MOST: Final = 8
"""Criteria of a comparison that the minutes show: those that move the score most. *assumed*"""

HASH: Final = 24
"""Characters of the hash that minutes quote: enough to find it, short enough for one line."""


def write_minutes(
    tests: Sequence[BackTest], path: Path, *, store: Store, day: day_of, lang: str = "fr",
    signs: Sequence[str] = (),
) -> None:  # fmt: skip
    """
    Write the minutes of an inquiry on one to three settlements as PDF.

    Parameters
    ----------
    tests : sequence of BackTest
        Settlements, each with its replay; all of one study.
    path : Path
        The file; replaced as a whole where it exists.
    store : Store
        The store, whose last hash the minutes quote.
    day : date
        Day of the inquiry.
    lang : str
        Language of the reader.
    signs : sequence of str
        Who signs; :data:`SIGNERS` where empty.

    Raises
    ------
    ZaeError
        If the folder cannot be written to.
    """
    assessment = tests[0].assessment
    sites = {n: one.case.site_id for n, one in enumerate(tests, start=1)}
    known = {n: site for n, site in sites.items() if site in assessment.sites.index}
    with Press() as press:
        template = files("zae.projects").joinpath("templates", "inquiry.typ")
        press.keep("inquiry.typ", template.read_bytes())
        if known:
            press.keep("map.svg", numbered_map(assessment, known))
        told = content(tests, store=store, day=day, lang=lang, signs=signs)
        paper = press.set("inquiry.typ", told | {"has_map": bool(known)})
    with whole(path) as beside:
        beside.write_bytes(paper)


def content(
    tests: Sequence[BackTest], *, store: Store, day: day_of, lang: str, signs: Sequence[str] = ()
) -> dict[str, Any]:
    """
    Everything that the minutes show, in words.

    Parameters
    ----------
    tests, store, day, lang, signs
        As for :func:`write_minutes`.

    Returns
    -------
    dict
        What the template prints.
    """
    _ = translator(lang)
    assessment = tests[0].assessment
    count, head = store.head()
    return {
        "lang": lang, "title": _("Inquiry on past settlements"), "letters": {},
        "territory": assessment.study.title, "made": date(day, lang),
        "edition": _("Restricted edition"), "t": _words(lang),
        "summary": [_summary(one, lang) for one in tests],
        "cases": _table(of_cases(side_by_side([one.case for one in tests]), lang)),
        "sources": sources_of(assessment),
        "files": [_file(n, one, lang) for n, one in enumerate(tests, start=1)],
        "signs": [*signs] or [_(who) for who in SIGNERS],
        "chain": _("{count} event(s) in the register; hash of the last: {hash}").format(
            count=number(count, lang), hash=head[:HASH] + "…"),
    }  # fmt: skip


def _words(lang: str) -> dict[str, str]:
    _ = translator(lang)
    return {
        "page": _("Page"), "kind": _("Minutes"), "map": _("Where the settlements are"),
        "side": _("Settlements side by side"), "known": _("What was known on the day"),
        "field": _("What was declared"), "owner": _("By the owner"),
        "services": _("Read by the services"), "replay": _("What the grid would have said"),
        "later": _("Layers that were not known yet"),
        "findings": _("Findings and what follows, in words"), "sign": _("Signatures"),
        "most": _("The criteria that move the score most; the sum is that of all of them."),
    }  # fmt: skip


def _table(shown: Shown) -> dict[str, Any]:
    return {"title": shown.title, "heads": [*shown.heads], "rows": [[*r] for r in shown.rows]}


def _summary(found: BackTest, lang: str) -> str:
    _ = translator(lang)
    promises = found.case.promises
    outcome = found.case.outcome
    return _(
        "{name} ({site}), decided on {day}: of {count} promise(s), {kept} kept, {missed} not kept, "
        "{open} not settled. {outcome}"
    ).format(
        name=found.case.name, site=found.case.site_id, day=date(found.case.decided_on, lang),
        count=len(promises), kept=int((promises["state"] == "kept").sum()),
        missed=int((promises["state"] == "missed").sum()),
        open=int((~promises["state"].isin(["kept", "missed"])).sum()),
        outcome=_("Today: {state}.").format(state=_(STATES[outcome.state])) if outcome else "",
    ).strip()  # fmt: skip


def _file(number_: int, found: BackTest, lang: str) -> dict[str, Any]:
    """One settlement: what each side declared, and what the grid says of both states."""
    there = found.case.site_id in found.assessment.sites.index
    return {
        "number": number_, "name": found.case.name, "site": found.case.site_id,
        "declared": _declared(found.case.known, found.case.assessed, lang),
        "later": ", ".join(Path(name).stem for name in found.later),
        "replay": _replay(found, lang) if there else "",
        "differences": _table(_differences(found, lang)) if there else None,
    }  # fmt: skip


def _declared(own: Declaration | None, services: Declaration | None, lang: str) -> list[list[str]]:
    _ = translator(lang)
    rows = [
        [_(question.label), *(_answer(question, said, lang) for said in (own, services))]
        for question in QUESTIONS
        if question.key not in ("key", "label")
    ]
    return [row for row in rows if set(row[1:]) != {NOTHING}]


def _answer(question: Question, said: Declaration | None, lang: str) -> str:
    """Answer of a declaration to a question of the form; a dash where it is unknown."""
    if said is None:
        return NOTHING
    name, _dot, profile = question.key.partition(".")
    value = said.project.get(name, getattr(said, name, None))
    if profile and value is not None:
        value = value.get(profile)
    return NOTHING if value is None else _written(question, value, lang)


def _written(question: Question, value: Any, lang: str) -> str:
    _ = translator(lang)
    if question.answer == "yes_no":
        return _("yes") if value else _("no")
    if question.answer == "share":
        return percent(float(value), lang)
    if question.answer == "number":
        whole_ = float(value).is_integer()
        return f"{number(float(value), lang, 0 if whole_ else 1)} {question.unit}".strip()
    if isinstance(value, day_of):
        return date(value, lang)
    return code_label(str(value), lang=lang)


def _replay(found: BackTest, lang: str) -> str:
    _ = translator(lang)
    table = by_site(found.assessment)
    site = found.case.site_id
    row = table.loc[site]
    ranks = table["score_then"].rank(ascending=False, method="min")
    if pd.isna(row["score_then"]) or pd.isna(row["score_found"]):
        return _("The score is not known.")
    return _(
        "As declared then: {then} of 100, rank {rank} of {count}. With what was found since: "
        "{found} ({gap})."
    ).format(
        then=number(row["score_then"], lang, 1), found=number(row["score_found"], lang, 1),
        gap=signed(row["score_found"] - row["score_then"], lang),
        rank=int(ranks[site]), count=int(ranks.notna().sum()),
    )  # fmt: skip


def _differences(found: BackTest, lang: str) -> Shown:
    """The largest differences; the line of their sum stays that of all criteria."""
    table = differences(found.assessment, found.case.site_id, "then", "found")
    shown = of_differences(table, found.assessment.grid, ("then", "found"), lang)
    order = table["difference"].abs().reset_index(drop=True).nlargest(MOST)
    kept = [shown.rows[i] for i in order[order > 0].index]
    return Shown(shown.title, shown.heads, (*kept, shown.rows[-1]))
