"""The whole fictional commune, role by role."""

# ruff: noqa: PLR2004 (odds and sizes of an invented town)

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from geopandas import GeoDataFrame
from pandas import DataFrame

from layers.sample import economy, nature, past, people, relief
from layers.sample.buildings import raise_buildings
from layers.sample.frames import of_role
from layers.sample.ground import Ground, lay_out
from layers.sample.plan import sheet
from layers.sample.tenure import parcels as owned

_PUBLIC_JOBS = 620


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """
    A fictional commune.

    Parameters
    ----------
    frames : mapping of str to GeoDataFrame or DataFrame
        One frame a role, as the reader would give it. [EPSG:2154]
    rasters : mapping of str to tuple
        Values, transform, CRS and nodata of each raster role. [EPSG:2154]
    """

    frames: Mapping[str, GeoDataFrame | DataFrame]
    rasters: Mapping[str, relief.Grid]


def commune(*, seed: int = 7, parcels: int = 3000) -> Sample:
    """
    Draw « Valbrume-sur-Ourlande », a small French town that does not exist.

    Parameters
    ----------
    seed : int
        Same seed, same commune.
    parcels : int
        Parcels wanted, between 1,500 and 10,000; met within some percent.

    Returns
    -------
    Sample
        Every role that the toolkit reads, and two rasters.

    Raises
    ------
    ValueError
        If ``parcels`` is out of range: the plan would not look like a town.

    Notes
    -----
    Names, codes and owners are invented; INSEE codes start with 99, SIRET with 000. Owners are
    legal persons or nobody named. Land cover follows the codes of OCS GE (IGN), headcounts the
    brackets of Insee.

    Examples
    --------
    >>> commune().frames["zone"]["stage"].value_counts().to_dict()
    {'active': 5, 'project': 1}
    """
    if not 1500 <= parcels <= 10_000:
        raise ValueError(f"{parcels} parcels: the plan of the commune holds 1500 to 10000")
    rng = np.random.default_rng(seed)
    ground = lay_out(sheet(rng), rng, parcels=parcels)
    cadastre = owned(ground.lots, rng)
    built = raise_buildings(ground.lots, ground.streets, rng)
    friches = economy.friches(ground, cadastre, rng)
    firms = economy.establishments(ground, built, friches, rng)
    jobs = firms.loc[firms["active"], ["jobs_low", "jobs_high"]].mean(axis=1).sum()
    communes = people.communes(
        ground, dwellings=int(built["dwellings"].sum()), jobs=float(jobs) + _PUBLIC_JOBS
    )
    cover = nature.land_cover(ground, built, rng)
    later = np.random.default_rng([seed, 1])  # what was added since: the rest is as it was
    places = past.addresses(ground, cadastre)
    firms = past.with_history(firms, ground, places, later)
    frames = {
        "commune": communes,
        "street": _streets(ground),
        "parcel": cadastre,
        "building": built.drop(columns="lot"),
        "zone": economy.zones(ground),
        "friche": friches,
        "establishment": firms,
        "address": places,
        "premises": past.premises(ground, firms, places),
        "stop": people.stops(ground),
        "facility": people.facilities(ground),
        "hazard": nature.hazards(ground),
        "natural_area": nature.natural_areas(ground),
        "planning_zone": nature.planning_zones(ground),
        "land_cover": cover,
        "land_cover_before": past.land_cover_before(ground, cover, later),
        "water": nature.water(ground),
        "heritage": nature.heritage(ground),
        "flow": people.flows(communes),
        "labour": people.labour(communes, rng),
        "tension": people.tension(),
    }
    rasters = {
        "imperviousness": relief.imperviousness(ground, cover),
        "elevation": relief.elevation(ground, rng),
    }
    return Sample(frames=frames, rasters=rasters)


def _streets(ground: Ground) -> GeoDataFrame:
    columns = ground.streets.drop(columns=["geometry", "half_width_m"])
    closed = columns["street_kind"].isin(["Type autoroutier", "Bretelle"])
    return of_role("street", {**columns, "walkable": ~closed}, ground.streets.geometry.to_numpy())
