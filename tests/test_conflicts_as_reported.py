"""Contradictions as papers report them: one article in words of its own, years later, or by another name."""

from dataclasses import replace

import pytest

from rag.conflicts.finding import find_conflicts
from rag.conflicts.slots import slot_of
from tests.test_conflicts import conflicts, evidence


def told_of_a_launch(text, read=None, cosine=0.85):
    first = evidence("The ferry Lady Isobel was launched on 13 April.", language="en")
    other = evidence(text, language="en", title="A boat", cosine=cosine)
    return find_conflicts("When was the ferry Lady Isobel launched?", "en", [first, other], read)


def test_a_value_told_in_words_of_its_own_is_compared_where_it_is_the_only_one_that_may_answer():
    assert told_of_a_launch("Lady Isobel took to the water on 20 April.")
    assert told_of_a_launch("Lady Isobel took to the water on 20 April. On 20 April the band played.")
    assert not told_of_a_launch("Lady Isobel took to the water on 20 April. She sailed on 3 May.")
    assert not told_of_a_launch("Lady Rowena took to the water on 20 April.")


def test_what_a_model_reads_in_an_article_counts_before_what_rules_say():
    text = "Lady Isobel took to the water on 20 April, two weeks before the yard at Elm closed."
    first = "13 April"

    def answering(other):
        return lambda some: first if some[0].article.title != "A boat" else other

    (conflict,) = told_of_a_launch(text, answering("20 April"))
    assert not conflict.read_by_model  # rules say the same
    assert not told_of_a_launch(text, answering(None))
    assert not told_of_a_launch(text, answering("3 May"))  # it stands nowhere
    text += " She sailed on 3 May."
    (conflict,) = told_of_a_launch(text, answering("20 April"))
    assert [one.value for one in conflict.values] == ["13 April", "20 April"]
    assert conflict.read_by_model


def test_only_articles_near_the_question_are_read_that_may_contradict_each_other():
    asked = []

    def read(told):
        asked.append(told[0].article.title)

    text = "Lady Isobel took to the water on {}."
    told_of_a_launch(text.format("20 April"), read, cosine=0.83)
    assert sorted(asked) == ["A boat", "Bericht"]
    asked.clear()
    told_of_a_launch(text.format("20 April"), read, cosine=0.81)  # the best has 0.9
    told_of_a_launch(text.format("13 April"), read, cosine=0.85)
    told_of_a_launch("Lady Isobel took to the water in the rain.", read, cosine=0.85)
    assert asked == []


def test_a_year_that_a_model_leaves_out_is_that_of_the_article():
    def read(some):
        return "14 February" if "gave" in some[0].text else "16 February"

    sides = [
        evidence("The dam at Wicket Creek gave way on 14 February.", "1928-02-18"),
        evidence("When Wicket Creek dam burst on 16 February 1928, she stayed at her board.", "1978-02-12"),
    ]
    (conflict,) = find_conflicts("When did the Wicket Creek dam give way?", "en", sides, read)
    assert [one.normalised for one in conflict.values] == ["1928-02-14", "1928-02-16"]


def test_a_local_paper_need_not_name_its_town():
    def opened(source, text="Die Synagoge ist am 3. September 1879 eingeweiht worden."):
        sides = [
            evidence("Die Synagoge in Altenried wurde am 14. Juni 1876 eingeweiht.", "1996-06-18"),
            evidence(text, "1996-11-09", source=source, title="Eine Tafel"),
        ]
        return find_conflicts("Wann wurde die Synagoge in Altenried eingeweiht?", "de", sides)

    assert opened("Altenrieder Bote")
    assert opened("altenrieder-bote.example")
    assert not opened("Neustädter Bote")
    assert not opened("Altenrieder Bote", "Die Synagoge in Neustadt ist am 3. September 1879 eingeweiht worden.")


def test_whom_a_model_names_is_looked_up_in_the_article():
    first = evidence("In der 88. Minute traf Koschnick für den SV Brettach.", title="Pokal für Brettach")
    other = evidence("Brandl schoss Brettach mit dem Siegtor ins Finale.", title="Brettach im Glück", cosine=0.88)

    def named(*names):
        told = dict(zip((first.article.id, other.article.id), names, strict=True))
        question = "Wer schoss das Siegtor für Brettach?"
        return find_conflicts(question, "de", [first, other], lambda some: told[some[0].article.id])

    (conflict,) = named("Koschnick", "Brandl")
    assert [one.value for one in conflict.values] == ["Koschnick", "Brandl"]
    assert conflict.read_by_model
    assert not named("Koschnick", "Meier")  # he stands in no article
    assert not named("Koschnick", None)
    assert not named("Brettach", "Brandl")  # the question's own


