"""The report in words: what a person who reads one page must know."""

from pandas import DataFrame, Series

from zae.assessment import Assessment, Run
from zae.messages import N_
from zae.publish.numerals import fixed, percent
from zae.publish.report.findings import gaps
from zae.publish.report.firm import share_first
from zae.publish.report.marks import Row, mark_of, project_label
from zae.publish.report.reader import Reader

GAPS_SHOWN = 4
LOOSE = 0.1
"""Under this share of pairs in a settled order, the report warns its reader first."""


def summary(assessment: Assessment, reader: Reader) -> list[str]:
    """
    Sentences that open the report.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.

    Returns
    -------
    list of str
        What was marked, by which grid, how much of it is known, what would tell more.
    """
    known = Series(
        {k: run.scores.table["completeness"].mean() for k, run in assessment.runs.items()}
    ).mean()
    sentences = [
        reader.say(
            N_(
                "{sites} sites of {territory} are marked for one project with the grid "
                "« {grid} », version {version}."
            )
            if len(assessment.runs) == 1
            else N_(
                "{sites} sites of {territory} are marked for {projects} projects with the grid "
                "« {grid} », version {version}."
            ),
            sites=fixed(len(assessment.sites), reader.lang),
            territory=assessment.territory.name,
            projects=fixed(len(assessment.runs), reader.lang),
            grid=reader.text(assessment.grid.label),
            version=assessment.grid.version,
        ),
        reader.say(
            N_(
                "On average {share} of the weight of the grid is known; what is not known is shown "
                "as an interval, never filled in."
            ),
            share=percent(known, reader.lang),
        ),
    ]
    return sentences + _order_settled(assessment, reader) + _missing(assessment, reader)


def _order_settled(assessment: Assessment, reader: Reader) -> list[str]:
    """How much of the ranking holds whatever the unknowns; nothing to say of one site."""
    if len(assessment.sites) < 2:  # noqa: PLR2004
        return []
    tables = [run.scores.table["decisiveness"].mean() for run in assessment.runs.values()]
    share = Series(tables).mean()
    text = N_("Whatever the unknowns, {share} of the pairs of sites are in a settled order.")
    said = [reader.say(text, share=percent(share, reader.lang))]
    if share < LOOSE:
        text = N_(
            "Too little is known to choose a site: read here what to measure first, and not yet "
            "who comes first."
        )
        said.append(reader.say(text))
    return said


def _missing(assessment: Assessment, reader: Reader) -> list[str]:
    run = next(iter(assessment.runs.values()))
    roles = [g["role"] for g in gaps(run, assessment, reader)][:GAPS_SHOWN]
    if not roles:
        return []
    text = N_("The layers that would narrow the marks most are: {layers}.")
    return [reader.say(text, layers=", ".join(roles))]


def by_project(assessment: Assessment, reader: Reader) -> list[Row]:
    """
    One line a project: the site that comes first, and how many sites are admissible.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.

    Returns
    -------
    list of dict
        Project, first site with its mark, whether the first place is settled, how often it holds
        under other weights, numbers of sites
        by admission and by letter.
    """
    return [_project_line(run, assessment, reader) for run in assessment.runs.values()]


def _project_line(run: Run, assessment: Assessment, reader: Reader) -> Row:
    table = run.scores.table
    first = table.index[table["rank"] == table["rank"].min()].min()
    rivals = int((table["rank_best"] == 1).sum()) - int(table.loc[first, "rank_best"] == 1)
    tied = int((table["rank"] == table.loc[first, "rank"]).sum()) - 1
    admission = table["admission"].value_counts()
    scale = [s.letter for s in assessment.grid.letters.scale]
    return {
        "key": run.project.key,
        "project": project_label(run, reader),
        "site": assessment.sites.loc[first, "name"] or first,
        "site_id": first,
        "mark": mark_of(table.loc[first].to_dict(), reader),
        "settled": _tied(tied, reader) + _settled(rivals, len(table), reader),
        "often": share_first(float(run.firmness.first[first]), reader) if len(table) > 1 else "",
        "admission": {
            level: fixed(int(admission.get(level, 0)), reader.lang)
            for level in ("admissible", "reserve", "interdit")
        },
        "letters": _by_letter(table, scale, reader),
    }


def _by_letter(table: DataFrame, scale: list[str], reader: Reader) -> list[Row]:
    """Sites of each settled letter, then those whose letter is not; each site once."""
    settled = table["letter"].notna() & (table["letter_low"] == table["letter_high"])
    counts = table["letter"][settled].value_counts().reindex(scale, fill_value=0)
    named = [(x, x, int(n)) for x, n in counts.items()]
    named.append(("", reader.labels["undecided"], int((~settled).sum())))
    return [
        {"letter": letter, "label": label, "count": n, "share": 100 * n / max(len(table), 1)}
        for letter, label, n in named
    ]


def _tied(others: int, reader: Reader) -> str:
    """A name alone would pass for a winner where its mark is that of others."""
    if not others:
        return ""
    if others == 1:
        return reader.say(N_("tied with 1 other site; "))
    return reader.say(N_("tied with {count} other sites; "), count=fixed(others, reader.lang))


def _settled(rivals: int, sites: int, reader: Reader) -> str:
    if sites == 1:
        return reader.say(N_("only site"))
    if rivals == 0:
        return reader.say(N_("first whatever the unknowns"))
    if rivals == 1:
        return reader.say(N_("1 other site may still be first"))
    return reader.say(
        N_("{count} other sites may still be first"), count=fixed(rivals, reader.lang)
    )


def in_words(mark: Row, project: str, sites: int, reader: Reader) -> str:
    """
    The mark of a site in one sentence.

    Parameters
    ----------
    mark : dict
        What :func:`zae.publish.report.marks.mark_of` gave.
    project : str
        Name of the project.
    sites : int
        Number of sites ranked.
    reader : Reader
        Who reads.

    Returns
    -------
    str
        The sentence.
    """
    if mark["central"] is None:
        text = N_(
            "For the project « {project} », nothing is known of this site: the mark may be "
            "anything from {low} to {high}."
        )
        return reader.say(text, project=project, **_ends(mark, reader))
    text = N_(
        "For the project « {project} », the site has the mark {score} out of 100 (letter "
        "{letter}); depending on what is unknown it lies between {low} and {high}. "
        "It is {rank} of {sites}; possible ranks: {ranks}."
    )
    return reader.say(
        text,
        project=project,
        score=mark["score"],
        letter=mark["letters"] or mark["letter"],
        rank=mark["rank"],
        ranks=mark["ranks"],
        sites=fixed(sites, reader.lang),
        **_ends(mark, reader),
    )


def _ends(mark: Row, reader: Reader) -> dict[str, str]:
    return {side: fixed(mark[side], reader.lang) for side in ("low", "high")}
