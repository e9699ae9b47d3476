"""Two readings of projects side by side, down to the criterion: one code path for all of them."""

from collections.abc import Sequence
from typing import Any

from pandas import DataFrame, Series

from criteria.explain import contributions
from criteria.indicators import Recall, straight
from criteria.project import Project
from zae.assess import Progress, assess, silent
from zae.assessment import Assessment
from zae.explanation import UnknownSiteError
from zae.study import Study


def assessed(
    study: Study, projects: Sequence[Project], *, progress: Progress = silent,
    recall: Recall = straight,
) -> Assessment:  # fmt: skip
    """
    The sites of a study, scored for these projects alone.

    Parameters
    ----------
    study : Study
        A study; its own projects and the reference projects are left out.
    projects : sequence of Project
        Projects, their keys all different.
    progress : callable
        Told the name of each step.
    recall : callable
        How to come by each fact, as for :func:`zae.assess.assess`.

    Returns
    -------
    Assessment
        One run a project.
    """
    alone = study.model_copy(update={"vocations": (), "projects": tuple(projects)})
    return assess(alone, progress=progress, recall=recall)


def differences(assessment: Assessment, site: str, first: str, second: str) -> DataFrame:
    """
    Why two projects, or two readings of one, have different scores on a site.

    Parameters
    ----------
    assessment : Assessment
        A study with both as runs.
    site : str
        A site.
    first, second : str
        Keys of the projects.

    Returns
    -------
    DataFrame
        One row a criterion, indexed by its key: ``first``, ``second`` (middle of the value, unit
        of the criterion), ``first_mark``, ``second_mark`` [0-1], ``first_points``,
        ``second_points`` and ``difference`` = second - first [points of 100]. The differences add
        up to that of the scores, exactly: they are those of the contributions.

    Raises
    ------
    UnknownSiteError
        If the site is not in the study.
    """
    if site not in assessment.sites.index:
        raise UnknownSiteError("no site « {site} »", site=site)
    columns = {}
    for name, key in (("first", first), ("second", second)):
        run = assessment.runs[key]
        keys = [c.key for c in assessment.grid.criteria]
        middle = (run.facts.low.loc[site, keys] + run.facts.high.loc[site, keys]) / 2
        columns[name] = middle
        columns[f"{name}_mark"] = run.scores.marks.central.loc[site, keys]
        points = contributions(run.scores, assessment.grid).loc[site, keys]
        columns[f"{name}_points"] = points
    table = DataFrame(columns).astype(float)
    # A criterion that one of the two leaves unknown brings it nothing: its weight is set aside.
    gap = table["second_points"].fillna(0) - table["first_points"].fillna(0)
    return table.assign(difference=gap).rename_axis("criterion")


def by_site(assessment: Assessment) -> DataFrame:
    """
    Scores of every project on every candidate site.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.

    Returns
    -------
    DataFrame
        Indexed by ``site_id``; for each project ``score_<key>``, ``score_low_<key>``,
        ``score_high_<key>`` [0-100] and ``admission_<key>``.
    """
    parts: list[DataFrame | Series[Any]] = [
        run.scores.table[["score_low", "score", "score_high", "admission"]].add_suffix(f"_{key}")
        for key, run in assessment.runs.items()
    ]
    return DataFrame(assessment.sites[["name"]]).join(parts)
