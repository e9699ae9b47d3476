"""A small case: ten hectares between production, open ground and shared services."""

from pathlib import Path

from zae.negotiation.case import Case, parse

TEN_HECTARES = """
title = "Dix hectares"
steps = 100

[[quantity]]
key = "production_ha"
label = "Production"
unit = "ha"
[[quantity]]
key = "open_ha"
label = "Sol ouvert"
unit = "ha"
[[quantity]]
key = "services_ha"
label = "Services partagés"
unit = "ha"

[[use]]
key = "p"
label = "Production"
per_ha = { production_ha = 1 }
[[use]]
key = "g"
label = "Sol ouvert"
per_ha = { open_ha = 1 }
[[use]]
key = "s"
label = "Services partagés"
per_ha = { services_ha = 1 }

[[party]]
key = "development"
label = "Développement"
without = 0.5
[[party.interest]]
quantity = "production_ha"
points = [[0, 0], [0.70, 1]]
[[party]]
key = "ecology"
label = "Écologie"
without = 0.2
[[party.interest]]
quantity = "open_ha"
points = [[0.10, 0], [0.40, 1]]
[[party.red_line]]
quantity = "open_ha"
least = 2
reason = "20 % de sol ouvert"
[[party]]
key = "centrality"
label = "Centralité"
without = 0.2
[[party.interest]]
quantity = "services_ha"
weight = 0.7
points = [[0, 0], [0.20, 1]]
[[party.interest]]
quantity = "production_ha"
weight = 0.3
points = [[0.40, 1], [0.80, 0]]

[[site]]
id = "S1"
name = "Les Dix Hectares"
area_m2 = 100000
"""


def ten_hectares(folder: Path = Path(), **changes: str) -> Case:
    """The case; ``changes`` replace pieces of its text."""
    text = TEN_HECTARES
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    return parse(text, name="cas.toml", folder=folder)
