"""
Redundancy: criteria that say the same thing twice, weights that are not what they seem.

Two criteria that go together count double; one that hardly varies over the sites has a weight on
paper only; and one that does nothing but follow density ranks towns above villages under another
name. None of this is a fault by itself: it is to be seen before weights are discussed.

References
----------
.. [1] OECD/JRC (2008). Handbook on Constructing Composite Indicators, step 4, multivariate
   analysis.
.. [2] Paruolo, P., Saisana, M. & Saltelli, A. (2013). Ratings and rankings: voodoo or science?
   Journal of the Royal Statistical Society A 176(3), 609-634.
.. [3] Kelley, T. L. (1935). An unbiased correlation ratio measure. Proceedings of the National
   Academy of Sciences 21(9), 554-559.
"""

from collections.abc import Mapping
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas import DataFrame, Series

from criteria.grid import Grid
from criteria.scores import Scores

Floats = npt.NDArray[np.float64]

CORRELATED: Final = 0.8
"""Coefficient above which two criteria are said to go together."""

_CLASSES: Final = 20
_LEAST: Final = 8
_ROUNDING: Final = 1e-9
"""Standard deviation, as a share of the size of the values, that rounding alone may give."""


def correlated_pairs(marks: DataFrame, *, above: float = CORRELATED) -> DataFrame:
    """
    Pairs of criteria whose marks go together over the sites.

    Parameters
    ----------
    marks : DataFrame
        Central marks, one row a site, one column a criterion; NaN where unknown. [0-1]
    above : float
        Absolute coefficient, Pearson's or Spearman's, from which a pair is listed. [0-1]

    Returns
    -------
    DataFrame
        One row a pair, strongest first: ``one``, ``other``, ``pearson``, ``spearman`` [-1 to 1],
        ``sites`` (number of sites where both are known). A criterion that does not vary goes with
        none.

    Examples
    --------
    >>> marks = DataFrame({"a": [0.0, 0.5, 1.0], "b": [0.0, 0.1, 1.0], "c": [0.5, 0.0, 0.6]})
    >>> correlated_pairs(marks)[["one", "other", "spearman"]].values.tolist()
    [['a', 'b', 1.0]]
    """
    rows = []
    for one, other in combinations(marks.columns, 2):
        both = marks[[one, other]].dropna()
        values, ranks = both.to_numpy(float), both.rank().to_numpy(float)
        rows.append((one, other, _pearson(values), _pearson(ranks), len(both)))
    pairs = DataFrame(rows, columns=["one", "other", "pearson", "spearman", "sites"])
    strongest = pairs[["pearson", "spearman"]].abs().max(axis=1)
    kept = pairs[strongest > above]
    return kept.loc[strongest[kept.index].sort_values(ascending=False, kind="stable").index]


def effective_weights(scores: Scores, grid: Grid) -> DataFrame:
    """
    Weight that each criterion has in fact over these sites, beside the one on paper.

    Parameters
    ----------
    scores : Scores
        Scores of the sites.
    grid : Grid
        The grid that made them.

    Returns
    -------
    DataFrame
        One row a criterion: ``nominal`` weight; ``main_effect``, the share of the variance of the
        score that its marks explain alone; ``effective``, that share among all [0-1]; ``ratio``,
        effective over nominal; ``sites`` where both are known.

    Notes
    -----
    The main effect is Pearson's correlation ratio ``Var(E[score | mark]) / Var(score)`` [2]_, by
    classes of equal number of marks (twenty at the most, eight sites each at the least) and
    corrected for the number of classes [3]_; a mark on few levels is classed by them. Main
    effects of criteria that go together overlap, and may sum to more than 1.
    """
    score = scores.table["score"]
    central = scores.marks.central
    main = {key: correlation_ratio(score, central[key]) for key in central.columns}
    table = DataFrame(
        {
            "nominal": [grid.by_key[k].weight.share for k in central.columns],
            "main_effect": Series(main),
            "sites": central.notna().mul(score.notna(), axis=0).sum(),
        }
    ).rename_axis("criterion")
    total = table["main_effect"].sum()
    table["effective"] = table["main_effect"] / (total if total > 0 else np.nan)
    table["ratio"] = table["effective"] / table["nominal"].where(table["nominal"] > 0)
    return table[["nominal", "main_effect", "effective", "ratio", "sites"]]


