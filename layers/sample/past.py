"""What the commune was before: businesses that came and went, addresses, an older land cover."""

# ruff: noqa: PLR2004 (odds and sizes of an invented town)

from typing import Final

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.random import Generator
from pandas import DataFrame, Series

from layers.sample.economy import siret
from layers.sample.frames import of_role
from layers.sample.ground import Ground
from layers.sample.plan import COMMUNE, ZONE_KINDS

LAST_DAY: Final = pd.Timestamp("2026-06-30")
"""Day on which the register of businesses was copied."""

_LEGAL: Final = ("5499", "5710", "5599", "1000", "5498")
_SCI: Final = "6540"
_LEFT: Final = ("2016-04-01", "2019-09-16", "2023-12-31", "2024-01-01", "2024-01-02", "2025-03-17")
"""Days from which a lot without building stood empty: around the two years of the law too."""
_OUTLYING: Final = 0.08
_HIDDEN: Final = 0.04


def addresses(ground: Ground, parcels: GeoDataFrame) -> GeoDataFrame:
    """
    One address a lot of the zones and of the old town: number and street nearest to it.

    Parameters
    ----------
    ground : Ground
        Lots and streets. [EPSG:2154]
    parcels : GeoDataFrame
        Role ``parcel``, in the order of the lots.

    Returns
    -------
    GeoDataFrame
        Role ``address``; odd numbers along each street, in the order of the lots along it.
    """
    housed = ground.lots["kind"].isin([*ZONE_KINDS, "centre", "faubourg"]).to_numpy()
    at = ground.lots.geometry[housed].representative_point()
    named = ground.streets[ground.streets["name"].notna()]
    near = named.sindex.nearest(at.array, return_all=False)[1]
    street = named["name"].to_numpy()[near]
    along = shapely.get_x(at.array) + shapely.get_y(at.array)
    order = DataFrame({"street": street, "along": along}).sort_values(["street", "along"])
    number = 1 + 2 * order.groupby("street").cumcount().reindex(range(len(at)))
    text = [f"{n} {name}" for n, name in zip(number, street, strict=True)]
    columns = {
        "address_id": [f"{COMMUNE}_{i:05d}" for i in range(1, len(at) + 1)],
        "address": text,
        "commune_insee": COMMUNE,
        "parcel_refs": parcels.index[housed],
    }
    return of_role("address", columns, at.array)


def with_history(
    firms: GeoDataFrame, ground: Ground, places: GeoDataFrame, rng: Generator
) -> GeoDataFrame:
    """
    Establishments with their dates, addresses and forms; property companies and past ones added.

    Parameters
    ----------
    firms : GeoDataFrame
        Role ``establishment``, as today's town has them.
    ground : Ground
        Lots and streets.
    places : GeoDataFrame
        Role ``address``.
    rng : Generator
        Source of chance.

    Returns
    -------
    GeoDataFrame
        Role ``establishment``: 8 % lie on their street only, 4 % are not diffusible (no name, no
        address, in the middle of the commune).
    """
    gone = _past(firms, ground, rng)
    owners = _property_companies(firms, ground, rng)
    every = pd.concat([firms, owners, gone])
    every["commune_insee"] = COMMUNE
    every["address"] = _address_of(every, places)
    every["head_office"] = pd.array(rng.random(len(every)) < 0.7, dtype="boolean")
    form = rng.choice(_LEGAL, len(every))
    every["legal_category"] = every["legal_category"].where(every["legal_category"].notna(), form)
    every["opened"] = every["opened"].fillna(_days(rng, "1985-01-01", "2012-12-31", every.index))
    shut = ~every["active"].astype(bool) & every["closed"].isna()
    every["closed"] = every["closed"].mask(
        shut, _days(rng, "2014-01-01", "2025-12-31", every.index)
    )
    return _blurred(every, ground, rng)


def _days(rng: Generator, first: str, last: str, index: pd.Index) -> Series:
    start = pd.Timestamp(first)
    span = (pd.Timestamp(last) - start).days
    after = pd.to_timedelta(rng.integers(0, span, len(index)), unit="D")
    return Series(start + after, index=index, dtype="M8[ns]")


def _past(firms: GeoDataFrame, ground: Ground, rng: Generator) -> GeoDataFrame:
    """Businesses that left lots of the zones on which nobody is now."""
    lots = ground.lots[ground.lots["kind"].isin(ZONE_KINDS[:-1])]
    taken = lots.sindex.query(firms.geometry.array, predicate="within")[1]
    bare = lots.drop(lots.index[np.unique(taken)])
    picked = bare.iloc[np.sort(rng.choice(len(bare), len(_LEFT), replace=False))]
    columns = {
        "establishment_id": siret(len(_LEFT), first=90_001),
        "name": [f"Dépôt {i}" for i in range(1, len(_LEFT) + 1)],
        "activity_code": "52.10B",
        "active": False,
        "opened": pd.Timestamp("1998-05-04"),
        "closed": pd.to_datetime(list(_LEFT)),
    }
    return of_role("establishment", columns, picked.geometry.representative_point().array)


