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

    def steps(self, name: str, values: npt.NDArray[np.float64], step: float) -> None:
        """
        Add a column of numbers, rounded to whole steps.

        Parameters
        ----------
        name : str
            Name of the column.
        values : array
            Its values; NaN where there is none.
        step : float
            Size of a step, in the unit of the values.
        """
        whole = np.round(values / step)
        known = np.isfinite(whole)
        base = whole[known].min() if known.any() else 0.0
        codes = np.where(known, whole - base + 1, 0)  # 0 stands for NaN
        self.numbers(name, codes, "u2" if codes.max(initial=0) < 2**16 else "u4")
        self.index[name] |= {"step": step, "base": base}

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


def round_step(span: float) -> float:
    """
    Step of 1, 2 or 5 times a power of ten, of which two thousand or more make a span.

    Parameters
    ----------
    span : float
        Above zero, in any unit.

    Returns
    -------
    float
        The largest such step, in the unit of the span.

    Examples
    --------
    >>> round_step(100.0), round_step(1.0), round_step(4200.0)
    (0.05, 0.0005, 2.0)
    """
    finest = span / 2000
    power = 10.0 ** np.floor(np.log10(finest))
    return float(f"{max(n for n in (1, 2, 5) if n * power <= finest * (1 + 1e-9)) * power:.6g}")


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
