"""The inventory on paper: for the EPCI and zone by zone."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from pandas import DataFrame, Series

from zae.inventory.editions import edited
from zae.inventory.maps import zone_map
from zae.inventory.state import Inventory
from zae.inventory.wording import between, percent, sources_rows, unit_label
from zae.messages import N_, area, date, number, translator
from zae.publish.dates import written_at
from zae.publish.editions import Edition
from zae.publish.fields import code_label
from zae.publish.report.pdf import Press
from zae.publish.whole import whole

_WORDS: Final = {
    "kind": N_("Inventory of the business zones"),
    "summary": N_("Summary"),
    "zone": N_("Zone"),
    "area": N_("Area"),
    "units": N_("Land units"),
    "vacant": N_("Vacant"),
    "rate": N_("Vacancy rate"),
    "total": N_("Together"),
    "law": N_("What is counted, and how"),
    "ground": N_("Ground consumed"),
    "before": N_("Artificialised before"),
    "now": N_("Artificialised now"),
    "gained": N_("Newly artificialised"),
    "built": N_("Newly built"),
    "dense": N_("Of it, densified"),
    "changes": N_("Since the inventory before"),
    "change": N_("Change"),
    "count": N_("Land units"),
    "parcels": N_("Land units of the zone"),
    "cost": N_("What free land would cost"),
    "number": N_("No."),
    "availability": N_("Availability"),
    "natural": N_("Not artificialised yet"),
    "share": N_("Of the envelope"),
    "sources": N_("Sources"),
    "layer": N_("Layer"),
    "producer": N_("Producer"),
    "vintage": N_("Vintage"),
    "licence": N_("Licence"),
    "page": N_("Page"),
}

_LAW: Final = (
    N_(
        "Legal basis: code de l'urbanisme, art. L318-8-2 (loi n° 2021-1104 of 22 August 2021, "
        "art. 220). For each zone: the land units with their area and owners, the occupants, and "
        "the vacancy rate."
    ),
    N_(
        "A land unit is vacant when it is no longer assigned to an activity liable to the business "
        "property tax (CFE) for two years on 1 January, and stayed unoccupied all that time. Land "
        "that was never used is not vacant; one occupant is enough for the whole unit."
    ),
    N_(
        "The rate is vacant units over all units. The letter of the article divides the other way "
        "round; use and the standard of the CNIG read it as here. Two figures are the bounds: "
        "units of which not enough is known count as vacant in the upper one only."
    ),
    N_(
        "Vacancy that rests on the register of businesses is an estimate: it is to be checked in "
        "the field or against the tax file (LOCOMVAC)."
    ),
)

COLUMNS: Final = {
    "restricted": (
        ("number", N_("No."), False, False), ("parcels", N_("Parcels"), True, False),
        ("owner", N_("Owner"), True, False), ("area", N_("Area"), False, True),
        ("occupants", N_("Occupants"), True, False), ("state", N_("Occupation"), False, False),
    ),
    "public": (
        ("number", N_("No."), False, False), ("area", N_("Area"), False, True),
        ("availability", N_("Availability"), True, False),
        ("state", N_("Occupation"), True, False),
    ),
}  # fmt: skip
"""Columns of the table of a zone by edition: key, head, wide, number."""

_FEW: Final = 4


def write_paper(
    inventory: Inventory, path: Path, *, lang: str = "fr", edition: Edition = "restricted",
    step: str = "",
) -> None:  # fmt: skip
    """
    Write the inventory as PDF.

    Parameters
    ----------
    inventory : Inventory
        The inventory.
    path : Path
        The file; replaced as a whole.
    lang : str
        ``fr`` or ``en``.
    edition : str
        ``restricted`` or ``public``.
    step : str
        Where the inventory stands, in words: printed at the foot of each page.

    Raises
    ------
    ZaeError
        If the file cannot be put in its place.
    """
    shown = edited(inventory, edition)
    with Press() as press:
        template = files("zae.inventory").joinpath("templates/inventory.typ")
        press.keep("inventory.typ", template.read_bytes())
        for i, site in enumerate(shown.zones.index):
            press.keep(f"zone-{i}.svg", zone_map(shown, site, lang=lang))
        paper = press.set("inventory.typ", content(shown, lang=lang, edition=edition, step=step))
    with whole(path) as beside:
        beside.write_bytes(paper)


def content(shown: Inventory, *, lang: str, edition: Edition, step: str = "") -> dict[str, Any]:
    """Everything that the template prints, in words."""
    _ = translator(lang)
    editions = {"public": _("Public edition"), "restricted": _("For the services only")}
    total = _total(shown)
    return {
        "t": {key: _(word) for key, word in _WORDS.items()},
        "lang": lang,
        "title": _("Inventory of the business zones, {year}").format(year=shown.entry.year),
        "territory": shown.entry.authority,
        "edition": " · ".join(x for x in (editions[edition], step) if x),
        "made": date(written_at().date(), lang),
        "summary": _summary(shown, total, lang),
        "law": [_(p) for p in _LAW],
        "zones": [_zone(shown, i, lang, edition) for i in range(len(shown.zones))],
        "total": _line(total, lang),
        "columns": [
            {"title": _(head), "wide": wide, "number": num}
            for _key, head, wide, num in COLUMNS[edition]
        ],
        "ground": _ground(shown, lang),
        "ground_note": _ground_note(shown, lang),
        "changes": [
            {"change": unit_label(str(change), lang), "count": number(count, lang)}
            for change, count in shown.changes["change"].value_counts().items()
        ],
        "cost_note": _(
            "Ground that is not artificialised in the sense of the annex to article R101-1: what "
            "building the whole unit would take from the envelope of the planning documents."
        ),
        "envelope": shown.entry.envelope_m2 is not None,
        "map_sources": _("Sources: {sources}").format(sources="; ".join(_cited(shown))),
        "sources": sources_rows(shown),
    }  # fmt: skip


def _cited(shown: Inventory) -> list[str]:
    """Producer and vintage of each source, once."""
    told = [", ".join(t for t in (x["producer"], x["vintage"]) if t) or x["file"]
            for x in sources_rows(shown)]  # fmt: skip
    return list(dict.fromkeys(told))


def _total(shown: Inventory) -> Series:
    zones = shown.zones
    sums = zones[["area_m2", "units", "vacant_low", "vacant_high"]].sum()
    units = sums["units"] or float("nan")
    rates = {f"rate_{bound}": sums[f"vacant_{bound}"] / units for bound in ("low", "high")}
    return Series({**sums, **rates})


def _line(zone: Series, lang: str) -> dict[str, Any]:
    known = zone["rate_low"] == zone["rate_low"]
    return {
        "area": area(zone["area_m2"], lang),
        "units": number(zone["units"], lang),
        "vacant": between(zone["vacant_low"], zone["vacant_high"], lang),
        "rate": percent(zone["rate_low"], zone["rate_high"], lang),
        "low": 100 * zone["rate_low"] if known else None,
        "high": 100 * zone["rate_high"] if known else None,
    }


def _summary(shown: Inventory, total: Series, lang: str) -> list[str]:
    _ = translator(lang)
    states = shown.units["state"].value_counts()
    estimated = (shown.units["evidence"] == "estimated").mean() if len(shown.units) else 0.0
    said = [
        _("{zones} zone(s), {area}, {units} land unit(s) on {day}.").format(
            zones=len(shown.zones), area=area(total["area_m2"], lang),
            units=number(total["units"], lang), day=date(shown.on, lang),
        ),
        _("Vacant units: {vacant}; vacancy rate: {rate}.").format(
            vacant=between(total["vacant_low"], total["vacant_high"], lang),
            rate=percent(total["rate_low"], total["rate_high"], lang),
        ),
        _("Units never used: {never}; left for less than two years: {recent}; undecided: "
          "{unknown}.").format(
            never=states.get("never_used", 0), recent=states.get("recent", 0),
            unknown=states.get("unknown", 0),
        ),
    ]  # fmt: skip
    if estimated:
        said.append(_("For {share} of the units, occupation is an estimate from the register of "
                      "businesses.").format(share=percent(estimated, estimated, lang)))  # fmt: skip
    return said


def _zone(shown: Inventory, i: int, lang: str, edition: Edition) -> dict[str, Any]:
    _ = translator(lang)
    site, zone = shown.zones.index[i], shown.zones.iloc[i]
    units = shown.units[shown.units["site_id"] == site]
    known = isinstance(zone["vocation"], str) and zone["vocation"] != "unknown"
    vocation = _coded(zone["vocation"], lang) if known else ""
    words = _("Vocation: {vocation}. Land units: {units}, together {area}.").format(
        vocation=vocation or _("not said"),
        units=len(units),
        area=area(units["area_m2"].sum(), lang),
    )  # fmt: skip
    return _line(zone, lang) | {
        "name": _text(zone["name"]) or site,
        "commune": _text(zone["commune"]),
        "words": words,
        "map": f"zone-{i}.svg",
        "rows": [_row(shown, unit, lang, edition) for unit in units.index],
        "cost": _costs(shown, units, lang),
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number_of(unit: str) -> str:
    return unit.rsplit("_", 1)[-1].lstrip("0") or unit


def _row(shown: Inventory, unit: str, lang: str, edition: Edition) -> list[str]:
    row = shown.units.loc[unit]
    cells = {
        "number": _number_of(unit),
        "area": area(row["area_m2"], lang),
        "availability": _coded(row["availability"], lang),
        "state": _state(row, lang),
    }
    if edition == "restricted":
        cells |= {
            "parcels": _parcels(row["parcels"]),
            "owner": _text(row["owner"]) or _coded(row["owner_type"], lang),
            "occupants": _occupants(shown.occupants, unit, lang),
        }
    return [cells[key] for key, *_ in COLUMNS[edition]]


def _coded(code: object, lang: str) -> str:
    return code_label(code, lang=lang) if isinstance(code, str) and code else ""


def _state(row: Series, lang: str) -> str:
    state = code_label(row["state"], lang=lang)
    estimated = row["evidence"] == "estimated" and row["state"] in ("vacant", "recent")
    return f"{state} ({code_label('estimated', lang=lang)})" if estimated else state


def _parcels(joined: str) -> str:
    """Section and number of each parcel, the commune left out."""
    short = [f"{p[8:10].lstrip('0')} {p[10:].lstrip('0')}" for p in joined.split("|")]
    rest = len(short) - _FEW
    return ", ".join(short[:_FEW]) + (f" + {rest}" if rest > 0 else "")


def _occupants(occupants: DataFrame, unit: str, lang: str) -> str:
    _ = translator(lang)
    there = occupants[occupants["counted"] & (occupants["unit_id"] == unit)]
    there = there[there["active"].fillna(value=False).astype(bool)]
    names = there["name"].fillna(_("not to be named")).tolist()
    rest = len(names) - _FEW
    return ", ".join(names[:_FEW]) + (f" + {rest}" if rest > 0 else "")


def _costs(shown: Inventory, units: DataFrame, lang: str) -> list[dict[str, str]]:
    if shown.natural.empty:
        return []
    cost = shown.natural.reindex(units.index.intersection(shown.natural.index))
    cost = cost[cost["high"] >= 1]
    envelope = shown.entry.envelope_m2
    rows = units.join(cost).loc[cost.sort_values("high", ascending=False).index]
    return [
        {
            "number": _number_of(str(unit)),
            "availability": _coded(row["availability"], lang),
            "area": area(row["area_m2"], lang),
            "natural": _areas(row["low"], row["high"], lang),
            "share": percent(row["low"] / envelope, row["high"] / envelope, lang)
            if envelope else "",
        }
        for unit, row in rows.iterrows()
    ]  # fmt: skip


def _areas(low: float, high: float, lang: str) -> str:
    one, two = area(low, lang), area(high, lang)
    return one if one == two else translator(lang)("{low} to {high}").format(low=one, high=two)


def _ground(shown: Inventory, lang: str) -> list[dict[str, str]]:
    return [
        {
            "name": _text(shown.zones["name"][site]) or str(site),
            "before": _areas(row["before_low"], row["before_high"], lang),
            "now": _areas(row["after_low"], row["after_high"], lang),
            "gained": _areas(row["gained_low"], row["gained_high"], lang),
            "built": area(row["built"], lang),
            "dense": percent(row["densification_share"], row["densification_share"], lang)
            if row["built"] > 0 else "–",
        }
        for site, row in shown.consumption.iterrows()
    ]  # fmt: skip


def _ground_note(shown: Inventory, lang: str) -> str:
    said: Mapping[str, str] = {
        "before": shown.vintage("land_cover_before") or "?",
        "after": shown.vintage("land_cover") or "?",
    }
    _ = translator(lang)
    return _(
        "Artificialised ground on two vintages of the land cover, {before} and {after}, in the "
        "sense of the annex to article R101-1; two figures are bounds. It is not the consumption "
        "of natural, farmed and forest land of the decade 2021-2031, which is measured on "
        "land registry files."
    ).format(**said)
