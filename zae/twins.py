"""Criteria that say the same: within a study, and across territories as towns and country."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from criteria.redundancy import correlated_pairs, density_twins, effective_weights
from land.errors import ZaeError
from zae.assess import by_role
from zae.assessment import Assessment, Run
from zae.explanation import UnknownSiteError

M2_PER_KM2: Final = 1e6


class NoDensityError(ZaeError, ValueError):
    """No commune of a study has both an outline and a population."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redundancy:
    """
    What the criteria of a study repeat.

    Parameters
    ----------
    pairs : DataFrame
        Criteria that go together, as :func:`criteria.redundancy.correlated_pairs` gives them.
    weights : DataFrame
        Weights on paper and in fact, as :func:`criteria.redundancy.effective_weights` gives them.
    """

    pairs: DataFrame
    weights: DataFrame


def run_of(assessment: Assessment, project: str = "") -> Run:
    """
    Run of a project.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    project : str
        Key of a project; the first of the study where empty.

    Returns
    -------
    Run
        Its run.

    Raises
    ------
    UnknownSiteError
        If there is no such project; says which there are.
    """
    key = project or next(iter(assessment.runs))
    if key not in assessment.runs:
        raise UnknownSiteError(
            "no project « {key} »; there are: {known}", key=key, known=list(assessment.runs)
        )
    return assessment.runs[key]


def redundancy(assessment: Assessment, project: str = "") -> Redundancy:
    """
    Criteria of a study that go together, and weights that are not what they seem.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    project : str
        Key of a project; the first of the study where empty.

    Returns
    -------
    Redundancy
        Pairs and weights.
    """
    scores = run_of(assessment, project).scores
    return Redundancy(
        pairs=correlated_pairs(scores.marks.central),
        weights=effective_weights(scores, assessment.grid),
    )


def density(assessment: Assessment) -> Series:
    """
    Inhabitants per square kilometre of the commune of each site.

    Parameters
    ----------
    assessment : Assessment
        A study with a layer of communes; populations are its own or those of the territory.

    Returns
    -------
    Series
        Density on the index of the sites; NaN where the commune or its population is not known.
        [persons/km²]

    Raises
    ------
    NoDensityError
        If no commune of the study has both an outline and a population.
    """
    communes = by_role(assessment.layers).get("commune")
    people = {c.insee: float(c.population) for c in assessment.territory.communes if c.population}
    if isinstance(communes, GeoDataFrame):
        told = communes["population"].dropna() if "population" in communes else Series(dtype=float)
        people |= {str(insee): float(count) for insee, count in told.items()}
        area_km2 = communes.geometry.area / M2_PER_KM2
        dense = communes.index.to_series().map(people) / area_km2.where(area_km2 > 0)
        if dense.notna().any():
            return Series(assessment.sites["commune_insee"].map(dense), name="density")
    raise NoDensityError(
        "study « {title} »: no commune has both an outline and a population; add a layer of role "
        "commune",
        title=assessment.study.title,
    )


def twins(assessments: Mapping[str, Assessment], project: str = "") -> DataFrame:
    """
    Territory twin test: criteria that only measure how dense a place is.

    Parameters
    ----------
    assessments : mapping of str to Assessment
        Studies of several territories under one grid, by name.
    project : str
        Key of a project of all of them; the first of each where empty.

    Returns
    -------
    DataFrame
        One row a criterion, as :func:`criteria.redundancy.density_twins` gives them. Only sites
        whose commune has a known density count.

    Raises
    ------
    NoDensityError
        If a study tells no density.
    """
    marks, around = {}, {}
    for name, assessment in assessments.items():
        dense = density(assessment).dropna()
        around[name] = dense
        marks[name] = run_of(assessment, project).scores.marks.central.loc[dense.index]
    return density_twins(marks, around)
