"""Words of the inventory: heads of columns, coded values, intervals, sources."""

from typing import Final

from pandas import DataFrame

from layers import Layer
from zae.inventory.state import Inventory
from zae.messages import N_, number, translator
from zae.publish.fields import code_label

HEADS: Final = {
    "site_id": N_("Zone (CNIG id)"),
    "zone_id": N_("Zone in the layer"),
    "name": N_("Name"),
    "vocation": N_("Dominant vocation"),
    "stage": N_("Stage"),
    "commune_insee": N_("INSEE code of the commune"),
    "commune": N_("Commune"),
    "area_m2": N_("Area (m²)"),
    "units": N_("Land units"),
    "vacant_low": N_("Surely vacant"),
    "vacant_high": N_("Possibly vacant"),
    "rate_low": N_("Vacancy rate, lower bound"),
    "rate_high": N_("Vacancy rate, upper bound"),
    "unit_id": N_("Land unit (CNIG id)"),
    "parcels": N_("Cadastral parcels"),
    "parcel_count": N_("Number of parcels"),
    "cadastral_area_m2": N_("Cadastral area (m²)"),
    "owner": N_("Owner"),
    "owner_type": N_("Type of owner"),
    "owner_known": N_("Owner known"),
    "tenure": N_("Tenure"),
    "built_m2": N_("Built ground (m²)"),
    "built_share": N_("Built share"),
    "free_m2": N_("Free area (m²)"),
    "availability": N_("Availability"),
    "state": N_("Occupation on 1 January"),
    "unoccupied_since": N_("Unoccupied since"),
    "evidence": N_("How it is known"),
    "occupants": N_("Occupants"),
    "address": N_("Address"),
    "change": N_("Since the inventory before"),
    "origin": N_("Comes from"),
    "establishment_id": N_("SIRET"),
    "activity_code": N_("Activity code (NAF)"),
    "legal_category": N_("Legal category"),
    "jobs_low": N_("Jobs, lower bound"),
    "jobs_high": N_("Jobs, upper bound"),
    "active": N_("Active"),
    "opened": N_("Opened on"),
    "closed": N_("Closed on"),
    "head_office": N_("Head office"),
    "location_quality": N_("Quality of the location"),
    "diffusible": N_("May be named"),
    "method": N_("Matched by"),
    "confidence": N_("Confidence"),
    "others": N_("Other possible units"),
    "counted": N_("Counted as an occupant"),
    "decided": N_("Settled by a person"),
    "before": N_("Unit before"),
    "after": N_("Unit now"),
    "state_before": N_("Occupation before"),
    "state_after": N_("Occupation now"),
    "use": N_("Use"),
    "before_low": N_("Artificialised before, at least (m²)"),
    "before_high": N_("Artificialised before, at most (m²)"),
    "after_low": N_("Artificialised now, at least (m²)"),
    "after_high": N_("Artificialised now, at most (m²)"),
    "gained_low": N_("Newly artificialised, at least (m²)"),
    "gained_high": N_("Newly artificialised, at most (m²)"),
    "returned_low": N_("Given back, at least (m²)"),
    "returned_high": N_("Given back, at most (m²)"),
    "built": N_("Newly built ground (m²)"),
    "densification_share": N_("Share of it on artificialised ground"),
    "layer": N_("Layer"),
    "producer": N_("Producer"),
    "vintage": N_("Vintage"),
    "licence": N_("Licence"),
    "file": N_("File or table"),
}
"""English head of each column; the id of its translation."""

CODED: Final = (
    "vocation", "stage", "owner_type", "tenure", "availability", "state", "evidence", "change",
    "location_quality", "method", "state_before", "state_after", "use",
)  # fmt: skip
"""Columns whose values are codes."""


_UNITS: Final = {"kept": N_("same unit")}
"""Words of codes that mean something of a land unit, and something else elsewhere."""


def unit_label(code: str, lang: str) -> str:
    """
    What became of a unit, or how it is used, in words.

    Examples
    --------
    >>> unit_label("kept", "en"), unit_label("merged", "en")
    ('same unit', 'merged')
    """
    return translator(lang)(_UNITS[code]) if code in _UNITS else code_label(code, lang=lang)


def coded(table: DataFrame, lang: str) -> DataFrame:
    """
    Table with its codes in words and its flags as yes or no.

    Examples
    --------
    >>> coded(DataFrame({"state": ["never_used"], "decided": [True]}), "en").iloc[0].tolist()
    ['never used', 'yes']
    """
    _ = translator(lang)
    out = table.copy()
    for column in out.columns:
        if column in CODED:
            out[column] = (
                out[column]
                .astype(object)
                .map(lambda c: unit_label(str(c), lang) if c else "", na_action="ignore")
            )
        elif out[column].dtype in ("bool", "boolean"):
            flags = out[column].astype(object)
            out[column] = flags.map({True: _("yes"), False: _("no")}, na_action="ignore")
    return out


def percent(low: float, high: float, lang: str) -> str:
    """
    A rate between two bounds, in percent; one figure where both read alike.

    Examples
    --------
    >>> percent(0.125, 0.125, "en").split(), percent(float("nan"), 0, "en")
    (['12.5', '%'], 'unknown')
    """
    _ = translator(lang)
    if low != low:  # noqa: PLR0124 (NaN)
        return _("unknown")
    one, two = number(100 * low, lang, 1), number(100 * high, lang, 1)
    return f"{one}\u00a0%" if one == two else _("{low} to {high}\u00a0%").format(low=one, high=two)


def between(low: float, high: float, lang: str, decimals: int = 0) -> str:
    """
    A quantity between two bounds; one figure where both read alike.

    Examples
    --------
    >>> between(3, 3, "en"), between(3, 5, "en")
    ('3', '3 to 5')
    """
    one, two = number(low, lang, decimals), number(high, lang, decimals)
    return one if one == two else translator(lang)("{low} to {high}").format(low=one, high=two)


def sources_rows(inventory: Inventory) -> list[dict[str, str]]:
    """Layers of the inventory with their producer, vintage and licence."""
    return [
        {"layer": name, "producer": x.source.producer, "vintage": x.source.vintage,
         "licence": x.source.licence, "file": x.source.name}
        for name, x in inventory.layers.items()
        if isinstance(x, Layer) and x.source.citation in inventory.citations
    ]  # fmt: skip
