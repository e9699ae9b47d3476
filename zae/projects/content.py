"""What the follow-up shows, in the words of its reader: the same for paper and page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from pandas import DataFrame

from zae.messages import date as long_date
from zae.messages import number, translator
from zae.projects.kinds import REASONS, STATES, WHAT, Check, Promise
from zae.projects.promises import register, reminders
from zae.projects.realisation import LEAST_PROJECTS, LEAST_PROMISES, rates
from zae.publish.editions import Edition
from zae.publish.numerals import percent
from zae.store import Store

Content = dict[str, Any]

STATE_COLOURS = {
    "kept": "#2a7d5f", "missed": "#a50f3c", "under_way": "#2b7a9b", "pending": "#696969",
    "overdue": "#9a4a00",
}  # fmt: skip
"""Colours of the states of a promise; each is also said in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followup:
    """Tables of a follow-up on a day: the register, what is due, the rates, and the chain."""

    day: date
    edition: Edition
    register: DataFrame
    reminders: DataFrame
    rates: DataFrame
    events: int
    head: str


def followed(store: Store, day: date, edition: Edition = "restricted") -> Followup:
    """
    Follow-up of all projects on a day.

    Parameters
    ----------
    store : Store
        The store.
    day : date
        Nothing dated later is read.
    edition : str
        ``public``: promises whose record and checks are public, without names of projects,
        evidence, verifiers and comments, and no reminders. Rates are of kinds of promises in both.

    Returns
    -------
    Followup
        The tables.
    """
    whole = register(store, day)
    shown = whole if edition == "restricted" else _open(store, whole)
    count, head = store.head()
    due = reminders(store, day)
    return Followup(
        day=day, edition=edition, register=shown, rates=rates(whole),
        reminders=due if edition == "restricted" else due.head(0), events=count, head=head,
    )  # fmt: skip


def _open(store: Store, whole: DataFrame) -> DataFrame:
    """Promises that are public, as are all of their checks: none is told by half."""
    events = store.current(Promise, Check)
    open_ids = {event.event_id for event in events if event.visibility == "public"}
    closed = {
        content.promise for event in events
        if event.visibility != "public" and isinstance(content := event.content, Check)
    }  # fmt: skip
    kept = whole[whole["promise"].isin(open_ids - closed)]
    blank = dict.fromkeys(("evidence", "verifier", "comment"), "")
    return kept.assign(project=kept["site_id"], name=kept["site_id"], **blank)


def amount(value: float, what: str, lang: str) -> str:
    """
    An amount of a promise with its unit.

    Examples
    --------
    >>> amount(0.25, "open_ground_share", "en"), amount(40, "jobs", "en")
    ('25%', '40')
    """
    if pd.isna(value):
        return number(None, lang)
    if WHAT[what].unit == "%":
        return percent(value, lang)
    return number(value, lang, 0 if float(value).is_integer() else 1)


def content(found: Followup, title: str, lang: str) -> Content:
    """
    Everything that the page and the paper show.

    Parameters
    ----------
    found : Followup
        The tables.
    title : str
        Title of the study.
    lang : str
        Language of the reader.

    Returns
    -------
    dict
        Texts, ready to be set.
    """
    _ = translator(lang)
    edition = _("Restricted edition") if found.edition == "restricted" else _("Public edition")
    return {
        "lang": lang, "title": _("Follow-up of settlements"), "territory": title,
        "edition": edition, "made": long_date(found.day, lang), "letters": {}, "t": words(lang),
        "summary": summary(found, lang),
        "states": [{"label": _(STATES[s]), "colour": c} for s, c in STATE_COLOURS.items()],
        "projects": _projects(found, lang), "rates": _rates(found.rates, lang),
        "reminders": _reminders(found.reminders, lang),
        "chain": _("{count} event(s) in the register; hash of the last: {hash}").format(
            count=number(found.events, lang), hash=found.head),
    }  # fmt: skip


