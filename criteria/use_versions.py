"""Versions of a grid of uses: which indices move between two of them, and because of which line."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas import DataFrame

from criteria.attribution import attribute
from criteria.grid import RuleError
from criteria.use_grid import ClassCriterion, UseGrid
from criteria.uses import Answer, class_facts, score_uses
from criteria.versions import GridDiff

Answers = Mapping[str, Mapping[str, Answer]]


def diff_uses(before: UseGrid, after: UseGrid, answers: Answers) -> GridDiff:
    """
    Which uses of which sites move between two grids, and because of which line.

    Parameters
    ----------
    before, after : UseGrid
        The two grids, of the same uses.
    answers : mapping
        Answers of the sites, as for :func:`criteria.uses.class_facts`, to the criteria of either.

    Returns
    -------
    GridDiff
        As for :func:`criteria.versions.diff`, one row a site and use, for ``index`` and ``rank``.

    Raises
    ------
    RuleError
        If the grids have other uses, or an answer fits neither.
    """
    if [u.key for u in before.uses] != [u.key for u in after.uses]:
        raise RuleError(
            "grids {before} and {after} are not of the same uses",
            before=before.name,
            after=after.name,
        )
    changed = use_lines(before, after)
    tables: dict[frozenset[int], DataFrame] = {}

    def table(made: frozenset[int]) -> DataFrame:
        if made not in tables:
            grid = _between(before, after, {changed.index[i] for i in made})
            tables[made] = score_uses(_facts(answers, grid, before, after), grid).table
        return tables[made]

    none, every = frozenset[int](), frozenset(range(len(changed)))
    first, last = table(none), table(every)
    columns, contributions = {}, {}
    for measure in ("index", "rank"):

        def value(made: frozenset[int], of: str = measure) -> npt.NDArray[np.float64]:
            return table(made)[of].to_numpy(float)

        columns[f"{measure}_before"], columns[f"{measure}_after"] = first[measure], last[measure]
        columns[f"{measure}_move"] = last[measure] - first[measure]
        contributions[measure] = DataFrame(
            attribute(value, len(changed)), index=first.index, columns=list(changed.index)
        )
    return GridDiff(lines=changed, moves=DataFrame(columns), contributions=contributions)


def use_lines(before: UseGrid, after: UseGrid) -> DataFrame:
    """
    Lines that differ between two grids of uses and can move a site.

    Parameters
    ----------
    before, after : UseGrid
        The two grids.

    Returns
    -------
    DataFrame
        Index ``line`` (``weight:…``, ``scale:…``, ``criterion:…``, ``exclusion:…``), columns
        ``before`` and ``after``.

    Examples
    --------
    >>> from criteria.use_grid import published_uses
    >>> old, new = published_uses("mutafriches-1.16"), published_uses("mutafriches-1.19")
    >>> use_lines(old, new).index.tolist()[-1]
    'criterion:siteEnZae'
    """
    old, new = _parts(before), _parts(after)
    kept = set(before.by_key) & set(after.by_key)
    places = [
        p
        for p in dict.fromkeys([*old, *new])
        if old.get(p) != new.get(p)
        and (
            p.startswith("exclusion:") or (p.startswith("criterion:")) != (p.split(":")[1] in kept)
        )
    ]
    rows = [(str(old.get(p, "")), str(new.get(p, ""))) for p in places]
    return DataFrame(rows, columns=["before", "after"], index=pd.Index(places, name="line"))


def _parts(grid: UseGrid) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for c in grid.criteria:
        classes = " | ".join(
            f"{x.value}: {' '.join(f'{s:g}' for s in x.scores)}" for x in c.scale.classes
        )
        parts[f"weight:{c.key}"] = c.weight.points
        parts[f"scale:{c.key}"] = classes
        parts[f"criterion:{c.key}"] = f"{c.weight.points:g}, {classes}"
    for e in grid.exclusions:
        when = " + ".join(f"{w.criterion} = {w.value}" for w in e.when)
        parts[f"exclusion:{e.key}"] = f"{when} → {', '.join(e.excludes)}"
    return parts


def _between(before: UseGrid, after: UseGrid, new: set[str]) -> UseGrid:
    old, late = before.by_key, after.by_key
    keys = [k for k in old if k in late or f"criterion:{k}" not in new]
    keys += [k for k in late if k not in old and f"criterion:{k}" in new]
    ruled = [{e.key: e for e in g.exclusions} for g in (before, after)]
    rules = [
        source[key]
        for key in dict.fromkeys([*ruled[0], *ruled[1]])
        for source in [ruled[f"exclusion:{key}" in new]]
        if key in source
    ]
    criteria = tuple(_mixed(old.get(k), late.get(k), new) for k in keys)
    heard = tuple(e for e in rules if all(w.criterion in keys for w in e.when))
    return before.model_copy(update={"criteria": criteria, "exclusions": heard})


def _mixed(
    old: ClassCriterion | None, late: ClassCriterion | None, new: set[str]
) -> ClassCriterion:
    if old is None or late is None:
        one = old or late
        assert one is not None  # a key stands in one of the two grids
        return one
    parts = ("weight", "scale")
    changed = {n: getattr(late, n) for n in parts if f"{n}:{old.key}" in new}
    return old.model_copy(update=changed)


def _facts(answers: Answers, grid: UseGrid, before: UseGrid, after: UseGrid) -> Any:
    """Facts for a grid in between; answers to criteria of the other grids are left aside."""
    elsewhere = (set(before.by_key) | set(after.by_key)) - set(grid.by_key)
    return class_facts(
        {s: {k: v for k, v in row.items() if k not in elsewhere} for s, row in answers.items()},
        grid,
    )
