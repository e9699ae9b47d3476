"""
Makes the picture of docs/qgis.md in a real QGIS under Xvfb: ``python docs/qgis_picture.py``.

Needs QGIS and xvfb-run (Debian: qgis, python3-qgis, xvfb).
"""

import os
import subprocess
import tempfile
import zipfile
from pathlib import Path

from tests.zae import small
from zae.plugin_archive import write_plugin
from zae.publish import geopackage

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "qgis.png"
SCRIPT = ROOT / "tests" / "zae" / "qgis_plugin" / "in_qgis.py"


def profile(folder: Path) -> Path:
    """Fresh profile with the plugin, installed from its archive."""
    inside = folder / "profiles" / "default"
    write_plugin(folder / "zae_qgis.zip")
    with zipfile.ZipFile(folder / "zae_qgis.zip") as archive:
        archive.extractall(inside / "python" / "plugins")
    (inside / "QGIS").mkdir()
    (inside / "QGIS" / "QGIS3.ini").write_text("[PythonPlugins]\nzae_qgis=true\n", encoding="utf-8")
    return folder


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        assessment = small.assessment()
        names = [f"Site n° {i}" for i in range(1, len(assessment.sites) + 1)]
        assessment.sites["name"] = names
        geopackage.write(assessment, folder / "scores.gpkg")
        # Another Python on the path would be taken for the one of QGIS.
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
        environment = {
            **kept,
            "PATH": "/usr/bin:/bin",
            "QGIS_CUSTOM_CONFIG_PATH": str(profile(folder)),
            "ZAE_TEST_FOLDER": name,
            "ZAE_TEST_PICTURES": "only",
        }
        words = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", "qgis.bin", "--noversioncheck",
                 "--nologo", "--code", str(SCRIPT)]  # fmt: skip
        subprocess.run(words, env=environment, timeout=180, check=False)  # noqa: S603
        PICTURE.write_bytes((folder / "window.png").read_bytes())


if __name__ == "__main__":
    main()
