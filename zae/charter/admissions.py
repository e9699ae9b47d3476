"""Who a charter admits, by which article, and what changes with another wording."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
from pandas import DataFrame

from criteria.facts import Facts
from criteria.grid import Grid
from criteria.scores import Scores, score
from zae.charter.article import CharterError
from zae.charter.candidates import Candidates
from zae.charter.rules import cited_by, rules_grid
from zae.charter.text import Charter

ORDER: Final = {"interdit": 0, "reserve": 1, "alerte": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Admissions:
    """
    What a charter says of candidates.

    Parameters
    ----------
    charter : Charter
        The charter.
    table : DataFrame
        Indexed by candidate: ``admission`` (admissible, reserve, interdit), ``to_check``,
        ``score`` [0-100], ``score_low``, ``score_high``, ``letter``.
    reasons : DataFrame
        One row a candidate and rule: ``candidate``, ``level``, ``state`` (fired, to_check),
        ``cited`` (« article 4 », or a veto of the grid), ``rule`` (label), ``reference``.
    """

    charter: Charter
    table: DataFrame
    reasons: DataFrame


def admissions(charter: Charter, candidates: Candidates) -> Admissions:
    """
    Admit candidates by a charter.

    Parameters
    ----------
    charter : Charter
        The charter.
    candidates : Candidates
        The candidates.

    Returns
    -------
    Admissions
        Class, score and reasons of each; every refusal, reserve and alert cites its article.
    """
    grid = rules_grid(charter)
    tables, fired = [], []
    for vocation, ids in candidates.about.groupby("vocation").groups.items():
        found = score(_only(candidates.facts, grid, ids), grid, vocation=str(vocation))
        tables.append(found.table)
        fired.append(_reasons(found, grid, charter))
    columns = ["admission", "to_check", "score", "score_low", "score_high", "letter"]
    return Admissions(
        charter=charter,
        table=pd.concat(tables).loc[candidates.ids, columns].rename_axis(index="candidate"),
        reasons=pd.concat(fired, ignore_index=True),
    )


def _only(facts: Facts, grid: Grid, ids: pd.Index) -> Facts:
    keys = list(grid.fact_keys)
    return Facts(
        low=facts.low.loc[ids, keys],
        high=facts.high.loc[ids, keys],
        status=facts.status.loc[ids, keys],
        origin={k: v for k, v in facts.origin.items() if k in keys},
    )


def _reasons(found: Scores, grid: Grid, charter: Charter) -> DataFrame:
    vetoes = {v.key: v for v in grid.vetoes}
    cite = cited_by(charter)
    told = found.vetoes[found.vetoes["state"] != "lifted"]
    reasons = DataFrame(
        {
            "candidate": told["site_id"],
            "level": told["level"],
            "state": told["state"],
            "cited": told["veto"].map(cite),
            "rule": told["veto"].map(lambda key: vetoes[key].label["fr"]),
            "reference": told["veto"].map(lambda key: vetoes[key].reference),
            "rank": told["level"].map(ORDER),
        }
    )
    return reasons.sort_values(["candidate", "state", "rank"], kind="stable").drop(columns="rank")


def marked_by(found: Admissions) -> Mapping[str, str]:
    """Articles that set the weight of a criterion: its key, and how the mark is cited."""
    charter = found.charter
    return {a.subject: charter.cites(a) for a in charter.articles if a.level == "note"}


def compared(charters: Mapping[str, Charter], candidates: Candidates) -> DataFrame:
    """
    What several wordings say of the same candidates.

    Parameters
    ----------
    charters : mapping of str to Charter
        Two wordings or more, by a name for readers; the first is what others are compared with.
    candidates : Candidates
        The candidates.

    Returns
    -------
    DataFrame
        One row a candidate: ``label``, ``vocation``; for each wording ``admission_…``,
        ``to_check_…``, ``score_…``, ``because_…`` (articles that fire); ``moves``, whether
        admission differs between two of them; ``differs_by``, articles that fire in some and not
        in all.

    Raises
    ------
    CharterError
        If there is only one wording.
    """
    if len(charters) < 2:  # noqa: PLR2004
        raise CharterError("give two wordings to compare, or more")
    table = candidates.about.copy()
    fired: list[pd.Series] = []
    for name, charter in charters.items():
        found = admissions(charter, candidates)
        said = found.reasons[found.reasons["state"] == "fired"]
        because = said.groupby("candidate")["cited"].agg(tuple).reindex(candidates.ids)
        fired.append(because.map(lambda x: x if isinstance(x, tuple) else ()))
        for column in ("admission", "to_check", "score"):
            table[f"{column}_{name}"] = found.table[column]
        table[f"because_{name}"] = fired[-1]
    classes = table[[f"admission_{name}" for name in charters]]
    table["moves"] = classes.ne(classes.iloc[:, 0], axis=0).any(axis=1)
    table["differs_by"] = [
        tuple(dict.fromkeys(c for part in told for c in part if not all(c in t for t in told)))
        for told in zip(*fired, strict=True)
    ]
    return table.rename_axis(index="candidate")


def counts(table: DataFrame, names: list[str]) -> DataFrame:
    """
    How many candidates each wording admits.

    Parameters
    ----------
    table : DataFrame
        What :func:`compared` gave.
    names : list of str
        Names of the wordings.

    Returns
    -------
    DataFrame
        Indexed by wording: ``admissible``, ``reserve``, ``interdit``.
    """
    return DataFrame(
        {name: table[f"admission_{name}"].value_counts() for name in names},
        index=["admissible", "reserve", "interdit"],
    ).T.fillna(0).astype(int).rename_axis(index="wording")  # fmt: skip


def naming(paths: list[str]) -> list[str]:
    """
    Names for wordings: those of the files, with a number where two are alike.

    Examples
    --------
    >>> naming(["a/charte.toml", "b/charte.toml", "autre.toml"])
    ['charte', 'charte (2)', 'autre']
    """
    stems = [path.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".toml") for path in paths]
    return [
        stem if stems[:i].count(stem) == 0 else f"{stem} ({stems[:i].count(stem) + 1})"
        for i, stem in enumerate(stems)
    ]
