"""Words and figures for readers: English message ids, French catalogues."""

from zae.messages.catalogue import DEFAULT_LANG, LANGS, N_, Lang, translator
from zae.messages.figures import area, date, number

__all__ = ["DEFAULT_LANG", "LANGS", "N_", "Lang", "area", "date", "number", "translator"]
