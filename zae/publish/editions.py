"""
Editions: what of an assessment may leave in each of them.

The restricted edition is for the services that made the study. The public one is made here, by
allow-list, before anything is written: no writer can let out what it was never given. See
``docs/decisions/0010-editions.md``.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame

from layers import Layer, Raster
from zae.assessment import Assessment, no_remarks

Edition = Literal["public", "restricted"]

SITES: Final = (
    "name", "kind", "area_m2", "commune_insee", "commune", "zone_id", "availability",
    "geometry_status", "layer", "geometry",
)  # fmt: skip
"""Columns of the sites in the public edition: no tenure, parcels or link."""

LAYERS: Final[Mapping[str, tuple[str, ...]]] = {
    "parcel": ("commune_insee", "cadastral_area_m2"),
    "building": ("usage", "light", "height_m"),
    "zone": ("name", "vocation", "stage", "commune_insee", "open_ground_floor"),
    "friche": ("name", "friche_kind", "friche_status", "commune_insee", "commune_name",
               "declared_area_m2", "pollution", "planning_type"),
    "site": ("name", "commune_insee"),
    "commune": ("name", "population", "jobs", "employed_residents", "dwellings_per_year",
                "private_dwellings", "long_vacancy_share", "children_0_2", "childcare_places",
                "school_free_seats"),
    "street": ("name", "street_kind", "walkable", "spare_veh_h"),
    "stop": ("name", "mode", "peak_departures_per_h"),
    "establishment": ("activity_code", "jobs_low", "jobs_high", "active"),
    "facility": ("name", "facility_kind", "capacity"),
    "natural_area": ("name", "protection"),
    "hazard": ("name", "hazard_kind", "severity"),
    "planning_zone": ("zone_label", "zone_type", "dominant_use", "open_ground_floor"),
    "land_cover": ("cover_code", "use_code"),
    "land_cover_before": ("cover_code", "use_code"),
    "heritage": ("name", "heritage_kind"),
    "water": ("name",),
    "context": ("name",),
}  # fmt: skip
"""Columns of the layers in the public edition, by role; a role that is not here has none."""

NAMELESS: Final = ("establishment",)
"""Roles whose id may name a person (SIRET of a sole trader): rows lose it."""

_LAND: Final = ("zone_id", "availability", "units", "area_m2", "free_m2")
_ACCOUNT: Final = ("layer", "role", "action", "reason", "count")


def edited(assessment: Assessment, edition: Edition) -> Assessment:
    """
    What an edition may show of an assessment.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    edition : str
        ``restricted`` or ``public``.

    Returns
    -------
    Assessment
        The assessment itself in the restricted edition. In the public one: sites and layers with
        the columns of ``SITES`` and ``LAYERS`` alone; no land units (their outlines come from
        owners) and no remarks; available land without tenure; an account without identifiers or
        what was found in the data. Facts, marks and scores are the same.
    """
    if edition == "restricted":
        return assessment
    return replace(
        assessment,
        sites=_only(assessment.sites, SITES),
        layers={name: _open(layer) for name, layer in assessment.layers.items()},
        units=None,
        available=_without_tenure(assessment.available),
        account=_without_ids(assessment.account),
        remarks=no_remarks(),
    )


def _only(frame: GeoDataFrame, columns: tuple[str, ...]) -> GeoDataFrame:
    return frame[[c for c in columns if c in frame]]


def _open(layer: Layer | Raster) -> Layer | Raster:
    if isinstance(layer, Raster):
        return replace(layer, account=_without_ids(layer.account))
    allowed = LAYERS.get(layer.role.name, ())
    geometry = ("geometry",) if isinstance(layer.frame, GeoDataFrame) else ()
    frame = _only(layer.frame, (*allowed, *geometry))
    if layer.role.name in NAMELESS:
        frame = frame.set_axis(pd.RangeIndex(1, len(frame) + 1), axis="index")
    return replace(layer, frame=frame, account=_without_ids(layer.account))


def _without_tenure(available: DataFrame) -> DataFrame:
    """Rows of the tenures of a class as one, in the order of the first of them."""
    kept = available[[c for c in _LAND if c in available]]
    return kept.groupby(["zone_id", "availability"], sort=False, as_index=False).sum()


def _without_ids(account: DataFrame) -> DataFrame:
    """Reasons are fixed texts; what follows their colon was found in the data, and is cut."""
    kept = account[list(_ACCOUNT)]
    return kept.assign(reason=kept["reason"].astype(str).str.split(": ", n=1).str[0])
