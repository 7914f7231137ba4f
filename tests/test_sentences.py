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
