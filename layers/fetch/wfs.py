"""
A feature type of a WFS 2.0, page by page, for a territory.

The service is asked how many features there are, then for pages in a stable order; the sum must be
that number and no feature may come twice. Order of axes: a system named by its URN is written as
its authority says (latitude first in EPSG:4326), so the box is turned before it is sent, and
features that come back mirrored are turned again. Standard: OGC 09-025r2, 7.9.2.5 and 11.1.
"""

import hashlib
import re
import shutil
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

import pandas as pd
import pyogrio
import shapely
from geopandas import GeoDataFrame
from pyproj import CRS
from shapely import box

from layers.catalogue import Address
from layers.errors import FetchError
from layers.fetch.area import Area, Extent
from layers.fetch.client import Http
from layers.fetch.clip import UNREADABLE
from layers.fetch.download import download
from layers.secrets import scrubbed

PAGE: Final = 1000
"""Features asked for at once; a service may give fewer."""

FRESH_S: Final = 6 * 3600
"""Age above which the pages of a run that was stopped are asked for again. [s]"""

_MATCHED: Final = re.compile(rb'numberMatched="(\d+|unknown)"')
_JSON: Final = re.compile(r"geo\+?json|application/json", re.IGNORECASE)
_URN: Final = "urn:ogc:def:crs:EPSG::{}"
_CODE: Final = re.compile(r"(\d+)$")
_KEYS: Final = ("gml_id", "id", "cleabs", "gid", "fid")

