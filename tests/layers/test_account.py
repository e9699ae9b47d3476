"""The account: one line per reason, ids shown to fifty, texts fixed for translation."""

import pandas as pd

from layers.account import Account, Reason, counts, joined
from layers.layer import ACCOUNT_COLUMNS


def test_nothing_is_written_for_no_id() -> None:
    account = Account("z", "zone")
    account.add("refused", Reason.SLIVER, ids=[])
    assert account.frame().empty
    assert tuple(account.frame().columns) == ACCOUNT_COLUMNS


def test_refused_rows_add_up() -> None:
    account = Account("z", "zone")
    account.add("refused", Reason.SLIVER, ids=["A", "B"])
    account.add("refused", Reason.BAD_LINE, count=1)
    account.add("repaired", Reason.MENDED, ids=["C"])
    assert account.refused() == 3


def test_fifty_ids_are_shown_and_the_rest_counted() -> None:
    assert joined(range(50)).count("|") == 49
    assert joined(range(51)).endswith("49|… +1")


def test_ten_values_are_shown_and_the_rest_counted() -> None:
    values = pd.Series([f"v{i:02d}" for i in range(12)] + ["v00"])
    assert counts(values).startswith("'v00' (2), ")
    assert counts(values).endswith(", … +2")


def test_no_reason_begins_like_another_with_a_colon() -> None:
    texts = [str(r) for r in Reason]
    assert len(set(texts)) == len(texts)
    assert not any(": " in t for t in texts)
