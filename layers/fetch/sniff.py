"""What a file is by its first and last bytes, whatever its name or the server say."""

import re
from pathlib import Path
from typing import Final

from layers.errors import FetchError

_HEAD: Final = 4096
_MAGIC: Final[dict[str, tuple[bytes, ...]]] = {
    "zip": (b"PK\x03\x04", b"PK\x05\x06"),
    "gzip": (b"\x1f\x8b",),
    "7z": (b"7z\xbc\xaf\x27\x1c",),
    "tar.bz2": (b"BZh",),
    "parquet": (b"PAR1",),
    "gpkg": (b"SQLite format 3\x00",),
    "geojson": (b"{", b"["),
    "json": (b"{", b"["),
    "xml": (b"<",),
}
_TEXT: Final = ("csv", "geojson", "json", "xml")
_PAGE: Final = re.compile(rb"^\s*(?:<!doctype html|<html)", re.IGNORECASE)
_TITLE: Final = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_REPORT: Final = re.compile(rb"<(?:\w+:)?(?:ExceptionReport|ServiceException)", re.IGNORECASE)
_SAID: Final = re.compile(rb"<(?:\w+:)?(?:ExceptionText|ServiceException)[^>]*>(.*?)<", re.DOTALL)


def require_kind(path: Path, kind: str, url: str) -> None:
    """
    Refuse a file that is not of the kind that was asked for.

    Parameters
    ----------
    path : Path
        The file, whole.
    kind : str
        ``zip``, ``gzip``, ``7z``, ``tar.bz2``, ``parquet``, ``gpkg``, ``geojson``, ``json``,
        ``xml`` or ``csv``; any file goes where empty.
    url : str
        Where it comes from, for the message.

    Raises
    ------
    FetchError
        If it is empty, a web page, an error report of a WFS, of another kind, or ends too early.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        raise FetchError("{url}: an empty file came", url=url)
    if _PAGE.match(head):
        raise FetchError(
            "{url}: a web page came instead of the file (« {title} »)",
            url=url,
            title=_first(_TITLE, head),
        )
    if _REPORT.search(head):
        raise FetchError("{url}: the service refuses: {why}", url=url, why=_first(_SAID, head))
    if not _fits(head, kind) or (kind == "parquet" and not _has_foot(path)):
        raise FetchError(
            "{url}: not a whole file of kind {kind} (it begins with {head})",
            url=url,
            kind=kind,
            head=repr(head[:12]),
        )


def _fits(head: bytes, kind: str) -> bool:
    if kind in _TEXT:
        head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if kind == "csv":
        return b"\x00" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return kind not in _MAGIC or head.startswith(_MAGIC[kind])


def _has_foot(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(-4, 2)
        return stream.read() == b"PAR1"


def _first(pattern: re.Pattern[bytes], head: bytes) -> str:
    found = pattern.search(head)
    text = found[1].decode("utf-8", errors="replace") if found else ""
    return " ".join(text.split())[:200] or "?"
