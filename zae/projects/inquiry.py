"""The inquiry on past settlements: what was known, decided, promised, and what happened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    study, only_known, progress, recall
        As for :func:`back_tests`.
    file : Case
        The settlement.

    Returns
    -------
    BackTest
        Scores as declared then and as found since, on every site of the study.

    Raises
    ------
    StoreError
        If the owner had declared nothing by then.
    """
    return back_tests(study, [file], only_known=only_known, progress=progress, recall=recall)[0]


def back_tests(
    study: Study, files: Sequence[Case], *, only_known: bool = False, progress: Progress = silent,
    recall: Recall = straight,
) -> list[BackTest]:  # fmt: skip
    """
    Replay the decisions on some settlements with what was declared by their days.

    Parameters
    ----------
    study : Study
        A study whose grid and layers are those to test with.
    files : sequence of Case
        Settlements.
    only_known : bool
        Whether to leave out the layers of a later vintage: what they say becomes unknown.
    progress : callable
        Told the name of each step.
    recall : callable
        How to come by each fact, as for :func:`zae.assess.assess`.

    Returns
    -------
    list of BackTest
        One a settlement. Layers are read once for all that have the same.

    Raises
    ------
    StoreError
        If an owner had declared nothing by then.
    """
    groups: dict[tuple[str, ...], list[int]] = {}
    later = [_later(study, file) for file in files]
    for i, names in enumerate(later):
        groups.setdefault(names if only_known else (), []).append(i)
    found: dict[int, BackTest] = {}
    for left_out, members in groups.items():
        kept = tuple(x for x in study.layers if (x.name or x.path) not in left_out)
        own = study.model_copy(update={"layers": kept})
        pairs = {i: _then_and_found(files[i]) for i in members}
        keyed = [p.model_copy(update={"key": f"{i} {p.key}"}) for i in members for p in pairs[i]]
        whole = assessed(own, keyed, progress=progress, recall=recall)
        for i in members:
            runs = {p.key: replace(whole.runs[f"{i} {p.key}"], project=p) for p in pairs[i]}
            found[i] = BackTest(case=files[i], assessment=replace(whole, runs=runs), later=later[i])
    return [found[i] for i in range(len(files))]


def _later(study: Study, file: Case) -> tuple[str, ...]:
    decided = file.decided_on
    return tuple(x.name or x.path for x in study.layers if not known_by(x.vintage, decided))


def _then_and_found(file: Case) -> tuple[Project, Project]:
    if file.known is None:
        raise StoreError("project « {project} »: nothing was declared by {day}",
                         project=file.project, day=file.decided_on.isoformat())  # fmt: skip
    then = file.known.as_project.model_copy(update={"key": "then"})
    return then, as_found(then, file.promises).model_copy(update={"key": "found"})


def known_by(vintage: str, day: date) -> bool:
    """Tell whether a vintage (« 2019 », « 2019-06 ») is over by a day; not where it is not said."""
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
