"""
Formulas of the workbook: the arithmetic of the grid, in the words of a spreadsheet.

They are written for a row of one site; cells of the grid are absolute, so that a formula can be
copied down. Function names and separators are those of the file format: a spreadsheet shows
them in the language of its user.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell


@dataclass(frozen=True, slots=True)
class Place:
    """
    Cells of one sheet, by row and column from 0.

    Examples
    --------
    >>> Place("Grille").cell(3, 4), Place("Lisez-moi").cell(3, 4, fixed=True)
    ('Grille!E4', "'Lisez-moi'!$E$4")
    """

    sheet: str

    def cell(self, row: int, column: int, *, fixed: bool = False) -> str:
        """Address of a cell; ``fixed`` where a copy must keep it."""
        return self._of(xl_rowcol_to_cell(row, column, row_abs=fixed, col_abs=fixed))

    def span(self, first: tuple[int, int], last: tuple[int, int], *, fixed: bool = False) -> str:
        """Address of a block of cells."""
        if not fixed:
            return self._of(xl_range(*first, *last))
        start, end = (xl_rowcol_to_cell(*c, row_abs=True, col_abs=True) for c in (first, last))
        return self._of(f"{start}:{end}")

    def _of(self, address: str) -> str:
        if self.sheet.isascii() and self.sheet.isalpha():
            return f"{self.sheet}!{address}"
        quoted = self.sheet.replace("'", "''")
        return f"'{quoted}'!{address}"


Points = Sequence[tuple[str, str]]
"""Addresses of the breakpoints of a value function: value, mark."""


def piecewise(value: str, points: Points) -> str:
    """
    Mark of a value: a straight line between breakpoints, constant beyond them.

    Parameters
    ----------
    value : str
        Address or expression of the value.
    points : sequence of (str, str)
        Addresses of the breakpoints.

    Returns
    -------
    str
        Expression.

    Examples
    --------
    >>> piecewise("A1", [("B1", "C1"), ("D1", "E1")])
    'C1+(E1-C1)*MAX(0,MIN(1,(A1-B1)/(D1-B1)))'
    """
    steps = [
        f"({y2}-{y1})*MAX(0,MIN(1,({value}-{x1})/({x2}-{x1})))"
        for (x1, y1), (x2, y2) in pairwise(points)
    ]
    return "+".join([points[0][1], *steps])


def mark(low: str, high: str, value: str, points: Points, otherwise: str) -> str:
    """
    Mark of a fact that may be unknown.

    Parameters
    ----------
    low, high : str
        Addresses of the bounds of the fact.
    value : str
        Which value is marked: one of the bounds, or an expression of them.
    points : sequence of (str, str)
        Addresses of the breakpoints.
    otherwise : str
        Expression where a bound is missing.

    Returns
    -------
    str
        Formula.

    Examples
    --------
    >>> mark("L1", "H1", "L1", [("B1", "C1"), ("D1", "E1")], '""')
    '=IF(COUNT(L1,H1)=2,C1+(E1-C1)*MAX(0,MIN(1,(L1-B1)/(D1-B1))),"")'
    """
    return f"=IF(COUNT({low},{high})=2,{piecewise(value, points)},{otherwise})"


def weighted_mean(marks: str, weights: str) -> str:
    """
    Weighted mean of the marks that are numbers, times 100; empty where none is.

    Examples
    --------
    >>> weighted_mean("A1:B1", "A9:B9")
    '=IF(SUMPRODUCT(ISNUMBER(A1:B1)*A9:B9)=0,"",100*SUMPRODUCT(A1:B1,A9:B9)/SUMPRODUCT(ISNUMBER(A1:B1)*A9:B9))'
    """
    known = f"SUMPRODUCT(ISNUMBER({marks})*{weights})"
    return f'=IF({known}=0,"",100*SUMPRODUCT({marks},{weights})/{known})'


def known_share(low: str, high: str, weights: str) -> str:
    """
    Share of the weights that is known: one minus the mean width of the marks.

    Examples
    --------
    >>> known_share("A1:B1", "C1:D1", "A9:B9")
    '=IF(SUMPRODUCT(ISNUMBER(A1:B1)*A9:B9)=0,"",1-(SUMPRODUCT(C1:D1,A9:B9)-SUMPRODUCT(A1:B1,A9:B9))/SUMPRODUCT(ISNUMBER(A1:B1)*A9:B9))'
    """
    total = f"SUMPRODUCT(ISNUMBER({low})*{weights})"
    width = f"SUMPRODUCT({high},{weights})-SUMPRODUCT({low},{weights})"
    return f'=IF({total}=0,"",1-({width})/{total})'


def geometric_mean(families: Sequence[str], weights: Sequence[str], floor: str) -> str:
    """
    Weighted geometric mean of the families that are numbers; empty where none is.

    Parameters
    ----------
    families : sequence of str
        Addresses of their scores. [0-100]
    weights : sequence of str
        Addresses of their weights.
    floor : str
        Address of the least share a family counts for. [0-1]

    Returns
    -------
    str
        Formula. [0-100]

    Examples
    --------
    >>> geometric_mean(["A1"], ["W1"], "F1")
    '=IF(COUNT(A1)*W1=0,"",100*EXP((IF(COUNT(A1),W1*LN(MAX(F1,MIN(1,A1/100))),0))/(COUNT(A1)*W1)))'
    """
    pairs = list(zip(families, weights, strict=True))
    logs = "+".join(f"IF(COUNT({f}),{w}*LN(MAX({floor},MIN(1,{f}/100))),0)" for f, w in pairs)
    known = "+".join(f"COUNT({f})*{w}" for f, w in pairs)
    return f'=IF({known}=0,"",100*EXP(({logs})/({known})))'


def letter(score: str, scale: Sequence[tuple[str, str]]) -> str:
    """
    Letter of a score; empty where there is none.

    Parameters
    ----------
    score : str
        Address of the score.
    scale : sequence of (str, str)
        Addresses of each letter and of the score from which it is given, best first.

    Returns
    -------
    str
        Formula; like the engine, it forgives a billionth of a point.

    Examples
    --------
    >>> letter("S1", [("A1", "B1"), ("A2", "B2")])
    '=IF(COUNT(S1)=0,"",IF(S1+1E-9>=B1,A1,A2))'
    """
    *better, (worst, _) = scale
    nested = worst
    for name, start in reversed(better):
        nested = f"IF({score}+1E-9>={start},{name},{nested})"
    return f'=IF(COUNT({score})=0,"",{nested})'


def rank(key: str, keys: str) -> str:
    """
    Rank of a key among all keys of a project, the largest first.

    Examples
    --------
    >>> rank("K2", "K2:K9")
    '=SUMPRODUCT(--(K2:K9>K2))+1'
    """
    return f"=SUMPRODUCT(--({keys}>{key}))+1"
