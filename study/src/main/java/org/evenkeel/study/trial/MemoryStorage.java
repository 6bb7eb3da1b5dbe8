// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

import com.google.gson.JsonElement;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.jspecify.annotations.Nullable;

/** The storage of a study in memory. */
public final class MemoryStorage implements Storage {

  private List<Trial> trials = List.of();
  private Map<String, JsonElement> attributes = Map.of();

  @Override
  public synchronized List<Trial> trials() {
    return trials;
  }

  @Override
  public synchronized Map<String, JsonElement> attributes() {
    return attributes;
  }

  @Override
  public synchronized <T extends @Nullable Object> T exclusively(Function<Change, T> work) {
    Copy copy = new Copy(new ArrayList<>(trials), new HashMap<>(attributes));
    T result = work.apply(copy);
    trials = List.copyOf(copy.trials);
    attributes = Map.copyOf(copy.attributes);
    return result;
  }

  /** A copy of the study for writing, which replaces the study once the work is done. */
  private record Copy(List<Trial> trials, Map<String, JsonElement> attributes) implements Change {

    @Override
    public int create(Space space, Setting setting, TrialState state) {
      int number = trials.size();
      LocalDateTime started = state == TrialState.RUNNING ? now() : null;
      Map<String, Domain> domains = space.domains(setting);
      trials.add(
          new Trial(
              number, state, setting, domains, null, new TreeMap<>(), Map.of(), started, null));
      return number;
    }

    @Override
    public void choose(int number, Space space, Setting setting) {
      change(number, trial -> trial.withSetting(space, setting));
    }

    @Override
    public void state(int number, TrialState state, @Nullable Double value) {
      change(number, trial -> trial.withState(state, value, now()));
    }

    @Override
    public void report(int number, int step, double value) {
      change(
          number,
          trial -> {
            SortedMap<Integer, Double> reports = new TreeMap<>(trial.intermediate());
            reports.put(step, value);
            return trial.withIntermediate(reports);
          });
    }

    @Override
    public void note(int number, String key, JsonElement value) {
      change(number, trial -> trial.withNote(key, value.deepCopy()));
    }

    @Override
    public void note(String key, JsonElement value) {
      attributes.put(key, value.deepCopy());
    }

    private void change(int number, UnaryOperator<Trial> change) {
      Trial trial = trials.get(number);
      Change.requireUnfinished(number, trial.state());
      trials.set(number, change.apply(trial));
    }

    private static LocalDateTime now() {
      return LocalDateTime.now(ZoneId.systemDefault());
    }
  }
}
