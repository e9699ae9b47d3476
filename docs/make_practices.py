"""Print docs/practices.md from the catalogue of practices."""

from collections.abc import Iterator
from pathlib import Path

from zae.mutualisation.catalogue import Practice, catalogue
from zae.mutualisation.wording import ACTOR_LABELS, condition_words

PAGE = Path(__file__).parent / "practices.md"


def page() -> str:
    """Text of the page."""
    book = catalogue()
    thresholds = sum(len(p.conditions) for p in book.practices)
    lines = [
        "# Practices of mutualisation",
        "",
        "Printed by `python -m docs.make practices` from zae/mutualisation/data/practices.toml,",
        f"version {book.version}: {len(book.practices)} practices, {thresholds} thresholds,",
        f"of which {book.assumed()} are assumed. Reasons, gains and indicators are in French.",
    ]
    for practice in book.practices:
        lines += _practice(practice)
    return "\n".join(lines) + "\n"


def _practice(practice: Practice) -> Iterator[str]:
    label, summary = practice.label.said("en"), practice.summary.said("en")
    yield from ("", f"## `{practice.key}`: {label}", "", summary, "")
    yield f"In French: {practice.label.said('fr')}. {practice.summary.said('fr')}\n"
    yield f"Legal forms: {'; '.join(practice.legal_forms)}."
    yield from ("", "| Condition | Why | Source |", "| --- | --- | --- |")
    for condition in practice.conditions:
        yield f"| {condition_words(condition, 'en')} | {condition.why} | {condition.source} |"
    yield from ("", "| Who | Gain | Source |", "| --- | --- | --- |")
    for benefit in practice.benefits:
        yield f"| {ACTOR_LABELS[benefit.actor]} | {benefit.gain} | {benefit.source} |"
    yield from ("", f"Indicators: {'; '.join(practice.indicators)}.", "")
    yield f"Sources: {'; '.join(practice.sources)}."
