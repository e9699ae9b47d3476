"""Candidates that a charter is applied to: rows of a table, or sites and projects of a study."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import pandas as pd
from pandas import DataFrame, Index, Series

from criteria.facts import Facts, assemble, between, blank
from land.errors import Message, Parts
from zae.assessment import Assessment
from zae.charter.article import CharterError
from zae.charter.text import Charter, text_of

_PLAIN: Final = ("id", "label", "vocation")
_NUMBER: Final = r"-?\d+(?:\.\d+)?"
_BETWEEN: Final = re.compile(rf"({_NUMBER})(?:\s*\.\.\s*({_NUMBER}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """
    Who asks to be admitted.

    Parameters
    ----------
    facts : Facts
        What is known of each, with a column for every subject of every charter.
    about : DataFrame
        Indexed alike: ``label``, ``vocation``.
    """

    facts: Facts
    about: DataFrame

    @property
    def ids(self) -> Index:
        """Ids of the candidates."""
        return self.facts.sites


def subjects_of(charters: Iterable[Charter]) -> tuple[str, ...]:
    """Keys of everything that some charters look at: facts of their grids, declared subjects."""
    keys = [k for c in charters for k in (*c.base.fact_keys, *(s.key for s in c.subjects))]
    return tuple(dict.fromkeys(keys))


def of_values(rows: Mapping[str, Mapping[str, object]], keys: Sequence[str]) -> Facts:
    """
    Facts that were written by hand, as declared; what is not written is unknown.

    Parameters
    ----------
    rows : mapping of str to mapping
        Values of each candidate: numbers, or « 12..15 » for what lies between.
    keys : sequence of str
        Facts that there are.

    Returns
    -------
    Facts
        The facts.

    Raises
    ------
    CharterError
        If a value is no number; lists all.

    Examples
    --------
    >>> facts = of_values({"A": {"open_ground": "12..15"}}, ["open_ground", "job_density"])
    >>> facts.high.loc["A", "open_ground"], facts.status.loc["A", "job_density"]
    (np.float64(15.0), 'unknown')
    """
    sites, faults = Index(list(rows), dtype=object), []
    low = DataFrame(float("nan"), index=sites, columns=list(keys))
    high = low.copy()
    for name, values in rows.items():
        for key, value in values.items():
            met = _BETWEEN.fullmatch(str(value).replace(",", ".").strip())
            if met is None or float(met[2] or met[1]) < float(met[1]):
                faults.append(
                    Message(
                        "{name}: {key}: « {value} » is no number, nor « least..most »",
                        name=name, key=key, value=value,
                    )
                )  # fmt: skip
            else:
                low.loc[name, key], high.loc[name, key] = float(met[1]), float(met[2] or met[1])
    if faults:
        raise CharterError("{faults}", faults=Parts(faults, between="\n"))
    return assemble({key: between(low[key], high[key], "declared") for key in keys}, {}, sites)


def from_table(path: Path, charters: Sequence[Charter]) -> Candidates:
    """
    Candidates of a CSV file.

    Parameters
    ----------
    path : Path
        Columns ``id``, ``label``, ``vocation``, then one a subject; separated by semicolons,
        commas or tabs; an empty cell is unknown.
    charters : sequence of Charter
        Charters that they will be admitted by.

    Returns
    -------
    Candidates
        The candidates.

    Raises
    ------
    CharterError
        If a column is no subject, an id is missing or stands twice, or a value is no number;
        every fault is listed.
    """
    head = text_of(path).splitlines()[:1]
    separator = max(";\t,", key=(head[0] if head else "").count)
    table = pd.read_csv(path, sep=separator, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    table.columns = [c.strip() for c in table.columns]
    keys = subjects_of(charters)
    faults: list[str] = [
        Message(
            "{file}: column « {column} » is no subject of the charter; perhaps {near}",
            file=path.name, column=c, near=get_close_matches(c, keys, n=3) or "–",
        )
        for c in table.columns
        if c not in (*_PLAIN, *keys)
    ]  # fmt: skip
    ids = table["id"].str.strip() if "id" in table.columns else Series(dtype=str)
    if ids.empty or (ids == "").any() or ids.duplicated().any():
        faults.append(Message("{file}: give each candidate an « id » of its own", file=path.name))
    if faults:
        raise CharterError("{faults}", faults=Parts(faults, between="\n"))
    table.index = Index(ids, name="site_id")
    measured = [c for c in table.columns if c in keys]
    rows = {
        str(i): {str(k): v for k, v in row.items() if v.strip()}
        for i, row in table[measured].to_dict("index").items()
    }
    about = DataFrame(
        {
            "label": table.get("label", ids.set_axis(table.index)),
            "vocation": table.get("vocation", Series("", index=table.index)),
        }
    )
    return Candidates(facts=of_values(rows, keys), about=about)


def from_study(
    found: Assessment, charters: Sequence[Charter], projects: Sequence[str] = ()
) -> Candidates:
    """
    Candidates of a study: each site for each project.

    Parameters
    ----------
    found : Assessment
        The study, carried out.
    charters : sequence of Charter
        Charters that they will be admitted by.
    projects : sequence of str
        Keys of the projects; all where empty.

    Returns
    -------
    Candidates
        The candidates; what they would declare is unknown.

    Raises
    ------
    CharterError
        If the study has no such project.
    """
    strange = [key for key in projects if key not in found.runs]
    if strange:
        raise CharterError(
            "no project « {key} »; there are: {known}", key=strange[0], known=list(found.runs)
        )
    keys, parts, about = subjects_of(charters), [], []
    for key in projects or found.runs:
        run = found.runs[key]
        ids = Index([f"{site}/{key}" for site in run.facts.sites], dtype=object)
        parts.append((run.facts, ids))
        names = found.sites["name"].reindex(run.facts.sites).fillna("").to_numpy()
        about.append(DataFrame({"label": names, "vocation": run.project.vocation}, index=ids))
    return Candidates(facts=_stacked(parts, keys), about=pd.concat(about))


def _stacked(parts: Sequence[tuple[Facts, Index]], keys: Sequence[str]) -> Facts:
    columns: dict[str, DataFrame] = {}
    for key in keys:
        pieces = [
            DataFrame(
                {side: getattr(facts, side)[key] for side in ("low", "high", "status")}
            ).set_axis(ids)
            if key in facts.low.columns
            else blank(ids)
            for facts, ids in parts
        ]
        columns[key] = pd.concat(pieces)
    whole = Index([i for _, ids in parts for i in ids], dtype=object)
    return assemble(columns, parts[0][0].origin, whole)
