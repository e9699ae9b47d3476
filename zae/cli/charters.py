"""The commands about charters: check, grid, admission, comparison of wordings."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer
from pandas import DataFrame

from zae.charter.admissions import Admissions, admissions, compared, counts, naming
from zae.charter.article import LEVELS, CharterError
from zae.charter.candidates import Candidates, from_study, from_table
from zae.charter.examples import STATES, run_examples
from zae.charter.paper import example_words, subject_label
from zae.charter.rules import measured, write_grid
from zae.charter.starter import write_charter
from zae.charter.text import Charter, read
from zae.cli.exits import Exit
from zae.cli.tables import print_files, print_json, print_table, say
from zae.explanation import plain
from zae.messages import N_, Lang, number, translator
from zae.publish.fields import code_label

if TYPE_CHECKING:
    from zae.cli.root import Reader

charters = typer.Typer(
    help=N_("Charter of a zone: articles as rules, who is admitted, commons, tenure, votes."),
    no_args_is_help=True,
)

CharterFile = Annotated[Path, typer.Argument(metavar="CHARTER.toml", help=N_("Charter file."))]
Table = Annotated[
    Path | None, typer.Option("--candidates", help=N_("Table of candidates, one a row (CSV)."))
]
Of = Annotated[Path | None, typer.Option("--study", help=N_("Study whose sites are candidates."))]
Projects = Annotated[
    list[str] | None, typer.Option("--project", help=N_("Key of a project; may be repeated."))
]
Json = Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))]


@charters.command(help=N_("Write the example charter of Puisaye-Forterre, to be changed."))
def new(ctx: typer.Context, charter: CharterFile) -> None:
    """Write the example charter."""
    reader: Reader = ctx.obj
    print_files(write_charter(charter), reader.lang)


@charters.command(
    name="check", help=N_("Say every fault of a charter, and run the examples of its articles.")
)
def check_charter(ctx: typer.Context, charter: CharterFile, *, as_json: Json = False) -> None:
    """Check a charter."""
    reader: Reader = ctx.obj
    content = read(charter)
    found = run_examples(content)
    if as_json:
        print_json(plain(found))
    else:
        _print_examples(content, found, reader.lang)
    if (found["fault"] != "").any():
        raise typer.Exit(Exit.FAULT)


def _print_examples(charter: Charter, found: DataFrame, lang: Lang) -> None:
    _ = translator(lang)
    kinds = {"passes": _("keeps it"), "fails": _("breaks it"), "exempt": _("is exempt")}
    heads = (_("Article"), _("Leads to"), _("Example"), _("Values"), _("Found"), _("Mark"), "")
    shown = found.assign(
        level=found["level"].map(lambda key: _(LEVELS[key])),
        found=found["found"].map(lambda key: _(STATES[key])),
    )
    print_table(charter.title, heads, [
        (f"{row['article']}. {row['title']}", row["level"], kinds[row["example"]],
         _values(charter, row, lang), row["found"],
         "" if pd.isna(row["mark"]) else number(row["mark"], lang, 2),
         "✗" if row["fault"] else "✓")
        for row in shown.to_dict("records")
    ])  # fmt: skip
    for fault in found["fault"]:
        if fault:
            say(fault.said(_) if hasattr(fault, "said") else fault)
    kept = int((found["fault"] == "").sum())
    say(_("{kept} of {count} examples show what they should.").format(kept=kept, count=len(found)))
    if charter.status == "hypothetical":
        say(_("This charter is a hypothesis: nobody has voted it."))


def _values(charter: Charter, row: Any, lang: Lang) -> str:
    """Values of an example, by the names of its subjects."""
    return example_words(charter, getattr(charter.article(row["article"]), row["example"]), lang)


@charters.command(help=N_("Write the grid that a charter gives, for studies."))
def grid(
    ctx: typer.Context,
    charter: CharterFile,
    out: Annotated[Path, typer.Argument(metavar="OUT.toml", help=N_("File to write."))],
) -> None:
    """Write the grid of a charter."""
    reader: Reader = ctx.obj
    content = read(charter)
    say(str(write_grid(content, out)))
    _ = translator(reader.lang)
    outside = [a for a in content.articles if a.admits and not measured(content, a)]
    for article in outside:
        say(_("article {number}: declared by the candidate, not in the grid of a study").format(
            number=article.number
        ))  # fmt: skip


def _candidates(
    reader: "Reader", contents: list[Charter], table: Path | None, study: Path | None,
    projects: list[str] | None,
) -> Candidates:  # fmt: skip
    if table is not None and study is None:
        return from_table(table, contents)
    if study is not None and table is None:
        return from_study(reader.assess(study), contents, projects or [])
    raise CharterError("name either a table of candidates or a study")


@charters.command(help=N_("Say who a charter admits, and which article decides it."))
def admit(
    ctx: typer.Context,
    charter: CharterFile,
    *,
    table: Table = None,
    study: Of = None,
    project: Projects = None,
    as_json: Json = False,
) -> None:
    """Admit candidates."""
    reader: Reader = ctx.obj
    content = read(charter)
    found = admissions(content, _candidates(reader, [content], table, study, project))
    if as_json:
        print_json({
            "candidates": plain(found.table.reset_index()),
            "reasons": plain(found.reasons),
        })  # fmt: skip
    else:
        _print_admissions(found, reader.lang)


def _print_admissions(found: Admissions, lang: Lang) -> None:
    _ = translator(lang)
    heads = (_("Candidate"), _("Admission"), _("Because of"), _("To be checked"), _("Score"))
    print_table(found.charter.title, heads, [
        (str(name), code_label(str(row["admission"]), lang=lang),
         _articles(found.reasons, str(name), "fired"),
         _open_questions(found, str(name), lang),
         "–" if pd.isna(row["score"]) else number(row["score"], lang, 1))
        for name, row in found.table.iterrows()
    ])  # fmt: skip
    marked = [a for a in found.charter.articles if a.level == "note"]
    for article in marked:
        say(_("{subject} is marked by article {number}.").format(
            subject=subject_label(found.charter, article.subject, lang), number=article.number
        ))  # fmt: skip


def _articles(reasons: DataFrame, candidate: str, state: str) -> str:
    rows = reasons[(reasons["candidate"] == candidate) & (reasons["state"] == state)]
    own = rows["cited"].str.startswith("article ")
    return " ; ".join(
        f"{row['cited']} ({row['rule']})" if mine else str(row["rule"])
        for row, mine in zip(rows.to_dict("records"), own, strict=True)
    )


def _open_questions(found: Admissions, candidate: str, lang: Lang) -> str:
    """Articles that wait for a fact, and how many rules of the grid do."""
    told = found.reasons
    rows = told[(told["candidate"] == candidate) & (told["state"] == "to_check")]
    own = rows["cited"].str.startswith("article ")
    words = list(rows.loc[own, "cited"])
    if (~own).any():
        said = translator(lang)("{count} rule(s) of the grid")
        words.append(said.format(count=int((~own).sum())))
    return ", ".join(words)


@charters.command(help=N_("Compare wordings on the same candidates: who is admitted, and why not."))
def compare(
    ctx: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="CHARTER.toml...", help=N_("Two charters or more."))
    ],
    *,
    table: Table = None,
    study: Of = None,
    project: Projects = None,
    as_json: Json = False,
) -> None:
    """Compare wordings."""
    reader: Reader = ctx.obj
    named = dict(zip(naming([str(f) for f in files]), map(read, files), strict=True))
    found = compared(named, _candidates(reader, list(named.values()), table, study, project))
    if as_json:
        print_json(plain(found.reset_index()))
        return
    _ = translator(reader.lang)
    lang = reader.lang
    print_table(_("Admitted"), (_("Wording"), *(
        code_label(level, lang=lang) for level in ("admissible", "reserve", "interdit")
    )), [
        (str(name), *(str(n) for n in row)) for name, row in counts(found, list(named)).iterrows()
    ])  # fmt: skip
    moved = found[found["moves"]]
    print_table(_("What changes"), (_("Candidate"), _("Vocation"), *named, _("Because of")), [
        (f"{name} {row['label']}", row["vocation"],
         *(code_label(row[f"admission_{n}"], lang=lang) for n in named),
         ", ".join(row["differs_by"]))
        for name, row in moved.iterrows()
    ])  # fmt: skip
    say(_("{moved} of {count} candidates change class.").format(moved=len(moved), count=len(found)))
