"""
The tidy frames that every deliverable is made of, and the two plain files of them.

Stable English columns and codes; :func:`readable` says them in the reader's language.
"""

from collections.abc import Collection
from typing import Final

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pandas import CategoricalDtype, DataFrame, Series
from pandas.api.extensions import ExtensionArray

from criteria.explain import explain
from criteria.facts import long
from criteria.grid import Criterion, Grid, Observation, Text
from criteria.vetoes import RANK_OF_LEVEL, STATES
from zae.assessment import Assessment, Run
from zae.messages import translator
from zae.publish.fields import codes, labels, role_label, text
from zae.publish.veto_words import GRAVITY, veto_words

SITE_COLUMNS: Final = (
    "name", "kind", "area_m2", "commune_insee", "commune", "zone_id", "tenure", "availability",
    "geometry_status", "parcels", "layer", "url",
)  # fmt: skip
_BEST: Final = {
    "best_project": "project_label", "best_score": "score", "best_low": "score_low",
    "best_high": "score_high", "best_letter": "letter", "best_admission": "admission",
}  # fmt: skip
SCORE_COLUMNS: Final = (
    "score_low", "score", "score_high", "letter", "letter_low", "letter_high", "admission",
    "to_check", "rank", "rank_best", "rank_worst", "completeness", "decisiveness",
)  # fmt: skip
FIRM_COLUMNS: Final = ("first_share", "mean_rank", "measure_first")
MEASURES: Final = 3
"""Facts to measure first that the row of a site names."""
FACT_COLUMNS: Final = (
    "site_id", "project", "criterion", "code", "criterion_label", "family", "family_label", "unit",
    "low", "high", "status", "weight", "mark_low", "mark", "mark_high", "available",
    "contribution", "lost", "source",
)  # fmt: skip
_VETO_TYPES: Final = {
    "site_id": "str", "project": "str", "veto": "str", "veto_label": "str", "level": "str",
    "state": "str", "low": "float", "high": "float", "threshold": "float", "unit": "str",
    "lifting": "str", "reference": "str",
}  # fmt: skip


def site_table(assessment: Assessment, *, lang: str = "fr") -> GeoDataFrame:
    """
    Scores of every site for every project.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    lang : str
        Language of ``project_label`` and ``vetoes``.

    Returns
    -------
    GeoDataFrame
        One row per project and site, in the order of the runs then of the sites: ``project``,
        ``project_label``, ``site_id``, ``SITE_COLUMNS`` (those there are), ``SCORE_COLUMNS``,
        ``FIRM_COLUMNS``, one ``family_<key>`` a family [0-100], ``vetoes`` in words, geometry.
    """
    rows = [project_rows(assessment, run, lang=lang) for run in assessment.runs.values()]
    whole_table = pd.concat(rows, ignore_index=True) if rows else DataFrame()
    return GeoDataFrame(whole_table, geometry="geometry", crs=assessment.sites.crs)


def project_rows(assessment: Assessment, run: Run, *, lang: str = "fr") -> DataFrame:
    """
    Scores of every site for one project: a block of :func:`site_table`.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    run : Run
        The run of the project.
    lang : str
        Language of ``project_label`` and ``vetoes``.

    Returns
    -------
    DataFrame
        One row a site, with its geometry.
    """
    sites, scores = assessment.sites, run.scores
    families = scores.families["central"].add_prefix("family_")
    described = sites[[c for c in SITE_COLUMNS if c in sites]]
    scored = scores.table[list(SCORE_COLUMNS)].join(firm_columns(run, assessment.grid, lang))
    rows: DataFrame = described.join(scored).join(families)
    rows["vetoes"] = veto_words(run, assessment.grid, lang)
    rows = rows.join(sites[["geometry"]]).rename_axis("site_id").reset_index()
    rows.insert(0, "project", run.project.key)
    rows.insert(1, "project_label", text(run.project.label, lang))
    return rows


