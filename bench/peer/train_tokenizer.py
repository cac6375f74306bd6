"""Hugging Face's BPE trainer on one thread, for what a tokenizer stage has learned: seconds, and whether the merges are the same.

    RAYON_NUM_THREADS=1 python train_tokenizer.py RUN/final/tokenizer.json TEXTS.jsonl

The texts, the vocabulary's size, the special tokens and the pre-tokenizer are those of the file. Needs tokenizers.
"""
import json
import sys
import time

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

ours = json.load(open(sys.argv[1], encoding="utf-8"))
texts = [json.loads(line)["text"] for line in open(sys.argv[2], encoding="utf-8")]
special = [token["content"] for token in sorted(ours["added_tokens"], key=lambda token: token["id"])]
size = max([*ours["model"]["vocab"].values(), *(token["id"] for token in ours["added_tokens"])]) + 1
tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = Tokenizer.from_file(sys.argv[1]).pre_tokenizer
trainer = trainers.BpeTrainer(
    vocab_size=size, special_tokens=special, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
)
start = time.time()
tokenizer.train_from_iterator(texts, trainer)
seconds = time.time() - start
pair = lambda merge: tuple(merge) if isinstance(merge, list) else tuple(merge.split(" "))
theirs = [pair(merge) for merge in json.loads(tokenizer.to_str())["model"]["merges"]]
mine = [pair(merge) for merge in ours["model"]["merges"]]
same = next((i for i, (a, b) in enumerate(zip(mine, theirs)) if a != b), min(len(mine), len(theirs)))
print(f"{seconds:.2f} s, {len(theirs)} merges, the first {same} of {len(mine)} the same")
