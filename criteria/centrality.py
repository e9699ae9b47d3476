"""
Induced load: from jobs to newcomers, households, needs and costs.

Three destinations for a job: a resident (no load), an in-commuter (traffic only), a newcomer
(housing, childcare, school, traffic). The load is that of one project, a margin (« charge
induite »): it is not the « charge de centralité » of public finance, what the town already bears
for its neighbours. The newcomer shares are assumed, and dominate what is not known of the result.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from criteria.parameters import Draws, Overrides, draws
from criteria.project import PROFILES, Profile, Project

DRAWS: Final = 10_000
SEED: Final = 20261123

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """
    What a project brings, one value a draw.

    Parameters
    ----------
    residents, in_commuters : array
        Jobs held by people who already live in the territory, and by those who come from outside
        it each day, newcomers to the region who settled outside included.
    newcomers, newcomers_in_epci, households, persons, dwellings : array
        People drawn in, those of them who settle in the territory, and what they live in.
    children_0_2, eaje_places, formal_places : array
        Young children and the places they need, in crèches and in all formal care.
    pupils_3_5, pupils_6_10, pupils_11_14, pupils_15_17 : array
        Pupils by age.
    trips : array
        Trips of the newcomers on a weekday.
    creche_school_eur : array
        Cost of crèches and primary schools to the communes. [EUR/yr]
    """

    residents: Array
    in_commuters: Array
    newcomers: Array
    newcomers_in_epci: Array
    households: Array
    persons: Array
    dwellings: Array
    children_0_2: Array
    eaje_places: Array
    formal_places: Array
    pupils_3_5: Array
    pupils_6_10: Array
    pupils_11_14: Array
    pupils_15_17: Array
    trips: Array
    creche_school_eur: Array

    @property
    def pupils_3_10(self) -> Array:
        """Pupils of nursery and primary school."""
        return self.pupils_3_5 + self.pupils_6_10


def load(jobs: Mapping[Profile, float], values: Draws, *, unmatched: float = 0.0) -> Load:
    """
    Follow the chain from jobs to needs and costs.

    Parameters
    ----------
    jobs : mapping of str to float
        Jobs by profile.
    values : mapping of str to array
        Parameters, from :func:`criteria.parameters.modes` or ``draws``.
    unmatched : float
        Share of the jobs that nobody within reach can take: 1 - M, M what
        :func:`criteria.employment.job_match` gives. [0-1]

    Returns
    -------
    Load
        One value per value of the parameters.

    Notes
    -----
    Formula: N = Σ jobs · newcomer share · (1 - transferred); settled = N · settling share;
    residents = (jobs - moved - N) · settling share, the share of the jobs of a territory that its
    residents hold; in-commuters are all others: residents + in-commuters + settled = jobs not
    moved. Households = settled ÷ jobs per household; persons = households · size; children =
    persons · age share · excess; dwellings = households ÷ (1 - vacancy). Parameters, with source
    and vintage, in ``centrality.toml``.

    The newcomer share n is that of jobs that people on the spot could take too. Of the jobs that
    nobody there can take, the share ``unmatched_newcomer_share`` q goes to newcomers where it is
    larger than n, and the rest to in-commuters: n becomes n (1 - u) + u max(n, q).

    Examples
    --------
    >>> from criteria.parameters import modes
    >>> brought = load(dict.fromkeys(PROFILES, 25.0), modes("centrality"))
    >>> brought.newcomers.round(2).tolist()  # 25 x (0.35 + 0.25 + 0.12 + 0.15)
    [21.75]
    >>> brought = load(dict.fromkeys(PROFILES, 25.0), modes("centrality"), unmatched=1.0)
    >>> brought.newcomers.round(2).tolist()  # half of the jobs that nobody there can take
    [50.0]
    """
    v = values
    staying = 1 - v["transfer_share"]
    newcomers = staying * np.sum(
        [jobs[p] * _newcomer_share(v, p, unmatched) for p in PROFILES], axis=0
    )
    settled = newcomers * v["settle_share"]
    residents = (staying * sum(jobs.values()) - newcomers) * v["settle_share"]
    households = settled / v["jobs_per_household"]
    persons = households * v["household_size"]
    children = {
        age: persons * v[f"share_{age}"] * v["child_excess"]
        for age in ("0_2", "3_5", "6_10", "11_14", "15_17")
    }
    eaje = children["0_2"] * v["childcare_eaje"]
    return Load(
        residents=residents,
        in_commuters=staying * sum(jobs.values()) - residents - settled,
        newcomers=newcomers,
        newcomers_in_epci=settled,
        households=households,
        persons=persons,
        dwellings=households / (1 - v["vacancy_friction"]),
        children_0_2=children["0_2"],
        eaje_places=eaje,
        formal_places=children["0_2"] * v["childcare_formal"],
        **{f"pupils_{age}": children[age] for age in ("3_5", "6_10", "11_14", "15_17")},
        trips=persons * v["trips_per_day"],
        creche_school_eur=eaje * v["creche_eur"] * v["creche_commune_share"]
        + children["3_5"] * (v["maternelle_eur"] + v["school_invest_eur"])
        + children["6_10"] * (v["elementaire_eur"] + v["school_invest_eur"]),
    )


def _newcomer_share(values: Draws, profile: Profile, unmatched: float) -> Array:
    usual = values[f"n_{profile}"]
    if not unmatched:
        return usual
    drawn_in = np.maximum(usual, values["unmatched_newcomer_share"])
    return np.asarray(usual * (1 - unmatched) + drawn_in * unmatched)


def project_draws(
    project: Project, *, overrides: Overrides | None = None, seed: int = SEED
) -> Draws:
    """
    Draws of the parameters for a project; what the project declares is not drawn.

    Parameters
    ----------
    project : Project
        Its ``transfer_share`` replaces the drawn one.
    overrides : mapping, optional
        What the territory knows better, as :func:`criteria.parameters.parse_overrides` gives it.
    seed : int
        Same seed, same draws.

    Returns
    -------
    mapping of str to array
        Ten thousand values of each parameter, the same at each call.

    Examples
    --------
    >>> moved = Project(key="p", label={"fr": "p"}, vocation="commerce", transfer_share=0.5)
    >>> set(project_draws(moved)["transfer_share"].tolist())
    {0.5}
    """
    drawn = dict(draws("centrality", count=DRAWS, seed=seed, overrides=overrides))
    if project.transfer_share is not None:
        drawn["transfer_share"] = np.full(DRAWS, project.transfer_share)
    return drawn


def likely_range(values: Array) -> tuple[Array, Array]:
    """
    First and ninth decile over the draws, the first axis.

    Parameters
    ----------
    values : array
        One row a draw.

    Returns
    -------
    tuple of array
        P10 and P90.

    Examples
    --------
    >>> low, high = likely_range(np.arange(101.0))
    >>> float(low), float(high)
    (10.0, 90.0)
    """
    low, high = np.percentile(values, [10, 90], axis=0)
    return np.asarray(low), np.asarray(high)
