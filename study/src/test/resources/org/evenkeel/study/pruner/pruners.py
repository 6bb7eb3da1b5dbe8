# SPDX-License-Identifier: Apache-2.0
# Writes pruners.json: which trials the median pruner and successive halving of Optuna 3.1.0 give
# up, and when. Run as: /usr/bin/python3 pruners.py > pruners.json
import json
import math
import sys

import numpy as np
import optuna

assert optuna.__version__ == "3.1.0"
NAMES = {"nan": "NaN", "inf": "Infinity"}
optuna.logging.set_verbosity(optuna.logging.ERROR)


def race(name, arguments, pruner, seed, trials, steps):
    """Trials that report in turn, three at a time; what each was told after each report."""
    rng = np.random.default_rng(seed)
    study = optuna.create_study(pruner=pruner)
    running, events, asked = [], [], 0
    while asked < trials or running:
        while len(running) < 3 and asked < trials:
            running.append([study.ask(), 0, rng.random()])
            asked += 1
        one = running[int(rng.integers(len(running)))]
        trial, step, level = one
        # Some report at every step, some only now and then.
        step += 1 if level < 0.7 else int(rng.integers(1, 4))
        value = round(level + 2 / step + 0.3 * rng.random(), 1)
        value = float("nan") if rng.random() < 0.03 else value
        value = float("inf") if rng.random() < 0.03 else value
        one[1] = step
        trial.report(value, step)
        pruned = bool(trial.should_prune())
        ends = pruned or step >= steps
        written = value if math.isfinite(value) else NAMES[str(value)]
        events.append([trial.number, step, written, pruned])
        if ends:
            study.tell(trial, state=optuna.trial.TrialState.PRUNED) if pruned else study.tell(trial, level)
            running.remove(one)
    return {"pruner": name, "arguments": arguments, "steps": steps, "events": events}


golden = []
for seed, (startup, warmup) in enumerate([(0, 0), (5, 0), (2, 4), (5, 3)]):
    pruner = optuna.pruners.MedianPruner(startup, warmup)
    golden.append(race("median", [startup, warmup], pruner, seed, 40, 10))
for seed, (least, factor, rate) in enumerate([(1, 2, 0), (1, 4, 0), (2, 3, 0), (1, 2, 2), (3, 2, 1)]):
    pruner = optuna.pruners.SuccessiveHalvingPruner(least, factor, rate)
    golden.append(race("asha", [least, factor, rate], pruner, 100 + seed, 60, 20))
json.dump(golden, sys.stdout, separators=(",", ":"))
print()
