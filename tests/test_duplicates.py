from datetime import date

from index.duplicates import Printing, StoryFinder, is_same_story, kind_of

STORY = (
    "The harbour bridge at Norderhaven opened to traffic on Monday after nine years of building and two court cases. "
    "Mayor Inga Petersen cut the ribbon at noon before some 4,000 guests. The bridge cost 212 million euros, 61 million "
    "more than the council had approved in 2015. Lorries over 40 tonnes must still use the tunnel until the spring, "
    "the port authority said, because the northern ramp is not finished. Shopkeepers in the old town fear for trade."
)
CUT = STORY[: STORY.index("Shopkeepers")]
TEMPLATE = (
    "{name} said on Thursday that its board declared a regular quarterly dividend of {cents} cents a share, payable "
    "on April {day} to holders of record on March {record}. The company, which makes parts for the car trade, said net "
    "profit rose to {profit} million dollars from {old} million a year before as sales grew in all of its markets."
)


def printing(row: int, text: str, *, title: str = "A title", source: str = "a.example", day: int = 1) -> Printing:
    return Printing(row, title, text, source, date(2022, 5, day))


def groups_of(*printings: Printing) -> list[tuple[int, int, str]]:
    by_row = {p.row: p for p in printings}
    finder = StoryFinder(by_row.__getitem__)
    for p in printings:
        finder.add(p)
    return list(finder.groups())


def test_a_reprint_with_a_cut_ending_joins_the_story():
    found = groups_of(printing(0, STORY), printing(1, CUT, title="Bridge open", source="b.example", day=2))
    assert found == [(0, 0, "original"), (1, 0, "reprint")]


def test_two_stories_from_one_template_stay_apart():
    one = TEMPLATE.format(name="Alder Corp", cents=12, day=3, record=20, profit="4.1", old="3.2")
    other = TEMPLATE.format(name="Birch Inc", cents=30, day=9, record=27, profit="18.6", old="15.0")
    assert not is_same_story(printing(0, one), printing(1, other))
    assert groups_of(printing(0, one), printing(1, other)) == []


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


def test_short_texts_are_never_grouped():
    assert groups_of(printing(0, "Rates unchanged."), printing(1, "Rates unchanged.")) == []


def test_a_correction_names_itself_and_a_later_text_of_the_same_source_is_an_update():
    original = printing(0, STORY)
    assert kind_of(printing(1, STORY, title="Korrektur: Brücke kostet 221 Millionen", day=3), original) == "correction"
    assert kind_of(printing(1, STORY, day=3), original) == "update"
    assert kind_of(printing(1, STORY, source="b.example", day=3), original) == "reprint"


def test_the_earliest_printing_is_the_original_whatever_the_order_of_the_archive():
    found = groups_of(printing(0, CUT, source="b.example", day=9), printing(1, STORY, day=1))
    assert found == [(1, 0, "original"), (0, 0, "reprint")]
