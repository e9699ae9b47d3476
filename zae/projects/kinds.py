"""What the follow-up of projects records: declarations, promises, checks, decisions, outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from criteria.faults import faults_of
from criteria.project import Project
from land.errors import Parts
from zae.messages import N_
from zae.store import PUBLIC, Payload, StoreError, Subject, kind

YEARS: Final = (1, 3, 5)
"""Years after the settlement at which promises are looked at."""

Reason = Literal["", "late", "market", "closed", "measured_differently", "other"]

REASONS: Final[Mapping[str, str]] = {
    "": "",
    "late": N_("late"),
    "market": N_("market"),
    "closed": N_("establishment closed"),
    "measured_differently": N_("measured differently"),
    "other": N_("other reason"),
}
"""Why a promise drifts, in the words of a reader."""


@dataclass(frozen=True, slots=True)
class What:
    """Something that can be promised: its label, unit, sense, criterion and field of a project."""

    label: str
    unit: str
    at_most: bool = False
    criterion: str = ""
    field: str = ""


WHAT: Final[Mapping[str, What]] = {
    "jobs": What(N_("Jobs"), "", criterion="job_density", field="jobs"),
    "open_ground_share": What(
        N_("Open ground"), "%", criterion="open_ground", field="open_ground_share"
    ),
    "renewable_roof_share": What(
        N_("Roof producing renewable energy"), "%",
        criterion="renewable_energy", field="renewable_roof_share",
    ),
    "trucks_per_day": What(N_("Trucks a day, at most"), "", at_most=True, field="trucks_per_day"),
    "transfer_share": What(
        N_("Jobs moved from elsewhere, at most"), "%",
        at_most=True, criterion="housing_load", field="transfer_share",
    ),
    "local_hires_share": What(N_("Hires living in the territory"), "%", criterion="job_match"),
    "training_places": What(N_("Training places"), "", criterion="recruitment_tension"),
    "homes": What(N_("Homes for employees"), "", criterion="housing_load"),
    "shared_parking_places": What(N_("Parking places shared"), "", criterion="open_ground"),
    "mobility_plan": What(N_("Mobility plan (1: in force)"), "", criterion="commuting_ghg"),
}  # fmt: skip
"""What can be promised. Realisation rates are counted for each of these, never for a firm."""


def of_project(key: str) -> Subject:
    """Subject of the events about a project."""
    return Subject("project", key)


@kind("declaration", label=N_("declaration"))
class Declaration(Payload):
    """
    What is said of a project before it settles; never public.

    Parameters
    ----------
    by : str
        ``owner`` (its own form) or ``collectivity`` (what the services think of it).
    project : mapping
        Fields of :class:`criteria.project.Project`; those left out are unknown.
    mobility_plan : bool, optional
        Whether it has or will have one.
    energy_mwh_year : float, optional
        Energy that it will use. [MWh/year]
    opens : date, optional
        When it means to open.
    """

    by: Literal["owner", "collectivity"]
    project: Mapping[str, Any]
    mobility_plan: bool | None = None
    energy_mwh_year: Annotated[float, Field(ge=0)] | None = None
    opens: date | None = None

    @field_validator("project")
    @classmethod
    def _sound(cls, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            Project.model_validate(dict(fields))
        except ValidationError as error:
            raise StoreError(
                "project: {faults}", faults=Parts(faults_of(error, model=Project), between="; ")
            ) from None
        return fields

    @property
    def as_project(self) -> Project:
        """The project that the grid marks."""
        return Project.model_validate(dict(self.project))


@kind("promise", label=N_("promise"))
class Promise(Payload):
    """
    What a project commits to.

    Parameters
    ----------
    what : str
        One of ``WHAT``.
    amount : float
        How much, shares in 0-1.
    starts : date
        Settlement; checks come 1, 3 and 5 years after.
    due : date
        By when it must be reached.
    evidence : str
        What will show it: payroll statement, survey, photograph.
    site_id : str
        Site of the project.
    """

    what: Annotated[str, PUBLIC]
    amount: Annotated[float, Field(ge=0), PUBLIC]
    starts: Annotated[date, PUBLIC]
    due: Annotated[date, PUBLIC]
    evidence: str = ""
    site_id: str = ""

    @field_validator("what")
    @classmethod
    def _known(cls, what: str) -> str:
        if what not in WHAT:
            raise StoreError("« {what} » cannot be promised; one of {known}",
                             what=what, known=list(WHAT))  # fmt: skip
        return what


@kind("promise_check", label=N_("check of a promise"))
class Check(Payload):
    """
    What was found of a promise in a year of follow-up.

    Parameters
    ----------
    promise : str
        ``event_id`` of the promise.
    year : int
        1, 3 or 5 years after the settlement.
    amount : float
        What was found, shares in 0-1.
    evidence, verifier : str
        What shows it, and who looked.
    reason : str
        Why it drifts: a key of ``REASONS``.
    comment : str
        In words.
    """

    promise: Annotated[str, PUBLIC]
    year: Annotated[Literal[1, 3, 5], PUBLIC]
    amount: Annotated[float, Field(ge=0), PUBLIC]
    evidence: Annotated[str, Field(min_length=1)]
    verifier: Annotated[str, Field(min_length=1)]
    reason: Annotated[Reason, PUBLIC] = ""
    comment: str = ""


@kind("implantation", label=N_("decision on a settlement"))
class Implantation(Payload):
    """The decision on a project and the site that it was given; its place is the site."""

    name: str
    site_id: Annotated[str, PUBLIC]
    decision: Annotated[Literal["accepted", "accepted_with_conditions", "refused"], PUBLIC]
    conditions: str = ""


@kind("outcome", label=N_("outcome of a settlement"))
class Outcome(Payload):
    """What became of a settlement."""

    state: Annotated[Literal["open", "closed", "moved", "not_built"], PUBLIC]
    note: str = ""


@kind("hires", label=N_("observed hires"))
class Hires(Payload):
    """Hires that were asked where they came from: corrects the shares of the induced load."""

    parameter: str
    hires: Annotated[int, Field(ge=0)]
    yes: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _counted(self) -> Self:
        if self.yes > self.hires:
            raise StoreError("{yes} of {hires}: more said yes than were asked",
                             yes=self.yes, hires=self.hires)  # fmt: skip
        return self


STATES: Final[Mapping[str, str]] = {
    "accepted": N_("accepted"),
    "accepted_with_conditions": N_("accepted with conditions"),
    "refused": N_("refused"),
    "open": N_("open"),
    "closed": N_("closed"),
    "moved": N_("moved away"),
    "not_built": N_("not built"),
    "kept": N_("promise kept"),
    "missed": N_("not kept"),
    "under_way": N_("under way"),
    "pending": N_("not yet looked at"),
    "overdue": N_("due and never looked at"),
}
"""Codes of decisions, outcomes and promises, in the words of a reader."""
