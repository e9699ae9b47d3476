"""Who reads a report: language, edition, and the small words that depend on them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from criteria.grid import Text
from layers import Source
from zae.messages import N_, translator
from zae.messages.units import unit
from zae.publish import fields
from zae.publish.editions import Edition
from zae.publish.report.wording import Translator, labels

PROJECT: Final = "project"
"""What criteria ask of the project itself rather than of a layer."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """
    Who reads.

    Parameters
    ----------
    lang : str
        ``fr`` or ``en``.
    edition : str
        ``restricted`` (all that the study knows) or ``public`` (an allow-list).
    """

    lang: str = "fr"
    edition: Edition = "restricted"

    @cached_property
    def translate(self) -> Translator:
        """Function that says an English message in the language."""
        return translator(self.lang)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Headings in the language."""
        return labels(self.translate)

    @property
    def public(self) -> bool:
        """Whether only what is on the allow-list may be shown."""
        return self.edition == "public"

    def say(self, message: str, **fields: object) -> str:
        """
        A message in the language, its fields filled in.

        Examples
        --------
        >>> Reader(lang="en").say("{count} sites", count=3)
        '3 sites'
        """
        return self.translate(message).format(**fields)

    def code(self, code: object) -> str:
        """
        A code of the tables in words; nothing for a missing one.

        Examples
        --------
        >>> Reader(lang="en").code("built_up"), Reader().code(None)
        ('built up', '')
        """
        missing = code is None or code != code  # noqa: PLR0124 (NaN)
        return "" if missing or code == "" else fields.code_label(str(code), lang=self.lang)

    def text(self, text: Text) -> str:
        """A text of the grid in the language, in another one where it has none."""
        return fields.text(text, self.lang)

    def unit(self, code: str) -> str:
        """A unit of the grid in words."""
        return unit(code, self.translate)

    def role(self, name: str) -> str:
        """
        A role of layers as the reader calls it.

        Examples
        --------
        >>> Reader(lang="en").role("natural_area"), Reader(lang="fr").role("parcel")
        ('Natural area', 'Parcelles cadastrales')
        """
        if name == PROJECT:
            return self.translate(N_("Project"))
        return fields.role_label(name, lang=self.lang)


def short_citation(source: Source) -> str:
    """
    Producer and vintage of a source, the name of its file where it has neither.

    Examples
    --------
    >>> short_citation(Source(name="p.gpkg", producer="DGFiP", vintage="2026-10"))
    'DGFiP, 2026-10'
    """
    return ", ".join(t for t in (source.producer, source.vintage) if t) or source.name
