"""A suite run under many settings: what each is worth, and what it costs.

hits, evidence : settings of answering
fusion         : weight of words beside vectors in a hybrid score, 0 to 1
chunk          : tokens of a passage, about
model          : embedding model

Settings are tried in every combination. What they share is done once: a question and a passage are embedded once a
model, an index is built once a chunk size and model, and a sweep that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import index.build as building
import index.chunking as chunking
import index.fusion as fusion
from eval.indexing import archives_of
from eval.remembering import RememberingEmbedder
from eval.runs import run_suite
from eval.types import RunReport, Suite
from index.build import build_index, is_current
from index.embedding import Embedder, open_embedder
from index.errors import SettingsError, SuiteError
from index.models import DEFAULT_EMBEDDING
from index.search import ArticleIndex
from rag.answer import open_answerer
from rag.settings import Settings

KNOBS = ("hits", "evidence", "fusion", "chunk", "model")
_MOST_RUNS = 64
_BOUNDS = {"hits": (1, 100), "evidence": (1, 20), "fusion": (0.0, 1.0), "chunk": (20, 400)}
# A text of up to 1.6 passages stays whole, as with the usual 200 and 320 tokens.
_WHOLE = chunking.WHOLE_TOKENS / chunking.TARGET_TOKENS

Values = tuple[str, ...]
Setting = dict[str, str]


@dataclass(frozen=True, slots=True)
class SweepRun:
    """What one combination of settings came to."""

    name: str
    setting: Setting
    passages: int
    report: RunReport


def parse_knob(text: str) -> tuple[str, Values]:
    """Read `hits=5,10,20`.

    Raises:
        SettingsError: It is no setting that can be swept, or a value is out of bounds.
    """
    name, _, rest = text.partition("=")
    values = tuple(dict.fromkeys(value.strip() for value in rest.split(",") if value.strip()))
    if name not in KNOBS or not values:
        fix = f"write it as hits=5,10; settings: {', '.join(KNOBS)}"
        raise SettingsError(f'"{text}" sets nothing that can be swept', where="--set", fix=fix)
    low, high = _BOUNDS.get(name, (0, 0))
    for value in values if name in _BOUNDS else ():
        kind = float if name == "fusion" else int
        try:
            fits = low <= kind(value) <= high
        except ValueError:
            fits = False
        if not fits:
            raise SettingsError(f'{name} is "{value}"', where="--set", fix=f"give numbers from {low} to {high}")
    return name, values


def combinations(knobs: Mapping[str, Values]) -> list[Setting]:
    """Return every combination, in order.

    Raises:
        SettingsError: There are too many.
    """
    found = [dict(zip(knobs, values, strict=True)) for values in itertools.product(*knobs.values())]
    if len(found) > _MOST_RUNS:
        fix = f"give fewer values; {_MOST_RUNS} runs at most"
        raise SettingsError(f"these settings make {len(found)} runs", where="--set", fix=fix)
    return found


def run_sweep(
    suite: Suite,
    knobs: Mapping[str, Values],
    out: Path,
    *,
    index: Path | None = None,
    settings: Settings,
    retrieval_only: bool = False,
    limit: int | None = None,
    seed: int = 0,
    today: date | None = None,
    embedder_of: Callable[[str], Embedder] = open_embedder,
    on_run: Callable[[str, int, int], None] | None = None,
) -> list[SweepRun]:
    """Run a suite once for each combination of settings.

    Args:
        knobs: From `parse_knob`.
        out: Folder; each run has its own in it.
        index: An index to use where neither chunk size nor model is swept; None builds the suite's own.
        settings: What is not swept.
        embedder_of: Opens a model by name.
        on_run: Called with (name, done, total) before each.

    Raises:
        SettingsError: A given index cannot be had at other chunk sizes.
        SuiteError: The suite brings no articles, and no index is given.
    """
    if index is not None and {"chunk", "model"} & set(knobs):
        fix = "leave --index out, and the suite's own articles are indexed for each"
        raise SettingsError("chunk and model make another index", where="--set", fix=fix)
    if index is None and not (suite.archives or suite.articles):
        raise SuiteError(
            "the suite does not say which articles it asks about", where=str(suite.path), fix="give --index"
        )
    settings_of_runs = combinations(knobs)
    embedders: dict[str, Embedder] = {}
    runs = []
    for done, setting in enumerate(settings_of_runs):
        name = ", ".join(f"{key}={value.rsplit('/', 1)[-1]}" for key, value in setting.items())
        if on_run:
            on_run(name, done, len(settings_of_runs))
        model = setting.get("model", DEFAULT_EMBEDDING)
        if model not in embedders:
            embedders[model] = RememberingEmbedder(embedder_of(model))
        with _turned(setting):
            folder = index or _built(suite, out, setting, embedders[model])
            hits, evidence = (int(setting.get(key, getattr(settings, key))) for key in ("hits", "evidence"))
            chosen = replace(settings, hits=hits, evidence=evidence)
            with contextlib.closing(
                open_answerer(folder, chosen, index=ArticleIndex.open(folder, embedders[model]))
            ) as answerer:
                report = run_suite(
                    suite, answerer, retrieval_only=retrieval_only, limit=limit, seed=seed, today=today, turned=setting,
                    out=out / name.replace(", ", " ").replace("/", "-"),
                )  # fmt: skip
                runs.append(SweepRun(name, setting, answerer.index.manifest.counts["passages"], report))
    return runs


def _built(suite: Suite, out: Path, setting: Setting, embedder: Embedder) -> Path:
    folder = out / f"index-{setting.get('chunk', 'default')}-{embedder.fingerprint[:8]}"
    archives = archives_of(suite, out / "articles")
    if not is_current(archives, folder, embedder):
        build_index(archives, folder, embedder=embedder)
    return folder


@contextlib.contextmanager
def _turned(setting: Setting) -> Iterator[None]:
    """Turn what `index` keeps as constants, because nobody but a sweep should; on this thread, and back again."""
    turned: list[tuple[Any, str, Any]] = []
    if "fusion" in setting:
        turned.append((fusion, "LEXICAL_WEIGHT", float(setting["fusion"])))
    if "chunk" in setting:
        target = int(setting["chunk"])
        turned.append((chunking, "TARGET_TOKENS", target))
        turned.append((chunking, "WHOLE_TOKENS", round(_WHOLE * target)))
        turned.append((building, "TARGET_TOKENS", target))
    before = [(module, name, getattr(module, name)) for module, name, _ in turned]
    try:
        for module, name, value in turned:
            setattr(module, name, value)
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)
