"""The charter on paper, to be signed: its articles, its commons with their map, its rules."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date as day_of
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, get_args

from land.holding import UNKNOWN, holding, over_time
from zae.charter.article import LEVELS, STEPS, Article, Condition
from zae.charter.commons import COMMON_KINDS, ENOUGH, KEYS, PRINCIPLES, checklist, contributions
from zae.charter.land import UNTYPED, HolderType, Land, titles_on, without_holders
from zae.charter.maps import commons_map, places_of, tenure_map
from zae.charter.rules import rules_grid
from zae.charter.text import Charter
from zae.charter.votes import end_of, in_force
from zae.messages import N_, area, date, number, translator
from zae.messages.units import unit
from zae.projects.report import sources_of
from zae.publish.dates import written_at
from zae.publish.editions import Edition, edited
from zae.publish.fields import code_label, text
from zae.publish.numerals import NOTHING, fixed, percent
from zae.publish.page import page
from zae.publish.report.html import image
from zae.publish.report.pdf import Press
from zae.publish.whole import whole
from zae.store import Store

STATUS: Final = {
    "hypothetical": N_("Hypothesis: nobody has voted it"),
    "draft": N_("Draft"),
    "adopted": N_("Adopted"),
}
"""Status of a charter, in the words of a reader."""

_SIGNS: Final = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}
_HASH: Final = 24
_MAPS: Final = ("commons", "tenure")


def write_paper(  # noqa: PLR0913  what is printed, and how
    charter: Charter, path: Path, *, lang: str = "fr", land: Land | None = None,
    store: Store | None = None, day: day_of | None = None, edition: Edition = "restricted",
) -> None:  # fmt: skip
    """
    Write a charter as a PDF to be signed, or as a page to be read.

    Parameters
    ----------
    charter : Charter
        The charter.
    path : Path
        The file, replaced as a whole where it exists: one HTML file, without any request, where
        its name ends so; else PDF.
    lang : str
        Language of the heads; articles stay in that of the charter.
    land : Land, optional
        The zone: with it, maps of the commons and of who holds the land.
    store : Store, optional
        Where titles and votes are kept; the paper quotes the hash of its last event.
    day : date, optional
        Day of the paper; today where absent.
    edition : str
        ``restricted``: names those who hold the land, and says so on each page. ``public``: areas
        by what their owners are, without names and without the map of who owns which plot.

    Raises
    ------
    CharterError
        If a cost cannot be shared.
    ZaeError
        If the folder cannot be written to.
    """
    on = day or written_at().date()
    if land is not None:
        land = replace(land, drawn=edited(land.drawn, edition))
    told = content(charter, lang=lang, land=land, store=store, day=on, edition=edition)
    maps = dict(_maps(charter, told, land=land, store=store, day=on))
    as_page = path.suffix.lower() in (".html", ".htm")
    written = _page(told, maps).encode() if as_page else _paper(told, maps)
    with whole(path) as beside:
        beside.write_bytes(written)


def _maps(
    charter: Charter, told: dict[str, Any], *, land: Land | None, store: Store | None, day: day_of
) -> Iterator[tuple[str, bytes]]:
    """Drawings by name: where the commons lie, who holds the land."""
    lang = told["lang"]
    if land is not None and told["has_commons_map"]:
        yield "commons", commons_map(land, charter, lang)
    if land is not None and store is not None and told["tenure"] and told["tenure"]["drawn"]:
        held = holding(titles_on(store, land, day), land.plots["area_m2"], day)
        yield "tenure", tenure_map(land, held, lang)


def _page(told: dict[str, Any], maps: dict[str, bytes]) -> str:
    drawn = {f"{name}_map": image(maps[name]) if name in maps else "" for name in _MAPS}
    return page("zae.charter", "charter.html.j2", told | drawn)


def _paper(told: dict[str, Any], maps: dict[str, bytes]) -> bytes:
    with Press() as press:
        template = files("zae.charter").joinpath("templates", "charter.typ")
        press.keep("charter.typ", template.read_bytes())
        for name, drawing in maps.items():
            press.keep(f"{name}.svg", drawing)
        return press.set("charter.typ", told)


def content(
    charter: Charter, *, lang: str, land: Land | None, store: Store | None, day: day_of,
    edition: Edition = "restricted",
) -> dict[str, Any]:  # fmt: skip
    """
    Everything that the paper shows, in words.

    Parameters
    ----------
    charter, lang, land, store, day, edition
        As for :func:`write_paper`.

    Returns
    -------
    dict
        What the template prints.
    """
    _ = translator(lang)
    placed = land is not None and not places_of(charter, land.plots.crs).empty
    tenure = _tenure(land, store, day, lang, edition)
    version = _("Version {version}").format(version=charter.version)
    return {
        "lang": lang, "title": charter.title, "letters": {}, "made": date(day, lang),
        "territory": land.name if land else charter.territory, "preamble": charter.preamble,
        "edition": " · ".join([version, *_circulation(tenure, edition, lang)]),
        "status": _(STATUS[_status(charter, store, day)]), "t": _words(lang),
        "articles": [_article(charter, a, lang) for a in charter.articles],
        "commons": _commons(charter, lang), "paid": _paid(charter, lang),
        "members": [_member(charter, m.key, lang) for m in charter.members],
        "governance": _governance(charter, lang), "principles": _principles(charter, lang),
        "weights": _weights(charter, lang), "vetoes": _vetoes(charter, lang),
        "has_commons_map": placed, "tenure": tenure,
        "sources": sources_of(land.drawn) if land else "",
        "chain": "" if store is None else _chain(store, lang),
    }  # fmt: skip


def _circulation(tenure: dict[str, Any] | None, edition: Edition, lang: str) -> list[str]:
    """Who may have the paper: nothing to say of one that names nobody who holds land."""
    _ = translator(lang)
    if edition == "public":
        return [_("Public edition")]
    return [_("Restricted edition")] if tenure else []


def _status(charter: Charter, store: Store | None, day: day_of) -> str:
    """What the votes say by the day, where there are any; else what the charter says."""
    now = in_force(store, until=end_of(day)) if store is not None else None
    same = now is not None and (now.title, now.version) == (charter.title, charter.version)
    return "adopted" if same else charter.status


def _words(lang: str) -> dict[str, str]:
    _ = translator(lang)
    return {
        "kind": _("Charter of commons"), "page": _("Page"), "articles": _("Articles"),
        "rule": _("As a rule"), "leads": _("Leads to"), "exception": _("Exception"),
        "sanctions": _("Sanctions"), "kept": _("keeps it"),
        "broken": _("breaks it"), "exempt": _("is exempt"), "commons": _("The commons"),
        "map": _("Where the commons lie"), "thing": _("Thing"), "what": _("Kind"),
        "users": _("Used by"), "key": _("Key"), "article": _("Article"),
        "cost": _("Cost [€/year]"), "paid": _("Contributions [€/year]"), "member": _("Member"),
        "sum": _("Sum"), "votes": _("Votes"), "members": _("Members and votes"),
        "principles": _("Is it a common yet?"), "principle": _("Principle"),
        "answer": _("Answer"), "evidence": _("Evidence"), "tenure": _("Who holds the land"),
        "tenure_map": _("Owners on the day of this paper"),
        "rules": _("Annex: the rules of admission"),
        "rules_note": _(
            "The same text as numbers: what an article asks refuses, reserves, warns or marks. "
            "Articles come first, then what comes from the law and from the grid."
        ),
        "weights": _("Weights"), "criterion": _("Criterion"), "weight": _("Weight"),
        "source": _("Source"), "level": _("Level"), "reference": _("Reference"),
        "from": _("From"), "area": _("Area"), "share": _("Share"),
        "sign": _("Signatures"),
    }  # fmt: skip


def _article(charter: Charter, article: Article, lang: str) -> dict[str, Any]:
    _ = translator(lang)
    return {
        "number": article.number, "title": article.title, "text": article.text,
        "rule": core(charter, article, lang), "level": article.level,
        "leads": _(LEVELS[article.level]), "exception": article.exception,
        "sanctions": " → ".join(_(STEPS[step]) for step in article.sanctions),
        "passes": example_words(charter, article.passes, lang),
        "fails": example_words(charter, article.fails, lang),
        "exempt": example_words(charter, article.exempt, lang),
    }  # fmt: skip


def core(charter: Charter, article: Article, lang: str) -> str:
    """
    The structured core of an article in words: what is computed, beside what is signed.

    Examples
    --------
    A text such as « Pleine terre projetée ≥ 20 %, sauf si Sol déjà artificialisé ≥ 80 % ».
    """
    _ = translator(lang)
    limit = article.threshold
    said = Condition(subject=article.subject, operator=article.operator,
                     threshold=0.0 if isinstance(limit, str) else limit)  # fmt: skip
    words = [
        _condition(charter, said, lang)
        if not isinstance(limit, str)
        else f"{subject_label(charter, said.subject, lang)} {_SIGNS[said.operator]} "
        f"{subject_label(charter, limit, lang)}"
    ]
    if article.vocations:
        names = ", ".join(code_label(v, lang=lang) for v in article.vocations)
        words.append(_("for {vocations}").format(vocations=names))
    if article.only_if:
        tests = _(" and ").join(_condition(charter, t, lang) for t in article.only_if)
        words.append(_("where {tests}").format(tests=tests))
    if article.except_if:
        tests = _(" or ").join(_condition(charter, t, lang) for t in article.except_if)
        words.append(_("unless {tests}").format(tests=tests))
    if article.weight is not None:
        words.append(_("weight {weight}").format(weight=percent(article.weight, lang)))
    return ", ".join(words)


def _condition(charter: Charter, test: Condition, lang: str) -> str:
    sign = f"{subject_label(charter, test.subject, lang)} {_SIGNS[test.operator]} "
    return sign + _value(charter, test.subject, test.threshold, lang)


def subject_label(charter: Charter, key: str, lang: str) -> str:
    """Name of a subject for a reader: that of the charter, of a criterion or of a fact."""
    base = charter.base
    labels = {x.key: text(x.label, lang) for x in base.criteria}
    labels |= {x.key: text(x.label, lang) for x in base.observations}
    labels |= {s.key: s.label for s in charter.subjects}
    return labels.get(key, key)


def _value(charter: Charter, key: str, value: float | str, lang: str) -> str:
    if isinstance(value, str):
        return code_label(value, lang=lang)
    base = charter.base
    units = {x.key: x.unit for x in base.criteria} | {x.key: x.unit for x in base.observations}
    units |= {s.key: s.unit for s in charter.subjects}
    words = unit(units.get(key, ""), translator(lang))
    return f"{number(value, lang, 0 if float(value).is_integer() else 1)} {words}".strip()


def example_words(charter: Charter, example: Any, lang: str) -> str:
    """Values of an example, by the names of their subjects."""
    parts = [
        f"{subject_label(charter, key, lang)} : {_value(charter, key, value, lang)}"
        if key != "vocation"
        else code_label(str(value), lang=lang)
        for key, value in example.items()
    ]
    return " ; ".join(parts)


def _commons(charter: Charter, lang: str) -> list[list[str]]:
    _ = translator(lang)
    names = {m.key: m.label for m in charter.members}
    return [
        [str(n), c.label, _(COMMON_KINDS[c.kind]), ", ".join(names[u] for u in c.users),
         _(KEYS[c.share_by]), c.article or NOTHING, fixed(c.cost_eur_year, lang, 2)]
        for n, c in enumerate(charter.commons, start=1)
    ]  # fmt: skip


def _paid(charter: Charter, lang: str) -> dict[str, Any]:
    if not (charter.commons and charter.members):
        return {"heads": [], "rows": []}
    table = contributions(charter.commons, charter.members)
    names = {m.key: m.label for m in charter.members}
    costly = [c.key for c in charter.commons if c.cost_eur_year]
    numbers = {c.key: str(n) for n, c in enumerate(charter.commons, start=1)}
    rows = [
        [names[str(key)], *(fixed(row[c], lang, 2) for c in costly), fixed(row.sum(), lang, 2)]
        for key, row in table.iterrows()
    ]
    return {"heads": [numbers[c] for c in costly], "rows": rows}


def _member(charter: Charter, key: str, lang: str) -> list[str]:
    member = next(m for m in charter.members if m.key == key)
    return [member.label, member.college or NOTHING, fixed(member.votes, lang)]


def _governance(charter: Charter, lang: str) -> str:
    _, rules = translator(lang), charter.governance
    return _(
        "Quorum: {quorum} of all votes. Adopted by {adoption} of the votes for or against, "
        "amended by {amendment}."
    ).format(
        quorum=percent(rules.quorum, lang), adoption=percent(rules.adoption, lang),
        amendment=percent(rules.amendment, lang),
    )  # fmt: skip


def _principles(charter: Charter, lang: str) -> dict[str, Any]:
    _ = translator(lang)
    told = checklist(charter.principles)
    answers = {"yes": _("yes"), "partly": _("partly"), "no": _("no")}
    total = int(told["points"].sum())
    words = _("{total} of 16.").format(total=total)
    return {
        "said": words if total >= ENOUGH else f"{words} {_('Not yet a common.')}",
        "rows": [
            [str(n), _(words_), answers[str(answer)], str(evidence)]
            for n, (words_, answer, evidence) in enumerate(
                zip(PRINCIPLES, told["answer"], told["evidence"], strict=True), start=1
            )
        ],
    }  # fmt: skip


def _weights(charter: Charter, lang: str) -> list[list[str]]:
    marked = {a.subject: a for a in charter.articles if a.level == "note"}
    rows = sorted(rules_grid(charter).criteria, key=lambda c: c.key not in marked)
    return [
        [text(c.label, lang), percent(c.weight.share, lang, 1),
         _cited(marked[c.key], lang) if c.key in marked else NOTHING]
        for c in rows
    ]  # fmt: skip


def _vetoes(charter: Charter, lang: str) -> list[dict[str, str]]:
    own = {a.key: a for a in charter.articles}
    rows = sorted(rules_grid(charter).vetoes, key=lambda v: v.key not in own)
    return [
        {"label": text(v.label, lang), "level": v.level, "said": code_label(v.level, lang=lang),
         "reference": _cited(own[v.key], lang) if v.key in own else v.reference}
        for v in rows
    ]  # fmt: skip


def _cited(article: Article, lang: str) -> str:
    _ = translator(lang)
    return _("Article {number}").format(number=article.number)


def _tenure(
    land: Land | None, store: Store | None, day: day_of, lang: str, edition: Edition
) -> dict[str, Any] | None:
    """Who owns how much, today and over time; nothing where no title is recorded."""
    if land is None or store is None:
        return None
    titles = titles_on(store, land, day)
    if titles.empty:
        return None
    _, public = translator(lang), edition == "public"
    said = {UNKNOWN: _("unknown")}
    if public:
        titles = without_holders(titles)
        said |= {kind: code_label(kind, lang=lang) for kind in get_args(HolderType)}
        said[UNTYPED] = _("kind not said")
    areas = land.plots["area_m2"]
    total = float(areas.sum())
    now = holding(titles, areas, day).groupby("owner")["area_m2"].sum()
    years = over_time(titles, areas)
    return {
        "owner": _("Kind of owner") if public else _("Owner"), "drawn": not public,
        "rows": [[said.get(str(owner), str(owner)), area(m2, lang), percent(m2 / total, lang)]
                 for owner, m2 in now.sort_values(ascending=False).items()],
        "sum": [_("Zone"), area(total, lang), percent(1, lang)],
        "heads": [said.get(str(c), str(c)) for c in years.columns],
        "years": [[date(when, lang), *(percent(v / total, lang) for v in row)]
                  for when, row in zip(years.index, years.to_numpy(), strict=True) if when <= day],
    }  # fmt: skip


def _chain(store: Store, lang: str) -> str:
    count, head = store.head()
    _ = translator(lang)
    return _("{count} event(s) in the register; hash of the last: {hash}").format(
        count=number(count, lang), hash=head[:_HASH] + "…"
    )
