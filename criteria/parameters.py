"""
Parameters of the models: three numbers each, with their source, drawn between bounds.

They are data, in TOML files beside this module, so that a planner can read and dispute them.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Self

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, model_validator

from criteria.grid import Basis

Draws = Mapping[str, npt.NDArray[np.float64]]
"""Values of each parameter; arrays of one length."""


class Parameter(BaseModel):
    """One number of a model: its value, the bounds it may take, and where they come from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: float
    value: float
    high: float
    unit: str
    basis: Basis
    source: str
    vintage: str

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"value {self.value} is not between {self.low} and {self.high}")
        if not self.source:
            raise ValueError("no source, nor the reason of the assumption")
        return self


@cache
def parameters(name: str) -> Mapping[str, Parameter]:
    """
    Parameters of a model.

    Parameters
    ----------
    name : str
        ``centrality`` or ``commuting``.

    Returns
    -------
    mapping of str to Parameter
        By name.

    Examples
    --------
    >>> parameters("commuting")["workdays"].value
    220.0
    """
    text = resources.files("criteria").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return {key: Parameter.model_validate(entry) for key, entry in tomllib.loads(text).items()}


def modes(name: str) -> Draws:
    """
    Most likely value of every parameter of a model, as arrays of one.

    Examples
    --------
    >>> modes("centrality")["household_size"].tolist()
    [2.06]
    """
    return {key: np.array([p.value]) for key, p in parameters(name).items()}


def draws(name: str, *, count: int, seed: int) -> Draws:
    """
    Random values of every parameter of a model: triangular, independent, repeatable.

    Parameters
    ----------
    name : str
        ``centrality`` or ``commuting``.
    count : int
        How many draws.
    seed : int
        Same seed, same draws.

    Returns
    -------
    mapping of str to array
        By name, ``count`` values each.

    Examples
    --------
    >>> drawn = draws("centrality", count=50, seed=1)["vacancy_friction"]
    >>> bool((drawn >= 0.04).all() and (drawn <= 0.08).all())
    True
    """
    source = np.random.default_rng(seed)
    return {
        key: source.triangular(p.low, p.value, p.high, count)
        if p.low < p.high
        else np.full(count, p.value)
        for key, p in parameters(name).items()
    }
