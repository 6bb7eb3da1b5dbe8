"""Trains small models from the presets of their libraries, from PyTorch's defaults and from the preset evenkeel: docs/files.md has its results.

bench/presets.py EVENKEEL DIGITS.csv OUT.csv [--models gpt2,llama,...] [--presets evenkeel,...] [--seeds 3]

EVENKEEL is the command, which draws the weights like each model's own file; what is in OUT.csv is not trained again. Language models learn
the next character of sources of Python's standard library, vision models a table of digits. Each row is one run of AdamW (betas 0.9 and
0.95, no decay, 5 % of the steps for warm-up, then a cosine to a tenth): the mean training loss in each quarter of the run, and at its end the loss on
held-out examples. Seed 0 is trained at two or three learning rates, the others at the best of these. The order of the examples follows from the seed.
Needs PyTorch, transformers, timm, torchvision and safetensors.
"""

import argparse
import csv
import glob
import math
import os
import subprocess
import sys
import tempfile
import time

import torch
from safetensors.torch import load_file, save_file

F = torch.nn.functional
WIDTH, LAYERS, HEADS, CONTEXT, SYMBOLS = 128, 6, 4, 32, 96


def nanogpt():
    """A GPT whose tensors have nanoGPT's names: Linear layers, and a head that is the table of tokens."""
    nn = torch.nn

    class Attention(nn.Module):
        def __init__(self):
            super().__init__()
            self.c_attn = nn.Linear(WIDTH, 3 * WIDTH)
            self.c_proj = nn.Linear(WIDTH, WIDTH)
            self.register_buffer("mask", torch.full((CONTEXT, CONTEXT), -math.inf).triu(1), persistent=False)

        def forward(self, x):
            q, k, v = (part.unflatten(2, (HEADS, -1)).transpose(1, 2) for part in self.c_attn(x).chunk(3, 2))
            weights = (q @ k.transpose(2, 3) / math.sqrt(q.shape[-1]) + self.mask).softmax(3)
            return self.c_proj((weights @ v).transpose(1, 2).flatten(2))

    class Feed(nn.Module):
        def __init__(self):
            super().__init__()
            self.c_fc = nn.Linear(WIDTH, 4 * WIDTH)
            self.c_proj = nn.Linear(4 * WIDTH, WIDTH)

        def forward(self, x):
            return self.c_proj(F.gelu(self.c_fc(x)))

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.ln_1, self.ln_2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
            self.attn, self.mlp = Attention(), Feed()

        def forward(self, x):
            x = x + self.attn(self.ln_1(x))
            return x + self.mlp(self.ln_2(x))

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.transformer = nn.ModuleDict(dict(
                wte=nn.Embedding(SYMBOLS, WIDTH), wpe=nn.Embedding(CONTEXT, WIDTH),
                h=nn.ModuleList(Block() for _ in range(LAYERS)), ln_f=nn.LayerNorm(WIDTH)))
            self.lm_head = nn.Linear(WIDTH, SYMBOLS, bias=False)
            self.lm_head.weight = self.transformer.wte.weight

        def forward(self, tokens):
            x = self.transformer.wte(tokens) + self.transformer.wpe.weight
            for block in self.transformer.h:
                x = block(x)
            return self.lm_head(self.transformer.ln_f(x))

    return Model()


def gpt2():
    import transformers as t
    return t.GPT2LMHeadModel(t.GPT2Config(
        n_embd=WIDTH, n_layer=LAYERS, n_head=HEADS, vocab_size=SYMBOLS, n_positions=CONTEXT, resid_pdrop=0, embd_pdrop=0, attn_pdrop=0))


def llama():
    import transformers as t
    return t.LlamaForCausalLM(t.LlamaConfig(
        hidden_size=WIDTH, intermediate_size=352, num_hidden_layers=LAYERS, num_attention_heads=HEADS, vocab_size=SYMBOLS,
        max_position_embeddings=CONTEXT))


