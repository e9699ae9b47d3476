"""Who stayed on which land unit, and how that is known: register, tax file, field."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from land.ids import split_refs
from land.vacancy import COLUMNS
from zae.inventory.matching import REVIEW, is_counted, is_liable

OUTSIDE: Final = "hors-zone"
"""What a person writes for a business that is on no unit of a zone."""

YES: Final = "oui"
NO: Final = "non"


def occupants(
    firms: GeoDataFrame, possible: DataFrame, decisions: Mapping[str, Mapping[str, Any]]
) -> GeoDataFrame:
    """
    Businesses of the zones with the unit that each is on, and how sure that is.

    Parameters
    ----------
    firms : GeoDataFrame
        Role ``establishment``.
    possible : DataFrame
        As :func:`zae.inventory.matching.candidates` gives it.
    decisions : mapping of str to mapping
        What people said of a business: ``unit_id``, or :data:`OUTSIDE`.

    Returns
    -------
    GeoDataFrame
        Rows of ``firms`` that may be in a zone or are not located at all, with ``unit_id``
        (missing where none), ``method``, ``confidence``, ``others``, ``counted``, ``decided``.
    """
    best = possible.drop_duplicates("establishment_id").set_index("establishment_id")
    rest = possible[possible.duplicated("establishment_id")]
    others = rest.groupby("establishment_id")["unit_id"].agg("|".join)
    decided = Series({k: str(v["unit_id"]) for k, v in decisions.items()}, dtype=object)
    lost = firms.index[firms["location_quality"].isin(["commune", "none"])]
    kept = firms.index.isin([*best.index, *decided.index, *lost])
    rows = firms[kept]
    out = rows.assign(
        unit_id=best["unit_id"].reindex(rows.index),
        method=best["method"].reindex(rows.index),
        confidence=best["confidence"].reindex(rows.index).fillna(0.0),
        others=others.reindex(rows.index).fillna(""),
        counted=is_counted(rows),
        decided=rows.index.isin(decided.index),
    )
    said = decided.reindex(rows.index)
    out["unit_id"] = out["unit_id"].where(said.isna(), said.replace(OUTSIDE, None))
    out["method"] = out["method"].mask(out["decided"], "decided")
    out["confidence"] = out["confidence"].mask(out["decided"], 1.0)
    return out


def register_stays(found: GeoDataFrame, possible: DataFrame) -> DataFrame:
    """
    Stays as the register of businesses tells them: estimates.

    Parameters
    ----------
    found : GeoDataFrame
        As :func:`occupants` gives them.
    possible : DataFrame
        Their candidates.

    Returns
    -------
    DataFrame
        Columns of the stays of :mod:`land.vacancy`. A business that is not surely matched makes
        every unit where it may be undecided; property companies and landlords make no stay.
    """
    firms = found[found["counted"]]
    sure = firms[(firms["confidence"] >= REVIEW) & firms["unit_id"].notna()]
    known = DataFrame(
        {
            "unit_id": sure["unit_id"],
            "start": sure["opened"],
            "end": sure["closed"],
            "present": sure["active"].astype("boolean"),
            "liable": is_liable(sure),
        }
    )
    known["end"] = known["end"].where(known["present"].ne(other=True).fillna(value=True))
    unsure = firms[(firms["confidence"] < REVIEW) & ~firms["decided"]]
    maybe = possible[possible["establishment_id"].isin(unsure.index)]
    liable = is_liable(unsure).reindex(maybe["establishment_id"]).to_numpy()
    vague = DataFrame(
        {"unit_id": maybe["unit_id"].to_numpy(), "start": pd.NaT, "end": pd.NaT, "present": None,
         "liable": liable}
    )  # fmt: skip
    return _stays([known, vague], "estimated")


def file_stays(premises: DataFrame, units: GeoDataFrame) -> DataFrame:
    """
    Stays as the tax file tells them (LOCOMVAC, CFE): measured.

    Parameters
    ----------
    premises : DataFrame
        Role ``premises``.
    units : GeoDataFrame
        Land units, ``parcels`` joined by ``|``.

    Returns
    -------
    DataFrame
        Columns of the stays; premises whose parcels are on no unit of a zone are left out.
    """
    held = units["parcels"].str.split("|").explode()
    unit_of = Series(held.index, index=held.to_numpy())
    rows = premises.assign(ref=premises["parcel_refs"].astype(str).map(split_refs)).explode("ref")
    rows = rows.assign(unit_id=rows["ref"].map(unit_of)).dropna(subset=["unit_id"])
    rows = rows.reset_index().drop_duplicates(["index", "unit_id"])
    table = DataFrame(
        {
            "unit_id": rows["unit_id"],
            "start": pd.NaT,
            "end": rows["vacant_since"],
            "present": rows["occupied"].astype("boolean"),
            "liable": rows["liable"].astype("boolean"),
        }
    )
    return _stays([table], "measured")


def field_stays(decisions: Mapping[str, Mapping[str, Any]]) -> DataFrame:
    """
    Stays as a person saw them in the field: declared.

    Parameters
    ----------
    decisions : mapping of str to mapping
        What was said of a unit: ``occupied`` (oui, non), ``vacant_since``, ``liable``.

    Returns
    -------
    DataFrame
        Columns of the stays.
    """
    truth = {YES: True, NO: False}
    rows = [
        {
            "unit_id": unit,
            "start": pd.NaT,
            "end": pd.to_datetime(str(said.get("vacant_since") or "NaT")),
            "present": truth.get(str(said.get("occupied", ""))),
            "liable": truth.get(str(said.get("liable", "")), True),
        }
        for unit, said in decisions.items()
        if said.get("occupied")
    ]
    return _stays([DataFrame(rows)], "declared")


def _stays(parts: list[DataFrame], evidence: str) -> DataFrame:
    told = [p for p in parts if len(p)]
    rows = pd.concat(told, ignore_index=True) if told else DataFrame(columns=list(COLUMNS))
    return rows.assign(evidence=evidence)[list(COLUMNS)].astype(
        {"start": "M8[ns]", "end": "M8[ns]", "present": "boolean", "liable": "boolean"}
    )


def together(register: DataFrame, file: DataFrame, field: DataFrame) -> DataFrame:
    """
    One table of stays: the field over the tax file, the tax file over the register's departures.

    Parameters
    ----------
    register, file, field : DataFrame
        Stays by source.

    Returns
    -------
    DataFrame
        Where a person spoke of a unit, only that. Where the tax file speaks of a unit, the
        register's closed businesses there are left out; its open ones stay, for one occupant is
        enough.
    """
    over = field["unit_id"]
    file = file[~file["unit_id"].isin(over)]
    register = register[~register["unit_id"].isin(over)]
    left = register["present"].eq(other=False).fillna(value=False)
    register = register[~(left & register["unit_id"].isin(file["unit_id"]))]
    parts = [p for p in (register, file, field) if len(p)]
    return pd.concat(parts, ignore_index=True) if parts else register


def contradictions(register: DataFrame, file: DataFrame) -> DataFrame:
    """
    Units that the tax file says empty and the register occupied, or the other way round.

    Parameters
    ----------
    register, file : DataFrame
        Stays by source.

    Returns
    -------
    DataFrame
        ``unit_id``, ``why``: ``file_empty_register_active`` or ``file_occupied_register_closed``.
    """
    there = register.groupby("unit_id")["present"].agg(lambda x: bool(x.fillna(value=False).any()))
    said = file.groupby("unit_id")["present"].agg(lambda x: bool(x.fillna(value=False).any()))
    both = DataFrame({"register": there, "file": said}).dropna()
    odd = both[both["register"] != both["file"]]
    why = np.where(
        odd["register"].astype(bool), "file_empty_register_active", "file_occupied_register_closed"
    )
    return DataFrame({"unit_id": odd.index, "why": why})
