from datetime import date
from pathlib import Path

import numpy as np
import pytest

from eval.bench import duplicates as bench
from index.duplicates import Printing, is_same_story, kind_of, shingles_of
from index.stories import StoryFinder, sample_of

ARCHIVES = Path(__file__).parents[2] / "shared" / "data" / "archives"
STORY = (
    "The harbour bridge at Norderhaven opened to traffic on Monday after nine years of building and two court cases. "
    "Mayor Inga Petersen cut the ribbon at noon before some 4,000 guests. The bridge cost 212 million euros, 61 million "
    "more than the council had approved in 2015. Lorries over 40 tonnes must still use the tunnel until the spring, "
    "the port authority said, because the northern ramp is not finished. Shopkeepers in the old town fear for trade."
)
CUT = STORY[: STORY.index("Shopkeepers")]
OPENING = STORY[: STORY.index("Lorries")]  # 48 of 79 words, as 4,000 counts for two
OTHER_STORY = (
    "Fishermen of Almersdorf landed 310 tonnes of herring in the first week of the season, the most since 1998. The "
    "ministry in Kiel had raised the quota by 12 percent in spring against the advice of the marine institute. Prices "
    "at the auction fell to 48 cents a kilo, and the cooperative hired 30 more hands for its smokehouse in the east."
)
TEMPLATE = (
    "{name} said on Thursday that its board declared a regular quarterly dividend of {cents} cents a share, payable "
    "on April {day} to holders of record on March {record}. The company, which makes parts for the car trade, said net "
    "profit rose to {profit} million dollars from {old} million a year before as sales grew in all of its markets."
)


def printing(
    row: int, text: str, *, title: str = "A title", source: str | None = "a.example", day: int | None = 1
) -> Printing:
    return Printing(row, title, text, source, date(2022, 5, day) if day else None)


def groups_of(*printings: Printing) -> list[tuple[int, int, str]]:
    by_row = {p.row: p for p in printings}
    finder = StoryFinder(by_row.__getitem__)
    for p in printings:
        finder.add(p.row, sample_of(p.text))
    return list(finder.groups())


def test_a_reprint_with_a_cut_ending_joins_the_story():
    found = groups_of(printing(0, STORY), printing(1, CUT, title="Bridge open", source="b.example", day=2))
    assert found == [(0, 0, "original"), (1, 0, "reprint")]


def test_an_excerpt_joins_the_story_that_it_opens():
    found = groups_of(printing(0, STORY), printing(1, OPENING, title="Bridge open", source="b.example", day=2))
    assert found == [(0, 0, "original"), (1, 0, "excerpt")]


def test_a_story_with_a_tenth_of_its_words_edited_stays_the_same_story():
    # 8 of 78 words, each of which three shingles hold: 77 - 24 = 53 of 77 are left, and 53 / 77 = 0.69.
    words = STORY.split()
    for place in range(4, 78, 10):
        words[place] = "otherwise"
    edited = " ".join(words)
    assert len(np.intersect1d(shingles_of(STORY), shingles_of(edited))) == 53
    assert groups_of(printing(0, STORY), printing(1, edited, day=2, source="b.example")) == [
        (0, 0, "original"),
        (1, 0, "reprint"),
    ]


def test_two_edits_of_one_story_meet_through_the_story():
    words, others = STORY.split(), STORY.split()
    for place in range(4, 70, 11):
        words[place] = "otherwise"
        others[place + 4] = "elsewhere"
    # Six words each: 77 - 18 = 59 of 77 are left of the story (0.77), 77 - 36 = 41 are in both (0.53).
    one, other = " ".join(words), " ".join(others)
    assert not is_same_story(printing(0, one), printing(1, other))
    assert [row for row, _, _ in groups_of(printing(0, one), printing(1, other))] == []
    found = groups_of(printing(0, one), printing(1, other), printing(2, STORY))
    assert found == [(2, 0, "original"), (0, 0, "reprint"), (1, 0, "reprint")]


