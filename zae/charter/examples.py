"""Tests of a charter: every article keeps its own examples apart."""

from typing import Final, Literal, cast

from pandas import DataFrame

from criteria.grid import Grid, Veto
from criteria.values import marks
from criteria.vetoes import vetoes
from land.errors import Message
from zae.charter.article import OPPOSITE, Article, Example
from zae.charter.candidates import of_values
from zae.charter.rules import rules_grid
from zae.charter.text import Charter

Kind = Literal["passes", "fails", "exempt"]

EXPECTED: Final[dict[Kind, str]] = {"passes": "clear", "fails": "fired", "exempt": "clear"}

STATES: Final[dict[str, Message]] = {
    "clear": Message("article kept"),
    "fired": Message("article broken"),
    "to_check": Message("to be checked"),
}
"""What an article says of an example."""


def run_examples(charter: Charter) -> DataFrame:
    """
    Every example of every article, with what the compiled article says of it.

    Parameters
    ----------
    charter : Charter
        The charter.

    Returns
    -------
    DataFrame
        ``article``, ``title``, ``level``, ``example`` (``passes``, ``fails`` or ``exempt``),
        ``values``, ``expected``, ``found`` (states of ``STATES``), ``mark`` [0-1] for a « note »,
        ``fault``: why the example does not show what it should; empty where it does.
    """
    grid = rules_grid(charter)
    rows = [row for article in charter.articles for row in _of_article(article, grid)]
    return DataFrame(rows)


def _of_article(article: Article, grid: Grid) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for kind, expected in EXPECTED.items():
        example: Example = getattr(article, kind)
        if kind == "exempt" and not article.except_if:
            continue
        found, mark, fault = _said(article, example, grid)
        if not fault and found != expected:
            fault = Message(
                "article {number}: its example « {kind} » should be {expected}, and is {found}",
                number=article.number, kind=kind,
                expected=STATES[expected], found=STATES[found],
            )  # fmt: skip
        rows.append({
            "article": article.number, "title": article.title, "level": article.level,
            "example": kind, "values": _words(example), "expected": expected, "found": found,
            "mark": mark, "fault": fault,
        })  # fmt: skip
    return _marks_apart(article, rows)


def _marks_apart(article: Article, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """A mark that does not tell the two examples apart marks nothing."""
    kept, broken = (cast("float | None", row["mark"]) for row in rows[:2])
    if article.level == "note" and kept is not None and broken is not None and kept <= broken:
        rows[0]["fault"] = rows[0]["fault"] or Message(
            "article {number}: its mark is {kept:.2f} for « passes », {broken:.2f} for « fails »",
            number=article.number, kept=kept, broken=broken,
        )  # fmt: skip
    return rows


def _said(article: Article, example: Example, grid: Grid) -> tuple[str, float | None, str]:
    values = {key: value for key, value in example.items() if key != "vocation"}
    strange = sorted(set(values) - set(article.subjects))
    if strange:
        fault = Message(
            "article {number}: its example speaks of {strange}, the article does not",
            number=article.number, strange=strange,
        )  # fmt: skip
        return "to_check", None, fault
    # Nothing but what the article looks at: a charter is tried on dozens of examples.
    marked = article.level == "note" and article.subject in values
    facts = of_values({"example": values}, [*dict.fromkeys(article.subjects)])
    alone = grid.model_copy(update={
        "vetoes": (_as_veto(article),),
        "criteria": (grid.by_key[article.subject],) if marked else (),
    })  # fmt: skip
    vocation = str(example.get("vocation", (*article.vocations, "")[0]))
    states = vetoes(facts, alone, vocation=vocation)["state"]
    mark = float(marks(facts, alone).central[article.subject].iloc[0]) if marked else None
    return (str(states.iloc[0]) if len(states) else "clear"), mark, ""


def _as_veto(article: Article) -> Veto:
    """The article as a veto, whatever its level: what it asks can be tested alike."""
    named = isinstance(article.threshold, str)
    clauses = {
        part: tuple(
            {"fact": t.subject, "operator": t.operator, "threshold": t.threshold} for t in tests
        )
        for part, tests in (("only_if", article.only_if), ("except_if", article.except_if))
    }
    return Veto.model_validate({
        "key": article.key, "level": "alerte", "label": {"fr": article.title, "en": article.title},
        "fact": article.subject, "operator": OPPOSITE[article.operator],
        "threshold_fact" if named else "threshold": article.threshold,
        "vocations": article.vocations, "lifting": {}, "basis": "assumed", "reference": "",
        **clauses,
    })  # fmt: skip


def _words(example: Example) -> str:
    return ", ".join(
        f"{key} = {value:g}" if isinstance(value, float) else f"{key} = {value}"
        for key, value in example.items()
    )


def broken_examples(charter: Charter) -> list[str]:
    """Faults of the examples of a charter; empty where every article passes its tests."""
    return [fault for fault in run_examples(charter)["fault"] if fault]
