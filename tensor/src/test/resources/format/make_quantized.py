"""Values, importances, and the blocks that ggml's quantisers make of them: quantized.safetensors.gz.

    python make_quantized.py LIBGGML_BASE_SO

Needs numpy and ggml's shared library (llama.cpp, MIT licence), whose functions are called and none of whose code is here.
The rows: normal, heavy-tailed, tiny, positive, shifted, with zero blocks, with outliers, sparse.
"""
import ctypes, gzip, json, sys
import numpy as np

TYPES = dict(Q4_0=(2, 32, 18), Q4_1=(3, 32, 20), Q5_0=(6, 32, 22), Q5_1=(7, 32, 24), Q8_0=(8, 32, 34), Q2_K=(10, 256, 84), Q3_K=(11, 256, 110),
             Q4_K=(12, 256, 144), Q5_K=(13, 256, 176), Q6_K=(14, 256, 210), IQ4_NL=(20, 32, 18), IQ4_XS=(23, 256, 136), MXFP4=(39, 32, 17))
ggml = ctypes.CDLL(sys.argv[1])
ggml.ggml_quantize_chunk.restype = ctypes.c_size_t
ggml.ggml_quantize_chunk.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p] + [ctypes.c_int64] * 3 + [ctypes.c_void_p]

rng, n = np.random.default_rng(9), 512
rows = [rng.normal(0, 0.02, n), rng.standard_t(2, n) * 0.1, rng.normal(0, 3e-6, n), np.abs(rng.normal(0, 1, n)), rng.normal(2, 0.1, n),
        rng.normal(0, 0.5, n) * np.repeat(rng.integers(0, 2, n // 16), 16), np.where(rng.random(n) < 0.01, 50, 1) * rng.normal(0, 0.03, n),
        np.where(rng.random(n) < 0.9, 0, 1) * rng.normal(0, 1, n)]
x = np.ascontiguousarray(np.stack(rows).astype(np.float32))
w = np.ascontiguousarray((rng.gamma(0.5, 1, n) + 1e-4).astype(np.float32))
tensors = {"values": x, "importance": w}
for name, (id, size, bytes) in TYPES.items():
    for suffix, imatrix in (("", None), (".weighted", w.ctypes.data)):
        out = np.zeros(x.size // size * bytes, np.uint8)
        assert ggml.ggml_quantize_chunk(id, x.ctypes.data, out.ctypes.data, 0, len(rows), n, imatrix) == out.size
        tensors[name + suffix] = out
header, at = {}, 0
for name, t in tensors.items():
    header[name] = dict(dtype="F32" if t.dtype == np.float32 else "U8", shape=list(t.shape), data_offsets=[at, at + t.nbytes]); at += t.nbytes
text = json.dumps(header, separators=(",", ":")).encode()
text += b" " * (-len(text) % 8)
with gzip.GzipFile("quantized.safetensors.gz", "wb", 9, mtime=0) as f:
    f.write(len(text).to_bytes(8, "little") + text + b"".join(t.tobytes() for t in tensors.values()))
