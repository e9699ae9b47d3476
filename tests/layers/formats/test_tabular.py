"""Text tables as French producers write them, each trap alone in a few lines."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import ReadError, ReadOptions, read
from layers.formats.tabular import load

ROWS = [
    ["code", "nom", "lon", "lat"],
    ["A", "Évêché", "3.88", "43.61"],
    ["B", "Lez", "3.9", "43.6"],
]
NAMES = {"code": "stop_id", "nom": "name"}


def csv_of(delimiter: str, end: str = "\n", decimal: str = ".") -> str:
    cells = [[c.replace(".", decimal) if c[0].isdigit() else c for c in row] for row in ROWS]
    return end.join(delimiter.join(row) for row in cells) + end


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_encodings_and_line_ends(
    tmp_path: Path, delimiter: str, encoding: str, end: str
) -> None:
    path = tmp_path / "stops.csv"
    path.write_bytes(csv_of(delimiter, end).encode(encoding))
    layer = read(path, role="stop", options=ReadOptions(rename=NAMES))
    assert layer.frame["name"].to_dict() == {"A": "Évêché", "B": "Lez"}


def test_decimal_commas_between_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "stops.csv"
    path.write_text(csv_of(";", decimal=","), encoding="utf-8")
    frame = read(path, role="stop", options=ReadOptions(rename=NAMES)).frame
    assert frame.to_crs(4326).geometry.x.round(4).tolist() == [3.88, 3.9]


def test_title_lines_above_the_header_and_labels_below_it(tmp_path: Path) -> None:
    path = tmp_path / "insee.csv"
    path.write_text(
        'Emploi au lieu de travail,,,\nSource : Insee,,,\n,,,\n"i","j","n","note"\n'
        '"Origine","Destination","Actifs","Note"\n"34172","34057",12,0\n"34172","34129",7,0\n'
        '"34057","34172",40,0\n',
        encoding="utf-8",
    )
    options = ReadOptions(rename={"i": "origin_insee", "j": "destination_insee", "n": "workers"})
    layer = read(path, role="flow", options=options)
    assert layer.frame["workers"].tolist() == [12.0, 7.0, 40.0]
    assert "lines above or below the header skipped" in layer.account["reason"].tolist()


def test_a_table_of_words_keeps_its_first_row(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("a,b\nun,deux\ntrois,quatre\ncinq,six\n", encoding="utf-8")
    assert load(path, ReadOptions(), kind="table").frame["a"].tolist() == ["un", "trois", "cinq"]


def test_a_line_with_too_many_cells_is_refused_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "flows.csv"
    path.write_text("i,j,n\n34172,34057,12\n34172,34129,7,8\n", encoding="utf-8")
    options = ReadOptions(rename={"i": "origin_insee", "j": "destination_insee", "n": "workers"})
    account = read(path, role="flow", options=options).account.set_index("action")["count"]
    assert (account["read"], account["kept"], account["refused"]) == (2, 1, 1)


def test_na_is_missing_but_a_section_may_be_called_na(tmp_path: Path) -> None:
    path = tmp_path / "refs.csv"
    path.write_text("section,note\nNA,NA\nAB,x\n", encoding="utf-8")
    frame = load(path, ReadOptions(), kind="table").frame
    assert frame["section"].tolist() == ["NA", "AB"]
    assert frame["note"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n", "a header and no row"),
        ("\n\n", "empty"),
        ('"', "no header and no row"),
        ("a,b\n1,2,3\n4,5,6\n", "more cells"),
    ],
)
def test_tables_without_rows(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=said):
        load(path, ReadOptions(), kind="table")


def test_an_encoding_that_does_not_fit_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("a,b\né,è\n".encode("cp1252"))
    with pytest.raises(ReadError, match="cannot be read as utf-8"):
        load(path, ReadOptions(encoding="utf-8"), kind="table")


WORDS = st.text(st.sampled_from("abcdefgh é,;|'"), min_size=1, max_size=8).map(lambda w: f"w{w}w")


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=8), st.sampled_from(",;\t"))
def test_quoted_words_survive_any_delimiter(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], delimiter: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in [("a", "b", "c"), *rows]]
    path.write_text("\n".join(lines), encoding="utf-8")
    frame = load(path, ReadOptions(), kind="table").frame
    assert [tuple(row) for row in frame.itertuples(index=False)] == rows
