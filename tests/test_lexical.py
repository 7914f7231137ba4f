import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunking import encoder_text
from index.compounds import parts_of
from index.errors import IndexFolderError
from index.lexical import Lexical, LexicalFacts, LexicalFilter, LexicalWriter, index_terms, question_words, tokens_of
from index.lexical_pass import terms_of
from index.types import Article

TEXTS = [
    ("Die Häuser am Hafen brennen", "de"),
    ("Ein Haus in der Straße", "de"),
    ("The houses by the harbour", "en"),
    ("Harbour festival draws 4,000 visitors", "en"),
    ("Das Hafenfest zog 4.000 Besucher an", "de"),
]
FACTS = [
    LexicalFacts(article=0, first=100, last=130, source=0, language=0),
    LexicalFacts(article=1, first=120, last=120, source=1, language=0),
    LexicalFacts(article=2, first=None, last=None, source=None, language=1),
    LexicalFacts(article=3, first=200, last=230, source=0, language=1),
    LexicalFacts(article=4, first=231, last=231, source=1, language=0),
]


@pytest.fixture(scope="module")
def lexical(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lexical") / "passages"
    writer = LexicalWriter(folder)
    for row, ((text, language), facts) in enumerate(zip(TEXTS, FACTS, strict=True)):
        writer.add(row, tokens_of(text, language), facts)
    writer.close()
    return Lexical(folder)


def rows(hits):
    return [row for row, _ in hits]


def test_words_are_stemmed_by_the_language_of_their_text():
    assert tokens_of("Die Häuser der Straße", "de") == tokens_of("Das Haus, die Strasse", "de")
    assert tokens_of("The houses", "en") == ["hous"]


@pytest.mark.parametrize(
    ("written_out", "umlaut"), [("Mueller", "Müller"), ("Baeume", "Bäume"), ("Strasse", "Straße"), ("Fuessen", "Füßen")]
)
def test_an_umlaut_and_its_two_letters_are_one_term(written_out, umlaut):
    assert tokens_of(written_out, "de") == tokens_of(umlaut, "de")


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("Hafenfest", ("hafen", "fest")),
        ("Bevölkerungswachstum", ("bevölkerung", "wachstum")),
        ("Straßenbahnen", ("strasse", "bahnen")),
        ("KLIMAKONFERENZ", ("klima", "konferenz")),
        ("Gewerkschaft", ()),
        ("Universität", ()),
        ("Hafen", ()),
        ("B2-Strecke", ()),
        ("", ()),
    ],
)
def test_a_german_compound_has_two_parts_and_another_word_none(compound, parts):
    assert parts_of(compound) == parts


def test_a_compound_is_found_by_its_parts_and_finds_them(tmp_path):
    texts = ["Das Hafenfest beginnt.", "Ein Fest in der Stadt.", "Der Hafen ist leer.", "Das Wetter bleibt schön."]
    writer = LexicalWriter(tmp_path / "passages")
    for row, text in enumerate(texts):
        writer.add(
            row, index_terms(text, "de"), LexicalFacts(article=row, first=None, last=None, source=None, language=0)
        )
    writer.close()
    lexical = Lexical(tmp_path / "passages")

    def found(question):
        return rows(lexical.search(question_words(question, "de", ["de"]), 4))

    assert sorted(found("Wann ist das Fest?")) == [0, 1]
    assert sorted(found("Wem gehören die Häfen?")) == [0, 2]
    assert found("Wann ist das Hafenfest?")[0] == 0
    assert sorted(found("Wann ist das Hafenfest?")) == [0, 1, 2]


def test_english_words_are_not_split():
    assert index_terms("The harbourmaster", "en") == tokens_of("The harbourmaster", "en")


@given(st.text(max_size=40))
def test_the_parts_of_a_word_stand_in_it(word):
    folded = word.lower().replace("ß", "ss")
    parts = parts_of(word)
    assert parts == () or (folded.startswith(parts[0]) and folded.endswith(parts[1]))


@pytest.mark.parametrize(
    "language",
    [
        "ar",
        "da",
        "de",
        "el",
        "en",
        "es",
        "fi",
        "fr",
        "hu",
        "it",
        "nl",
        "no",
        "pt",
        "ro",
        "ru",
        "sv",
        "ta",
        "tr",
        "zh",
        "ja",
        "und",
    ],
)
def test_every_language_is_analysed(language):
    assert tokens_of("Norderhaven 2022", language)[-1] == "2022"


