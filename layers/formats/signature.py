"""What a file is by its first bytes, whatever its name says."""

from pathlib import Path
from typing import Final

from land.errors import Message

HEAD: Final = 512
_FORMATS: Final = (
    (b"SQLite format 3\x00", Message("a GeoPackage or another SQLite database")),
    (b"PAR1", Message("a Parquet file")),
    (b"PK\x03\x04", Message("a zip archive")),
    (b"fgb", Message("a FlatGeobuf file")),
    (b"II*\x00", Message("a GeoTIFF")),
    (b"MM\x00*", Message("a GeoTIFF")),
    (b"\x00\x00\x27\x0a", Message("a shapefile")),
    (b"\x1f\x8b", Message("a gzip archive")),
    (b"7z\xbc\xaf", Message("a 7z archive")),
    (b"%PDF", Message("a PDF")),
)
_PAGE: Final = (b"<!doctype html", b"<html")


def looks_like(path: Path) -> Message:
    """
    What a file looks like.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    str
        A message: a format by its signature, a web page, a text, or nothing known.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> file = Path(mkdtemp()) / "zones.gpkg"
    >>> _ = file.write_text("<!DOCTYPE html><title>Portail</title>")
    >>> looks_like(file)
    'a web page: the download asked for a sign-in, or its address has changed'
    """
    if not path.is_file():
        return Message("a folder")
    with path.open("rb") as opened:
        return begins_like(opened.read(HEAD))


def begins_like(head: bytes) -> Message:
    """
    What a file looks like by its first bytes.

    Parameters
    ----------
    head : bytes
        The first ``HEAD`` of them.

    Examples
    --------
    >>> begins_like(b"%PDF-1.7")
    'a PDF'
    """
    for signature, name in _FORMATS:
        if head.startswith(signature):
            return name
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(_PAGE):
        return Message("a web page: the download asked for a sign-in, or its address has changed")
    if text.startswith((b"{", b"[")):
        return Message("JSON")
    return Message("no format that is known") if b"\x00" in head or not head else Message("a text")
