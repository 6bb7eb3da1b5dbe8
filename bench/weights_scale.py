"""Measures the writing of a Llama of many gigabytes; see bench/weights-scale."""

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

WIDTH, INNER, VOCABULARY, SHARD = 4096, 14336, 32000, 2_000_000_000
RESULTS = "bench/results/weights-scale.csv"


def tensors(layers):
    """Names and shapes of a Llama with grouped keys and values."""
    yield "model.embed_tokens.weight", (VOCABULARY, WIDTH)
    for layer in range(layers):
        at = f"model.layers.{layer}."
        yield at + "self_attn.q_proj.weight", (WIDTH, WIDTH)
        yield at + "self_attn.k_proj.weight", (WIDTH // 4, WIDTH)
        yield at + "self_attn.v_proj.weight", (WIDTH // 4, WIDTH)
        yield at + "self_attn.o_proj.weight", (WIDTH, WIDTH)
        yield at + "mlp.gate_proj.weight", (INNER, WIDTH)
        yield at + "mlp.up_proj.weight", (INNER, WIDTH)
        yield at + "mlp.down_proj.weight", (WIDTH, INNER)
        yield at + "input_layernorm.weight", (WIDTH,)
        yield at + "post_attention_layernorm.weight", (WIDTH,)
    yield "model.norm.weight", (WIDTH,)
    yield "lm_head.weight", (VOCABULARY, WIDTH)


def size(shape):
    count = 2
    for axis in shape:
        count *= axis
    return count


def total(layers):
    return sum(size(shape) for _, shape in tensors(layers))


def run(command, **environment):
    """Seconds, and the most resident bytes, of a process."""
    start = time.monotonic()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        sys.exit(f"failed: {command}")
    return time.monotonic() - start, usage.ru_maxrss * 1024, usage.ru_utime + usage.ru_stime


def torch_peer(layers, folder):
    """Draws and saves the tensors with PyTorch and the safetensors package, shard by shard."""
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(0)
    shards, held = [[]], 0
    for name, shape in tensors(layers):
        if held and held + size(shape) > SHARD:
            shards.append([])
            held = 0
        shards[-1].append((name, shape))
        held += size(shape)
    index = {}
    for number, shard in enumerate(shards, 1):
        file = f"model-{number:05}-of-{len(shards):05}.safetensors"
        drawn = {}
        for name, shape in shard:
            value = torch.empty(shape, dtype=torch.bfloat16)
            drawn[name] = value.normal_(0, 0.02) if len(shape) == 2 else value.fill_(1)
            index[name] = file
        save_file(drawn, os.path.join(folder, file), metadata={"format": "pt"})
        handle = os.open(os.path.join(folder, file), os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    with open(os.path.join(folder, "model.safetensors.index.json"), "w") as out:
        json.dump({"metadata": {"total_size": total(layers)}, "weight_map": index}, out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("gigabytes", type=float, nargs="?", default=16)
    parser.add_argument("--machine", default="")
    parser.add_argument("--peer", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.peer:
        torch_peer(given.peer, given.folder)
        return
    layer = total(1) - total(0)
    disk = max(1, round((given.gigabytes * 1e9 - total(0)) / layer))
    memory = max(1, round((min(4, given.gigabytes) * 1e9 - total(0)) / layer))
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        lists = {}
        for layers in {disk, memory}:
            lists[layers] = os.path.join(temporary, f"{layers}.tsv")
            with open(lists[layers], "w") as out:
                for name, shape in tensors(layers):
                    print(name, ",".join(map(str, shape)), "BF16", sep="\t", file=out)

        def draw(layers, *options):
            return ["./evenkeel", "draw", "--list", lists[layers], "--rules", "llama", *options]

        def measure(name, where, layers, command):
            folder = tempfile.mkdtemp(prefix="weights-scale-", dir=where)
            try:
                load = os.getloadavg()[0]
                seconds, most, cpu = run(command(folder))
                rows.append(
                    dict(
                        contestant=name,
                        bytes=total(layers),
                        seconds=round(seconds, 1),
                        megabytes_per_second=round(total(layers) / seconds / 1e6),
                        processor_seconds=round(cpu, 1),
                        resident_megabytes=round(most / 1e6),
                        load=load,
                        machine=given.machine,
                    )
                )
                print(rows[-1], file=sys.stderr, flush=True)
            finally:
                shutil.rmtree(folder)

        def evenkeel(layers):
            return lambda folder: draw(
                layers, "--quiet", "-o", folder, "--max-shard-size", "2GB"
            )

        def peer(layers):
            return lambda folder: [sys.executable, __file__, folder, "--peer", str(layers)]

        def dd(layers):
            return lambda folder: [
                "dd",
                "if=/dev/zero",
                f"of={folder}/zeros",
                "bs=2M",
                "conv=fsync",
                "status=none",
                "iflag=count_bytes",
                f"count={total(layers)}",
            ]

        _, own, _ = run(draw(disk, "--plan"))
        for name, command in ("dd", dd), ("evenkeel", evenkeel), ("pytorch", peer):
            measure(f"{name}, RAM disk", "/dev/shm", memory, command(memory))
        for name, command in ("dd", dd), ("evenkeel", evenkeel), ("pytorch", peer):
            measure(f"{name}, disk", given.folder, disk, command(disk))
    exists = os.path.exists(RESULTS)
    with open(RESULTS, "a", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        if not exists:
            writer.writeheader()
        writer.writerows(rows)
    print(f"Resident for the plan alone: {own / 1e6:.0f} MB\n")
    print("| | GB | seconds | MB/s | ratio to dd | processor seconds | resident MB | load |")
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        where = row["contestant"].split(", ")[1]
        base = next(one for one in rows if one["contestant"] == "dd, " + where)
        print(
            f"| {row['contestant']} | {row['bytes'] / 1e9:.1f} | {row['seconds']:.0f} "
            f"| {row['megabytes_per_second']} "
            f"| {row['megabytes_per_second'] / base['megabytes_per_second']:.2f} "
            f"| {row['processor_seconds']:.0f} | {row['resident_megabytes']} | {row['load']:.0f} |"
        )


main()
