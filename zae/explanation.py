"""The working of one score: every figure that a reader needs to compute it again by hand."""

from dataclasses import dataclass

import numpy as np
from pandas import DataFrame, Index, Series

from criteria.explain import explain
from criteria.grid import Grid
from criteria.scores import known_shares
from land.errors import ZaeError
from zae.assessment import Assessment, Run
from zae.messages import Lang, number
from zae.publish.fields import text


class UnknownSiteError(ZaeError, KeyError):
    """No site or project of that name; the message says which there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """
    Working of the score of a site for a project.

    Parameters
    ----------
    site : str
        Id of the site.
    name, project : str
        Name of the site and key of the project.
    criteria : DataFrame
        One row a criterion, as :func:`criteria.explain.explain` gives them, with the ``points``
        of its value function, its ``label`` and its ``unit``.
    families : DataFrame
        Indexed by family: ``weight`` [0-1], ``share`` of the weight that is known [0-1],
        ``known`` share of its own weight [0-1],
        ``mean`` mark [0-1], ``floored`` mark [0-1], ``label``.
    score : Series
        Row of the site in the table of scores.
    vetoes : DataFrame
        Vetoes of the site that fire or must be checked, with their ``label``.
    """

    site: str
    name: str
    project: str
    criteria: DataFrame
    families: DataFrame
    score: Series
    vetoes: DataFrame

    def formula(self, lang: str) -> str:
        """
        Write the geometric mean with its numbers.

        Parameters
        ----------
        lang : str
            Language of the figures.

        Returns
        -------
        str
            For example ``100 × 0.710^0.200 × 0.450^0.800``; empty where nothing is known.
        """
        known = self.families.dropna(subset=["mean"])
        marks, shares = known["floored"], known["share"]
        powers = [
            f"{number(m, lang, 4)}^{number(s, lang, 4)}" for m, s in zip(marks, shares, strict=True)
        ]
        return " × ".join(["100", *powers]) if powers else ""

    def as_dict(self) -> dict[str, object]:
        """Everything as plain values, for a machine; the unknown is null."""
        return {
            "site": self.site,
            "name": self.name,
            "project": self.project,
            "score": plain(self.score.to_frame().T)[0],
            "criteria": plain(self.criteria),
            "families": plain(self.families.rename_axis("family").reset_index()),
            "vetoes": plain(self.vetoes),
        }


def plain(table: DataFrame) -> list[dict[str, object]]:
    """
    Rows as plain values that JSON holds; a missing value is None.

    Parameters
    ----------
    table : DataFrame
        Any table.

    Returns
    -------
    list of dict
        One a row.

    Examples
    --------
    >>> plain(DataFrame({"a": [1.5, np.nan], "b": ["x", None]}))
    [{'a': 1.5, 'b': 'x'}, {'a': None, 'b': None}]
    """
    kept = table.astype(object).mask(table.isna(), None)
    return [
        {str(k): v.item() if isinstance(v, np.generic) else v for k, v in row.items()}
        for row in kept.to_dict("records")
    ]


def working(assessment: Assessment, site: str, *, project: str = "", lang: Lang) -> Explanation:
    """
    Working of one score.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    site : str
        Id of a site.
    project : str
        Key of a project; the first of the study where empty.
    lang : str
        Language of the labels.

    Returns
    -------
    Explanation
        Every figure behind the score.

    Raises
    ------
    UnknownSiteError
        If there is no such site or project; says which there are.
    """
    known_site(assessment, site)
    key = project or next(iter(assessment.runs))
    if key not in assessment.runs:
        raise UnknownSiteError(
            "no project « {key} »; there are: {known}", key=key, known=list(assessment.runs)
        )
    run, grid = assessment.runs[key], assessment.grid
    rows = explain(run.facts, run.scores, grid)
    rows = rows[rows["site_id"] == site].reset_index(drop=True)
    return Explanation(
        site=site,
        name=str(assessment.sites.loc[site, "name"]),
        project=key,
        criteria=_labelled(rows, grid, lang),
        families=_families(rows, run, grid, lang),
        score=Series(run.scores.table.loc[site]),
        vetoes=_vetoes(run, grid, site, lang),
    )


def known_site(assessment: Assessment, site: str) -> None:
    """
    Refuse a site that is not there.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    site : str
        Id of a site.

    Raises
    ------
    UnknownSiteError
        If there is no such site; says which there are.
    """
    if site not in assessment.sites.index:
        raise UnknownSiteError(
            "no site « {site} »; there are: {known}",
            site=site,
            known=_some(assessment.sites.index),
        )


def _some(ids: Index, shown: int = 20) -> str:
    rest = len(ids) - shown
    return ", ".join(map(str, ids[:shown])) + (f", … +{rest}" if rest > 0 else "")


def _labelled(rows: DataFrame, grid: Grid, lang: Lang) -> DataFrame:
    found = [grid.by_key[key] for key in rows["criterion"]]
    return rows.assign(
        label=[text(c.label, lang) for c in found],
        unit=[c.unit for c in found],
        points=Series([c.value.points for c in found], index=rows.index, dtype=object),
    )


def _families(rows: DataFrame, run: Run, grid: Grid, lang: Lang) -> DataFrame:
    keys = [f.key for f in grid.families]
    mean = run.scores.families["central"].loc[rows["site_id"].iloc[0], keys] / 100
    share = rows.groupby("family")["available"].sum().reindex(keys) / 100
    return DataFrame(
        {
            "label": [text(f.label, lang) for f in grid.families],
            "weight": [grid.family_weight(k) for k in keys],
            "share": share,
            "known": known_shares(run.scores.marks, grid).loc[rows["site_id"].iloc[0], keys],
            "mean": mean,
            "floored": mean.clip(lower=grid.aggregation.floor),
        },
        index=keys,
    )


def _vetoes(run: Run, grid: Grid, site: str, lang: Lang) -> DataFrame:
    found = run.scores.vetoes
    found = found[found["site_id"] == site].drop(columns="site_id").reset_index(drop=True)
    labels = {v.key: text(v.label, lang) for v in grid.vetoes}
    return found.assign(label=found["veto"].map(labels))
