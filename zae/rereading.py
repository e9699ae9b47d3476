"""
Layers that a worker reads by itself, near its tile, instead of being sent their rows.

Where a layer is GeoParquet with covering columns a job says which rows it is about: a path, a box,
and the hash of the rows. The worker reads them through the same door as here; the hash proves that
they are the same. Rows that are wanted wherever they lie are few, and are sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from pyproj import CRS

from criteria.indicators import REACH_M
from layers import Layer, Raster, ReadOptions, read
from layers.account import Reason
from layers.formats import geoparquet
from layers.formats.parquet_part import Part, in_system
from zae.caching.content import digest
from zae.tiles import SITES, Surroundings, meets, reached

_RENAMING: Final = (Reason.GENERATED_IDS, Reason.SUFFIXED)
"""What gives a row an id that depends on rows elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """
    Rows of a layer around a tile, to be read where the tile is measured.

    Parameters
    ----------
    path, role, options
        As for :func:`layers.read`; the box is that of the tile and the reach of the role.
    within : tuple of float or None
        Box that the study itself gives the layer.
    near : int
        Number of rows to find; where there is none nothing is read.
    beyond : GeoDataFrame
        Rows that are wanted though they lie elsewhere.
    at : array of int
        Their positions among all rows.
    ids : Index or None
        Ids of the rows near, where they depend on rows elsewhere.
    sha256 : str
        Of all rows, as :func:`zae.caching.content.digest` has it.
    """

    path: str
    role: str
    options: ReadOptions
    within: tuple[float, float, float, float] | None
    near: int
    beyond: GeoDataFrame
    at: npt.NDArray[np.intp]
    ids: pd.Index | None
    sha256: str

    def rows(self) -> GeoDataFrame | None:
        """Rows, in their order; None where the file does not give those that were read before."""
        rows = self.beyond
        if self.near:
            found = self._found()
            if len(found) != self.near:
                return None
            order = np.argsort(np.concatenate([self._between(), self.at]))
            rows = pd.concat([found, self.beyond]).iloc[order] if len(self.at) else found
            rows.attrs = dict(self.beyond.attrs)
        return rows if digest(rows) == self.sha256 else None

    def _found(self) -> GeoDataFrame:
        layer = read(self.path, role=self.role, options=self.options)
        frame: Any = layer.frame if isinstance(layer, Layer) else None
        # Mending may have drawn a row in: what is near is asked of the rows as they are measured.
        boxes = shapely.bounds(np.asarray(frame.geometry.array, dtype=object))
        for box in filter(None, (self.options.bbox, self.within)):
            kept = meets(boxes, box)
            frame, boxes = frame[kept], boxes[kept]
        if len(frame) == self.near and self.ids is not None:
            frame = frame.set_axis(self.ids)
        # A column of nothing, or without a gap, has another type in a part than in the whole.
        named: GeoDataFrame = frame[self.beyond.columns].astype(self.beyond.dtypes.to_dict())
        return named

    def _between(self) -> npt.NDArray[np.intp]:
        """Positions of the rows near: those that are left."""
        return np.setdiff1d(np.arange(self.near + len(self.at)), self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """A layer that workers may read: what was asked of the door, and the files it lies in."""

    path: str
    options: ReadOptions
    parts: tuple[Part, ...]
    renamed: bool

    def reading(self, role: str, surroundings: Surroundings, places: GeoDataFrame) -> Reading:
        """Rows of the layer around some sites, as a worker is told of them."""
        near, beyond = surroundings.near(role, places), surroundings.beyond(role, places)
        kept, elsewhere = near | beyond, beyond & ~near
        frame, box = surroundings.available[role], reached(role, places)
        options = replace(self.options, bbox=box, parts=self._parts(box))
        return Reading(
            path=self.path, role=role, options=options, within=self.options.bbox,
            near=int(near.sum()), beyond=frame[elsewhere], at=np.flatnonzero(elsewhere[kept]),
            ids=frame.index[near] if self.renamed else None, sha256=digest(frame[kept]),
        )  # fmt: skip

    def _parts(self, box: tuple[float, float, float, float]) -> tuple[str, ...]:
        crs = CRS(self.options.crs) if self.options.crs else self.parts[0].crs
        if len(self.parts) == 1 or crs is None:
            return ()
        own = in_system(box, self.options.target_crs, crs)
        return tuple(part.name for part in self.parts if part.meets(own))


def readable(layers: Mapping[str, Layer | Raster], known: Mapping[str, Any]) -> dict[str, Readable]:
    """
    Layers that workers may read by themselves.

    Parameters
    ----------
    layers : mapping of str to Layer or Raster
        Layers of a study by name.
    known : mapping of str to frame
        Frames by role, as the indicators take them.

    Returns
    -------
    dict of str to Readable
        By role: layers with a reach, alone in their role and taken as they were read, all of whose
        files are GeoParquet with covering columns.
    """
    found: dict[str, Readable] = {}
    for layer in layers.values():
        role = layer.role.name
        if (
            isinstance(layer, Layer)
            and layer.asked is not None
            and role in REACH_M
            and role not in SITES
            and known.get(role) is layer.frame
            and not layer.asked[1].join
            and geoparquet.is_source(layer.asked[0])
        ):
            path, options = layer.asked
            parts = tuple(geoparquet.parts(path, options.parts)[1])
            reasons = layer.account["reason"].str.startswith(_RENAMING)
            if all(part.covered for part in parts):
                found[role] = Readable(
                    path=path, options=options, parts=parts, renamed=bool(reasons.any())
                )
    return found
