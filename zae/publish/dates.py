"""The date that is written into a deliverable: now, or the one that the environment fixes."""

import datetime as dt
import os
from typing import Final

from land.errors import ZaeError

VARIABLE: Final = "SOURCE_DATE_EPOCH"
"""Seconds since 1970 to write instead of now (reproducible-builds.org specification)."""


def written_at() -> dt.datetime:
    """
    Date and time to write into a deliverable, without fractions of a second. [UTC]

    Returns
    -------
    datetime.datetime
        Now, or what ``SOURCE_DATE_EPOCH`` says where it is set.

    Raises
    ------
    ZaeError
        If the variable is not a whole number of seconds.

    Examples
    --------
    >>> written_at().tzname()
    'UTC'
    """
    fixed = os.environ.get(VARIABLE)
    if not fixed:
        return dt.datetime.now(dt.UTC).replace(microsecond=0)
    try:
        return dt.datetime.fromtimestamp(int(fixed), dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ZaeError(
            "{variable} « {value} » is not a number of seconds since 1970",
            variable=VARIABLE,
            value=fixed,
        ) from error
