"""The sheet of a site as a page that the panel of QGIS and a browser both draw."""

from __future__ import annotations

from html import escape
from typing import Sequence  # noqa: UP035  Python 3.9

from .sheet import Line, Rule, Sheet
from .words import has, say

LETTERS = {
    "A": ("#1c3b70", "#ffffff"),
    "B": ("#2b7a9b", "#ffffff"),
    "C": ("#62b29d", "#1b1b1b"),
    "D": ("#b7d69b", "#1b1b1b"),
    "E": ("#f5e9b8", "#1b1b1b"),
}
"""Fill of each letter, as on the maps, and the colour that reads on it."""

LEVELS = {"interdit": "#a3243b", "reserve": "#b8620b", "alerte": "#7a6a00"}
"""Colour of each level of rule; the word always stands beside it."""

_GREY, _TRACK, _BAR = "#5a5a5a", "#e4e1da", "#2b7a9b"
_BAR_PX = 64


def page(sheet: Sheet) -> str:
    """
    Page of a site.

    Parameters
    ----------
    sheet : Sheet
        The sheet.

    Returns
    -------
    str
        HTML with tables and inline colours only: the rich text of Qt knows no more.
    """
    families = "".join(_family(label, lines) for label, lines in sheet.families.items())
    return (
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">'
        f"<title>{escape(sheet.name)}</title></head>"
        '<body style="font-family: sans-serif">'
        f"{_head(sheet)}{_rules(sheet.rules)}{families}{_observed(sheet.observed)}"
        f'<p style="color:{_GREY}">{say("sheet.reading")}</p></body></html>'
    )


def _head(sheet: Sheet) -> str:
    fill, ink = LETTERS.get(sheet.letter, ("#ffffff", "#1b1b1b"))
    firm = sheet.letter_low == sheet.letter_high
    between = say("sheet.letters").format(low=sheet.letter_low, high=sheet.letter_high)
    known = sheet.score is not None
    bounds = f" ({_number(sheet.low, 0)} – {_number(sheet.high, 0)})" if known else ""
    lines = [
        f"<b>{escape(sheet.name)}</b>",
        f'<span style="font-size:large"><b>{_number(sheet.score, 1)}</b></span> / 100{bounds}',
        "" if firm else escape(between),
        _admission(sheet),
        f'<span style="color:{_GREY}">{escape(sheet.site)}</span>',
    ]
    badge = (
        f'<td width="56" bgcolor="{fill}" align="center" valign="middle">'
        f'<span style="color:{ink};font-size:xx-large"><b>{escape(sheet.letter)}</b></span></td>'
    )
    told = "<br>".join(line for line in lines if line)
    return f'<table cellpadding="6" width="100%"><tr>{badge}<td>{told}</td></tr></table>'


def _admission(sheet: Sheet) -> str:
    colour = LEVELS.get(sheet.admission, "#1b5e3b")
    rank = "" if sheet.rank is None else " · " + say("sheet.rank").format(rank=sheet.rank)
    text = _word("admission", sheet.admission)
    return f'<span style="color:{colour}"><b>{text}</b></span>{escape(rank)}'


def _rules(rules: Sequence[Rule]) -> str:
    if not rules:
        return ""
    order = list(LEVELS)
    ranked = sorted(
        rules,
        key=lambda r: (
            r.state != "fired",
            order.index(r.level) if r.level in order else len(order),
        ),
    )
    title = escape(say("sheet.rules"))
    return f"<h4>{title}</h4>" + "".join(map(_rule, ranked))


def _rule(rule: Rule) -> str:
    colour = LEVELS.get(rule.level, _GREY)
    head = f"{_word('level', rule.level)}, {_word('state', rule.state)}"
    lifting = f'<br><span style="color:{_GREY}">{escape(rule.lifting)}</span>'
    return (
        f'<p><span style="color:{colour}"><b>{head}</b></span>&nbsp;: '
        f"{escape(rule.label)}{lifting if rule.lifting else ''}</p>"
    )


def _family(label: str, lines: Sequence[Line]) -> str:
    got = sum(line.contribution or 0.0 for line in lines)
    most = sum(line.available or 0.0 for line in lines)
    points = say("sheet.points").format(got=_number(got, 1), most=_number(most, 1))
    rows = "".join(map(_criterion, lines))
    return (
        f"<h4>{escape(label)}&nbsp;: {escape(points)}</h4>"
        f'<table cellpadding="3" width="100%">{rows}</table>'
    )


def _observed(lines: Sequence[Line]) -> str:
    if not lines:
        return ""
    rows = "".join(
        f"<tr><td>{escape(line.label)}</td><td align='right'>{_value(line)}</td></tr>"
        for line in lines
    )
    title = escape(say("sheet.observed"))
    return f'<h4>{title}</h4><table cellpadding="3" width="100%">{rows}</table>'


def _criterion(line: Line) -> str:
    known = line.mark is not None
    points = (
        f"<b>{_number(line.contribution, 1)}</b> / {_number(line.available, 1)}"
        if known and line.contribution is not None
        else f'<span style="color:{_GREY}">{_word("status", line.status)}</span>'
    )
    told = [_value(line)]
    if line.weight is not None:
        told.append(say("sheet.weight").format(weight=_number(100 * line.weight, 0)))
    return (
        f'<tr><td>{escape(line.label)}<br><span style="color:{_GREY}">'
        f"{' · '.join(told)}</span></td>"
        f'<td width="{_BAR_PX}" valign="middle">{_bar(line.mark)}</td>'
        f'<td align="right" width="88" valign="middle">{points}</td></tr>'
    )


def _bar(mark: float | None) -> str:
    """Bar of a mark: two cells, one of which may be empty."""
    if mark is None:
        return ""
    full = round(_BAR_PX * min(max(mark, 0.0), 1.0))
    cells = [(full, _BAR), (_BAR_PX - full, _TRACK)]
    drawn = "".join(
        f'<td width="{width}" bgcolor="{colour}"><span style="font-size:4pt">&nbsp;</span></td>'
        for width, colour in cells
        if width > 0
    )
    return f'<table cellspacing="0" cellpadding="0" width="{_BAR_PX}"><tr>{drawn}</tr></table>'


def _value(line: Line) -> str:
    if line.low is None and line.high is None:
        return _word("status", line.status)
    unit = say(f"unit.{line.unit}") if has(f"unit.{line.unit}") else line.unit
    low, high = _number(line.low), _number(line.high)
    text = low if low == high else f"{low} – {high}"
    return escape(f"{text} {unit}".strip()) + f" ({_word('status', line.status)})"


def _word(kind: str, code: str) -> str:
    key = f"{kind}.{code}"
    return escape(say(key) if has(key) else code)


def _number(value: float | None, digits: int | None = None) -> str:
    r"""
    Figure as French readers write it.

    Examples
    --------
    >>> _number(12.345, 1), _number(None), _number(0.25), _number(1234.5)
    ('12,3', 'inconnu', '0,25', '1\u202f234')
    """
    if value is None:
        return say("status.unknown")
    size = abs(value)
    places = digits if digits is not None else (0 if size >= 100 or value == int(value) else 2)  # noqa: PLR2004
    text = f"{value:,.{places}f}".replace(",", "\u202f").replace(".", ",")
    return text.replace("-", "−")
