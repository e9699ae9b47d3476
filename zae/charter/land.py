"""Land of a zone of a study: its plots, and titles over time kept as events of the store."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Annotated, Any, Final, Literal

import numpy as np
import shapely
from geopandas import GeoDataFrame
from pandas import DataFrame, Index, isna
from pydantic import model_validator
from shapely.geometry.base import BaseGeometry

from land.errors import Parts
from land.holding import title_faults
from zae.assess import Ground, by_role, ground, unscored
from zae.assessment import Assessment
from zae.charter.article import CharterError
from zae.messages import N_
from zae.store import PUBLIC, Entry, Payload, Store, StoreError, Subject, kind
from zae.study import Study

OUTSIDE: Final = "hors-cadastre"
"""Plot of what no parcel covers: roads, water, the public domain."""

ROLES_SEEN: Final = ("zone", "parcel", "commune", "street", "water", "natural_area")
"""Roles of the layers that the land of a zone and its maps are read from."""

_LEAST_M2: Final = 0.5
"""Pieces of a parcel smaller than this are slivers of two outlines that differ. [m²] *assumed*"""

Right = Literal["ownership", "lease", "option", "preemption", "use"]
HolderType = Literal[
    "person", "state", "region", "department", "epci", "commune", "other_public",
    "public_land_agency", "developer", "investor", "company", "social_housing",
]  # fmt: skip
"""What a holder is: types of owner of the parcels (:data:`layers.schema.OWNER_TYPES`)."""

UNTYPED: Final = "untyped"
"""In the public edition, a holder of whom no title says what it is."""


@kind("land_title", label=N_("title on land"))
class Title(Payload):
    """
    Who has which right on a plot, from when to when; the holder is never public.

    What the holder is does not leave plot by plot either (decision 0010), only summed up.
    """

    plot: Annotated[str, PUBLIC]
    right: Annotated[Right, PUBLIC]
    holder: str
    start: Annotated[date, PUBLIC]
    end: Annotated[date | None, PUBLIC] = None
    holder_type: HolderType | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Title":
        if self.end is not None and self.end <= self.start:
            raise StoreError("title on {plot}: ends before it starts", plot=self.plot)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """
    The land of a zone.

    Parameters
    ----------
    zone : str
        Its id.
    name : str
        Its name.
    outline : geometry
        Its outline. [m]
    plots : GeoDataFrame
        One row a plot, by its id: ``area_m2`` and its part in the zone. They cover the zone and do
        not overlap, so that areas add up to that of the zone.
    drawn : Assessment
        Layers of the study without scores, for the ground of maps.
    """

    zone: str
    name: str
    outline: BaseGeometry
    plots: GeoDataFrame
    drawn: Assessment


def land_of(study: Study, zone: str) -> Land:
    """
    Plots of a zone of a study: the parts of its parcels in the zone, and what is left.

    Parameters
    ----------
    study : Study
        A study with layers of zones and parcels.
    zone : str
        Id of the zone.

    Returns
    -------
    Land
        The plots; what no parcel covers is one more, :data:`OUTSIDE`.

    Raises
    ------
    CharterError
        If the study has no such zone, or no parcels.
    StudyError
        If a layer cannot be read.
    """
    seen = tuple(x for x in study.layers if x.role in ROLES_SEEN)
    sites = study.sites.model_copy(update={"kinds": ("zone",), "layers": ()})
    found = ground(study.model_copy(update={"layers": seen, "sites": sites}))
    zones = _frame(found, "zone")
    if zone not in zones.index:
        raise CharterError("no zone « {zone} »; there are: {known}",
                           zone=zone, known=sorted(map(str, zones.index)))  # fmt: skip
    outline = zones.geometry[zone]
    parcels = _frame(found, "parcel")
    named = zones["name"][zone] if "name" in zones else None
    return Land(
        zone=zone, name=named if isinstance(named, str) and named else zone, outline=outline,
        plots=plots_in(outline, parcels), drawn=unscored(study, found),
    )  # fmt: skip


def _frame(found: Ground, role: str) -> GeoDataFrame:
    """Rows of all layers of a role."""
    frame = by_role(found.layers).get(role)
    if not isinstance(frame, GeoDataFrame):
        raise CharterError("the study has no layer of the role « {role} »", role=role)
    return frame


def plots_in(outline: BaseGeometry, parcels: GeoDataFrame) -> GeoDataFrame:
    """
    Parts of parcels in a zone, without overlaps, and what no parcel covers.

    Parameters
    ----------
    outline : geometry
        The zone. [m]
    parcels : GeoDataFrame
        Parcels, uniquely indexed. [m]

    Returns
    -------
    GeoDataFrame
        ``area_m2`` and geometry, by plot. Where two parcels overlap, the ground is that of the
        first; areas add up to that of the zone.

    Examples
    --------
    >>> from shapely import box
    >>> parcels = GeoDataFrame(geometry=[box(0, 0, 6, 5), box(4, 0, 9, 5)], index=["A", "B"])
    >>> plots_in(box(0, 0, 10, 5), parcels)["area_m2"].to_dict()
    {'A': 30.0, 'B': 15.0, 'hors-cadastre': 5.0}
    """
    at = np.sort(parcels.sindex.query(outline, predicate="intersects"))
    left: BaseGeometry = outline
    pieces: dict[str, BaseGeometry] = {}
    for plot, shape in zip(parcels.index[at], parcels.geometry.iloc[at], strict=True):
        piece = shapely.intersection(shape, left)
        if piece.area >= _LEAST_M2:
            pieces[str(plot)] = piece
            left = shapely.difference(left, piece)
    if left.area >= _LEAST_M2 or not pieces:
        pieces[OUTSIDE] = left
    frame = GeoDataFrame(geometry=[*pieces.values()], crs=parcels.crs,
                         index=Index([*pieces], name="plot", dtype=object))  # fmt: skip
    return frame.assign(area_m2=frame.geometry.area)[["area_m2", "geometry"]]


def record_titles(
    store: Store, titles: DataFrame, land: Land, *, author: str, on: datetime | None = None
) -> int:
    """
    Record titles as events about their plots; those that are already there are left out.

    Parameters
    ----------
    store : Store
        The store.
    titles : DataFrame
        As :func:`zae.charter.tenure.read_titles` gives them.
    land : Land
        The zone that they are in.
    author : str
        Who says so.
    on : datetime, optional
        When; now where absent.

    Returns
    -------
    int
        How many were recorded.

    Raises
    ------
    CharterError
        If the titles contradict each other or those recorded before, or name no plot of the zone;
        all faults are listed, and none is recorded.
    """
    known = {event.event_id for event in store.events(Title)}
    rows = {_name(row): row for row in titles.to_dict("records")}
    fresh = {name: row for name, row in rows.items() if name not in known}
    together = DataFrame(
        [*titles_on(store, land).to_dict("records"), *fresh.values()], columns=list(COLUMNS)
    )
    faults = title_faults(together, land.plots["area_m2"])
    if faults:
        raise CharterError("{faults}", faults=Parts(faults, between="\n"))
    store.add_all([
        Entry(
            payload=Title(**{str(k): None if isna(v) else v for k, v in row.items()}),
            subject=Subject("plot", row["plot"]), author=author, role="service foncier",
            dated=on, event_id=name, geometry=land.plots.geometry[row["plot"]],
            crs=land.plots.crs.to_epsg(),
        )
        for name, row in fresh.items()
    ])  # fmt: skip
    return len(fresh)


COLUMNS: Final = ("plot", "right", "holder", "start", "end")


def _name(row: Mapping[Any, Any]) -> str:
    said = "|".join("" if isna(row[c]) else str(row[c]) for c in COLUMNS)
    return "title-" + sha256(said.encode()).hexdigest()[:32]


def titles_on(store: Store, land: Land, until: date | None = None) -> DataFrame:
    """
    Titles on plots of a zone that the store holds, as they were said by a day.

    Parameters
    ----------
    store : Store
        The store.
    land : Land
        The zone.
    until : date, optional
        Nothing said later is read.

    Returns
    -------
    DataFrame
        ``plot``, ``right``, ``holder``, ``start``, ``end``, for :mod:`land.holding`; and
        ``holder_type``, missing where nobody said it.
    """
    end = datetime.combine(until, time.max, tzinfo=UTC) if until else None
    said: Iterable[Title] = (event.read(Title) for event in store.current(Title, until=end))
    rows = [title.model_dump() for title in said if title.plot in land.plots.index]
    return DataFrame(rows, columns=[*COLUMNS, "holder_type"], dtype=object)


_OPEN: Final = ("plot", "right", "start", "end", "holder_type")


def without_holders(titles: DataFrame) -> DataFrame:
    """
    Titles whose holders are what they are and not who: what the public edition sums up.

    Parameters
    ----------
    titles : DataFrame
        As :func:`titles_on` gives them.

    Returns
    -------
    DataFrame
        Made from an allow-list of columns; ``holder`` is the type of the holder, or
        :data:`UNTYPED`.

    Examples
    --------
    >>> row = {"plot": "P1", "right": "ownership", "holder": "Ana", "start": date(2020, 1, 1)}
    >>> without_holders(DataFrame([{**row, "end": None, "holder_type": "person"}]))["holder"][0]
    'person'
    """
    kept = titles[list(_OPEN)]
    return kept.assign(holder=kept["holder_type"].fillna(UNTYPED))
