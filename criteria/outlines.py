"""How far a fact can be trusted where the outline of a site was not surveyed."""

from typing import Final

from pandas import DataFrame, Series

from criteria.facts import blank

DRAWN: Final = ("estimated_disk", "nominal_disk")
"""Outlines that are disks: of the declared area, or of an area that nobody has said."""

FROM_OUTLINE: Final = frozenset(
    {
        "artificialised_share", "ecological_sensitivity", "hazard_class", "receptor_distance",
        "transit_walk", "wetland_m2", "strict_protection_share", "natural_land_taken_m2",
        "open_ground_floor", "plot_fit", "planning_closed_share", "heritage_share",
        "canopy_share", "farmland_share", "siding_distance",
    }
)  # fmt: skip
"""Facts that are read off the outline."""

FROM_AREA: Final = frozenset({"plot_fit", "natural_land_taken_m2", "wetland_m2"})
"""Facts that mean nothing where the area of the site is not known."""

FROM_WHOLE: Final = frozenset({"job_density", "public_cost", "built_density"})
"""Facts that need the area of the site where the project takes all of it."""


def trusted(part: DataFrame, key: str, outline: Series, *, takes_whole_site: bool) -> DataFrame:
    """
    A fact, with no more trust than the outlines of the sites deserve.

    Parameters
    ----------
    part : DataFrame
        ``low``, ``high``, ``status`` as measured.
    key : str
        The fact.
    outline : Series
        ``surveyed``, ``parcels``, ``estimated_disk`` or ``nominal_disk`` for each site.
    takes_whole_site : bool
        Whether the project takes all of each site.

    Returns
    -------
    DataFrame
        What was measured on a disk is estimated. What depends on the area of a nominal disk is
        unknown: nobody has said that area.

    Examples
    --------
    >>> from criteria.facts import known
    >>> fit = known(Series({"A": 2.0, "B": 0.1}))
    >>> trusted(fit, "plot_fit", Series({"A": "estimated_disk", "B": "nominal_disk"}),
    ...         takes_whole_site=False)
       low  high     status
    A  2.0   2.0  estimated
    B  NaN   NaN    unknown
    """
    outline = outline.reindex(part.index)
    if key in FROM_OUTLINE:
        softened = outline.isin(DRAWN) & (part["status"] == "measured")
        part = part.assign(status=part["status"].mask(softened, "estimated"))
    if key in FROM_AREA or (takes_whole_site and key in FROM_WHOLE):
        nameless = (outline == "nominal_disk") & (part["status"] != "not_applicable")
        part = part.mask(nameless, blank(part.index))
    return part
