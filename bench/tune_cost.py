"""How many training steps a search needs to come within 2 % of a grid's best validation loss.

usage: tune_cost.py EVENKEEL CACHE OUT.csv [SEEDS [NETWORK...]]

One objective for all: the lowest validation loss of an epoch, the mean over the seeds 0, 1 and 2, of networks that a worker of Evenkeel
trains. An evaluation is a function of its setting and its seed, so what was trained once is read from the cache; steps are counted as if
it were not. Methods: a grid of 12 x 8, random search, Optuna's TPE with its median pruner (independent and multivariate), and
`evenkeel tune` without and with theory, each from several sampler seeds.
"""
import csv
import json
import os
import statistics
import subprocess
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.simplefilter("ignore")

NETWORKS = {
    "relu-he": ["--layers", "64,48x15,10", "--rule", "he"],
    "tanh-lecun": ["--layers", "64,32x30,10", "--activation", "tanh", "--rule", "lecun"],
    "relu-lecun": ["--layers", "64,48x15,10", "--rule", "lecun"],
}
COMMON = ["--examples", "1500", "--epochs", "5"]
SEARCH = "multiplier=log:0.1..10,learningRate=log:1e-3..1"
SEEDS = [0, 1, 2]
EPOCHS = 5
WITHIN = 1.02
MOST = {"random": 192, "optuna-tpe": 100, "optuna-tpe-multivariate": 100, "tune-no-theory": 60, "tune": 60}


class Worker:
    """A worker process, and what it trained before."""

    def __init__(self, evenkeel, network, cache):
        self.path = f"{cache}-{network}.jsonl"
        self.lock = threading.Lock()
        self.curves = {}
        if os.path.exists(self.path):
            for line in open(self.path):
                key, curve = json.loads(line)
                self.curves[tuple(key)] = curve
        self.process = subprocess.Popen(
            [evenkeel, "worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        plan = {"arguments": NETWORKS[network] + COMMON, "search": SEARCH, "seeds": len(SEEDS), "theory": False,
                "samplerSeed": 0, "checked": 2}
        self.write({"open": plan})
        self.read()

    def write(self, line):
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()

    def read(self):
        return json.loads(self.process.stdout.readline())

    def curve(self, multiplier, rate, seed):
        """Loss and steps after each epoch; None for a loss where it diverged."""
        key = (multiplier, rate, seed)
        with self.lock:
            if key not in self.curves:
                self.write({"run": 0, "params": {"multiplier": multiplier, "learningRate": rate}, "seed": seed})
                curve, steps = [], 0
                while True:
                    line = self.read()
                    steps = line.get("worked", steps)
                    if "step" in line:
                        curve.append([line["value"], steps])
                        self.write({"go": True})
                    elif "done" in line:
                        if line["outcome"] not in ("done", "vanished"):
                            curve.append([None, steps])
                        break
                self.curves[key] = curve
                with open(self.path, "a") as out:
                    out.write(json.dumps([key, curve]) + "\n")
            return self.curves[key]


def value(worker, multiplier, rate):
    """Mean over seeds of the lowest loss, None if one diverged; and the steps."""
    total, steps = 0.0, 0
    for seed in SEEDS:
        curve = worker.curve(multiplier, rate, seed)
        steps += curve[-1][1]
        if curve[-1][0] is None:
            return None, steps
        total += min(loss for loss, _ in curve)
    return total / len(SEEDS), steps


def grid(worker):
    best, steps = float("inf"), 0
    for i in range(12):
        for j in range(8):
            loss, cost = value(worker, 0.1 * 100 ** (i / 11), 1e-3 * 1000 ** (j / 7))
            steps += cost
            best = min(best, loss if loss is not None else best)
    return best, steps


def optunas(worker, target, sampler, pruner, most):
    """Steps of Optuna until a complete trial is at the target; None if it never is."""
    spent = [0]

    def objective(trial):
        multiplier = trial.suggest_float("multiplier", 0.1, 10, log=True)
        rate = trial.suggest_float("learningRate", 1e-3, 1, log=True)
        total = 0.0
        for k, seed in enumerate(SEEDS):
            before, lowest = 0, float("inf")
            for epoch, (loss, steps) in enumerate(worker.curve(multiplier, rate, seed), 1):
                spent[0] += steps - before
                before = steps
                if loss is None:
                    raise optuna.TrialPruned()
                lowest = min(lowest, loss)
                trial.report(loss, k * EPOCHS + epoch)
                if trial.should_prune():
                    raise optuna.TrialPruned()
            total += lowest
        return total / len(SEEDS)

    study = optuna.create_study(sampler=sampler, pruner=pruner)
    for _ in range(most):
        study.optimize(objective, n_trials=1)
        last = study.trials[-1]
        if last.value is not None and last.state == optuna.trial.TrialState.COMPLETE and last.value <= target:
            return spent[0]
    return None


def tune(evenkeel, network, target, seed, more):
    """Steps of `evenkeel tune` until a complete trial is at the target; None if it never is."""
    done = subprocess.run(
        [evenkeel, "tune", *NETWORKS[network], *COMMON, "--search", SEARCH, "--trials", str(MOST["tune"]),
         "--workers", "1", "--confirm", "2", "--sampler-seed", str(seed), "--format", "json", *more],
        capture_output=True, text=True, check=True)
    steps = 0
    for trial in json.loads(done.stdout)["trials"]:
        steps += trial.get("steps", 0)
        if trial["state"] == "COMPLETE" and trial["value"] <= target:
            return steps
    return None


def main(evenkeel, cache, out, seeds="10", *names):
    rows = []
    for network in names or NETWORKS:
        worker = Worker(evenkeel, network, cache)
        best, cost = grid(worker)
        target = WITHIN * best
        print(f"{network}: grid's best {best:.4f}, {cost} steps", flush=True)
        rows.append([network, "grid", "", cost, f"{best:.6f}"])

        def run(job):
            method, seed = job
            if method == "random":
                return optunas(worker, target, optuna.samplers.RandomSampler(seed=seed), optuna.pruners.NopPruner(), MOST[method])
            if method.startswith("optuna"):
                sampler = optuna.samplers.TPESampler(seed=seed, multivariate=method.endswith("multivariate"))
                return optunas(worker, target, sampler, optuna.pruners.MedianPruner(), MOST[method])
            return tune(evenkeel, network, target, seed, ["--no-theory"] if method == "tune-no-theory" else [])

        for method in MOST:
            jobs = [(method, seed) for seed in range(int(seeds))]
            with ThreadPoolExecutor(2) as pool:
                steps = list(pool.map(run, jobs))
            rows += [[network, m, s, "" if n is None else n, ""] for (m, s), n in zip(jobs, steps)]
            median = statistics.median(float("inf") if n is None else n for n in steps)
            never = sum(n is None for n in steps)
            print(f"{network}: {method}: median {median} steps, {cost / median:.1f} times less than the grid; {never} never", flush=True)
        worker.process.stdin.close()
        with open(out, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["network", "method", "seed", "steps", "loss"])
            writer.writerows(rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
