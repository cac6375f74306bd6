"""One GGUF file with a tensor of every type, as gguf-py writes it and reads it.

    python make_types.py SHARED OUT

types.gguf                  a tensor NAME [24, block] per GGUF type: the blocks of SHARED/oracle/numbers/formats.safetensors, and random
                            ones of IQ1_M, which that file leaves out
types.expected.safetensors  NAME F32 [24, block]: values by gguf-py of those that formats.safetensors has not
"""
import os, sys, numpy as np, gguf
from gguf import quants, GGMLQuantizationType as Q
from safetensors.numpy import load_file, save_file

shared, out = sys.argv[1:]; os.makedirs(out, exist_ok=True)
blocks = {n[:-6]: b for n, b in load_file(shared + "/oracle/numbers/formats.safetensors").items() if n.endswith(".bytes")}
rng = np.random.default_rng(7)
known = set(blocks)
b = rng.integers(0, 256, (24, 56), dtype=np.uint8)                        # IQ1_M: its F16 scale is the upper nibbles of the last four words
d = (rng.standard_normal(24) * 0.05).astype(np.float16).view(np.uint16)
for i in range(4): b[:, 49 + 2 * i] = b[:, 49 + 2 * i] & 15 | ((d >> 4 * i & 15) << 4).astype(np.uint8)
blocks["IQ1_M"] = b
x = rng.standard_normal((24, 1)).astype(np.float32)
blocks["F32"], blocks["F16"] = x, x.astype(np.float16)

w = gguf.GGUFWriter(out + "/types.gguf", "llama"); values = {}
for name, data in sorted(blocks.items()):
    w.add_tensor(name, data, raw_dtype=Q[name])
    if name not in known: values[name] = np.ascontiguousarray(quants.dequantize(data, Q[name]).astype(np.float32))
w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()
save_file(values, out + "/types.expected.safetensors", metadata={"gguf": "gguf-py"})
print({n: v.shape for n, v in values.items()})