Watch = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Service:
    """What a service says of a feature type: its systems and its formats."""

    systems: tuple[int, ...]
    formats: tuple[str, ...]

    def best_format(self) -> tuple[str, str]:
        """Format to ask for, and the suffix of its files: JSON where there is, else GML."""
        found = next((f for f in self.formats if _JSON.search(f)), "")
        return (found, "json") if found else ("", "gml")

    def best_system(self, wanted: int) -> int:
        """The system that is wanted if it is offered, else that of the service."""
        return wanted if wanted in self.systems or not self.systems else self.systems[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """
    A feature type of a service, and how it is asked for.

    Parameters
    ----------
    url : str
        Address of the service.
    address : Address
        Its feature type and the property that orders it.
    http : Http
        The client.
    folder : Path
        Where pages are kept until all are there: a run that was stopped goes on with them.
    progress : callable
        Told how many features are there, and how many there will be.
    page : int
        Features asked for at once.
    """

    url: str
    address: Address
    http: Http
    folder: Path
    progress: Watch = lambda _done, _total: None
    page: int = PAGE

    def ask(self, query: dict[str, str], target: Path, kind: str) -> Path:
        """Bring an answer to a file."""
        joined = f"{self.url}{'&' if urlsplit(self.url).query else '?'}{urlencode(query)}"
        return download(joined, target, http=self.http, kind=kind).path


def wfs_features(feed: Feed, area: Area, *, buffer_m: float) -> GeoDataFrame:
    """
    Features of a service in the box of a territory.

    Parameters
    ----------
    feed : Feed
        What is asked for.
    area : Area
        The territory.
    buffer_m : float
        How far around. [m]

    Returns
    -------
    GeoDataFrame
        Features whose box meets that of the territory.

    Raises
    ------
    FetchError
        If the service refuses, has no such feature type, gives a feature twice, or another number
        than it announced, twice in a row.
    """
    _age(feed.folder)
    why = ""
    for _ in range(2):
        found = _attempt(feed, area, buffer_m)
        shutil.rmtree(feed.folder, ignore_errors=True)
        if isinstance(found, GeoDataFrame):
            return found
        why = found
    raise FetchError(
        "{url}: « {name} » comes otherwise than announced ({why}); the data may be changing, or "
        "the service gives no stable order",
        url=scrubbed(feed.url),
        name=feed.address.typename,
        why=why,
    )


def _age(folder: Path) -> None:
    """Take away the pages of a run that was stopped long ago."""
    if folder.is_dir() and time.time() - folder.stat().st_mtime > FRESH_S:
        shutil.rmtree(folder)


def _attempt(feed: Feed, area: Area, buffer_m: float) -> GeoDataFrame | str:
    """Return all features, or what was wrong with their number."""
    service = _service(feed)
    code = service.best_system(area.crs)
    extent = area.extent(code, buffer_m=buffer_m)
    query = _query(feed.address, code, extent)
    total = _hits(feed, query)
    form, suffix = service.best_format()
    query |= {"outputFormat": form} if form else {}
    frames: list[GeoDataFrame] = []
    done = 0
    while total is None or done < total:
        frame = _page(feed, query, done, suffix)
        if frame.empty:
            break
        frames.append(frame)
        done += len(frame)
        feed.progress(done, total)
    if total is not None and done != total:
        return f"{done} / {total}"
    if not frames:
        return GeoDataFrame(geometry=[], crs=code)
    return _checked(_oriented(_joined(frames, code), extent))


def _joined(frames: list[GeoDataFrame], code: int) -> GeoDataFrame:
    """Pages as one frame, in the system that was asked for: that of a page may be unsaid."""
    return GeoDataFrame(
        pd.concat([f.set_crs(code, allow_override=True) for f in frames], ignore_index=True)
    )


def _checked(frame: GeoDataFrame) -> GeoDataFrame | str:
    key = next((k for k in _KEYS if k in frame and frame[k].notna().all()), None)
    if key is None:
        return frame
    again = int(frame[key].duplicated().sum())
    return f"{key}: {again} × 2" if again else frame


def _oriented(frame: GeoDataFrame, extent: Extent) -> GeoDataFrame:
    """Features with x first: those that meet the box only when mirrored are mirrored."""
    asked = box(*extent)
    if frame.intersects(asked).any():
        return frame
    turned = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    if not shapely.intersects(turned, asked).any():
        return frame
    return frame.set_geometry(turned, crs=frame.crs)


def _query(address: Address, code: int, extent: Extent) -> dict[str, str]:
    urn = _URN.format(code)
    west, south, east, north = extent
    turned = CRS.from_epsg(code).axis_info[0].direction == "north"
    sides = (south, west, north, east) if turned else (west, south, east, north)
    query = {
        "service": "WFS", "version": "2.0.0", "request": "GetFeature",
        "typeNames": address.typename, "srsName": urn,
        "bbox": ",".join([*(f"{side:.7f}" for side in sides), urn]),
    }  # fmt: skip
    return query | ({"sortBy": address.sort_by} if address.sort_by else {})


def _hits(feed: Feed, query: dict[str, str]) -> int | None:
    """Number of features; None where the service does not say."""
    target = feed.ask(query | {"resultType": "hits"}, feed.folder / "hits.xml", "xml")
    found = _MATCHED.search(target.read_bytes())
    target.unlink()
    return int(found[1]) if found and found[1] != b"unknown" else None


def _page(feed: Feed, query: dict[str, str], start: int, suffix: str) -> GeoDataFrame:
    asked = query | {"count": str(feed.page), "startIndex": str(start)}
    mark = hashlib.sha256(repr(sorted(asked.items())).encode()).hexdigest()[:12]
    target = feed.folder / f"{start:08d}-{mark}.{suffix}"
    if not target.is_file():
        feed.ask(asked, target, "json" if suffix == "json" else "xml")
    try:
        if not pyogrio.list_layers(target).size:
            return GeoDataFrame(geometry=[])
        frame: GeoDataFrame = pyogrio.read_dataframe(target)
    except UNREADABLE as error:
        target.unlink()
        raise FetchError(
            "{url}: a page that cannot be read ({error})", url=scrubbed(feed.url), error=error
        ) from error
    return frame if isinstance(frame, GeoDataFrame) else GeoDataFrame(geometry=[])


def _service(feed: Feed) -> _Service:
    query = {"service": "WFS", "version": "2.0.0", "request": "GetCapabilities"}
    target = feed.ask(query, feed.folder / "capabilities.xml", "xml")
    url, typename = feed.url, feed.address.typename
    try:
        root = ET.parse(target).getroot()  # noqa: S314  expat since 2.4.1 limits what entities unfold to
    except ET.ParseError as error:
        raise FetchError(
            "{url}: its capabilities cannot be read ({error})", url=scrubbed(url), error=error
        ) from error
    types = {name.rpartition(":")[2]: one for one in _all(root, "FeatureType")
             for name in _texts(one, "Name")}  # fmt: skip
    held = types.get(typename.rpartition(":")[2])
    if held is None:
        raise FetchError(
            "{url}: no feature type « {name} »; there are {known}",
            url=scrubbed(url),
            name=typename,
            known=sorted(types)[:20],
        )
    systems = [_CODE.search(t) for n in ("DefaultCRS", "OtherCRS") for t in _texts(held, n)]
    return _Service(
        systems=tuple(int(s[1]) for s in systems if s),
        formats=tuple(_formats(root)) + tuple(_texts(held, "Format")),
    )


def _formats(root: ET.Element) -> list[str]:
    """Formats that the operation GetFeature offers."""
    return [
        value
        for operation in _all(root, "Operation")
        if operation.get("name") == "GetFeature"
        for parameter in _all(operation, "Parameter")
        if parameter.get("name") == "outputFormat"
        for value in _texts(parameter, "Value")
    ]


def _all(element: ET.Element, name: str) -> list[ET.Element]:
    return [e for e in element.iter() if e.tag.rsplit("}", 1)[-1] == name]


def _texts(element: ET.Element, name: str) -> list[str]:
    return [(e.text or "").strip() for e in _all(element, name)]
