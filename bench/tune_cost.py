# SPDX-License-Identifier: Apache-2.0
"""What finding a good multiplier and learning rate costs: a grid, random search, Optuna's TPE with its median pruner, and evenkeel tune.

All of them minimize what tune minimizes, by worker processes of `evenkeel worker`: the lowest validation loss of an epoch, the mean over
three seeds. Counted are training steps until a complete trial is within 2 % of the grid's best. Runs are kept in a folder outside the
sources; what is there is not trained again.
"""

import argparse
import hashlib
import json
import math
import os
import pathlib
import queue
import shlex
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import warnings

import optuna

HOME = pathlib.Path(__file__).resolve().parent.parent
RESULTS = HOME / "bench" / "results" / "tune-cost.csv"

NETWORKS = {
    "relu-he": "--examples 1500 --layers 64,48x15,10 --rule he --epochs 5",
    "tanh-lecun": "--examples 1500 --width 32 --depth 20 --epochs 5 --activation tanh --rule 1/n",
    "relu-lecun": "--examples 1500 --layers 64,48x15,10 --rule lecun --epochs 5",
}
# Named before any of them was trained: no part of tune was chosen by them.
FRESH = {
    "gelu-he": "--examples 1500 --width 40 --depth 12 --activation gelu --rule he --epochs 5",
    "tanh-he": "--examples 1500 --width 32 --depth 12 --activation tanh --rule he --epochs 5",
    "selu-moons": "--data moons --examples 1500 --width 24 --depth 10 --activation selu --rule lecun --epochs 5",
}
ALL = {**NETWORKS, **FRESH}
SEARCH = "multiplier=log:0.1..10,learningRate=log:1e-3..1"
MULTIPLIERS = [0.1 * 100 ** (i / 11) for i in range(12)]
RATES = [1e-3 * 1000 ** (i / 7) for i in range(8)]
SEEDS = [0, 1, 2]
BATCH = 32  # of a training step
TRIALS = 40  # of tune and of TPE
RANDOM_TRIALS = len(MULTIPLIERS) * len(RATES)
NEAR = 1.02
METHODS = ["random", "tpe", "tpe-multivariate", "tune-no-theory", "tune"]


def option(options, name):
    words = shlex.split(options)
    return words[words.index(name) + 1]


