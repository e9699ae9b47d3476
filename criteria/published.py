"""
Published grids stay as they were: their hashes, and copies that a territory makes its own.

A file of ``grids/`` whose hash stands in ``grids/SHA256SUMS`` never changes again; what has to
change becomes a new file, with a new version. The list is one that ``sha256sum --check`` reads.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from importlib import resources
from typing import Final

from criteria.grid import RuleError, names, packaged
from land.errors import Message

_COMMENT: Final = """\
# {label}
# Copie de la grille publiée « {source} » (sha256 {digest}…).
# À faire : ajuster poids, fonctions de valeur, seuils et vetos ; écrire pour chaque nombre sa
# source, ou « assumed » tant qu'il n'en a pas ; changer version à chaque modification ; dater
# published quand la grille est adoptée. Contrôle : zae grid check CE_FICHIER.toml
# Comparaison avec l'original : zae grid diff {source} CE_FICHIER.toml
"""


def frozen() -> dict[str, str]:
    """
    Hash that each published grid has for good.

    Returns
    -------
    dict of str to str
        Names of grids and their SHA-256.

    Examples
    --------
    >>> len(frozen()["mutafriches-1.19"])
    64
    """
    text = resources.files("criteria").joinpath("grids/SHA256SUMS").read_text(encoding="utf-8")
    pairs = (line.split("  ", 1) for line in text.splitlines() if line)
    return {name.removesuffix(".toml"): digest for digest, name in pairs}


def broken_seals(sealed: Mapping[str, str] | None = None) -> list[str]:
    """
    Published grids that are no longer what was published.

    Parameters
    ----------
    sealed : mapping of str to str, optional
        Hashes by name; those of :func:`frozen` where absent.

    Returns
    -------
    list of str
        One sentence for each file that changed, disappeared, or was never frozen.

    Examples
    --------
    >>> broken_seals()
    []
    """
    sealed = frozen() if sealed is None else sealed
    there = [*names(), *names(kind="uses")]
    faults: list[str] = [
        Message("grid {name} was published and is gone", name=name)
        for name in sealed
        if name not in there
    ]
    for name in there:
        digest = hashlib.sha256(packaged(name).encode()).hexdigest()
        if name not in sealed:
            faults.append(
                Message(
                    "grid {name} is not frozen: add « {line} » to SHA256SUMS",
                    name=name,
                    line=f"{digest}  {name}.toml",
                )
            )
        elif sealed[name] != digest:
            faults.append(
                Message(
                    "grid {name} changed after it was published: make a new version of it",
                    name=name,
                )
            )
    return faults


def own_copy(source: str, *, name: str, label: str) -> str:
    """
    Text of a published grid as a territory's own file, with its comments and what is to be done.

    Parameters
    ----------
    source : str
        Name of a published grid.
    name : str
        Name of the new grid: lower case letters, digits and hyphens.
    label : str
        Its title, in French; the English one is to be written.

    Returns
    -------
    str
        TOML that passes the same checks.

    Raises
    ------
    RuleError
        If there is no such grid, or the name is taken or written otherwise.

    Examples
    --------
    >>> own_copy("implantation-1", name="ma-grille", label="Ma grille").splitlines()[0]
    '# Ma grille'
    """
    known = (*names(), *names(kind="uses"))
    if source not in known:
        raise RuleError("no grid « {name} »; published: {known}", name=source, known=known)
    if name in known or not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise RuleError(
            "« {name} » cannot name a new grid: lower case letters, digits and hyphens, "
            "and none of {known}",
            name=name,
            known=known,
        )
    text = packaged(source)
    digest = hashlib.sha256(text.encode()).hexdigest()
    title = json.dumps(label, ensure_ascii=False)
    for key, line in {
        "name": f'name = "{name}"\nbased_on = "{source}"',
        "version": 'version = "0.1"',
        "published": 'published = "brouillon"',
        "label": f"label = {{ fr = {title}, en = {title} }}",
    }.items():
        said = line.replace("\\", r"\\")
        text = re.sub(rf"^{key} = .*$", said, text, count=1, flags=re.MULTILINE)
    return _COMMENT.format(label=label, source=source, digest=digest[:12]) + text
