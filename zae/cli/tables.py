"""What the commands print: tables for a reader, or the same as JSON for a machine."""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from land.errors import said
from layers import Layer, Raster
from zae.assessment import Assessment
from zae.checking import Check
from zae.explanation import Explanation, plain
from zae.messages import Lang, area, number, translator
from zae.messages.units import unit
from zae.publish.fields import code_label, printable, role_label
from zae.publish.numerals import percent
from zae.publish.reasons import reason_text

WIDE = 200
"""Width of what goes to a file or another program: nothing is cut to the size of a window."""

IDS_SHOWN = 5
"""Ids of a line of the account that a reader sees; a machine gets those that the account holds."""


_INTERVAL = ["score", "score_low", "score_high"]


def console() -> Console:
    """Console on the standard output."""
    return Console(width=None if sys.stdout.isatty() else WIDE, highlight=False)


def say(text: str) -> None:
    """
    Print a line as it is.

    Parameters
    ----------
    text : str
        Text; brackets in it are not read as colours.
    """
    console().print(Text(printable(text)), soft_wrap=True)


def print_json(content: object) -> None:
    """
    Print plain values as JSON.

    Parameters
    ----------
    content : object
        Dictionaries, lists, numbers, texts.
    """
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def print_table(title: str, heads: Iterable[str], lines: Iterable[Iterable[str]]) -> None:
    """
    Print a table.

    Parameters
    ----------
    title : str
        Its title.
    heads : iterable of str
        Heads of the columns.
    lines : iterable of iterable of str
        Cells, as they are to be read.
    """
    table = Table(title=title, title_justify="left")
    for head in heads:
        table.add_column(head, overflow="fold")
    for line in lines:
        table.add_row(*(Text(printable(cell)) for cell in line))
    console().print(table)


def print_check(check: Check, lang: Lang) -> None:
    """
    Print what a check found: layers, account, what is missing, then the faults.

    Parameters
    ----------
    check : Check
        What was found.
    lang : str
        Language of the reader.
    """
    _ = translator(lang)
    read = [
        (x.name, role_label(x.role.name, lang=lang), _rows(x, lang)) for x in check.layers.values()
    ]
    told = check.account[~check.account["action"].isin(["read", "kept"])]
    if read:
        print_table(_("Layers that were read"), (_("Layer"), _("Role"), _("Rows")), read)
    if len(told):
        told = told.assign(
            role=told["role"].map(lambda role: role_label(role, lang=lang)),
            action=told["action"].map(lambda code: code_label(code, lang=lang)),
            reason=told["reason"].map(lambda text: reason_text(text, lang)),
            ids=told["ids"].map(_first_ids),
        )
        heads = (_("Layer"), _("Role"), _("Action"), _("Reason"), _("Count"), _("Ids"))
        lines = [[str(cell) for cell in line] for line in told.to_numpy()]
        print_table(_("Account of what was done to them"), heads, lines)
    if check.missing:
        lines = [
            [check.labels[key][lang], ", ".join(role_label(role, lang=lang) for role in roles)]
            for key, roles in check.missing.items()
        ]
        print_table(
            _("Layers that would make the scores more certain"),
            (_("Criterion"), _("Roles without a layer")),
            lines,
        )
    for fault in check.faults:
        say(said(fault, _))
    if check.title:
        say(_("Study: {title}").format(title=check.title))
    say(_("{count} fault(s)").format(count=len(check.faults)))


def _first_ids(ids: str) -> str:
    first, *rest = ids.split("|", IDS_SHOWN)
    return "|".join([first, *rest[: IDS_SHOWN - 1], *(["…"] if len(rest) == IDS_SHOWN else [])])


def _rows(layer: Layer | Raster, lang: Lang) -> str:
    return "raster" if isinstance(layer, Raster) else number(len(layer.frame), lang)


def sites_rows(assessment: Assessment) -> list[dict[str, object]]:
    """
    One row a site with its score for each project, for a machine.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.

    Returns
    -------
    list of dict
        ``site_id``, ``name``, ``kind``, ``commune``, ``area_m2`` and, a project,
        ``score_<project>``, ``score_low_<project>`` and ``score_high_<project>``.
    """
    columns = ["name", "kind", "commune", "area_m2"]
    known = pd.DataFrame(assessment.sites[columns])
    for key, run in assessment.runs.items():
        for bound in _INTERVAL:
            known[f"{bound}_{key}"] = run.scores.table[bound]
    return plain(known.rename_axis("site_id").reset_index())


