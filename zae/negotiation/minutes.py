"""Minutes of a negotiation on paper: what was possible, what was offered, who gave up what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from pandas import DataFrame, Series, isna

from land.allocation import NoAllocationError
from land.errors import said
from layers import Layer
from zae.assessment import Assessment
from zae.messages import N_, translator
from zae.messages.figures import area, date
from zae.negotiation.case import Case
from zae.negotiation.options import labelled
from zae.negotiation.places import map_caption, places, site_map
from zae.negotiation.rounds import course, silent_round
from zae.negotiation.sites import NEGLIGIBLE, packages
from zae.negotiation.table import RULE_LABELS, Table, agreed, negotiate
from zae.publish.dates import written_at
from zae.publish.numerals import fixed, percent, signed
from zae.publish.page import page
from zae.publish.report.html import image
from zae.publish.report.pdf import Press
from zae.publish.whole import whole
from zae.store import Store

_WORDS: Final = {
    "kind": N_("Negotiation of uses"),
    "page": N_("page"),
    "summary": N_("Summary"),
    "map": N_("The sites"),
    "sites": N_("Sites"),
    "marks": N_("Hollow: without agreement; full: with it"),
    "rule": N_("Rule"),
    "mix": N_("Uses, by share of the area"),
    "worths": N_("Worth to each service, from 0 to 1"),
    "given_up": N_("does without"),
    "without": N_("Without agreement"),
    "refused": N_("What planning and red lines exclude"),
    "who": N_("Asked by"),
    "why": N_("Reason"),
    "excluded": N_("Excluded"),
    "left": N_("Left"),
    "planning": N_("Planning"),
    "quantity": N_("Over the site"),
    "core": N_("no group could have refused it"),
    "agreements": N_("Five ways to agree"),
    "course": N_("Offers, round after round"),
    "round": N_("Round"),
    "service": N_("Service"),
    "concession": N_("What it gives up"),
    "moved": N_("Moved by"),
    "better": N_("Better for all"),
    "answers": N_("Answers"),
    "none": N_("No offer is recorded yet."),
    "silent": N_("Silent round"),
    "item": N_("Question"),
    "count": N_("Answers"),
    "quartiles": N_("Quartiles"),
    "median": N_("Median"),
    "packages": N_("All sites together"),
    "packages_note": N_(
        "A service may give on one site and gain on another. Sites weigh by their area; the red "
        "lines over all sites are kept."
    ),
    "site": N_("Site"),
    "gain": N_("Gain of each service"),
    "method": N_("How to read these pages"),
    "assumed": N_("What rests on an assumption"),
    "assumed_note": N_(
        "Nobody has measured or agreed on these figures yet; another figure may lead to another "
        "agreement."
    ),
    "sign": N_("Signatures"),
    "sources": N_("Sources"),
    "few_estimates": N_("fewer than three services: not shown"),
}
_METHOD: Final = (
    N_(
        "Every mix of uses that planning, smallest pieces and red lines allow is an option. Its "
        "worth to a service, from 0 to 1, follows from what the service said of its interests. An "
        "option is efficient if no other is better for one service and worse for none."
    ),
    N_(
        "Five rules each agree on one efficient option. The largest sum looks at the whole, and "
        "may empty one service. Nash multiplies the gains over what each has without agreement. "
        "Kalai and Smorodinsky give each the same share of what it could gain. The egalitarian "
        "rule looks at the smallest gain. The core of vetoes keeps what no group of services, each "
        "with its share of refusals, could have refused. None is recommended here."
    ),
)


HASH: Final = 24
"""Characters of the hash that minutes quote: enough to find it, short enough for one line."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says figures and words in the language of a case."""

    lang: str
    say: Callable[[str], str]

    @classmethod
    def of(cls, lang: str) -> "Speaker":
        """Speaker of a language."""
        return cls(lang, translator(lang))

    def worth(self, value: float) -> str:
        """Worth or gain with two decimals."""
        return fixed(float(value), self.lang, 2)

    def share(self, value: float) -> str:
        """Percentage; a dash where there is none."""
        return "–" if isna(value) else percent(float(value), self.lang)


