"""A text as a model reads it, token by token: what one vector for the whole of it blurs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """One text and its tokens.

    Args:
        whole: `(dim,)` float32, of length 1: what `embed_queries` or `embed_passages` gives.
        tokens: `(n, dim)` float16, rows of length 1, of all tokens, those of the prefix and the special ones too.
        letters: `(n,)` float32, how many letters and digits of the text each token stands for.
    """

    whole: Matrix
    tokens: NDArray[np.float16]
    letters: NDArray[np.float32]


def as_one_token(whole: Matrix) -> TokenVectors:
    """Return the whole text as its only token, for a model that tells nothing finer.

    Args:
        whole: `(dim,)`, of length 1.
    """
    return TokenVectors(whole, whole[np.newaxis].astype(np.float16), np.ones(1, dtype=np.float32))


def of_tokens(whole: Matrix, states: Matrix, letters: Sequence[int]) -> TokenVectors:
    """Return a text with the states of its tokens, brought to length 1.

    Args:
        whole: `(dim,)`, of length 1.
        states: `(n, dim)`, as a model gives them.
        letters: Of the text, in each token.
    """
    lengths = np.linalg.norm(states, axis=1, keepdims=True)
    tokens = (states / np.maximum(lengths, 1e-12)).astype(np.float16)
    return TokenVectors(whole, tokens, np.array(letters, dtype=np.float32))


def letters_in(text: str, spans: Sequence[tuple[int, int]], start: int) -> list[int]:
    """Return how many letters and digits of a text lie in each span, none before `start`, where a prefix ends."""
    return [sum(letter.isalnum() for letter in text[max(first, start) : last]) for first, last in spans]