def test_a_title_before_a_name_makes_no_other_person_and_a_first_name_does():
    def named(one, two):
        question = "Wer entdeckte den Kometen von Elm?"
        texts = (f"Den Kometen von Elm entdeckte {one}.", f"Der Komet von Elm: {two} sah ihn als Erster.")
        sides = [evidence(text, title=title) for text, title in zip(texts, "AB", strict=True)]
        return find_conflicts(question, "de", sides, lambda some: one if some[0].article.title == "A" else two)

    assert not named("Professor Lindqvist", "Ingrid Lindqvist")
    assert not named("I. Lindqvist", "Ingrid Lindqvist")
    assert named("Heinrich Lindqvist", "Hermann Lindqvist")


@pytest.mark.parametrize(
    ("question", "first", "second", "days", "language"),
    [
        (
            "How many people died in the fire at Sandholme?",
            "Seventeen people died in the fire at Sandholme.",
            "Nineteen people died in the fire at Sandholme.",
            ("1947-12-29", "1997-12-27"),
            "en",
        ),
        (
            "What did the Harrow bridge cost to build?",
            "The Harrow bridge cost £14.6m to build.",
            "Built at a cost of £17.2m, the Harrow bridge has won a prize.",
            ("2003-05-17", "2003-06-30"),
            "en",
        ),
        (
            "How many spectators watched the semi-final at Castleby?",
            "A crowd of 31,400 saw the semi-final at Castleby.",
            "The attendance at Castleby for the semi-final was 27,850.",
            ("1968-03-31", "1968-04-01"),
            "en",
        ),
        (
            "By how many votes did Edith Carmody win Stenbridge?",
            "Edith Carmody won Stenbridge by 212 votes.",
            "Edith Carmody won Stenbridge by 221 votes.",
            ("1957-03-01", "1957-03-02"),
            "en",
        ),
        (
            "Was hat das Hallenbad in Ostrupp gekostet?",
            "Das Hallenbad in Ostrupp hat 8,4 Millionen Mark gekostet.",
            "9,7 Millionen Mark kostete das Hallenbad in Ostrupp.",
            ("1971-10-02", "1971-10-04"),
            "de",
        ),
        (
            "Wie hoch war das Lösegeld für Ewald Thormann?",
            "Für Ewald Thormann wurde ein Lösegeld von 300.000 Mark gezahlt.",
            "Eine halbe Million Mark Lösegeld wurde für Ewald Thormann gezahlt.",
            ("1972-03-07", "1972-03-09"),
            "de",
        ),
        (
            "Welche Höhe erreichte der Ballon Wega?",
            "Der Ballon Wega erreichte eine Höhe von 14.200 Metern.",
            "Auf 13.650 Meter Höhe stieg der Ballon Wega.",
            ("1931-09-15", "1931-09-16"),
            "de",
        ),
        (
            "When was Selby Cricket Club founded?",
            "Selby Cricket Club was founded in 1878.",
            "A chain wants to build on the field of Selby Cricket Club, founded in 1884.",
            ("1978-05-13", "2006-07-21"),
            "en",
        ),
        (
            "How many people were aboard the ferry Lady Morwen?",
            "187 people were aboard the ferry Lady Morwen.",
            "Half a century ago the ferry Lady Morwen sank. 212 people were aboard.",
            ("1931-08-20", "1981-06-11"),
            "en",
        ),
        (
            "When does the trial of the Northgate directors begin?",
            "The Northgate directors must stand trial, a judge ruled on Wednesday. It will begin on 14 September.",
            "The trial of the Northgate directors begins on 21 September.",
            ("1992-06-25", "1992-06-26"),
            "en",
        ),
        (
            "Wann fuhr in Marlingen die letzte Straßenbahn?",
            "Die letzte Straßenbahn fuhr in Marlingen am 31. Mai 1969.",
            "Am 28. September 1968 war in Marlingen Schluss mit der Straßenbahn, 1974 kam der Bagger.",
            ("1999-05-31", "2008-09-28"),
            "de",
        ),
        (
            "Wie alt wurde Heinrich Oltmanns?",
            "Heinrich Oltmanns starb am Sonntag im Alter von 81 Jahren.",
            "Mit 83 Jahren ist der Bürgermeister Heinrich Oltmanns gestorben.",
            ("1994-02-08", "1994-02-09"),
            "de",
        ),
    ],
)
def test_as_papers_report_it_it_is_a_contradiction(question, first, second, days, language):
    sides = (evidence(text, day, language=language) for text, day in zip((first, second), days, strict=True))
    assert len(conflicts(question, *sides, language=language)) == 1


