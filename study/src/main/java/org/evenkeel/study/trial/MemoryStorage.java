// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

import com.google.gson.JsonElement;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;

/** A study that is kept in memory, and gone with it. */
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
  public synchronized <T> T exclusively(Function<Change, T> work) {
    Copy copy = new Copy(new ArrayList<>(trials), new HashMap<>(attributes));
    T result = work.apply(copy);
    trials = List.copyOf(copy.trials);
    attributes = Map.copyOf(copy.attributes);
    return result;
  }

  /** A study to write to; it counts once the work is done. */
  private record Copy(List<Trial> trials, Map<String, JsonElement> attributes) implements Change {

    @Override
    public int create(Space space, Setting setting, TrialState state) {
      trials.add(
          new Trial(
              trials.size(),
              state,
              setting,
              space.domains(setting),
              null,
              new TreeMap<>(),
              Map.of(),
              state == TrialState.RUNNING ? LocalDateTime.now(ZoneId.systemDefault()) : null,
              null));
      return trials.size() - 1;
    }

    @Override
    public void choose(int number, Space space, Setting setting) {
      Trial old = unfinished(number);
      trials.set(
          number,
          new Trial(
              number,
              old.state(),
              setting,
              space.domains(setting),
              old.value(),
              old.intermediate(),
              old.attributes(),
              old.started(),
              old.completed()));
    }

    @Override
    public void state(int number, TrialState state, Double value) {
      Trial old = unfinished(number);
      LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
      trials.set(
          number,
          new Trial(
              number,
              state,
              old.setting(),
              old.domains(),
              value,
              old.intermediate(),
              old.attributes(),
              state == TrialState.RUNNING ? now : old.started(),
              state.finished() ? now : null));
    }

    @Override
    public void report(int number, int step, double value) {
      Trial old = unfinished(number);
      TreeMap<Integer, Double> reports = new TreeMap<>(old.intermediate());
      reports.put(step, value);
      trials.set(number, with(old, reports, old.attributes()));
    }

    @Override
    public void note(int number, String key, JsonElement value) {
      Trial old = unfinished(number);
      Map<String, JsonElement> notes = new HashMap<>(old.attributes());
      notes.put(key, value.deepCopy());
      trials.set(number, with(old, new TreeMap<>(old.intermediate()), notes));
    }

    @Override
    public void note(String key, JsonElement value) {
      attributes.put(key, value.deepCopy());
    }

    private Trial unfinished(int number) {
      Trial trial = trials.get(number);
      if (trial.state().finished()) {
        throw new IllegalStateException(
            "a trial that is finished stays as it is: trial %d is %s"
                .formatted(number, trial.state()));
      }
      return trial;
    }

    private static Trial with(
        Trial old, TreeMap<Integer, Double> reports, Map<String, JsonElement> notes) {
      return new Trial(
          old.number(),
          old.state(),
          old.setting(),
          old.domains(),
          old.value(),
          reports,
          notes,
          old.started(),
          old.completed());
    }
  }
}
