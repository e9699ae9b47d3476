"""Minimums that the law sets, by the day on which they are asked for."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field

from criteria.grid import Basis, RuleError


class Floor(BaseModel):
    """A minimum, the day from which it holds, and the text that sets it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date = Field(alias="from")
    value: float
    unit: str
    basis: Basis
    source: str = Field(min_length=1)


@cache
def floors() -> Mapping[str, tuple[Floor, ...]]:
    """
    Every legal minimum, by key, in the order of their days.

    Returns
    -------
    mapping of str to tuple of Floor
        The steps of each.

    Raises
    ------
    RuleError
        If the days of a minimum do not rise.

    Examples
    --------
    >>> [step.value for step in floors()["renewable_roof"]]
    [30.0, 40.0, 50.0]
    """
    text = resources.files("criteria").joinpath("legal.toml").read_text(encoding="utf-8")
    found = {k: tuple(map(Floor.model_validate, v)) for k, v in tomllib.loads(text).items()}
    for key, steps in found.items():
        days = [step.since for step in steps]
        if days != sorted(set(days)):
            raise RuleError("legal minimum {key}: its days do not rise: {days}", key=key, days=days)
    return found


def legal_floor(key: str, *, on: date) -> Floor | None:
    """
    Minimum that holds on a day.

    Parameters
    ----------
    key : str
        A key of :func:`floors`.
    on : date
        The day: that of the application for the permit.

    Returns
    -------
    Floor or None
        None before the first.

    Raises
    ------
    RuleError
        If there is no such minimum; lists those there are.

    Examples
    --------
    >>> [legal_floor("renewable_roof", on=date(2026, m, d)).value for m, d in ((6, 30), (7, 1))]
    [30.0, 40.0]
    """
    if key not in floors():
        raise RuleError(
            "no legal minimum « {key} »; there are: {known}", key=key, known=list(floors())
        )
    return next((step for step in reversed(floors()[key]) if step.since <= on), None)
