"""Rows of an interface that answers in pages, each naming the next (Cartofriches, Géorisques)."""

import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import pandas as pd
from geopandas import GeoDataFrame
from shapely.errors import ShapelyError

from layers.errors import FetchError
from layers.fetch.client import Http
from layers.fetch.download import download
from layers.secrets import scrubbed

MOST: Final = 10_000
"""Pages after which a service is taken to go round in circles."""

_TOTALS: Final = ("count", "results", "total", "numberMatched")
"""Names under which services say how many rows there are in all."""


def paged_rows(url: str, *, records: str, http: Http, folder: Path) -> pd.DataFrame:
    """
    All rows behind an address.

    Parameters
    ----------
    url : str
        Address of the first page.
    records : str
        Name of the list of rows; ``features`` are GeoJSON features.
    http : Http
        The client.
    folder : Path
        Where each page is kept while it is read.

    Returns
    -------
    DataFrame or GeoDataFrame
        The rows; with a geometry where they are features. [EPSG:4326]

    Raises
    ------
    FetchError
        If a page is not what is expected, the pages never end, or twice in a row the service gives
        another number of rows than it announced or a row of one page again in another.

    Notes
    -----
    A list that changes while it is read moves rows from page to page: one comes twice, another
    never. So the number that the first page announces is held against what came, and a second
    reading decides.
    """
    why = ""
    for _ in range(2):
        rows, why = _attempt(url, records, http, folder)
        if not why:
            return _framed(url, rows, records)
    raise FetchError(
        "{url}: rows come otherwise than announced ({why}); the data may be changing, or the "
        "service gives no stable order",
        url=scrubbed(url),
        why=why,
    )


def _attempt(url: str, records: str, http: Http, folder: Path) -> tuple[list[Any], str]:
    """Return every row, and what is wrong with their number; nothing where all is well."""
    rows: list[Any] = []
    seen: set[str] = set()
    met: set[str] = set()
    again = 0
    announced: int | None = None
    page: str | None = url
    while page:
        if page in seen or len(seen) >= MOST:
            raise FetchError("{url}: its pages never end", url=scrubbed(url))
        content = _content(page, http, folder, records)
        announced = _announced(content, records) if not seen else announced
        seen.add(page)
        marks = {json.dumps(row, sort_keys=True) for row in content[records]}
        again += len(marks & met)
        met |= marks
        rows += content[records]
        page = _next(url, content.get("next"))
    if again:
        return rows, f"{again} × 2"
    wrong = announced is not None and announced != len(rows)
    return rows, f"{len(rows)} / {announced}" if wrong else ""


def _announced(content: dict[str, Any], records: str) -> int | None:
    """Number of rows that an answer says there are in all."""
    found = (content.get(name) for name in _TOTALS if name != records)
    return next((n for n in found if isinstance(n, int) and not isinstance(n, bool)), None)


def _framed(url: str, rows: list[Any], records: str) -> pd.DataFrame:
    if records != "features":
        return pd.DataFrame(rows)
    found: pd.DataFrame = GeoDataFrame(geometry=[], crs=4326)
    if not rows:
        return found
    try:
        found = GeoDataFrame.from_features(rows, crs=4326)
    except (KeyError, TypeError, ValueError, AttributeError, ShapelyError) as error:
        raise _unreadable(url, error) from error
    return found


def _content(page: str, http: Http, folder: Path, records: str) -> dict[str, Any]:
    target = folder / "page.json"
    download(page, target, http=http, kind="json")
    try:
        content = json.loads(target.read_bytes())
    except (ValueError, RecursionError) as error:
        raise _unreadable(page, error) from error
    finally:
        target.unlink()
    listed = content.get(records) if isinstance(content, dict) else None
    if not isinstance(listed, list):
        raise FetchError(
            "{url}: no list « {name} » in the answer", url=scrubbed(page), name=records
        )
    strange = next((row for row in listed if not isinstance(row, dict)), None)
    if strange is not None:
        raise _unreadable(page, f"{records}: {strange!r:.40}")
    return dict(content)


def _unreadable(page: str, error: object) -> FetchError:
    return FetchError(
        "{url}: a page that cannot be read ({error})", url=scrubbed(page), error=str(error)
    )


def _next(first: str, following: object) -> str | None:
    """Address of the next page, on the server that was asked: none is led elsewhere."""
    if not isinstance(following, str) or not following:
        return None
    start, then = urlsplit(first), urlsplit(urljoin(first, following))
    # A mirror keeps the host of the producer as its first folder: the next page is there too.
    path = start.path if start.path.endswith(then.path) else then.path
    return then._replace(scheme=start.scheme, netloc=start.netloc, path=path).geturl()
