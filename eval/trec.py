"""TREC's two files: rankings (`query Q0 document rank score tag`) and judgements (`query 0 document gain`).

Read leniently in white space, strictly in everything else: a broken line is named by file and line, never skipped.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.metrics import JUDGED, RETRIEVAL, retrieval_metrics
from eval.statistics import bootstrap_interval
from index.errors import SuiteError

Ranking = Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class TrecRun:
    """A ranking of documents for each query.

    Args:
        rankings: (document, score) by query, in trec_eval's order: falling score, and of equal scores the id that is
            greater comes first. The rank column is not looked at, as trec_eval does not.
        tag: The name that its maker gave it.
    """

    rankings: dict[str, tuple[tuple[str, float], ...]]
    tag: str


def read_trec_run(path: Path) -> TrecRun:
    """Read a run file.

    Raises:
        SuiteError: It is missing, or a line is broken, or ranks a document twice.
    """
    scores: dict[str, dict[str, float]] = {}
    tag = ""
    for where, cells in _lines(path):
        if len(cells) != 6:
            fix = "write: query Q0 document rank score tag"
            raise SuiteError(f"a line of a run has 6 fields, this one {len(cells)}", where=where, fix=fix)
        query, _, document, _, score, tag = cells
        found = scores.setdefault(query, {})
        if document in found:
            raise SuiteError(f'the document "{document}" is ranked twice for "{query}"', where=where, fix="keep one")
        found[document] = _number(score, "score", where)
    if not scores:
        raise SuiteError("the run ranks nothing", where=str(path), fix="write: query Q0 document rank score tag")
    rankings = {query: tuple(sorted(found.items(), key=_trec_order, reverse=True)) for query, found in scores.items()}
    return TrecRun(rankings, tag)


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Read judgements: TREC's four columns, or BEIR's three with tabs and a heading.

    Raises:
        SuiteError: It is missing, or a line is broken.
    """
    gains: dict[str, dict[str, int]] = {}
    for number, (where, cells) in enumerate(_lines(path)):
        if number == 0 and cells[0] in ("query-id", "query_id"):
            continue
        if len(cells) not in (3, 4):
            fix = "write: query 0 document gain, or query, document and gain parted by tabs"
            raise SuiteError(f"not a judgement: {' '.join(cells)}", where=where, fix=fix)
        gain = _number(cells[-1], "gain", where, "not a judgement: ")
        if gain != int(gain):
            raise SuiteError(f'the field "gain" is "{cells[-1]}"', where=where, fix="write a whole number")
        gains.setdefault(cells[0], {})[cells[-2]] = int(gain)
    if not gains:
        raise SuiteError("there is no judgement", where=str(path), fix="write: query 0 document gain")
    return gains


def score_trec_run(run: TrecRun, qrels: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """Return the figures of a ranking made elsewhere, over the judged queries; one that ranks nothing scores 0.

    Returns:
        `metrics`, `intervals`, `counts` by name; `queries` by query; how many ranked queries are `unjudged`, and how
        many judged ones are `missing`.
    """
    found = retrieval_metrics(run.rankings, qrels)
    names = [name for name in (*RETRIEVAL, JUDGED) if any(name in scores for scores in found.values())]
    values = {name: [scores[name] for scores in found.values() if name in scores] for name in names}
    return {
        "metrics": {name: sum(scores) / len(scores) for name, scores in values.items()},
        "intervals": {name: list(bootstrap_interval(scores)) for name, scores in values.items()},
        "counts": {name: len(scores) for name, scores in values.items()},
        "queries": found,
        "unjudged": sum(query not in found for query in run.rankings),
        "missing": sum(query not in run.rankings for query in found),
    }


def trec_lines(rankings: Mapping[str, Ranking], tag: str = "dateline") -> Iterator[str]:
    """Yield rankings as a run file that every tool reads in this very order.

    trec_eval sorts by score in single precision and orders equal scores by id; so where a score does not fall, the
    next smaller one is written. Ids hold no white space; what they have becomes an underscore.
    """
    import numpy as np

    for query, ranked in rankings.items():
        last = np.float32(math.inf)
        for rank, (document, score) in enumerate(ranked, start=1):
            written = np.float32(score)
            if written >= last:
                written = np.nextafter(last, np.float32(-math.inf))
            last = written
            yield f"{_one_word(query)} Q0 {_one_word(document)} {rank} {written:.9g} {tag}\n"


def _trec_order(entry: tuple[str, float]) -> tuple[float, str]:
    return entry[1], entry[0]


def _one_word(name: str) -> str:
    return "_".join(name.split())


def _lines(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the place and the fields of each line that is not blank."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    cells = line.strip("\r\n").split("\t") if "\t" in line else line.split()
                    yield f"{path}:{number}", [cell.strip() for cell in cells if cell.strip()]
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SuiteError(f"the file cannot be read: {reason}", where=str(path), fix="give a UTF-8 text file") from error


def _number(text: str, field: str, where: str, beginning: str = "") -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        what = f'{beginning}the field "{field}" is "{text}", not a number'
        raise SuiteError(what, where=where, fix="write a number")
    return number
