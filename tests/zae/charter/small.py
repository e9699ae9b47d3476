"""A small charter for tests: one refusal with an exception, one reserve, a mark, a commitment."""

from pathlib import Path

from zae.charter.text import Charter, parse

SMALL = """
title = "Petite charte"
version = "0.1"

[[subject]]
key = "joins"
label = "Adhère"
unit = "0-1"

[[article]]
number = "1"
title = "Pleine terre"
text = "Au moins 20 % de pleine terre, sauf sur un sol déjà artificialisé."
subject = "open_ground"
operator = ">="
threshold = 20
level = "interdit"
except_if = [{ subject = "artificialised_share", operator = ">=", threshold = 80 }]
passes = { open_ground = 20 , artificialised_share = 0 }
fails = { open_ground = 19.9, artificialised_share = 79 }
exempt = { open_ground = 0, artificialised_share = 80 }

[[article]]
number = "2"
title = "Adhérer"
text = "Chacun adhère."
subject = "joins"
operator = ">="
threshold = 1
level = "reserve"
exception = "Adhésion dans l'année"
passes = { joins = 1 }
fails = { joins = 0 }

[[article]]
number = "3"
title = "Emplois d'ici"
text = "Les emplois d'ici comptent pour 28 %."
subject = "job_match"
operator = ">="
threshold = 0.5
level = "note"
weight = 0.28
points = [[0, 0], [1, 1]]
passes = { job_match = 0.6 }
fails = { job_match = 0.4 }

[[article]]
number = "4"
title = "Payer"
text = "Chacun paie."
subject = "joins"
operator = ">="
threshold = 1
level = "engagement"
sanctions = ["reminder", "fee"]
passes = { joins = 1 }
fails = { joins = 0 }
"""


def small_text(**changes: str) -> str:
    """The text; the values replace pieces named by the keys of ``changes`` in order: ``a=b``."""
    text = SMALL
    for pair in changes.values():
        before, after = pair.split(" => ")
        assert before in text
        text = text.replace(before, after, 1)
    return text


def small(**changes: str) -> Charter:
    """The charter."""
    return parse(small_text(**changes), name="charte.toml", folder=Path())
