"""Buildings: rectangles and L shapes set back from the street, each inside its lot."""

# ruff: noqa: PLR2004 (odds and sizes of an invented town)

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.random import Generator
from numpy.typing import NDArray
from pandas import DataFrame

from layers.sample.frames import of_role
from layers.sample.plan import Floats, Shapes

_FORMS = pd.DataFrame(
    [
        # kind, built, width_m, depth_m, share, setback_m, margin_m, wing, height_m, usage
        ("centre", 0.94, 60, 12, 0, 0.0, 0.02, 0.35, 10, "residential"),
        ("faubourg", 0.93, 13, 10, 0, 1.5, 0.3, 0.4, 7.5, "residential"),
        ("suburb", 0.94, 11.5, 8.5, 0, 6.0, 1.0, 0.45, 5.5, "residential"),
        ("collective", 0.9, 52, 13, 0, 10.0, 3.0, 0.3, 15, "residential"),
        ("hamlet", 0.85, 14, 9, 0, 5.0, 1.0, 0.6, 6, "residential"),
        ("industrie", 0.84, 0, 0, 0.36, 8.0, 4.0, 0.6, 9, "industrial"),
        ("logistique", 0.78, 0, 0, 0.42, 20.0, 10.0, 0.1, 13, "industrial"),
        ("artisanat", 0.82, 0, 0, 0.30, 6.0, 3.0, 0.35, 6.5, "industrial"),
        ("tertiaire", 0.62, 0, 0, 0.24, 8.0, 4.0, 0.7, 12, "commercial"),
        ("commerce", 0.88, 0, 0, 0.33, 25.0, 4.0, 0.2, 7, "commercial"),
        ("field", 0.05, 30, 15, 0, 15.0, 4.0, 0.5, 8, "agricultural"),
        ("park", 0.3, 12, 8, 0, 5.0, 2.0, 0.0, 4, "public"),
    ],
    columns=["kind", "built", "width", "depth", "share", "setback", "margin", "wing", "height",
             "usage"],
).set_index("kind")  # fmt: skip


def raise_buildings(lots: GeoDataFrame, streets: GeoDataFrame, rng: Generator) -> GeoDataFrame:
    """
    Buildings of every lot.

    Parameters
    ----------
    lots : GeoDataFrame
        ``kind`` of each lot and its polygon. [EPSG:2154]
    streets : GeoDataFrame
        Sections of street, that fronts turn to. [EPSG:2154]
    rng : Generator
        Source of chance.

    Returns
    -------
    GeoDataFrame
        Buildings in the columns of the role, and ``lot``, the row of the lot. They touch at most.
    """
    at = np.flatnonzero(lots["kind"].isin(_FORMS.index).to_numpy())
    form = _FORMS.loc[lots["kind"].iloc[at]].reset_index(names="kind")
    chosen = rng.random(len(at)) < form["built"].to_numpy()
    at, form = at[chosen], form[chosen].reset_index(drop=True)
    polygons = lots.geometry.array[at].to_numpy()
    inside = shapely.buffer(polygons, -form["margin"].to_numpy(), join_style="mitre")
    main = _clipped(_main(polygons, streets, form, rng), inside)
    annex, owner = _annexes(polygons, main, form["kind"].to_numpy(), rng)
    main_area = shapely.area(main)
    keep = main_area > 22
    shapes = np.r_[main[keep], annex]
    parent = np.r_[np.flatnonzero(keep), owner]
    form = form.iloc[parent].reset_index(drop=True)
    form["lot"] = at[parent]
    form["annex"] = np.arange(len(form)) >= int(keep.sum())
    return _described(shapes, form, rng)


def _main(polygons: Shapes, streets: GeoDataFrame, form: DataFrame, rng: Generator) -> Shapes:
    """Front rectangle, with a wing behind it where chance says so."""
    centre = shapely.get_coordinates(shapely.centroid(polygons))
    front, reach = _front(polygons, centre, streets)
    area = shapely.area(polygons)
    by_share = form["share"].to_numpy() > 0
    ground = area * form["share"].to_numpy() * rng.uniform(0.55, 1.15, len(area))
    aspect = rng.uniform(1.2, 2.2, len(area))
    width = np.where(
        by_share, np.sqrt(ground * aspect), form["width"] * rng.uniform(0.85, 1.25, len(area))
    )
    depth = np.where(
        by_share, np.sqrt(ground / aspect), form["depth"] * rng.uniform(0.85, 1.2, len(area))
    )
    middle = reach - form["setback"].to_numpy() * rng.uniform(0.7, 1.4, len(area)) - depth / 2
    middle = np.maximum(middle, -0.3 * reach)
    centre = centre + front * middle[:, None]
    body = _rectangles(centre, front, width, depth)
    side = np.stack([-front[:, 1], front[:, 0]], axis=1)
    lean = rng.choice([-1, 1], len(area)) * width * 0.27
    back = centre + side * lean[:, None] - front * (depth * 0.8)[:, None]
    wing = _rectangles(back, front, width * 0.42, depth * 0.9)
    winged = rng.random(len(area)) < form["wing"].to_numpy()
    return np.where(winged, shapely.union(body, wing), body)


