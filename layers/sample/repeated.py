"""The fictional commune side by side, as many times as a benchmark needs."""

from typing import Final

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from layers.sample.relief import Grid
from layers.sample.town import Sample
from layers.schema import ROLES

FIRST: Final = 99_000
"""Codes of the copies are those from here; 1,000 of them."""

COPIES: Final = 1000

_CODES: Final = ("commune_insee", "origin_insee", "destination_insee")


def repeated(one: Sample, copies: int) -> Sample:
    """
    Copies of the town of a sample, in a square.

    Parameters
    ----------
    one : Sample
        From :func:`layers.sample.commune`.
    copies : int
        How many, 1 to 1,000.

    Returns
    -------
    Sample
        Every role; ids bear the number of the copy, INSEE codes run from 99000. The communes
        around the town are left out: people who work there work in the next copies.

    Raises
    ------
    ValueError
        If ``copies`` is out of range: codes would repeat.

    Examples
    --------
    >>> from layers.sample import commune
    >>> town = commune(parcels=1500)
    >>> two = repeated(town, 2)
    >>> len(two.frames["parcel"]) == 2 * len(town.frames["parcel"])
    True
    >>> two.frames["commune"].index.tolist()
    ['99000', '99001']
    """
    if not 1 <= copies <= COPIES:
        raise ValueError(f"{copies} copies: between 1 and 1000 have codes of their own")
    town = str(one.frames["commune"].index[0])
    across = int(np.ceil(np.sqrt(copies)))
    width, height = _pitch(one)
    frames = {}
    for role, frame in one.frames.items():
        if role == "tension":
            frames[role] = frame
            continue
        mine = _of_town(role, frame, town)
        parts = []
        for k in range(copies):
            row, column = divmod(k, across)
            codes = _codes(one.frames["commune"], k, copies)
            parts.append(_copy(role, mine, codes, (column * width, -row * height)))
        frames[role] = pd.concat(parts, ignore_index=not ROLES[role].id)
    rows = -(-copies // across)
    rasters = {role: _tiled(grid, rows, across) for role, grid in one.rasters.items()}
    return Sample(frames=frames, rasters=rasters)


def _pitch(one: Sample) -> tuple[float, float]:
    """Width and height of the ground of the town: that of its rasters. [m]"""
    values, transform, *_ = next(iter(one.rasters.values()))
    return values.shape[1] * transform.a, -values.shape[0] * transform.e


def _of_town(role: str, frame: DataFrame, town: str) -> DataFrame:
    if role == "commune":
        return frame.loc[[town]]
    return frame[frame["commune_insee"] == town] if role == "labour" else frame


def _codes(communes: GeoDataFrame, k: int, copies: int) -> dict[str, str]:
    """Code in copy ``k`` of each commune of the sample: itself, then the next copies."""
    return {str(c): str(FIRST + (k + j) % copies) for j, c in enumerate(communes.index)}


def _copy(
    role: str, frame: DataFrame, codes: dict[str, str], shift_m: tuple[float, float]
) -> DataFrame:
    out = frame.copy()
    town = next(iter(codes.values()))
    for column in _CODES:
        if column in out:
            out[column] = out[column].map(codes).astype(out[column].dtype)
    if ROLES[role].id:
        out.index = _ids(role, frame.index.to_series(), town).to_numpy()
        out.index.name = frame.index.name
    if "parcel_refs" in out:
        out["parcel_refs"] = out["parcel_refs"].str.replace("99001", town)
    if "owner_account" in out:
        out["owner_account"] = out["owner_account"] + f"-{town}"
    if isinstance(out, GeoDataFrame):
        out = out.set_geometry(out.geometry.translate(*shift_m))
    return out


def _ids(role: str, ids: Series, town: str) -> Series:
    """Codes of communes are their own; those of parcels start with one; others end with it."""
    if role == "commune":
        return Series(town, index=ids.index)
    return town + ids.str[5:] if role == "parcel" else ids + f"-{town}"


def _tiled(grid: Grid, rows: int, columns: int) -> Grid:
    values, transform, crs, nodata = grid
    return np.tile(values, (rows, columns)), transform, crs, nodata
