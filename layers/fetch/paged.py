"""Rows of an interface that answers in pages, each naming the next (Cartofriches, Géorisques)."""

import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pandas as pd
from geopandas import GeoDataFrame

from layers.errors import FetchError
from layers.fetch.client import Http
from layers.fetch.download import download
from layers.secrets import scrubbed

MOST: Final = 10_000
"""Pages after which a service is taken to go round in circles."""


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
        If a page is not what is expected, or the pages never end.
    """
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    page: str | None = url
    while page:
        if page in seen or len(seen) >= MOST:
            raise FetchError("{url}: its pages never end", url=scrubbed(url))
        seen.add(page)
        content = _content(page, http, folder, records)
        rows += content[records]
        page = _next(url, content.get("next"))
    if records != "features":
        return pd.DataFrame(rows)
    found: pd.DataFrame = (
        GeoDataFrame.from_features(rows, crs=4326) if rows else GeoDataFrame(geometry=[], crs=4326)
    )
    return found


def _content(page: str, http: Http, folder: Path, records: str) -> dict[str, Any]:
    target = folder / "page.json"
    download(page, target, http=http, kind="json")
    try:
        content = json.loads(target.read_bytes())
    except ValueError as error:
        raise FetchError(
            "{url}: a page that cannot be read ({error})", url=scrubbed(page), error=error
        ) from error
    finally:
        target.unlink()
    if not isinstance(content, dict) or not isinstance(content.get(records), list):
        raise FetchError(
            "{url}: no list « {name} » in the answer", url=scrubbed(page), name=records
        )
    return content


def _next(first: str, following: object) -> str | None:
    """Address of the next page, on the server that was asked: none is led elsewhere."""
    if not isinstance(following, str) or not following:
        return None
    start, then = urlsplit(first), urlsplit(following)
    return then._replace(scheme=start.scheme, netloc=start.netloc).geturl()
