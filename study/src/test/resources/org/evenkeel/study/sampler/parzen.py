# SPDX-License-Identifier: Apache-2.0
# Writes parzen.json: what the TPE sampler of Optuna 3.1.0 computes, with multivariate=True and
# constant_liar=True. Run as: /usr/bin/python3 parzen.py > parzen.json
# One thing is mended here as Optuna did later (issue 5109, pull request 5110): the density of a
# truncated normal lacked the division by its scale, so wide and narrow kernels were not comparable.
import json
import math
import sys
import warnings

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution as Choice
from optuna.distributions import FloatDistribution as Float
from optuna.distributions import IntDistribution as Int
from optuna.samplers._tpe import _truncnorm
from optuna.samplers._tpe import sampler as tpe
from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
from optuna.trial import TrialState, create_trial

assert optuna.__version__ == "3.1.0"
warnings.simplefilter("ignore")
UNSCALED = _truncnorm.logpdf
_truncnorm.logpdf = lambda x, a, b, loc, scale: UNSCALED(x, a, b, loc, scale) - np.log(scale)
RULES = _ParzenEstimatorParameters(True, 1.0, True, False, tpe.default_weights, True)
AXES = {
    "multiplier": ("log:0.1..10", Float(0.1, 10, log=True)),
    "momentum": ("0.5..0.99", Float(0.5, 0.99)),
    "dropout": ("0..0.5..0.1", Float(0, 0.5, step=0.1)),
    "batch": ("int:16..128..16", Int(16, 128, step=16)),
    "depth": ("int:1..4", Int(1, 4)),
    "width": ("log:int:4..256", Int(4, 256, log=True)),
    "optimizer": ("sgd|adam|rms", Choice(["sgd", "adam", "rms"])),
}


def values(rng, names, n):
    """Internal values, drawn as Optuna's random sampler draws them."""
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(int(rng.integers(1 << 30))))
    rows = []
    for _ in range(n):
        trial = study.ask()
        rows.append(
            {
                k: AXES[k][1].to_internal_repr(trial._suggest(k, AXES[k][1]))
                for k in names
            }
        )
    return {k: [float(row[k]) for row in rows] for k in names}


def plain(array):
    return None if array is None else np.asarray(array, dtype=float).tolist()


def estimator(rng, names, n):
    seen = values(rng, names, n)
    at = values(rng, names, 12)
    dists = {k: AXES[k][1] for k in names}
    made = _ParzenEstimator({k: np.array(v) for k, v in seen.items()}, dists, RULES)
    density = made.log_pdf(
        {
            k: np.array(v, dtype=int if isinstance(dists[k], Choice) else float)
            for k, v in at.items()
        }
    )
    return {
        "space": ",".join(k + "=" + AXES[k][0] for k in names),
        "observations": seen,
        "weights": plain(made._weights),
        "mus": {k: plain(made._mus[k]) for k in names},
        "sigmas": {k: plain(made._sigmas[k]) for k in names},
        "shares": {k: plain(made._categorical_weights[k]) for k in names},
        "at": at,
        "density": plain(density),
    }


def trial(state, value, reports, params, dists):
    if state in (TrialState.PRUNED, TrialState.FAIL, TrialState.RUNNING, TrialState.WAITING):
        value = None
    return create_trial(
        state=state, value=value, params=params, distributions=dists, intermediate_values=reports
    )


def history(rng, n, space):
    """Trials of all states; values and reports have ties."""
    trials = []
    for i in range(n):
        states = [TrialState.COMPLETE] * 5 + [TrialState.PRUNED] * 4
        states += [TrialState.RUNNING, TrialState.FAIL, TrialState.WAITING]
        state = states[int(rng.integers(len(states)))]
        value = float(rng.integers(12)) / 4
        reports = {}
        if state in (TrialState.PRUNED, TrialState.RUNNING):
            for step in range(1, 1 + int(rng.integers(4))):
                reports[step] = float("nan") if rng.random() < 0.1 else float(rng.integers(9)) / 4
        params, dists = space(rng, state)
        trials.append(trial(state, value, reports, params, dists))
    return trials


