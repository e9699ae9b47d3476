"""Says what a wheel must hold and must not: ``python .ci/wheel.py dist/*.whl``."""

import sys
import zipfile
from pathlib import Path

PACKAGES = ("land", "criteria", "layers", "zae")


def faults(wheel: Path) -> list[str]:
    """Everything that is wrong with a wheel."""
    names = zipfile.ZipFile(wheel).namelist()
    strangers = {n for n in names if n.split("/")[0] not in PACKAGES and ".dist-info/" not in n}
    typed = {f"{package}/py.typed" for package in PACKAGES}
    resources = {
        "criteria/grids/implantation-1.toml",
        "layers/catalogue.toml",
        "zae/messages/fr/cli.po",
        "zae/qgis_plugin/icon.svg",
        "zae/qgis_plugin/metadata.txt",
        "zae/qgis_plugin/words.fr.json",
        "zae/templates/demo.toml",
        "zae/templates/study.toml.j2",
        "zae/territories/lille.toml",
    }
    return [
        *(f"does not belong in a wheel: {n}" for n in sorted(strangers)),
        *(f"is missing: {n}" for n in sorted((typed | resources) - set(names))),
        *(f"is a test: {n}" for n in names if "/test" in n or "conftest" in n),
    ]


if __name__ == "__main__":
    found = faults(Path(sys.argv[1]))
    for fault in found:
        sys.stderr.write(f"{fault}\n")
    sys.exit(bool(found))
