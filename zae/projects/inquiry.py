"""The inquiry on past settlements: what was known, decided, promised, and what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from pandas import DataFrame

from criteria.indicators import Recall, straight
from criteria.project import Project
from zae.assess import Progress, silent
from zae.assessment import Assessment
from zae.projects.comparison import assessed
from zae.projects.kinds import Declaration, Implantation, Outcome, of_project
from zae.projects.promises import register
from zae.store import Event, Store, StoreError
from zae.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """
    The file of a settlement.

    Parameters
    ----------
    project : str
        Key of the project.
    name, site_id : str
        As the decision names them.
    decided_on : date
        Day of the decision.
    decision : Event
        The decision itself: author, role, reason, version of the grid.
    known : Declaration or None
        The last declaration of the owner by that day.
    assessed : Declaration or None
        The last reading of the collectivity by that day.
    promises : DataFrame
        Rows of the register for this project.
    outcome : Outcome or None
        What became of it.
    """

    project: str
    name: str
    site_id: str
    decided_on: date
    decision: Event
    known: Declaration | None
    assessed: Declaration | None
    promises: DataFrame
    outcome: Outcome | None


def case(store: Store, project: str, day: date) -> Case:
    """
    The file of a settlement, as it is known on a day.

    Parameters
    ----------
    store : Store
        The store.
    project : str
        Key of the project.
    day : date
        Nothing dated later is read.

    Returns
    -------
    Case
        The file.

    Raises
    ------
    StoreError
        If nothing was decided on such a project by that day.
    """
    until = datetime.combine(day, time.max, tzinfo=UTC)
    decisions = store.current(Implantation, subject=of_project(project), until=until)
    if not decisions:
        raise StoreError("no decision on a project « {project} » by {day}",
                         project=project, day=day.isoformat())  # fmt: skip
    decision = decisions[-1]
    content = decision.read(Implantation)
    outcomes = store.current(Outcome, subject=of_project(project), until=until)
    table = register(store, day)
    return Case(
        project=project, name=content.name, site_id=content.site_id,
        decided_on=decision.dated.date(), decision=decision,
        known=known_on(store, project, decision.dated, "owner"),
        assessed=known_on(store, project, decision.dated, "collectivity"),
        promises=table[table["project"] == project].reset_index(drop=True),
        outcome=outcomes[-1].read(Outcome) if outcomes else None,
    )  # fmt: skip


def known_on(store: Store, project: str, when: datetime, by: str) -> Declaration | None:
    """Return the last declaration on a project by a moment; None where there was none."""
    events = store.current(Declaration, subject=of_project(project), until=when)
    found = [c for c in (event.read(Declaration) for event in events) if c.by == by]
    return found[-1] if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTest:
    """
    What the grid would have said of a settlement.

    Parameters
    ----------
    case : Case
        The settlement.
    assessment : Assessment
        Runs ``then`` (as declared on the day of the decision) and ``found`` (with the amounts that
        were found since).
    later : tuple of str
        Layers whose vintage is later than the decision, or not said: what they hold was not known
        then.
    """

    case: Case
    assessment: Assessment
    later: tuple[str, ...]


def back_test(
    study: Study, file: Case, *, only_known: bool = False, progress: Progress = silent,
    recall: Recall = straight,
) -> BackTest:  # fmt: skip
    """
    Replay the decision on a settlement with what was declared by its day.

    Parameters
    ----------
    study : Study
        A study whose grid and layers are those to test with.
    file : Case
        The settlement.
    only_known : bool
        Whether to leave out the layers of a later vintage: what they say becomes unknown.
    progress : callable
        Told the name of each step.
    recall : callable
        How to come by each fact, as for :func:`zae.assess.assess`.

    Returns
    -------
    BackTest
        Scores as declared then and as found since, on every site of the study.

    Raises
    ------
    StoreError
        If the owner had declared nothing by then.
    """
    if file.known is None:
        raise StoreError("project « {project} »: nothing was declared by {day}",
                         project=file.project, day=file.decided_on.isoformat())  # fmt: skip
    later = [x for x in study.layers if not known_by(x.vintage, file.decided_on)]
    if only_known:
        kept = tuple(x for x in study.layers if x not in later)
        study = study.model_copy(update={"layers": kept})
    then = file.known.as_project.model_copy(update={"key": "then"})
    found = as_found(then, file.promises).model_copy(update={"key": "found"})
    return BackTest(
        case=file,
        assessment=assessed(study, [then, found], progress=progress, recall=recall),
        later=tuple(x.name or x.path for x in later),
    )


def known_by(vintage: str, day: date) -> bool:
    """Whether a vintage (« 2019 », « 2019-06 ») is over by a day; not where it is not said."""
    said = vintage[:10]
    same = day.isoformat()[: len(said)]
    return said[:4].isdigit() and (said < same or (said == same and same == day.isoformat()))


def as_found(project: Project, promises: DataFrame) -> Project:
    """
    A project with what was found of its promises in place of what was declared.

    Parameters
    ----------
    project : Project
        As declared.
    promises : DataFrame
        Its rows of the register.

    Returns
    -------
    Project
        Jobs keep the declared share of each profile.
    """
    changes: dict[str, object] = {}
    for row in promises[promises["found"].notna()].to_dict("records"):
        if row["what"] == "jobs" and project.jobs and project.total_jobs:
            ratio = row["found"] / project.total_jobs
            changes["jobs"] = {profile: n * ratio for profile, n in project.jobs.items()}
        elif row["what"] in type(project).model_fields and row["what"] != "jobs":
            changes[row["what"]] = row["found"]
    return project.model_copy(update=changes)


def side_by_side(cases: Sequence[Case]) -> DataFrame:
    """
    Two or three settlements, heading by heading.

    Parameters
    ----------
    cases : sequence of Case
        Settlements.

    Returns
    -------
    DataFrame
        One column a settlement (its key); rows ``name``, ``site``, ``decided_on``, ``decision``,
        ``grid``, ``conditions``, ``reason``, then ``promised <what>``, ``found <what>`` and
        ``kept <what>``, and ``outcome``. Missing where nothing was said.
    """
    columns = {}
    for file in cases:
        content = file.decision.read(Implantation)
        rows: dict[str, object] = {
            "name": file.name, "site": file.site_id, "decided_on": file.decided_on,
            "decision": content.decision, "grid": file.decision.grid,
            "conditions": content.conditions, "reason": file.decision.reason,
        }  # fmt: skip
        for row in file.promises.to_dict("records"):
            rows |= {f"promised {row['what']}": row["amount"], f"found {row['what']}": row["found"],
                     f"kept {row['what']}": row["kept_share"]}  # fmt: skip
        rows["outcome"] = file.outcome.state if file.outcome else None
        columns[file.project] = rows
    order = dict.fromkeys(name for rows in columns.values() for name in rows)
    table = DataFrame(columns).reindex(list(order))
    return table.reindex([*(x for x in table.index if x != "outcome"), "outcome"])