def words(lang: str) -> dict[str, str]:
    """Heads of the page and of the paper."""
    _ = translator(lang)
    return {
        "page": _("Page"), "map": _("Where the settlements are, and what became of promises"),
        "promises": _("Promise against fact"), "promised": _("Promised"), "found": _("Found"),
        "due": _("By"), "state": _("State"), "drift": _("Drift"), "reason": _("Why"),
        "kept": _("Share kept"), "year": _("Year"), "what": _("What"),
        "rates": _("What is realised of what is promised"),
        "rates_note": _(
            "Rate of each kind of promise over all projects, with the interval in which it lies "
            "nine times in ten (Jeffreys). It is never that of a firm; under {promises} promises "
            "or {projects} projects none is given. Later declarations of the same kind are read "
            "with it."
        ).format(promises=LEAST_PROMISES, projects=LEAST_PROJECTS),
        "rate": _("Rate"), "interval": _("Interval"), "count": _("Promises"),
        "projects": _("Projects"), "reminders": _("What must be looked at"),
        "on": _("On"), "project": _("Project"), "evidence": _("Evidence expected"),
        "none_due": _("Nothing is due."), "chain": _("Register"),
        "site": _("Site"), "verified": _("Verified by"),
    }  # fmt: skip


def summary(found: Followup, lang: str) -> list[str]:
    """Sentences that say how many promises were kept, missed, and never looked at."""
    _ = translator(lang)
    counts = found.register["state"].value_counts()
    settled = int(counts.get("kept", 0) + counts.get("missed", 0))
    sentences = [
        _("{promises} promise(s) of {projects} project(s) are followed up on {day}.").format(
            promises=len(found.register), projects=found.register["project"].nunique(),
            day=long_date(found.day, lang)),
        _("Of the {settled} whose day has come and that were looked at, {kept} are kept.").format(
            settled=settled, kept=int(counts.get("kept", 0))),
    ]  # fmt: skip
    overdue = int(counts.get("overdue", 0))
    if overdue:
        sentences.append(_("{count} are due and nobody has looked.").format(count=overdue))
    return sentences


def _projects(found: Followup, lang: str) -> list[Content]:
    _ = translator(lang)
    groups = found.register.groupby("project", sort=False)
    return [
        {
            "number": n, "name": str(rows["name"].iloc[0]), "site": str(rows["site_id"].iloc[0]),
            "starts": long_date(rows["starts"].iloc[0], lang),
            "rows": [_line(row, lang) for row in rows.to_dict("records")],
        }
        for n, (_key, rows) in enumerate(groups, start=1)
    ]  # fmt: skip


def _line(row: Any, lang: str) -> Content:
    _ = translator(lang)
    seen = not pd.isna(row["found"])
    return {
        "what": _(WHAT[row["what"]].label), "promised": amount(row["amount"], row["what"], lang),
        "due": long_date(row["due"], lang),
        "found": amount(row["found"], row["what"], lang) if seen else "",
        "year": str(int(row["checked_year"])) if seen else "",
        "kept": percent(row["kept_share"], lang) if seen else "",
        "share": float(row["kept_share"]) if seen else None,
        "state": _(STATES[row["state"]]), "colour": STATE_COLOURS[row["state"]],
        "reason": _(REASONS[row["reason"]]) if seen and row["reason"] else "",
        "verifier": str(row["verifier"]) if seen else "",
    }  # fmt: skip


def _rates(table: DataFrame, lang: str) -> list[Content]:
    _ = translator(lang)
    return [
        {
            "what": _(WHAT[str(key)].label), "count": number(row["promises"], lang),
            "projects": number(row["projects"], lang),
            "rate": _("too few") if pd.isna(row["rate"]) else percent(row["rate"], lang),
            "interval": "" if pd.isna(row["rate"])
            else f"{percent(row['low'], lang)} – {percent(row['high'], lang)}",
            "low": None if pd.isna(row["rate"]) else float(row["low"]) * 100,
            "high": None if pd.isna(row["rate"]) else float(row["high"]) * 100,
            "central": None if pd.isna(row["rate"]) else float(row["rate"]) * 100,
        }
        for key, row in table.iterrows()
    ]  # fmt: skip


def _reminders(table: DataFrame, lang: str) -> list[Content]:
    _ = translator(lang)
    return [
        {
            "project": row["name"], "what": _(WHAT[row["what"]].label), "year": str(row["year"]),
            "on": long_date(row["on"], lang),
            "late": _("{days} days late").format(days=number(row["late_days"], lang))
            if row["late_days"] > 0 else _("to come"),
            "evidence": row["evidence"],
        }
        for row in table.to_dict("records")
    ]  # fmt: skip
