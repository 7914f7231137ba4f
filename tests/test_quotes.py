import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.verdicts.judging import Cited, judge
from rag.verdicts.quotes import leaves_out_denial, omitted_by, quoted_spans, stands_in

SOURCE = "„Wir haben die Risse gesehen und trotz der Warnung nichts unternommen“, räumte Bauleiter Karl Wendt ein."


@pytest.mark.parametrize(
    "text",
    ["Er sagte: „alles gut“.", "Er sagte: »alles gut«.", "Er sagte: «alles gut».", "Er sagte: ‚alles gut‘.", 'Er sagte: "alles gut".',
     "He said: “alles gut”.", "He said: ‘alles gut’.", "He said: 'alles gut'.", "Er sagte: ›alles gut‹."],
)  # fmt: skip
def test_every_kind_of_quote_mark_is_known(text):
    (span,) = quoted_spans(text)
    assert span.inner == "alles gut"
    assert text[span.start : span.end] == span.inner


@pytest.mark.parametrize(
    "text", ["It's the workers' pay.", "Wie geht’s, wie steht’s?", "the '90s", "Hans’ Haus", "5' 11\" tall"]
)
def test_an_apostrophe_is_no_quote_mark(text):
    assert quoted_spans(text) == []


@pytest.mark.parametrize(
    ("quoted", "stands"),
    [
        ("Wir haben die Risse gesehen", True),
        ("wir haben die Risse gesehen", True),  # the case of the first letter
        ("[W]ir haben die Risse gesehen", True),
        ("Wir haben … nichts unternommen", True),
        ("Wir haben [...] nichts unternommen", True),
        ("Wir haben die Risse [sic] gesehen", True),
        ("[sie] haben die Risse gesehen", True),
        ("Wir haben [Schäden] gesehen", True),
        ("Wir haben die Ris\u00adse\u00a0gesehen", True),
        ("Wir haben die Risse übersehen", False),
        ("nichts unternommen … Wir haben", False),
        ("Wir haben gesehen", False),
        ("wir haben die risse gesehen", False),
        ("…", False),
    ],
)
def test_a_quote_stands_in_its_source_word_for_word_but_for_what_its_marks_say(quoted, stands):
    assert stands_in(quoted, SOURCE) == stands


def test_what_an_ellipsis_leaves_out_is_known_and_a_not_in_it_too():
    assert omitted_by("Wir haben … nichts unternommen", SOURCE) == ["die Risse gesehen und trotz der Warnung"]
    assert leaves_out_denial(["nicht"], "de")
    assert not leaves_out_denial(["die Risse"], "de")


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Karl Wendt räumte ein: „Wir haben die Risse gesehen“.", "supported"),
        ("Wendt sagte: »Wir haben die Risse gesehen […] und […] nichts unternommen«.", "supported"),
        ("Wendt räumte ein, „die Risse bemerkt“ zu haben.", "unsupported"),
        ("Karl Wendt räumte ein: „Wir haben … unternommen“.", "unsupported"),  # "nichts" is left out
        ("Karl Brandt räumte ein: „Wir haben die Risse gesehen“.", "unsupported"),
    ],
)
def test_a_sentence_with_a_quote_is_held_to_its_words(sentence, verdict):
    assert judge(sentence, [Cited(SOURCE, "de")], "de").verdict == verdict


def test_a_quote_must_stand_in_one_source_not_half_in_each():
    halves = [Cited("Er sagte: „Wir haben die Risse gesehen.“", "de"), Cited("Es wurde nichts unternommen.", "de")]
    assert judge("Er sagte: „Wir haben … nichts unternommen“.", halves, "de").verdict == "unsupported"


@given(
    st.lists(
        st.sampled_from(["Brücke", "Wasser", "steigt", "drei", "4.000", "Euro", "und", "Dr.", "x"]),
        min_size=1,
        max_size=12,
    ),
    st.data(),
)
def test_any_run_of_a_texts_words_stands_in_it(words, data):
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    assert stands_in(" ".join(words[start:end]), " ".join(words))
