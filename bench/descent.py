"""Trains networks of 10,000 layers for a few steps: docs/critical.md has its results.

bench/descent.py EVENKEEL DIGITS.csv OUT.csv [--depth 10000] [--width 64] [--steps 20] [--activations gelu,...] [--rates 1e-5,...]

Weights are drawn by EVENKEEL's rule auto. Rates are one batched network, plain SGD with batches of 32; OUT.csv gets the loss of each step on
its own batch, before the step, and the validation accuracy after the last one. Passes are written by hand, as a graph of so many
layers would take most of the time. Needs PyTorch.
"""

import argparse
import csv
import os

import torch

import depth

F = torch.nn.functional


class Chain:
    """Dense layers of one width between a first and a last one, with weights of all hidden layers in one tensor."""

    def __init__(self, drawn, f, rates):
        weights, biases = drawn
        copies = lambda tensor: tensor.unsqueeze(0).repeat(len(rates), *[1] * tensor.dim()).contiguous()
        self.f, self.rates = f, torch.tensor(rates)
        self.first, self.last = copies(weights[0].T), copies(weights[-1].T)
        self.hidden = torch.stack([w.T for w in weights[1:-1]]).unsqueeze(1).repeat(1, len(rates), 1, 1).contiguous()
        self.biases = torch.stack(biases[:-1]).unsqueeze(1).unsqueeze(2).repeat(1, len(rates), 1, 1).contiguous()
        self.end = copies(biases[-1]).unsqueeze(1)

    @torch.no_grad()
    def forward(self, x):
        z = torch.empty(len(self.biases), len(self.rates), x.shape[-2], self.hidden.shape[-1])
        torch.baddbmm(self.biases[0], x.expand(len(self.rates), -1, -1), self.first, out=z[0])
        for one, bias, weight, before in zip(z[1:], self.biases[1:], self.hidden, z[:-1]):
            torch.baddbmm(bias, self.f(before), weight, out=one)
        return z, torch.baddbmm(self.end, self.f(z[-1]), self.last)

    def step(self, x, y):
        """The losses before the step."""
        z, out = self.forward(x)
        out.requires_grad_()
        losses = F.cross_entropy(out.flatten(0, 1), y.repeat(len(self.rates)), reduction="none").reshape(len(self.rates), -1).mean(1)
        change = torch.autograd.grad(losses.sum(), out)[0]
        z.requires_grad_()
        entering = self.f(z)
        slope = torch.autograd.grad(entering.sum(), z)[0]
        entering = entering.detach()
        back = torch.empty_like(slope)
        with torch.no_grad():
            torch.mul(change @ self.last.mT, slope[-1], out=back[-1])
            for l in range(len(back) - 2, -1, -1):
                torch.bmm(back[l + 1], self.hidden[l].mT, out=back[l])
                back[l].mul_(slope[l])
            rate = self.rates[:, None, None]
            self.last -= rate * (entering[-1].mT @ change)
            self.end -= rate * change.sum(1, keepdim=True)
            self.first -= rate * (x.mT @ back[0])
            self.biases -= rate * back.sum(2, keepdim=True)
            back *= rate[None]
            self.hidden -= torch.matmul(entering[:-1].mT, back[1:])
        return losses.detach()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("evenkeel")
    parser.add_argument("digits")
    parser.add_argument("out")
    parser.add_argument("--depth", type=int, default=10000)
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--activations", default=",".join(depth.ACTIVATIONS))
    parser.add_argument("--rates", default="0.00001,0.00003,0.0001")
    given = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    depth.WIDTH = given.width
    x, y, held, answers = depth.examples(given.digits)
    rates = [float(rate) for rate in given.rates.split(",")]
    fields = ["activation", "layers", "width", "rate", "step", "loss", "accuracy"]
    new = not os.path.exists(given.out)
    with open(given.out, "a", newline="") as file:
        table = csv.DictWriter(file, fields, lineterminator="\n")
        if new:
            table.writeheader()
        for activation in given.activations.split(","):
            drawn = depth.drawn(given.evenkeel, "auto", activation, given.depth, given.seed, x.shape[1], 10)
            chain = Chain(drawn, depth.ACTIVATIONS[activation], rates)
            order = torch.Generator().manual_seed(1000 + given.seed)
            for step in range(given.steps):
                if step % (len(x) // depth.BATCH) == 0:
                    places = torch.randperm(len(x), generator=order).split(depth.BATCH)
                batch = places[step % (len(x) // depth.BATCH)]
                losses = chain.step(x[batch], y[batch])
                accuracy = [""] * len(rates)
                if step == given.steps - 1 or (step + 1) % 50 == 0:
                    right = [(chain.forward(part)[1].argmax(2) == truth).sum(1) for part, truth in zip(held.split(64), answers.split(64))]
                    accuracy = [round(one, 4) for one in (torch.stack(right).sum(0) / len(held)).tolist()]
                for rate, loss, share in zip(rates, losses.tolist(), accuracy):
                    table.writerow(dict(activation=activation, layers=given.depth, width=given.width, rate=rate, step=step, loss=round(loss, 5), accuracy=share))
                file.flush()


if __name__ == "__main__":
    main()
