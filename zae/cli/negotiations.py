"""The commands about negotiations."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pandas import Series, isna

from zae.cli.tables import print_json, print_table, say
from zae.messages import N_, Lang, translator
from zae.negotiation import rounds
from zae.negotiation.case import Case, read
from zae.negotiation.minutes import write_minutes
from zae.negotiation.options import labelled, options_of
from zae.negotiation.sites import NEGLIGIBLE, packages
from zae.negotiation.starter import write_case
from zae.negotiation.table import RULE_LABELS, agreed, negotiate, parsed_mix
from zae.publish.numerals import fixed, percent
from zae.store import Store, create
from zae.store.address import SCHEMA, where

if TYPE_CHECKING:
    from zae.cli.root import Reader

negotiations = typer.Typer(
    help=N_("Uses of a site between services: options, agreements, offers, minutes."),
    no_args_is_help=True,
)

CaseFile = Annotated[Path, typer.Argument(metavar="CASE.toml", help=N_("Case file."))]
SiteId = Annotated[str, typer.Option(help=N_("Id of the site; the first if none."))]
Round = Annotated[int, typer.Option("--round", min=1, help=N_("Number of the round."))]
PartyKey = Annotated[str, typer.Option(help=N_("Key of the service that speaks."))]
Author = Annotated[str, typer.Option(help=N_("Who speaks for it."))]
Schema = Annotated[str, typer.Option(help=N_("Schema of the store in a shared database."))]
Json = Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))]


def _case(reader: "Reader", path: Path) -> Case:
    case = read(path)
    return case.model_copy(update={"lang": reader.lang}) if reader.asked else case


def _worth_words(said: Series, lang: Lang) -> str:
    """Worth of an agreement to a service, and what it does without."""
    share = "–" if isna(said["given_up"]) else percent(said["given_up"], lang)
    return (
        translator(lang)("{worth}, does without {share}")
        .format(worth=fixed(said["worth"], lang, 2), share=share)
    )  # fmt: skip


def _store(case: Case, schema: str) -> Store:
    return create(where(case.folder, case.store), schema=schema)


@negotiations.command(help=N_("Write a commented case file for sites of a study."))
def new(
    case: CaseFile,
    *,
    study: Annotated[
        Path | None,
        typer.Option(help=N_("Study of the sites; the friches of Haubourdin if none.")),
    ] = None,
    site: Annotated[
        list[str] | None, typer.Option(help=N_("Id of a site of the study; may be repeated."))
    ] = None,
) -> None:
    """Write a case file."""
    say(str(write_case(case, study=study, sites=site or [])))


@negotiations.command(name="check", help=N_("Say every fault of a case, and how many options."))
def check_case(ctx: typer.Context, case: CaseFile) -> None:
    """Check a case."""
    reader: Reader = ctx.obj
    content = _case(reader, case)
    _ = translator(content.lang)
    heads = [_("Site"), _("Asked by"), _("Reason"), _("Excluded"), _("Left")]
    for one in content.sites:
        account = options_of(content, one).account
        lines = [
            [
                one.name,
                str(row.party) or _("Planning"),
                str(row.reason),
                str(row.refused),
                str(row.left),
            ]
            for row in account.itertuples()
        ]
        print_table(one.name, heads, lines)
    assumed = content.assumed()
    if assumed:
        say(_("{count} figure(s) rest on an assumption: {few}").format(
            count=len(assumed), few=", ".join(assumed)
        ))  # fmt: skip


@negotiations.command(help=N_("Show what is possible on a site, and five ways to agree."))
def table(ctx: typer.Context, case: CaseFile, *, site: SiteId = "", as_json: Json = False) -> None:
    """Show the agreements of a site."""
    reader: Reader = ctx.obj
    content = _case(reader, case)
    found = negotiate(content, content.site(site))
    rows = agreed(found)
    if as_json:
        print_json(rows.reset_index().to_dict("records"))
        return
    _ = translator(content.lang)
    lines = [
        [
            _(RULE_LABELS[str(rule)]),
            found.words(str(rule)),
            *(
                _worth_words(found.settlement(str(rule)).T[p.key], content.lang)
                for p in content.parties
            ),
        ]
        for rule, row in rows.iterrows()
    ]
    heads = [_("Rule"), _("Uses, by share of the area"), *(p.label for p in content.parties)]
    print_table(found.options.site.name, heads, lines)


@negotiations.command(name="all", help=N_("Show what is agreed on over all sites together."))
def all_sites(ctx: typer.Context, case: CaseFile, *, as_json: Json = False) -> None:
    """Show packages of all sites."""
    reader: Reader = ctx.obj
    content = _case(reader, case)
    found = packages(content)
    if as_json:
        print_json({rule: p.sites.reset_index().to_dict("records") for rule, p in found.items()})
        return
    _ = translator(content.lang)
    for rule, package in found.items():
        lines = [[row["name"], row["mix"]] for _i, row in package.sites.iterrows()]
        gains = ", ".join(
            f"{p.label} {fixed(package.allocation.gains[p.key], content.lang, 2)}"
            for p in content.parties
        )
        print_table(
            f"{_(RULE_LABELS[rule])} : {gains}", [_("Site"), _("Uses, by share of the area")], lines
        )
        if package.allocation.gap > NEGLIGIBLE:
            said = _("At most {gap} from the best choice.")
            say(said.format(gap=percent(package.allocation.gap, content.lang, 2)))


@negotiations.command(help=N_("Record an offer of a service."))
def offer(  # noqa: PLR0913  one option a field
    ctx: typer.Context,
    case: CaseFile,
    party: PartyKey,
    mix: Annotated[str, typer.Option(help=N_("Uses in percent: activite=45,renaturation=55."))],
    author: Author,
    *,
    site: SiteId = "",
    round_: Round = 1,
    schema: Schema = SCHEMA,
    concession: Annotated[str, typer.Option(help=N_("What the service gives up with it."))] = "",
) -> None:
    """Record an offer."""
    reader: Reader = ctx.obj
    content = _case(reader, case)
    said = rounds.Offer(round=round_, party=party, shares=parsed_mix(mix), concession=concession)
    event = rounds.offer(
        _store(content, schema), content, content.site(site).id, said, author=author
    )
    say(event.event_id)


@negotiations.command(help=N_("Record a silent estimate; only medians and quartiles are shown."))
def estimate(  # noqa: PLR0913  one option a field
    ctx: typer.Context,
    case: CaseFile,
    party: PartyKey,
    item: Annotated[str, typer.Option(help=N_("The question, the same words for all."))],
    value: Annotated[float, typer.Option(help=N_("The number."))],
    author: Author,
    *,
    site: SiteId = "",
    round_: Round = 1,
    schema: Schema = SCHEMA,
) -> None:
    """Record a silent estimate."""
    reader: Reader = ctx.obj
    content = _case(reader, case)
    said = rounds.Estimate(round=round_, party=party, item=item, value=value)
    store = _store(content, schema)
    rounds.estimate(store, content, content.site(site).id, said, author=author)
    _print_silent(content, store, content.site(site).id)


@negotiations.command(help=N_("Record what a service answers to an offer."))
def answer(  # noqa: PLR0913  one option a field
    ctx: typer.Context,
    case: CaseFile,
    party: PartyKey,
    to: Annotated[str, typer.Option(help=N_("Id of the offer, or its first characters."))],
    says: Annotated[str, typer.Option(help=N_("accept, reserve or refuse."))],
    author: Author,
    *,
    site: SiteId = "",
    schema: Schema = SCHEMA,
    condition: Annotated[
        str, typer.Option(help=N_("What the reserve or the refusal asks for."))
    ] = "",
) -> None:
    """Record an answer."""
    reader: Reader = ctx.obj
    content = _case(reader, case)
    said = rounds.answer_of(party=party, offer=to, answer=says, condition=condition)
    say(
        rounds.answer(
            _store(content, schema), content, content.site(site).id, said, author=author
        ).event_id
    )


@negotiations.command(name="rounds", help=N_("List the offers on a site, and how far each moved."))
def list_rounds(
    ctx: typer.Context, case: CaseFile, *, site: SiteId = "", schema: Schema = SCHEMA
) -> None:
    """List the rounds."""
    reader: Reader = ctx.obj
    content = _case(reader, case)
    _ = translator(content.lang)
    found, store = negotiate(content, content.site(site)), _store(content, schema)
    lines = [
        [
            str(row["round"]),
            content.party(row["party"]).label,
            labelled(content, row.filter(like="share_").rename(lambda c: c.removeprefix("share_"))),
            *(fixed(row[f"worth_{p.key}"], content.lang, 2) for p in content.parties),
            str(row["better"]),
            row["event_id"][:8],
        ]
        for _i, row in rounds.course(found, store).iterrows()
    ]
    heads = [_("Round"), _("Service"), _("Uses, by share of the area")]
    heads += [*(p.label for p in content.parties), _("Better for all"), _("Id")]
    print_table(found.options.site.name, heads, lines)
    _print_silent(content, store, content.site(site).id)


def _print_silent(case: Case, store: Store, site_id: str) -> None:
    lang, _ = case.lang, translator(case.lang)
    lines = [
        [str(row["round"]), str(row["item"]), str(row["count"])]
        + [fixed(row[c], lang, 2) for c in ("q1", "median", "q3")]
        for _i, row in rounds.silent_round(store, site_id).reset_index().iterrows()
    ]
    if lines:
        heads = [_("Round"), _("Question"), _("Answers"), _("First quartile"), _("Median")]
        print_table(_("Silent round"), [*heads, _("Third quartile")], lines)


@negotiations.command(help=N_("Write the minutes, PDF or page: options, agreements, offers, map."))
def minutes(
    ctx: typer.Context,
    case: CaseFile,
    *,
    out: Annotated[Path, typer.Option(help=N_("File to write: .pdf, or .html for a page."))] = Path(
        "proces-verbal.pdf"
    ),
    schema: Schema = SCHEMA,
) -> None:
    """Write the minutes."""
    reader: Reader = ctx.obj
    content = _case(reader, case)
    write_minutes(content, out, store=_store(content, schema))
    say(str(out))
