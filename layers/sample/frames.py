"""Frames of a role, exactly as the reader gives them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from layers.sample.plan import CRS
from layers.schema import ROLES
from layers.validate import DTYPES


def of_role(name: str, columns: Mapping[str, Any], geometry: Any = None) -> GeoDataFrame:
    """
    Frame in the columns, types and index of a role.

    Parameters
    ----------
    name : str
        Role.
    columns : mapping of str to array-like or scalar
        Values by column; the id column is numbered where it is absent.
    geometry : array-like of Geometry, optional
        Absent for a table. [EPSG:2154]

    Returns
    -------
    GeoDataFrame
        A plain DataFrame for a table. Columns of the role that are not given are empty.

    Examples
    --------
    >>> of_role("tension", {"profile": ["ouvriers"], "difficult_share": [0.6]}).shape
    (1, 2)
    """
    role = ROLES[name]
    table = pd.DataFrame(dict(columns), index=None if geometry is None else range(len(geometry)))
    if role.id and role.id not in table:
        table[role.id] = [f"{name}-{i:05d}" for i in range(1, len(table) + 1)]
    table = table.reindex(columns=role.names)
    table = table.astype({c.name: DTYPES[c.kind] for c in role.columns})
    if role.id:
        table = table.set_index(role.id)
    return table if geometry is None else GeoDataFrame(table, geometry=geometry, crs=CRS)
