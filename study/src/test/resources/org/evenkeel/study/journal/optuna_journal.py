"""What real Optuna makes of a journal.

python3 optuna_journal.py begin FILE     begins the study "s" with trials of every kind
python3 optuna_journal.py maximize FILE  begins the study "s", which maximizes
python3 optuna_journal.py work FILE N    evaluates N trials of the study "s"
python3 optuna_journal.py show FILE      nothing more

Each prints the study afterwards, as one line of JSON.
"""

import json
import math
import sys
import warnings

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import TrialState, create_trial

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.WARNING)


def storage(file):
    try:
        from optuna.storages.journal import JournalFileBackend

        return optuna.storages.JournalStorage(JournalFileBackend(file))
    except ImportError:
        return optuna.storages.JournalStorage(optuna.storages.JournalFileStorage(file))


def objective(trial):
    rate = trial.suggest_float("rate", 1e-4, 1.0, log=True)
    width = trial.suggest_int("width", 2, 64, step=2)
    kind = trial.suggest_categorical("kind", ["relu", "tanh", True, 3])
    if kind == "tanh":
        trial.suggest_float("slope", 0.0, 1.0, step=0.25)
    for step in range(1, 4):
        trial.report(width / step, step)
    trial.set_user_attr("note", {"é": [1, None, "x"], "by": "optuna"})
    return abs(math.log(rate)) + width


def begin(file):
    kept = storage(file)
    gone = optuna.create_study(storage=kept, study_name="gone", direction="maximize")
    gone.add_trial(create_trial(value=1.0))
    study = optuna.create_study(storage=kept, study_name="s", sampler=optuna.samplers.RandomSampler(seed=1))
    optuna.delete_study(study_name="gone", storage=kept)
    other = optuna.create_study(storage=kept, study_name="other")
    study.set_user_attr("plan", [1, 2.5, "three"])
    kept.set_study_system_attr(study._study_id, "mine", 1)
    study.optimize(objective, n_trials=6)
    other.ask()
    study.add_trial(
        create_trial(
            state=TrialState.COMPLETE,
            value=-1.5,
            params={"rate": 0.5, "width": 8, "kind": True},
            distributions={
                "rate": FloatDistribution(1e-4, 1.0, log=True),
                "width": IntDistribution(2, 64, step=2),
                "kind": CategoricalDistribution(["relu", "tanh", True, 3]),
            },
            user_attrs={"from": "a template"},
            intermediate_values={1: 2.0, 7: float("nan"), 9: float("inf")},
        )
    )
    pruned = study.ask()
    pruned.suggest_float("rate", 1e-4, 1.0, log=True)
    pruned.report(3.5, 1)
    study.tell(pruned, state=TrialState.PRUNED)
    study.tell(study.ask(), state=TrialState.FAIL)
    study.ask().suggest_int("width", 2, 64, step=2)
    study.enqueue_trial({"rate": 0.25, "width": 6, "kind": "relu"}, user_attrs={"asked": True})
    study.enqueue_trial({"rate": 0.125})


def maximize(file):
    study = optuna.create_study(storage=storage(file), study_name="s", direction="maximize")
    study.add_trial(create_trial(value=0.75, intermediate_values={1: 0.5}))


def number(value):
    return value if value is None or math.isfinite(value) else str(value)


def show(file):
    study = optuna.load_study(study_name="s", storage=storage(file))
    trials = [
        {
            "number": t.number,
            "state": t.state.name,
            "value": number(t.value),
            "params": t.params,
            "kinds": {name: str(d) for name, d in t.distributions.items()},
            "intermediate": {str(k): number(v) for k, v in t.intermediate_values.items()},
            "attributes": t.user_attrs,
            "started": t.datetime_start and t.datetime_start.isoformat(timespec="microseconds"),
            "completed": t.datetime_complete and t.datetime_complete.isoformat(timespec="microseconds"),
        }
        for t in study.trials
    ]
    best = None
    if any(t.state == TrialState.COMPLETE for t in study.trials):
        best = study.best_trial.number
    print(json.dumps({"trials": trials, "attributes": study.user_attrs, "best": best}))


what, file = sys.argv[1:3]
if what == "begin":
    begin(file)
elif what == "maximize":
    maximize(file)
elif what == "work":
    optuna.load_study(study_name="s", storage=storage(file)).optimize(objective, n_trials=int(sys.argv[3]))
show(file)
