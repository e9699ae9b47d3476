"""
Nature, hazards, heritage and soil: what lies on a site that should not be built over.

A kind of area without any row was not looked for, unless the layer says so: its frame may carry
``attrs["complete_for"]``, the kinds that were looked for over the whole territory. Of these, none
on a site means that there is none.
"""

from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from criteria.facts import between, blank, known
from land.measures.covered import area_covered, share_covered, shares_covered

COEFFICIENTS: Final = {
    "wetland": 1.0, "znieff1": 1.0, "natura2000": 1.0, "appb": 1.0, "nature_reserve": 1.0,
    "green_reservoir": 1.0, "green_corridor": 0.6, "znieff2": 0.3, "other": 0.3,
}  # fmt: skip
"""Sensitivity of each protection or inventory (*assumed*). [0-1]"""

BASIC: Final = ("wetland", "znieff1", "natura2000")
"""Inventories without which nature has not been looked for (*assumed*)."""

STRICT: Final = ("appb", "nature_reserve")

TOUCHED: Final = 0.01
"""Share of a site over which a hazard must lie to count: digitising leaves slivers (*assumed*)."""


def ecological_sensitivity(
    sites: GeoSeries, *, natural_areas: GeoDataFrame | None = None
) -> DataFrame:
    """
    Share of each site under protections and inventories, weighted by ``COEFFICIENTS``. [%]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    natural_areas : GeoDataFrame, optional
        Polygons with ``protection``; may overlap.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``.

    Notes
    -----
    Formula: 100 · ∫ max coefficient ÷ area. Where areas overlap the strongest counts alone: with
    coefficients c1 > c2 > …, it is Σ (ci - ci+1) · share under areas of coefficient ≥ ci.

    A kind without any row in the layer was not looked for, unless the layer is complete for it
    (:func:`complete_for`). Unless all of ``BASIC`` are there the
    upper bound is 100, and the fact is unknown where nothing was found either. Other kinds
    without a row are taken as absent from the territory.

    Examples
    --------
    Half of the site is wetland, and all of it a ZNIEFF 2: 50 x 1 + 50 x 0.3.

    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> far = box(900, 900, 901, 901)
    >>> nature = GeoDataFrame(
    ...     {"protection": ["wetland", "znieff2", "znieff1", "natura2000"]},
    ...     geometry=[box(0, 0, 50, 100), box(0, 0, 100, 100), far, far], crs=2154,
    ... )
    >>> ecological_sensitivity(sites, natural_areas=nature).round(6)
        low  high    status
    A  65.0  65.0  measured
    """
    if natural_areas is None:
        return blank(sites.index)
    weight = natural_areas["protection"].map(COEFFICIENTS)
    levels = [*sorted(set(COEFFICIENTS.values()), reverse=True), 0.0]
    shares = shares_covered(
        sites, {str(level): natural_areas.geometry[weight >= level] for level in levels[:-1]}
    )
    weighted = sum((upper - lower) * shares[str(upper)] for upper, lower in pairwise(levels))
    share = Series(np.round(weighted * 100, 9), index=sites.index)
    if set(BASIC) <= set(natural_areas["protection"]) | complete_for(natural_areas):
        return _or_none_found(known(share))
    return between(share.where(share > 0), Series(100.0, index=sites.index))


def _or_none_found(part: DataFrame) -> DataFrame:
    """A measured 0 of something that was looked for: none found."""
    return part.assign(status=part["status"].mask(part["high"] == 0, "none_found"))


def wetland_m2(sites: GeoSeries, *, natural_areas: GeoDataFrame | None = None) -> DataFrame:
    """
    Wetland inside each site. [m²]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    natural_areas : GeoDataFrame, optional
        Polygons with ``protection``.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``; unknown where the layer holds no wetland at all and is not
        complete for them: then no inventory was loaded.

    Notes
    -----
    Code de l'environnement R214-1, 3.3.1.0: declaration from 1,000 m², authorisation from 1 ha
    (to be checked). The whole site counts, though a project may leave the wetland aside.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> pond = GeoDataFrame(
    ...     {"protection": ["wetland"]}, geometry=[box(0, 0, 20, 60)], crs=2154
    ... )
    >>> wetland_m2(sites, natural_areas=pond)["low"].to_dict()
    {'A': 1200.0}
    """
    kept = _of_kinds(natural_areas, ("wetland",))
    if kept is None:
        return blank(sites.index)
    return _or_none_found(known(area_covered(sites, kept)))


