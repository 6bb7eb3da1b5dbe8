package org.evenkeel.report.figure;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.evenkeel.result.Origin;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.result.Effect;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;

/** Studies for tests. */
public final class Studies {

  public static final Space SPACE = Space.parse("multiplier=log:0.1..10,learningRate=log:1e-3..1");

  private Studies() {}

  /** A trial; its outcome is noted where one is given. */
  public static Trial trial(
      Space space, int number, TrialState state, String outcome, Double value, Object... values) {
    Map<String, Object> setting = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      setting.put(space.hyperparameters().get(i).name(), values[i]);
    }
    Map<String, JsonElement> notes = new LinkedHashMap<>();
    if (outcome != null) {
      notes.put("outcome", new JsonPrimitive(outcome));
    }
    return new Trial(
        number, state, new Setting(setting), Map.of(), value, new TreeMap<>(), notes, null, null);
  }

  /** A bowl around multiplier 0.5 and learning rate 0.1; every seventh trial diverged. */
  public static List<Trial> trials(int number) {
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      double multiplier = Math.pow(10, -1 + 2 * ((i * 0.618) % 1));
      double rate = Math.pow(10, -3 + 3 * ((i * 0.414) % 1));
      double off = Math.pow(Math.log(multiplier / 0.5), 2) + Math.pow(Math.log(rate / 0.1), 2);
      trials.add(
          i % 7 == 3
              ? trial(SPACE, i, TrialState.PRUNED, "diverged", null, multiplier, rate)
              : trial(SPACE, i, TrialState.COMPLETE, "done", 0.2 + off / 20, multiplier, rate));
    }
    return trials;
  }

  /** A study of which all is known. */
  public static StudyResult whole(List<Trial> trials, Trial winner, Trial standard, Effect effect) {
    Surface surface = Surface.of(SPACE, trials, 1);
    Map<String, Surface.BestValue> bests = new LinkedHashMap<>();
    SPACE.hyperparameters().forEach(one -> bests.put(one.name(), surface.best(one.name())));
    return new StudyResult(
        Origin.UNKNOWN,
        "study.log",
        SPACE,
        "trials",
        new StudyResult.TheoryRange(0.3, 3, 1),
        trials,
        new StudyResult.Finalists(
            winner, standard, List.of("--rule", "he*0.5", "--net", "a b"), null, null),
        new StudyResult.Confirmation(effect, null, null),
        new StudyResult.Estimates(
            bests,
            surface.response("multiplier", Map.of(), 13),
            new StudyResult.LossMap("learningRate", surface.map("multiplier", "learningRate", 13)),
            Importance.of(
                surface, SPACE.hyperparameters().stream().map(Hyperparameter::name).toList())));
  }

  /** A study of which nothing but its trials is known. */
  public static StudyResult bare(Space space, List<Trial> trials) {
    return StudyResult.of(null, space, trials);
  }
}
