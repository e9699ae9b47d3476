"""
Scenarios: what a lever would change of a project, compared on scores, loads and cost.

A lever changes facts (the project: fewer jobs moved, more open ground) or parameters of the load
(a file of the territory's own), and costs between two bounds. Nothing is optimised: the table shows
what each one moves, with its uncertainty.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pandas import DataFrame
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from criteria.centrality import likely_range, load, project_draws
from criteria.faults import faults_of
from criteria.parameters import Overrides, parse_overrides
from criteria.project import PROFILES, Project
from land.errors import Message, Parts, ZaeError
from zae.assess import Progress, ground, scored, silent
from zae.messages import N_
from zae.study import Study
from zae.tomlfile import TomlFile, text_of

Lever = Literal["price", "training", "parking", "housing", "phasing", "other"]

LEVERS: Final[Mapping[Lever, str]] = {
    "price": N_("price rebate against commitments"),
    "training": N_("training agreement with local recruitment"),
    "parking": N_("shared parking"),
    "housing": N_("housing agreement"),
    "phasing": N_("phasing"),
    "other": N_("other lever"),
}
"""Levers, in the words of a reader."""

LOADS: Final = ("newcomers_in_epci", "dwellings", "eaje_places", "pupils_3_10", "trips")
"""What of the induced load is compared, as :class:`criteria.centrality.Load` names it."""

AS_DECLARED: Final = "declared"
"""Key of the project without any lever."""


class ScenarioError(ZaeError, ValueError):
    """A file of scenarios is faulty; all its faults are listed."""


class Scenario(BaseModel):
    """
    One lever, or several together, on a project.

    Parameters
    ----------
    key : str
        Short name.
    label : str
        In words.
    levers : tuple of str
        Which levers it pulls.
    set : mapping
        Fields of the project and their new values.
    multiply : mapping
        Fields of the project that are multiplied: ``jobs = 0.5`` for half of them, all profiles.
    parameters : str
        File of parameters of the load beside the study (housing agreement: ``settle_share``).
    cost_low_eur, cost_high_eur : float
        What it costs the public. [€]
    source : str
        Where the figures come from, or « assumed ».
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Annotated[str, Field(min_length=1, pattern=r"^[\w-]+$")]
    label: Annotated[str, Field(min_length=1)]
    levers: tuple[Lever, ...] = ()
    set: Mapping[str, Any] = Field(default_factory=dict)
    multiply: Mapping[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    parameters: str = ""
    cost_low_eur: float = 0.0
    cost_high_eur: float = 0.0
    source: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _sound(self) -> "Scenario":
        unknown = (set(self.set) | set(self.multiply)) - set(Project.model_fields)
        if unknown:
            raise ScenarioError("no such field of a project: {unknown}", unknown=sorted(unknown))
        if self.cost_low_eur > self.cost_high_eur:
            raise ScenarioError("cost_low_eur: more than cost_high_eur")
        return self

    def of(self, project: Project) -> Project:
        """
        The project under this scenario.

        Raises
        ------
        ScenarioError
            If a field that is multiplied is unknown, or a new value does not fit.
        """
        changes: dict[str, Any] = {**self.set, "key": self.key}
        for field, by in self.multiply.items():
            value = getattr(project, field)
            if value is None:
                raise ScenarioError("scenario {key}: {field} of the project is unknown",
                                    key=self.key, field=field)  # fmt: skip
            changes[field] = (
                {k: v * by for k, v in value.items()} if field == "jobs" else value * by
            )
        try:
            return Project.model_validate({**project.model_dump(), **changes})
        except ValidationError as error:
            raise ScenarioError("scenario {key}: {faults}", key=self.key,
                                faults=Parts(faults_of(error), between="; ")) from None  # fmt: skip


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    scenario: tuple[Scenario, ...]


_FILE: Final = TomlFile(model=_File, fault=ScenarioError, whole=Message("scenarios"))


def read_scenarios(path: Path) -> tuple[Scenario, ...]:
    """
    Scenarios of a TOML file, one table ``[[scenario]]`` each.

    Raises
    ------
    ScenarioError
        If the file is absent, is not TOML, or has faults; every fault is listed with its place.
    """
    return _FILE.read(path).scenario


def compared(
    study: Study,
    project: Project,
    site: str,
    scenarios: Sequence[Scenario],
    *,
    progress: Progress = silent,
) -> DataFrame:
    """
    A project on a site as declared, then under each scenario.

    Layers are read once, and nothing but the site is measured: what a lever changes of the others
    is not asked.

    Parameters
    ----------
    study : Study
        The study.
    project : Project
        The project as declared.
    site : str
        A site of the study.
    scenarios : sequence of Scenario
        Scenarios, their keys all different.
    progress : callable
        Told the name of each step.

    Returns
    -------
    DataFrame
        Indexed by the key of the scenario, ``declared`` first: ``label``; ``score``,
        ``score_low``, ``score_high`` [0-100], ``admission``; for each of ``LOADS`` its median and
        ``_low``, ``_high`` (P10 and P90 of ten thousand draws, the same draws for every scenario;
        missing where jobs are unknown); ``cost_low_eur``, ``cost_high_eur`` [€].

    Raises
    ------
    ScenarioError
        If the site is not in the study, two scenarios have one key, or one does not fit the
        project.
    """
    groups = _by_parameters(study, project, scenarios)
    found = ground(study, progress=progress)
    if site not in found.sites.index:
        raise ScenarioError("no site « {site} » in the study", site=site)
    rows: dict[str, dict[str, Any]] = {}
    for file, projects in groups.items():
        own = study.model_copy(
            update={"parameters": file, "vocations": (), "projects": tuple(projects)}
        )
        overrides = _overrides(study, file)
        for one, _facts, scores in scored(own, found, found.sites.loc[[site]], progress=progress):
            rows[one.key] = {
                **{c: scores.table.loc[site, c] for c in _SCORED},
                **_loads(one, overrides, study.seed),
            }
    told = {s.key: s for s in scenarios}
    for key, row in rows.items():
        named = told.get(key)
        row["label"] = named.label if named else project.label["fr"]
        row["cost_low_eur"] = named.cost_low_eur if named else 0.0
        row["cost_high_eur"] = named.cost_high_eur if named else 0.0
    order = [AS_DECLARED, *told]
    return DataFrame([rows[key] for key in order], index=order).rename_axis("scenario")


_SCORED: Final = ("score", "score_low", "score_high", "admission")


def _by_parameters(
    study: Study, project: Project, scenarios: Sequence[Scenario]
) -> dict[str, list[Project]]:
    """Projects of the scenarios by the file of parameters that they are read with."""
    groups: dict[str, list[Project]] = {
        study.parameters: [project.model_copy(update={"key": AS_DECLARED})]
    }
    met = {AS_DECLARED}
    for scenario in scenarios:
        if scenario.key in met:
            raise ScenarioError("two scenarios « {key} »; give each its own", key=scenario.key)
        met.add(scenario.key)
        file = scenario.parameters or study.parameters
        groups.setdefault(file, []).append(scenario.of(project))
    return groups


def _overrides(study: Study, file: str) -> Overrides | None:
    if not file:
        return None
    return parse_overrides(text_of(study.folder / file, ScenarioError))


def _loads(project: Project, overrides: Overrides | None, seed: int) -> dict[str, float]:
    names = [f"{name}{end}" for name in LOADS for end in ("", "_low", "_high")]
    if project.jobs is None:
        return dict.fromkeys(names, float("nan"))
    jobs = {profile: project.jobs[profile] for profile in PROFILES}
    brought = load(jobs, project_draws(project, overrides=overrides, seed=seed))
    found: dict[str, float] = {}
    for name in LOADS:
        values = getattr(brought, name)
        low, high = likely_range(values)
        middle = sorted(values.tolist())[len(values) // 2]
        found |= {name: float(middle), f"{name}_low": float(low), f"{name}_high": float(high)}
    return found
