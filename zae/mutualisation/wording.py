"""Conditions, ranks and savings in words."""

from collections.abc import Mapping
from typing import Any, Final

from pandas import DataFrame

from zae.messages import N_, number, translator
from zae.mutualisation.catalogue import Condition
from zae.mutualisation.finder import Finding
from zae.mutualisation.measures import MEASURES, said, said_between, said_gap, said_gaps
from zae.mutualisation.profiles import profiles
from zae.mutualisation.settling import Settling
from zae.publish.numerals import MINUS, percent

FIT_LABELS: Final = {"fits": N_("fits"), "may_fit": N_("may fit"), "no_fit": N_("does not fit yet")}
STATE_LABELS: Final = {
    "met": N_("met"), "open": N_("between the bounds"), "unknown": N_("unknown"),
    "missed": N_("missing"),
}  # fmt: skip
ACTOR_LABELS: Final = {
    "firms": N_("Firms"), "employees": N_("Employees"), "collectivity": N_("Collectivity"),
    "owner": N_("Owners"), "residents": N_("Residents"),
}  # fmt: skip
OBJECTIVE_UNITS: Final = {"land": N_("m²"), "money": N_("EUR/year"), "trips": N_("trips/week")}


def condition_words(condition: Condition, lang: str) -> str:
    """
    Condition in words.

    Examples
    --------
    >>> condition_words(Condition(measure="jobs", least=1500, source="assumed"), "en")
    'Jobs: at least 1,500'
    """
    _ = translator(lang)
    value = said(condition.measure, condition.threshold, lang)
    label = _(MEASURES[condition.measure].label)
    if MEASURES[condition.measure].unit == "yes_no":
        return _("{measure}: {value}").format(measure=label, value=value)
    if condition.least is not None:
        return _("{measure}: at least {value}").format(measure=label, value=value)
    return _("{measure}: at most {value}").format(measure=label, value=value)


def lacking_words(row: Mapping[str, Any], lang: str) -> str:
    """
    What is missing of a condition, or that nobody knows.

    Parameters
    ----------
    row : mapping
        A row of :func:`zae.mutualisation.transposability.conditions`.
    lang : str
        Language.

    Returns
    -------
    str
        A sentence.
    """
    _ = translator(lang)
    key = row["measure"]
    label, threshold = _(MEASURES[key].label), said(key, row["threshold"], lang)
    if row["state"] == "unknown" and MEASURES[key].unit == "yes_no":
        return _("{measure}: unknown, and needed").format(measure=label)
    if row["state"] == "unknown":
        return _("{measure}: unknown ({threshold} needed)").format(
            measure=label, threshold=threshold
        )
    value = said_between(key, row["low"], row["high"], lang)
    missing = said_gaps(key, row["missing_low"], row["missing_high"], lang)
    if MEASURES[key].unit == "yes_no":
        return _("{measure}: none").format(measure=label)
    if row["least"]:
        return _("{measure}: {value}, {missing} short of {threshold}").format(
            measure=label, value=value, missing=missing, threshold=threshold
        )
    return _("{measure}: {value}, {missing} over {threshold}").format(
        measure=label, value=value, missing=missing, threshold=threshold
    )


def verdict(row: Mapping[str, Any], lang: str) -> str:
    """Whether a practice fits, in words."""
    label = FIT_LABELS[row["fit"]]
    return translator(lang)(label)


def fit_words(row: Mapping[str, Any], lang: str) -> str:
    """Bounds of the fit, as percentages."""
    return _between(percent(row["fit_low"], lang), percent(row["fit_high"], lang), lang)


def rank_words(row: Mapping[str, Any], lang: str) -> str:
    """Bounds of the rank."""
    return _between(number(row["rank_low"], lang), number(row["rank_high"], lang), lang)


def activity_words(kinds: str, lang: str) -> str:
    """
    Names of activities from their keys.

    Examples
    --------
    >>> activity_words("bureaux, loisirs", "en")
    'Offices and business services, Leisure, sport, associations'
    """
    labels = profiles().labels(lang)
    return ", ".join(labels[key] for key in kinds.split(", ") if key)


