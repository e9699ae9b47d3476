"""The commands about a charter once it lives: commons, principles, tenure, votes."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from land.holding import expiries, holding, over_time
from zae.charter.article import CharterError
from zae.charter.commons import (
    COMMON_KINDS,
    ENOUGH,
    KEYS,
    PRINCIPLES,
    checklist,
    contributions,
    weakest,
)
from zae.charter.tenure import read_plots, read_titles
from zae.charter.text import read
from zae.charter.votes import CHOICES, Vote, end_of, in_force, propose, tallies, vote
from zae.cli.charters import CharterFile, Json, charters
from zae.cli.tables import print_json, print_table, say
from zae.explanation import plain
from zae.messages import N_, area, translator
from zae.publish.numerals import fixed, percent
from zae.store import create, open_store
from zae.store.address import address_of

if TYPE_CHECKING:
    from zae.cli.root import Reader

__all__ = ["charters"]

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY.toml", help=N_("Study file."))]
Author = Annotated[str, typer.Option(help=N_("Who says it; never published."))]
Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help=N_("The day; today if none."))
]


@charters.command(help=N_("Show the commons: who uses, who pays what, by which key and article."))
def commons(ctx: typer.Context, charter: CharterFile, *, as_json: Json = False) -> None:
    """Show the commons and the contributions."""
    reader: Reader = ctx.obj
    content, lang = read(charter), reader.lang
    paid = contributions(content.commons, content.members)
    if as_json:
        print_json(plain(paid.reset_index()))
        return
    _ = translator(lang)
    names = {m.key: m.label for m in content.members}
    print_table(_("Commons"), (_("Thing"), _("Kind"), _("Used by"), _("Key"), _("Article"),
                               _("Cost [€/year]")), [
        (c.label, _(COMMON_KINDS[c.kind]), ", ".join(names[u] for u in c.users),
         _(KEYS[c.share_by]), c.article, fixed(c.cost_eur_year, lang, 2))
        for c in content.commons
    ])  # fmt: skip
    heads = (_("Member"), *(c.label for c in content.commons), _("Sum"))
    print_table(_("Contributions [€/year]"), heads, [
        (names[str(key)], *(fixed(v, lang, 2) for v in row), fixed(row.sum(), lang, 2))
        for key, row in paid.iterrows()
    ])  # fmt: skip


@charters.command(help=N_("Is it a common yet? The eight principles of E. Ostrom, with evidence."))
def principles(ctx: typer.Context, charter: CharterFile, *, as_json: Json = False) -> None:
    """Show the checklist."""
    reader: Reader = ctx.obj
    told = checklist(read(charter).principles)
    if as_json:
        print_json(plain(told.reset_index()))
        return
    _ = translator(reader.lang)
    answers = {"yes": _("yes"), "partly": _("partly"), "no": _("no")}
    print_table(_("Principles"), ("", _("Principle"), _("Answer"), _("Evidence")), [
        (str(number), _(PRINCIPLES[number - 1]), answers[said], evidence)
        for number, said, evidence in zip(
            range(1, len(told) + 1), told["answer"], told["evidence"], strict=True
        )
    ])  # fmt: skip
    total = int(told["points"].sum())
    say(_("{total} of 16; weakest: {weakest}").format(
        total=total, weakest=", ".join(map(str, weakest(told)))
    ))  # fmt: skip
    if total < ENOUGH:
        say(_("Not yet a common."))


@charters.command(help=N_("Show who holds the land of a zone, on a day and over time."))
def tenure(
    ctx: typer.Context,
    plots: Annotated[Path, typer.Argument(metavar="PLOTS.csv", help=N_("Plots and areas."))],
    titles: Annotated[Path, typer.Argument(metavar="TITLES.csv", help=N_("Titles over time."))],
    *,
    day: Day = None,
    as_json: Json = False,
) -> None:
    """Show tenure."""
    reader: Reader = ctx.obj
    areas, held = read_plots(plots), read_titles(titles)
    on = (day or datetime.now(UTC)).date()
    found = holding(held, areas, on)
    if as_json:
        print_json(plain(found.reset_index()))
        return
    _ = translator(reader.lang)
    lang = reader.lang
    columns = ("owner", "tenant", "use", "option", "preemption")
    heads = (_("Plot"), _("Area"), _("Owner"), _("Tenant"), _("Use"), _("Option"), _("Pre-emption"))
    print_table(str(on), heads, [
        (str(plot), area(row["area_m2"], lang), *(str(row[c]) for c in columns))
        for plot, row in found.iterrows()
    ])  # fmt: skip
    years = over_time(held, areas)
    print_table(_("Over time"), (_("From"), *map(str, years.columns)), [
        (str(when), *(percent(v / areas.sum(), lang) for v in row))
        for when, row in years.iterrows()
    ])  # fmt: skip
    for row in expiries(held, on).to_dict("records"):
        say(_("{plot}: {right} of {holder} ends on {end}").format(
            plot=row["plot"], right=row["right"], holder=row["holder"], end=row["end"]
        ))  # fmt: skip


@charters.command(name="propose", help=N_("Put a charter, or its amendment, to the vote."))
def propose_charter(
    ctx: typer.Context, study: StudyFile, charter: CharterFile, author: Author, *, day: Day = None
) -> None:
    """Put a charter to the vote."""
    reader: Reader = ctx.obj
    event = propose(create(address_of(str(study))), charter, author=author, on=_noon(day))
    _ = translator(reader.lang)
    say(_("proposal recorded: {proposal}").format(proposal=event.event_id))


@charters.command(name="vote", help=N_("Record the vote of a member: for, against, abstain."))
def vote_on(  # noqa: PLR0913  as many words as the command line has
    ctx: typer.Context,
    study: StudyFile,
    proposal: Annotated[str, typer.Argument(metavar="PROPOSAL", help=N_("Id, or its beginning."))],
    member: Annotated[str, typer.Argument(metavar="MEMBER", help=N_("Key of the member."))],
    choice: Annotated[str, typer.Argument(metavar="CHOICE", help=N_("for, against or abstain."))],
    author: Author,
    *,
    day: Day = None,
) -> None:
    """Record a vote."""
    reader: Reader = ctx.obj
    if choice not in CHOICES:
        raise CharterError(
            "« {choice} » is no vote; one of {known}", choice=choice, known=[*CHOICES]
        )
    said = Vote.model_validate({"proposal": proposal, "member": member, "choice": choice})
    event = vote(open_store(address_of(str(study))), said, author=author, on=_noon(day))
    _ = translator(reader.lang)
    say(_("vote recorded, n° {seq}").format(seq=event.seq))


@charters.command(help=N_("Count the votes and say which charter is in force, today or on a day."))
def votes(ctx: typer.Context, study: StudyFile, *, day: Day = None, as_json: Json = False) -> None:
    """Count the votes."""
    reader: Reader = ctx.obj
    store = open_store(address_of(str(study)))
    until = end_of(day.date()) if day else None
    found = tallies(store, until=until)
    if as_json:
        print_json(plain(found.reset_index()))
        return
    _ = translator(reader.lang)
    lang = reader.lang
    said = {True: _("adopted"), False: _("not adopted")}
    heads = ("id", _("Charter"), *(_(word) for word in CHOICES.values()), _("Votes cast"), "")
    print_table(_("Votes"), heads, [
        (str(key)[:12], f"{row['title']} {row['version']}", *(fixed(row[c], lang) for c in CHOICES),
         percent(row["cast"], lang), said[bool(row["adopted"])])
        for key, row in found.iterrows()
    ])  # fmt: skip
    now = in_force(store, until=until)
    none = _("no charter is in force")
    say(
        none
        if now is None
        else _("in force: {charter}").format(charter=f"{now.title} {now.version}")
    )


def _noon(day: datetime | None) -> datetime | None:
    return day.replace(hour=12, tzinfo=UTC) if day else None
