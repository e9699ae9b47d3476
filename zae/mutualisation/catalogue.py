"""The catalogue of practices: conditions with their thresholds, benefits, indicators, sources."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from criteria.faults import at_least
from land.errors import Parts
from zae.mutualisation.measures import MEASURES
from zae.mutualisation.reading import ASSUMED, CatalogueError, InWords, Part, parsed, text_of

_Text = Annotated[str, Field(min_length=1)]
_PLURALS = {"practice": "practices", "condition": "conditions", "benefit": "benefits"}

Actor = Literal["firms", "employees", "collectivity", "owner", "residents"]


class Condition(Part):
    """What a zone must be for a practice: a measure of it, at least or at most so much."""

    measure: str
    least: float | None = None
    most: float | None = None
    source: _Text
    why: str = ""

    @model_validator(mode="after")
    def _clear(self) -> Self:
        if self.measure not in MEASURES:
            raise CatalogueError(
                "unknown measure « {measure} »; one of {known}",
                measure=self.measure, known=list(MEASURES),
            )  # fmt: skip
        if (self.least is None) == (self.most is None):
            raise CatalogueError("{measure}: give « least » or « most »", measure=self.measure)
        if self.threshold <= 0:
            raise CatalogueError(
                "{measure}: a threshold is greater than 0; found {found}",
                measure=self.measure, found=self.threshold,
            )  # fmt: skip
        return self

    @property
    def threshold(self) -> float:
        """The threshold, whichever way it goes."""
        return float(self.least if self.least is not None else self.most or 0.0)


class Benefit(Part):
    """What an actor has of a practice."""

    actor: Actor
    gain: _Text
    source: _Text


class Practice(Part):
    """
    A practice of mutualisation.

    Parameters
    ----------
    key : str
        Short name.
    label, summary : Words
        Name and sentence for readers.
    legal_forms : tuple of str
        Forms under which it exists.
    conditions : tuple of Condition
        What a zone must be.
    benefits : tuple of Benefit
        What each actor has of it.
    indicators : tuple of str
        How one would see that it works.
    sources : tuple of str
        Where it is described; « assumed » where we know of no source.
    """

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: InWords
    summary: InWords
    legal_forms: Annotated[tuple[_Text, ...], at_least(1)]
    conditions: tuple[Condition, ...]
    benefits: tuple[Benefit, ...]
    indicators: Annotated[tuple[_Text, ...], at_least(1)]
    sources: Annotated[tuple[_Text, ...], at_least(1)]

    @model_validator(mode="after")
    def _measured_once(self) -> Self:
        if not self.conditions or not self.benefits:
            raise CatalogueError("give a condition and a benefit, or more")
        named = [c.measure for c in self.conditions]
        twice = sorted({m for m in named if named.count(m) > 1})
        if twice:
            raise CatalogueError("conditions on {twice} stand twice", twice=twice)
        return self


class Catalogue(Part):
    """Practices, and the version of the file."""

    version: _Text
    practices: tuple[Practice, ...]

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        if not self.practices:
            raise CatalogueError("give a practice, or more")
        keys = [p.key for p in self.practices]
        twice = sorted({k for k in keys if keys.count(k) > 1})
        if twice:
            raise CatalogueError(
                "practice {twice}: stands twice; give each its own key",
                twice=Parts(twice, between=", "),
            )
        return self

    def practice(self, key: str) -> Practice:
        """Practice of a key."""
        found = next((p for p in self.practices if p.key == key), None)
        if found is None:
            raise CatalogueError(
                "no practice « {key} »; there are: {known}",
                key=key, known=[p.key for p in self.practices],
            )  # fmt: skip
        return found

    def assumed(self) -> int:
        """Count the thresholds that rest on no source."""
        return sum(c.source == ASSUMED for p in self.practices for c in p.conditions)


def catalogue(path: Path | None = None) -> Catalogue:
    """
    Practices of a file, or those of the toolkit.

    Parameters
    ----------
    path : Path, optional
        A TOML file.

    Returns
    -------
    Catalogue
        The practices, checked.

    Raises
    ------
    CatalogueError
        If the file has faults; every fault is listed with its place.

    Examples
    --------
    >>> catalogue().practice("creche").conditions[0].threshold
    1500.0
    """
    if path is None:
        source = files("zae.mutualisation").joinpath("data/practices.toml")
        return parse(source.read_text(encoding="utf-8"), name="practices.toml")
    return parse(text_of(path), name=path.name)


def parse(text: str, *, name: str) -> Catalogue:
    """
    Practices of a text.

    Parameters
    ----------
    text : str
        TOML.
    name : str
        Name of the file, for messages.

    Returns
    -------
    Catalogue
        The practices, checked.

    Raises
    ------
    CatalogueError
        If the text has faults; every fault is listed with its place.

    Examples
    --------
    >>> parse('version = "1"', name="pratiques.toml")
    Traceback (most recent call last):
    zae.mutualisation.reading.CatalogueError: pratiques.toml: 1 fault(s)
      practice: Field required
    """
    return parsed(text, Catalogue, name=name, plurals=_PLURALS)