def saved_words(row: Mapping[str, Any], need: str, lang: str) -> str:
    """Saving of a need, with its bounds."""
    middle = number(row[f"saved_{need}"], lang)
    span = _between(
        number(row[f"saved_{need}_low"], lang), number(row[f"saved_{need}_high"], lang), lang
    )
    return middle if span == middle else f"{middle} ({span})"


def _between(low: str, high: str, lang: str) -> str:
    return low if low == high else translator(lang)("{low} to {high}").format(low=low, high=high)


def search_notes(found: Finding, lang: str) -> list[str]:
    """What was saved, how good that is, and what was not counted."""
    _ = translator(lang)
    unit = _(OBJECTIVE_UNITS[found.search.objective])
    pooling = found.pooling
    notes = [
        _("{count} group(s) save {worth} {unit}; the best pairs taken one by one, {pairs}.").format(
            count=len(found.groups), worth=number(pooling.worth, lang), unit=unit,
            pairs=number(found.pairs_worth, lang),
        )
    ]  # fmt: skip
    if pooling.gap > 1e-6:  # noqa: PLR2004  what the solver takes for equal
        notes.append(
            _("No grouping saves more than {bound} {unit} (gap {gap}).").format(
                bound=number(pooling.bound, lang), unit=unit, gap=percent(pooling.gap, lang, 1)
            )
        )
    else:
        notes.append(_("No other grouping saves more."))
    if found.left_out["no_headcount"] or found.left_out["no_activity"]:
        notes.append(
            _("Not counted: {jobs} establishment(s) without a headcount, {activity} without a "
              "known activity.").format(
                jobs=found.left_out["no_headcount"], activity=found.left_out["no_activity"]
            )
        )  # fmt: skip
    if not found.along_streets:
        notes.append(_("No layer of streets: walks are as the crow flies."))
    notes.append(_("Needs by hour are assumptions, to be replaced by counts on the spot."))
    return notes


def settled_notes(found: Settling, lang: str) -> list[str]:
    """What a project needs alone, what is left beside its neighbours, and what that rests on."""
    _ = translator(lang)
    notes = [
        _("{need}: {alone} alone, {shared} beside the neighbours, {land} m² of land saved.").format(
            need=profiles().need(str(key)).label.said(lang), alone=number(row["alone"], lang),
            shared=number(row["shared"], lang), land=number(row["land_m2"], lang),
        )
        for key, row in found.needs.iterrows()
    ]  # fmt: skip
    before, after = found.alone.plot_m2, found.shared.plot_m2
    notes.append(
        _("Plot of the project: {before} m² alone, {after} m² sharing.").format(
            before=number(before, lang), after=number(after, lang)
        )
    )
    return [
        *notes,
        _("Neighbours are taken to have just what their own largest hour needs, and to agree; "
          "needs by hour are assumptions."),
    ]  # fmt: skip


def compared_words(key: str, row: Mapping[str, Any], lang: str) -> list[str]:
    """Line of the comparison of zones by their management, as it is read."""
    _ = translator(lang)
    sides = [f"{said(key, row[side], lang)} ({number(row[f'{side}_zones'], lang)})"
             for side in ("with", "without")]  # fmt: skip
    ends = [_difference(key, row[end], lang) for end in ("difference", "low", "high")]
    span = "–" if ends[1] == "–" else _between(ends[1], ends[2], lang)
    return [_(MEASURES[key].label), *sides, ends[0], span]


def _difference(key: str, value: float, lang: str) -> str:
    if value != value:  # noqa: PLR0124  not a number
        return "–"
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return sign + said_gap(key, abs(value), lang)


def comparison_notes(rows: DataFrame, lang: str) -> list[str]:
    """What the comparison does not tell."""
    _ = translator(lang)
    return [
        _("{count} zone(s) of which nobody says whether they are managed are left out.").format(
            count=int(rows["not_told"].iloc[0])
        ),
        _("A difference is no effect: large zones are managed more often. No interval under three "
          "zones on each side."),
    ]  # fmt: skip
