"""How people get there: the walk to a served stop, and the carbon of commuting."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from criteria.facts import between, blank
from criteria.parameters import modes
from land.crs import require_metric
from land.measures.nearest import nearest_distance
from land.measures.network import StreetGraph, street_graph, walk_distance

DETOUR: Final = 1.5
"""The walk is at most this much longer than the straight line, where streets are unknown
(*assumed*)."""

REACH_M: Final = 1500.0
"""How far people walk to a stop (*assumed*). [m]"""

ENOUGH: Final = 0.5
"""Share of the workers whose commune must be in the layer to say anything (*assumed*)."""


def transit_walk(
    sites: GeoSeries,
    *,
    stops: GeoDataFrame | None = None,
    streets: GeoDataFrame | None = None,
    floor_per_h: float = 2.0,
    reach_m: float = REACH_M,
) -> DataFrame:
    """
    Walk to the nearest stop that is served at the peak. [m]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    stops : GeoDataFrame, optional
        Points with ``peak_departures_per_h``; missing is unknown.
    streets : GeoDataFrame, optional
        Lines with ``walkable``; without them the straight line is the lower bound and one and
        a half times as much the upper one.
    floor_per_h : float
        Departures per peak hour of a served stop. [1/h] The default, 2, is *assumed*.
    reach_m : float
        How far people walk. [m] The default, 1,500 m, is *assumed*.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``; ``none_found`` and ``reach_m`` where there is none within
        reach.

    Notes
    -----
    A stop of unknown frequency may be served: it gives the lower bound; the upper one is that
    of the nearest stop surely served, or the reach. Steps, crossings and gates are not known.
    500 m: Mutafriches v1.11 (ADEME, Cerema).

    Examples
    --------
    >>> from shapely import Point, box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> tram = GeoDataFrame(
    ...     {"peak_departures_per_h": [6.0]}, geometry=[Point(300, 50)], crs=2154
    ... )
    >>> transit_walk(sites, stops=tram)
         low   high     status
    A  200.0  300.0  estimated
    """
    if stops is None or not len(stops):
        return blank(sites.index)
    graph = None if streets is None else _walkable(streets)
    served = pd.to_numeric(stops["peak_departures_per_h"])
    possible = stops.geometry[served.isna() | (served >= floor_per_h)]
    sure = stops.geometry[served >= floor_per_h]
    low, high = _walk(sites, possible, graph, reach_m)
    if len(sure) < len(possible):
        _, high = _walk(sites, sure, graph, reach_m)
    part = between(low, high)
    beyond = low >= reach_m
    exact = (low == high) & ~beyond
    return part.assign(status=part["status"].mask(exact, "measured").mask(beyond, "none_found"))


def _walkable(streets: GeoDataFrame) -> StreetGraph | None:
    kept = streets.geometry[streets["walkable"].astype("boolean").fillna(value=True).to_numpy(bool)]
    return street_graph(kept) if len(kept) else None


def _walk(
    sites: GeoSeries, stops: GeoSeries, graph: StreetGraph | None, reach_m: float
) -> tuple[Series, Series]:
    """Bounds of the walk to the nearest of some stops, ``reach_m`` where there is none."""
    straight = nearest_distance(sites, stops, reach_m=reach_m)["distance_m"]
    low = straight.fillna(reach_m)
    high = (straight * DETOUR).fillna(reach_m).clip(upper=reach_m)
    if graph is None or not len(stops):
        return low, high
    walked = walk_distance(sites, stops, graph, reach_m=reach_m)
    answered = walked["street_m"].notna() | walked["found"]
    along = walked["distance_m"].fillna(reach_m)
    return along.where(answered, low), along.where(answered, high)


def commuting_ghg(
    sites: GeoSeries,
    *,
    commune_of: Series,
    communes: GeoDataFrame | None = None,
    flows: DataFrame | None = None,
) -> DataFrame:
    """
    Greenhouse gases of one job's commuting in a year. [kgCO2e/job/yr]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    commune_of : Series
        INSEE code of the commune of each site.
    communes : GeoDataFrame, optional
        Polygons, indexed by INSEE code.
    flows : DataFrame, optional
        ``origin_insee``, ``destination_insee``, ``workers``.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``: estimated; unknown where no worker of the commune has a
        known origin, or fewer than half.

    Notes
    -----
    Formula: 2 · 220 days · Σ share · distance · Σ mode share · factor. Distance: straight line
    from a point inside the commune of residence to the site, at least 2/3 of the radius of that
    commune (mean distance from its centre), times 1.3. Origins outside the layer live at least
    at its edge, and are taken at 50 km at the most (*assumed*). One modal split for all origins
    (Insee RP 2015): near a tram the figure is too high. The workers of the commune today stand
    for those of the project.

    Examples
    --------
    The published scale: 10 km one way is 634 kg a year.

    >>> yearly_kg(np.array([10.0])).round().tolist()
    [634.0]
    """
    if communes is None or flows is None or not len(communes):
        return blank(sites.index)
    require_metric(sites, communes)
    found = _origins(sites, commune_of, communes, flows)
    total = found.groupby("site")["workers"].sum()
    here = found[found["inside"]]
    known_share = here.groupby("site")["workers"].sum().reindex(total.index).fillna(0.0) / total
    low_km = (found["workers"] * found["low_km"]).groupby(found["site"]).sum() / total
    high_km = (found["workers"] * found["high_km"]).groupby(found["site"]).sum() / total
    enough = known_share >= ENOUGH
    low, high = (
        Series(yearly_kg(km.to_numpy(float)), index=total.index)
        .where(enough)
        .reindex(np.arange(len(sites)))
        .set_axis(sites.index)
        for km in (low_km, high_km)
    )
    return between(low, high)


def yearly_kg(one_way_km: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """
    Carbon of a year of commuting at the national modal split. [kgCO2e/yr]

    Parameters
    ----------
    one_way_km : array of float
        Distance from home to work. [km]

    Returns
    -------
    array of float
        Kilograms.

    Examples
    --------
    >>> yearly_kg(np.array([5.0, 25.0])).round().tolist()
    [317.0, 1585.0]
    """
    p = modes("commuting")
    kg_per_km = sum(p[f"mode_{m}"] * p[f"kg_{m}"] for m in ("car", "transit", "motorbike"))
    return np.asarray(2 * p["workdays"] * one_way_km * kg_per_km)


def _origins(
    sites: GeoSeries, commune_of: Series, communes: GeoDataFrame, flows: DataFrame
) -> DataFrame:
    """One row per position of a site and commune of residence: workers, whether known, km."""
    p = modes("commuting")
    worked_in = commune_of.reindex(sites.index).to_numpy()
    pairs = DataFrame({"site": np.arange(len(sites)), "destination_insee": worked_in})
    pairs = pairs.dropna().merge(flows, on="destination_insee")
    pairs = pairs[pairs["workers"] > 0]
    position = communes.index.get_indexer(pairs["origin_insee"])
    site, inside = pairs["site"].to_numpy(), position >= 0
    centres = np.asarray(communes.geometry.representative_point().array, dtype=object)
    middles = np.asarray(sites.centroid.array, dtype=object)
    radius = np.sqrt(communes.geometry.area.to_numpy(float) / np.pi)
    apart = shapely.distance(centres[position], middles[site])
    straight = np.maximum(apart, 2 / 3 * radius[position])
    edge = np.zeros(len(sites))
    if not inside.all():
        asked = np.unique(site)
        border = communes.geometry.union_all().boundary
        edge[asked] = shapely.distance(middles[asked], border)
    km = np.where(inside, straight, edge[site]) * p["detour"] / 1000
    far = np.maximum(km, p["outside_km"])
    return pairs.assign(inside=inside, low_km=km, high_km=np.where(inside, km, far))
