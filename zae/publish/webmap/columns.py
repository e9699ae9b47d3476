"""
Columns for the page: typed arrays in bytes that deflate well, and where to find each of them.

Values of several bytes are laid out plane by plane (all first bytes, then all second ones): like
bytes stand together, and the same column deflates to a half or a third.
"""

import base64
import json
import zlib
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

TYPES: Final = {"f8": "<f8", "f4": "<f4", "u4": "<u4", "u2": "<u2", "u1": "<u1"}
"""Name of each type of number in the page, and in numpy."""


@dataclass(slots=True)
class Pack:
    """
    Columns that travel together, as one deflated text.

    Examples
    --------
    A column that says the same everywhere takes no room at all.

    >>> pack = Pack()
    >>> pack.numbers("area", np.array([5.0, 5.0]))
    >>> pack.index, pack.size
    ({'area': {'t': 'same', 'n': 2, 'v': 5.0}}, 0)
    """

    index: dict[str, dict[str, Any]] = field(default_factory=dict)
    _parts: list[bytes] = field(default_factory=list)
    size: int = 0

    def numbers(self, name: str, values: npt.NDArray[Any], kind: str = "f8") -> None:
        """
        Add a column of numbers.

        Parameters
        ----------
        name : str
            Name of the column.
        values : array
            Its values; NaN only in ``f8`` and ``f4``.
        kind : str
            One of ``TYPES``.
        """
        column = np.ascontiguousarray(values, dtype=TYPES[kind])
        if len(column) and not np.isnan(column[0]) and np.all(column == column[0]):
            self.index[name] = {"t": "same", "n": len(column), "v": column[0].item()}
            return
        planes = column.view(np.uint8).reshape(len(column), column.itemsize).T
        self._add(name, {"t": kind, "n": len(column)}, planes.tobytes())

    def texts(self, name: str, values: list[str]) -> None:
        """Add a column of texts."""
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        self._add(name, {"t": "json"}, text.encode("utf-8", "surrogatepass"))

    def categories(self, name: str, values: list[str]) -> None:
        """Add a column of texts of which few differ: codes, and what each stands for."""
        labels, codes = np.unique(np.array(values, dtype=object).astype(str), return_inverse=True)
        self.numbers(name, codes, "u1" if len(labels) < 256 else "u4")  # noqa: PLR2004
        self.index[name]["labels"] = labels.tolist()

    def _add(self, name: str, entry: dict[str, Any], content: bytes) -> None:
        self.index[name] = entry | {"o": self.size, "l": len(content)}
        self._parts.append(content)
        self.size += len(content)

    @property
    def text(self) -> str:
        """The columns, deflated (zlib) and written in base64; the same bytes each time."""
        return deflated(b"".join(self._parts))


def deflated(content: bytes) -> str:
    """Bytes deflated (zlib) and written in base64, as the page takes them."""
    return base64.b64encode(zlib.compress(content, 9)).decode("ascii")


def rounded(values: npt.NDArray[np.float64], digits: int) -> npt.NDArray[np.float64]:
    """
    Values kept to some significant digits.

    Parameters
    ----------
    values : array
        Any numbers; NaN and zero stay.
    digits : int
        Significant digits.

    Returns
    -------
    array
        The rounded values.

    Examples
    --------
    >>> rounded(np.array([12345.6, -0.0012344, 0.0]), 3).tolist()
    [12300.0, -0.00123, 0.0]
    """
    known = np.isfinite(values) & (values != 0)
    size = np.floor(np.log10(np.abs(values), out=np.zeros_like(values), where=known))
    scale = 10.0 ** (digits - 1 - size)
    return np.where(known, np.round(values * scale) / scale, values)


def zigzag(values: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
    """
    Differences between neighbours, small ones of either sign as small numbers.

    Examples
    --------
    >>> zigzag(np.array([10, 11, 9])).tolist()
    [20, 2, 3]
    """
    steps = np.diff(values, prepend=np.int64(0))
    return np.asarray(np.where(steps < 0, -2 * steps - 1, 2 * steps), dtype=np.uint32)
