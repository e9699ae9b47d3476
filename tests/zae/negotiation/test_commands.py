"""Every verb of a negotiation, one after the other, on the case of Haubourdin, on both stores."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from zae.cli.entry import run
from zae.negotiation.case import CaseError, parse, read
from zae.negotiation.starter import write_case
from zae.store import open_store
from zae.store.verify import verify

Capture = pytest.CaptureFixture[str]
QUARON = "59286_8447"


@pytest.fixture(params=["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, list[str]]:
    """The case, by steps of a fifth, and the words that name its register."""
    file = write_case(tmp_path / "haubourdin.toml")
    text = file.read_text(encoding="utf-8").replace("steps = 10", "steps = 5")
    words: list[str] = []
    if request.param == "postgis":
        address, schema = request.getfixturevalue("shared_store")
        text = text.replace("steps = 5", f'store = "{address}"\nsteps = 5')
        words = ["--schema", schema]
    file.write_text(text, encoding="utf-8")
    return file, words


def said(capsys: Capture) -> str:
    return " ".join(capsys.readouterr().out.split())


def test_a_negotiation_from_the_first_look_to_the_minutes(
    case: tuple[Path, list[str]], tmp_path: Path, capsys: Capture
) -> None:
    file, register = case
    assert run(["negotiate", "check", str(file)]) == 0
    assert "9 chiffre(s) reposent sur une hypothèse" in said(capsys)
    assert run(["negotiate", "table", str(file), "--site", QUARON, "--json"]) == 0
    rules = {row["rule"]: row for row in json.loads(capsys.readouterr().out)}
    assert all(row["share_logement"] == 0 for row in rules.values())  # planning bars dwellings
    smallest = {
        rule: min(v for k, v in row.items() if k.startswith("gain_")) for rule, row in rules.items()
    }
    assert smallest["egalitarian"] == max(smallest.values())

    speak = ["--site", QUARON, *register]
    offer = [
        "negotiate",
        "offer",
        str(file),
        *speak,
        "--party",
        "economie",
        "--author",
        "A. Martin",
    ]
    assert run([*offer, "--mix", "activite=80,renaturation=20"]) == 0
    first = said(capsys)
    assert run([*offer, "--mix", "activite_solaire=60,renaturation=40", "--round", "2",
                "--concession", "un cinquième du site"]) == 0  # fmt: skip
    second = said(capsys)
    assert first != second
    assert run([*offer, "--mix", "attente=100"]) == 1
    assert "Emplois sur place (emplois) : 0, la ligne rouge demande ≥ 10" in capsys.readouterr().err

    item = ["--item", "Sol ouvert (%)"]
    for party, value in (("economie", "20"), ("habitat", "45"), ("energie", "30")):
        assert run(["negotiate", "estimate", str(file), *speak, *item, "--party", party,
                    "--value", value, "--author", party]) == 0  # fmt: skip
    assert "25,00 │ 30,00 │ 37,50" in said(capsys)
    assert run(["negotiate", "answer", str(file), *speak, "--party", "energie", "--to", second[:8],
                "--says", "accept", "--author", "C. Durand"]) == 0  # fmt: skip
    capsys.readouterr()

    assert run(["negotiate", "rounds", str(file), *speak]) == 0
    told = said(capsys)
    assert first[:8] in told
    assert second[:8] in told
    assert run(["negotiate", "all", str(file)]) == 0
    assert said(capsys).count("Amidonnerie") == 4  # once a rule
    for name in ("pv.pdf", "pv.html"):
        out = tmp_path / name
        assert run(["negotiate", "minutes", str(file), *register, "--out", str(out)]) == 0
    page = (tmp_path / "pv.html").read_text(encoding="utf-8")
    for piece in ("un cinquième du site", "Service énergie accepte", "6 événement(s)"):
        assert piece in page.replace("\u202f", " ")
    assert "A. Martin" not in page

    content = read(file)
    store = open_store(content.store or str(tmp_path / "registre.sqlite"),
                       **({"schema": register[1]} if register else {}))  # fmt: skip
    assert store.head()[0] == 6
    assert not verify(store).faults


def test_one_wrong_point_is_one_fault() -> None:
    """Not two: that the list would be too short without it is no fault of its own."""
    text = write_text().replace("[[0, 0], [24, 1]]", '[[0, 0], ["vingt", 1]]')
    with pytest.raises(CaseError) as error:
        parse(text, name="cas.toml")
    assert "1 fault(s)" in str(error.value)
    assert "Input should be a valid number, found « vingt »" in str(error.value)


def test_figures_of_a_fault_are_written_as_the_reader_does(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "cas.toml"
    shares = "without = { activite = 0.4, attente = 0.6 }"
    text = write_text()
    assert shares in text
    file.write_text(text.replace(shares, shares.replace("0.6", "0.35"), 1), encoding="utf-8")
    assert run(["negotiate", "check", str(file)]) == 1
    assert "0,75" in capsys.readouterr().err
    assert run(["negotiate", "check", str(file), "--lang", "en"]) == 1
    assert "0.75" in capsys.readouterr().err


def write_text() -> str:
    """Text of the case of Haubourdin."""
    with TemporaryDirectory() as folder:
        return write_case(Path(folder) / "cas.toml").read_text(encoding="utf-8")