def test_two_stories_from_one_template_stay_apart():
    one = TEMPLATE.format(name="Alder Corp", cents=12, day=3, record=20, profit="4.1", old="3.2")
    other = TEMPLATE.format(name="Birch Inc", cents=30, day=9, record=27, profit="18.6", old="15.0")
    assert not is_same_story(printing(0, one), printing(1, other))
    assert groups_of(printing(0, one), printing(1, other)) == []


def test_two_firms_that_did_the_same_on_one_day_are_two_stories():
    form = (
        "NEW YORK, March 12 - {name} said it raised the price that it pays for crude oil by 50 cents a barrel, from "
        "today. The increase brings the posted price for West Texas Intermediate to 17.50 dollars, which is what the "
        "other buyers of the region now pay as well. {name} last changed its posted prices on March 4."
    )
    one, other = printing(0, form.format(name="Alder")), printing(1, form.format(name="Birch"))
    assert not is_same_story(one, other)
    assert is_same_story(one, printing(1, form.format(name="Alder").replace("increase", "rise")))


NOTICE = (
    "The Federal Reserve entered the government securities market to arrange {amount} billion dollars of customer "
    "repurchase agreements, a spokesman for the New York bank said. Dealers said that the funds rate was trading at "
    "{rate} per cent when the Fed began its temporary and indirect supply of reserves to the banking system."
)


def test_daily_notices_that_differ_in_their_figures_only_stay_apart():
    one = NOTICE.format(amount="1.5", rate="6-1/8")
    assert not is_same_story(printing(0, one), printing(1, NOTICE.format(amount="2.0", rate="5-7/8")))
    # One figure of five corrected is the same story.
    assert is_same_story(printing(0, STORY), printing(1, STORY.replace("212 million", "221 million")))


def test_a_story_sent_again_with_another_date_line_is_the_same_story():
    # Two numbers, of which one differs: as in the notices, but here 3 shingles of 60 and more are all that differs.
    text = (
        "LONDON, March {day} - Britain will from next autumn mint and market a new coin of gold called the Britannia, "
        "in competition with those of Canada and South Africa, a minister of the Treasury told Parliament. The coin "
        "will hold an ounce of gold, will be legal tender and will be sold at the price of the metal with a small "
        "charge for making it. Demand for such coins has grown for 10 years, the minister said, and much of it abroad."
    )
    assert is_same_story(printing(0, text.format(day=11)), printing(1, text.format(day=12)))


def test_a_number_is_the_same_whatever_stop_follows_it():
    assert is_same_story(printing(0, STORY), printing(1, STORY.replace("in 2015.", "in 2015, it said.")))


def test_short_texts_are_never_grouped():
    assert groups_of(printing(0, "Rates unchanged."), printing(1, "Rates unchanged.")) == []
    assert groups_of() == []


def test_a_text_of_a_few_words_is_grouped_only_when_it_is_all_in_the_other():
    # 23 words: 21 shingles, and a word that differs in the middle takes three of them: 18 / 21 = 0.86.
    short = " ".join(STORY.split()[:23])
    assert is_same_story(printing(0, STORY), printing(1, short))
    assert not is_same_story(printing(0, STORY), printing(1, short.replace("building", "planning")))


def test_a_round_up_does_not_join_the_stories_that_it_prints():
    # The round-up holds both stories whole; they have nothing in common, so one of them stays outside.
    round_up = printing(2, f"{STORY}\n\n{OTHER_STORY}", title="The week", day=7)
    found = groups_of(printing(0, STORY), printing(1, OTHER_STORY), round_up)
    assert len(found) == 2
    assert not {0, 1} <= {row for row, _, _ in found}


def test_an_excerpt_that_two_daily_notices_share_goes_to_one_and_joins_them_not():
    opening = (
        "The Bank of England said it forecast a shortage of around 450 million pounds in the money market today. "
        "Among the main factors that affect the market, bills that mature in official hands and the taking up of "
        "Treasury bills will drain some {drain} million"
    )
    ending = (
        " pounds. Against this, a fall in the note circulation adds {notes} million, exchequer transactions add "
        "{exchequer} million, and the balances of the banks add {banks} million pounds in all of the day."
    )
    monday = (opening + ending).format(drain=500, notes=70, exchequer=30, banks=15)
    tuesday = (opening + ending).format(drain=505, notes=95, exchequer=45, banks=20)
    excerpt = opening.format(drain=505)
    assert not is_same_story(printing(0, monday), printing(1, tuesday))
    found = groups_of(printing(0, monday), printing(1, tuesday, day=3), printing(2, excerpt, day=4))
    assert found == [(1, 0, "original"), (2, 0, "excerpt")]


