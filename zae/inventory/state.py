"""What an inventory is: its zones, land units, occupants, rates, and what changed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geopandas import GeoDataFrame
from pandas import DataFrame

from layers import Layer, Raster
from zae.study import InventoryEntry, Study

UNIT_COLUMNS: Final = (
    "site_id", "parcels", "parcel_count", "area_m2", "cadastral_area_m2", "commune_insee",
    "owner", "owner_type", "owner_known", "tenure", "built_m2", "built_share", "free_m2",
    "availability", "state", "vacant_low", "vacant_high", "unoccupied_since", "evidence",
    "occupants", "address", "change", "origin",
)  # fmt: skip
"""Columns of the land units of an inventory, in order; the geometry comes last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """
    An inventory of the business zones of an EPCI, on a day.

    Parameters
    ----------
    study : Study
        The study it was made from.
    entry : InventoryEntry
        Whose inventory, of which year.
    on : date
        Day of the vacancy: 1 January.
    zones : GeoDataFrame
        Indexed by ``site_id``: ``zone_id`` of the layer, ``name``, ``vocation``, ``stage``,
        ``commune_insee``, ``commune``, ``area_m2``, and the counts and rates of
        :func:`land.vacancy.vacancy_rate`.
    units : GeoDataFrame
        Land units, indexed by ``unit_id``: ``UNIT_COLUMNS``. [projected, m]
    occupants : GeoDataFrame
        Businesses of the zones, indexed by ``establishment_id``: columns of the role,
        ``unit_id``, ``method``, ``confidence``, ``counted``, ``others`` (units that it might be
        on too), ``decided`` (whether a person said so).
    changes : DataFrame
        What became of the units of the inventory before: ``before``, ``after``, ``change``.
    contradictions : DataFrame
        Units on which two sources disagree: ``unit_id``, ``why``.
    consumption : DataFrame
        Artificialised ground of each zone at two dates (:func:`criteria.envelope.consumption`);
        no row where two vintages of land cover are not there.
    natural : DataFrame
        Ground of each available unit that is not artificialised yet: ``low``, ``high``; no row
        where there is no land cover. [m²]
    layers : mapping of str to Layer or Raster
        The layers of the study.
    account : DataFrame
        What was read, repaired, refused.
    """

    study: Study
    entry: InventoryEntry
    on: dt.date
    zones: GeoDataFrame
    units: GeoDataFrame
    occupants: GeoDataFrame
    changes: DataFrame
    contradictions: DataFrame
    consumption: DataFrame
    natural: DataFrame
    layers: Mapping[str, Layer | Raster]
    account: DataFrame

    @property
    def available(self) -> GeoDataFrame:
        """Units on which something could settle: bare or with room, friches, never used, vacant."""
        open_ = self.units["availability"].isin(["bare", "densifiable", "friche"])
        return self.units[open_ | self.units["state"].isin(["vacant", "never_used"])]

    def vintage(self, role: str) -> str:
        """Vintage of the first layer of a role; empty where there is none."""
        found = [x.source.vintage for x in self.layers.values() if x.role.name == role]
        return found[0] if found else ""

    @property
    def citations(self) -> tuple[str, ...]:
        """Citation of each layer that it was made from."""
        roles = ("zone", "parcel", "building", "establishment", "address", "premises",
                 "land_cover", "land_cover_before")  # fmt: skip
        return tuple(x.source.citation for x in self.layers.values() if x.role.name in roles)
