"""
Decisiveness in detail: what the unknowns may still change for each site.

Completeness says how much is known; this says whether what is not known matters. A site known to
half may be settled, and one known to nine tenths may hang on a single veto: two questions, two
answers, never one « reliability ».
"""

from pandas import DataFrame

from criteria.scores import Scores


def decisive(scores: Scores) -> DataFrame:
    """
    Whether the unknown and uncertain facts may change the letter, the admission or the rank.

    Parameters
    ----------
    scores : Scores
        Scores of the sites.

    Returns
    -------
    DataFrame
        One row a site, four booleans: ``letter``, ``admission``, ``rank``, and ``first`` (the site
        may be first or not, according to the unknowns). False means that no completion can.

    Notes
    -----
    Read from the exact bounds of the score and of the class of admission. A letter that may change
    does so under some completion. For ranks, the facts of all sites are free; where one fact moves
    both a score and a veto the ranks are taken a little too wide, never too narrow.

    Examples
    --------
    >>> from pandas import Index
    >>> from criteria.facts import assemble, constant
    >>> from criteria.grid import published
    >>> from criteria.scores import score
    >>> grid, ids = published(), Index(["A"])
    >>> blind = assemble({k: constant(None, ids) for k in grid.fact_keys}, {}, ids)
    >>> decisive(score(blind, grid)).loc["A"].to_dict()
    {'letter': True, 'admission': True, 'rank': False, 'first': False}
    """
    table = scores.table
    classes = scores.admitted
    scored = table["score_low"].notna()
    return DataFrame(
        {
            "letter": scored & (table["letter_low"] != table["letter_high"]),
            "admission": classes["class_best"] != classes["class_worst"],
            "rank": table["rank_best"] != table["rank_worst"],
            "first": (table["rank_best"] == 1) & (table["rank_worst"] > 1),
        }
    )
