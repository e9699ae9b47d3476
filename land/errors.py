"""
Errors of the toolkit.

Each is a :class:`ZaeError` and the builtin that a caller would guess. A class exists only
where some caller does something different on catching it. A message says what was found,
where (file, layer, row, id) and what to do.
"""


class ZaeError(Exception):
    """Anything that the toolkit refuses, with a message for the person who can mend it."""


class CRSError(ZaeError, ValueError):
    """A coordinate reference system is missing, not allowed, or contradicts the coordinates."""


class SchemaError(ZaeError, ValueError):
    """A table lacks columns or holds values outside its declared schema; all faults are listed."""


class IdentifierError(ZaeError, ValueError):
    """An identifier (INSEE, parcel, SIREN, SIRET) has the wrong form."""


class GeometryError(ZaeError, ValueError):
    """A geometry cannot be measured: invalid, empty, or of the wrong kind."""


class MissingExtraError(ZaeError, ImportError):
    """An optional part is needed and not installed; the message names the extra."""
