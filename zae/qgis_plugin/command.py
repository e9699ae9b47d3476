"""Where the command ``zae`` is, and the environment that it is called in."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Mapping, NamedTuple  # noqa: UP035  Python 3.9

from .words import say

LEAKING = (
    "PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONEXECUTABLE", "PYTHONUSERBASE",
    "VIRTUAL_ENV", "__PYVENV_LAUNCHER__", "GDAL_DATA", "GDAL_DRIVER_PATH", "OGR_DRIVER_PATH",
    "PROJ_LIB", "PROJ_DATA", "GEOTIFF_CSV", "QT_PLUGIN_PATH", "QGIS_PREFIX_PATH",
)  # fmt: skip
"""What QGIS sets for its own Python, GDAL and PROJ, which another Python must not see."""


class CommandMissingError(Exception):
    """The command cannot be found; the message says where it was looked for and what to do."""


class Command(NamedTuple):
    """The command and what was looked at to find it."""

    path: str
    looked_at: tuple[str, ...]


def find(setting: str = "", environment: Mapping[str, str] | None = None) -> Command:
    """
    Find the command: the setting if there is one, else the path, else the usual places.

    QGIS on Windows starts with a path of its own, and on macOS without the one of the shell: the
    folders where pipx and uv put commands are looked at too.

    Parameters
    ----------
    setting : str
        Path in the settings; empty where there is none.
    environment : mapping of str to str, optional
        Variables; those of the process by default.

    Returns
    -------
    Command
        Path of the command.

    Raises
    ------
    CommandMissingError
        If it is nowhere.
    """
    known = os.environ if environment is None else environment
    if setting.strip():
        return _set(setting.strip().strip('"'))
    found = shutil.which("zae", path=known.get("PATH", ""))
    if found:
        return Command(found, ("PATH",))
    places = usual_places(known)
    for place in places:
        if place.is_file() and os.access(place, os.X_OK):
            return Command(str(place), tuple(map(str, places)))
    listed = "\n".join(f"  {place}" for place in places)
    raise CommandMissingError(say("command.missing").format(places=listed))


def _set(text: str) -> Command:
    """Command of the setting: the file, or the one inside the folder that it names."""
    place = Path(text).expanduser()
    inside = [place / part for part in ("zae", "zae.exe", "bin/zae", "Scripts/zae.exe")]
    for candidate in [place, *inside]:
        if candidate.is_file():
            return Command(str(candidate), (text,))
    raise CommandMissingError(say("command.wrong_setting").format(path=text))


def usual_places(environment: Mapping[str, str]) -> list[Path]:
    """
    Files that pipx and uv make where they are left to themselves.

    Parameters
    ----------
    environment : mapping of str to str
        Variables: ``PIPX_BIN_DIR``, ``USERPROFILE`` or ``HOME``, ``LOCALAPPDATA``.

    Returns
    -------
    list of Path
        Places, most likely first.
    """
    name = "zae.exe" if sys.platform == "win32" else "zae"
    home = environment.get("USERPROFILE") or environment.get("HOME") or ""
    folders = [environment.get("PIPX_BIN_DIR", ""), environment.get("UV_TOOL_BIN_DIR", "")]
    if home:
        folders.append(str(Path(home) / ".local" / "bin"))
    if sys.platform == "win32":
        local = environment.get("LOCALAPPDATA", "")
        folders.append(str(Path(local) / "pipx" / "bin") if local else "")
    else:
        folders += ["/usr/local/bin", "/opt/homebrew/bin"]
    return [Path(folder) / name for folder in folders if folder]


def child_environment(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """
    Environment of the command: that of the process without what belongs to QGIS.

    Parameters
    ----------
    environment : mapping of str to str, optional
        Variables; those of the process by default.

    Returns
    -------
    dict of str to str
        French, in UTF-8, a line a step.

    Examples
    --------
    >>> found = child_environment({"PYTHONHOME": "C:/OSGeo4W/apps/Python39", "LANG": "fr_FR"})
    >>> "PYTHONHOME" in found, found["PYTHONUTF8"], found["LANG"]
    (False, '1', 'fr_FR')
    """
    known = os.environ if environment is None else environment
    kept = {key: value for key, value in known.items() if key.upper() not in LEAKING}
    return {
        **kept,
        "PYTHONUTF8": "1",
        "PYTHONIOENCODING": "utf-8",
        "ZAE_LANG": "fr",
        "ZAE_PROGRESS": "lines",
        "NO_COLOR": "1",
    }
