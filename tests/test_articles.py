import unicodedata
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index.articles import article_from, article_id, clean_text, title_from
from index.types import Article, DateSpan, Record, Reject

MARCH = DateSpan(date(2022, 3, 1), date(2022, 3, 31), "month", "header")


def record(**fields) -> Record:
    return Record(**{"place": "a.jsonl:1", "text": "Die Brücke ist offen.", **fields})


def test_a_record_becomes_an_article_with_everything_it_says():
    found = article_from(record(title=" Die  Brücke ", published=MARCH, source="a.example", outside_id="x7"))
    assert isinstance(found, Article)
    assert (found.title, found.published, found.source, found.outside_id) == ("Die Brücke", MARCH, "a.example", "x7")


def test_a_headline_alone_is_its_own_text():
    found = article_from(record(text="", title="Rates unchanged"))
    assert (found.title, found.text) == ("Rates unchanged", "Rates unchanged")


def test_a_record_without_any_text_is_rejected_with_its_place():
    assert article_from(record(text=" \n\x03", title=" ")) == Reject("a.jsonl:1", "neither text nor title")


def test_a_missing_title_is_made_of_the_first_words():
    assert title_from("Kurz.\nMehr.") == "Kurz."
    assert title_from("wort " * 40) == ("wort " * 18).strip() + " …"


def test_a_stated_language_is_reduced_to_its_primary_part():
    assert article_from(record(language="de-AT")).language == "de"


def test_text_is_composed_and_free_of_control_characters():
    assert clean_text("Bru\u0308cke\x00\x03\r\n\r\n \n\nzu\u200b") == "Brücke\n\nzu"


def test_the_id_ignores_white_space_and_file_and_nothing_else():
    same = article_id("a.example", "2022-03", "Titel", "Ein  Text.\n")
    assert same == article_id("a.example", "2022-03", "Titel", "Ein Text.")
    assert len({same, article_id("b.example", "2022-03", "Titel", "Ein Text."), article_id("a.example", "2022", "Titel", "Ein Text."),
                article_id("a.example", "2022-03", "Titel", "Ein Test.")}) == 4  # fmt: skip


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing_more_and_text_is_nfc(text):
    once = clean_text(text)
    assert clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_a_soft_hyphen_is_no_part_of_a_word_and_joins_the_lines_it_ends():
    assert clean_text("Was\u00adser und Donau\u00ad\n  dampf\u00ad schiff") == "Wasser und Donaudampf schiff"
