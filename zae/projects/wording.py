"""Tables of the follow-up in the words of a reader: heads and cells, ready to be printed or set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as day_of
from typing import Any, Final

import pandas as pd
from pandas import DataFrame

from criteria.grid import Grid
from zae.messages import N_, date, number, translator
from zae.messages.units import unit
from zae.projects.content import amount, words
from zae.projects.kinds import REASONS, STATES, WHAT
from zae.projects.scenarios import LOADS
from zae.publish.fields import code_label, text
from zae.publish.numerals import NOTHING, fixed, percent, signed

RUNS: Final[Mapping[str, str]] = {
    "first": N_("As declared"),
    "second": N_("Second reading"),
    "discounted": N_("Read with the rates"),
    "then": N_("As declared then"),
    "found": N_("As found since"),
}
"""Runs of comparisons, in the words of a reader."""

LOAD_LABELS: Final[Mapping[str, str]] = {
    "newcomers_in_epci": N_("Newcomers in the territory"),
    "dwellings": N_("Dwellings"),
    "eaje_places": N_("Childcare places"),
    "pupils_3_10": N_("Pupils aged 3 to 10"),
    "trips": N_("Trips a day"),
}
"""Loads that scenarios are compared on, in the words of a reader."""

_HEADINGS: Final[Mapping[str, str]] = {
    "name": N_("Name"), "site": N_("Site"), "decided_on": N_("Decided on"),
    "decision": N_("Decision"), "grid": N_("Grid in force"), "conditions": N_("Conditions"),
    "reason": N_("Reason"), "outcome": N_("What became of it"),
}  # fmt: skip
_OF_PROMISE: Final[Mapping[str, str]] = {
    "promised": N_("{what}: promised"), "found": N_("{what}: found"),
    "kept": N_("{what}: share kept"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it is read: title, heads, and a text for every cell."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def of_register(found: DataFrame, lang: str) -> Shown:
    """Promise against fact; ``found`` as :func:`zae.projects.promises.register` gives it."""
    _, t = translator(lang), words(lang)
    heads = ("project", "what", "promised", "found", "year", "state", "reason")
    return Shown(t["promises"], (*(t[head] for head in heads), "id"), tuple(
        (row["name"], _(WHAT[row["what"]].label), amount(row["amount"], row["what"], lang),
         "" if pd.isna(row["found"]) else amount(row["found"], row["what"], lang),
         "" if pd.isna(row["found"]) else str(int(row["checked_year"])), _(STATES[row["state"]]),
         _(REASONS[row["reason"]]) if REASONS.get(row["reason"]) else "", row["promise"])
        for row in found.to_dict("records")
    ))  # fmt: skip


def of_reminders(found: DataFrame, lang: str) -> Shown:
    """Show what must be looked at, from :func:`zae.projects.promises.reminders`."""
    _, t = translator(lang), words(lang)
    heads = (t["project"], t["what"], t["promised"], t["year"], t["on"], _("Days late"), "id")
    return Shown(t["reminders"], heads, tuple(
        (row["name"], _(WHAT[row["what"]].label), amount(row["amount"], row["what"], lang),
         str(row["year"]), date(row["on"], lang), str(row["late_days"]), row["promise"])
        for row in found.to_dict("records")
    ))  # fmt: skip


def of_rates(found: DataFrame, lang: str) -> Shown:
    """Realisation rates; ``found`` as :func:`zae.projects.realisation.rates` gives it."""
    _, t = translator(lang), words(lang)
    heads = (t["what"], t["count"], t["projects"], t["rate"], t["interval"])
    return Shown(t["rates"], heads, tuple(
        (_(WHAT[str(key)].label), str(int(row["promises"])), str(int(row["projects"])),
         _("too few") if pd.isna(row["rate"]) else percent(row["rate"], lang),
         "" if pd.isna(row["rate"])
         else f"{percent(row['low'], lang)} – {percent(row['high'], lang)}")
        for key, row in found.iterrows()
    ))  # fmt: skip


def of_scores(table: DataFrame, runs: Sequence[str], lang: str) -> Shown:
    """Scores of projects on sites; ``table`` as :func:`zae.projects.comparison.by_site` gives."""
    _ = translator(lang)
    heads = [_("Site"), _("Name")]
    for run in runs:
        heads += [_(RUNS.get(run, run)), _("Admission")]
    rows = []
    for site, row in table.iterrows():
        cells = [str(site), str(row["name"])]
        for run in runs:
            cells.append(span(row, (f"score_{run}", f"score_low_{run}", f"score_high_{run}"), lang))
            cells.append(code_label(str(row[f"admission_{run}"]), lang=lang))
        rows.append(tuple(cells))
    return Shown(_("Scores on the candidate sites"), tuple(heads), tuple(rows))


def of_differences(table: DataFrame, grid: Grid, runs: tuple[str, str], lang: str) -> Shown:
    """Why two scores differ; ``table`` as :func:`zae.projects.comparison.differences` gives it."""
    _ = translator(lang)
    first, second = (_(RUNS.get(run, run)) for run in runs)
    heads = (_("Criterion"), _("Value"), _("Mark"), _("Points brought"), _("Difference"))
    pairs = (("first", "second"), ("first_mark", "second_mark"), ("first_points", "second_points"))
    rows = [
        (_criterion(grid, str(key), lang), *(_both(row[x], row[y], lang) for x, y in pairs),
         signed(row["difference"], lang, 2))
        for key, row in table.iterrows()
    ]  # fmt: skip
    points = _both(table["first_points"].sum(), table["second_points"].sum(), lang)
    total = (_("Sum"), "", "", points, signed(table["difference"].sum(), lang, 2))
    title = _("Why the scores differ: « {first} » → « {second} »")
    return Shown(title.format(first=first, second=second), heads, (*rows, total))


def _both(first: float, second: float, lang: str) -> str:
    """Two figures of one thing, once where they are the same."""
    before, after = fixed(first, lang, 2), fixed(second, lang, 2)
    return before if before == after else f"{before} → {after}"


def _criterion(grid: Grid, key: str, lang: str) -> str:
    criterion = grid.by_key[key]
    measured = unit(criterion.unit, translator(lang))
    label = text(criterion.label, lang)
    return f"{label} [{measured}]" if measured else label


def of_cases(table: DataFrame, lang: str) -> Shown:
    """Settlements side by side; ``table`` as :func:`zae.projects.inquiry.side_by_side` gives it."""
    _ = translator(lang)
    rows = [
        (_heading(str(name), lang), *(_cell(str(name), value, lang) for value in row))
        for name, row in zip(table.index, table.astype(object).to_numpy().tolist(), strict=True)
    ]
    return Shown(_("Settlements side by side"), ("", *map(str, table.columns)), tuple(rows))


def _heading(name: str, lang: str) -> str:
    _ = translator(lang)
    part, _space, what = name.partition(" ")
    if not what:
        return _(_HEADINGS[name])
    return _(_OF_PROMISE[part]).format(what=_(WHAT[what].label))


def _cell(name: str, value: Any, lang: str) -> str:
    part, _space, what = name.partition(" ")
    if value is None or value == "" or (isinstance(value, float) and pd.isna(value)):
        return NOTHING
    if what:
        return percent(value, lang) if part == "kept" else amount(value, what, lang)
    if isinstance(value, day_of):
        return date(value, lang)
    return translator(lang)(STATES[value]) if value in STATES else str(value)


def of_scenarios(found: DataFrame, lang: str) -> Shown:
    """Levers compared; ``found`` as :func:`zae.projects.scenarios.compared` gives it."""
    _ = translator(lang)
    heads = (_("Scenario"), _("Score"), _("Admission"), *(_(LOAD_LABELS[x]) for x in LOADS),
             _("Cost [€]"))  # fmt: skip
    return Shown(_("Levers"), heads, tuple(
        (row["label"], span(row, ("score", "score_low", "score_high"), lang),
         code_label(str(row["admission"]), lang=lang),
         *(span(row, (x, f"{x}_low", f"{x}_high"), lang) for x in LOADS),
         _cost(row["cost_low_eur"], row["cost_high_eur"], lang))
        for row in found.to_dict("records")
    ))  # fmt: skip


def _cost(low: float, high: float, lang: str) -> str:
    return number(low, lang) if low == high else f"{number(low, lang)} – {number(high, lang)}"


def span(row: Any, names: tuple[str, str, str], lang: str) -> str:
    """
    A figure with its bounds, as a reader writes them.

    Examples
    --------
    >>> span({"n": 2.0, "low": 1.5, "high": 3.0}, ("n", "low", "high"), "fr")
    '2,0 (1,5–3,0)'
    """
    if pd.isna(row[names[0]]):
        return number(None, lang)
    middle, low, high = (number(row[name], lang, 1) for name in names)
    return f"{middle} ({low}–{high})"
