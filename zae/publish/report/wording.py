"""Words of the reports, in English; catalogues of messages hold the other languages."""

from collections.abc import Callable
from typing import Final

from zae.messages import N_

Translator = Callable[[str], str]

LABELS: Final = {
    "above": N_("What would move it to the next letter"),
    "above_note": N_(
        "The smallest changes of one or two facts, if the rest stays as it is; whether a fact "
        "can change is for you to say."
    ),
    "above_none": N_("No change of one or two facts alone would be enough."),
    "neighbours": N_("Nearest sites"),
    "distance": N_("How far"),
    "web_page": N_("Sheet, photo or plan"),
    "accessible_note": N_("Every figure of the maps is also in a table."),
    "account": N_("What was read and repaired"),
    "account_note": N_(
        "Nothing is dropped in silence: each line says what was done to the layers."
    ),
    "action": N_("Action"),
    "admission": N_("Admission"),
    "aggregation": N_(
        "Arithmetic mean inside a family, geometric mean across families, never below"
    ),
    "applies_to": N_("Projects concerned"),
    "area": N_("Area"),
    "assumed": N_("assumed"),
    "availability": N_("Class"),
    "available": N_("Available land"),
    "available_note": N_(
        "The rows of a zone add up to its area. The free part keeps a setback around buildings."
    ),
    "basis": N_("Source of the figures"),
    "commune": N_("Municipality"),
    "comparison": N_("Compared with the territory"),
    "completeness": N_("Known share"),
    "decisiveness": N_("Order settled"),
    "first_share": N_("First"),
    "firm": N_("How firm this rank is"),
    "measure": N_("What to measure first"),
    "measure_note": N_(
        "Counted as if all possible values of an unknown were alike, and one in two for a veto: "
        "an order of enquiry, not a forecast."
    ),
    "measure_letters": N_("Letters changed"),
    "measure_admissions": N_("Admissions changed"),
    "measure_first": N_("First place changed"),
    "measure_sites": N_("Sites where it is open"),
    "contents": N_("Contents"),
    "contribution": N_("Points brought"),
    "count": N_("Number"),
    "criterion": N_("Criterion"),
    "date_grid": N_("published on"),
    "details_for": N_("Detail of the mark for the project"),
    "down": N_("What lowers the mark"),
    "edition_public": N_("Public edition"),
    "edition_restricted": N_("Restricted edition"),
    "family": N_("Family"),
    "file_needed": N_("Layer that would settle it"),
    "free": N_("Free part"),
    "grid": N_("The grid"),
    "grid_note": N_(
        "The mark of a value is read between two neighbouring points on a straight line, and "
        "is constant beyond the first and the last."
    ),
    "hash": N_("SHA-256 of the grid"),
    "ids": N_("Identifiers"),
    "interval": N_("Interval"),
    "layer": N_("Layer"),
    "legend": N_("Legend"),
    "letter": N_("Letter"),
    "level": N_("Level"),
    "licence": N_("Licence"),
    "lifting": N_("Condition to lift it"),
    "location": N_("Location"),
    "mark": N_("Mark out of 100"),
    "marks_by_project": N_("Marks by project"),
    "median": N_("Territory median"),
    "best": N_("Territory best"),
    "method": N_("How to read the marks"),
    "name": N_("Site"),
    "site_id": N_("Site identifier"),
    "no_veto": N_("No veto is fired or pending."),
    "nothing_unknown": N_("Every criterion of the grid is known for this site."),
    "parcels": N_("Parcels"),
    "plan": N_("Plan"),
    "producer": N_("Producer"),
    "project": N_("Project"),
    "rank": N_("Rank"),
    "rank_range": N_("Possible ranks"),
    "ranking": N_("Ranking"),
    "reason": N_("Reason"),
    "reference": N_("Reference"),
    "remark": N_("Remark"),
    "remarks": N_("Remarks of readers"),
    "author": N_("Author"),
    "under_grid": N_("Written under the grid"),
    "role": N_("Role"),
    "sheet": N_("Sheet of the site"),
    "sheets": N_("Site by site"),
    "site": N_("Site"),
    "source": N_("Source"),
    "sources": N_("Sources"),
    "status": N_("Status"),
    "summary": N_("In short"),
    "tenure": N_("Tenure"),
    "threshold": N_("Threshold"),
    "to_check": N_("to check"),
    "total": N_("Total"),
    "units": N_("Land units"),
    "known_share": N_("Share of the weight of the family that is known"),
    "undecided": N_("letter not settled"),
    "unknowns": N_("What is unknown"),
    "up": N_("What raises the mark"),
    "value": N_("Value"),
    "value_points": N_("Value → mark"),
    "veto": N_("Veto"),
    "vetoes": N_("Vetoes"),
    "vintage": N_("Vintage"),
    "weight": N_("Weight"),
    "points_at_stake": N_("Points at stake"),
    "zone": N_("Zone"),
    "page": N_("page"),
    "back": N_("Back to the ranking"),
    "available_points": N_("of"),
    "skip": N_("Skip to the content"),
    "scores_of": N_("Score of each family"),
    "outline": N_("Outline of the site"),
    "overview": N_("Map of the sites"),
    "generated": N_("Made with the zae toolkit from the files listed under « Sources »."),
    "whole": N_("Mark of the site: the sum of the points brought"),
    "state": N_("State"),
    "file": N_("File or table"),
    "code": N_("Code"),
    "unit": N_("Unit"),
    "proportion": N_("Proportion"),
    "mark_01": N_("Mark from 0 to 1"),
    "weight_from": N_("Source of the weight"),
    "from_score": N_("From the score"),
    "floor": N_("Floor of a family in the geometric mean"),
    "lower_bound": N_("Lower bound"),
    "upper_bound": N_("Upper bound"),
    "central_mark": N_("Central mark"),
    "low_mark": N_("Worst mark"),
    "high_mark": N_("Best mark"),
    "central_score": N_("Central score"),
    "low_score": N_("Low score"),
    "high_score": N_("High score"),
    "origin": N_("Score of the study"),
    "shift": N_("Shift"),
    "rank_key": N_("Key of the rank"),
    "matrix": N_("Mark of each criterion for each project"),
    "kind": N_("Kind"),
    "status_source": N_("Status and source"),
    "formula": N_("Formula"),
    "from": N_("from"),
    "points_from": N_("Points"),
    "report_kind": N_("Assessment report"),
    "first_site": N_("First site"),
    "admissible_sites": N_("Admissible sites"),
    "reserved_sites": N_("With reservation"),
    "prohibited_sites": N_("Prohibited"),
    "letters_of_sites": N_("Sites by letter"),
    "criteria_caption": N_("Criteria of the mark; the points brought add up to it"),
    "no_available": N_(
        "It takes parcels and zones to know the available land: here it is not known."
    ),
    "method_marks": N_(
        "The mark goes from 0 to 100 and compares sites for a given project; it speaks of "
        "what is known. The interval holds every mark that the unknowns leave possible: two "
        "sites whose intervals overlap are not told apart for sure. Marks do not depend on "
        "the other sites of the list."
    ),
    "method_points": N_(
        "Points brought may be negative: a very low mark pulls the geometric mean down and may "
        "cost more than its weight."
    ),
    "method_firmness": N_(
        "A share of the admissible weightings says how many of them put a site first: each weight "
        "is drawn within the spread that the grid allows, each unknown between its bounds. It "
        "forecasts the success of no one. The known share says how much is known; the order "
        "settled says whether what is not known still matters: two questions, two figures."
    ),
    "method_vetoes": N_(
        "Vetoes stand apart from the mark: prohibited (a rule forbids it), reservation "
        "(admissible once a stated condition is met), warning (to be looked at), to check "
        "(the datum that would decide is unknown). A prohibited site keeps its mark and ranks"
        " after the others."
    ),
    "sheet_scope": N_(
        "The detail is that of the project that suits the site best; the report of the site "
        "gives the marks of its criteria for the others."
    ),
}
"""Headings and short texts, by the name that templates use."""


def labels(translate: Translator) -> dict[str, str]:
    """
    All headings in the language of a translator.

    Examples
    --------
    >>> labels(str.upper)["rank"]
    'RANK'
    """
    return {key: translate(text) for key, text in LABELS.items()}
