import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dates import parse_date
from rag.verdicts.judging import Cited, denies, judge
from rag.verdicts.lexicon import same_word, signs_of

COST = "Am Ende kostete die Brücke 131 Millionen Euro, 47 Millionen mehr als beschlossen."
DENIED = "Bürgermeisterin Inga Petersen hat bestritten, Geschenke der Baufirma angenommen zu haben."
ENGLISH = "Chief executive Rowena Tull denied that two cells caught fire in February."
VOTE = "Der Stadtrat hat den Bau der neuen Hafenbrücke mit 31 zu 12 Stimmen beschlossen."
WON = "Inga Petersen hat die Stichwahl gewonnen, Jürgen Thode kam auf 46,8 Prozent."


def verdict_of(sentence, quotes, language, cosine=None):
    return judge(sentence, [Cited(quote, language) for quote in quotes], language, cosine).verdict


def reason_of(sentence, quote, language):
    return judge(sentence, [Cited(quote, language)], language).reason


@pytest.mark.parametrize(
    ("sentence", "quotes", "language", "verdict"),
    [
        (COST, [COST], "de", "verbatim"),
        ("47 Millionen mehr als beschlossen", [COST], "de", "verbatim"),
        ("Die Brücke kostete am Ende 131 Millionen Euro.", [COST], "de", "supported"),
        ("Die Brücke kostete am Ende 231 Millionen Euro.", [COST], "de", "unsupported"),
        ("Die Brücke kostete nicht 131 Millionen Euro.", [COST], "de", "unsupported"),
        ("Der Präsident reiste im Sommer nach Paris.", [COST], "de", "unsupported"),
        (COST, [], "de", "unsupported"),
        ("Petersen hat Geschenke der Baufirma angenommen.", [DENIED], "de", "unsupported"),
        ("Geschenke der Baufirma angenommen", [DENIED], "de", "unsupported"),
        ("Petersen bestritt, Geschenke angenommen zu haben.", [DENIED], "de", "supported"),
        ("Two cells caught fire in February.", [ENGLISH], "en", "unsupported"),
        ("Two cells caught fire in February", [ENGLISH], "en", "unsupported"),
        ("Rowena Tull denied that cells caught fire in February.", [ENGLISH], "en", "supported"),
        ("It was Helen Sturridge who denied that cells caught fire.", [ENGLISH], "en", "unsupported"),
        ("Es kamen 4.000 Gäste.", ["About 4,000 guests came."], "de", "unsupported"),
        ("…", [COST], "de", "unsupported"),
    ],
)
def test_a_verdict_follows_words_numbers_names_and_denials(sentence, quotes, language, verdict):
    assert verdict_of(sentence, quotes, language) == verdict


@pytest.mark.parametrize(
    ("sentence", "quote", "language", "reason"),
    [
        ("Die Brücke kostete 113 Millionen Euro.", COST.split(",")[0], "de", "die Quelle sagt 131 Millionen Euro, nicht 113 Millionen Euro"),
        ("Es kamen 48 Gäste.", "Es kamen 84 Gäste.", "de", "die Quelle sagt 84, nicht 48"),
        ("It cost 48 pounds.", "It cost 84 pounds.", "en", "the source says 84 pounds, not 48 pounds"),
        ("The pool opened on 3 May 2021.", "The pool opened on 3 June 2021.", "en", "the source says 3 June 2021, not 3 May 2021"),
        ("Jürgen Thode hat die Stichwahl gewonnen.", "Inga Petersen hat die Stichwahl gewonnen.", "de", "die Quelle nennt „Jürgen“ nicht"),
        ("Die Kosten sind gefallen.", "Die Kosten sind gestiegen.", "de", "die Quelle sagt „gestiegen“, nicht „gefallen“"),
        ("Petersen hat Geschenke angenommen.", DENIED, "de", "die Quelle verneint es („bestritten“), der Satz nicht"),
        ("The mill did not close.", "The mill is to close.", "en", "the sentence denies (“not”) what the source does not deny"),
        ("The bridge cost 84 million.", "The bridge might cost 84 million.", "en",
         "the source has it as a plan, claim, possibility or order only (“might”)"),
        ("Er nannte es „gut gemacht“.", "Er nannte es „schlecht gemacht“.", "de", "„gut gemacht“ steht so nicht in der Quelle"),
        ("Alle Fischer klagen.", "Die Fischer klagen.", "de", "die Quelle sagt nicht „Alle“"),
    ],
)  # fmt: skip
def test_what_is_not_borne_out_is_explained_to_a_reader(sentence, quote, language, reason):
    assert reason_of(sentence, quote, language) == reason


