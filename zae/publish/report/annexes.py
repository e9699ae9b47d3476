"""Annexes of a report: available land, sources, the account of the layers, the grid."""

from collections.abc import Collection
from typing import Any, Final

import pandas as pd
from pandas import DataFrame

from criteria.grid import Based, Criterion
from layers import Layer
from zae.assessment import Assessment
from zae.messages import N_, area
from zae.publish.numerals import NO_BREAK, fixed, measure, percent
from zae.publish.reasons import reason_text
from zae.publish.report.marks import Row
from zae.publish.report.reader import Reader
from zae.publish.tables import sources_table

IDS_SHOWN: Final = 6
"""Ids given on a line of the account; the rest are in the GeoPackage."""

MENDING: Final = ("repaired", "refused", "changed")
"""Actions that changed what the producer gave."""


def available_land(assessment: Assessment, reader: Reader, *, most: int | None = None) -> list[Row]:
    """
    Available land of each zone, by class and tenure, with its total.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.
    most : int, optional
        Number of zones, those with most free land; all of them if none.

    Returns
    -------
    list of dict
        One entry a zone: its name, its rows and their total; the total is the sum of the rows.
    """
    table = assessment.available
    names = _zone_names(assessment)
    if most is not None and table["zone_id"].nunique() > most:
        free = table.groupby("zone_id", sort=True)["free_m2"].sum().astype(float)
        table = table[table["zone_id"].isin(free.nlargest(most).index)]
    return [
        {"id": str(zone), "name": names.get(str(zone), str(zone))} | _zone(rows, reader)
        for zone, rows in table.groupby("zone_id", sort=True)
    ]


def _zone(rows: DataFrame, reader: Reader) -> Row:
    shown = [
        {
            "availability": reader.code(r["availability"]),
            "tenure": reader.code(r.get("tenure")),
            **_areas(r["units"], r["area_m2"], r["free_m2"], reader),
        }
        for r in rows.to_dict("records")
    ]
    total = rows[["units", "area_m2", "free_m2"]].sum()
    return {
        "rows": shown,
        "total": _areas(total["units"], total["area_m2"], total["free_m2"], reader),
    }


def _areas(units: float, area_m2: float, free_m2: float, reader: Reader) -> Row:
    """Areas of one row in one unit, so that a reader can add the column up."""
    return {
        "units": fixed(units, reader.lang),
        "area": fixed(area_m2, reader.lang),
        "free": fixed(free_m2, reader.lang),
    }


def _zone_names(assessment: Assessment) -> dict[str, str]:
    zones = [x for x in assessment.layers.values() if isinstance(x, Layer)]
    frames = [x.frame for x in zones if x.role.name == "zone"]
    named = [f["name"].dropna() for f in frames if "name" in f]
    return {str(k): str(v) for k, v in pd.concat(named).items()} if named else {}


def sources(assessment: Assessment, reader: Reader) -> list[Row]:
    """
    Layers of the study with producer, vintage and licence.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.

    Returns
    -------
    list of dict
        One row a layer, in the order of the study.
    """
    missing = reader.say(N_("not given"))
    table = sources_table(assessment, lang=reader.lang)
    cited = ["producer", "vintage", "licence"]
    table[cited] = table[cited].replace("", missing)
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def account(
    assessment: Assessment, reader: Reader, actions: Collection[str] | None = None
) -> list[Row]:
    """
    What was done to the layers; ids are left out of the public edition.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.
    actions : collection of str or None
        Actions to show; all of them where None.

    Returns
    -------
    list of dict
        One row a line of the account, in its order.
    """
    lines = assessment.account
    shown = lines if actions is None else lines[lines["action"].isin(actions)]
    return [
        {
            "layer": row["layer"],
            "action": row["action"],
            "action_label": reader.code(row["action"]),
            "reason": reason_text(row["reason"], reader.lang),
            "count": fixed(row["count"], reader.lang),
            "ids": "" if reader.public else _some(str(row["ids"])),
        }
        for row in shown.to_dict("records")
    ]


def _some(ids: str) -> str:
    """The first few ids of a line; all of them are in the table of the GeoPackage."""
    first = ids.split("|")
    return ", ".join([*first[:IDS_SHOWN], "…"] if len(first) > IDS_SHOWN else first)


def grid(assessment: Assessment, reader: Reader) -> Row:
    """
    The grid that marked: families, weights, value points and where each comes from.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.

    Returns
    -------
    dict
        Name, version, families with their criteria, vetoes, letters and floor.
    """
    used = assessment.grid
    return {
        "label": reader.text(used.label),
        "name": used.name,
        "version": used.version,
        "published": used.published,
        "sha256": used.sha256,
        "floor": percent(used.aggregation.floor, reader.lang),
        "families": [
            {
                "key": f.key,
                "label": reader.text(f.label),
                "weight": percent(used.family_weight(f.key), reader.lang),
                "criteria": [_criterion(c, reader) for c in used.family_criteria(f.key)],
            }
            for f in used.families
        ],
        "vetoes": [
            {"label": reader.text(v.label), "level": v.level, "level_label": reader.code(v.level),
             "lifting": reader.text(v.lifting), "reference": v.reference,
             "vocations": ", ".join(reader.translate(w) for w in v.vocations)}
            for v in used.vetoes
        ],
        "letters": [
            {"letter": s.letter, "from": fixed(s.from_score, reader.lang)}
            for s in used.letters.scale
        ],
    }  # fmt: skip


def _criterion(criterion: Criterion, reader: Reader) -> Row:
    lang = reader.lang
    points = " · ".join(
        f"{measure(x, lang)}{NO_BREAK}→{NO_BREAK}{fixed(y * 100, lang)}"
        for x, y in criterion.value.points
    )
    return {
        "code": criterion.code,
        "label": reader.text(criterion.label),
        "unit": reader.unit(criterion.unit),
        "weight": percent(criterion.weight.share, lang),
        "points": points,
        "formula": criterion.formula,
        "weight_basis": basis(criterion.weight, reader),
        "points_basis": basis(criterion.value, reader),
        "reference": criterion.reference,
    }


def basis(number: Based, reader: Reader) -> str:
    """
    Where a number comes from: its source, or that it is assumed.

    Parameters
    ----------
    number : Based
        A number of the grid.
    reader : Reader
        Who reads.

    Returns
    -------
    str
        The text.
    """
    if number.basis == "sourced":
        return number.source
    assumed = reader.say(N_("assumed"))
    return f"{assumed} ({number.source})" if number.source else assumed


def totals(assessment: Assessment, reader: Reader) -> list[dict[str, Any]]:
    """
    Area of the territory's zones by class of availability.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.

    Returns
    -------
    list of dict
        ``class`` and its areas, largest first.
    """
    summed = assessment.available.groupby("availability", sort=False)[["area_m2", "free_m2"]].sum()
    ordered = summed.sort_values("area_m2", ascending=False).reset_index()
    return [
        {
            "class": reader.code(r["availability"]),
            "area": area(r["area_m2"], reader.lang),
            "free": area(r["free_m2"], reader.lang),
        }
        for r in ordered.to_dict("records")
    ]
