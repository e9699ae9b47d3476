"""
What the toolkit finds on this machine, and what is missing.

A description to send with a question: versions, drivers, folders, programs. Nothing of the user is
in it: no name, no address, no password; the folders themselves are not named.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final, Literal

from packaging.requirements import Requirement

from zae.messages import N_

State = Literal["fine", "missing", "optional"]

PROJECT: Final = "zae-toolkit"

DRIVERS: Final = ("GPKG", "GeoJSON", "ESRI Shapefile", "FlatGeobuf", "EDIGEO", "CSV", "SQLite")
"""GDAL drivers of the formats in which French producers deliver."""

PROGRAMS: Final = {
    "qgis": ("qgis", "qgis-bin", "qgis-ltr"),
    "soffice": ("soffice", "libreoffice"),
    "browser": ("chromium", "chromium-browser", "google-chrome", "firefox", "msedge"),
}
"""Programs that open what is written, by what they are for; none is needed to write it."""

_QGIS_S: Final = 20
"""How long QGIS may take to say its version. [s]"""

FREE_GIB: Final = 2.0
"""Free space from which a study of an EPCI and its layers fit (*assumed*). [GiB]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    One thing that was looked at.

    Parameters
    ----------
    subject : str
        What was looked at: a text that can be translated, or a name.
    found : str
        What was found: a version, a number, or nothing.
    state : str
        ``fine``; ``missing``, without which the toolkit does not work; ``optional``, without which
        a part does not.
    advice : str
        What to do, a text that can be translated; empty where nothing is to be done.
    """

    subject: str
    found: str
    state: State = "fine"
    advice: str = ""


def examine() -> list[Finding]:
    """
    Look at the machine.

    Returns
    -------
    list of Finding
        In the order in which a reader goes: the toolkit, its libraries, their formats, folders,
        network, other programs.

    Examples
    --------
    >>> found = examine()
    >>> found[0].subject, found[0].found == version(PROJECT)
    ('zae', True)
    """
    parts: tuple[Callable[[], Iterator[Finding]], ...] = (
        _machine, _libraries, _formats, _coordinates, _folders, _network, _programs,
    )  # fmt: skip
    return [finding for part in parts for finding in part()]


def _machine() -> Iterator[Finding]:
    yield Finding(subject="zae", found=version(PROJECT))
    yield Finding(subject="Python", found=f"{platform.python_version()} ({sys.platform})")
    yield Finding(subject=N_("Processors"), found=str(os.cpu_count() or 1))
    encoding = sys.stdout.encoding or ""
    plain = encoding.replace("-", "").casefold() != "utf8"
    yield Finding(
        subject=N_("Encoding of the terminal"), found=encoding,
        state="optional" if plain else "fine",
        advice=N_("Set PYTHONUTF8=1, so that accents are shown.") if plain else "",
    )  # fmt: skip


def _libraries() -> Iterator[Finding]:
    for line in requires(PROJECT) or ():
        wanted = Requirement(line)
        extra = _extra_of(wanted)
        if extra in ("dev", "bench"):
            continue
        try:
            held = version(wanted.name)
        except PackageNotFoundError:
            held = ""
        good = bool(held) and wanted.specifier.contains(held, prereleases=True)
        if good:
            yield Finding(subject=wanted.name, found=held)
        elif extra:
            yield Finding(
                subject=f"{wanted.name} [{extra}]", found=held, state="optional",
                advice=N_("For a part of the toolkit: install the extra named between brackets."),
            )  # fmt: skip
        else:
            yield Finding(
                subject=wanted.name, found=held, state="missing",
                advice=N_("Install the toolkit again, in an environment of its own."),
            )  # fmt: skip


def _extra_of(wanted: Requirement) -> str:
    marker = str(wanted.marker or "")
    return marker.split("extra ==", 1)[1].strip(" '\")") if "extra ==" in marker else ""


def _formats() -> Iterator[Finding]:
    pyogrio = import_module("pyogrio")
    yield Finding(subject="GDAL", found=pyogrio.__gdal_version_string__)
    yield Finding(subject="GEOS", found=import_module("shapely").geos_version_string)
    there = pyogrio.list_drivers()
    for name in DRIVERS:
        held = name in there
        yield Finding(
            subject=f"GDAL {name}",
            found=there.get(name, ""),
            state="fine" if held else "missing",
            advice="" if held else N_("Install pyogrio from its wheel, which holds this driver."),
        )


def _coordinates() -> Iterator[Finding]:
    pyproj = import_module("pyproj")
    yield Finding(subject="PROJ", found=pyproj.proj_version_str)
    to_map = pyproj.Transformer.from_crs(4326, 2154, always_xy=True)
    # The origin of Lambert-93, by the decree that made it: 3° E, 46.5° N.
    east, north = to_map.transform(3.0, 46.5)
    right = abs(east - 700_000) < 1 and abs(north - 6_600_000) < 1
    yield Finding(
        subject="Lambert-93", found=f"{east:.0f} {north:.0f}", state="fine" if right else "missing",
        advice="" if right else N_("Unset PROJ_LIB and PROJ_DATA: they name another program's."),
    )  # fmt: skip


def _folders() -> Iterator[Finding]:
    for subject, folder in (
        (N_("Current folder"), Path.cwd()),
        (N_("Temporary folder"), Path(tempfile.gettempdir())),
    ):
        free = shutil.disk_usage(folder).free / 2**30
        if not _writable(folder):
            advice = N_(
                "Cannot be written to: choose another one with --out, or ask for the right."
            )
        elif free < FREE_GIB:
            advice = N_("Little space is left: free some before a study.")
        else:
            advice = ""
        yield Finding(
            subject=subject, found=f"{free:.1f} GiB",
            state="missing" if advice else "fine", advice=advice,
        )  # fmt: skip


def _writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _network() -> Iterator[Finding]:
    set_ = [n for n in ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY") if _environment(n)]
    yield Finding(subject=N_("Proxy"), found=", ".join(set_))
    bundle = _environment("REQUESTS_CA_BUNDLE") or _environment("SSL_CERT_FILE")
    if bundle:
        held = Path(bundle).exists()
        yield Finding(
            subject=N_("Certificates"), found=Path(bundle).name,
            state="fine" if held else "missing",
            advice="" if held else N_("REQUESTS_CA_BUNDLE names a file that is not there."),
        )  # fmt: skip


def _environment(name: str) -> str:
    return os.environ.get(name, "") or os.environ.get(name.lower(), "")


def _qgis_version(program: str) -> str:
    """Version that QGIS says of itself, without opening a window; empty where it says none."""
    quiet = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    try:
        done = subprocess.run(  # noqa: S603  a program found in the path, no word of the user
            [shutil.which(program) or program, "--version"],
            capture_output=True, check=False, env=quiet, text=True, timeout=_QGIS_S,
            encoding="utf-8", errors="replace",
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(r"QGIS (\d+\.\d+(?:\.\d+)?)", done.stdout)
    return found[1] if found else ""


def _programs() -> Iterator[Finding]:
    says = {
        "qgis": N_("To open study.qgz; QGIS 3.22 or later."),
        "soffice": N_("To change weights in scores.xlsx; Excel does as well."),
        "browser": N_("To open map.html; any recent browser does."),
    }
    for use, names in PROGRAMS.items():
        held = next((name for name in names if shutil.which(name)), "")
        yield Finding(
            subject={"qgis": "QGIS", "soffice": "LibreOffice", "browser": N_("Browser")}[use],
            found=(_qgis_version(held) if use == "qgis" and held else "") or held,
            state="fine" if held else "optional",
            advice="" if held else says[use],
        )