def _front(polygons: Shapes, centre: Floats, streets: GeoDataFrame) -> tuple[Floats, Floats]:
    """Unit vector from each lot's middle to its street, and how far its edge lies that way [m]."""
    near = streets.sindex.nearest(shapely.points(centre), return_all=False)[1]
    foot = shapely.get_coordinates(
        shapely.shortest_line(shapely.points(centre), streets.geometry.array[near])
    ).reshape(-1, 2, 2)
    step = foot[:, 1] - foot[:, 0]
    front = step / np.maximum(np.hypot(*step.T), 1e-6)[:, None]
    rays = shapely.linestrings(np.stack([centre, centre + 400 * front], axis=1))
    return front, shapely.length(shapely.intersection(rays, polygons))


def _rectangles(centre: Floats, front: Floats, width: Floats, depth: Floats) -> Shapes:
    side = np.stack([-front[:, 1], front[:, 0]], axis=1) * (width / 2)[:, None]
    deep = front * (depth / 2)[:, None]
    ring = [centre - side - deep, centre + side - deep, centre + side + deep, centre - side + deep]
    return np.asarray(shapely.polygons(np.stack(ring, axis=1)))


def _clipped(shapes: Shapes, inside: Shapes) -> Shapes:
    """Largest part of each shape inside its lot, at the centimetre."""
    cut = shapely.set_precision(shapely.intersection(shapes, inside), 0.01)
    parts, owner = shapely.get_parts(cut, return_index=True)
    polygon = shapely.get_type_id(parts) == 3
    parts, owner = parts[polygon], owner[polygon]
    order = np.lexsort((-shapely.area(parts), owner))
    first = order[np.unique(owner[order], return_index=True)[1]]
    clipped = np.full(len(shapes), shapely.Polygon(), dtype=object)
    clipped[owner[first]] = parts[first]
    return clipped


def _annexes(
    polygons: Shapes, main: Shapes, kind: NDArray[np.str_], rng: Generator
) -> tuple[Shapes, NDArray[np.intp]]:
    """Garden sheds and garages of houses: small boxes in a corner that the house leaves free."""
    at = np.flatnonzero(
        np.isin(kind, ["suburb", "hamlet", "faubourg"]) & (rng.random(len(kind)) < 0.34)
    )
    inner = shapely.buffer(polygons[at], -2.5, join_style="mitre")
    spot = shapely.get_coordinates(shapely.point_on_surface(inner), include_z=False)
    at = at[~shapely.is_empty(inner)]
    corner = shapely.get_coordinates(
        shapely.shortest_line(shapely.points(spot), shapely.boundary(polygons[at]))
    ).reshape(-1, 2, 2)
    far = 2 * corner[:, 0] - corner[:, 1]
    front = corner[:, 1] - corner[:, 0]
    front /= np.maximum(np.hypot(*front.T), 1e-6)[:, None]
    size = rng.uniform(3, 5.5, (2, len(at)))
    boxes = _rectangles(far, front, size[0], size[1])
    room = shapely.difference(shapely.buffer(polygons[at], -0.5), shapely.buffer(main[at], 1.5))
    boxes = _clipped(boxes, room)
    keep = shapely.area(boxes) > 7
    return boxes[keep], at[keep]


def _described(shapes: Shapes, form: DataFrame, rng: Generator) -> GeoDataFrame:
    n = len(form)
    annex = form["annex"].to_numpy()
    usage = form["usage"].where(~annex, "annex").to_numpy(dtype=object)
    ground_floor_shop = (form["kind"] == "centre").to_numpy() & (rng.random(n) < 0.16) & ~annex
    usage[ground_floor_shop] = "mixed"
    height = np.where(annex, 2.8, form["height"] * rng.uniform(0.75, 1.3, n)).round(1)
    light = (annex & (rng.random(n) < 0.6)) | ((usage == "agricultural") & (rng.random(n) < 0.3))
    floor_m2 = shapely.area(shapes) * np.maximum(1, (height / 3).astype(int))
    per_dwelling = form["kind"].map({"centre": 190.0, "collective": 95.0}).fillna(1e9).to_numpy()
    home = np.isin(usage, ["residential", "mixed"])
    dwellings = np.where(home, np.maximum(1, (floor_m2 / per_dwelling).astype(int)), 0)
    frame = of_role(
        "building",
        {"usage": usage, "light": light, "height_m": height, "dwellings": dwellings},
        shapes,
    )
    return frame.assign(lot=form["lot"].to_numpy())
