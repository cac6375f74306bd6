"""Packs the golden data that the project keeps a copy of.

    python pack.py SHARED TYPES       (needs zopfli)

Each file becomes NAME.z, a zlib stream. Where that is smaller, its bytes are first put in planes: of every group of N bytes all first ones,
then all second ones, and so on; what is left over at the end follows as it is. index.txt: planes (1 if there are none), CRC-32, path.
"""
import os, shutil, sys, zlib, zopfli.zlib
from concurrent.futures import ProcessPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
SETS = ["oracle/models", "oracle/numbers", "oracle/chat", "oracle/tokenizer", "tokenizers"]
GGUF = ["deepseek_v3/Q2_K", "deepseek_v3_old_layout/Q4_0", "deepseek_v2_lite/Q5_K_M", "llama/IQ4_XS", "qwen2/Q4_K_M", "qwen3/Q4_K_M"]

def files(shared, types):
    for s in SETS:
        for folder, _, names in os.walk(shared + "/" + s):
            for n in names:
                if not n.endswith((".py", ".md")): yield os.path.relpath(folder + "/" + n, shared), folder + "/" + n
    for g in GGUF:
        for p in (f"oracle/gguf/{g}.gguf", f"oracle/gguf/{g}.expected.safetensors", f"oracle/gguf/{g.split('/')[0]}/expected.json"): yield p, shared + "/" + p
    for n in os.listdir(types): yield "types/" + n, types + "/" + n

def planes(b, n):
    whole = len(b) // n * n
    return b"".join(b[i:whole:n] for i in range(n)) + b[whole:]

def pack(job):
    path, source = job
    b = open(source, "rb").read()
    n = min((1, 2, 4), key=lambda n: len(zlib.compress(planes(b, n), 9)))
    z = zopfli.zlib.compress(planes(b, n), numiterations=5)
    assert zlib.decompress(z) == planes(b, n)
    to = f"{HERE}/{path}.z"; os.makedirs(os.path.dirname(to), exist_ok=True); open(to, "wb").write(z)
    return n, zlib.crc32(b), path, len(z), len(b)

if __name__ == "__main__":
    for s in ("oracle", "tokenizers", "types"): shutil.rmtree(f"{HERE}/{s}", ignore_errors=True)
    with ProcessPoolExecutor(2) as pool: done = sorted(pool.map(pack, sorted(set(files(*sys.argv[1:])))), key=lambda d: d[2])
    with open(HERE + "/index.txt", "w") as f: f.writelines(f"{n} {crc:08x} {path}\n" for n, crc, path, *_ in done)
    print(len(done), "files,", sum(d[4] for d in done), "bytes, packed", sum(d[3] for d in done))