def vit_hf():
    import transformers as t
    return t.ViTForImageClassification(t.ViTConfig(
        hidden_size=64, intermediate_size=256, num_hidden_layers=6, num_attention_heads=4, image_size=8, patch_size=2, num_channels=1,
        num_labels=10, hidden_dropout_prob=0, attention_probs_dropout_prob=0))


def vit_timm():
    import timm
    return timm.models.VisionTransformer(img_size=8, patch_size=2, in_chans=1, embed_dim=64, depth=6, num_heads=4, num_classes=10)


def vit_torchvision():
    from torchvision.models.vision_transformer import VisionTransformer
    model = VisionTransformer(image_size=8, patch_size=2, num_layers=6, num_heads=4, hidden_dim=64, mlp_dim=256, num_classes=10)
    model.conv_proj = torch.nn.Conv2d(1, 64, 2, 2)
    return model


def resnet_timm():
    import timm
    return timm.create_model("resnet18", num_classes=10, in_chans=1, channels=(16, 32, 64, 128), stem_width=16)


def resnet_torchvision():
    from torchvision.models.resnet import BasicBlock, ResNet
    model = ResNet(BasicBlock, [1, 1, 1, 1], num_classes=10)
    model.conv1 = torch.nn.Conv2d(1, 64, 3, 1, 1, bias=False)
    model.maxpool = torch.nn.Identity()
    return model


TEXT = dict(language=True, rates=[0.001, 0.003], steps=200, batch=12)
VISION = dict(language=False, rates=[0.001, 0.003], steps=120, batch=64)
RESNET = dict(VISION, rates=[0.001, 0.003, 0.01], steps=60)
OURS = "evenkeel"
MODELS = {
    "nanogpt": (nanogpt, ["nanogpt", "nanogpt(std=0.088)", "pytorch", OURS], TEXT),
    "gpt2": (gpt2, ["gpt2", OURS], TEXT),
    "llama": (llama, ["llama", "llama(std=0.088)", "pytorch", OURS], TEXT),
    "vit-timm": (vit_timm, ["vit-timm", "vit-timm(std=0.125)", OURS], VISION),
    "vit-torchvision": (vit_torchvision, ["vit-torchvision", OURS], VISION),
    "vit-hf": (vit_hf, ["vit-hf", OURS], VISION),
    "resnet-timm": (resnet_timm, ["resnet-timm", OURS], RESNET),
    "resnet-torchvision": (resnet_torchvision, ["resnet-torchvision", OURS], RESNET),
}


def text():
    """Characters of Python's own sources as numbers, and the same held out."""
    folder = os.path.dirname(os.__file__)
    sources = "".join(open(file, encoding="utf-8").read() for file in sorted(glob.glob(folder + "/[a-d]*.py")))
    symbols = torch.tensor([min(max(ord(c) - 31, 0), SYMBOLS - 1) for c in sources])
    held = len(symbols) // 10
    return symbols[held:], symbols[:held]


def digits(file):
    rows = [[float(x) for x in row] for row in list(csv.reader(open(file)))[1:]]
    table = torch.tensor(rows)[torch.randperm(len(rows), generator=torch.Generator().manual_seed(0))]
    x, y = table[:, :-1].reshape(-1, 1, 8, 8), table[:, -1].long()
    x = (x - x.mean()) / x.std()
    held = len(x) // 5
    return (x[held:], y[held:]), (x[:held], y[:held])


def drawn(evenkeel, make, preset, seed):
    """The model with weights that the command draws like its own file."""
    torch.manual_seed(seed)
    model = make()
    with tempfile.TemporaryDirectory() as folder:
        like, file = os.path.join(folder, "like.safetensors"), os.path.join(folder, "w.safetensors")
        state = {key: value for key, value in model.state_dict().items() if key != "lm_head.weight" or "transformer.wte.weight" not in model.state_dict()}
        save_file({key: value.contiguous() for key, value in state.items()}, like)
        subprocess.run([evenkeel, "draw", "--like", like, "--rules", preset, "--seed", str(seed), "-o", file, "--quiet"], check=True, stdout=subprocess.DEVNULL)
        model.load_state_dict(load_file(file), strict=False)
    return model


