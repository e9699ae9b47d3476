"""OCS GE of the IGN: cover and use of the ground, codes with or without their prefix."""

from collections.abc import Mapping

import pandas as pd

from layers.text import as_text

CITATION: Mapping[str, str] = {
    "producer": "IGN, OCS GE",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "land_cover": {
        "id": "cover_id",
        "code_cs": "cover_code",
        "couverture": "cover_code",
        "code_us": "use_code",
        "usage": "use_code",
    }
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of OCS GE.

    Examples
    --------
    >>> matches(frozenset({"id", "code_cs", "code_us", "millesime"}), "land_cover")
    True
    """
    return role == "land_cover" and columns >= {"code_cs", "code_us"}


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Codes with their prefix, as the nomenclature writes them.

    Examples
    --------
    >>> tidy(pd.DataFrame({"cover_code": ["1.1.1.1", "CS2.2.1"]}), "land_cover").iloc[:, 0].tolist()
    ['CS1.1.1.1', 'CS2.2.1']
    """
    del role
    mended = {}
    for name, prefix in {"cover_code": "CS", "use_code": "US"}.items():
        if name in frame:
            text = as_text(frame[name]).str.upper()
            mended[name] = text.mask(text.str.match(r"\d", na=False), prefix + text)
    return frame.assign(**mended)
