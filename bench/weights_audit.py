"""Measures the reading of a Llama of some gigabytes; see bench/weights-audit."""

import json
import os
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

WIDTH, INNER = 4096, 11008


def tensors(layers):
    """Names and shapes of a Llama without its head."""
    yield "model.embed_tokens.weight", (32000, WIDTH)
    for layer in range(layers):
        at = f"model.layers.{layer}."
        for name in "qkvo":
            yield at + f"self_attn.{name}_proj.weight", (WIDTH, WIDTH)
        yield at + "mlp.gate_proj.weight", (INNER, WIDTH)
        yield at + "mlp.up_proj.weight", (INNER, WIDTH)
        yield at + "mlp.down_proj.weight", (WIDTH, INNER)
        yield at + "input_layernorm.weight", (WIDTH,)


def without_metadata(source, target):
    """A copy of a file without the record of its draw."""
    with open(source, "rb") as old, open(target, "wb") as new:
        (length,) = struct.unpack("<Q", old.read(8))
        header = json.loads(old.read(length))
        header["__metadata__"] = {"format": "pt"}
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        new.write(struct.pack("<Q", len(text)) + text)
        shutil.copyfileobj(old, new, 1 << 24)


def run(command):
    """Seconds, the most resident bytes and the processor's seconds of a process."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        sys.exit(f"failed: {command}")
    return time.monotonic() - start, usage.ru_maxrss * 1024, usage.ru_utime + usage.ru_stime


def main():
    folder = tempfile.mkdtemp(prefix="weights-audit-", dir=sys.argv[1])
    gigabytes = float(sys.argv[2]) if len(sys.argv) > 2 else 4
    try:
        layer = sum(2 * a * b for (_, (a, b)) in [t for t in tensors(1) if len(t[1]) == 2][1:])
        layers = max(1, round((gigabytes * 1e9 - 2 * 32000 * WIDTH) / layer))
        listed = os.path.join(folder, "llama.tsv")
        with open(listed, "w") as out:
            for name, shape in tensors(layers):
                print(name, ",".join(map(str, shape)), "BF16", sep="\t", file=out)
        drawn = os.path.join(folder, "drawn.safetensors")
        plain = os.path.join(folder, "plain.safetensors")
        run(["./evenkeel", "draw", "--list", listed, "--rules", "llama", "-o", drawn, "--quiet"])
        without_metadata(drawn, plain)
        contestants = {
            "dd, to nowhere": ["dd", f"if={plain}", "of=/dev/null", "bs=1M"],
            "audit by rules": ["./evenkeel", "audit", plain, "--rules", "llama", "--quiet"],
            "audit by metadata, bit for bit": ["./evenkeel", "audit", drawn, "--quiet"],
        }
        size = os.path.getsize(plain)
        found = {name: [] for name in contestants}
        for _ in range(3):
            for name, command in contestants.items():
                found[name].append(run(command))
        dd = statistics.median(seconds for seconds, _, _ in found["dd, to nowhere"])
        print(f"{size / 1e9:.1f} GB, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
        print("| contestant | GB/s | ratio to dd | processor's seconds | resident, MB |")
        print("|---|---|---|---|---|")
        for name, runs in found.items():
            seconds = statistics.median(one[0] for one in runs)
            cpu = statistics.median(one[2] for one in runs)
            most = max(one[1] for one in runs)
            print(
                f"| {name} | {size / seconds / 1e9:.2f} | {dd / seconds:.2f} | {cpu:.1f} |"
                f" {most / 1e6:.0f} |"
            )
    finally:
        shutil.rmtree(folder)


main()