def print_sites(assessment: Assessment, lang: Lang) -> None:
    """
    Print the candidate sites, their score for each project and what the unknowns leave possible.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    lang : str
        Language of the reader.
    """
    _ = translator(lang)
    tables = [run.scores.table.reindex(assessment.sites.index) for run in assessment.runs.values()]
    text = zip(
        *([_with_interval(*r, lang=lang) for r in t[_INTERVAL].to_numpy()] for t in tables),
        strict=True,
    )
    places = assessment.sites
    areas = places["area_m2"].map(lambda m2: area(m2, lang))
    kinds = places["kind"].map(lambda kind: code_label(kind, lang=lang))
    named = zip(places.index, places["name"], kinds, places["commune"], areas, strict=True)
    print_table(
        assessment.study.title,
        (_("Site"), _("Name"), _("Kind"), _("Commune"), _("Area"), *assessment.runs),
        [[*map(str, first), *last] for first, last in zip(named, text, strict=True)],
    )


def _with_interval(score: float, low: float, high: float, *, lang: Lang) -> str:
    """A score and its bounds: a site of which little is known shows it."""
    return f"{number(score, lang)} ({number(low, lang)}–{number(high, lang)})"


def print_explanation(found: Explanation, lang: Lang) -> None:
    """
    Print every figure behind a score, so that it can be computed again by hand.

    Parameters
    ----------
    found : Explanation
        Working of the score.
    lang : str
        Language of the reader.
    """
    _ = translator(lang)
    say(f"{found.site} · {found.name} · {found.project}")
    _print_criteria(found, lang)
    if (found.criteria["contribution"] < 0).any():
        say(_("Points brought may be negative: a very low mark pulls the geometric mean down and "
              "may cost more than its weight."))  # fmt: skip
    _print_families(found, lang)
    say(_("Score = {formula} = {score}").format(
        formula=found.formula(lang) or _("unknown"), score=number(found.score["score"], lang, 1)
    ))  # fmt: skip
    say(_("From {low} to {high}, once every unknown is known; letter {letter}").format(
        low=number(found.score["score_low"], lang, 1),
        high=number(found.score["score_high"], lang, 1),
        letter=_letters(found.score) or _("unknown"),
    ))  # fmt: skip
    for veto in found.vetoes.to_dict("records"):
        level, state = (code_label(veto[c], lang=lang) for c in ("level", "state"))
        say(f"{level} · {state} · {veto['label']}")


def _letters(score: pd.Series) -> str:
    """Letter where the unknowns leave one; else from the best to the worst that they leave."""
    if pd.isna(score["letter"]):
        return ""
    best, worst = score["letter_high"], score["letter_low"]
    return str(best) if best == worst else f"{best}–{worst}"


def _print_criteria(found: Explanation, lang: Lang) -> None:
    _ = translator(lang)
    families = found.families["label"]
    print_table(
        _("Criteria: mark = value function at the middle of the value"),
        (_("Family"), _("Criterion"), _("Weight"), _("Value"), _("Status"), _("Value function"),
         _("Mark"), _("Points at most"), _("Points brought"), _("Source")),
        [
            (
                families[row["family"]], _with_unit(row["label"], unit(row["unit"], _)),
                number(row["weight"], lang, 3),
                _interval(row["low"], row["high"], lang), code_label(row["status"], lang=lang),
                " ".join(f"{x:g}→{mark:g}" for x, mark in row["points"]),
                number(row["mark"], lang, 4), number(row["available"], lang, 2),
                number(row["contribution"], lang, 2), row["origin"],
            )
            for row in found.criteria.to_dict("records")
        ],
    )  # fmt: skip


def _with_unit(label: str, words: str) -> str:
    return f"{label} [{words}]" if words else label


def _interval(low: float, high: float, lang: Lang) -> str:
    first, last = number(low, lang, 3), number(high, lang, 3)
    return first if first == last else f"{first} – {last}"


def _print_families(found: Explanation, lang: Lang) -> None:
    _ = translator(lang)
    columns = ["label", "weight", "share", "mean", "floored"]
    known = [percent(share, lang) for share in found.families["known"]]
    print_table(
        _("Families: mean = sum of weight × mark / sum of weight, over known marks"),
        (_("Family"), _("Weight"), _("Share of the known weight"), _("Mean"),
         _("Mean used, never below the floor"), _("Of its weight, known")),
        [
            (label, *(number(figure, lang, 4) for figure in figures), share)
            for (label, *figures), share in zip(
                found.families[columns].to_numpy(), known, strict=True
            )
        ],
    )  # fmt: skip


def print_files(files: Mapping[str, Path | str], lang: Lang) -> None:
    """
    Print which files to open.

    Parameters
    ----------
    files : mapping of str to Path or str
        Files, or addresses, by what they are.
    lang : str
        Language of the reader.
    """
    _ = translator(lang)
    say(_("Files to open:"))
    for path in files.values():
        say(f"  {path}")
