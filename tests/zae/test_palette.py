"""Colours: the order must survive grey print and colour deficiency; texts must be legible."""

from itertools import pairwise

import numpy as np
import pytest

from zae.publish.palette import (
    ADMISSION_OUTLINES,
    INK_ON_LETTER,
    LETTER_COLOURS,
    letter_colours,
    rgb,
)

# Machado, Oliveira, Fernandes 2009 (doi:10.1109/TVCG.2009.113), severity 1, on linear RGB.
DEFICIENCIES = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "none": np.eye(3).tolist(),
}  # fmt: skip


def linear(colour: str) -> np.ndarray:
    v = np.array(rgb(colour)) / 255
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


def lightness(rgb_linear: np.ndarray) -> float:
    y = float(np.clip(rgb_linear, 0, 1) @ [0.2126, 0.7152, 0.0722])
    return 116 * y ** (1 / 3) - 16


@pytest.mark.parametrize("sight", DEFICIENCIES)
def test_letters_darken_from_worst_to_best_for_every_sight(sight: str) -> None:
    seen = [lightness(np.array(DEFICIENCIES[sight]) @ linear(c)) for c in LETTER_COLOURS.values()]
    assert all(darker + 8 < lighter for darker, lighter in pairwise(seen))


@pytest.mark.parametrize("letter", LETTER_COLOURS)
def test_ink_on_a_letter_has_the_contrast_of_wcag_aa(letter: str) -> None:
    weights = np.array([0.2126, 0.7152, 0.0722])
    a, b = sorted(float(linear(c[letter]) @ weights) for c in (LETTER_COLOURS, INK_ON_LETTER))
    assert (b + 0.05) / (a + 0.05) >= 4.5


def test_outlines_differ_without_colour() -> None:
    assert len({(o.width_mm, o.dash) for o in ADMISSION_OUTLINES.values()}) == 3


def test_other_scales_run_from_the_best_to_the_worst_colour() -> None:
    colours = letter_colours(tuple("ABCDEFG"))
    assert (colours["A"], colours["G"]) == (LETTER_COLOURS["A"], LETTER_COLOURS["E"])
    assert len(set(colours.values())) == 7
    assert letter_colours(("seul",)) == {"seul": LETTER_COLOURS["A"]}