def strict_protection_share(
    sites: GeoSeries, *, natural_areas: GeoDataFrame | None = None
) -> DataFrame:
    """
    Share of each site under strict protection: biotope order or nature reserve. [%]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    natural_areas : GeoDataFrame, optional
        Polygons with ``protection``.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``; unknown where the layer holds none at all and is not
        complete for both kinds.

    Notes
    -----
    Code de l'environnement L411-1, R411-15, L332-9 (to be checked). Cores of national parks and
    other strict regimes are not in the role and must be added as ``nature_reserve``.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> reserve = GeoDataFrame(
    ...     {"protection": ["appb"]}, geometry=[box(0, 0, 25, 100)], crs=2154
    ... )
    >>> strict_protection_share(sites, natural_areas=reserve)["low"].to_dict()
    {'A': 25.0}
    """
    kept = _of_kinds(natural_areas, STRICT)
    if kept is None:
        return blank(sites.index)
    return _or_none_found(known(share_covered(sites, kept) * 100))


def _of_kinds(areas: GeoDataFrame | None, kinds: tuple[str, ...]) -> GeoSeries | None:
    """Areas of these kinds; None where the layer has none, and does not say it is complete."""
    if areas is None:
        return None
    kept = areas.geometry[areas["protection"].isin(kinds)]
    return kept if len(kept) or complete_for(areas) >= {*kinds} else None


def complete_for(layer: GeoDataFrame) -> set[str]:
    """
    Kinds that a layer says it was searched for over the whole territory.

    Parameters
    ----------
    layer : GeoDataFrame
        Its ``attrs["complete_for"]`` may be absent.

    Returns
    -------
    set of str
        Kinds, in the words of the role.

    Examples
    --------
    >>> layer = GeoDataFrame({"protection": []}, geometry=[], crs=2154)
    >>> complete_for(layer)
    set()
    >>> layer.attrs["complete_for"] = ("appb",)
    >>> complete_for(layer)
    {'appb'}
    """
    return {*layer.attrs.get("complete_for", ())}


def hazard_class(sites: GeoSeries, *, hazards: GeoDataFrame | None = None) -> DataFrame:
    """
    Strongest hazard over more than 1 % of each site. [class 0-3]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    hazards : GeoDataFrame, optional
        Polygons with ``severity`` 0-3; may overlap.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``; 0 and ``none_found`` where no hazard lies on the site.

    Notes
    -----
    Classes: 0 none, 1 low, 2 medium or blue, 3 high or red (code de l'environnement L562-1, to
    be checked). Only the hazards that are in the layer are looked for. Weaker hazards count
    with the stronger ones in the 1 %.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> plan = GeoDataFrame(
    ...     {"severity": [2, 3]}, geometry=[box(0, 0, 2, 100), box(99, 0, 100, 100)], crs=2154
    ... )
    >>> hazard_class(sites, hazards=plan)["low"].to_dict()
    {'A': 2.0}
    """
    if hazards is None:
        return blank(sites.index)
    reached = Series(0.0, index=sites.index)
    parts = {str(s): hazards.geometry[hazards["severity"] >= s] for s in (1, 2, 3)}
    for severity, share in shares_covered(sites, parts).items():
        reached = reached.mask(share > TOUCHED + 1e-9, float(str(severity))).mask(share.isna())
    return _or_none_found(known(reached))


def heritage_share(sites: GeoSeries, *, heritage: GeoDataFrame | None = None) -> DataFrame:
    """
    Share of each site inside a classified landscape (site classé). [%]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    heritage : GeoDataFrame, optional
        Polygons with ``heritage_kind``; points and lines have no area and are not looked at.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``; an area of unknown kind may be classified or not.

    Notes
    -----
    Code de l'environnement L341-10 (to be checked). Registered sites and the surroundings of
    monuments ask for an opinion, not an authorisation, and are left out.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> classified = GeoDataFrame(
    ...     {"heritage_kind": ["classified_site"]}, geometry=[box(0, 0, 30, 100)], crs=2154
    ... )
    >>> heritage_share(sites, heritage=classified)["low"].to_dict()
    {'A': 30.0}
    """
    if heritage is None:
        return blank(sites.index)
    areas = heritage[shapely.get_dimensions(heritage.geometry.array) == 2]  # noqa: PLR2004
    sure = areas["heritage_kind"] == "classified_site"
    possible = sure | areas["heritage_kind"].isna() | (areas["heritage_kind"] == "unknown")
    if not possible.any() and "classified_site" not in complete_for(heritage):
        return blank(sites.index)
    parts = {"sure": areas.geometry[sure], "possible": areas.geometry[possible]}
    shares = shares_covered(sites, parts) * 100
    low, high = shares["sure"], shares["possible"]
    part = between(low, high.where(high > low, low))
    exact = part["low"] == part["high"]
    return _or_none_found(part.assign(status=part["status"].mask(exact, "measured")))