def firm_columns(run: Run, grid: Grid, lang: str) -> DataFrame:
    """
    How often a site comes first, its mean rank, and what to measure there first.

    Parameters
    ----------
    run : Run
        The run of one project.
    grid : Grid
        Names the facts.
    lang : str
        Language of those names.

    Returns
    -------
    DataFrame
        ``FIRM_COLUMNS`` on the index of the sites. A fact that alone changes neither the first
        place, nor a letter, nor an admission is not named.
    """
    firm = run.firmness
    named = {key: text(label, lang) for key, label in fact_labels(grid).items()}
    telling = firm.order[(firm.order[["first", "letter", "admission"]] > 0).any(axis=1)]
    leading = telling.groupby("site_id", sort=False).head(MEASURES)
    words = _listed(leading["site_id"], leading["fact"].map(named))
    columns = {
        "first_share": firm.first,
        "mean_rank": firm.robustness.mean_rank,
        "measure_first": words.reindex(run.facts.sites).fillna(""),
    }
    return DataFrame(columns, index=run.facts.sites)


def fact_labels(grid: Grid) -> dict[str, Text]:
    """
    What each fact of a grid is called: its criteria, then what only vetoes look at.

    Parameters
    ----------
    grid : Grid
        The grid.

    Returns
    -------
    dict of str to mapping
        Label in each language by key of the fact.
    """
    weighed = {c.key: c.label for c in grid.criteria}
    return weighed | {o.key: o.label for o in grid.observations}


def _listed(sites: Series, words: Series) -> Series:
    """Words of each site in one text; ten times as fast as groups of pandas."""
    told: dict[object, list[str]] = {}
    for site, word in zip(sites.tolist(), words.tolist(), strict=True):
        told.setdefault(site, []).append(word)
    return Series({site: " ; ".join(found) for site, found in told.items()}, dtype="str")


def sites_frame(assessment: Assessment, *, lang: str = "fr") -> GeoDataFrame:
    """
    Candidate sites, each with the project that it suits best.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    lang : str
        Language of ``best_project``.

    Returns
    -------
    GeoDataFrame
        One row a site: ``site_id``, ``SITE_COLUMNS``, ``best_project``, ``best_score``,
        ``best_low`` and ``best_high`` (bounds of that score), ``best_letter``,
        ``best_admission`` (the best rank class first: a project that the law forbids there is
        never best while another may be admitted), geometry.
    """
    shown = [c for c in SITE_COLUMNS if c in assessment.sites]
    sites = assessment.sites[[*shown, "geometry"]].rename_axis("site_id").reset_index()
    chosen, asked = best_project(assessment), [s for s in _BEST.values() if s != "project_label"]
    parts = [
        run.scores.table.loc[chosen.index[chosen == key], asked].assign(
            project_label=text(run.project.label, lang)
        )
        for key, run in assessment.runs.items()
    ]
    best = pd.concat(parts).dropna(subset=["score"])
    for column, source in _BEST.items():
        sites.insert(len(sites.columns) - 1, column, sites["site_id"].map(best[source]))
    return sites


def best_project(assessment: Assessment) -> Series:
    """
    Project that each site suits best: one that has a score, then admission, then the score.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.

    Returns
    -------
    Series
        Key of a project, on the index of the sites; equal ones in the order of the study.
    """
    sites = assessment.sites.index
    keys = [run.project.key for run in assessment.runs.values()]
    best = np.zeros(len(sites), dtype=int)
    least = np.full((3, len(sites)), np.inf)
    for number, run in enumerate(assessment.runs.values()):
        table = run.scores.table[["score", "admission"]].reindex(sites)
        score = table["score"].to_numpy(float)
        unknown, level = np.isnan(score), table["admission"].map(RANK_OF_LEVEL).to_numpy(float)
        badness = np.stack([unknown, level, -np.where(unknown, 0.0, score)])
        apart = badness != least
        first = apart.argmax(axis=0)  # where nothing is apart the project before it stays
        at = np.arange(len(sites))
        better = badness[first, at] < least[first, at]
        best[better], least[:, better] = number, badness[:, better]
    return Series(np.array(keys, dtype=object)[best], index=sites, name="project")


