"""How near a text is to a question, token by token: each token of the question looks for its nearest in the text.

One vector for a whole sentence says what it is about; whether it speaks of just this bridge and of its cost is lost in
it. The sum over a question's tokens of their greatest cosine is MaxSim (Khattab and Zaharia, "ColBERT: Efficient and
Effective Passage Search via Contextualized Late Interaction over BERT", SIGIR 2020); here it is a mean, weighed by
letters, so that long words, which are rare, count for more and marks for nothing. Pure.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.token_vectors import TokenVectors

Floats = NDArray[np.float32]


def nearest_of_tokens(question: TokenVectors, text: TokenVectors) -> Floats:
    """Return the greatest cosine of each of a question's tokens with a token of the text, `(tokens of question,)`."""
    cosines = text.tokens.astype(np.float32) @ question.tokens.astype(np.float32).T
    return np.asarray(cosines.max(axis=0))


def nearness(question: TokenVectors, nearest: Floats) -> float:
    """Return the mean of what `nearest_of_tokens` gave, weighed by letters, in [-1, 1]."""
    weights = question.letters if question.letters.any() else np.ones_like(question.letters)
    return float(np.average(nearest, weights=weights))
