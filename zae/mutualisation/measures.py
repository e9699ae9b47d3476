"""Measures of a zone that practices put conditions on, each with its bounds."""

from dataclasses import dataclass
from typing import Final

from pandas import DataFrame

from zae.messages import N_, number, translator
from zae.publish.numerals import percent

UNKNOWN: Final = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """
    A measure of a zone.

    Parameters
    ----------
    label : str
        Name for readers, to be translated.
    unit : str
        Unit; ``%`` for shares, which are kept between 0 and 1; ``yes_no`` for 1 or 0.
    decimals : int
        Decimals for readers.
    """

    label: str
    unit: str = ""
    decimals: int = 0


MEASURES: Final = {
    "area_ha": Measure(label=N_("Area"), unit="ha", decimals=1),
    "firms": Measure(label=N_("Establishments at work")),
    "jobs": Measure(label=N_("Jobs")),
    "firms_per_ha": Measure(label=N_("Establishments per hectare"), unit="/ha", decimals=1),
    "jobs_per_ha": Measure(label=N_("Jobs per hectare"), unit="/ha", decimals=1),
    "firms_50": Measure(label=N_("Establishments of 50 jobs or more")),
    "small_firms_share": Measure(label=N_("Establishments of fewer than 10 jobs"), unit="%"),
    "industry_share": Measure(label=N_("Jobs in manufacturing"), unit="%"),
    "office_share": Measure(label=N_("Jobs in offices"), unit="%"),
    "activity_classes": Measure(label=N_("Kinds of activity (5 % of establishments or more)")),
    "jobs_500m": Measure(label=N_("Jobs within 500 m of one place, as the crow flies")),
    "complementarity_share": Measure(label=N_("Parking that hours in common would save"), unit="%"),
    "public_land_share": Measure(label=N_("Land in public hands"), unit="%"),
    "bare_ha": Measure(label=N_("Bare land"), unit="ha", decimals=1),
    "collective_management": Measure(label=N_("Collective management"), unit="yes_no"),
    "animation_fte": Measure(label=N_("Facilitation"), unit=N_("full-time jobs"), decimals=1),
}
"""Measures by key. The last two are in no layer: a table of the zones gives them."""


def bounds(zones: DataFrame, key: str) -> DataFrame:
    """
    Bounds of a measure; both missing where it is unknown.

    Parameters
    ----------
    zones : DataFrame
        Columns ``<measure>_low`` and ``<measure>_high``; absent columns are unknown.
    key : str
        Key of the measure.

    Returns
    -------
    DataFrame
        ``low`` and ``high``, indexed as ``zones``.
    """
    found = zones.reindex(columns=[f"{key}_low", f"{key}_high"]).astype(float)
    return found.set_axis(["low", "high"], axis=1)


def said(key: str, value: float, lang: str) -> str:
    r"""
    Value of a measure in words; a dash where it is unknown.

    Examples
    --------
    >>> said("small_firms_share", 0.5, "fr"), said("firms", float("nan"), "fr")
    ('50\xa0%', '–')
    """
    measure = MEASURES[key]
    _ = translator(lang)
    if value != value:  # noqa: PLR0124  not a number
        return "–"
    if measure.unit == "yes_no":
        return _("yes") if value >= 1 else _("no")
    if measure.unit == "%":
        return percent(value, lang)
    unit = _(measure.unit) if measure.unit else ""
    return f"{number(value, lang, measure.decimals)}\u00a0{unit}".rstrip("\u00a0")


def said_gap(key: str, value: float, lang: str) -> str:
    r"""
    Distance between two values of a measure in words: points between two shares.

    Examples
    --------
    Of 8 % and 20 %, the second is 12 points more, not 12 % more.

    >>> said_gap("office_share", 0.12, "fr"), said_gap("jobs", 12, "fr")
    ('12\xa0points', '12')
    """
    if MEASURES[key].unit != "%" or value != value:  # noqa: PLR0124  not a number
        return said(key, value, lang)
    _, points = translator(lang), round(value * 100)
    words = _("{count} point") if points == 1 else _("{count} points")
    return words.format(count=number(points, lang)).replace(" ", "\u00a0")


def said_gaps(key: str, low: float, high: float, lang: str) -> str:
    """Bounds of a distance in words, or one where they read alike."""
    one, two = said_gap(key, low, lang), said_gap(key, high, lang)
    if one == two:
        return one
    short = number(round(low * 100), lang) if MEASURES[key].unit == "%" else one
    return translator(lang)("{low} to {high}").format(low=short, high=two)


def said_between(key: str, low: float, high: float, lang: str) -> str:
    """Bounds of a measure in words, or one value where they read alike."""
    one, two = said(key, low, lang), said(key, high, lang)
    return one if one == two else translator(lang)("{low} to {high}").format(low=one, high=two)