def _property_companies(firms: GeoDataFrame, ground: Ground, rng: Generator) -> GeoDataFrame:
    """Property companies (SCI) that have their seat where their tenants work, or worked."""
    inside = firms.sindex.query(
        ground.lots.geometry[ground.lots["kind"].isin(ZONE_KINDS)].array, predicate="contains"
    )[1]
    at = np.sort(rng.choice(np.unique(inside), 24, replace=False))
    columns = {
        "establishment_id": siret(len(at), first=80_001),
        "name": [f"SCI du lot {i}" for i in range(1, len(at) + 1)],
        "activity_code": "68.20B",
        "legal_category": _SCI,
        "active": True,
    }
    return of_role("establishment", columns, firms.geometry.iloc[at].array)


def _address_of(firms: GeoDataFrame, places: GeoDataFrame) -> Series:
    near = places.sindex.nearest(firms.geometry.array, return_all=False)[1]
    return Series(places["address"].to_numpy()[near], index=firms.index, dtype="str")


def _blurred(firms: GeoDataFrame, ground: Ground, rng: Generator) -> GeoDataFrame:
    """Some are located on their street only, some are hidden by their own wish."""
    draw = rng.random(len(firms))
    out = firms.copy()
    quality = np.select([draw < _OUTLYING, draw > 1 - _HIDDEN], ["street", "commune"], "address")
    out["location_quality"] = Series(quality, index=firms.index, dtype="str")
    out["diffusible"] = pd.array(quality != "commune", dtype="boolean")
    shapes = firms.geometry.array
    street = ground.streets.geometry.array[
        ground.streets.sindex.nearest(shapes, return_all=False)[1]
    ]
    foot = shapely.get_point(shapely.shortest_line(shapes, street), -1)
    middle = ground.areas["Centre ancien"].representative_point()
    moved = np.select([quality == "street", quality == "commune"], [foot, middle], shapes)
    hidden = quality == "commune"
    for column in ("name", "address"):
        out[column] = out[column].mask(hidden)
    return out.set_geometry(GeoDataFrame(geometry=moved, index=out.index, crs=out.crs).geometry)


def premises(ground: Ground, firms: GeoDataFrame, places: GeoDataFrame) -> DataFrame:
    """
    Vacant premises as the tax office would list them, for the craft zone only.

    Parameters
    ----------
    ground : Ground
        The craft zone.
    firms : GeoDataFrame
        Role ``establishment``, with dates.
    places : GeoDataFrame
        Role ``address``.

    Returns
    -------
    DataFrame
        Role ``premises``: one row a place of the zone where a business closed before 2024.
    """
    zone = ground.areas["Zone artisanale du Lavoir"]
    listed = places[places.within(zone)]
    left = firms[~firms["active"].astype(bool) & (firms["closed"] < "2024-01-01")]
    last = left.groupby("address")["closed"].max()
    here = listed[listed["address"].isin(last.index)].drop_duplicates("address")
    columns = {
        "parcel_refs": here["parcel_refs"].to_numpy(),
        "address": here["address"].to_numpy(),
        "occupied": False,
        "vacant_since": last.reindex(here["address"]).to_numpy(),
        "liable": True,
    }
    return DataFrame(of_role("premises", columns))


def land_cover_before(ground: Ground, cover: GeoDataFrame, rng: Generator) -> GeoDataFrame:
    """
    The land cover a few years ago: some lots of the zones were still fields.

    Parameters
    ----------
    ground : Ground
        Lots.
    cover : GeoDataFrame
        Role ``land_cover`` of today.
    rng : Generator
        Chooses the lots.

    Returns
    -------
    GeoDataFrame
        Role ``land_cover_before``: the same outlines; a quarter of the lots of the logistics zone
        and a tenth of those of the business park were farmed.
    """
    odds = ground.lots["kind"].map({"logistique": 0.25, "tertiaire": 0.1, "project": 1.0})
    fields = ground.lots.geometry[rng.random(len(ground.lots)) < odds.fillna(0)]
    hearts = cover.geometry.representative_point()
    row = hearts.sindex.query(fields.array, predicate="contains")[1]
    columns = {
        name: cover[name].to_numpy(dtype=object).copy() for name in ("cover_code", "use_code")
    }
    columns["cover_code"][row], columns["use_code"][row] = "CS2.2.1", "US1.1"
    return of_role("land_cover_before", columns, cover.geometry.array)