def facts_table(assessment: Assessment, *, lang: str = "fr") -> DataFrame:
    """
    Everything behind the scores: one row per project, site and criterion or observation.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    lang : str
        Language of the labels.

    Returns
    -------
    DataFrame
        ``FACT_COLUMNS``. Observations carry no weight: they have no family, mark or points.
        ``source`` cites the layers that the value was taken from.
    """
    frames = [_run_facts(assessment, run, lang) for run in assessment.runs.values()]
    return pd.concat(frames, ignore_index=True)[list(FACT_COLUMNS)]


def _run_facts(assessment: Assessment, run: Run, lang: str) -> DataFrame:
    grid = assessment.grid
    weighed = explain(run.facts, run.scores, grid)
    bare = long(run.facts).rename(columns={"fact": "criterion"})
    bare = bare[bare["criterion"].isin([o.key for o in grid.observations])]
    rows = pd.concat([weighed, bare], ignore_index=True)
    asked: dict[str, Criterion | Observation] = {c.key: c for c in grid.criteria}
    asked |= {o.key: o for o in grid.observations}
    rows["project"] = run.project.key
    rows["code"] = rows["criterion"].map({c.key: c.code for c in grid.criteria})
    rows["criterion_label"] = rows["criterion"].map(
        {k: text(c.label, lang) for k, c in asked.items()}
    )
    rows["family_label"] = rows["family"].map({f.key: text(f.label, lang) for f in grid.families})
    rows["unit"] = rows["criterion"].map({k: c.unit for k, c in asked.items()})
    cited = {k: _citations(assessment, run.facts.origin.get(k, ()), run, lang) for k in asked}
    rows["source"] = rows["criterion"].map(cited)
    rows["source"] = rows["source"].mask(rows["status"] == "unknown", "")
    places = {site: i for i, site in enumerate(run.facts.sites)}
    order = rows["site_id"].map(places)
    return rows.assign(place=order).sort_values("place", kind="stable").drop(columns="place")


def _citations(assessment: Assessment, origin: tuple[str, ...], run: Run, lang: str) -> str:
    of_project = translator(lang)("project") + f" « {text(run.project.label, lang)} »"
    named = {n: layer.source.citation for n, layer in assessment.layers.items()}
    return " ; ".join(of_project if n == "project" else named.get(n, n) for n in origin)


def vetoes_table(
    assessment: Assessment,
    *,
    lang: str = "fr",
    projects: tuple[str, ...] | None = None,
    only: Collection[str] | None = None,
) -> DataFrame:
    """
    Vetoes that fire or must be checked.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    lang : str
        Language of the labels.
    projects : tuple of str, optional
        Keys of the projects; all of them where absent.
    only : collection of str, optional
        Sites that are wanted; all of them where none are given.

    Returns
    -------
    DataFrame
        One row per project, site and veto, the gravest first: ``site_id``, ``project``,
        ``veto``, ``veto_label``, ``level``, ``state``, ``low`` and ``high`` (what was measured),
        ``threshold`` (missing where it is not known), ``unit``, ``lifting``, ``reference``.
    """
    asked = {v.key: v for v in assessment.grid.vetoes}
    parts = [
        _measured(run, assessment, only)
        for key, run in assessment.runs.items()
        if projects is None or key in projects
    ]
    found = pd.concat(parts, ignore_index=True)
    for column, said in (
        ("veto_label", {k: text(v.label, lang) for k, v in asked.items()}),
        ("lifting", {k: text(v.lifting, lang) for k, v in asked.items()}),
        ("reference", {k: v.reference for k, v in asked.items()}),
    ):
        found[column] = _mapped(found["veto"], said)
    # Told, as a project without any rule says nothing of its types.
    return found[list(_VETO_TYPES)].astype(_VETO_TYPES)