def test_what_is_borne_out_needs_no_reason_and_what_cites_nothing_has_one():
    assert judge(COST, [Cited(COST, "de")], "de").reason is None
    assert judge(COST, [], "de").reason == "der Satz nennt keine Quelle"
    assert judge(COST, [], "fr").reason == "the sentence cites no source"


@pytest.mark.parametrize(
    ("sentence", "quote", "language"),
    [
        ("Das Gemälde kostete 1 200 000 Euro.", "Das Gemälde kostete 1,2 Mio. Euro.", "de"),
        ("The painting cost 1.2 million pounds.", "The painting cost £1,200,000.", "en"),
        ("Neun Kinder besuchen die Schule.", "9 Kinder besuchen die Schule.", "de"),
        ("Der Anteil lag bei 60 %.", "Der Anteil lag bei sechzig Prozent.", "de"),
        ("Es gilt ab dem 3.5.2021.", "Es gilt ab dem 3. Mai 2021.", "de"),
        ("It opened on 2021-05-03.", "It opened on May 3, 2021.", "en"),
        ("Der Hafen von Norderhaven wurde eröffnet.", "Norderhavens Hafen wurde eröffnet.", "de"),
        ("Die Kosten stiegen auf Millionen.", "Die Kosten sind auf 84 Millionen Euro gestiegen.", "de"),
        ("Der Bau wurde vom Stadtrat beschlossen.", VOTE, "de"),
        ("Die Brücke soll gebaut werden.", "Die Hafenbrücke soll gebaut werden.", "de"),
    ],
)
def test_the_same_thing_in_other_words_is_supported(sentence, quote, language):
    assert verdict_of(sentence, [quote], language) == "supported"


@pytest.mark.parametrize(
    ("sentence", "quote", "language"),
    [
        ("The grant was 2.6 billion pounds.", "The grant was 2.6 million pounds.", "en"),
        ("Die Preise stiegen um 9 Euro.", "Die Preise stiegen um 9 Prozent.", "de"),
        ("Die Preise stiegen auf 9 Prozent.", "Die Preise stiegen um 9 Prozent.", "de"),
        ("Es waren mehr als 60 Menschen.", "Es waren 60 Menschen.", "de"),
        ("Die Hafenbrücke wurde mit 12 zu 31 Stimmen beschlossen.", VOTE, "de"),
        ("Thode hat die Stichwahl gewonnen, Petersen kam auf 46,8 Prozent.", WON, "de"),
        ("Petersen kam auf 46,8 Prozent.", WON, "de"),
        ("Wren lost the vote.", "Wren won the vote.", "en"),
        ("The ferry sailed before the storm.", "The ferry sailed after the storm.", "en"),
        ("The court heard Ashworth sued Barnes.", "The court heard Barnes sued Ashworth.", "en"),
        ("The roof was safe.", "The roof was unsafe.", "en"),
    ],
)
def test_one_thing_changed_is_enough(sentence, quote, language):
    assert verdict_of(sentence, [quote], language) == "unsupported"


def test_a_not_elsewhere_in_the_quote_does_not_matter():
    quote = "Der Verlust beträgt 2,7 Millionen Euro und nicht 4,7 Millionen Euro."
    assert verdict_of("Der Verlust beträgt 2,7 Millionen Euro.", [quote], "de") == "verbatim"
    assert verdict_of("Der Verlust beträgt 4,7 Millionen Euro.", [quote], "de") == "unsupported"
    only = "The minister, not her deputy, ordered the files."
    assert verdict_of("The minister ordered the files.", [only], "en") == "supported"
    assert verdict_of("Her deputy ordered the files.", [only], "en") == "unsupported"


def test_words_torn_out_of_a_claim_or_a_bound_are_not_verbatim():
    assert verdict_of("two cells caught fire", ["The union claimed that two cells caught fire."], "en") == "unsupported"
    assert verdict_of("60 Menschen wurden verletzt", ["Mehr als 60 Menschen wurden verletzt."], "de") == "unsupported"


def test_a_year_and_a_weekday_that_the_source_leaves_out_are_those_of_its_printing():
    flood = Cited("In der Nacht zum 30. Januar kam die Flut.", "de", parse_date("2022-01", "header"))
    assert judge("In der Nacht zum 30. Januar 2022 kam die Flut.", [flood], "de").verdict == "supported"
    assert judge("In der Nacht zum 30. Januar 2021 kam die Flut.", [flood], "de").verdict == "unsupported"
    friday = Cited("Die Brücke wurde am Freitag eröffnet.", "de", parse_date("2024-05-18", "header"))
    assert judge("Die Brücke wurde am 17. Mai 2024 eröffnet.", [friday], "de").verdict == "supported"
    assert judge("Die Brücke wurde am 16. Mai 2024 eröffnet.", [friday], "de").verdict == "unsupported"


