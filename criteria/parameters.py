"""
Parameters of the models: three numbers each, with their source, drawn between bounds.

They are data, in TOML files beside this module, so that a planner can read and dispute them; a
territory that knows better replaces some of them by its own file, checked whole.
"""

import json
import tomllib
from collections.abc import Mapping
from functools import lru_cache, partial
from importlib import resources
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from scipy.special import ndtr

from criteria.faults import Place, dotted, faults_of, toml_fault
from criteria.grid import Basis, RuleError
from land.errors import Message, Parts

Draws = Mapping[str, npt.NDArray[np.float64]]
"""Values of each parameter; arrays of one length."""

Overrides = Mapping[str, Mapping[str, Any]]
"""What a territory knows better: parameters by name, as a TOML file gives them."""

RANK_CORRELATION: Final = "rank_correlation"
"""Parameter of a model that says how closely those of one group move together."""


class Parameter(BaseModel):
    """
    One number of a model: its value, the bounds it may take, and where they come from.

    Parameters of one ``group`` move together over the draws.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: float
    value: float
    high: float
    unit: str
    basis: Basis
    source: str
    vintage: str
    group: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise RuleError(
                "value {value} is not between {low} and {high}",
                value=self.value,
                low=self.low,
                high=self.high,
            )
        if not self.source:
            raise RuleError("no source, nor the reason of the assumption")
        return self


def parameters(name: str, *, overrides: Overrides | None = None) -> Mapping[str, Parameter]:
    """
    Parameters of a model, those that a territory knows better replaced.

    Parameters
    ----------
    name : str
        ``centrality`` or ``commuting``.
    overrides : mapping of str to mapping, optional
        As :func:`parse_overrides` gives them: ``low``, ``value``, ``high``, ``basis``,
        ``source``, ``vintage``; the unit stays that of the model.

    Returns
    -------
    mapping of str to Parameter
        By name.

    Raises
    ------
    RuleError
        If a name is not one of the model's, a number or its source is missing, or a value is not
        between its bounds; lists all faults.

    Examples
    --------
    >>> parameters("commuting")["workdays"].value
    220.0
    >>> here = {"household_size": {"low": 1.8, "value": 1.87, "high": 1.95, "basis": "sourced",
    ...                            "source": "Insee RP 2019, COM-34172", "vintage": "2019"}}
    >>> parameters("centrality", overrides=here)["household_size"].value
    1.87
    """
    return _parsed(name, json.dumps(overrides or {}, sort_keys=True))


@lru_cache(maxsize=64)
def _parsed(name: str, overrides: str) -> Mapping[str, Parameter]:
    text = resources.files("criteria").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    model, ours = tomllib.loads(text), json.loads(overrides)
    faults: list[str] = [
        Message("{key}: no such parameter", key=key) for key in ours if key not in model
    ]
    found = {}
    for key, entry in model.items():
        kept = {k: entry[k] for k in ("unit", "group") if k in entry}
        said = kept | ours[key] if key in ours else entry
        try:
            found[key] = Parameter.model_validate(said)
        except ValidationError as error:
            faults += faults_of(error, partial(_of_parameter, key))
        else:
            if found[key].unit != entry["unit"]:
                faults.append(
                    Message(
                        "{key}.unit: {unit!r} is not {known!r}",
                        key=key,
                        unit=found[key].unit,
                        known=entry["unit"],
                    )
                )
    if faults:
        raise RuleError(
            "parameters of {name}: {count} fault(s)\n  {faults}\n  known: {known}",
            name=name,
            count=len(faults),
            faults=Parts(faults, between="\n  "),
            known=list(model),
        )
    return found


def _of_parameter(key: str, place: Place) -> str:
    return dotted((key, *place))


def parse_overrides(text: str, *, name: str = "centrality") -> Overrides:
    r"""
    Parameters of a territory from the text of a TOML file, checked whole.

    Parameters
    ----------
    text : str
        TOML with one table a parameter, in the form of ``criteria/centrality.toml``.
    name : str
        The model.

    Returns
    -------
    mapping of str to mapping
        What :func:`parameters` takes.

    Raises
    ------
    RuleError
        If the text is not TOML or a parameter is faulty; lists all faults.

    Examples
    --------
    >>> parse_overrides("[household_sise]\nvalue = 2")
    Traceback (most recent call last):
    criteria.grid.RuleError: parameters of centrality: 1 fault(s)
      household_sise: no such parameter
      known: ...
    """
    try:
        overrides: Overrides = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(
            "parameters of {name}: not valid TOML: {error}", name=name, error=toml_fault(error)
        ) from error
    loose = [key for key, entry in overrides.items() if not isinstance(entry, Mapping)]
    if loose:
        raise RuleError("parameters of {name}: not a table: {loose}", name=name, loose=loose)
    parameters(name, overrides=overrides)
    return overrides


def modes(name: str, *, overrides: Overrides | None = None) -> Draws:
    """
    Most likely value of every parameter of a model, as arrays of one.

    Parameters
    ----------
    name : str
        ``centrality`` or ``commuting``.
    overrides : mapping, optional
        What a territory knows better.

    Returns
    -------
    mapping of str to array
        By name.

    Examples
    --------
    >>> modes("centrality")["household_size"].tolist()
    [2.06]
    """
    found = parameters(name, overrides=overrides)
    return {key: np.array([p.value]) for key, p in found.items()}


def draws(
    name: str,
    *,
    count: int,
    seed: int,
    overrides: Overrides | None = None,
    correlated: bool = True,
) -> Draws:
    """
    Random values of every parameter of a model: triangular, repeatable.

    Parameters
    ----------
    name : str
        ``centrality`` or ``commuting``.
    count : int
        How many draws.
    seed : int
        Same seed, same draws.
    overrides : mapping, optional
        What a territory knows better.
    correlated : bool
        Whether the parameters of one group move together; else all are independent.

    Returns
    -------
    mapping of str to array
        By name, ``count`` values each.

    Notes
    -----
    The mode of each triangle is ``value``. Inside a group the ranks are tied by a Gaussian
    copula, whose coefficient 2 sin(π ρ ÷ 6) gives the rank correlation ρ of the parameter
    ``rank_correlation`` of the model (Spearman); the triangles stay what they are.

    Examples
    --------
    >>> drawn = draws("centrality", count=50, seed=1)["vacancy_friction"]
    >>> bool((drawn >= 0.04).all() and (drawn <= 0.08).all())
    True
    """
    said = json.dumps(overrides or {}, sort_keys=True)
    return dict(_drawn(name, count, seed, said, correlated))


@lru_cache(maxsize=8)
def _drawn(name: str, count: int, seed: int, overrides: str, correlated: bool) -> Draws:
    found = _parsed(name, overrides)
    source = np.random.default_rng(seed)
    normal = {key: source.standard_normal(count) for key in found}
    ranks = tied_ranks(normal, found if correlated else {})
    values = {key: triangular(p, ranks[key]) for key, p in found.items()}
    for array in values.values():
        array.flags.writeable = False
    return values


def tied_ranks(normal: Draws, found: Mapping[str, Parameter]) -> Draws:
    """
    Ranks of normal values, those of the parameters of one group tied together.

    Parameters
    ----------
    normal : mapping of str to array
        Independent standard normal values by parameter.
    found : mapping of str to Parameter
        Parameters with their groups, among them the rank correlation; without it nothing is tied.

    Returns
    -------
    mapping of str to array
        Ranks. [0-1]

    Examples
    --------
    >>> tied_ranks({"n": np.array([0.0])}, {})["n"].tolist()
    [0.5]
    """
    tied = dict(normal)
    if RANK_CORRELATION in found:
        shared = 2 * np.sin(np.pi * found[RANK_CORRELATION].value / 6)
        for group in sorted({found[k].group for k in normal} - {""}):
            members = [k for k in normal if found[k].group == group]
            size = len(members)
            factor = np.linalg.cholesky(np.full((size, size), shared) + (1 - shared) * np.eye(size))
            rows = factor @ np.stack([normal[k] for k in members])
            tied |= dict(zip(members, rows, strict=True))
    return {key: np.asarray(ndtr(values)) for key, values in tied.items()}


def triangular(parameter: Parameter, ranks: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """
    Values of a parameter at given ranks of its triangular distribution.

    Parameters
    ----------
    parameter : Parameter
        Its bounds, and its value for mode.
    ranks : array
        Ranks. [0-1]

    Returns
    -------
    array
        Values between the bounds.

    Examples
    --------
    >>> half = Parameter(low=0, value=1, high=2, unit="m", basis="assumed", source="x", vintage="")
    >>> triangular(half, np.array([0.0, 0.125, 0.5, 1.0])).tolist()
    [0.0, 0.5, 1.0, 2.0]
    """
    low, mode, high = parameter.low, parameter.value, parameter.high
    if low == high:
        return np.full(np.shape(ranks), mode)
    rising = low + np.sqrt(ranks * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - ranks) * (high - low) * (high - mode))
    return np.where(ranks < (mode - low) / (high - low), rising, falling)