def test_more_reprints_than_are_paired_with_each_other_are_one_group():
    found = groups_of(*(printing(row, f"Agency {row}: {STORY}", source=f"{row}.example") for row in range(60)))
    assert [row for row, _, _ in found] == list(range(60))
    assert {number for _, number, _ in found} == {0}


def test_a_correction_names_itself_and_a_later_changed_text_of_the_same_source_is_an_update():
    original = printing(0, STORY)
    grown = STORY + " The council meets on Friday."
    assert kind_of(printing(1, STORY, title="Korrektur: Brücke kostet 221 Millionen", day=3), original) == "correction"
    assert kind_of(printing(1, grown, day=3), original) == "update"
    assert kind_of(printing(1, grown, source="b.example", day=3), original) == "reprint"


@pytest.mark.parametrize(
    ("text", "source", "day"),
    [
        (STORY, "a.example", 3),  # later, and not a word differs
        (STORY + " The council meets on Friday.", "a.example", None),  # undated: nothing shows that it is later
        (STORY + " The council meets on Friday.", "a.example", 1),  # of the same day
    ],
)
def test_without_a_later_date_and_other_words_nothing_is_called_an_update(text, source, day):
    assert kind_of(printing(1, text, source=source, day=day), printing(0, STORY)) == "reprint"


def test_two_unknown_sources_are_not_the_same_source():
    grown = printing(1, STORY + " The council meets on Friday.", source=None, day=3)
    assert kind_of(grown, printing(0, STORY, source=None)) == "reprint"


def test_an_excerpt_has_clearly_fewer_words_and_hardly_any_of_its_own():
    original = printing(0, STORY)
    # 48 of 79 words are 0.61 of them, 71 of 79 are 0.90.
    assert kind_of(printing(1, OPENING, day=2), original) == "excerpt"
    assert kind_of(printing(1, CUT, source="b.example", day=2), original) == "reprint"
    # 46 shingles, of which five words changed leave 46 - 15 = 31: 0.67.
    words = OPENING.split()
    for place in (5, 13, 21, 29, 37):
        words[place] = "otherwise"
    assert kind_of(printing(1, " ".join(words), source="b.example", day=2), original) == "reprint"


def test_the_earliest_printing_is_the_original_whatever_the_order_of_the_archive():
    found = groups_of(printing(0, CUT, source="b.example", day=9), printing(1, STORY, day=1))
    assert found == [(1, 0, "original"), (0, 0, "reprint")]
    # Even when it is the shorter one: the date shows it.
    found = groups_of(printing(0, STORY, source="b.example", day=9), printing(1, OPENING, day=1))
    assert found == [(1, 0, "original"), (0, 0, "reprint")]


@pytest.mark.parametrize("day", [1, None])
def test_where_no_date_decides_the_excerpt_is_not_the_original(day):
    found = groups_of(printing(0, OPENING, day=day), printing(1, STORY, source="b.example", day=day))
    assert found == [(1, 0, "original"), (0, 0, "excerpt")]


def test_a_correction_of_the_same_day_is_not_the_original():
    found = groups_of(printing(0, STORY, title="CORRECTED - Bridge open"), printing(1, STORY, source="b.example"))
    assert found == [(1, 0, "original"), (0, 0, "correction")]


def test_the_order_in_which_articles_are_added_does_not_change_the_groups():
    printings = [printing(0, STORY), printing(1, OTHER_STORY), printing(2, CUT, day=2), printing(3, OTHER_STORY, day=2)]
    assert groups_of(*printings) == groups_of(*reversed(printings))
    assert [(row, number) for row, number, _ in groups_of(*printings)] == [(0, 0), (2, 0), (1, 1), (3, 1)]