def known_pollution(sites: GeoSeries, *, friches: GeoDataFrame | None = None) -> DataFrame:
    """
    Whether the soil of the friche on a site is known to be polluted. [0 no, 1 yes]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    friches : GeoDataFrame, optional
        Points or polygons with ``pollution``.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``: declared; unknown where pollution is only suspected or
        not said, or where a friche lies over a part of the site only; does not apply where no
        friche lies on the site.

    Notes
    -----
    A friche lies on a site when a point inside the one is inside the other, so that neighbours
    that share a boundary do not count. Several friches: the worst answer.

    Examples
    --------
    >>> from shapely import Point, box
    >>> sites = GeoSeries({"A": box(0, 0, 9, 9), "B": box(20, 0, 29, 9)}, crs=2154)
    >>> mill = GeoDataFrame({"pollution": ["known"]}, geometry=[Point(5, 5)], crs=2154)
    >>> known_pollution(sites, friches=mill)["status"].to_dict()
    {'A': 'declared', 'B': 'not_applicable'}
    """
    if friches is None:
        return blank(sites.index)
    return _declared(
        sites, friches, friches["pollution"].map({"known": 1.0, "none": 0.0, "treated": 0.0})
    )


def already_taken(sites: GeoSeries, *, friches: GeoDataFrame | None = None) -> DataFrame:
    """
    Whether the inventory says that the friche is converted, or that a project is under way.

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    friches : GeoDataFrame, optional
        Points or polygons: ``friche_status``.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``: 1 where it is taken, 0 where it has no project;
        ``not_applicable`` where no friche is. [0-1]

    References
    ----------
    .. [1] CNIG, standard Friches v2023-12, attribute ``site_statut``.

    Examples
    --------
    >>> from shapely import Point, box
    >>> sites = GeoSeries({"A": box(0, 0, 9, 9), "B": box(20, 0, 29, 9)}, crs=2154)
    >>> mill = GeoDataFrame({"friche_status": ["converted"]}, geometry=[Point(5, 5)], crs=2154)
    >>> already_taken(sites, friches=mill)["low"].to_dict()
    {'A': 1.0, 'B': nan}
    """
    if friches is None:
        return blank(sites.index)
    taken = {"converted": 1.0, "with_project": 1.0, "without_project": 0.0, "potential": 0.0}
    return _declared(sites, friches, friches["friche_status"].map(taken))


def _declared(sites: GeoSeries, friches: GeoDataFrame, said: Series) -> DataFrame:
    """What friches say of the sites: its own row of a site first, else the worst on its ground."""
    site, friche = _on_one_another(sites, friches.geometry)
    found = DataFrame(
        {
            "site": sites.index[site],
            "friche": friches.index[friche],
            "said": said.to_numpy(float)[friche],
        }
    )
    has_own = sites.index.intersection(friches.index)
    found = found[~found["site"].isin(has_own) | (found["site"] == found["friche"])]
    by_site = found.groupby("site")["said"]
    worst = by_site.max().where(by_site.count() == by_site.size())
    worst = worst.mask(by_site.max() == 1, 1.0).reindex(sites.index)
    part = known(worst, "declared")
    drawn = friches.geometry[shapely.get_dimensions(friches.geometry.array) == 2]  # noqa: PLR2004
    touched = share_covered(sites, drawn) > TOUCHED
    absent = ~sites.index.isin(found["site"]) & ~touched
    return part.assign(status=part["status"].mask(absent, "not_applicable"))


def _on_one_another(sites: GeoSeries, others: GeoSeries) -> tuple[np.ndarray, np.ndarray]:
    """Positions of sites and others of which one holds a point inside the other."""
    units = np.asarray(sites.array, dtype=object)
    shapes = np.asarray(others.array, dtype=object)
    held, site = shapely.STRtree(units).query(
        shapely.point_on_surface(shapes), predicate="intersects"
    )
    around, holder = shapely.STRtree(shapes).query(
        shapely.point_on_surface(units), predicate="intersects"
    )
    pairs = np.unique(
        np.column_stack([np.concatenate([site, around]), np.concatenate([held, holder])]), axis=0
    )
    return pairs[:, 0], pairs[:, 1]
