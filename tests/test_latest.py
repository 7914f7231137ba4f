import json
import logging

from index.build import build_index
from index.generation import current_generation
from index.search import ArticleIndex
from rag.answer import Answerer
from rag.latest import LatestAnswerer
from rag.settings import Settings
from tests.fakes import HashEmbedder


def publish(tmp_path, *titles: str) -> None:
    stories = [
        {"headline": title, "articleBody": f"{title} was the news of the day.", "datePublished": "2022"}
        for title in titles
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(story) + "\n" for story in stories))
    build_index([tmp_path / "a.jsonl"], tmp_path / "index", embedder=HashEmbedder())


def opened(tmp_path) -> LatestAnswerer:
    index = ArticleIndex.open(tmp_path / "index", HashEmbedder())
    return LatestAnswerer(Answerer(index, Settings(answering="extractive"), None, None))


def titles(answerer: Answerer) -> set[str]:
    return {hit.article.title for hit in answerer.search("news of the day").hits}


def test_a_new_generation_takes_over_and_a_question_under_way_keeps_its_own(tmp_path):
    publish(tmp_path, "Old bridge")
    latest = opened(tmp_path)
    before = latest.current()
    assert latest.current() is before
    publish(tmp_path, "New bridge", "New tower")
    assert titles(latest.current()) == {"New bridge", "New tower"}
    assert titles(before) == {"Old bridge"}
    publish(tmp_path, "Newest tower")
    assert titles(latest.current()) == {"Newest tower"}
    latest.close()


def test_a_new_generation_that_cannot_be_opened_is_left_alone_with_one_warning(tmp_path, caplog):
    publish(tmp_path, "Old bridge")
    latest = opened(tmp_path)
    publish(tmp_path, "New bridge")
    (current_generation(tmp_path / "index") / "vectors.faiss").write_bytes(b"broken")
    with caplog.at_level(logging.WARNING):
        assert titles(latest.current()) == {"Old bridge"}
        assert titles(latest.current()) == {"Old bridge"}
    assert len(caplog.records) == 1
    latest.close()


def test_an_index_that_disappears_goes_on_answering(tmp_path):
    publish(tmp_path, "Old bridge")
    latest = opened(tmp_path)
    (tmp_path / "index" / "CURRENT").unlink()
    assert titles(latest.current()) == {"Old bridge"}
    latest.close()
