"""Reinforcement learning of the same network by TRL on PyTorch, to time beside `ferkel train`'s grpo stage.

    pip install trl
    ferkel convert models/piglet-r1 r1-f32 --type f32
    ferkel eval models/piglet-r1 problems --splits test --count 12 --out questions.jsonl
    python bench/peer/trl_grpo.py r1-f32 questions.jsonl --prompts 12 --group 8 --steps 6

A line of JSON a step: seconds, answers, tokens of answers.
"""
import argparse, json, logging, random, time, warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("questions")
parser.add_argument("--prompts", type=int, default=12)
parser.add_argument("--group", type=int, default=8)
parser.add_argument("--steps", type=int, default=6)
parser.add_argument("--max-tokens", type=int, default=200)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--out", default="/tmp/trl")
args = parser.parse_args()

import torch
from datasets import Dataset
from transformers import AutoModelForCausalLM, AutoTokenizer, TrainerCallback
from trl import GRPOConfig, GRPOTrainer

torch.set_num_threads(args.threads)
rows = [json.loads(line) for line in open(args.questions)]
random.Random(1).shuffle(rows)
data = Dataset.from_list([
    {"prompt": [{"role": "user", "content": row["prompt"]}], "reference": row["reference"]} for row in rows])


def right(completions, reference, **_):
    return [float(c[0]["content"].strip().endswith("Answer: " + r)) for c, r in zip(completions, reference)]


class Times(TrainerCallback):
    begun = 0

    def on_step_begin(self, *_, **__):
        Times.begun = time.time()

    def on_log(self, _args, state, _control, logs=None, **__):
        if logs and "completions/mean_length" in logs:
            answers = args.prompts * args.group
            print(json.dumps({
                "step": state.global_step,
                "seconds": round(logs.get("step_time", 0), 3),
                "answers": answers,
                "tokens": round(answers * logs["completions/mean_length"]),
                "reward": round(logs.get("reward", 0), 3)}), flush=True)


model = AutoModelForCausalLM.from_pretrained(args.model, dtype=torch.float32)
trainer = GRPOTrainer(
    model=model,
    processing_class=AutoTokenizer.from_pretrained(args.model),
    reward_funcs=right,
    train_dataset=data,
    callbacks=[Times()],
    args=GRPOConfig(
        output_dir=args.out,
        use_cpu=True,
        bf16=False,
        max_steps=args.steps,
        per_device_train_batch_size=args.prompts * args.group,
        num_generations=args.group,
        max_completion_length=args.max_tokens,
        temperature=1.0,
        beta=0.0,
        loss_type="dapo",
        learning_rate=1e-4,
        lr_scheduler_type="constant",
        logging_steps=1,
        save_strategy="no",
        disable_tqdm=True,
        report_to=[]))
begin = time.time()
trainer.train()
print(json.dumps({"steps": args.steps, "seconds": round(time.time() - begin, 2)}))
