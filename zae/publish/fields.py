"""
The data dictionary: what each published column and each coded value is called for a reader.

Column names and codes are stable and English; aliases, titles, legends and table headers come
from here, in French or English.
"""

import unicodedata
from collections.abc import Mapping
from typing import Final

from criteria.facts import STATUSES
from criteria.grid import Grid, Text
from layers.schema import ROLES, Column
from zae.messages import translator

LABELS: Final[Mapping[str, str]] = {
    "site_id": "Site identifier",
    "name": "Name",
    "kind": "Kind of site",
    "area_m2": "Area (m²)",
    "area_ha": "Area (ha)",
    "commune_insee": "INSEE code of the commune",
    "commune": "Commune",
    "zone_id": "Zone identifier",
    "tenure": "Tenure",
    "availability": "Availability",
    "geometry_status": "Where the outline comes from",
    "parcels": "Cadastral parcels",
    "layer": "Source layer",
    "url": "Web page",
    "project": "Project key",
    "project_label": "Project",
    "score_low": "Lowest possible score (0-100)",
    "score": "Score (0-100)",
    "score_high": "Highest possible score (0-100)",
    "letter": "Letter",
    "letter_low": "Worst possible letter",
    "letter_high": "Best possible letter",
    "completeness": "Completeness (share of the weight that is known)",
    "decisiveness": "Decisiveness (share of the other sites surely ranked)",
    "first_share": "First in this share of the admissible weightings (0-1)",
    "mean_rank": "Mean rank over the admissible weightings",
    "measure_first": "What to measure first",
    "admission": "Admission",
    "to_check": "Rules to check",
    "rank": "Rank",
    "rank_best": "Best possible rank",
    "rank_worst": "Worst possible rank",
    "vetoes": "Rules that apply or must be checked",
    "best_project": "Best placed project",
    "best_score": "Best score (0-100)",
    "best_low": "Best score, lowest possible (0-100)",
    "best_high": "Best score, highest possible (0-100)",
    "best_letter": "Best letter",
    "best_admission": "Admission of the best placed project",
    "criterion": "Criterion key",
    "code": "Criterion code",
    "criterion_label": "Criterion",
    "family": "Family key",
    "family_label": "Family",
    "unit": "Unit",
    "low": "Value, lower bound",
    "high": "Value, upper bound",
    "status": "Status of the value",
    "weight": "Weight (0-1)",
    "mark_low": "Worst possible mark (0-1)",
    "mark": "Mark (0-1)",
    "mark_high": "Best possible mark (0-1)",
    "available": "Points at stake",
    "contribution": "Points brought",
    "lost": "Points lost",
    "source": "Source",
    "veto": "Rule key",
    "veto_label": "Rule",
    "level": "Level",
    "state": "State",
    "threshold": "Threshold",
    "lifting": "How to lift it",
    "reference": "Legal or technical reference",
    "units": "Land units",
    "free_m2": "Free area (m²)",
    "role": "Role of the layer",
    "role_label": "Kind of layer",
    "action": "What was done",
    "reason": "Why",
    "count": "Number of rows",
    "ids": "Identifiers concerned",
    "file": "File or table",
    "producer": "Producer",
    "licence": "Licence",
    "vintage": "Vintage",
    "sha256": "SHA-256 of the file",
    "citation": "Citation",
    "unit_id": "Land unit identifier",
    "author": "Author",
    "written": "Written on (UTC)",
    "text": "Remark",
    "weights_moved": "Under weights moved by the reader",
    "grid": "Grid",
    "grid_version": "Version of the grid",
    "study": "Study",
}
"""English label of each column that the product itself makes; the id of its translation."""

CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": ("site", "zone", "friche", "land_unit"),
    "tenure": ("public", "private", "unknown"),
    "availability": (
        "bare", "densifiable", "built_up", "friche", "committed", "outside_units", "unknown",
    ),
    "geometry_status": ("surveyed", "parcels", "estimated_disk", "nominal_disk"),
    "admission": ("admissible", "reserve", "interdit"),
    "best_admission": ("admissible", "reserve", "interdit"),
    "status": STATUSES,
    "level": ("alerte", "reserve", "interdit"),
    "state": ("fired", "to_check", "lifted"),
    "action": ("read", "kept", "repaired", "refused", "changed", "noted"),
}  # fmt: skip
"""Codes of each coded column that the product itself makes."""

