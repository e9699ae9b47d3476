"""A QGIS with the plugin, installed from its archive, and a command ``zae`` for it to call."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.zae.test_qgis import SYSTEM_PYTHON, has_qgis
from zae.plugin_archive import write_plugin

ROOT = Path(__file__).resolve().parents[3]
PROCESS = "/usr/bin/qgis_process.bin"  # Debian's wrapper of it cannot be used
DRIVER = """#!{python}
import sys
sys.path.insert(0, {root!r})
from zae.cli import main
main()
"""

collect_ignore = ["in_qgis.py"]  # a script for the system's Python, where PyQGIS lives


@dataclass(frozen=True)
class Ran:
    """What ``qgis_process`` left."""

    code: int
    results: dict[str, Any]
    said: str


@dataclass(frozen=True)
class Qgis:
    """A profile with the plugin, and the folder whose ``zae`` it finds."""

    profile: Path
    commands: Path

    def environment(self, **changed: str) -> dict[str, str]:
        """Variables of a QGIS that shows nothing, with a Python path that must not leak."""
        kept = {k: v for k, v in os.environ.items() if k not in {"VIRTUAL_ENV", "PYTHONHOME"}}
        return {
            **kept,
            "QT_QPA_PLATFORM": "offscreen",
            "QGIS_CUSTOM_CONFIG_PATH": str(self.profile),
            "PATH": f"{self.commands}{os.pathsep}/usr/bin{os.pathsep}/bin",
            "PYTHONPATH": str(self.profile / "not for the child"),
            **changed,
        }

    def run(self, tool: str, *, environment: dict[str, str] | None = None, **given: object) -> Ran:
        """Run a tool of the plugin by ``qgis_process``."""
        words = [f"{name}={value}" for name, value in given.items()]
        done = subprocess.run(
            [PROCESS, "--json", "run", f"zae:{tool}", "--", *words],
            env=self.environment(**(environment or {})), capture_output=True, text=True,
            timeout=300, check=False,
        )  # fmt: skip
        at = done.stdout.find("{")
        told = json.loads(done.stdout[at:]) if done.returncode == 0 else {}
        return Ran(done.returncode, told.get("results", {}), done.stdout + done.stderr)

    def python(self, part: str, *words: object) -> Any:
        """Run a part of the script in PyQGIS and give what it found."""
        script = Path(__file__).with_name("in_qgis.py")
        done = subprocess.run(
            [SYSTEM_PYTHON, str(script), part, *map(str, words)],
            env=self.environment(), capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])


def command(folder: Path, text: str, name: str = "zae") -> Path:
    """An executable in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)
    return file


@pytest.fixture(scope="session")
def qgis(tmp_path_factory: pytest.TempPathFactory) -> Qgis:
    """The plugin installed in a fresh profile, in folders with spaces and accents."""
    if not has_qgis() or not Path(PROCESS).exists():
        pytest.skip("no PyQGIS or qgis_process (Debian: qgis, python3-qgis)")
    place = tmp_path_factory.mktemp("qgis") / "poste de l'été"
    place.mkdir()
    write_plugin(place / "zae_qgis.zip")
    profile = place / "profil"
    with zipfile.ZipFile(place / "zae_qgis.zip") as archive:
        archive.extractall(profile / "profiles" / "default" / "python" / "plugins")
    settings = profile / "profiles" / "default" / "QGIS" / "QGIS3.ini"
    settings.parent.mkdir(parents=True)
    settings.write_text("[PythonPlugins]\nzae_qgis=true\n", encoding="utf-8")
    commands = place / "là bas"
    command(commands, DRIVER.format(python=sys.executable, root=str(ROOT)))
    return Qgis(profile, commands)


@pytest.fixture(scope="session")
def commune(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the layers of the demonstration, with a small study of its friches."""
    folder = tmp_path_factory.mktemp("commune") / "données"
    shutil.copytree(prepared.parent, folder)
    (folder / "friches.toml").write_text(
        """
title = "Friches"
vocations = ["artisanat"]
[sites]
kinds = ["friche"]
[[layer]]
role = "friche"
path = "donnees/friches.geojson"
[[layer]]
role = "commune"
path = "donnees/communes.geojson"
""",
        encoding="utf-8",
    )
    return folder


Fake = Callable[[str], Path]


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    """Make a command ``zae`` that does as it is told, for what the real one seldom does."""
    return lambda script: command(tmp_path / "autre", f"#!{sys.executable}\n{script}").parent