def test_an_article_costs_eight_bytes_for_each_fourth_shingle():
    # 20,000 words that all differ: 19,998 shingles, a quarter of them 5,000 give or take (four deviations are 245).
    finder = StoryFinder({}.__getitem__)
    finder.add(7, sample_of(" ".join(f"w{n}" for n in range(20_000))))
    assert finder._keys.itemsize == 8
    assert len(finder._keys) == pytest.approx(5_000, abs=245)


def test_shingles_know_neither_case_nor_punctuation_but_the_order_of_words():
    assert shingles_of("The bridge, opened.").tolist() == shingles_of("the BRIDGE opened").tolist()
    assert shingles_of("the bridge opened").tolist() != shingles_of("opened bridge the").tolist()
    assert len(shingles_of("one two three four")) == 2
    assert len(shingles_of("one two one two one")) == 2
    assert len(shingles_of("one two")) == 0


def planted_by_hand() -> bench.Planted:
    """Two stories (rows 0 and 3) with two copies of the first (1, 2) and one of the second (4), and one other (5)."""
    return bench.Planted(
        printings=tuple(printing(row, STORY) for row in range(6)),
        story_of={0: 0, 1: 0, 2: 0, 3: 3, 4: 3},
        manner_of={1: "edited", 2: "excerpt", 4: "cut"},
        row_of=(0, 3, 5),
    )


def figures(found: dict[int, tuple[int, str]], alike: dict[int, set[int]]) -> dict[str, float]:
    return {row.name: row.value for row in bench.score(planted_by_hand(), found, alike)}


def test_pairs_are_scored_by_what_was_planted():
    # Wanted: 0-1, 0-2, 1-2, 3-4. Group 0 holds 0-1; group 1 holds 3-4, and 3-2 and 4-2, which are wrong.
    found = {0: (0, "original"), 1: (0, "reprint"), 3: (1, "original"), 4: (1, "reprint"), 2: (1, "excerpt")}
    seen = figures(found, {})
    assert seen["pairs, precision"] == pytest.approx(100 * 2 / 4)
    assert seen["pairs, recall"] == pytest.approx(100 * 2 / 4)
    assert seen["pairs, F1"] == pytest.approx(50)
    assert seen["groups in which two different stories meet"] == 1
    assert seen["copies that meet their story: edited"] == 100
    assert seen["copies that meet their story: excerpt"] == 0
    assert seen["excerpts grouped that are named so"] == 100


def test_originals_that_were_grouped_before_are_not_scored():
    # 3 and 5 were alike before: 4-5 is neither right nor wrong. A pair of originals never is.
    found = {3: (0, "original"), 4: (0, "reprint"), 5: (0, "reprint")}
    assert figures(found, {3: {3, 5}, 5: {3, 5}})["pairs, precision"] == 100
    assert figures(found, {})["pairs, precision"] == pytest.approx(100 * 1 / 2)
    only_originals = figures({3: (0, "original"), 5: (0, "reprint")}, {})
    assert only_originals["groups in which two different stories meet"] == 0
    assert only_originals["groups of originals only, not scored"] == 1


def test_the_same_seed_plants_the_same_copies():
    originals = [printing(row, text) for row, text in enumerate((STORY, OTHER_STORY, CUT))]
    once, again = bench.plant(originals, 2, seed=5), bench.plant(originals, 2, seed=5)
    assert once == again
    assert once != bench.plant(originals, 2, seed=6)
    assert len(once.printings) == 3 + 2 * 2
    for row, original in zip(once.row_of, originals, strict=True):
        assert once.printings[row].text == original.text


@pytest.mark.skipif(not ARCHIVES.is_dir(), reason="needs the archives of real stories")
def test_reprints_planted_among_real_stories_are_found_and_no_two_stories_meet():
    report = bench.run([ARCHIVES / "reut2-000.sgm.gz", ARCHIVES / "bbc-half.zip"], stories=300)
    seen = {row.name: row.value for row in report.rows}
    assert seen["pairs, F1"] >= 95
    assert seen["groups in which two different stories meet"] == 0
    assert seen["excerpts grouped that are named so"] >= 95
    assert seen["copies named excerpt that are one"] >= 95
