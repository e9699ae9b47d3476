"""Where files of GeoParquet lie: a folder here, or an address that fsspec has a driver for."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import fsspec
from fsspec.registry import known_implementations

from land.errors import Message
from layers.errors import ReadError
from layers.formats.postgis import is_address
from layers.secrets import scrubbed

SUFFIXES: Final = (".parquet", ".geoparquet")
_SHOWN: Final = 10
_DRIVERS: Final = {
    "http": "aiohttp",
    "https": "aiohttp",
    "s3": "s3fs",
    "gs": "gcsfs",
    "abfs": "adlfs",
}
"""Package that reads the addresses of a protocol, beside fsspec."""


def is_url(path: str | Path) -> bool:
    """
    Whether a path is the address of files, rather than a file here or a database.

    Examples
    --------
    >>> is_url("s3://sig/parcelles/"), is_url("parcelles/"), is_url("postgresql://localhost/sig")
    (True, False, False)
    """
    return "://" in str(path) and not is_address(path)


def named(path: str | Path) -> str:
    """
    Last name of a path or an address, without the secrets that an address may hold.

    Examples
    --------
    >>> named("https://anne:s3cret@carto.fr/france/parcelles/?token=abc"), named("zones.gpkg")
    ('parcelles', 'zones.gpkg')
    """
    if not is_url(path):
        return Path(path).name
    parts = urlsplit(str(path))
    return Path(parts.path).name or (parts.netloc.rsplit("@", 1)[-1])


@contextmanager
def told(path: str | Path) -> Iterator[None]:
    """
    Say in our words what a driver says of an address.

    Raises
    ------
    ReadError
        If the driver is not installed, the protocol is not known, or the driver fails.
    """
    try:
        yield
    except ReadError:
        raise
    except Exception as error:
        if not is_url(path) and not isinstance(error, OSError):
            raise
        raise _fault(str(path), error) from error


def _fault(path: str, error: Exception) -> ReadError:
    address, protocol = scrubbed(path), path.split("://", maxsplit=1)[0]
    if isinstance(error, ImportError):
        return ReadError(
            "{address}: what reads « {protocol}:// » is not installed: pip install {package}",
            address=address, protocol=protocol, package=_DRIVERS.get(protocol, "fsspec[full]"),
        )  # fmt: skip
    if protocol not in known_implementations and is_url(path):
        return ReadError(
            "{address}: no driver is known for « {protocol}:// »; write a path, or an address "
            "such as https:// or s3://",
            address=address, protocol=protocol,
        )  # fmt: skip
    if isinstance(error, FileNotFoundError):
        return ReadError("{address}: there is nothing at this address", address=address)
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return ReadError(
        "{address}: no access: {error}",
        address=address if is_url(path) else named(path), error=scrubbed(said.splitlines()[0]),
    )  # fmt: skip


def found(path: str | Path, only: Sequence[str] = ()) -> tuple[Any, dict[str, str]]:
    """
    Files of a layer.

    Parameters
    ----------
    path : str or Path
        File, folder or address.
    only : sequence of str
        Names of files of the folder; all that end in ``.parquet`` where empty.

    Returns
    -------
    fsspec.AbstractFileSystem
        What reads them.
    dict of str to str
        Place of each file by its name, in the order of names.

    Raises
    ------
    ReadError
        If there is none, or a name of ``only`` is not among them; or as :func:`told`.
    """
    name = named(path)
    if is_url(path) and Path(name).suffix.lower() not in ("", *SUFFIXES) and str(path)[-1] != "/":
        raise ReadError(
            "{file}: at an address only GeoParquet is read; bring the file beside the study",
            file=name,
        )
    with told(path):
        files, root = fsspec.core.url_to_fs(str(path))
        if name.lower().endswith(SUFFIXES) and not files.isdir(root):
            return files, {name: root}
        within = files.ls(root.rstrip("/") + "/" if is_url(path) else root, detail=False)
    names = {named(place): place for place in sorted(within)}
    kept = {n: p for n, p in names.items() if n.lower().endswith(SUFFIXES) and n[0] not in "._"}
    absent = [n for n in only if n not in kept]
    if not kept or absent:
        raise ReadError(
            "{folder}: no file {wanted} in this folder; it holds {names}",
            folder=name, wanted=absent or "*.parquet",
            names=sorted(names)[:_SHOWN] or Message("nothing"),
        )  # fmt: skip
    return files, {n: p for n, p in kept.items() if not only or n in only}
