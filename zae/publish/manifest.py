"""
The manifest: what went in, what was done to it, what came out; enough to check a result later.

Names of files within the delivery only, never a folder of the machine or a user.
"""

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from layers import Layer, Raster
from zae.assessment import Assessment
from zae.publish.dates import written_at
from zae.publish.editions import Edition, edited
from zae.publish.whole import whole
from zae.study import Study

NAME: Final = "manifest.json"
PACKAGES: Final = (
    "zae-toolkit", "geopandas", "numpy", "pandas", "pyarrow", "pyogrio", "pyproj", "rasterio",
    "scipy", "shapely",
)  # fmt: skip
"""Packages whose version can change a figure or a byte."""

_BLOCK: Final = 1 << 20


def write(
    assessment: Assessment,
    folder: Path,
    outputs: Mapping[str, Path],
    *,
    edition: Edition = "restricted",
) -> Path:
    """
    Write ``manifest.json``.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    folder : Path
        Where the outputs lie.
    outputs : mapping of str to Path
        Files that were written, by kind.
    edition : str
        ``restricted``, or ``public``: an account without identifiers.

    Returns
    -------
    Path
        The manifest.

    Raises
    ------
    OSError
        If an output cannot be read.
    """
    shown = manifest(edited(assessment, edition))
    content = {**shown, "edition": edition, "outputs": _outputs(outputs, folder)}
    path = folder / NAME
    with whole(path) as beside:
        words = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
        beside.write_text(words + "\n", encoding="utf-8", newline="\n")
    return path


def manifest(assessment: Assessment) -> dict[str, Any]:
    """
    What a manifest says of the inputs and of the run, ready for JSON.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.

    Returns
    -------
    dict
        ``written`` (UTC), ``study``, ``territory``, ``grid``, ``versions``, ``layers``,
        ``projects``, ``sites`` (how many), ``account`` (of repairs, row by row).
    """
    study, grid, territory = assessment.study, assessment.grid, assessment.territory
    account = assessment.account.astype(object).where(assessment.account.notna(), None)
    return {
        "written": written_at().isoformat(),
        "study": {
            "title": study.title, "sha256": study_hash(study), "crs": f"EPSG:{study.crs}",
            "lang": study.lang, "seed": study.seed,
        },
        "territory": {"key": territory.key, "name": territory.name, "siren": territory.siren},
        "grid": {
            "name": grid.name, "version": grid.version, "published": grid.published,
            "sha256": grid.sha256,
        },
        "versions": versions(),
        "layers": [_layer(name, layer) for name, layer in assessment.layers.items()],
        "projects": [
            {"key": k, "label": dict(run.project.label), "vocation": run.project.vocation}
            for k, run in assessment.runs.items()
        ],
        "sites": len(assessment.sites),
        "account": json.loads(json.dumps(account.to_dict("records"), default=_plain)),
    }  # fmt: skip


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)


def study_hash(study: Study) -> str:
    r"""
    SHA-256 of what a study says, wherever its file lies and however it is laid out.

    Parameters
    ----------
    study : Study
        A study.

    Returns
    -------
    str
        Hexadecimal digest of its content as JSON with sorted keys, folder left out.

    Examples
    --------
    >>> from zae.study import parse
    >>> text = 'title = "A"\n[[layer]]\nrole = "zone"\npath = "z.gpkg"'
    >>> here, there = (parse(text, name="a", folder=Path(f)) for f in ("here", "there"))
    >>> study_hash(here) == study_hash(there)
    True
    """
    said = study.model_dump(mode="json", exclude={"folder"})
    words = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()


def versions() -> dict[str, str]:
    """
    Version of Python and of each of ``PACKAGES``.

    Examples
    --------
    >>> sorted(versions()) == sorted(("python", *PACKAGES))
    True
    """
    return {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # run from a clone that was never installed
        return "not installed"


def _layer(name: str, layer: Layer | Raster) -> dict[str, Any]:
    source = layer.source
    return {
        "name": name, "role": layer.role.name, "file": Path(source.name).name,
        "producer": source.producer, "licence": source.licence, "vintage": source.vintage,
        "sha256": source.sha256, "rows": len(layer.frame) if isinstance(layer, Layer) else None,
    }  # fmt: skip


def _outputs(outputs: Mapping[str, Path], folder: Path) -> dict[str, dict[str, Any]]:
    return {
        kind: {
            "file": path.relative_to(folder).as_posix(),
            "bytes": path.stat().st_size,
            "sha256": file_hash(path),
        }
        for kind, path in outputs.items()
    }


def file_hash(path: Path) -> str:
    """
    SHA-256 of a file, read block by block.

    Parameters
    ----------
    path : Path
        A file.

    Returns
    -------
    str
        Hexadecimal digest.
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