def test_text_without_spaces_is_matched_by_pairs_of_characters():
    assert tokens_of("新しい橋", "ja") == ["新し", "しい", "い橋"]


def test_a_word_of_a_question_is_stemmed_by_every_language():
    assert question_words("Hafen 2022", "de", ["de", "en"]) == [("haf", "hafen"), ("2022",)]


def test_stop_words_are_those_of_the_questions_own_language():
    german = question_words("Was hat die Stadt gewonnen?", "de", ["de", "en"])
    assert [word[0] for word in german] == ["stadt", "gewonn"]
    english = question_words("Where did the old mayor die in the war?", "en", ["de", "en"])
    assert {"die", "war"} <= {term for word in english for term in word}


def test_no_score_passes_its_ceiling_and_a_foreign_question_stays_far_below(lexical):
    own = question_words("Hafenfest 4.000 Besucher", "de", ["de", "en"])
    foreign = question_words("festival harbour attendance record crowd", "en", ["de", "en"])
    best_own = lexical.search(own, 1)[0][1] / lexical.ceiling(own)
    best_foreign = lexical.search(foreign, 1)[0][1] / lexical.ceiling(foreign)
    assert 0 < best_foreign < best_own < 1


def test_an_inflected_question_finds_the_passage(lexical):
    assert rows(lexical.search(question_words("Hauses", "de", ["de"]), 10)) == [1, 0]


def test_a_question_of_stop_words_finds_nothing(lexical):
    assert lexical.search(question_words("die der das", "de", ["de"]), 10) == []


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (LexicalFilter(first_from=130), {0, 3, 4}),  # last day at 130 or later; undated ones never
        (LexicalFilter(last_to=120), {0, 1}),
        (LexicalFilter(first_from=121, last_to=199), {0}),
        (LexicalFilter(last_before=129), {1}),
        (LexicalFilter(sources=(1,)), {1, 4}),
        (LexicalFilter(languages=(1,)), {2, 3}),
        (LexicalFilter(articles=(2, 4)), {2, 4}),
        (LexicalFilter(sources=()), set()),
    ],
)
def test_a_limit_decides_what_is_found_and_not_how_it_scores(lexical, limit, expected):
    tokens = question_words("Haus houses harbour Hafenfest Hafen", "und", ["de", "en"])
    free = dict(lexical.search(tokens, 10))
    limited = dict(lexical.search(tokens, 10, limit))
    assert set(limited) == expected
    assert limited == {row: free[row] for row in expected}


@settings(max_examples=40, deadline=None)
@given(low=st.integers(90, 240), width=st.integers(0, 60))
def test_a_date_span_finds_exactly_the_articles_that_overlap_it(lexical, low, width):
    tokens = question_words("Haus houses harbour Hafenfest Hafen", "und", ["de", "en"])
    found = set(rows(lexical.search(tokens, 10, LexicalFilter(first_from=low, last_to=low + width))))
    expected = {f.article for f in FACTS if f.first is not None and f.last >= low and f.first <= low + width}
    assert found == expected


def test_a_folder_that_is_no_index_is_refused(tmp_path):
    with pytest.raises(IndexFolderError, match="dateline doctor"):
        Lexical(tmp_path)


@pytest.mark.parametrize("title", ["Hafenbrücke wird neu", "Der Rat …"])
def test_an_articles_terms_are_those_of_its_passages_and_of_its_title_once(title):
    text = "Der Rat baut die Hafenbrücke neu. Am Abend kam Regen auf."
    cut = text.index(" Am")
    article = Article("a", title, text, None, None, (), None, "de", None, "a.jsonl:1")
    of_passages, of_article = terms_of(article, [(0, cut), (cut + 1, len(text))])
    for found, passage in zip(of_passages, (text[:cut], text[cut + 1 :]), strict=True):
        assert sorted(found) == sorted(index_terms(encoder_text(title, passage), "de"))
    assert sorted(of_article) == sorted(index_terms(encoder_text(title, text), "de"))
