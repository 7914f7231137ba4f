"""What a user may change: flags beat `DATELINE_*` variables, which beat `dateline.toml`, which beats the defaults.

Secrets come from environment variables only; the file names the variable, never the key.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, get_args

from index.errors import SettingsError
from index.models import DEFAULT_LLM
from rag.types import Answering

SETTINGS_FILE = "dateline.toml"
NO_RERANKER = "none"
BY_SENTENCES = "sentences"
_PREFIX = "DATELINE_"


@dataclass(frozen=True, slots=True)
class Settings:
    """How questions are answered.

    Args:
        answering: `auto` lets the model's answer stand where its checks hold, `extractive` never asks a model, `llm`
            shows the model's answer whatever its checks say.
        llm: `local` runs a GGUF file here, `none` uses no model, an http address is an OpenAI-compatible server.
        llm_model: Name of the model: a pulled one, a path to a GGUF file, or what the server calls it.
        llm_api_key_env: Environment variable that holds the server's key.
        llm_timeout: Seconds that a model may take for its first token.
        hits: Passages searched for an answer, 1 to 100.
        evidence: Sentences that a model is shown at most, 1 to 20.
        reranker: What looks at the hits again: `sentences` by their sentences, token by token, `none`, or a
            cross-encoder of sentence-transformers by name or folder.
    """

    answering: Answering = "auto"
    llm: str = "local"
    llm_model: str = DEFAULT_LLM
    llm_api_key_env: str = "OPENAI_API_KEY"
    llm_timeout: int = 120
    hits: int = 10
    evidence: int = 4
    reranker: str = BY_SENTENCES


_BOUNDS = {"hits": (1, 100), "evidence": (1, 20), "llm_timeout": (1, 3600)}


def load_settings(env: Mapping[str, str], folder: Path | None = None, **flags: Any) -> Settings:
    """Return the settings that hold.

    Args:
        env: `DATELINE_ANSWERING` and the like; others are ignored.
        folder: Where `dateline.toml` may lie; None reads no file.
        flags: What the command line set; None means not set.

    Raises:
        SettingsError: A key is unknown, or a value cannot be used; the message names its place.
    """
    settings = Settings()
    if folder is not None and (folder / SETTINGS_FILE).is_file():
        settings = _applied(settings, _read(folder / SETTINGS_FILE), str(folder / SETTINGS_FILE))
    names = {field.name for field in fields(Settings)}
    from_env = {key.removeprefix(_PREFIX).lower(): value for key, value in env.items() if key.startswith(_PREFIX)}
    settings = _applied(settings, {key: value for key, value in from_env.items() if key in names}, "environment")
    return _applied(settings, {key: value for key, value in flags.items() if value is not None}, "command line")


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"not TOML: {error}", where=str(path), fix="mend the line that is named") from error


def _applied(settings: Settings, values: Mapping[str, Any], where: str) -> Settings:
    for key, value in values.items():
        settings = replace(settings, **{key: _checked(key, value, where)})
    return settings


def _checked(key: str, value: Any, where: str) -> Any:
    names = [field.name for field in fields(Settings)]
    if key not in names:
        near = difflib.get_close_matches(key, names, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise SettingsError(f'there is no setting "{key}"', where=where, fix=f"{hint}settings: {', '.join(names)}")
    if key in _BOUNDS:
        return _number(key, value, where)
    if not isinstance(value, str) or not value.strip():
        raise SettingsError(f"{key} is {value!r}, not text", where=where, fix=f'write it as {key} = "…"')
    if key == "answering" and value not in get_args(Answering):
        valid = ", ".join(get_args(Answering))
        raise SettingsError(f'answering is "{value}"', where=where, fix=f"use one of: {valid}")
    if key == "llm" and value not in ("local", "none") and not value.startswith(("http://", "https://")):
        raise SettingsError(f'llm is "{value}"', where=where, fix="use local, none, or an http(s) address")
    return value


def _number(key: str, value: Any, where: str) -> int:
    low, high = _BOUNDS[key]
    fix = f"write a whole number from {low} to {high}"
    try:
        number = int(value)
    except (TypeError, ValueError) as error:
        raise SettingsError(f'{key} is "{value}", not a number', where=where, fix=fix) from error
    if isinstance(value, bool) or not low <= number <= high:
        raise SettingsError(f"{key} is {value}", where=where, fix=fix)
    return number