def correlation_ratio(explained: Series, by: Series) -> float:
    """
    Share of the variance of one quantity that another explains, whatever the shape. [0-1]

    Parameters
    ----------
    explained, by : Series
        Two quantities on one index; rows where either is missing are set aside.

    Returns
    -------
    float
        Correlation ratio by classes of ``by``, corrected for their number; 0 where either does
        not vary, NaN with fewer than four rows.

    Examples
    --------
    A parabola, which no correlation coefficient sees.

    >>> x = Series(np.linspace(-1, 1, 400))
    >>> round(correlation_ratio(x**2, x), 1), bool(abs(x.corr(x**2)) < 1e-9)
    (1.0, True)
    """
    both = DataFrame({"y": explained, "x": by}).dropna().astype(float)
    count = len(both)
    if count < 4:  # noqa: PLR2004
        return float("nan")
    spread = float(((both["y"] - both["y"].mean()) ** 2).sum())
    classes = _classes(both["x"])
    several = classes.nunique()
    if several < 2 or several >= count or not _varies(both["y"]):  # noqa: PLR2004
        return 0.0
    inside = float(((both["y"] - both.groupby(classes)["y"].transform("mean")) ** 2).sum())
    return max(0.0, 1 - (inside / (count - several)) / (spread / (count - 1)))


def _varies(values: Series) -> bool:
    """Whether values differ by more than rounding: equal jobs on equal land may differ there."""
    size = float(values.abs().max()) if len(values) else 0.0
    return bool(values.std(ddof=0) > _ROUNDING * max(size, 1.0))


def _classes(values: Series) -> Series:
    """Classes of nearly equal number; equal values are never parted."""
    number = int(np.clip(len(values) // _LEAST, 2, _CLASSES))
    place = (values.rank(method="average", pct=True) * number - 1e-9).astype(int)
    return place.clip(upper=number - 1)


def density_twins(
    marks: Mapping[str, DataFrame], density: Mapping[str, Series], *, above: float = 0.5
) -> DataFrame:
    """
    Territory twin test: criteria that only measure how dense a place is.

    The same grid on several territories, town and country: a criterion whose marks follow density
    across them tells urban from rural, not a good site from a bad one.

    Parameters
    ----------
    marks : mapping of str to DataFrame
        For each territory, the central marks of its sites. [0-1]
    density : mapping of str to Series
        For each territory, the density around each of the same sites. [persons/km² or alike]
    above : float
        Share of the variance explained by density from which a criterion is flagged. [0-1]

    Returns
    -------
    DataFrame
        One row a criterion: ``explained``, correlation ratio of the marks on density; ``between``,
        share of the variance that lies between territories [0-1]; ``spearman`` with density
        [-1 to 1]; ``sites`` and ``territories`` where it is known; ``flagged``.

    Raises
    ------
    ValueError
        If the territories or their sites are not the same on both sides.

    Examples
    --------
    >>> chance = np.random.default_rng(0)
    >>> people = {"town": Series(chance.uniform(2000, 9000, 80)),
    ...           "country": Series(chance.uniform(10, 90, 80))}
    >>> noted = {t: DataFrame({"stops": (d / 9000), "hazard": chance.random(80)})
    ...          for t, d in people.items()}
    >>> density_twins(noted, people)["flagged"].to_dict()
    {'stops': True, 'hazard': False}
    """
    unmatched = [t for t in {*marks, *density} if t not in marks or t not in density
                 or not marks[t].index.equals(density[t].index)]  # fmt: skip
    if unmatched:
        raise ValueError(f"marks and density are not of the same sites: {', '.join(unmatched)}")
    pooled = pd.concat(dict(marks), names=["territory"])
    around = pd.concat(dict(density), names=["territory"])
    rows = {key: _twin(pooled[key], around) for key in pooled.columns}
    table = DataFrame.from_dict(rows, orient="index").rename_axis("criterion")
    table["flagged"] = table["explained"] > above
    return table.astype({"sites": int, "territories": int})


def _twin(marked: Series, around: Series) -> dict[str, float]:
    both = DataFrame({"mark": marked, "density": around}).dropna()
    territory = both.index.get_level_values("territory")
    return {
        "explained": correlation_ratio(both["mark"], both["density"]),
        "between": _between(both["mark"], territory),
        "spearman": _pearson(both.rank().to_numpy(float)),
        "sites": len(both),
        "territories": territory.nunique(),
    }


def _between(values: Series, groups: pd.Index) -> float:
    if not _varies(values):
        return 0.0
    total = float(((values - values.mean()) ** 2).sum())
    inside = float(((values - values.groupby(groups).transform("mean")) ** 2).sum())
    return 1 - inside / total


def _pearson(pair: Floats) -> float:
    """Correlation of two columns; NaN where one does not vary."""
    if len(pair) < 2:  # noqa: PLR2004
        return float("nan")
    apart = pair - pair.mean(axis=0)
    scale = float(np.sqrt((apart**2).sum(axis=0).prod()))
    return float((apart[:, 0] * apart[:, 1]).sum() / scale) if scale > 1e-15 else float("nan")  # noqa: PLR2004
