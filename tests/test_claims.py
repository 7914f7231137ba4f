"""True and false claims made of real sentences: the same ones each time, each what its kind says, and few believed wrongly."""

from collections import Counter
from random import Random

import pytest

from eval import mutations, rewordings
from eval.bench import verdicts
from eval.claims import draw_claims, read_pairs
from index.errors import SuiteError
from tests.conftest import ROOT, SAMPLE

DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="module")
def articles():
    return verdicts.read_articles([SAMPLE])


def test_the_same_seed_makes_the_same_claims_and_another_seed_others(articles):
    assert draw_claims(articles, 5, 1) == draw_claims(articles, 5, 1)
    assert draw_claims(articles, 5, 1) != draw_claims(articles, 5, 2)


def test_a_claim_cites_what_it_was_made_of_and_is_not_it_unless_verbatim(articles):
    for claim in draw_claims(articles, 10, 1):
        assert claim.cited
        assert all(one.text in next(a.text for a in articles if one.text in a.text) for one in claim.cited)
        if claim.kind != "verbatim":
            assert claim.text not in [" ".join(one.text.split()) for one in claim.cited]


def test_there_are_enough_claims_by_machine_and_by_hand_in_both_languages(articles):
    made = Counter(claim.language for claim in draw_claims(articles, 40, 1))
    assert min(made["de"], made["en"]) >= 200
    pairs = read_pairs()
    assert len(pairs) >= 240
    assert sum(held for _, held in pairs) >= len(pairs) / 3
    assert {claim.language for claim, _ in pairs} == {"de", "en"}


@pytest.mark.parametrize(
    ("rule", "text", "language", "made"),
    [
        (mutations.negation_added, "Die Brücke ist fertig.", "de", "Die Brücke ist nicht fertig."),
        (mutations.negation_removed, "Es gab keine Opfer.", "de", "Es gab eine Opfer."),
        (mutations.negation_removed, "He did not come.", "en", "He did come."),
        (mutations.numbers_swapped, "Von 41 auf 12 Minuten.", "de", "Von 12 auf 41 Minuten."),
        (mutations.numbers_swapped, "On 28 February 2008.", "en", None),
        (mutations.magnitude_changed, "It cost 3 million pounds.", "en", "It cost 3 billion pounds."),
        (mutations.antonym, "Die Preise sind gestiegen.", "de", "Die Preise sind gefallen."),
        (mutations.hedge_removed, "It may be sold.", "en", "It will be sold."),
        (rewordings.number_reformatted, "Es kamen 1,4 Millionen Gäste.", "de", "Es kamen 1 400 000 Gäste."),
        (rewordings.shortened, "The town (once a port) is quiet and poor.", "en", "The town is quiet and poor."),
        (rewordings.fronted, "The tower was built by three brothers in 1904.", "en", "In 1904, the tower was built by three brothers."),
        (rewordings.quoted, "Alles war gut.", "de", "„Alles war gut“, heißt es."),
    ],
)  # fmt: skip
def test_a_sentence_is_changed_as_its_kind_says(rule, text, language, made):
    assert rule(text, language, Random(0)) == made


def test_what_is_believed_of_the_sample_archive_stays_within_the_targets(articles):
    judged = [verdicts._judged(claim) for claim in draw_claims(articles, 15, 3)]
    false = [one for one in judged if not one.claim.true]
    true = [one for one in judged if one.claim.true]
    wrongly = [one.claim.text for one in false if one.believed]
    assert len(wrongly) <= 0.02 * len(false), wrongly
    assert sum(one.believed for one in true) >= 0.9 * len(true)


def test_the_pairs_by_hand_stay_judged_as_well_as_they_were():
    judged = [(verdicts._judged(claim), held) for claim, held in read_pairs()]
    false = [one for one, _ in judged if not one.claim.true]
    true = [one for one, _ in judged if one.claim.true]
    assert sum(one.believed for one in false) <= 0.05 * len(false)
    assert sum(one.believed for one in true) >= 0.9 * len(true)


@pytest.mark.skipif(not DATA.exists(), reason="the collections lie beside the project on some machines only")
@pytest.mark.parametrize("name", ["suites/xquad.de.json", "archives/reut2-003.sgm.gz"])
def test_what_is_believed_of_other_archives_stays_within_the_targets(name):
    judged = [verdicts._judged(claim) for claim in draw_claims(verdicts.read_articles([DATA / name]), 10, 5)]
    false = [one for one in judged if not one.claim.true]
    assert sum(one.believed for one in false) <= 0.04 * len(false), [o.claim.text for o in false if o.believed]
    assert sum(one.believed for one in judged if one.claim.true) >= 0.9 * (len(judged) - len(false))


def test_a_line_that_is_no_pair_is_named_with_its_place(tmp_path):
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"language": "de"}\n', encoding="utf-8")
    with pytest.raises(SuiteError, match="no set of claims") as raised:
        read_pairs(path)
    assert raised.value.where == f"{path}:1"


def test_the_report_has_a_share_and_an_interval_for_every_kind():
    report = verdicts.run([SAMPLE], most=3)
    names = [row.name for row in report.rows]
    assert "true: verbatim" in names
    assert "false: splice with a sentence of another" in names
    assert report.rows[0].unit.startswith("% [")
    assert all(0 <= row.value <= 100 for row in report.rows[:-1])
