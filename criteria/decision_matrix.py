"""
The marks as a decision matrix of scikit-criteria, to try other families of methods on them.

The toolkit does not write TOPSIS, ELECTRE or VIKOR again: with the extra ``[mcda]`` the marks go to
a library that has them, each tested against its paper.
"""

from typing import TYPE_CHECKING

from criteria.grid import Grid
from criteria.values import Marks
from land.errors import MissingExtraError

if TYPE_CHECKING:
    from skcriteria import DecisionMatrix


def to_decision_matrix(marks: Marks, grid: Grid, *, side: str = "central") -> "DecisionMatrix":
    """
    Decision matrix of the sites: marks to be maximised, with the weights of the grid.

    Parameters
    ----------
    marks : Marks
        Marks of the sites, as in ``Scores.marks``.
    grid : Grid
        The grid that made them.
    side : str
        ``central``, or ``low`` or ``high`` where something is unknown: these methods know no
        interval, but the two bounds of one can be put to them.

    Returns
    -------
    skcriteria.DecisionMatrix
        One alternative a site, one criterion a column. [0-1]

    Raises
    ------
    MissingExtraError
        If scikit-criteria is not installed.
    ValueError
        If a mark is missing; names the first sites and what they lack.

    Examples
    --------
    >>> from pandas import DataFrame
    >>> from criteria.grid import published
    >>> grid = published()
    >>> even = DataFrame(0.5, index=["A", "B"], columns=[c.key for c in grid.criteria])
    >>> matrix = to_decision_matrix(Marks(low=even, central=even, high=even), grid)
    >>> matrix.shape
    (2, 18)
    """
    try:
        import skcriteria  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError(
            "scikit-criteria is not installed: pip install 'zae-toolkit[mcda]'"
        ) from error
    frame = getattr(marks, side)
    lacking = frame.isna()
    if lacking.to_numpy().any():
        first = lacking[lacking.any(axis=1)].head(3)
        named = "; ".join(
            f"{site}: {', '.join(first.columns[row])}"
            for site, row in zip(first.index, first.to_numpy(), strict=True)
        )
        raise ValueError(
            f"{int(lacking.any(axis=1).sum())} site(s) lack marks ({named}); leave them out, or "
            "take side « low » and « high » where these are unknown"
        )
    return skcriteria.mkdm(
        matrix=frame.to_numpy(float),
        objectives=[max] * frame.shape[1],
        weights=[grid.by_key[key].weight.share for key in frame.columns],
        alternatives=[str(site) for site in frame.index],
        criteria=list(frame.columns),
    )
