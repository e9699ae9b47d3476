"""The commands about a charter once it lives: commons, principles, tenure, votes."""

from typing import TYPE_CHECKING, Annotated

import typer

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
from zae.charter.text import read
from zae.charter.votes import CHOICES, Vote, end_of, in_force, propose, tallies, vote
from zae.cli.charters import CharterFile, Json, charters
from zae.cli.opening import Author, Day, Desk, Schema, StudyFile, noon_of
from zae.cli.tables import print_json, print_table, say
from zae.explanation import plain
from zae.messages import N_, translator
from zae.publish.numerals import fixed, percent
from zae.store.address import SCHEMA

if TYPE_CHECKING:
    from zae.cli.root import Reader

__all__ = ["charters"]


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


@charters.command(name="propose", help=N_("Put a charter, or its amendment, to the vote."))
def propose_charter(  # noqa: PLR0913  as many words as the command line has
    ctx: typer.Context,
    study: StudyFile,
    charter: CharterFile,
    author: Author,
    *,
    name: Annotated[str, typer.Option("--id", help=N_("Id to give it; made up if none."))] = "",
    day: Day = None,
    schema: Schema = SCHEMA,
) -> None:
    """Put a charter to the vote."""
    desk = Desk(ctx.obj, study, schema)
    event = propose(desk.made_store(), charter, author=author, on=noon_of(day), event_id=name)
    _ = translator(desk.reader.lang)
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
    schema: Schema = SCHEMA,
) -> None:
    """Record a vote."""
    desk = Desk(ctx.obj, study, schema)
    if choice not in CHOICES:
        raise CharterError(
            "« {choice} » is no vote; one of {known}", choice=choice, known=[*CHOICES]
        )
    said = Vote.model_validate({"proposal": proposal, "member": member, "choice": choice})
    event = vote(desk.store(), said, author=author, on=noon_of(day))
    _ = translator(desk.reader.lang)
    say(_("vote recorded, n° {seq}").format(seq=event.seq))


@charters.command(help=N_("Count the votes and say which charter is in force, today or on a day."))
def votes(
    ctx: typer.Context,
    study: StudyFile,
    *,
    day: Day = None,
    as_json: Json = False,
    schema: Schema = SCHEMA,
) -> None:
    """Count the votes."""
    desk = Desk(ctx.obj, study, schema)
    store = desk.store()
    until = end_of(day.date()) if day else None
    found = tallies(store, until=until)
    if as_json:
        print_json(plain(found.reset_index()))
        return
    lang, _ = desk.reader.lang, translator(desk.reader.lang)
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