def test_parts_of_a_sentence_may_rest_on_a_source_each_but_not_a_subject_on_another_ones_deeds():
    opened = "Die Brücke wurde am Freitag eröffnet."
    cost = "Die Brücke kostete 131 Millionen Euro."
    assert (
        verdict_of("Die Brücke wurde am Freitag eröffnet und kostete 131 Millionen Euro.", [opened, cost], "de")
        == "supported"
    )
    wren = "Wren won 19,406 votes."
    baths = "The baths cost 2.6 million pounds."
    assert verdict_of("Wren won 19,406 votes and cost 2.6 million pounds.", [wren, baths], "en") == "unsupported"
    assert verdict_of("The baths won 19,406 votes.", [wren, baths], "en") == "unsupported"


def test_a_pronoun_is_read_as_what_the_sentence_before_it_names():
    quote = "Dr. Jale Öztürk ist auf die Insel gezogen. Sie spricht vier Sprachen."
    assert verdict_of("Jale Öztürk spricht vier Sprachen.", [quote], "de") == "supported"
    assert verdict_of("Maike Janßen spricht vier Sprachen.", [quote], "de") == "unsupported"


def test_across_languages_numbers_names_and_denials_must_agree_and_the_encoder_too():
    guests = [Cited("About 4,000 guests came to the opening with Mayor Tobias Wren.", "en")]

    def across(sentence, cosine):
        return judge(sentence, guests, "de", cosine).verdict

    assert across("Zur Eröffnung mit Bürgermeister Tobias Wren kamen rund 4.000 Gäste.", 0.93) == "supported"
    assert across("Zur Eröffnung mit Bürgermeister Tobias Wren kamen rund 5.000 Gäste.", 0.93) == "unsupported"
    assert across("Zur Eröffnung mit Bürgermeister Tobias Wren kamen rund 4.000 Gäste.", 0.80) == "unsupported"
    assert across("Zur Eröffnung mit Bürgermeister Jory Pascoe kamen rund 4.000 Gäste.", 0.93) == "unsupported"
    assert across("Zur Eröffnung mit Bürgermeister Tobias Wren kamen nicht 4.000 Gäste.", 0.93) == "unsupported"
    said = judge("Zur Eröffnung kamen rund 4.000 Gäste.", guests, "de", 0.93)
    assert said.reason == "nur nach Sinn, Zahlen und Namen mit einer Quelle in anderer Sprache verglichen"


@pytest.mark.parametrize("text", ["Er bestritt es.", "Sie dementierte.", "kein Geld", "He didn't go.", "They deny it."])
def test_denials_are_heard(text):
    assert denies(text, "de") or denies(text, "en")


@pytest.mark.parametrize(("text", "language"), [("no", "xx"), ("nicht nur Boote", "de"), ("No. 5 won", "en")])
def test_what_is_no_denial_is_not_heard_as_one(text, language):
    assert not denies(text, language)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.text(max_size=120), st.sampled_from(["de", "en", "fr", "und"]))
def test_any_text_gets_a_verdict_and_its_own_words_are_never_unsupported_for_their_words(sentence, other, language):
    assert judge(sentence, [Cited(other, language)], language).verdict in ("verbatim", "supported", "unsupported")
    whole = "Gezählt wurden zwölf Boote " + "".join(c for c in sentence if c.isalnum() or c == " ")
    assert judge(whole, [Cited(whole, language)], language).verdict == "verbatim"


_WORDS = st.sampled_from(
    [
        "Brücke",
        "Hafenbrücke",
        "Brücken",
        "brach",
        "gebrochen",
        "zugestimmt",
        "zustimmen",
        "stimmte",
        "sagte",
        "räumte",
        "einräumen",
        "kündigte",
        "Eröffnung",
        "eröffnet",
        "starb",
        "gestorben",
        "Tod",
        "Räte",
        "Rat",
        "Stadtrat",
        "said",
        "admitted",
        "told",
        "opened",
        "opening",
        "Canada",
        "Canadian",
        "flew",
        "fly",
        "die",
        "dying",
        "Häuser",
        "Haus",
        "Rathaus",
        "ABC",
        "abc",
        "abcd",
        "teil",
    ]
)


@given(_WORDS, _WORDS, st.sampled_from(["de", "en", "fr"]))
def test_two_words_that_are_the_same_share_a_sign(one, other, language):
    """Only words that share a sign are compared, so a pair without one would go unseen."""
    if same_word(one, other, language):
        assert signs_of(one, language) & signs_of(other, language)
