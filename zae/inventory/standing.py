"""Where an inventory stands, and what is due when: the clock of the law."""

import datetime as dt
from typing import Any

from zae.inventory.draft import entry_of
from zae.inventory.letters import deadline
from zae.inventory.life import RECIPIENTS, life, next_update
from zae.inventory.steps import opened
from zae.messages import N_, date, translator
from zae.study import Study

_STEPS = {
    "none": N_("No draft yet."),
    "draft": N_("Draft made; owners and occupants are not consulted yet."),
    "consultation": N_("Consultation of owners and occupants."),
    "adopted": N_("Adopted; not sent to all authorities yet."),
    "sent": N_("Adopted and sent to the three authorities."),
}


def standing(study: Study, *, on: dt.date) -> dict[str, Any]:
    """
    Where the inventory of a study stands on a day.

    Parameters
    ----------
    study : Study
        The study.
    on : date
        The day.

    Returns
    -------
    dict
        For a machine: ``year``, ``step``, days in ISO form (``drafted``, ``opened``,
        ``heard_until``, ``adoptable``, ``adopted``), ``answers``, ``open_answers``, ``sent``,
        ``to_send``, ``last_adopted``, ``update_due``, ``days_left``.
    """
    desk = opened(study)
    now, entry = desk.now, entry_of(study)
    years = sorted({e.year for e in desk.events if e.kind == "adoption"})
    last = life(desk.events, years[-1]).adopted if years else None
    due = next_update(last)
    return {
        "year": now.year,
        "step": now.step,
        "drafted": _iso(now.drafted),
        "opened": _iso(now.opened),
        "heard_until": _iso(deadline(now.opened) if now.opened else None),
        "adoptable": _iso(now.adoptable),
        "adopted": _iso(now.adopted),
        "answers": now.answers,
        "open_answers": now.open_answers,
        "sent": {k: v.isoformat() for k, v in now.sent.items()},
        "to_send": [r for r in RECIPIENTS if r not in now.sent and getattr(entry, r)],
        "last_adopted": _iso(last),
        "update_due": due.isoformat(),
        "days_left": (due - on).days,
    }


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def standing_lines(found: dict[str, Any], lang: str) -> list[str]:
    """
    The same in words.

    Parameters
    ----------
    found : dict
        As :func:`standing` gives it.
    lang : str
        Language of the reader.

    Returns
    -------
    list of str
        Lines.
    """
    _ = translator(lang)
    step = _STEPS[found["step"]]
    lines = [_("Inventory of {year}: {step}").format(year=found["year"], step=_(step))]
    told = {
        "drafted": N_("Draft made on {day}."),
        "opened": N_("Consultation opened on {day}."),
        "heard_until": N_("Owners and occupants are heard until {day}."),
        "adoptable": N_("May be adopted from {day} on."),
        "adopted": N_("Adopted on {day}."),
    }
    over = found["adopted"] is not None
    lines += [
        _(words).format(day=_day(found[key], lang))
        for key, words in told.items()
        if found[key] and not (over and key in ("heard_until", "adoptable"))
    ]
    if found["answers"]:
        lines.append(_("Answers: {answers}, of which {open} without a follow-up.").format(
            answers=found["answers"], open=found["open_answers"]))  # fmt: skip
    if over and found["to_send"]:
        lines.append(_("Still to be sent to: {names}.").format(names=", ".join(found["to_send"])))
    due = _("To be brought up to date by {day} ({count} days left).")
    late = _("Update overdue since {day} ({count} days).")
    left = found["days_left"]
    lines.append((due if left >= 0 else late).format(
        day=_day(found["update_due"], lang), count=abs(left)))  # fmt: skip
    return lines


def _day(text: str, lang: str) -> str:
    return date(dt.date.fromisoformat(text), lang)
