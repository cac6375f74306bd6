"""Makes adapters.zip: LoRA adapters of some networks of golden/oracle/models, and what PEFT computes with them.

    python make_adapters.py MODELS OUT.zip       (MODELS: those networks, unpacked)

For each: the adapter as PEFT saves it (in BF16), expected.safetensors with the logits of the last of a row of tokens, and for two of them a layer's gradients
of A and B in the first step of training on that row, and the losses of three steps of AdamW. All in F32, eager attention.
"""
import json, sys, tempfile, zipfile
from unittest.mock import patch
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

MLP = ["gate_proj", "up_proj", "down_proj"]
GROUPED = ["q_proj", "k_proj", "v_proj", "o_proj"] + MLP
# a PEFT on transformers 5 would take "up_proj" for that of fused experts, and the names of dense and shared networks away
LATENT = ["q_a_proj", "kv_b_proj", "o_proj", "mlp.up_proj", "shared_experts.up_proj", "shared_experts.down_proj"]
CASES = {
    "qwen2": dict(r=2, lora_alpha=3, target_modules=GROUPED),
    "deepseek_v3": dict(r=2, lora_alpha=4, use_rslora=True, target_modules=LATENT),
    "llama": dict(r=1, lora_alpha=2, target_modules=["v_proj", "lm_head"]),
}
ADAMW = dict(lr=1e-2, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)

def main(models, out):
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z, tempfile.TemporaryDirectory() as tmp:
        for name, settings in CASES.items():
            torch.manual_seed(7)
            base = AutoModelForCausalLM.from_pretrained(f"{models}/{name}", dtype=torch.float32, attn_implementation="eager")
            lora = LoraConfig(task_type="CAUSAL_LM", **settings)
            with patch("peft.utils.transformers_weight_conversion.convert_peft_config_for_transformers", lambda *a, **k: None):
                model = get_peft_model(base, lora).eval()
            learned = {n: p for n, p in model.named_parameters() if ".lora_" in n}
            for n, p in learned.items():
                p.data = (torch.randn(p.shape) * (0.5 / p.shape[1] ** 0.5)).bfloat16().float()
            folder = f"{tmp}/{name}"
            model.save_pretrained(folder, save_embedding_layers=False)
            saved = load_file(folder + "/adapter_model.safetensors")
            assert all(n.replace(".default", "") in saved for n in learned) and len(saved) == len(learned)
            save_file({n: t.bfloat16() for n, t in saved.items()}, folder + "/adapter_model.safetensors", {"format": "pt"})
            config = json.load(open(folder + "/adapter_config.json"))
            config["base_model_name_or_path"] = name
            config["target_modules"] = sorted(config["target_modules"])
            json.dump(config, open(folder + "/adapter_config.json", "w"), indent=1)
            ids = torch.randint(0, base.config.vocab_size, (1, 6), generator=torch.Generator().manual_seed(11))
            expected = {"logits": model(ids[:, :-1]).logits[0, -3:].detach().clone()}
            facts = {"tokens": ids[0].tolist()}
            if name != "llama":
                optimizer = torch.optim.AdamW(learned.values(), **ADAMW)
                losses = []
                for step in range(3):
                    optimizer.zero_grad()
                    loss = torch.nn.functional.cross_entropy(model(ids[:, :-1]).logits[0], ids[0, 1:])
                    loss.backward()
                    if step == 0:
                        expected |= {n.replace(".default", "").replace("base_model.model.", ""): p.grad.clone() for n, p in learned.items() if "layers.1." in n}
                    torch.nn.utils.clip_grad_norm_(learned.values(), 1.0)
                    optimizer.step()
                    losses.append(loss.item())
                facts["losses"] = losses
            save_file(expected, folder + "/expected.safetensors")
            json.dump(facts, open(folder + "/expected.json", "w"))
            for f in ("adapter_config.json", "adapter_model.safetensors", "expected.safetensors", "expected.json"):
                z.writestr(zipfile.ZipInfo(f"{name}/{f}", (2026, 11, 27, 0, 0, 0)), open(f"{folder}/{f}", "rb").read(), zipfile.ZIP_DEFLATED, 9)
            print(name, sum(t.numel() for t in saved.values()), facts.get("losses"))

main(*sys.argv[1:])
