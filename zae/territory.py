"""Territories: the EPCI that a study speaks of, with its communes."""

import tomllib
from importlib import resources

from pydantic import BaseModel, ConfigDict

from land.errors import ZaeError


class TerritoryError(ZaeError, ValueError):
    """No territory of that name; the message lists those there are."""


class Commune(BaseModel):
    """A commune: INSEE code, name and municipal population."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    insee: str
    name: str
    population: int | None = None


class Territory(BaseModel):
    """
    A territory.

    Parameters
    ----------
    key : str
        Short name, as in a study file.
    name, siren : str
        Official name and SIREN of the EPCI.
    crs : int
        EPSG code of its legal projected system.
    source : str
        Where its composition comes from.
    population : int or None
        Municipal population.
    communes : tuple of Commune
        Its communes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    name: str
    siren: str = ""
    crs: int = 2154
    source: str = ""
    population: int | None = None
    communes: tuple[Commune, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """Name of each commune, by INSEE code."""
        return {c.insee: c.name for c in self.communes}


def territory(key: str) -> Territory:
    """
    A territory that comes with the toolkit.

    Parameters
    ----------
    key : str
        One of :func:`keys`, or the SIREN of one of them.

    Returns
    -------
    Territory
        The territory.

    Raises
    ------
    TerritoryError
        If there is none; lists those there are.

    Examples
    --------
    >>> territory("grenoble").siren, len(territory("200093201").communes)
    ('200040715', 95)
    """
    found = [t for t in map(_read, keys()) if key in (t.key, t.siren)]
    if not found:
        raise TerritoryError("no territory « {key} »; there are: {known}", key=key, known=keys())
    return found[0]


def keys() -> tuple[str, ...]:
    """
    Keys of the territories that come with the toolkit.

    Examples
    --------
    >>> keys()
    ('grenoble', 'lille', 'montpellier', 'puisaye-forterre')
    """
    folder = resources.files("zae").joinpath("territories")
    return tuple(
        sorted(p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml"))
    )


def _read(key: str) -> Territory:
    text = resources.files("zae").joinpath(f"territories/{key}.toml").read_text(encoding="utf-8")
    return Territory.model_validate(tomllib.loads(text))
