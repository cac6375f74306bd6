"""Ids of a GGUF file's tokenizer by Hugging Face `tokenizers`, given the file's vocabulary, merges and special tokens.

    pip install tokenizers==0.21.0 gguf
    python make_smollm2.py SmolLM2-135M-Instruct.Q4_1.gguf .     -> smollm2.json.gz: {"texts", "ids"}
"""
import gzip, json, sys
from gguf import GGUFReader
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

reader = GGUFReader(sys.argv[1])
field = lambda name: reader.fields["tokenizer.ggml." + name].contents()
assert field("model") == "gpt2" and field("pre") == "smollm"
tokens, merges = field("tokens"), [tuple(m.split(" ")) for m in field("merges")]
tok = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=merges))
tok.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])   # as SmolLM2's own tokenizer.json
tok.decoder = decoders.ByteLevel()
tok.add_special_tokens([AddedToken(t, normalized=False, special=True) for t, kind in zip(tokens, field("token_type")) if kind in (3, 4)])

patterns = json.load(gzip.open(f"{sys.argv[2]}/patterns.json.gz"))
texts = patterns["texts"] + [f"{t}{a}" for t in tokens[:20] for a in ("", " a", "x", tokens[1])]
with open(f"{sys.argv[2]}/smollm2.json.gz", "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=9, mtime=0) as f:
    f.write(json.dumps({"texts": texts, "ids": [tok.encode(t).ids for t in texts]}, separators=(",", ":")).encode())
print(len(texts), "texts")