def write_minutes(case: Case, path: Path, *, store: Store | None = None) -> None:
    """
    Write the minutes of a negotiation: on paper, or as a page.

    Parameters
    ----------
    case : Case
        The case.
    path : Path
        The file, replaced as a whole where it exists: one HTML file, without any request, where
        its name ends so; else PDF.
    store : Store, optional
        Where the offers are; without it, the minutes say what is possible only.

    Raises
    ------
    CaseError
        If red lines leave no option, or the study lacks a site.
    StudyError
        If a layer of the map cannot be read.
    """
    found = places(case)
    picture = b"" if found is None else site_map(found)
    told = content(case, store=store, found=found)
    as_page = path.suffix.lower() in (".html", ".htm")
    written = _page(told, picture).encode() if as_page else _paper(told, picture)
    with whole(path) as beside:
        beside.write_bytes(written)


def _page(told: dict[str, Any], picture: bytes) -> str:
    return page("zae.negotiation", "minutes.html.j2", told | {"map": image(picture)})


def _paper(told: dict[str, Any], picture: bytes) -> bytes:
    with Press() as press:
        template = files("zae.negotiation").joinpath("templates", "minutes.typ")
        press.keep("minutes.typ", template.read_bytes())
        if picture:
            press.keep("map.svg", picture)
        return press.set("minutes.typ", told)


def content(case: Case, *, store: Store | None, found: Assessment | None) -> dict[str, Any]:
    """
    Everything that the minutes show, in words.

    Parameters
    ----------
    case : Case
        The case.
    store : Store or None
        Where the offers are.
    found : Assessment or None
        Layers of its study, for the map and its sources.

    Returns
    -------
    dict
        What the template prints.
    """
    speaker = Speaker.of(case.lang)
    _ = speaker.say
    tables = [negotiate(case, site) for site in case.sites]
    made = date(written_at().date(), case.lang)
    return {
        "t": {key: _(word) for key, word in _WORDS.items()},
        "lang": case.lang,
        "title": case.title,
        "territory": found.territory.name if found is not None else "",
        "made": made,
        "edition": _("For the services only"),
        "summary": _summary(case, tables, speaker),
        "method": [_(text) for text in _METHOD],
        "has_map": found is not None,
        "map_caption": map_caption(found, case) if found is not None else "",
        "sources": _sources(case, found),
        "parties": [party.label for party in case.parties],
        "sites": [_site(table, store, speaker, i) for i, table in enumerate(tables, 1)],
        "packages": _packages(case, speaker) if len(case.sites) > 1 else [],
        "assumed": case.assumed(),
        "chain": _chain(store, speaker),
        "letters": {},
    }


def _summary(case: Case, tables: list[Table], speaker: Speaker) -> list[str]:
    _ = speaker.say
    told = [
        _("{parties} negotiate the use of {count} site(s), {area} in all.").format(
            parties=", ".join(p.label for p in case.parties),
            count=len(tables),
            area=area(sum(s.area_m2 for s in case.sites), case.lang),
        )
    ]
    sentence = _(
        "{site}: {options} options keep all red lines, {rational} leave nobody worse off than "
        "without agreement, {efficient} of them are efficient."
    )
    told += [
        sentence.format(
            site=table.options.site.name,
            options=fixed(len(table.options.shares), case.lang),
            rational=fixed(int(table.rational.sum()), case.lang),
            efficient=fixed(int(table.efficient.sum()), case.lang),
        )
        for table in tables
    ]
    return told


def _site(table: Table, store: Store | None, speaker: Speaker, number: int) -> dict[str, Any]:
    case, site = table.case, table.options.site
    return {
        "number": number,
        "name": site.name,
        "area": area(site.area_m2, case.lang),
        "rule": site.rule,
        "without": [speaker.worth(table.options.without[p.key]) for p in case.parties],
        "account": _account(table, speaker),
        "agreements": _agreements(table, speaker),
        "quantities": [q.label + (f" ({q.unit})" if q.unit else "") for q in case.quantities],
        "course": _course(table, store, speaker) if store is not None else [],
        "silent": _silent(store, site.id, speaker) if store is not None else [],
    }


def _account(table: Table, speaker: Speaker) -> list[dict[str, str]]:
    names = {p.key: p.label for p in table.case.parties} | {"": speaker.say(_WORDS["planning"])}
    return [
        {
            "who": names[str(row.party)],
            "why": str(row.reason),
            "excluded": fixed(float(str(row.refused)), speaker.lang),
            "left": fixed(float(str(row.left)), speaker.lang),
        }
        for row in table.options.account.itertuples()
    ]


