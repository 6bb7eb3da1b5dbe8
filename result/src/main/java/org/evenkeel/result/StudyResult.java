// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.study.result.Effect;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;

/**
 * What a study found.
 *
 * @param origin where it comes from
 * @param name the study's name or file; null if it has none
 * @param space what is searched
 * @param ending why the search ended, in one word; null if that is not known
 * @param theory what theory says of the multiplier; null if it says nothing
 * @param trials all trials
 * @param finalists the trials that are compared at the end; null if there are none
 * @param effect what the winner is worth against multiplier 1; null where they were not compared
 * @param bests the best value of each hyperparameter with its interval, by name
 * @param response the lowest value for each of a row of multipliers; empty where there is no
 *     surface
 * @param second the other hyperparameter of the map; null if there is no map
 * @param map the value over multiplier and the second hyperparameter, one row for each value of the
 *     second; empty if there is none
 * @param importance how much each hyperparameter matters
 */
public record StudyResult(
    Origin origin,
    String name,
    Space space,
    String ending,
    TheoryRange theory,
    List<Trial> trials,
    Finalists finalists,
    Effect effect,
    Map<String, Surface.BestValue> bests,
    List<Surface.Prediction> response,
    String second,
    List<List<Surface.Cell>> map,
    List<Importance> importance)
    implements Result {

  /** The hyperparameter that a study is all about. */
  public static final String MULTIPLIER = "multiplier";

  public StudyResult {
    trials = List.copyOf(trials);
    bests = Collections.unmodifiableMap(new LinkedHashMap<>(bests));
    response = List.copyOf(response);
    map = List.copyOf(map);
    importance = List.copyOf(importance);
  }

  /**
   * What theory says of the multiplier.
   *
   * @param low the lowest that may work
   * @param high the highest that may work
   * @param optimum the one that keeps signal and gradient most level
   */
  public record TheoryRange(double low, double high, double optimum) {}

  /**
   * The trials that the answer rests on.
   *
   * @param optimum the best setting of all
   * @param standard the best with multiplier 1; null if there is none
   * @param winner the one that is recommended
   * @param arguments the options of {@code evenkeel train} that train the winner again
   * @param optimumSignal the optimum's profile before training; null if it was not measured
   * @param standardSignal the standard's profile before training; null if it was not measured
   */
  public record Finalists(
      Trial optimum,
      Trial standard,
      Trial winner,
      List<String> arguments,
      SignalProfile optimumSignal,
      SignalProfile standardSignal) {

    public Finalists {
      arguments = List.copyOf(arguments);
    }
  }
}
