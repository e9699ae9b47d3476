"""What an establishment needs hour by hour, from its activity and its headcount."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

import numpy as np
import pandas as pd
from pandas import DataFrame, Series
from pydantic import Field, model_validator

from land.pooling import Need
from zae.mutualisation.reading import CatalogueError, InWords, Part, parsed, text_of

Objective = Literal["land", "money", "trips"]
_Amount = Annotated[float, Field(ge=0)]
_NeedKey = Literal["parking", "loading", "heat", "meeting", "waste"]
_DAYS = 5


class NeedKind(Part):
    """A need that can be pooled, and what one unit of it takes in land, money and trips."""

    key: _NeedKey
    label: InWords
    unit: InWords
    counted: Literal["peak", "rounds"]
    land_m2: _Amount
    eur_per_year: _Amount
    trips: _Amount
    """Vehicle trips per week."""

    def worth(self, objective: Objective) -> float:
        """What one unit is worth for an objective. [m², EUR/year or trips/week]"""
        return {"land": self.land_m2, "money": self.eur_per_year, "trips": self.trips}[objective]


class Hours(Part):
    """Needs per job at each slot of a weekday and of a Saturday."""

    weekday: tuple[_Amount, ...]
    saturday: tuple[_Amount, ...]


class Activity(Part):
    """A kind of activity: its NAF divisions, and what one job of it needs at each hour."""

    key: str
    label: InWords
    naf: tuple[Annotated[str, Field(pattern=r"^\d\d(-\d\d)?$")], ...]
    parking: Hours
    loading: Hours
    heat: Hours
    meeting: Hours
    waste: tuple[_Amount, ...]
    """Rounds on each day from Monday to Friday."""

    def divisions(self) -> range | list[int]:
        """NAF divisions."""
        ends = [[int(x) for x in span.split("-")] for span in self.naf]
        return [d for span in ends for d in range(span[0], span[-1] + 1)]

    def per_job(self, key: str) -> np.ndarray:
        """Need of one job, slot by slot."""
        if key == "waste":
            return np.array(self.waste)
        hours: Hours = getattr(self, key)
        return np.array([*hours.weekday, *hours.saturday])


class Profiles(Part):
    """Needs and activities."""

    source: str
    slots: tuple[str, ...]
    needs: tuple[NeedKind, ...]
    activities: tuple[Activity, ...]

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        divisions = [d for a in self.activities for d in a.divisions()]
        twice = sorted({d for d in divisions if divisions.count(d) > 1})
        if twice:
            raise CatalogueError("NAF divisions {twice} stand in two activities", twice=twice)
        for activity in self.activities:
            for need in self.needs:
                slots = _DAYS if need.key == "waste" else 2 * len(self.slots)
                found = len(activity.per_job(need.key))
                if found != slots:
                    raise CatalogueError(
                        "{activity}: {need}: {found} values where there are {slots} slots",
                        activity=activity.key, need=need.key, found=found, slots=slots,
                    )  # fmt: skip
        return self

    def need(self, key: str) -> NeedKind:
        """Need of a key."""
        found = next((n for n in self.needs if n.key == key), None)
        if found is None:
            raise CatalogueError(
                "no need « {key} »; there are: {known}", key=key, known=[n.key for n in self.needs]
            )
        return found

    def activity_of(self, codes: Series) -> Series:
        """
        Key of the activity of each NAF code; missing where it is in none.

        Examples
        --------
        >>> profiles().activity_of(Series(["62.01Z", "47.11F", None])).tolist()
        ['bureaux', 'commerce', None]
        """
        of_division = {f"{d:02d}": a.key for a in self.activities for d in a.divisions()}
        found = [of_division.get(str(code)[:2]) for code in codes]
        return Series(found, index=codes.index, dtype=object)

    def labels(self, lang: str) -> Mapping[str, str]:
        """Names of the activities, for readers of a language."""
        return {a.key: a.label.said(lang) for a in self.activities}

    def hourly(self, key: str, activity: Series, jobs: Series) -> DataFrame:
        """
        Need of each establishment, slot by slot.

        Parameters
        ----------
        key : str
            Key of the need.
        activity : Series of str
            Key of the activity.
        jobs : Series
            Jobs.

        Returns
        -------
        DataFrame
            Indexed as ``activity``, one column a slot.

        Examples
        --------
        Ten office jobs on a weekday between 10 and 12 o'clock, the fourth slot: 8 places.

        >>> one = profiles().hourly("parking", Series(["bureaux"]), Series([10]))
        >>> float(one.iloc[0, 3])
        8.0
        """
        per_job = {a.key: a.per_job(key) for a in self.activities}
        slots = len(next(iter(per_job.values())))
        rows = np.array([per_job[a] for a in activity], dtype=float).reshape(len(activity), slots)
        return DataFrame(rows * jobs.to_numpy(dtype=float)[:, None], index=activity.index)

    def need_of(self, key: str, members: DataFrame, jobs: str, objective: Objective) -> Need:
        """
        Need of members that are made of establishments.

        Parameters
        ----------
        key : str
            Key of the need.
        members : DataFrame
            One row an establishment: ``member``, ``activity`` and the column named by ``jobs``.
        jobs : str
            Column of the jobs.
        objective : str
            What savings are counted in.

        Returns
        -------
        Need
            Hourly sums by member.
        """
        kind = self.need(key)
        rows = self.hourly(key, members["activity"], members[jobs])
        sums = rows.groupby(members["member"]).sum()
        return Need(name=key, profiles=sums, worth=kind.worth(objective), counted=kind.counted)


@cache
def profiles(path: Path | None = None) -> Profiles:
    """
    Profiles of a file, or those of the toolkit.

    Parameters
    ----------
    path : Path, optional
        A TOML file, in the form of that of the toolkit.

    Returns
    -------
    Profiles
        The profiles, checked.

    Raises
    ------
    CatalogueError
        If the file has faults; every fault is listed with its place.
    """
    if path is None:
        source = files("zae.mutualisation").joinpath("data/profiles.toml")
        text, name = source.read_text(encoding="utf-8"), "profiles.toml"
    else:
        text, name = text_of(path), path.name
    plurals = {"need": "needs", "activity": "activities"}
    return parsed(text, Profiles, name=name, plurals=plurals)


def known_jobs(establishments: DataFrame) -> Series:
    """Middle of the bracket of each headcount; missing where a bound is. [jobs]"""
    low, high = establishments["jobs_low"], establishments["jobs_high"]
    return pd.to_numeric((low + high) / 2)
