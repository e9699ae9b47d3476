"""Tables that people fill in, hurt on the way: taken in whole, or refused with the reason."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from land.errors import ZaeError
from layers import read
from tests.zae.inventory import town
from zae.inventory import journal
from zae.inventory.letters import ANSWER_COLUMNS, take_answers
from zae.inventory.review import FIRMS_FILE, UNITS_FILE, ReviewError, take_in, write_review
from zae.inventory.state import Inventory

DAY = dt.date(2026, 3, 10)
U = "34022_TERRAIN-ECO_{:05d}".format
FUZZ = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


HARM = st.tuples(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 4), st.binary(max_size=4)), max_size=6),
    st.none() | st.floats(0, 1),
)
"""Where bytes are taken out and put in, and where the file is cut, as shares of its length."""

Harm = tuple[list[tuple[float, int, bytes]], float | None]


def hurt(content: bytes, harm: Harm) -> bytes:
    held = bytearray(content)
    for share, taken, put in harm[0]:
        at = int(share * len(held))
        held[at : at + taken] = put
    return bytes(held if harm[1] is None else held[: int(harm[1] * len(held))])


@pytest.fixture(scope="module")
def filled(made: Inventory, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The two tables of the review, filled in, as CSV and as a workbook."""
    folder = tmp_path_factory.mktemp("filled")
    found = {}
    for name, path in write_review(made, (), folder).items():
        table = pd.read_csv(path, sep=";", dtype=str, encoding="utf-8-sig").fillna("")
        column, value = ("unite_retenue", U(7)) if name == FIRMS_FILE else ("occupe", "oui")
        table[column] = value
        table.to_csv(folder / "t.csv", sep=";", index=False, encoding="utf-8-sig")
        table.to_excel(folder / "t.xlsx", index=False, engine="xlsxwriter")
        found |= {f"{name}{s}": (folder / f"t{s}").read_bytes() for s in (".csv", ".xlsx")}
    return found


@pytest.mark.parametrize("name", [FIRMS_FILE, UNITS_FILE])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@FUZZ
@given(harm=HARM)
def test_a_hurt_table_of_the_review_is_taken_in_or_refused(
    made: Inventory, filled: dict[str, bytes], name: str, suffix: str, harm: Harm
) -> None:
    with TemporaryDirectory() as place:
        own = replace(made, study=made.study.model_copy(update={"folder": Path(place)}))
        path = Path(place) / f"rempli{suffix}"
        path.write_bytes(hurt(filled[name + suffix], harm))
        try:
            taken = take_in([path], own, (), day=DAY)
        except ZaeError:
            taken = ()
        assert len(journal.read(Path(place) / "inventaire")) == len(taken)


@FUZZ
@given(harm=HARM)
def test_a_hurt_register_of_answers_is_taken_in_or_refused(made: Inventory, harm: Harm) -> None:
    row = "1;2026-03-10;propriétaire;Société 3;" + U(2) + ";Loué;écartée;Trop tard;2026-03-20\n"
    text = ";".join(ANSWER_COLUMNS) + "\n" + row + row.replace("1;", "2;", 1)
    with TemporaryDirectory() as place:
        study = made.study.model_copy(update={"folder": Path(place)})
        folder = Path(place) / "inventaire"
        for kind, day in (("draft", dt.date(2026, 2, 1)), ("consultation", dt.date(2026, 3, 2))):
            journal.append(folder, kind, 2026, day=day, contents=[{"hash": "h"}])  # type: ignore[arg-type]
        path = Path(place) / "reponses.csv"
        path.write_bytes(hurt(text.encode(), harm))
        try:
            taken = take_answers(path, study, 2026, journal.read(folder))
        except ZaeError:
            taken = ()
        assert len(journal.read(folder)) == 2 + len(taken)


@FUZZ
@given(harm=HARM)
def test_a_hurt_tax_file_is_read_or_refused(harm: Harm) -> None:
    head, row = "parcel_refs;occupied;vacant_since;liable\n", ";non;2018-02-01;oui\n"
    text = head + town.parcel(6) + row + town.parcel(3) + row
    with TemporaryDirectory() as place:
        path = Path(place) / "locaux.csv"
        path.write_bytes(hurt(text.encode(), harm))
        try:
            layer = read(path, role="premises")
        except ZaeError:
            return
        else:
            counts = layer.account.set_index("action")["count"].groupby(level=0).sum()
            assert counts["read"] == counts.get("kept", 0) + counts.get("refused", 0)


def test_several_tables_are_taken_in_all_or_none(
    made: Inventory, filled: dict[str, bytes], tmp_path: Path
) -> None:
    own = replace(made, study=made.study.model_copy(update={"folder": tmp_path}))
    good, bad = tmp_path / "bon.csv", tmp_path / "faux.csv"
    good.write_bytes(filled[FIRMS_FILE + ".csv"])
    bad.write_text(f"unite;occupe\n{U(1)};peut-être\n", encoding="utf-8")
    with pytest.raises(ReviewError, match=r"faux\.csv: 1 fault"):
        take_in([good, bad], own, (), day=DAY)
    assert journal.read(tmp_path / "inventaire") == ()
    assert len(take_in([good], own, (), day=DAY)) == 1


def test_a_register_is_checked_whole_before_any_answer_is_written(
    made: Inventory, tmp_path: Path
) -> None:
    """The second answer is older than the consultation, the third was settled before it came."""
    study = made.study.model_copy(update={"folder": tmp_path})
    folder = tmp_path / "inventaire"
    journal.append(folder, "consultation", 2026, day=dt.date(2026, 3, 2), contents=[{"hash": "h"}])
    rows = [
        "1;2026-03-10;propriétaire;A;;x;;;",
        "2;2026-02-10;propriétaire;B;;x;;;",
        "3;2026-03-10;propriétaire;C;;x;écartée;non;2026-03-09",
    ]
    path = tmp_path / "reponses.csv"
    path.write_text("\n".join([";".join(ANSWER_COLUMNS), *rows]), encoding="utf-8")
    with pytest.raises(ReviewError) as fault:
        take_answers(path, study, 2026, journal.read(folder))
    assert "row 3: 2026-02-10 comes before the consultation, of 2026-03-02" in str(fault.value)
    assert "row 4: the follow-up (2026-03-09) comes before the answer" in str(fault.value)
    assert len(journal.read(folder)) == 1