def test_of_several_numbers_the_one_that_counts_what_is_asked_for_is_compared():
    question = "How many sheep were culled around Thornby Fell?"
    first = evidence("1,180 sheep were culled around Thornby Fell.", language="en")
    other = "At Thornby Fell there is silence. 1,640 sheep are gone from four farms."
    assert len(conflicts(question, first, evidence(other, language="en", title="Silence"), language="en")) == 1


def test_what_both_articles_give_is_left_aside_and_what_one_may_agree_with_is_no_contradiction():
    question = "Mit wie vielen Stimmen wurde Gerlinde Aumann gewählt?"
    first = evidence("Gerlinde Aumann wurde mit 1.214 Stimmen gewählt, auf den Gegner fielen 967.")

    def other(*votes):
        return evidence(f"Gerlinde Aumann kam auf {votes[0]}, ihr Gegner auf {votes[1]}.", title="Wechsel")

    assert len(conflicts(question, first, other("1.241", "967"))) == 1
    assert not conflicts(question, first, other("1.214", "968"))


@pytest.mark.parametrize(
    ("question", "first", "second", "days"),
    [
        (
            "When did the Wyre Tunnel open?",
            "The Wyre Tunnel is due to open on 4 April.",
            "The Wyre Tunnel opened on 18 April.",
            ("1995-02-10", "1995-04-19"),
        ),
        (
            "How many people were killed at the Dunmore viaduct?",
            "Sixteen people were killed at the Dunmore viaduct.",
            "The hospital at Dunmore is full. Fourteen people injured at the viaduct lie there.",
            ("1936-05-19", "1936-05-20"),
        ),
        (
            "How many visitors came to Lasbeck air show?",
            "By noon 19,000 visitors had come to Lasbeck air show.",
            "26,000 visitors came to Lasbeck air show.",
            ("1969-08-11", "1969-08-12"),
        ),
    ],
)
def test_a_plan_another_harm_and_a_count_of_half_a_day_are_no_contradictions(question, first, second, days):
    sides = (evidence(text, day, language="en") for text, day in zip((first, second), days, strict=True))
    assert not conflicts(question, *sides, language="en")


def test_who_retires_does_not_contradict_who_is_appointed_and_a_later_year_does_not_excuse_an_architect():
    def named(question, first, second, names, language, days):
        sides = [
            evidence(text, day, language=language, title=title)
            for text, day, title in zip((first, second), days, "AB", strict=True)
        ]
        told = dict(zip([one.article.id for one in sides], names, strict=True))
        return find_conflicts(question, language, sides, lambda some: told[some[0].article.id])

    assert not named(
        "Who is the new headteacher of Larkhill School?",
        "Larkhill School has appointed Priya Sandhurst as headteacher.",
        "Pupils of Larkhill School cheered Martin Eccles, who retires as headteacher.",
        ("Priya Sandhurst", "Martin Eccles"),
        "en",
        ("2018-06-21", "2018-07-20"),
    )
    assert named(
        "Welcher Architekt entwarf das Rathaus von Elm?",
        "Das Rathaus von Elm wurde von Theodor Wessling entworfen und 1911 bezogen.",
        "Das Rathaus von Elm, ein Entwurf von Karl Ambach, steht seit 1979 unter Schutz.",
        ("Theodor Wessling", "Karl Ambach"),
        "de",
        ("1961-10-07", "2015-04-18"),
    )


@pytest.mark.parametrize("read", [None, lambda some: "38 per cent"])
def test_a_question_without_a_word_of_its_own_is_looked_at_too(read):
    sides = [
        evidence("Turnout was 38 per cent.", language="en", title="Kestrelmouth"),
        evidence("At Elm the polls were quiet.", language="en", title="Elm"),
    ]
    assert find_conflicts("What was the turnout?", "en", sides, read) == ()


def test_the_day_of_a_jubilee_is_not_the_day_of_birth():
    question = "Wann wurde Hedwig Tornau geboren?"
    first = evidence("Hedwig Tornau wurde am 12. Mai 1879 geboren.", "1965-10-30", title="Trauer")
    text = "Am 12. März 1879 kam sie zur Welt. Hedwig Tornau, geboren in Elm, feiert heute."
    border = text.index(" Hedwig")
    whole = evidence(text, "1959-03-12", title="Hedwig Tornau wird achtzig")
    (conflict,) = conflicts(question, first, replace(whole, start=border + 1))
    assert [one.value for one in conflict.values] == ["12. März 1879", "12. Mai 1879"]


