import pytest

from index.errors import SettingsError
from rag.settings import Settings, load_settings


def test_a_flag_beats_the_environment_which_beats_the_file(tmp_path):
    (tmp_path / "dateline.toml").write_text('answering = "extractive"\nhits = 5\nevidence = 3\n')
    found = load_settings({"DATELINE_HITS": "7", "PATH": "/bin"}, tmp_path, answering="llm")
    assert (found.answering, found.hits, found.evidence) == ("llm", 7, 3)


def test_without_anything_set_the_defaults_hold(tmp_path):
    assert load_settings({}, tmp_path, answering=None) == Settings()


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("hit = 3", r'no setting "hit".*\n.*dateline\.toml\n.*did you mean hits\?'),
        ("hits = 0", "hits is 0"),
        ("hits = 1000", "from 1 to 100"),
        ('hits = "many"', "not a number"),
        ("evidence = true", "evidence is True"),
        ('answering = "maybe"', "auto, extractive, llm"),
        ('llm = "ftp://x"', "local, none, or an http"),
        ("llm_model = 3", "not text"),
        ("hits = ", "not TOML"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_place_and_mend(tmp_path, toml, message):
    (tmp_path / "dateline.toml").write_text(toml)
    with pytest.raises(SettingsError, match=message):
        load_settings({}, tmp_path)


def test_a_bad_variable_is_named_too():
    with pytest.raises(SettingsError, match="environment"):
        load_settings({"DATELINE_ANSWERING": "perhaps"})


def test_a_variable_that_is_no_setting_is_left_alone():
    assert load_settings({"DATELINE_INDEX": "x"}) == Settings()
