"""Pages of the tools that check: a study and its layers, the installation."""

from __future__ import annotations

from html import escape
from typing import Any, Iterable, Mapping, Sequence  # noqa: UP035  Python 3.9

from .words import has, say

_STYLE = (
    "body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1b1b1b}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;"
    "padding:.3em .6em;text-align:left;vertical-align:top}li{margin:.4em 0;white-space:pre-line}"
    ".bad{color:#a3243b}"
)


def check_page(found: Mapping[str, Any]) -> str:
    """
    Page of a check.

    Parameters
    ----------
    found : mapping
        What ``zae check --json`` says.

    Returns
    -------
    str
        HTML.
    """
    faults = found["faults"]
    head = say("check.faults").format(count=len(faults)) if faults else say("check.sound")
    parts = [
        f"<h1>{escape(found['title'] or say('check.title'))}</h1>",
        f'<p class="{"bad" if faults else "good"}"><b>{escape(head)}</b></p>',
        _list(faults),
        f"<h2>{say('check.layers')}</h2>",
        _table(
            ("check.name", "check.role", "check.rows"),
            ((x["name"], x["role"], "" if x["rows"] is None else x["rows"])
             for x in found["layers"]),
        ),
        f"<h2>{say('check.account')}</h2>",
        _table(
            ("check.name", "check.action", "check.reason", "check.count", "check.ids"),
            ((x["layer"], _word("action", x["action"]), x["reason"], x["count"], x["ids"])
             for x in found["account"]),
        ),
    ]  # fmt: skip
    return _page(say("check.title"), parts)


def doctor_page(found: Sequence[Mapping[str, str]]) -> str:
    """
    Page of what the command finds on this machine.

    Parameters
    ----------
    found : sequence of mapping
        What ``zae doctor --json`` says.

    Returns
    -------
    str
        HTML.
    """
    rows = ((x["subject"], x["found"], _word("doctor", x["state"]), x["advice"]) for x in found)
    heads = ("doctor.subject", "doctor.found", "doctor.state", "doctor.advice")
    return _page(say("doctor.title"), [f"<h1>{say('doctor.title')}</h1>", _table(heads, rows)])


def _page(title: str, parts: Iterable[str]) -> str:
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )


def _list(texts: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(t)}</li>' for t in texts)}</ul>" if texts else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    top = "".join(f"<th>{escape(say(h))}</th>" for h in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><tr>{top}</tr>{body}</table>"


def _word(kind: str, code: str) -> str:
    key = f"{kind}.{code}"
    return say(key) if has(key) else code
