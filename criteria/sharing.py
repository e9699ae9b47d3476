"""Columns that say the same held once, however many frames they stand in."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pandas import CategoricalDtype, DataFrame, Series

_LOOKED_AT: Final = 64
"""Values that are compared before all of them are."""


def held_once(frame: DataFrame, *others: DataFrame) -> DataFrame:
    """
    The same frame, its columns taken from others where these say the same, to the bit.

    Facts that no project changes are the same for all of them, and a known fact has two equal
    bounds: with a million sites that is most of the memory of a study. Pandas copies a column on
    its first change, so that what is shared stays as it is for the others.

    Parameters
    ----------
    frame : DataFrame
        The frame.
    *others : DataFrame
        Frames on the same index; columns of the same name are looked at, first frame first.

    Returns
    -------
    DataFrame
        The frame, each column in a piece of its own.

    Examples
    --------
    >>> low = DataFrame({"slope": [3.0]})
    >>> high = held_once(DataFrame({"slope": [3.0]}), low)
    >>> np.shares_memory(low["slope"].to_numpy(), high["slope"].to_numpy())
    True
    """
    columns = {}
    for key, column in frame.items():
        alike = (o[key] for o in others if key in o and _same(column, o[key]))
        found = next(alike, None)
        columns[key] = column.copy() if found is None else found.set_axis(frame.index)
    return DataFrame(columns, index=frame.index, columns=frame.columns, copy=False)


def _same(one: Series, other: Series) -> bool:
    if one.dtype != other.dtype or len(one) != len(other):
        return False
    if isinstance(one.dtype, CategoricalDtype):
        return _same_bits(one.cat.codes.to_numpy(), other.cat.codes.to_numpy())
    if isinstance(one.dtype, np.dtype) and one.dtype.kind in "biuf":
        return _same_bits(one.to_numpy(), other.to_numpy())
    return bool(one.equals(other))


def _same_bits(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> bool:
    """Whether all bits are the same: 0 and -0 are not, missing values are."""
    if one.__array_interface__["data"] == other.__array_interface__["data"]:
        return one.strides == other.strides
    bits = f"u{one.dtype.itemsize}"
    a, b = (np.ascontiguousarray(x).view(bits) for x in (one, other))
    step = max(1, len(a) // _LOOKED_AT)
    return bool(np.array_equal(a[::step], b[::step]) and np.array_equal(a, b))