def _measured(run: Run, assessment: Assessment, only: Collection[str] | None) -> DataFrame:
    """
    Vetoes of a run, each with the value that it looks at and the threshold it compares with.

    Site after site, the gravest first.
    """
    found, sites = run.scores.vetoes, run.facts.sites
    found = found if only is None else found[found["site_id"].isin(list(only))]
    place = sites.get_indexer(pd.Index(found["site_id"]))
    level = found["level"].map(GRAVITY).to_numpy(float)
    state = pd.Categorical(found["state"], categories=sorted(STATES)).codes
    order = np.lexsort((state, -level, place))
    found, place = found.iloc[order], place[order]
    units = {c.key: c.unit for c in assessment.grid.criteria}
    units |= {o.key: o.unit for o in assessment.grid.observations}
    low, high, limit = np.full((3, len(found)), np.nan)
    for veto in assessment.grid.vetoes:
        here = np.flatnonzero(found["veto"] == veto.key)
        at = place[here]
        low[here] = run.facts.low[veto.fact].to_numpy(float)[at]
        high[here] = run.facts.high[veto.fact].to_numpy(float)[at]
        other = veto.threshold_fact
        limit[here] = run.facts.low[other].to_numpy(float)[at] if other else veto.threshold
    columns = {
        "site_id": sites[place].astype("str"), "project": run.project.key,
        "veto": texts(found["veto"]), "level": texts(found["level"]),
        "state": texts(found["state"]), "low": low, "high": high, "threshold": limit,
        "unit": _mapped(found["veto"], {v.key: units[v.fact] for v in assessment.grid.vetoes}),
    }  # fmt: skip
    return DataFrame(columns, index=pd.RangeIndex(len(found)))


def texts(column: Series) -> ExtensionArray:
    """
    Texts of a column of categories; twenty times as fast as pandas makes them.

    Examples
    --------
    >>> list(texts(Series(["a", "b", "a"], dtype="category")))
    ['a', 'b', 'a']
    """
    if not isinstance(column.dtype, CategoricalDtype):
        return column.astype("str").array
    kinds = Series(list(column.cat.categories), dtype="str").array
    return kinds.take(column.cat.codes.to_numpy(np.intp), allow_fill=True)


def _mapped(keys: Series, said: dict[str, str]) -> ExtensionArray:
    """Text of each key, as a column of text."""
    places = pd.Categorical(keys, categories=list(said)).codes
    return Series(list(said.values()), dtype="str").array.take(places, allow_fill=True)


def sources_table(assessment: Assessment, *, lang: str = "fr") -> DataFrame:
    """
    Where every layer comes from.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    lang : str
        Language of ``role_label``.

    Returns
    -------
    DataFrame
        One row a layer, in the order of the study: ``layer``, ``role``, ``role_label``,
        ``file``, ``producer``, ``licence``, ``vintage``, ``sha256``, ``citation``.
    """
    columns = ("layer", "role", "role_label", "file", "producer", "licence", "vintage", "sha256",
               "citation")  # fmt: skip
    return DataFrame(
        [
            (name, layer.role.name, role_label(layer.role.name, lang=lang), layer.source.name,
             layer.source.producer, layer.source.licence, layer.source.vintage,
             layer.source.sha256, layer.source.citation)
            for name, layer in assessment.layers.items()
        ],
        columns=columns, dtype="str",
    )  # fmt: skip


def readable(frame: DataFrame, assessment: Assessment, *, lang: str = "fr") -> DataFrame:
    """
    The same rows with codes and column names in the reader's language.

    Parameters
    ----------
    frame : DataFrame
        One of the tables of this module.
    assessment : Assessment
        Names the families.
    lang : str
        Language.

    Returns
    -------
    DataFrame
        Labels as column names, labels instead of codes; numbers are left as they are.
    """
    told = frame.copy()
    for column in told.columns:
        named = codes(str(column), lang=lang)
        if named:
            numbers, kinds = pd.factorize(told[column])
            words = [named.get(code, code) for code in kinds] + [None]
            told[column] = Series(words, dtype="str").take(numbers).to_numpy()
    return told.rename(columns=labels(assessment.grid, lang=lang))
