# SPDX-License-Identifier: Apache-2.0
"""The steps until a setting is near the best of a grid, with trainings looked up in a table: Optuna beside the rows of SimulatedSearch.

The tables are those of bench/multiplier-grid, interpolated as the class TrainedTable does it. Reads the rows of SimulatedSearch from stdin, adds
those of Optuna's TPE with its median pruner and of random search, and prints all and, to stderr, medians.
"""

import csv
import math
import pathlib
import statistics
import sys
import warnings

import optuna

RESULTS = pathlib.Path(__file__).resolve().parent / "results"
NETWORKS = ["tanh-lecun", "relu-he", "relu-lecun"]
EPOCHS, EPOCH_STEPS, SEEDS, NEAR = 5, 38, (0, 1, 2), 1.02
TRIALS = {"tpe": 40, "random": 96}
SAMPLERS = 10


class Table:
    def __init__(self, file):
        self.losses, rates = {}, {}
        with open(file) as rows:
            for row in csv.DictReader(line for line in rows if not line.startswith("#")):
                m, r = math.log(float(row["multiplier"])), math.log(float(row["learningRate"]))
                self.losses[round(m, 4), round(r, 4), int(row["seed"])] = [float(x) for x in row["epochLosses"].split()] or [math.nan]
                rates.setdefault(round(m, 4), set()).add(round(r, 4))
        sizes = {len(one) for one in rates.values()}
        self.coarse, self.fine = [self.grid(rates, pick(sizes)) for pick in (max, min)]

    @staticmethod
    def grid(rates, size):
        multipliers = sorted(m for m, one in rates.items() if len(one) == size)
        return multipliers, sorted(rates[multipliers[0]])

    def at(self, multiplier, rate, seed):
        x, y = math.log(multiplier), math.log(rate)
        inside = all(values[0] <= v <= values[-1] for values, v in zip(self.fine, (x, y)))
        multipliers, rates = self.fine if inside else self.coarse
        i, j = place(multipliers, x), place(rates, y)
        cell = lambda a, b: self.losses[multipliers[a], rates[b], seed]
        nearest = cell(round(i), round(j))
        if len(nearest) < EPOCHS or not all(map(math.isfinite, nearest)):
            return nearest
        corners = [(w, cell(a, b)) for a in (int(i), int(i) + 1) for b in (int(j), int(j) + 1)
                   if (w := (1 - abs(i - a)) * (1 - abs(j - b))) > 0]
        found = []
        for epoch in range(EPOCHS):
            known = [(w, c[epoch]) for w, c in corners if epoch < len(c) and math.isfinite(c[epoch])]
            found.append(sum(w * v for w, v in known) / sum(w for w, _ in known))
        return found

    def best(self):
        values = []
        for m in self.coarse[0]:
            for r in self.coarse[1]:
                runs = [self.losses[m, r, seed] for seed in SEEDS]
                if all(len(run) == EPOCHS and all(map(math.isfinite, run)) for run in runs):
                    values.append(statistics.fmean(min(run) for run in runs))
        return min(values)


def place(values, v):
    if v <= values[0]:
        return 0
    if v >= values[-1]:
        return len(values) - 1
    i = 0
    while values[i + 1] < v:
        i += 1
    return i + (v - values[i]) / (values[i + 1] - values[i])


def search(table, method, seed):
    bound, found = NEAR * table.best(), []
    sampler = optuna.samplers.TPESampler(seed=seed) if method == "tpe" else optuna.samplers.RandomSampler(seed=seed)
    study = optuna.create_study(sampler=sampler, pruner=optuna.pruners.MedianPruner() if method == "tpe" else optuna.pruners.NopPruner())

    def objective(trial):
        multiplier = trial.suggest_float("multiplier", 0.1, 10, log=True)
        rate = trial.suggest_float("learningRate", 1e-3, 1, log=True)
        found.append(0)
        values = []
        for i, one in enumerate(SEEDS):
            losses = table.at(multiplier, rate, one)
            for epoch, loss in enumerate(losses, 1):
                found[-1] += EPOCH_STEPS
                if not math.isfinite(loss):
                    raise optuna.TrialPruned()
                if epoch < len(losses):
                    trial.report(loss, i * EPOCHS + epoch)
                    if trial.should_prune():
                        raise optuna.TrialPruned()
            values.append(min(losses))
            if i < len(SEEDS) - 1:
                trial.report(min(losses), (i + 1) * EPOCHS)
                if trial.should_prune():
                    raise optuna.TrialPruned()
        value = statistics.fmean(values)
        if value <= bound:
            study.set_user_attr("steps", sum(found))
            study.stop()
        return value

    study.optimize(objective, n_trials=TRIALS[method])
    return len(found), study.user_attrs.get("steps")


def main():
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.filterwarnings("ignore")
    rows = list(csv.DictReader(sys.stdin))
    for name in NETWORKS:
        table = Table(RESULTS / f"multiplier-{name}.csv")
        for method in TRIALS:
            for seed in range(SAMPLERS):
                trials, steps = search(table, method, seed)
                rows.append({"network": name, "method": method, "samplerSeed": seed, "trials": trials,
                             "stepsUntilNear": "" if steps is None else steps, "stepsBefore": 0})
    out = csv.DictWriter(sys.stdout, rows[0].keys(), lineterminator="\n")
    out.writeheader()
    out.writerows(rows)
    for name in NETWORKS:
        for method in ("random", "tpe", "tune-no-theory", "tune"):
            all_steps = [float(r["stepsUntilNear"] or math.inf) for r in rows if r["network"] == name and r["method"] == method]
            print(name, method, statistics.median(all_steps), sum(map(math.isinf, all_steps)), "never", file=sys.stderr)


if __name__ == "__main__":
    main()
