"""The Hugging Face hub: which files a model there has, and their bytes; plain HTTPS, no code of the model is run.

`HF_ENDPOINT` names a mirror, `HF_TOKEN` opens gated models, `HF_HUB_OFFLINE` keeps it from being asked, as everywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from index.errors import ModelError
from index.models import ModelFile, ModelSpec

if TYPE_CHECKING:
    import httpx

_PIECE = 1 << 20
# A hub that cannot be reached is found out soon, and the registry tried; a slow one may take its time.
_CONNECT_TIMEOUT_S = 5
_READ_TIMEOUT_S = 60
# What sentence-transformers reads of a model: settings, vocabularies, weights; no code (.py), no pickle (.bin).
_SUFFIXES = (".json", ".txt", ".model", ".safetensors")
# The same weights again, for other programs.
_OTHER_PROGRAMS = ("onnx", "openvino")


class SourceError(Exception):
    """A source does not serve a file; the next one is tried."""


def download_from_hub(file: ModelFile, path: Path, on_bytes: Callable[[int], None]) -> None:
    """Complete a file from the hub, going on after the bytes that are there.

    Args:
        on_bytes: Called with the bytes of the file that are there by now.

    Raises:
        SourceError: The hub has not got it, cannot be reached, or broke off.
    """
    import httpx

    if file.hub_path is None:
        raise SourceError("no hub has it")
    done = path.stat().st_size if path.exists() else 0
    try:
        with _stream(file.hub_path, {"Range": f"bytes={done}-"} if done else {}) as response:
            response.raise_for_status()
            if response.status_code != httpx.codes.PARTIAL_CONTENT:
                done = 0
            with path.open("ab" if done else "wb") as out:
                for piece in response.iter_bytes(_PIECE):
                    out.write(piece)
                    done += len(piece)
                    on_bytes(done)
    except httpx.HTTPError as error:
        raise SourceError(f"{_host()} does not serve it ({_reason(error)})") from error
    if done != file.size:
        raise SourceError(f"{_host()} sent {done:,} bytes instead of {file.size:,}")


def hub_spec(name: str) -> ModelSpec:
    """Return the files of an embedding model of the hub, at its newest revision.

    Args:
        name: `owner/model`.

    Raises:
        ModelError: The hub cannot be reached, or has no such model, or only one whose weights would run code.
    """
    import httpx

    where = f"{_endpoint()}/{name}"
    try:
        with _stream(f"api/models/{name}?blobs=true", {}) as response:
            response.raise_for_status()
            response.read()
            document: dict[str, Any] = response.json()
        files = tuple(_files_of(name, document))
    except (httpx.HTTPError, SourceError) as error:
        fix = "check the name and the network, or name the folder of a model that you have"
        raise ModelError(f'the hub does not list "{name}" ({_reason(error)})', where=where, fix=fix) from error
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError("the hub's answer cannot be understood", where=where, fix="check HF_ENDPOINT") from error
    if not any(file.name.endswith(".safetensors") for file in files):
        fix = "choose a model with .safetensors files; other weights are pickles, which can run code"
        raise ModelError(f'"{name}" has no safetensors weights', where=where, fix=fix)
    return ModelSpec(name, "embedding", "a model of the Hugging Face hub", files)


def _files_of(name: str, document: dict[str, Any]) -> list[ModelFile]:
    found = []
    for entry in document["siblings"]:
        path = PurePosixPath(entry["rfilename"])
        wanted = path.suffix in _SUFFIXES and path.parts[0] not in _OTHER_PROGRAMS
        if wanted and not path.is_absolute() and ".." not in path.parts:
            sha256 = (entry.get("lfs") or {}).get("sha256")
            address = f"{name}/resolve/{document['sha']}/{path}"
            found.append(ModelFile(str(path), int(entry["size"]), sha256, hub_path=address))
    return found


def _stream(path: str, headers: dict[str, str]) -> Any:
    import httpx

    if os.environ.get("HF_HUB_OFFLINE", "").lower() in ("1", "true", "yes", "on"):
        raise SourceError("HF_HUB_OFFLINE is set")
    if token := os.environ.get("HF_TOKEN"):
        headers = {**headers, "Authorization": f"Bearer {token}"}
    # A compressed body would make the bytes that arrive differ from those that are counted and resumed.
    headers = {**headers, "Accept-Encoding": "identity"}
    timeout = httpx.Timeout(_READ_TIMEOUT_S, connect=_CONNECT_TIMEOUT_S)
    return httpx.stream("GET", f"{_endpoint()}/{path}", headers=headers, timeout=timeout, follow_redirects=True)


def _endpoint() -> str:
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or "https://huggingface.co"


def _host() -> str:
    return _endpoint().split("://")[-1]


def _reason(error: httpx.HTTPError | SourceError) -> str:
    import httpx

    if isinstance(error, httpx.HTTPStatusError):
        return f"status {error.response.status_code}"
    return str(error) if isinstance(error, SourceError) else type(error).__name__
