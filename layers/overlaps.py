"""Rows of one layer that lie on the same ground, where that ground would be counted twice."""

from typing import Final

import numpy as np
import shapely
from geopandas import GeoDataFrame

from layers.account import Account, Reason

EXCLUSIVE: Final = ("parcel", "zone")
"""Roles whose outlines part the ground: a site, a unit or a job belongs to one of them."""

LEAST_M2: Final = 100.0
"""Shared ground below which outlines are taken to have been drawn apart (*assumed*). [m²]"""

_SHOWN: Final = 5


def note_overlaps(frame: GeoDataFrame, account: Account) -> None:
    """
    Note in the account the rows that share ground, with how much; nothing is changed.

    Parameters
    ----------
    frame : GeoDataFrame
        Polygons of a layer. [projected, m]; outlines in degrees are left alone.
    account : Account
        Where to.

    Examples
    --------
    >>> from shapely import box
    >>> zones = GeoDataFrame(
    ...     index=["A", "B"], geometry=[box(0, 0, 100, 100), box(60, 0, 200, 100)], crs=2154
    ... )
    >>> account = Account("zae", "zone")
    >>> note_overlaps(zones, account)
    >>> account.frame()["reason"].tolist()
    ['same ground as another row of the layer: A + B 4000 m²']
    """
    if frame.crs is None or not frame.crs.is_projected:
        return
    shapes = frame.geometry.to_numpy()
    one, two = _meeting(shapes)
    area = shapely.area(shapely.intersection(shapes[one], shapes[two]))
    large = np.flatnonzero(area > LEAST_M2)
    large = large[np.argsort(-area[large], kind="stable")]
    ids = frame.index.to_numpy()
    told = [f"{ids[one[k]]} + {ids[two[k]]} {area[k]:.0f} m²" for k in large[:_SHOWN]]
    met = np.unique(np.concatenate([one[large], two[large]]))
    account.add("noted", Reason.SAME_GROUND, detail=", ".join(told), ids=ids[met])


def _meeting(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of shapes of which one has an edge inside the other, or that are the same."""
    # Parcels that share their edges, as nearly all do, are seen to be sound in one pass.
    edges = shapely.coverage_invalid_edges(shapes)
    faulty = np.flatnonzero(~(shapely.is_missing(edges) | shapely.is_empty(edges)))
    one, two = shapely.STRtree(shapes).query(shapes[faulty], predicate="intersects")
    one = faulty[one]
    apart = one != two
    pairs = np.sort(np.column_stack([one[apart], two[apart]]), axis=1)
    first, second = np.unique(pairs, axis=0).T
    return first, second