class Worker:
    """One warm JVM that trains what it is told."""

    def __init__(self, options):
        command = os.environ.get("EVENKEEL", str(HOME / "evenkeel")).split() + ["worker"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.say({"open": {"arguments": shlex.split(options), "search": SEARCH, "seeds": len(SEEDS), "theory": False,
                           "samplerSeed": 0, "checked": 2}})
        if "ready" not in (answer := self.hear()):
            raise RuntimeError(answer)

    def say(self, what):
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def hear(self):
        while line := self.process.stdout.readline():
            if line.startswith("{"):  # a JVM may warn on stdout
                return json.loads(line)
        raise RuntimeError("a worker ended")

    def train(self, params, seed, goes_on):
        """Losses of epochs, steps after each, the outcome and the value."""
        losses, steps, worked = [], [], 0
        self.say({"run": 0, "params": params, "seed": seed})
        while True:
            heard = self.hear()
            if "worked" in heard:
                worked = heard["worked"]
            elif "step" in heard:
                losses.append(heard["value"])
                steps.append(worked)
                self.say({"go": goes_on(heard["step"], heard["value"])})
            elif "done" in heard:
                if heard["outcome"] not in ("done", "vanished", "diverged", "pruned"):
                    raise RuntimeError(heard)
                return {"losses": losses, "steps": steps, "worked": worked, "outcome": heard["outcome"], "value": heard.get("value")}

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Objective:
    """Training runs of one network, each trained once."""

    def __init__(self, options, folder, workers):
        self.options = options
        self.epochs = int(option(options, "--epochs"))
        self.file = folder / (hashlib.sha256(options.encode()).hexdigest()[:16] + ".jsonl")
        self.lock = threading.Lock()
        self.known = {}
        self.limit = workers
        self.started = 0
        self.free = queue.LifoQueue()
        if self.file.exists():
            for line in self.file.read_text().splitlines():
                one = json.loads(line)
                self.keep(tuple(one["key"]), one["run"])

    def keep(self, key, run):
        before = self.known.get(key)
        if before is None or before["outcome"] == "pruned" and (
                run["outcome"] != "pruned" or len(run["losses"]) > len(before["losses"])):
            self.known[key] = run

    def borrow(self):
        try:
            return self.free.get_nowait()
        except queue.Empty:
            with self.lock:
                start = self.started < self.limit
                self.started += start
            return Worker(self.options) if start else self.free.get()

    def run(self, multiplier, rate, seed, goes_on):
        """The run as far as goes_on lets it, which is asked as tune asks: of finite losses of all epochs but the last."""

        def asked(step, loss):
            return loss is None or step == self.epochs or goes_on(step, loss)

        key = (repr(multiplier), repr(rate), seed)
        run = self.known.get(key)
        if run is not None:
            for i, loss in enumerate(run["losses"]):
                if not asked(i + 1, loss):
                    return {"losses": run["losses"][:i + 1], "worked": run["steps"][i], "outcome": "pruned", "value": None}
            if run["outcome"] != "pruned":
                return run
        told = 0 if run is None else len(run["losses"])
        worker = self.borrow()
        try:
            run = worker.train({"multiplier": multiplier, "learningRate": rate}, seed,
                               lambda step, loss: step <= told or asked(step, loss))
        finally:
            self.free.put(worker)
        with self.lock:
            self.keep(key, run)
            with self.file.open("a") as out:
                out.write(json.dumps({"key": key, "run": run}) + "\n")
        return run

    def value(self, multiplier, rate, report=lambda step, value: True):
        """A setting's value and steps; the value is None if it diverged or report gave it up."""
        values, steps = [], 0
        for i, seed in enumerate(SEEDS):
            run = self.run(multiplier, rate, seed, lambda step, loss: report(i * self.epochs + step, loss))
            steps += run["worked"]
            if run["value"] is None:
                return None, steps
            values.append(run["value"])
            if not report((i + 1) * self.epochs, run["value"]) and i < len(SEEDS) - 1:
                return None, steps
        return statistics.fmean(values), steps

    def close(self):
        while not self.free.empty():
            self.free.get().close()


def grid(objective, threads):
    cells = [(m, r) for m in MULTIPLIERS for r in RATES]
    found = parallel([lambda cell=cell: objective.value(*cell) for cell in cells], threads)
    return [{"multiplier": m, "learningRate": r, "value": v, "steps": s} for (m, r), (v, s) in zip(cells, found)]


def by_optuna(objective, method, seed, bound):
    if method == "random":
        sampler, pruner, trials = optuna.samplers.RandomSampler(seed=seed), optuna.pruners.NopPruner(), RANDOM_TRIALS
    else:
        sampler = optuna.samplers.TPESampler(seed=seed, multivariate=method.endswith("multivariate"))
        pruner, trials = optuna.pruners.MedianPruner(), TRIALS
    study = optuna.create_study(sampler=sampler, pruner=pruner)
    found = []

    def evaluate(trial):
        multiplier = trial.suggest_float("multiplier", 0.1, 10, log=True)
        rate = trial.suggest_float("learningRate", 1e-3, 1, log=True)

        def report(step, value):
            trial.report(value, step)
            return not trial.should_prune()

        value, steps = objective.value(multiplier, rate, report)
        found.append({"multiplier": multiplier, "learningRate": rate, "value": value, "steps": steps})
        if value is None:
            raise optuna.TrialPruned()
        if value <= bound:
            study.stop()
        return value

    study.optimize(evaluate, n_trials=trials)
    return found


def by_tune(options, method, seed, bound, command):
    """Its trials, from its journal; it is ended once one is at most a bound."""
    with tempfile.TemporaryDirectory() as folder:
        journal = os.path.join(folder, "study.log")
        command = command + ["tune"] + shlex.split(options) + [
            "--search", SEARCH, "--seeds", str(len(SEEDS)), "--study", journal, "--trials", str(TRIALS), "--workers", "1",
            "--sampler-seed", str(seed), "--confirm", "2", "--quiet"] + (["--no-theory"] if method == "tune-no-theory" else [])
        tune = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        reached = ended = False
        while not (reached or ended):
            ended = tune.poll() is not None
            if not ended:
                time.sleep(1)
            trials = finished(journal)
            reached = any(trial["value"] is not None and trial["value"] <= bound for trial in trials)
        if not ended:
            tune.terminate()
        _, errors = tune.communicate()
        if ended and tune.returncode:
            raise RuntimeError(errors)
        return finished(journal)


def finished(journal):
    """The trials of a journal that ended, in the order of their numbers; the first has the steps before it as well."""
    if not os.path.exists(journal) or not os.path.getsize(journal):
        return []
    storage = optuna.storages.JournalStorage(optuna.storages.JournalFileStorage(journal))
    names = [one.study_name for one in storage.get_all_studies()]
    if not names:
        return []
    study = optuna.load_study(study_name=names[0], storage=storage)
    found = [{**trial.params, "value": trial.value if trial.state == optuna.trial.TrialState.COMPLETE else None,
              "steps": trial.user_attrs.get("steps", 0), "outcome": trial.user_attrs.get("outcome")}
             for trial in study.trials if trial.state.is_finished()]
    rates = study.user_attrs.get("evenkeel:stableRates")
    if found and rates:  # gradients of larger batches than a step's
        found[0]["steps"] += sum(math.ceil(one["rate"]["gradients"] * one["rate"]["examples"] / BATCH) for one in rates)
    return found


def parallel(tasks, threads):
    """What the tasks return, in their order."""
    results, left, errors = [None] * len(tasks), iter(list(enumerate(tasks))), []
    lock = threading.Lock()

    def work():
        while not errors:
            with lock:
                i, task = next(left, (None, None))
            if task is None:
                return
            try:
                results[i] = task()
            except Exception as e:
                errors.append(e)
                raise

    all_of_them = [threading.Thread(target=work) for _ in range(threads)]
    for one in all_of_them:
        one.start()
    for one in all_of_them:
        one.join()
    if errors:
        raise errors[0]
    return results


def until(trials, bound):
    """Steps and trials until a value is at most a bound; infinite if none is."""
    steps = 0
    for i, trial in enumerate(trials):
        steps += trial["steps"]
        if trial["value"] is not None and trial["value"] <= bound:
            return steps, i + 1
    return math.inf, math.inf


def studies(name, method, seeds, bound, folder, threads, evenkeel, kept):
    """The trials of one method for each sampler seed; Optuna's end where they reach a bound."""
    options = ALL[name]
    mark = hashlib.sha256(f"{options} {SEARCH} {TRIALS} {bound}".encode()).hexdigest()[:8]
    if method.startswith("tune"):
        jars = sorted((HOME / "cli/target/evenkeel").glob("**/*.jar"))
        mark += "-" + os.environ.get("EVENKEEL_LABEL", hashlib.sha256(
            b"".join(j.read_bytes() for j in jars if "evenkeel" in j.name)).hexdigest()[:8])
    objective = Objective(options, folder, threads)

    def study(seed):
        file = folder / f"{name}-{method}-{mark}-{seed}.json"
        if not file.exists() and kept:
            return None
        if not file.exists():
            found = by_tune(options, method, seed, bound, evenkeel) if method.startswith("tune") else by_optuna(objective, method, seed, bound)
            file.write_text(json.dumps(found))
        return json.loads(file.read_text())

    try:
        return parallel([lambda seed=seed: study(seed) for seed in seeds], threads)
    finally:
        objective.close()


def number(x):
    return "never" if math.isinf(x) else f"{x:,.0f}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--networks", default=",".join(NETWORKS))
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--sampler-seeds", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cache", default=os.environ.get(
        "EVENKEEL_CACHE", os.path.expanduser("~/.cache/evenkeel/tune-cost")))
    parser.add_argument("--kept", action="store_true", help="only searches that are kept from before")
    parser.add_argument("--machine", default="")
    parser.add_argument("--out", default=str(RESULTS))
    arguments = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
    folder = pathlib.Path(arguments.cache)
    folder.mkdir(parents=True, exist_ok=True)
    evenkeel = os.environ.get("EVENKEEL", str(HOME / "evenkeel")).split()
    rows, table = [], []
    for name in arguments.networks.split(","):
        objective = Objective(ALL[name], folder, arguments.threads)
        cells = grid(objective, arguments.threads)
        objective.close()
        steps = sum(cell["steps"] for cell in cells)
        best = min((cell for cell in cells if cell["value"] is not None), key=lambda cell: cell["value"])
        bound = NEAR * best["value"]
        print(f"{name}: grid {steps} steps, best {best['value']:.4f} at {best['multiplier']:.3g}, {best['learningRate']:.3g};"
              f" next {sorted(c['value'] for c in cells if c['value'] is not None)[1:4]}", file=sys.stderr)
        rows.append([name, "grid", "", len(cells), steps, best["value"], steps, len(cells)])
        line = [name, f"{steps:,}"]
        for method in filter(None, arguments.methods.split(",")):
            found = studies(name, method, range(arguments.sampler_seeds), bound, folder, arguments.threads, evenkeel, arguments.kept)
            all_until = []
            for seed, trials in enumerate(found):
                if trials is None:
                    continue
                reached, after = until(trials, bound)
                all_until.append(reached)
                rows.append([name, method, seed, len(trials), sum(t["steps"] for t in trials),
                             min(t["value"] for t in trials if t["value"] is not None), reached, after])
            if not all_until:
                line.append("")
                continue
            median = statistics.median(all_until)
            never = sum(map(math.isinf, all_until))
            line.append(number(median) + (f", {never} never" if never else "")
                        + (f" (of {len(all_until)})" if len(all_until) < arguments.sampler_seeds else ""))
            print(name, method, line[-1], [number(x) for x in all_until], file=sys.stderr)
        table.append(line)
    with open(arguments.out, "w") as out:
        out.write(f"# {arguments.machine}\n# bench/tune-cost {' '.join(sys.argv[1:]) if arguments.out != str(RESULTS) else ''}".rstrip() + "\n")
        for name in arguments.networks.split(","):
            out.write(f"# {name}: {ALL[name]}\n")
        out.write("network,method,samplerSeed,trials,steps,best,stepsUntilNear,trialsUntilNear\n")
        for row in rows:
            out.write(",".join(f"{x:.6g}" if isinstance(x, float) and not math.isinf(x) and x != int(x) else
                               "" if isinstance(x, float) and math.isinf(x) else str(x) for x in row) + "\n")
    print("| network | grid | " + " | ".join(arguments.methods.split(",")) + " |")
    print("|---|" + "---|" * (1 + len(arguments.methods.split(","))))
    for line in table:
        print("| " + " | ".join(line) + " |")


if __name__ == "__main__":
    main()
