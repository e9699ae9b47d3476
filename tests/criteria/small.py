"""A small grid whose scores can be worked by hand, and facts drawn for it."""

from hypothesis import strategies as st
from pandas import DataFrame, Index

from criteria.facts import Facts, assemble
from criteria.grid import Grid, parse

HEAD = """
name = "petite"
version = "1"
published = "2026-01-01"
label = { fr = "Petite", en = "Small" }
[letters]
basis = "assumed"
scale = [
  { letter = "A", from_score = 80 }, { letter = "C", from_score = 50 },
  { letter = "E", from_score = 0 },
]
[aggregation]
basis = "assumed"
floor = 0.01
weight_spread = 0.5
"""

CRITERION = """
[[criteria]]
key = "{key}"
code = "{key}"
family = "{family}"
label = {{ fr = "{key}", en = "{key}" }}
unit = "m"
formula = "mesure"
reference = "essai"
needs = ["stop"]
weight = {{ share = {share}, basis = "assumed" }}
value = {{ points = {points}, basis = "assumed" }}
followup = "-"
"""

VETO = """
[[vetoes]]
key = "{key}"
level = "{level}"
label = {{ fr = "{key}", en = "{key}" }}
fact = "{fact}"
operator = "{operator}"
{threshold}
{vocations}
basis = "assumed"
reference = "essai"
lifting = {{ fr = "lever", en = "lift" }}
"""

RISES, FALLS = [[0, 0.0], [100, 1.0]], [[0, 1.0], [50, 0.8], [100, 0.0]]

CRITERIA = (
    ("a1", "a", 0.3, RISES),
    ("a2", "a", 0.1, FALLS),
    ("b1", "b", 0.4, RISES),
    ("c1", "c", 0.15, FALLS),
    ("c2", "c", 0.05, RISES),
)
KEYS = tuple(c[0] for c in CRITERIA)


def family(key: str) -> str:
    return f'[[families]]\nkey = "{key}"\nlabel = {{ fr = "{key}", en = "{key}" }}\n'


def criterion(key: str, of: str, share: float, points: list[list[float]]) -> str:
    return CRITERION.format(key=key, family=of, share=share, points=points)


def veto(
    key: str,
    level: str,
    rule: tuple[str, str, float | str],
    *,
    vocations: tuple[str, ...] = (),
) -> str:
    fact, operator, limit = rule
    threshold = (
        f"threshold = {limit}" if isinstance(limit, float) else f'threshold_fact = "{limit}"'
    )
    reserved = f"vocations = {list(vocations)}" if vocations else ""
    return VETO.format(
        key=key, level=level, fact=fact, operator=operator, threshold=threshold, vocations=reserved
    )


def text(*vetoes: str, criteria: tuple = CRITERIA) -> str:
    families = "".join(family(f) for f in dict.fromkeys(c[1] for c in criteria))
    return HEAD + families + "".join(criterion(*c) for c in criteria) + "".join(vetoes)


def grid(*vetoes: str) -> Grid:
    return parse(text(*vetoes))


Cell = tuple[float | None, float | None, str]
UNKNOWN: Cell = (None, None, "unknown")
NOT_APPLICABLE: Cell = (None, None, "not_applicable")


def facts(rows: dict[str, dict[str, Cell | float]]) -> Facts:
    """Facts from cells by site and key; a plain number is a measured value."""
    sites = Index(list(rows), dtype=object)
    keys = list(next(iter(rows.values())))
    parts = {}
    for key in keys:
        cells = [rows[s][key] for s in rows]
        full = [c if isinstance(c, tuple) else (c, c, "measured") for c in cells]
        parts[key] = DataFrame(
            {
                "low": [c[0] for c in full],
                "high": [c[1] for c in full],
                "status": [c[2] for c in full],
            },
            index=sites,
        ).astype({"low": float, "high": float})
    return assemble(parts, dict.fromkeys(keys, ("stops",)), sites)


VALUES = st.integers(-20, 120).map(float)


def _interval(ends: tuple[float, float]) -> Cell:
    return (min(ends), max(ends), "estimated")


CELLS = st.one_of(
    VALUES.map(lambda v: (v, v, "measured")),
    st.tuples(VALUES, VALUES).map(_interval),
    st.just(UNKNOWN),
    st.just(NOT_APPLICABLE),
)
ROWS = st.fixed_dictionaries(dict.fromkeys(KEYS, CELLS))


def sites(low: int, high: int) -> st.SearchStrategy[dict[str, dict[str, Cell]]]:
    """Facts of some sites, named S0, S1, ..."""
    return st.lists(ROWS, min_size=low, max_size=high).map(
        lambda rows: {f"S{i}": row for i, row in enumerate(rows)}
    )
