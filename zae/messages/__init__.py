"""Words and figures for readers: English message ids, French catalogues."""

from zae.messages.catalogue import DEFAULT_LANG, LANGS, translator
from zae.messages.figures import area, date, number

__all__ = ["DEFAULT_LANG", "LANGS", "area", "date", "number", "translator"]
