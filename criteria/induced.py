"""
The induced load as it is published: three figures a line, never the most likely one alone.

« Charge induite »: what one project adds. « Charge de centralité »: what a town already pays for
users who live and pay their taxes elsewhere. The two are not to be added up.
"""

from typing import Final

import numpy as np
from pandas import DataFrame

from criteria.capacity import modelled
from criteria.centrality import Array, Load
from criteria.parameters import Draws, Overrides
from criteria.project import Project
from criteria.traffic import peak_cars

QUANTILES: Final = (10, 50, 90)

LINES: Final[dict[str, tuple[str, str, str]]] = {
    "residents": ("Emplois pris par des habitants", "Jobs held by residents", "jobs"),
    "in_commuters": ("Emplois pris par des navetteurs", "Jobs held by in-commuters", "jobs"),
    "newcomers": ("Arrivants", "Newcomers", "jobs"),
    "newcomers_in_epci": (
        "Arrivants logés dans le territoire", "Newcomers who settle in the territory", "jobs",
    ),
    "households": ("Ménages arrivants", "Newcomer households", "households"),
    "persons": ("Personnes", "Persons", "persons"),
    "dwellings": ("Logements", "Dwellings", "dwellings"),
    "children_0_2": ("Enfants de 0 à 2 ans", "Children of 0 to 2", "children"),
    "eaje_places": ("Places de crèche", "Crèche places", "places"),
    "formal_places": (
        "Places d'accueil formel, crèches comprises", "Places in formal care, crèches included",
        "places",
    ),
    "pupils_3_5": ("Élèves de maternelle", "Nursery pupils", "pupils"),
    "pupils_6_10": ("Élèves d'élémentaire", "Primary pupils", "pupils"),
    "pupils_11_14": ("Collégiens", "Lower secondary pupils", "pupils"),
    "pupils_15_17": ("Lycéens", "Upper secondary pupils", "pupils"),
    "trips": ("Déplacements par jour des arrivants", "Daily trips of the newcomers", "trips/day"),
    "peak_cars": (
        "Voitures à l'heure de pointe, salariés et poids lourds compris",
        "Cars at the peak hour, commuters and lorries included", "veh/h",
    ),
    "creche_school_eur": (
        "Coût des crèches et des écoles pour les communes",
        "Cost of crèches and schools to the communes", "EUR/yr",
    ),
}  # fmt: skip
"""French and English label and unit of each line."""


def induced_load(
    project: Project, *, overrides: Overrides | None = None, unmatched: float = 0.0
) -> DataFrame:
    """
    What a project brings to the territory, as first decile, median and ninth decile.

    Parameters
    ----------
    project : Project
        Jobs by profile; ``transfer_share`` where it is known, ``trucks_per_day`` for the cars.
    overrides : mapping, optional
        Parameters that the territory knows better.
    unmatched : float
        Share of the jobs that nobody within reach can take. [0-1]

    Returns
    -------
    DataFrame
        One row a line of ``LINES``: ``p10``, ``p50``, ``p90`` over ten thousand draws, ``unit``,
        ``label_fr``, ``label_en``. Empty where the project has no jobs, or has not said.

    Notes
    -----
    The draws are skewed: the chain at the most likely value of each parameter lies below the
    median, and is not published. The quantiles of two lines are not of the same draw: they do not
    add up.

    Examples
    --------
    All jobs move from elsewhere in the territory: nobody comes, and all drive here.

    >>> jobs = {"cadres": 100, "professions_intermediaires": 0, "employes": 0, "ouvriers": 0}
    >>> moved = Project(key="p", label={"fr": "p"}, vocation="tertiaire", jobs=jobs,
    ...                 transfer_share=1.0, trucks_per_day=0)
    >>> table = induced_load(moved)
    >>> table.loc["persons", ["p10", "p50", "p90"]].tolist()
    [0.0, 0.0, 0.0]
    >>> bool(10 < table.loc["peak_cars", "p10"] < table.loc["peak_cars", "p90"] < 50)
    True
    """
    found = modelled(project, overrides=overrides, unmatched=unmatched)
    if found is None:
        return DataFrame(columns=["p10", "p50", "p90", "unit", "label_fr", "label_en"])
    lines = {name: line(name, project, *found) for name in LINES}
    table = DataFrame(
        {name: np.percentile(values, QUANTILES) for name, values in lines.items()},
        index=[f"p{q}" for q in QUANTILES],
    ).T
    names = DataFrame.from_dict(LINES, orient="index", columns=["label_fr", "label_en", "unit"])
    if project.trucks_per_day is None:
        table = table.drop(index="peak_cars")
    return table.join(names[["unit", "label_fr", "label_en"]])


def line(name: str, project: Project, brought: Load, drawn: Draws) -> Array:
    """
    One line of the load over the draws.

    Parameters
    ----------
    name : str
        A key of ``LINES``.
    project : Project
        The project.
    brought : Load
        Its load.
    drawn : mapping of str to array
        The parameters that gave it.

    Returns
    -------
    array
        One value a draw, in the unit of the line.
    """
    if name == "peak_cars":
        return peak_cars(project, brought, drawn)
    return np.asarray(getattr(brought, name))
