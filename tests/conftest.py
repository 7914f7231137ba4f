"""Indices of the sample archive, built once a session: with predictable vectors, and with the real default model."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import HashEmbedder

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "docs" / "sample"


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the sample archive's index, with vectors of HashEmbedder."""
    from index.build import build_index

    folder = tmp_path_factory.mktemp("sample") / "index"
    build_index([SAMPLE], folder, embedder=HashEmbedder())
    return folder


@pytest.fixture(scope="session")
def model_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the sample archive's index, with vectors of the default model."""
    from index.build import build_index
    from index.embedding import open_embedder

    folder = tmp_path_factory.mktemp("model") / "index"
    build_index([SAMPLE], folder, embedder=open_embedder())
    return folder
