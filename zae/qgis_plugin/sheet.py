"""The sheet of a site: what each criterion brings to its score, and the rules that speak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Sequence  # noqa: UP035  Python 3.9


@dataclass(frozen=True)
class Line:
    """A criterion on a site; what is not known is None."""

    family: str
    family_label: str
    criterion: str
    label: str
    unit: str
    low: float | None
    high: float | None
    status: str
    weight: float | None
    mark: float | None
    mark_low: float | None
    mark_high: float | None
    available: float | None
    contribution: float | None
    lost: float | None
    source: str = ""


@dataclass(frozen=True)
class Rule:
    """A rule that applies to a site, or must be checked there."""

    label: str
    level: str
    state: str
    lifting: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Sheet:
    """
    The score of a site for a project, with all that it was made of.

    Parameters
    ----------
    site, name, project : str
        Id and name of the site, key of the project.
    score, low, high : float or None
        Score and its bounds, 0 to 100.
    letter, letter_low, letter_high : str
        Letter, and the worst and best that the unknowns leave.
    admission : str
        ``admissible``, ``reserve`` or ``interdit``.
    rank : int or None
        Rank among the sites.
    lines : sequence of Line
        Criteria, in the order of the grid.
    rules : sequence of Rule
        Rules.
    """

    site: str
    name: str
    project: str
    score: float | None
    low: float | None
    high: float | None
    letter: str
    letter_low: str
    letter_high: str
    admission: str
    rank: int | None
    lines: Sequence[Line]
    rules: Sequence[Rule]

    @property
    def families(self) -> dict[str, list[Line]]:
        """Criteria by the label of their family, in the order of the grid."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            if line.family_label:
                found.setdefault(line.family_label, []).append(line)
        return found

    @property
    def observed(self) -> list[Line]:
        """What was looked at beside the criteria: rules read it, the score does not."""
        return [line for line in self.lines if not line.family_label]


def from_json(content: Mapping[str, Any]) -> Sheet:
    """
    Sheet of what ``zae explain --json`` says.

    Parameters
    ----------
    content : mapping
        Its answer.

    Returns
    -------
    Sheet
        The sheet.
    """
    families = {row["family"]: row["label"] for row in content["families"]}
    lines = [
        line_of({**row, "family_label": families[row["family"]], "source": row["origin"]})
        for row in content["criteria"]
    ]
    rules = [rule_of({**row, "veto_label": row["label"]}) for row in content["vetoes"]]
    row = {**content["score"], "site_id": content["site"], "name": content["name"]}
    return sheet_of(row, content["project"], lines, rules)


def sheet_of(
    row: Mapping[str, Any], project: str, lines: Sequence[Line], rules: Sequence[Rule]
) -> Sheet:
    """
    Sheet of a row of scores.

    Parameters
    ----------
    row : mapping
        Columns of the layer of scores.
    project : str
        Key of the project.
    lines, rules : sequence
        What stands below.

    Returns
    -------
    Sheet
        The sheet.
    """
    rank = row.get("rank")
    return Sheet(
        site=str(row["site_id"]),
        name=str(row["name"] or row["site_id"]),
        project=project,
        score=row["score"],
        low=row["score_low"],
        high=row["score_high"],
        letter=row["letter"] or "?",
        letter_low=row["letter_low"] or "",
        letter_high=row["letter_high"] or "",
        admission=row["admission"] or "",
        rank=None if rank is None else int(rank),
        lines=lines,
        rules=rules,
    )


def line_of(row: Mapping[str, Any]) -> Line:
    """
    Criterion of a row of the table of facts.

    Parameters
    ----------
    row : mapping
        Columns of the table; the label stands in ``label`` or ``criterion_label``.

    Returns
    -------
    Line
        The criterion.
    """
    label = row.get("criterion_label") or row.get("label") or row["criterion"]
    numbers = (
        "low",
        "high",
        "weight",
        "mark",
        "mark_low",
        "mark_high",
        "available",
        "contribution",
        "lost",
    )
    return Line(
        family=row["family"] or "",
        family_label=row["family_label"] or "",
        criterion=row["criterion"],
        label=label,
        unit=row["unit"] or "",
        status=row["status"] or "unknown",
        source=row.get("source") or "",
        **{name: row[name] for name in numbers},
    )


def rule_of(row: Mapping[str, Any]) -> Rule:
    """
    Rule of a row of the table of rules.

    Parameters
    ----------
    row : mapping
        Columns of the table.

    Returns
    -------
    Rule
        The rule.
    """
    return Rule(
        label=row["veto_label"] or row["veto"],
        level=row["level"],
        state=row["state"],
        lifting=row.get("lifting") or "",
        reference=row.get("reference") or "",
    )
