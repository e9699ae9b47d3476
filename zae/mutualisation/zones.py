"""Measures of the zones of a study, from its layers and from a table of what no layer knows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame, Series
from pydantic import Field

from land.errors import Message, Parts
from land.pooling import requirement
from land.tenure import tenure_of
from zae.inventory.ground import units_of_zones
from zae.messages.system import system_fault
from zae.mutualisation.measures import MEASURES
from zae.mutualisation.profiles import profiles
from zae.mutualisation.reading import CatalogueError, Part, parsed

WALK_M: Final = 500.0
"""Around one place, for services that one walks to. [m] *assumed*"""

SHARE: Final = 0.05
"""Share of the establishments of a zone from which an activity counts. [0-1] *assumed*"""

_OFFICES: Final = ("bureaux", "equipements")
_LARGE, _SMALL = 50, 10


class Reference(Part):
    """A zone whose figures are published, and the practices that are known to be there."""

    key: str
    name: str
    source: Annotated[str, Field(min_length=1)]
    practices: tuple[str, ...]
    measures: Mapping[str, float | tuple[float, float]]


class References(Part):
    """The zones of reference."""

    zones: tuple[Reference, ...]


def references() -> tuple[Reference, ...]:
    """
    Zones of reference of the toolkit.

    Examples
    --------
    >>> references()[0].measures["jobs"]
    11400.0
    """
    source = files("zae.mutualisation").joinpath("data/references.toml")
    text = source.read_text(encoding="utf-8")
    return parsed(text, References, name="references.toml", plurals={"zone": "zones"}).zones


def reference_measures() -> DataFrame:
    """Measures of the zones of reference, as of any zone."""
    rows = {}
    for zone in references():
        row: dict[str, object] = {"name": zone.name}
        for key, value in zone.measures.items():
            low, high = value if isinstance(value, tuple) else (value, value)
            row |= {f"{key}_low": low, f"{key}_high": high}
        rows[zone.key] = row
    return DataFrame.from_dict(rows, orient="index")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplaces:
    """
    Establishments of the zones.

    Parameters
    ----------
    at_work : GeoDataFrame
        Those that are not closed: ``zone_id``, ``activity`` (missing where the code is in none),
        ``jobs_low``, ``jobs_high``, ``jobs`` (middle), ``sure`` (said to be active). [projected, m]
    """

    at_work: GeoDataFrame


def workplaces(establishments: GeoDataFrame, zones: GeoDataFrame) -> Workplaces:
    """
    Establishments at work, with the zone they stand in.

    Parameters
    ----------
    establishments, zones : GeoDataFrame
        Roles ``establishment`` and ``zone``, ids in the index. [projected, m]

    Returns
    -------
    Workplaces
        Establishments; ``zone_id`` is missing outside all zones.
    """
    placed = establishments[establishments.geometry.notna() & ~establishments.geometry.is_empty]
    active = placed["active"].astype("boolean")
    placed = placed[active.fillna(value=True).to_numpy(dtype=bool)]
    row, zone = zones.sindex.query(placed.geometry, predicate="intersects")
    first = Series(zone, index=row).groupby(level=0).min()
    of_zone = Series(None, index=placed.index, dtype=object)
    of_zone.iloc[first.index] = zones.index[first.to_numpy()]
    low, high = (pd.to_numeric(placed[c]).astype(float) for c in ("jobs_low", "jobs_high"))
    return Workplaces(
        at_work=GeoDataFrame(
            {
                "zone_id": of_zone,
                "activity": profiles().activity_of(placed["activity_code"]),
                "jobs_low": low, "jobs_high": high, "jobs": (low + high) / 2,
                "sure": placed["active"].astype("boolean").fillna(value=False).astype(bool),
            },
            geometry=placed.geometry, crs=placed.crs,
        )
    )  # fmt: skip


def zone_measures(frames: Mapping[str, Any], thresholds: Mapping[str, float]) -> DataFrame:
    """
    Measures of every zone that the layers allow.

    Parameters
    ----------
    frames : mapping of str to GeoDataFrame
        Layers by role: ``zone``, ``establishment``, ``parcel``, ``building``, ``friche`` where
        they are there; no zone without the first. [projected, m]
    thresholds : mapping of str to float
        Of the classes of availability, as in the study file.

    Returns
    -------
    DataFrame
        Indexed by zone: ``name``, ``vocation``, ``<measure>_low`` and ``<measure>_high`` of
        :data:`zae.mutualisation.measures.MEASURES`; missing where nothing tells.

    Notes
    -----
    An establishment without a headcount counts none in the lower bound, and as many as the mean
    of the others of its zone in the upper one (*assumed*).
    """
    zones = frames.get("zone")
    if zones is None:
        return DataFrame(columns=["name", "vocation"], dtype=object)
    table = DataFrame(
        {
            "name": zones.get("name"),
            "vocation": zones.get("vocation"),
            "area_ha_low": zones.area / 1e4,
            "area_ha_high": zones.area / 1e4,
        },
        index=zones.index,
    )
    if frames.get("establishment") is not None:
        places = workplaces(frames["establishment"], zones).at_work
        rows = {z: _of_firms(places[places["zone_id"] == z], places) for z in zones.index}
        table = table.join(DataFrame.from_dict(rows, orient="index"))
        for key in ("firms", "jobs"):
            for bound in ("low", "high"):
                table[f"{key}_per_ha_{bound}"] = table[f"{key}_{bound}"] / table["area_ha_low"]
    if frames.get("parcel") is not None:
        table = table.join(_of_land(frames, thresholds))
    return table


def _of_firms(inside: GeoDataFrame, everywhere: GeoDataFrame) -> dict[str, float]:
    low, high = _headcounts(inside)
    total = len(inside)
    counts = {
        "firms": (float(inside["sure"].sum()), float(total)),
        "jobs": (low.sum(), high.sum()),
        "firms_50": ((low >= _LARGE).sum(), (inside["jobs_high"].fillna(np.inf) >= _LARGE).sum()),
    }
    if total:
        small = (inside["jobs_high"] < _SMALL).sum(), (low < _SMALL).sum()
        counts["small_firms_share"] = (small[0] / total, small[1] / total)
        kinds = inside["activity"].value_counts(normalize=True)
        counts["activity_classes"] = (float((kinds >= SHARE).sum()),) * 2
        counts["industry_share"] = _share(low, high, inside["activity"] == "industrie")
        counts["office_share"] = _share(low, high, inside["activity"].isin(_OFFICES))
        counts["jobs_500m"] = _around(inside, everywhere)
        counts["complementarity_share"] = _complementarity(inside)
    return {f"{k}_{b}": float(v) for k, pair in counts.items()
            for b, v in zip(("low", "high"), pair, strict=True)}  # fmt: skip


def _headcounts(rows: DataFrame) -> tuple[Series, Series]:
    typical = rows["jobs_high"].mean()
    filled = 0.0 if typical != typical else typical  # noqa: PLR0124  no headcount is known
    return rows["jobs_low"].fillna(0.0), rows["jobs_high"].fillna(filled)


def _share(low: Series, high: Series, kind: Series) -> tuple[float, float]:
    """Bounds of the share of the jobs of a kind: few of it and many others, and the reverse."""
    few, many = low[kind].sum(), high[kind].sum()
    others_few, others_many = low[~kind].sum(), high[~kind].sum()
    if few + others_many <= 0 or many + others_few <= 0:
        return np.nan, np.nan
    return few / (few + others_many), many / (many + others_few)


def _around(inside: GeoDataFrame, everywhere: GeoDataFrame) -> tuple[float, float]:
    row, near = everywhere.sindex.query(inside.geometry, predicate="dwithin", distance=WALK_M)
    low, high = _headcounts(everywhere)
    sums = [Series(x.to_numpy()[near]).groupby(row).sum().max() for x in (low, high)]
    return float(sums[0]), float(sums[1])


def _complementarity(inside: DataFrame) -> tuple[float, float]:
    """Share of the places that one car park for all would save, at both ends of the headcounts."""
    known = inside[inside["activity"].notna() & inside["jobs"].notna()]
    found = []
    for bound in ("jobs_low", "jobs_high"):
        hours = profiles().hourly("parking", known["activity"], known[bound]).to_numpy()
        apart = requirement(hours).sum() if len(known) else 0.0
        if apart <= 0:
            return np.nan, np.nan
        found.append(1 - float(requirement(hours.sum(axis=0))) / apart)
    return min(found), max(found)


def _of_land(frames: Mapping[str, Any], thresholds: Mapping[str, float]) -> DataFrame:
    zones = frames["zone"]
    buildings = frames.get("building")
    units = units_of_zones(
        frames["parcel"], zones, buildings, frames.get("friche"), dict(thresholds)
    )
    area = units.area / 1e4
    sums = DataFrame(index=zones.index)
    if buildings is not None:
        bare = area.where(units["availability"] == "bare", 0.0).groupby(units["site_id"]).sum()
        sums["bare_ha_low"] = sums["bare_ha_high"] = bare.reindex(zones.index).fillna(0.0)
    if "owner_type" in units and units["owner_type"].notna().any():
        held = tenure_of(units["owner_type"])
        total = area.groupby(units["site_id"]).sum()
        for bound, kinds in (("low", ["public"]), ("high", ["public", "unknown"])):
            public = area.where(held.isin(kinds), 0.0).groupby(units["site_id"]).sum()
            sums[f"public_land_share_{bound}"] = (public / total).reindex(zones.index)
    return sums


def with_table(zones: DataFrame, path: Path) -> DataFrame:
    """
    Measures completed by a table that a person keeps.

    Parameters
    ----------
    zones : DataFrame
        As :func:`zone_measures` gives it.
    path : Path
        CSV or XLSX: ``zone_id``, ``name`` and any of the measures; a number, two bounds
        (``250..375``), yes or no, or nothing where it is unknown. It goes before the layers. A
        zone that is in no layer is added.

    Returns
    -------
    DataFrame
        The measures.

    Raises
    ------
    CatalogueError
        If the table cannot be read, has an unknown column, a zone twice or a cell that is no
        number; all faults at once.
    """
    table = _cells(path)
    faults = list(_table_faults(table))
    values: dict[str, dict[str, float]] = {}
    for zone, row in table.iterrows():
        for key in [c for c in table.columns if c in MEASURES and isinstance(row[c], str)]:
            pair = _pair(row[key])
            if pair is None:
                faults.append(
                    Message(
                        "{zone}: {key}: « {text} » is no number, nor two bounds as in 250..375",
                        zone=str(zone), key=key, text=row[key],
                    )
                )  # fmt: skip
            else:
                held = values.setdefault(str(zone), {})
                held |= {f"{key}_low": pair[0], f"{key}_high": pair[1]}
    if faults:
        raise CatalogueError(
            "{file}: {count} fault(s)\n  {faults}",
            file=path.name, count=len(faults), faults=Parts(faults, between="\n  "),
        )  # fmt: skip
    given = DataFrame.from_dict(values, orient="index").reindex(table.index)
    if "name" in table:
        given["name"] = table["name"]
    return given.combine_first(zones).reindex(zones.index.union(given.index, sort=False))


def _cells(path: Path) -> DataFrame:
    try:
        if path.suffix.lower() == ".xlsx":
            table = pd.read_excel(path, dtype="str", engine="calamine")
        else:
            table = pd.read_csv(path, dtype="str", sep=None, engine="python", encoding="utf-8-sig")
    except OSError as error:
        raise CatalogueError(
            "{file}: {error}", file=path.name, error=system_fault(error)
        ) from error
    except (ValueError, pd.errors.ParserError) as error:
        raise CatalogueError(
            "{file}: no table: {error}", file=path.name, error=str(error)
        ) from error
    if "zone_id" not in table:
        raise CatalogueError("{file}: no column {column}", file=path.name, column="zone_id")
    return table.set_index("zone_id")


def _table_faults(table: DataFrame) -> list[Message]:
    known = {"name", *MEASURES}
    faults = [
        Message("unknown column « {column} »; one of {known}", column=str(c), known=sorted(known))
        for c in table.columns
        if c not in known
    ]
    twice = [str(z) for z in table.index[table.index.duplicated()].unique()]
    if twice:
        faults.append(Message("zone {zones}: stands twice", zones=twice))
    if table.index.isna().any():
        faults.append(Message("a row has no zone_id"))
    return faults


_WORDS: Final = {"oui": 1.0, "yes": 1.0, "true": 1.0, "vrai": 1.0,
                 "non": 0.0, "no": 0.0, "false": 0.0, "faux": 0.0}  # fmt: skip


def _pair(text: str) -> tuple[float, float] | None:
    """
    Bounds that a cell says.

    Examples
    --------
    >>> _pair("250..375"), _pair("0,5"), _pair("12 %"), _pair("oui"), _pair("beaucoup")
    ((250.0, 375.0), (0.5, 0.5), (0.12, 0.12), (1.0, 1.0), None)
    """
    if text.strip().lower() in _WORDS:
        return (_WORDS[text.strip().lower()],) * 2
    percent = text.strip().endswith("%")
    bare = re.sub(r"[\s\u00a0\u202f%]", "", text).replace(",", ".")
    try:
        ends = [float(x) / (100 if percent else 1) for x in bare.split("..")]
    except ValueError:
        return None
    if len(ends) > 2 or not all(np.isfinite(ends)) or min(ends) < 0:  # noqa: PLR2004
        return None
    return min(ends), max(ends)
