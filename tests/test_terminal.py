"""What people read: nothing in an article can colour, move or hide it."""

from datetime import date

import pytest
from rich.console import Console

from index.build import BuildSummary
from index.types import AlsoIn, Article, Coverage, DateSpan, Filters, Hit, Passage
from rag.types import Answer, Citation, SearchResult, Sentence
from ui.progress import build_progress
from ui.terminal import clean, print_answer, print_search
from ui.terminal_archive import print_build

MAY = DateSpan(date(2022, 5, 1), date(2022, 5, 31), "month", "header")
EVIL = "[red]x[/red] \x1b[2Jy [link=http://a]z[/link]"
SHOWN = "[red]x[/red] [2Jy [link=http://a]z[/link]"


def hit(words: str) -> Hit:
    article = Article("a1", words, words, MAY, words, (), None, "en", None, "a.txt:1")
    return Hit(
        Passage("p", "a1", 0, len(words), words), article, 1, 0.5, {}, (AlsoIn("a2", words, None, words, "reprint"),)
    )


def test_markup_and_escapes_of_an_article_are_printed_as_text(capsys):
    print_search(SearchResult("x y z", Filters(), (hit(EVIL),), {"total": 3.0}), Coverage(1, None, None))
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert shown.count(SHOWN) >= 3
    assert "2022-05 · " in shown
    assert "also in " in shown


def test_an_answer_shows_verdict_marker_date_and_quote(capsys):
    citation = Citation(1, "a1", "Bridge", MAY, "a.example", None, "It cost 3 million.", 0, 18)
    answer = Answer(
        "What did it cost?", "It cost 3 million. [1]", (Sentence("It cost 3 million.", (1,), "verbatim"),), (citation,), (),
        Filters(first=date(2022, 5, 1), last=date(2022, 5, 31), time_words="in May 2022"), Coverage(1, None, None), False,
        (7,), "extractive", {"total": 120.0}, None,
    )  # fmt: skip
    print_answer(answer, Console(width=100))
    shown = capsys.readouterr().out
    for part in ("✓ It cost 3 million. [1]", "[1] 2022-05 · a.example · Bridge", "“It cost 3 million.”", "[7] matches no source",
                 "“in May 2022” means: 2022-05-01 to 2022-05-31", "verbatim"):  # fmt: skip
        assert part in shown


def test_the_summary_of_a_build_adds_up_and_leads_to_the_rejects(capsys, tmp_path):
    print_build(BuildSummary(10, 6, 1, 2, 1, 9, 4, 5, 2.0), tmp_path)
    shown = capsys.readouterr().out
    assert "10 records = 6 indexed + 1 duplicate + 2 rejected + 1 failed" in shown
    assert "9 passages, 4 embedded and 5 reused, in 2.0 s (2 passages a second)" in shown
    assert "--state rejected" in shown


@pytest.mark.parametrize(
    ("text", "shown"), [("a\nb", "a b"), ("\x07bell", "bell"), ("a\u202eb\u2066", "ab"), ("  ", "")]
)
def test_control_and_direction_characters_are_taken_out(text, shown):
    assert clean(text) == shown


def test_away_from_a_terminal_a_stage_ends_with_one_line(capsys):
    from index.progress import BuildProgress

    with build_progress() as show:
        for done in (1, 50, 100, 100):
            show(BuildProgress("embedding", done, 100, "passages"))
    found = capsys.readouterr()
    assert (found.out, found.err) == ("", "Embedding: 100 of 100 passages\n")
