"""Every message of an error has its entry in the reference, in both languages."""

import pytest

from docs.site import errors
from tests.zae import test_messages
from zae.messages import translator

PAGE = errors.page()


def test_every_template_of_the_code_has_its_entry_with_its_french_text() -> None:
    """Templates are read here by another way than the page's: that of the catalogues' test."""
    french = translator("fr")
    templates = test_messages.templates()
    assert len(templates) > 700
    rows = {
        tuple(cell.strip() for cell in line.split(" | ")[:2])
        for line in PAGE.replace("\n| ", "\n").splitlines()
    }
    wanted = {
        text: (_in_page(french(text)), _in_page(text)) for text in templates if text.strip("{} \n")
    }
    assert [text for text, row in wanted.items() if row not in rows] == []


def _in_page(text: str) -> str:
    return " ".join(errors.literal(text).split()).replace("|", "\\|")


def test_every_class_of_error_is_listed_with_when_it_comes() -> None:
    found = errors.classes()
    assert set(found) == test_messages.error_classes()
    head = PAGE.split("## Erreurs")[1].split("## `")[0]
    assert [n for n, (module, _) in found.items() if f"| `{module}.{n}` | " not in head] == []
    assert "|  |" not in head


@pytest.mark.parametrize(
    ("text", "shown"),
    [("{a_b} * <c>\n[d]", r"{a\_b} \* \<c\> ⏎ \[d\]"), ("« plain »", "« plain »")],
)
def test_signs_of_markdown_in_a_message_stay_signs(text: str, shown: str) -> None:
    assert errors.literal(text) == shown
