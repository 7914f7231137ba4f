"""The command line starts at once: importing it loads nothing heavy."""

import subprocess
import sys

import pytest

HEAVY = {
    "torch",
    "faiss",
    "langchain_core",
    "gradio",
    "openvino",
    "tantivy",
    "numpy",
    "scipy",
    "openai",
    "transformers",
}


@pytest.mark.parametrize("module", ["ui.cli", "index.types", "index.errors", "rag.settings", "index.models"])
def test_importing_it_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(sorted({HEAVY!r} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