def train(model, plan, data, rate, seed):
    language, steps, batch = plan["language"], plan["steps"], plan["batch"]
    (train_set, held), order = data, torch.Generator().manual_seed(100 + seed)
    optimizer = torch.optim.AdamW(model.parameters(), rate, (0.9, 0.95), weight_decay=0)
    warm = max(1, steps // 20)
    speed = lambda step: (step + 1) / warm if step < warm else 0.55 + 0.45 * math.cos(math.pi * (step - warm) / (steps - warm))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, speed)

    def loss_of(numbers, source):
        if language:
            rows = source[numbers[:, None] + torch.arange(CONTEXT + 1)]
            out, y = model(rows[:, :-1]), rows[:, 1:].flatten()
            return F.cross_entropy(getattr(out, "logits", out).flatten(0, 1), y)
        out = model(source[0][numbers])
        return F.cross_entropy(getattr(out, "logits", out), source[1][numbers])

    losses = []
    for step in range(steps):
        numbers = torch.randint(len(train_set) - CONTEXT - 1 if language else len(train_set[0]), (batch,), generator=order)
        loss = loss_of(numbers, train_set)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    model.eval()
    with torch.no_grad():
        if language:
            places = torch.arange(0, len(held) - CONTEXT - 1, (len(held) - CONTEXT - 1) // 256)
            validation = sum(loss_of(part, held).item() * len(part) for part in places.split(64)) / len(places)
        else:
            validation = loss_of(torch.arange(len(held[0])), held).item()
    quarter = steps // 4
    quarters = [sum(losses[q * quarter : (q + 1) * quarter]) / quarter for q in range(4)]
    return losses[0], quarters, validation


def best(done, name, preset):
    """The rate with which seed 0 ended lowest; a loss that is no number never does."""
    ended = {rate: loss for (model, start, rate, seed), loss in done.items() if (model, start, seed) == (name, preset, 0)}
    return min(ended, key=lambda rate: ended[rate] if math.isfinite(ended[rate]) else math.inf)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("evenkeel")
    parser.add_argument("digits")
    parser.add_argument("out")
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--presets", default="")
    parser.add_argument("--seeds", type=int, default=3)
    given = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    sets = {True: text(), False: digits(given.digits)}
    fields = ["model", "preset", "rate", "seed", "steps", "first", "quarter1", "quarter2", "quarter3", "quarter4", "validation"]
    done = {}
    if os.path.exists(given.out):
        for r in csv.DictReader(open(given.out)):
            done[r["model"], r["preset"], float(r["rate"]), int(r["seed"])] = float(r["validation"])
    with open(given.out, "a", newline="") as file:
        table = csv.DictWriter(file, fields, lineterminator="\n")
        if not done:
            table.writeheader()
        for seed in range(given.seeds):
            for name in given.models.split(","):
                make, presets, plan = MODELS[name]
                for preset in given.presets.split(",") if given.presets else presets:
                    for rate in plan["rates"] if seed == 0 else [best(done, name, preset)]:
                        if (name, preset, rate, seed) in done:
                            continue
                        began = time.process_time()
                        model = drawn(given.evenkeel, make, preset, seed)
                        first, quarters, validation = train(model, plan, sets[plan["language"]], rate, seed)
                        row = dict(model=name, preset=preset, rate=rate, seed=seed, steps=plan["steps"], first=first, validation=validation)
                        row.update({f"quarter{q + 1}": value for q, value in enumerate(quarters)})
                        row = {key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()}
                        table.writerow(row)
                        file.flush()
                        done[name, preset, rate, seed] = validation
                        print(name, preset, rate, seed, row["validation"], f"{time.process_time() - began:.0f} s", file=sys.stderr)


main()
