package org.evenkeel.study.sampler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;

/** Searches in memory, one trial after the other. */
final class Runs {

  private Runs() {}

  /** The trials of a search for the lowest value of a function. */
  static List<Trial> run(
      Sampler sampler, String space, ToDoubleFunction<Setting> function, int trials, long seed) {
    Space parsed = Space.parse(space);
    List<Trial> history = new ArrayList<>();
    for (int i = 0; i < trials; i++) {
      Setting setting = sampler.next(parsed, history, i, new SplittableRandom(seed * 1000 + i));
      history.add(complete(i, setting, function.applyAsDouble(setting)));
    }
    return history;
  }

  static double best(List<Trial> trials) {
    return trials.stream().mapToDouble(Trial::value).min().orElseThrow();
  }

  /** How many trials it took to come to a value; all of them and one more if none did. */
  static int trialsTo(double target, List<Trial> trials) {
    return trials.stream()
        .filter(trial -> trial.value() <= target)
        .mapToInt(trial -> trial.number() + 1)
        .findFirst()
        .orElse(trials.size() + 1);
  }

  static Trial complete(int number, Setting setting, double value) {
    return trial(number, TrialState.COMPLETE, setting, value);
  }

  static Trial trial(int number, TrialState state, Setting setting, Double value) {
    return new Trial(
        number, state, setting, Map.of(), value, new TreeMap<>(), Map.of(), null, null);
  }
}
