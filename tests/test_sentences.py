import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import split_sentences


def sentences(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


def test_german_abbreviations_and_dates_do_not_end_a_sentence():
    text = "Am 12. September 2022 kam Dr. Meier z. B. nach Köln. Er blieb bis 14.30 Uhr."
    assert sentences(text, "de") == [
        "Am 12. September 2022 kam Dr. Meier z. B. nach Köln.",
        "Er blieb bis 14.30 Uhr.",
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Das 41. Hafenfest von Norderhaven hat begonnen.", 1),
        ("Im 19. Jahrhundert brannte die Mühle beim 3. Mal nieder.", 1),
        ("Der 1. FC Rülz verlor am 3. Spieltag der 2. Liga.", 1),
        ("Zu ihrem 100. Geburtstag kam der Rat.", 1),
        ("Es waren die 12. Danach kam keiner.", 2),
        ("Er wurde 5. Sieger war ein anderer.", 2),
        ("Sie wohnt in Haus Nr. 5. Das ist klein.", 2),
        ("Das war im Jahr 1945. Frieden kehrte ein.", 2),
        ("Es gab u. a. Brot, z. B. von Dr. Meier aus St. Peter.", 1),
    ],
)
def test_a_german_ordinal_before_its_noun_does_not_end_a_sentence(text, count):
    assert len(sentences(text, "de")) == count


@given(
    st.sampled_from(["das", "Das", "der", "im", "am", "beim", "zum", "seinem", "einen"]),
    st.integers(1, 999),
    st.sampled_from(["Hafenfest", "Mai", "Jahrhundert", "Ärztetag"]),
    st.text(alphabet="abc ,", max_size=12),
)
def test_an_ordinal_is_never_a_border_whatever_stands_before_it(word, number, noun, before):
    text = f"{before} {word} {number}. {noun} begann gut. Alle kamen."
    borders = {end for _, end in split_sentences(text, "de")}
    assert text.index(".") + 1 not in borders
    assert text.index("gut.") + 4 in borders


def test_a_headline_without_full_stop_ends_at_its_line():
    assert sentences("Bridge opens\n\nThe bridge opened on Monday.", "en") == [
        "Bridge opens",
        "The bridge opened on Monday.",
    ]


def test_the_same_words_twice_keep_their_own_places():
    assert split_sentences("Ja. Ja. Nein.", "de") == [(0, 3), (4, 7), (8, 13)]


@given(
    st.text(alphabet=st.sampled_from('aÄß .!?\n\t"„“0123dr\u2028中。'), max_size=200),
    st.sampled_from(["de", "en", "und", "zh", "xx"]),
)
def test_spans_are_ordered_trimmed_and_cover_everything_but_white_space(text, language):
    covered = set()
    last_end = 0
    for start, end in split_sentences(text, language):
        assert last_end <= start < end
        assert text[start:end] == text[start:end].strip()
        covered.update(range(start, end))
        last_end = end
    assert all(text[i].isspace() for i in range(len(text)) if i not in covered)


@pytest.mark.parametrize("month", ["Januar", "März", "Mai", "Sept", "Dezember"])
@pytest.mark.parametrize("behind", [", entwendet.", ".", " – also gestern.", ") gestohlen."])
def test_a_german_date_is_never_cut_between_day_and_month(month, behind):
    text = f"Die Täter kamen. Es wurde in der Nacht zum Freitag, 15. {month}{behind}"
    assert [text[start:end] for start, end in split_sentences(text, "de")][1] == text[17:]


def test_a_german_sentence_ends_before_one_that_begins_with_a_figure():
    text = "Die Fähre ist gekentert. 38 Menschen starben. Das war in Nr. 5 der Hauptstr. 7, am 3. Mai."
    assert [text[start:end] for start, end in split_sentences(text, "de")] == [
        "Die Fähre ist gekentert.",
        "38 Menschen starben.",
        "Das war in Nr. 5 der Hauptstr. 7, am 3. Mai.",
    ]
