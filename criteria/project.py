"""
Projects: what would settle on a site, and the reference project of each vocation.

A field that nobody has filled is None: the facts that need it are unknown, never zero.
"""

import tomllib
from collections.abc import Mapping
from functools import partial
from importlib import resources
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from criteria.faults import Place, dotted, faults_of, toml_fault
from criteria.grid import RuleError, Text
from land.errors import Message, Parts

Vocation = Literal["artisanat", "industrie", "logistique", "tertiaire", "commerce"]
Profile = Literal["cadres", "professions_intermediaires", "employes", "ouvriers"]

PROFILES: Final[tuple[Profile, ...]] = (
    "cadres", "professions_intermediaires", "employes", "ouvriers",
)  # fmt: skip
"""Profiles of jobs: the four employee groups of the PCS (Insee)."""

_Positive = Annotated[float, Field(gt=0)]
_NotNegative = Annotated[float, Field(ge=0)]
_Share = Annotated[float, Field(ge=0, le=1)]

NUMBERS: Final = (
    "jobs", "floor_m2", "plot_m2", "roof_m2", "open_ground_share", "renewable_roof_share",
    "heat_network", "trucks_per_day", "nuisance_distance_m", "transfer_share",
)  # fmt: skip
"""Fields that must each say where they come from in a reference project."""


class Project(BaseModel):
    """
    What would settle on a site.

    Parameters
    ----------
    key : str
        Short name, unique in a study.
    label : mapping
        French and English name.
    vocation : str
        One of the five vocations.
    jobs : mapping of str to float, or None
        Jobs after three years, for each of ``PROFILES``. [jobs]
    floor_m2, plot_m2, roof_m2 : float or None
        Floor area, land needed with its yard, roads and green, and roof. [m²]
    takes_whole_site : bool
        Whether the project takes all of the site, whatever ``plot_m2`` says.
    open_ground_share : float or None
        Open ground kept on the plot. [0-1]
    renewable_roof_share : float or None
        Share of the roof under solar panels or the like. [0-1]
    heat_network : bool or None
        Whether it would connect to a heat network where there is one.
    trucks_per_day : float or None
        Loadings and unloadings per working day.
    nuisance_distance_m : float or None
        Distance that the activity should keep from its neighbours; 0 where none. [m]
    transfer_share : float or None
        Share of the jobs that move from elsewhere in the territory. [0-1]
    services_joined, services_offered : int or None
        Shared services that it would join, and those that it is offered.
    sources : mapping of str to str
        Source of each field, or « assumed ».

    Examples
    --------
    >>> bakery = Project(key="four", label={"fr": "Fournil"}, vocation="artisanat")
    >>> bakery.jobs is None, bakery.total_jobs is None
    (True, True)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Annotated[str, Field(min_length=1)]
    label: Text
    vocation: Vocation
    jobs: Mapping[Profile, _NotNegative] | None = None
    floor_m2: _Positive | None = None
    plot_m2: _Positive | None = None
    roof_m2: _NotNegative | None = None
    takes_whole_site: bool = False
    open_ground_share: _Share | None = None
    renewable_roof_share: _Share | None = None
    heat_network: bool | None = None
    trucks_per_day: _NotNegative | None = None
    nuisance_distance_m: _NotNegative | None = None
    transfer_share: _Share | None = None
    services_joined: Annotated[int, Field(ge=0)] | None = None
    services_offered: Annotated[int, Field(ge=0)] | None = None
    sources: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.jobs is not None and set(self.jobs) != set(PROFILES):
            missing = ", ".join(p for p in PROFILES if p not in self.jobs)
            raise RuleError(
                "jobs: say how many of each profile, 0 included; missing: {missing}",
                missing=missing,
            )
        joined, offered = self.services_joined, self.services_offered
        if joined is not None and offered is not None and joined > offered:
            raise RuleError("services_joined: more than services_offered")
        unknown = sorted(set(self.sources) - set(type(self).model_fields))
        if unknown:
            raise RuleError("sources: no such field: {unknown}", unknown=unknown)
        return self

    @property
    def total_jobs(self) -> float | None:
        """Jobs of all profiles; None where unknown."""
        return None if self.jobs is None else float(sum(self.jobs.values()))


class ReferenceProject(Project):
    """A project that stands for a vocation: every number is there and says where it is from."""

    @model_validator(mode="after")
    def _sourced(self) -> Self:
        absent = [name for name in NUMBERS if getattr(self, name) is None]
        unsourced = [name for name in NUMBERS if not self.sources.get(name, "").strip()]
        faults = [Message("{name}: no value", name=name) for name in absent]
        faults += [Message("{name}: no source", name=name) for name in unsourced]
        if faults:
            raise RuleError("{faults}", faults=Parts(faults, between="; "))
        return self


def parse_references(text: str) -> dict[str, Project]:
    """
    Reference projects from the text of a TOML file.

    Parameters
    ----------
    text : str
        TOML with a table ``[[project]]`` each.

    Returns
    -------
    dict of str to Project
        By key, in the order of the file.

    Raises
    ------
    RuleError
        If a number is missing or has no source, or the file is faulty; lists all faults.
    """
    faults: list[str] = []
    found: dict[str, Project] = {}
    try:
        entries = tomllib.loads(text).get("project", [])
    except tomllib.TOMLDecodeError as error:
        raise RuleError(
            "reference projects: not valid TOML: {error}", error=toml_fault(error)
        ) from error
    for i, entry in enumerate(entries):
        try:
            project = ReferenceProject.model_validate(entry)
            found[project.key] = project
        except ValidationError as error:
            name = entry.get("key", f"#{i + 1}")
            faults += faults_of(error, partial(_of_project, name))
    if faults:
        raise RuleError("reference projects:\n  {faults}", faults=Parts(faults, between="\n  "))
    return found


def _of_project(name: str, place: Place) -> str:
    return f"{name} {dotted(place)}"


def reference_projects() -> dict[str, Project]:
    """
    The reference project of each of the five vocations.

    Returns
    -------
    dict of str to Project
        By key, which is the vocation.

    Examples
    --------
    >>> list(reference_projects())
    ['artisanat', 'industrie', 'logistique', 'tertiaire', 'commerce']
    >>> reference_projects()["logistique"].total_jobs
    47.0
    """
    return parse_references(
        resources.files("criteria").joinpath("projects.toml").read_text(encoding="utf-8")
    )