_WORDS: Final[Mapping[str, str]] = {
    "interdit": "prohibited", "reserve": "reservation", "alerte": "warning",
    "friche": "brownfield", "zone": "business zone", "artisanat": "crafts",
    "industrie": "industry", "logistique": "logistics", "tertiaire": "offices",
    "commerce": "retail", "mixte": "mixed vocation", "state": "the State", "epci": "EPCI",
    "department": "département", "project": "planned", "creation": "being created",
    "active": "in activity", "ground": "ground movement", "known": "known pollution",
    "suspected": "suspected pollution", "none": "no pollution", "treated": "treated pollution",
    "cadres": "managers", "professions_intermediaires": "intermediate professions",
    "employes": "clerks", "ouvriers": "workers", "appb": "biotope protection order",
    "natura2000": "Natura 2000", "znieff1": "ZNIEFF type 1", "znieff2": "ZNIEFF type 2",
    "parcels": "from cadastral parcels", "bare": "bare land", "fired": "applies",
    "lifted": "condition met",
    "outside_units": "outside land units", "none_found": "none found within reach",
    "mixed": "mixed use", "commercial": "commercial use", "public": "public",
}  # fmt: skip
"""English words of codes that are French, short, or shared by several columns."""


def labels(grid: Grid, *, lang: str = "fr") -> dict[str, str]:
    """
    Label of every column of the product's own tables.

    Parameters
    ----------
    grid : Grid
        Names the columns of the families (``family_<key>``).
    lang : str
        ``fr`` or ``en``.

    Returns
    -------
    dict of str to str
        Label by column name.

    Examples
    --------
    >>> from criteria.grid import published
    >>> labels(published(), lang="en")["score"]
    'Score (0-100)'
    """
    _ = translator(lang)
    named = {name: _(text) for name, text in LABELS.items()}
    of_family = _("{family}: score (0-100)")
    families = {
        f"family_{f.key}": of_family.format(family=text(f.label, lang)) for f in grid.families
    }
    return named | families


def codes(column: str, *, lang: str = "fr") -> dict[str, str]:
    """
    Codes of a column of the product's own tables, with what a reader sees.

    Parameters
    ----------
    column : str
        Name of the column.
    lang : str
        ``fr`` or ``en``.

    Returns
    -------
    dict of str to str
        Label by code; empty for a column that is not coded.

    Examples
    --------
    >>> codes("state", lang="en")
    {'fired': 'applies', 'to_check': 'to check', 'lifted': 'condition met'}
    >>> codes("name")
    {}
    """
    return {c: code_label(c, lang=lang) for c in CODES.get(column, ())}


def code_label(code: str, *, lang: str = "fr") -> str:
    """
    What a reader sees for a code; the code without underscores where it has no translation.

    Examples
    --------
    >>> code_label("built_up", lang="en")
    'built up'
    """
    return translator(lang)(_WORDS.get(code, code.replace("_", " ")))


def role_label(role: str, *, lang: str = "fr") -> str:
    """
    Name of a role for a reader.

    Examples
    --------
    >>> role_label("commune"), role_label("natural_area", lang="en")
    ('Communes', 'Natural area')
    """
    return ROLES[role].label if lang == "fr" else role.replace("_", " ").capitalize()


def column_label(column: Column, *, lang: str = "fr") -> str:
    """
    Label of a column of a layer, with its unit.

    Examples
    --------
    >>> column_label(Column(name="height_m", kind="number", label="Hauteur", unit="m"))
    'Hauteur (m)'
    """
    if lang != "fr":
        return column.name.replace("_", " ").capitalize()
    return f"{column.label} ({column.unit})" if column.unit else column.label


def text(labelled: Text, lang: str) -> str:
    """
    Text in a language, or the one that there is.

    Examples
    --------
    >>> text({"fr": "Fournil"}, "en")
    'Fournil'
    """
    said: Mapping[str, str] = {str(k): v for k, v in labelled.items()}
    return said.get(lang) or next(iter(said.values()))


def printable(words: str) -> str:
    r"""
    Text without the characters that XML cannot hold nor a reader see (controls, bidi overrides).

    Examples
    --------
    >>> printable("a\x00b\u202ec")
    'abc'
    """
    return "".join(c for c in words if c in "\t\n" or unicodedata.category(c)[0] != "C")


def table_names(keys: tuple[str, ...], prefix: str) -> dict[str, str]:
    """
    A safe and unique table name for each key.

    Parameters
    ----------
    keys : tuple of str
        Keys as a user wrote them.
    prefix : str
        What each name starts with.

    Returns
    -------
    dict of str to str
        Name by key: lower-case letters, digits and underscores.

    Examples
    --------
    >>> table_names(("Pôle 1", "pole-1"), "scores_")
    {'Pôle 1': 'scores_pole_1', 'pole-1': 'scores_pole_1_2'}
    """
    names: dict[str, str] = {}
    for key in keys:
        plain = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode().lower()
        stem = prefix + "_".join("".join(c if c.isalnum() else " " for c in plain).split())
        stem = (stem if stem != prefix else f"{prefix}x")[:50]
        name, number = stem, 2
        while name in names.values():
            name, number = f"{stem}_{number}", number + 1
        names[key] = name
    return names