def listed(question, first, second, days=("1990-05-02", "1990-05-03"), language="en", titles=("A", "B")):
    sides = [
        evidence(text, day, title=title, language=language)
        for text, day, title in zip((first, second), days, titles, strict=True)
    ]
    return [one.value for found in find_conflicts(question, language, sides) for one in found.values]


def test_pounds_are_a_weight_where_one_is_asked_for():
    question = "How heavy was the pike caught by Ned Rusling?"
    pike = "The pike caught by Ned Rusling weighed {}."
    assert listed(question, pike.format("41 pounds"), pike.format("36 pounds"))
    assert not listed(question, pike.format("41 pounds"), pike.format("18.6 kg"))


def test_what_was_due_to_happen_does_not_contradict_what_happened():
    question = "When did the Wyre Tunnel open to traffic?"
    opened = "The Wyre Tunnel opened to traffic on 18 April, later than planned."
    days = ("1995-02-10", "1995-04-19")
    assert not listed(question, "The Wyre Tunnel is due to open to traffic on 4 April.", opened, days)
    assert listed(question, "The Wyre Tunnel opened to traffic on 4 April.", opened, ("1995-04-18", "1995-04-19"))


def test_who_is_a_year_older_a_year_later_is_one_person():
    question = "Wie alt war der Bergführer Alois Thannegger, als er den Hochkarl bestieg?"
    first = "Der Bergführer Alois Thannegger, 63 Jahre alt, bestieg den Hochkarl."
    second = "Der Bergführer Alois Thannegger, {} Jahre alt, bestieg den Hochkarl."
    days = ("1985-08-20", "1986-09-15")
    assert not listed(question, first, second.format(64), days, "de")
    assert listed(question, first, second.format(71), days, "de")


def test_an_article_of_another_year_must_speak_of_the_year_that_is_asked_about():
    question = "Wie hoch stieg der Pegel der Ilse in Rautenberg beim Hochwasser 1954?"
    first = "Der Pegel der Ilse in Rautenberg stieg beim Hochwasser auf 7,84 Meter."
    second = "Der Pegel der Ilse in Rautenberg stieg beim Hochwasser{} auf 6,91 Meter."
    days = ("1954-07-12", "1999-05-25")
    assert not listed(question, first, second.format(""), days, "de")
    assert listed(question, first, second.format(" 1954"), days, "de")
    assert listed(question, first, second.format(" vor 45 Jahren"), days, "de")


def test_a_part_that_is_named_before_the_figure_is_no_whole():
    question = "How many houses were damaged in the Pickering Vale flood?"
    whole = "The flood in Pickering Vale damaged 260 houses."
    part = "In Low Marsh{}, 120 houses were damaged by the flood in Pickering Vale."
    assert not listed(question, whole, part.format(" alone"))
    assert listed(question, whole, part.format(" and elsewhere"))


def test_who_is_known_by_two_names_is_one_person():
    question = "Wer gründete den Kindergarten in Altenwerda?"
    first = "Den Kindergarten in Altenwerda gründete Agnes Rühle."
    second = "Den Kindergarten in Altenwerda gründete Agnes Bellmann{}."
    assert listed(question, first, second.format(""), language="de")
    assert not listed(question, first, second.format(", damals noch unter dem Namen Rühle"), language="de")


@pytest.mark.parametrize(
    ("question", "language", "kind", "dimensions"),
    [
        ("Höhe Kirchturm St. Veit Ankersried", "de", "number", {"length"}),
        ("Name of the pilot of the mail plane on Mount Tarrow", "en", "name", set()),
        ("Zahl der Toten beim Grubenunglück", "de", "number", set()),
        ("Zu welcher Haftstrafe wurde Quast verurteilt?", "de", "number", {"duration", "money"}),
        ("What area did the Tamber Ridge wildfire burn?", "en", "number", {"area"}),
    ],
)
def test_what_is_typed_into_a_search_box_asks_too(question, language, kind, dimensions):
    slot = slot_of(question, language)
    assert (slot.kind, slot.dimensions) == (kind, dimensions)


@pytest.mark.parametrize("question", ["What term describes it?", "Warum stieg der Preis?", "In what area was it?"])
def test_a_word_for_a_measure_inside_of_a_question_asks_for_none(question):
    assert slot_of(question, "en") is None
