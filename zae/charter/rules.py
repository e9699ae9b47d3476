"""
From a charter to a grid: each article of admission becomes a veto, each mark a weight and values.

The grid file that comes out is one that a study uses and ``zae grid check`` accepts. It holds what
a study measures; rules on what a candidate declares stand in the charter's own grid only, which is
the one that candidates are admitted by.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from criteria.grid import Grid, parse
from criteria.published import own_copy
from zae.charter.article import OPPOSITE, Article, CharterError, Condition
from zae.charter.text import Charter
from zae.grids import grid_text, write_new

_MILLIONTHS: Final = 1_000_000


def rules_grid(charter: Charter, *, name: str = "charte") -> Grid:
    """
    Grid that candidates are admitted by: the base, every article, what candidates declare.

    Parameters
    ----------
    charter : Charter
        The charter.
    name : str
        Name of the grid.

    Returns
    -------
    Grid
        The grid; the key of the veto of article 4 is ``charter_4``.
    """
    return _compiled(grid_of_charter(charter, name=name, declared=True), name)


@lru_cache(maxsize=16)
def _compiled(text: str, name: str) -> Grid:
    return parse(text, name=name)


def grid_of_charter(charter: Charter, *, name: str, declared: bool = False) -> str:
    """
    Text of the grid of a charter.

    Parameters
    ----------
    charter : Charter
        The charter.
    name : str
        Name of the grid: lower case letters, digits and hyphens.
    declared : bool
        Also rules on what the candidate declares and no study measures.

    Returns
    -------
    str
        TOML.

    Raises
    ------
    RuleError
        If the name cannot name a grid.
    """
    text = _base(charter, name)
    for veto in {key for a in charter.articles for key in a.replaces}:
        text = re.sub(rf'(?m)^\[\[vetoes\]\]\nkey = "{veto}"\n(?:(?!\[\[).*\n?)*', "", text)
    for key, line in _weights(charter).items():
        text = _with_line(text, key, "weight", line)
    for a in (a for a in charter.articles if a.points):
        text = _with_line(text, a.subject, "value", _value(charter, a))
    kept = [a for a in charter.articles if a.admits and (declared or measured(charter, a))]
    left = [a for a in charter.articles if a.level != "note" and a not in kept]
    observed = [_observation(s.model_dump()) for s in charter.subjects] if declared else []
    blocks = [*observed, *(_veto(charter, a) for a in kept)]
    told = "".join(f"# Hors de la grille : {charter.cites(a)}\n" for a in left)
    return "\n\n".join([text.rstrip(), *blocks]) + "\n" + (f"\n{told}" if told else "")


def measured(charter: Charter, article: Article) -> bool:
    """Whether a study measures everything that an article looks at."""
    return charter.own.isdisjoint(article.subjects)


def write_grid(charter: Charter, out: Path) -> Path:
    """
    Write the grid of a charter for studies; its name is that of the file.

    Parameters
    ----------
    charter : Charter
        The charter.
    out : Path
        File to write, ``name.toml``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    RuleError
        If the name of the file cannot name a grid.
    AlreadyThereError
        If the file exists.
    """
    text = grid_of_charter(charter, name=out.stem)
    parse(text, name=out.name)
    return write_new(text, out)


def _base(charter: Charter, name: str) -> str:
    label = f"{charter.title}, {charter.version}"
    if not charter.grid.endswith(".toml"):
        return own_copy(charter.grid, name=name, label=label)
    text = grid_text(charter.grid_path)
    for key, value in {"name": name, "version": charter.version}.items():
        line = f"{key} = {_quoted(value)}"
        text = re.sub(
            rf"^{key} = .*$", line.replace("\\", r"\\"), text, count=1, flags=re.MULTILINE
        )
    return text


def _weights(charter: Charter) -> dict[str, str]:
    """Line of each weight: those of the articles, the others brought back to what is left."""
    asked = {a.subject: a for a in charter.articles if a.level == "note"}
    if not asked:
        return {}
    base = charter.base.criteria
    taken = sum(a.weight or 0 for a in asked.values())
    rest = sum(c.weight.share for c in base if c.key not in asked)
    if not rest:
        raise CharterError("the articles mark every criterion that has a weight; leave one")
    scale = (1 - taken) / rest
    exact = [(asked[c.key].weight or 0) if c.key in asked else c.weight.share * scale for c in base]
    lines = {}
    for criterion, share in zip(base, _millionths(exact), strict=True):
        article = asked.get(criterion.key)
        source = (
            charter.cites(article)
            if article
            else f"{criterion.weight.source} ; ramené à ce que la charte laisse"
        )
        basis = article.basis if article else criterion.weight.basis
        lines[criterion.key] = (
            f'{{ share = {share:.6f}, basis = "{basis}", source = {_quoted(source)} }}'
        )
    return lines


def _millionths(shares: list[float]) -> list[float]:
    """Shares with six decimals that still add up to 1 (largest remainders)."""
    exact = np.asarray(shares) / sum(shares) * _MILLIONTHS
    parts = np.floor(exact).astype(int)
    parts[np.argsort(parts - exact, kind="stable")[: _MILLIONTHS - int(parts.sum())]] += 1
    return [part / _MILLIONTHS for part in parts]


def _with_line(text: str, key: str, part: str, line: str) -> str:
    head = rf'^key = "{re.escape(key)}"$'
    place = re.compile(rf"({head}(?:\n(?!\[\[).*)*?\n){part} = \{{.*\}}$", re.MULTILINE)
    new, count = place.subn(lambda m: f"{m[1]}{part} = {line}", text, count=1)
    if not count:
        raise CharterError(
            "grid: {key}: write {part} on one line, {part} = {{ … }}", key=key, part=part
        )
    return new


def _value(charter: Charter, article: Article) -> str:
    points = [list(point) for point in article.points]
    cited = _quoted(charter.cites(article))
    return f'{{ points = {points}, basis = "{article.basis}", source = {cited} }}'


def _observation(subject: Mapping[str, Any]) -> str:
    label = _quoted(subject["label"])
    return (
        f"[[observations]]\nkey = {_quoted(subject['key'])}\n"
        f"label = {{ fr = {label}, en = {label} }}\n"
        f'unit = {_quoted(subject["unit"])}\nneeds = ["project"]'
    )


def _veto(charter: Charter, article: Article) -> str:
    label, lifting = _quoted(article.title), _quoted(article.exception or article.text)
    cited = charter.cites(article) + (f" ; {article.source}" if article.source else "")
    limit = (
        f"threshold_fact = {_quoted(article.threshold)}"
        if isinstance(article.threshold, str)
        else f"threshold = {article.threshold!r}"
    )
    lines = {
        "vocations": json.dumps(list(article.vocations)) if article.vocations else "",
        "only_if": _clauses(article.only_if),
        "except_if": _clauses(article.except_if),
    }
    return "\n".join(
        [
            "[[vetoes]]",
            f"key = {_quoted(article.key)}",
            f"level = {_quoted(article.level)}",
            f"label = {{ fr = {label}, en = {label} }}",
            f"fact = {_quoted(article.subject)}",
            f'operator = "{OPPOSITE[article.operator]}"',
            limit,
            *(f"{key} = {value}" for key, value in lines.items() if value),
            f"basis = {_quoted(article.basis)}",
            f"reference = {_quoted(cited)}",
            f"lifting = {{ fr = {lifting}, en = {lifting} }}",
        ]
    )


def _clauses(tests: tuple[Condition, ...]) -> str:
    told = [
        f"{{ fact = {_quoted(t.subject)}, operator = {_quoted(t.operator)}, "
        f"threshold = {t.threshold!r} }}"
        for t in tests
    ]
    return f"[{', '.join(told)}]" if told else ""


def _quoted(text: object) -> str:
    """Basic string of TOML, on one line."""
    return json.dumps(" ".join(str(text).split()), ensure_ascii=False)


def cited_by(charter: Charter) -> Callable[[str], str]:
    """
    How each veto of the grid of a charter is cited: its article, or the grid.

    Parameters
    ----------
    charter : Charter
        The charter.

    Returns
    -------
    callable
        Takes the key of a veto, gives « article 4 » or the reference of the base grid.
    """
    articles = {a.key: f"article {a.number}" for a in charter.articles}
    base = charter.base

    def cite(veto: str) -> str:
        return articles.get(veto, f"{base.name} : {veto}")

    return cite
