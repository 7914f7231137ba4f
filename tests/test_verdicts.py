import pytest

from rag.verdicts import denies, judge

COST = "Am Ende kostete die Brücke 131 Millionen Euro, 47 Millionen mehr als beschlossen."
DENIED = "Bürgermeisterin Inga Petersen hat bestritten, Geschenke der Baufirma angenommen zu haben."
ENGLISH = "Chief executive Rowena Tull denied that two cells caught fire in February."


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
    ],
)
def test_a_verdict_follows_words_numbers_names_and_denials(sentence, quotes, language, verdict):
    assert judge(sentence, quotes, language) == verdict


def test_across_languages_numbers_must_agree_and_the_encoder_must_too():
    quote = "About 4,000 guests came to the opening."
    assert judge("Zur Eröffnung kamen rund 4.000 Gäste.", [quote], "de", cosine=0.93) == "supported"
    assert judge("Zur Eröffnung kamen rund 5.000 Gäste.", [quote], "de", cosine=0.93) == "unsupported"
    assert judge("Zur Eröffnung kamen rund 4.000 Gäste.", [quote], "de", cosine=0.80) == "unsupported"


@pytest.mark.parametrize("text", ["Er bestritt es.", "Sie dementierte.", "kein Geld", "He didn't go.", "They deny it."])
def test_denials_are_heard(text):
    assert denies(text, "de") or denies(text, "en")


def test_a_language_without_a_list_denies_nothing():
    assert not denies("no", "xx")
