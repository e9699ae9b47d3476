"""The plugin of QGIS as the archive that QGIS installs, the same bytes on every run."""

import configparser
import zipfile
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from zae.publish.whole import whole

FOLDER: Final = "zae_qgis"
"""Name of the plugin inside QGIS: the one folder of the archive."""

PUBLISHING: Final = ("email", "repository", "tracker", "homepage")
"""What plugins.qgis.org asks of the one who publishes, and nobody else can say."""

_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
_MODE: Final = 0o644 << 16


def write_plugin(path: Path, *, said: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """
    Write the plugin as an archive.

    Parameters
    ----------
    path : Path
        The archive; replaced as a whole.
    said : mapping of str to str, optional
        Entries of ``PUBLISHING`` for the file of metadata.

    Returns
    -------
    tuple of str
        Entries of ``PUBLISHING`` that plugins.qgis.org would still ask for.

    Raises
    ------
    ZaeError
        If the file cannot be put in its place.
    """
    told = {key: value for key, value in (said or {}).items() if value}
    with whole(path) as beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(_files(resources.files("zae").joinpath("qgis_plugin"), "")):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", _MOMENT)
            entry.external_attr, entry.compress_type = _MODE, zipfile.ZIP_DEFLATED
            archive.writestr(entry, _with(content, told) if name == "metadata.txt" else content)
    return tuple(key for key in ("email", "repository") if key not in told)


def _files(folder: Traversable, before: str) -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        if item.is_dir() and item.name != "__pycache__":
            yield from _files(item, f"{before}{item.name}/")
        elif item.is_file() and not item.name.endswith(".pyc"):
            yield before + item.name, item.read_bytes().replace(b"\r\n", b"\n")


def _with(metadata: bytes, said: Mapping[str, str]) -> bytes:
    """Lines of metadata with those that were said at the end of the section."""
    added = "".join(f"{key}={' '.join(value.split())}\n" for key, value in said.items())
    return metadata.rstrip(b"\n") + b"\n" + added.encode()


def metadata() -> dict[str, str]:
    """
    Entries of the file of metadata of the plugin.

    Returns
    -------
    dict of str to str
        By name, as QGIS reads them.

    Examples
    --------
    >>> metadata()["hasProcessingProvider"]
    'yes'
    """
    text = resources.files("zae").joinpath("qgis_plugin/metadata.txt").read_text(encoding="utf-8")
    found = configparser.ConfigParser(interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string(text)
    return dict(found["general"])