def written(trials):
    return [
        {
            "state": t.state.name,
            "value": t.value if t.state == TrialState.COMPLETE else None,
            "reports": {k: "NaN" if math.isnan(v) else v for k, v in t.intermediate_values.items()},
            "params": t.params,
        }
        for t in trials
    ]


def nothing(rng, state):
    return {"depth": 1}, {"depth": AXES["depth"][1]}


def split(rng, n):
    trials = history(rng, n, nothing)
    study = optuna.create_study()
    study.add_trials(trials)
    _, scores, _ = tpe._get_observation_pairs(study, ["depth"], True)
    finished = sum(s < float("inf") for s, v in scores)
    below, above = tpe._split_observation_pairs(scores, tpe.default_gamma(finished), None)
    seen = [i for i, t in enumerate(trials) if t.state not in (TrialState.FAIL, TrialState.WAITING)]
    return {
        "trials": written(trials),
        "good": [seen[i] for i in below],
        "bad": [seen[i] for i in above],
    }


def conditional(rng, state):
    """Good near multiplier 2, learningRate 0.05; momentum only with its optimizer."""
    dists = {"multiplier": AXES["multiplier"][1], "learningRate": Float(1e-3, 1, log=True)}
    dists["depth"] = AXES["depth"][1]
    dists["optimizer"] = Choice(["sgd", "momentum"])
    params = {
        "multiplier": float(10 ** rng.uniform(-1, 1)),
        "learningRate": float(10 ** rng.uniform(-3, 0)),
        "depth": int(rng.integers(1, 5)),
        "optimizer": ["sgd", "momentum"][int(rng.integers(2))],
    }
    if params["optimizer"] == "momentum":
        params["momentum"] = float(rng.uniform(0.5, 0.99))
        dists["momentum"] = AXES["momentum"][1]
    return params, dists


def draws(rng, n, times):
    trials = history(rng, n, conditional)
    study = optuna.create_study()
    study.add_trials(trials)
    sampler = tpe.TPESampler(multivariate=True, constant_liar=True, seed=5)
    drawn = {k: [] for k in ("multiplier", "learningRate", "depth", "optimizer", "momentum")}
    dummy = create_trial(state=TrialState.RUNNING)
    space = sampler.infer_relative_search_space(study, dummy)
    assert len(space) == 4
    for _ in range(times):
        chosen = sampler.sample_relative(study, dummy, space)
        momentum = sampler.sample_independent(study, dummy, "momentum", AXES["momentum"][1])
        for k, v in {**chosen, "momentum": momentum}.items():
            drawn[k].append(float(f"{v:.6g}") if isinstance(v, float) else v)
    return {
        "space": "multiplier=log:0.1..10,learningRate=log:0.001..1,depth=int:1..4,"
        "optimizer=sgd|momentum,momentum=0.5..0.99 if optimizer=momentum",
        "trials": written(trials),
        "drawn": drawn,
    }


optuna.logging.set_verbosity(optuna.logging.ERROR)
rng = np.random.default_rng(20240501)
golden = {
    "estimators": [estimator(rng, [k], n) for k in AXES for n in (0, 1, 12)]
    + [estimator(rng, ["multiplier"], n) for n in (24, 25, 26, 27, 120)]
    + [estimator(rng, ["multiplier", "momentum"], n) for n in (3, 30)]
    + [estimator(rng, list(AXES), n) for n in (0, 1, 5, 24, 40)],
    "splits": [split(rng, n) for n in (1, 10, 15, 40, 120, 400)],
    "draws": [draws(rng, n, 400) for n in (30, 150)],
}
json.dump(golden, sys.stdout, separators=(",", ":"))
print()
