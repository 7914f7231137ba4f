"""What Gradio files of a window does not grow with its questions."""

from __future__ import annotations

from eval.bench.page_client import PageReader
from index.search import ArticleIndex
from rag.answer import Answerer
from rag.settings import Settings
from tests.fakes import HashEmbedder
from tests.page_tools import options


def test_a_window_that_asks_on_and_on_holds_no_more_of_gradios_boxes(sample_index, tmp_path, monkeypatch):
    from ui import chat

    pages, build = [], chat.build_page
    monkeypatch.setattr(chat, "build_page", lambda *given: pages.append(build(*given)) or pages[-1])
    with ArticleIndex.open(sample_index, HashEmbedder()) as index:
        address = chat.serve(Answerer(index, Settings(llm="none"), None, None), options(tmp_path), block=False)
        reader = PageReader(address)

        def held() -> int:
            for _ in range(15):
                assert "131" in reader.ask("Was kostete die Brücke am Ende?")
                reader.filter("Was kostete die Brücke am Ende?")
            (state,) = pages[0].app.state_holder.session_data.values()
            return len(state.blocks_config.blocks)

        # Fifteen questions fill what is kept of events under way; thirty more add nothing.
        first = held()
        held()
        assert held() <= first + 3
