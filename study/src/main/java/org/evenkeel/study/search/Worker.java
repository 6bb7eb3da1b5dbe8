// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.evenkeel.study.journal.Change;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialOwner;
import org.evenkeel.study.trial.TrialState;
import org.jspecify.annotations.Nullable;

/** A thread of a search, which takes and evaluates trials until none is left. */
record Worker(
    Search search, Journal journal, TrialOwner owner, Objective objective, Progress progress)
    implements Callable<Ending> {

  /** The next trial, or the reason why there is none. */
  private record Next(@Nullable Trial trial, @Nullable Ending ending) {}

  @Override
  public Ending call() {
    while (!Thread.interrupted()) {
      Next next = journal.exclusively(this::next);
      if (next.trial() == null) {
        return next.ending();
      }
      Attempt attempt = new Attempt(search, journal, objective, next.trial());
      try {
        progress.changed(Tally.of(journal.trials()));
        attempt.run();
      } catch (InterruptedException e) {
        attempt.putBack();
        return Ending.INTERRUPTED;
      } catch (RuntimeException | Error e) {
        try {
          attempt.putBack();
        } catch (RuntimeException second) {
          e.addSuppressed(second); // the first failure is the one to report
        }
        throw e;
      }
      progress.changed(Tally.of(journal.trials()));
    }
    return Ending.INTERRUPTED;
  }

  /** Takes the next trial: first those whose process died, then those that wait, then a new one. */
  private Next next(Change change) {
    List<Trial> trials = change.trials();
    Double target = search.budget().target();
    if (target != null
        && trials.stream()
            .anyMatch(t -> t.hasValue() && t.value() <= change.direction().loss(target))) {
      return new Next(null, Ending.TARGET);
    }
    Optional<Trial> left =
        first(trials, Worker::abandoned)
            .or(() -> first(trials, t -> t.state() == TrialState.WAITING));
    int most = search.budget().trials();
    int number;
    if (left.isPresent()) {
      number = left.get().number();
      resume(change, left.get());
    } else if (most > 0 && trials.size() >= most) {
      return new Next(null, Ending.TRIALS);
    } else {
      Setting setting = sample(trials);
      if (setting == null) {
        return new Next(null, Ending.EXHAUSTED);
      }
      number = change.create(search.space(), setting, TrialState.RUNNING);
    }
    change.note(number, TrialNotes.OWNER, owner.json());
    change.note(number, TrialNotes.SEEDS, TrialNotes.json(search.seeds()));
    return new Next(change.trials().get(number), null);
  }

  private Optional<Trial> first(List<Trial> trials, Predicate<Trial> which) {
    return trials.stream()
        .filter(which)
        .filter(t -> search.space().contains(t.setting()))
        .findFirst();
  }

  private static boolean abandoned(Trial trial) {
    return trial.state() == TrialState.RUNNING
        && TrialOwner.gone(trial.attributes().get(TrialNotes.OWNER));
  }

  private void resume(Change change, Trial trial) {
    if (trial.domains().size() < trial.setting().values().size()) {
      change.choose(trial.number(), search.space(), trial.setting());
    }
    if (trial.state() == TrialState.WAITING) {
      change.state(trial.number(), TrialState.RUNNING, null);
    }
  }

  private @Nullable Setting sample(List<Trial> trials) {
    int number = trials.size();
    // A function of the seed and the number alone, so that trials share no stream.
    SplittableRandom random =
        new SplittableRandom(
            new SplittableRandom(search.seed() + number * 0x9E3779B97F4A7C15L).nextLong());
    return search.sampler().next(search.space(), trials, number, random);
  }
}
