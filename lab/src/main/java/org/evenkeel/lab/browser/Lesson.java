// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Split;
import org.evenkeel.init.Start;
import org.evenkeel.lab.training.Exercise;
import org.evenkeel.lab.training.Perceptron;
import org.evenkeel.lab.training.Run;
import org.evenkeel.training.TrainingRun;
import org.jspecify.annotations.Nullable;

/** The same small network trained from several starts side by side. */
final class Lesson {

  private static final int MOST_STARTS = 3;

  private final Exercise exercise;
  private final Split data;
  private final double reach; // of a plane
  private final List<String> starts = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();

  /** The runs that the controls ask for, before their first step. */
  Lesson(Controls controls) {
    exercise = exercise(controls);
    data = exercise.data();
    reach = Pictures.reach(data.training());
    for (int i = 1; i <= MOST_STARTS; i++) {
      String text = controls.text("start" + i, "");
      if (!text.isEmpty()) {
        starts.add(text);
        runs.add(new Run(exercise, data, start(text, exercise.seed())));
      }
    }
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a start is needed: write he, zeros or normal(1) for one");
    }
  }

  static Exercise exercise(Controls controls) {
    return new Exercise(
        Exercise.Set.named(controls.text("data", "circles")),
        Formula.activation(controls.text("f", "relu")),
        controls.whole("depth", "depth", "2"),
        controls.whole("width", "width", "10"),
        controls.whole("batch", "batch", "30"),
        controls.number("rate", "learning rate", "0.1"),
        controls.whole("epochs", "number of epochs", "300"),
        controls.whole("seed", "seed", "0"));
  }

  static Start start(String text, int seed) {
    return Start.of(text).withSeed(seed);
  }

  /** What does not change while they train, and how they stand before the first step. */
  Map<String, Object> beginning() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("starts", starts);
    all.put("guessing", Math.log(data.training().classes()));
    all.put("target", Exercise.TARGET);
    boolean named = Formula.named(exercise.f().name()).isPresent();
    all.put("command", named ? exercise.command(starts) : null);
    if (exercise.set() == Exercise.Set.DIGITS) {
      all.put("digits", Pictures.digits(exercise.raw().validation()));
    } else {
      all.put("points", points(data.training()));
      all.put("reach", reach);
    }
    all.put("now", now(0));
    return all;
  }

  void step(int count) {
    for (Run run : runs) {
      for (int i = 0; i < count; i++) {
        run.step();
      }
    }
  }

  /**
   * How the runs stand.
   *
   * @param told the epochs that are known already
   */
  Map<String, Object> now(int told) {
    List<Map<String, Object>> all = new ArrayList<>();
    boolean over = true;
    int steps = 0;
    for (Run run : runs) {
      all.add(state(run, told));
      over &= run.isOver();
      steps = Math.max(steps, run.steps());
    }
    Map<String, Object> now = new LinkedHashMap<>();
    now.put("steps", steps);
    now.put("over", over);
    now.put("runs", all);
    return now;
  }

  private Map<String, Object> state(Run run, int told) {
    List<TrainingRun.Epoch> epochs = run.epochs();
    List<TrainingRun.Epoch> fresh = epochs.subList(Math.min(told, epochs.size()), epochs.size());
    TrainingRun.@Nullable State state = run.state();
    Perceptron network = run.perceptron();
    int distinct = network.distinctUnits();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("steps", run.steps());
    all.put("state", state == null ? null : state.label());
    all.put("batchLoss", run.lossOfStep());
    all.put("first", run.steps() == 0 ? run.validation()[0] : null);
    all.put("epochSteps", fresh.stream().map(TrainingRun.Epoch::steps).toList());
    all.put("trainLoss", fresh.stream().map(TrainingRun.Epoch::trainLoss).toList());
    all.put("loss", fresh.stream().map(TrainingRun.Epoch::validationLoss).toList());
    all.put("accuracy", fresh.stream().map(TrainingRun.Epoch::validationAccuracy).toList());
    all.put("stepsToTarget", run.stepsToTarget());
    all.put("units", network.units(0));
    all.put("distinct", distinct);
    if (exercise.set() == Exercise.Set.DIGITS) {
      all.put("answers", Pictures.answers(network, data.validation()));
      all.put("pictures", Pictures.templates(network));
    } else {
      all.put("plane", Pictures.plane(network, reach));
      all.put("pictures", Pictures.units(network, reach));
    }
    return all;
  }

  private static List<double[]> points(Examples examples) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      points.add(
          new double[] {
            examples.features()[2 * i], examples.features()[2 * i + 1], examples.labels()[i]
          });
    }
    return points;
  }
}
