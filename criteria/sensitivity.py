"""
Which parameter to measure first: the part of each in what is not known of the load.

Needs SALib, the extra ``sensitivity``.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from pandas import DataFrame
from scipy.special import ndtri

from criteria.centrality import SEED, load
from criteria.induced import line
from criteria.parameters import (
    RANK_CORRELATION,
    Overrides,
    Parameter,
    parameters,
    tied_ranks,
    triangular,
)
from criteria.project import Project
from land.errors import MissingExtraError

SAMPLES: Final = 1024
"""Base samples of the Saltelli scheme: a power of two."""

_NEGLIGIBLE: Final = 1e-12


def sobol(
    project: Project,
    *,
    output: str = "persons",
    overrides: Overrides | None = None,
    samples: int = SAMPLES,
    correlated: bool = True,
) -> DataFrame:
    """
    First-order and total Sobol indices of the parameters of the induced load.

    Parameters
    ----------
    project : Project
        Jobs by profile; a ``transfer_share`` that it declares is not uncertain.
    output : str
        A key of :data:`criteria.induced.LINES`.
    overrides : mapping, optional
        Parameters that the territory knows better.
    samples : int
        Base samples, a power of two; the model runs (groups + 2) times as often.
    correlated : bool
        Whether the newcomer shares of the profiles move together; one input either way.

    Returns
    -------
    DataFrame
        Indexed by parameter, or group of parameters that move together, the largest total first:
        ``first``, ``first_error``, ``total``, ``total_error`` (half 95 % intervals), ``unit`` and
        ``source``: « measure this first ». Empty where nothing is uncertain.

    Raises
    ------
    MissingExtraError
        If SALib is not installed.
    ValueError
        If the project has no jobs.

    Notes
    -----
    First: part of the variance that would go if this parameter alone were known. Total: part that
    would stay if all others were (Saltelli et al. 2010, through SALib). Indices need inputs that
    are independent of one another: the newcomer shares, tied together, are one input.
    """
    salib = _salib()
    if not project.total_jobs or project.jobs is None:
        raise ValueError(f"project {project.key}: no jobs, and so no load to explain")
    known = {"transfer_share": project.transfer_share}
    found = parameters("centrality", overrides=overrides)
    open_ = {
        k: p
        for k, p in found.items()
        if p.low < p.high and known.get(k) is None and k != RANK_CORRELATION
    }
    groups = [p.group or k for k, p in open_.items()]
    problem = {
        "num_vars": len(open_), "names": list(open_), "bounds": [[0.0, 1.0]] * len(open_),
        "groups": groups,
    }  # fmt: skip
    cube = salib["sample"](problem, samples, calc_second_order=False, seed=SEED)
    drawn = _values(found, open_, cube, correlated=correlated) | {
        k: np.full(len(cube), v) for k, v in known.items() if v is not None
    }
    values = line(output, project, load(project.jobs, drawn), drawn)
    if values.std() < _NEGLIGIBLE:
        return DataFrame(columns=_COLUMNS)
    answer = salib["analyze"](problem, values, calc_second_order=False, seed=SEED)
    return _table(answer, groups, found)


_COLUMNS: Final = ["first", "first_error", "total", "total_error", "unit", "source"]


def _salib() -> dict[str, Any]:
    try:
        from SALib.analyze import sobol as analysis  # noqa: PLC0415
        from SALib.sample import sobol as sampling  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError(
            "sensitivity needs SALib: pip install 'zae-toolkit[sensitivity]'"
        ) from error
    return {"sample": sampling.sample, "analyze": analysis.analyze}


def _values(
    found: Mapping[str, Parameter],
    open_: Mapping[str, Parameter],
    cube: np.ndarray,
    *,
    correlated: bool,
) -> dict[str, np.ndarray]:
    """Parameters at the points of a unit cube, those of one group tied together."""
    inside = np.clip(cube, _NEGLIGIBLE, 1 - _NEGLIGIBLE)
    normal = {k: ndtri(inside[:, i]) for i, k in enumerate(open_)}
    ranks = tied_ranks(normal, found if correlated else {})
    fixed = {k: np.full(len(cube), p.value) for k, p in found.items() if k not in open_}
    return fixed | {k: triangular(p, ranks[k]) for k, p in open_.items()}


def _table(answer: Any, groups: list[str], found: Mapping[str, Parameter]) -> DataFrame:
    names = list(dict.fromkeys(groups))
    table = DataFrame(
        {
            "first": answer["S1"], "first_error": answer["S1_conf"],
            "total": answer["ST"], "total_error": answer["ST_conf"],
        },
        index=names,
    )  # fmt: skip
    one_of = {p.group or k: p for k, p in reversed(list(found.items()))}
    table["unit"] = [one_of[name].unit for name in names]
    table["source"] = [one_of[name].source for name in names]
    return table.sort_values("total", ascending=False, kind="stable")[_COLUMNS]
