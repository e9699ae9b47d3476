"""TOML that a person writes: lines of its keys, faults with line and key, all at once."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field

from land.errors import Message, ZaeError
from zae.messages import translator
from zae.tomlfile import TomlFile, lines_of, text_of

ROOT = Path(__file__).resolve().parents[2]

TEXT = '''title = """
[not a head]
key = 1
"""                       # "quoted" [in a comment]
sizes = [
  [1, 2],
  [3],
]
[[party]]
key = "a # b"
[[party.interest]]
x = 1
[[party]]
"key" = "c"
[[party.interest]]
[[party.interest]]
x.y = 2
[sites]
kinds = [{ a = 1 },
  { a = 2 }]
min = 3
'''


def test_lines_by_hand() -> None:
    """Texts, comments and arrays over several lines hide nothing and hold nothing."""
    many = {"party": "parties", "interest": "interests"}
    assert dict(lines_of(TEXT, many)) == {
        ("title",): 1, ("sizes",): 5, ("parties", 0): 9, ("parties", 0, "key"): 10,
        ("parties", 0, "interests", 0): 11, ("parties", 0, "interests", 0, "x"): 12,
        ("parties", 1): 13, ("parties", 1, "key"): 14, ("parties", 1, "interests", 0): 15,
        ("parties", 1, "interests", 1): 16, ("parties", 1, "interests", 1, "x", "y"): 17,
        ("sites",): 18, ("sites", "kinds"): 19, ("sites", "min"): 21,
    }  # fmt: skip


@pytest.mark.parametrize(
    "path",
    sorted(p for d in ("zae", "criteria") for p in (ROOT / d).rglob("*.toml")),
    ids=lambda p: p.name,
)
def test_every_line_of_our_own_files_holds_its_key(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    found = dict(lines_of(text, {}))
    assert found
    for place, number in found.items():
        word = next(str(p) for p in reversed(place) if not isinstance(p, int))
        assert word in lines[number - 1]
    heads = [n for n, line in enumerate(lines, start=1) if line.startswith("[[")]
    assert heads == [n for place, n in found.items() if isinstance(place[-1], int)]


class _Wish(BaseModel):
    model_config = ConfigDict(extra="forbid")
    amount: float


class _Shop(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    doors: tuple[_Wish, ...] = ()
    limits: dict[str, list[str]] = Field(default_factory=dict)
    folder: Path = Path()


SHOP = TomlFile(model=_Shop, fault=ZaeError, whole=Message("study"), tables={"door": "doors"})


def test_every_fault_is_told_with_its_line_and_its_key() -> None:
    text = 'size = 1\n[[door]]\namount = 2\n[[door]]\namount = "x"\n\n[[door]]\namounts = 3\n'
    with pytest.raises(ZaeError) as caught:
        SHOP.parse(text, name="s.toml")
    assert str(caught.value).splitlines() == [
        "s.toml: 5 fault(s)",
        "  name: Field required",
        "  line 1, size: Extra inputs are not permitted",
        "  line 5, door #2 amount: Input should be a valid number, found « x »",
        "  line 7, door #3 amount: Field required",
        "  line 8, door #3 amounts: Extra inputs are not permitted; did you mean « amount »?",
    ]
    assert len(caught.value.faults) == 5
    assert "ligne 5, door #2 amount : " in caught.value.said(translator("fr"))


def test_a_key_that_is_called_like_a_table_is_left_alone() -> None:
    text = 'name = "a"\n[limits]\ndoor = ["x"]\n'
    assert SHOP.parse(text, name="s.toml", folder=Path("f")) == _Shop(
        name="a", limits={"door": ["x"]}, folder=Path("f")
    )


def test_what_cannot_be_read_is_named_without_its_folder(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes("nom = 'é'".encode("latin-1"))
    (tmp_path / "marked.toml").write_text("name = 'a'", encoding="utf-8-sig")
    with pytest.raises(ZaeError, match=r"^latin\.toml: not written in UTF-8"):
        text_of(tmp_path / "latin.toml", ZaeError)
    with pytest.raises(ZaeError, match=r"^absent\.toml: No such file"):
        SHOP.read(tmp_path / "absent.toml")
    assert SHOP.read(tmp_path / "marked.toml").name == "a"
    with pytest.raises(ZaeError, match=r"s\.toml: not valid TOML: .*line 2"):
        SHOP.parse("name = 'a'\nname\n", name="s.toml")