def _agreements(table: Table, speaker: Speaker) -> list[dict[str, Any]]:
    found = agreed(table)
    return [
        {
            "rule": speaker.say(RULE_LABELS[str(rule)]),
            "mix": table.words(str(rule)),
            "core": bool(row["in_core"]),
            "parties": [_party(row, party.key, speaker) for party in table.case.parties],
            "quantities": [
                fixed(float(row[f"quantity_{q.key}"]), speaker.lang, 1 if q.unit == "ha" else 0)
                for q in table.case.quantities
            ],
        }
        for rule, row in found.iterrows()
    ]


def _party(row: Series, key: str, speaker: Speaker) -> dict[str, Any]:
    worth, gain = float(row[f"worth_{key}"]), float(row[f"gain_{key}"])
    return {
        "worth": speaker.worth(worth),
        "position": worth * 100,
        "from": (worth - gain) * 100,
        "given_up": speaker.share(row[f"given_up_{key}"]),
    }


def _course(table: Table, store: Store, speaker: Speaker) -> list[dict[str, Any]]:
    _ = speaker.say
    names = {p.key: p.label for p in table.case.parties}
    words = {
        "accepts": _("accepts"),
        "reserves": _("accepts with a reserve"),
        "refuses": _("refuses"),
    }
    rows = []
    for _i, row in course(table, store).iterrows():
        shares = row.filter(like="share_").rename(lambda c: c.removeprefix("share_"))
        rows.append(
            {
                "round": str(row["round"]),
                "date": date(row["dated"].date(), speaker.lang),
                "party": names[row["party"]],
                "mix": labelled(table.case, shares),
                "concession": row["concession"],
                "worths": [speaker.worth(row[f"worth_{key}"]) for key in names],
                "moved": signed(-float(row["moved"]), speaker.lang, 2) if row["moved"] else "–",
                "better": fixed(int(row["better"]), speaker.lang),
                "answers": " ; ".join(f"{names[p]} {words[a]}" for a in words for p in row[a]),
            }
        )
    return rows


def _silent(store: Store, site_id: str, speaker: Speaker) -> list[dict[str, str]]:
    return [
        {
            "round": str(row["round"]),
            "item": str(row["item"]),
            "count": str(row["count"]),
            "median": _number(row["median"], speaker),
            "quartiles": speaker.say(_WORDS["few_estimates"])
            if isna(row["median"])
            else f"{_number(row['q1'], speaker)} – {_number(row['q3'], speaker)}",
        }
        for _, row in silent_round(store, site_id).reset_index().iterrows()
    ]


def _number(value: float, speaker: Speaker) -> str:
    return fixed(float(value), speaker.lang, 0 if float(value).is_integer() else 2)


def _packages(case: Case, speaker: Speaker) -> list[dict[str, Any]]:
    try:
        found = packages(case)
    except NoAllocationError as fault:
        return [{"rule": said(fault, speaker.say), "near": "", "gains": [], "sites": []}]
    return [
        {
            "rule": speaker.say(RULE_LABELS[rule]),
            "near": _near(package.allocation.gap, speaker),
            "gains": [
                signed(float(package.allocation.gains[p.key]), speaker.lang, 2)
                for p in case.parties
            ],
            "sites": _rows(package.sites),
        }
        for rule, package in found.items()
    ]


def _near(gap: float, speaker: Speaker) -> str:
    """How far from the best choice the solver may have stopped; nothing where it did not."""
    if gap <= NEGLIGIBLE:
        return ""
    share = percent(gap, speaker.lang, 2)
    return speaker.say("At most {gap} from the best choice.").format(gap=share)


def _rows(sites: DataFrame) -> list[dict[str, str]]:
    return [{"name": row["name"], "mix": row["mix"]} for _, row in sites.iterrows()]


def _sources(case: Case, found: Assessment | None) -> list[str]:
    cited = [s.source for s in case.sites] + [u.source for u in case.uses]
    layers: Mapping[str, object] = found.layers if found is not None else {}
    cited += [x.source.citation for x in layers.values() if isinstance(x, Layer)]
    return sorted({c for c in cited if c and c != "assumed"})


def _chain(store: Store | None, speaker: Speaker) -> str:
    if store is None:
        return ""
    count, head = store.head()
    return speaker.say("{count} event(s) in the register; hash of the last: {head}").format(
        count=fixed(count, speaker.lang), head=head[:HASH]
    )
