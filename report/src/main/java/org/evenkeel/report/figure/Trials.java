// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import org.evenkeel.report.text.Numbers;
import org.evenkeel.study.search.Tally;
import org.evenkeel.study.trial.Notes;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;

/** What figures say of trials. */
public final class Trials {

  /** The hyperparameter that a study of multipliers is about. */
  public static final String MULTIPLIER = "multiplier";

  private Trials() {}

  /** What a trial is called: by its multiplier, else by its number. */
  public static String called(Trial trial) {
    Double multiplier = number(trial, MULTIPLIER);
    return multiplier == null
        ? "trial " + trial.number()
        : MULTIPLIER
            + " "
            + (multiplier == Math.rint(multiplier) && Math.abs(multiplier) < 1e4
                ? String.valueOf(multiplier.longValue())
                : Numbers.number(multiplier));
  }

  /** A hyperparameter that is a number; null if the trial has none. */
  static Double number(Trial trial, String name) {
    return name != null && trial.setting().values().get(name) instanceof Number number
        ? (Double) number.doubleValue()
        : null;
  }

  /** How a trial ended, in a word. */
  static String outcome(Trial trial) {
    String noted = Notes.outcome(trial);
    return switch (trial.state()) {
      case COMPLETE -> noted.equals("diverged") ? noted : "complete";
      case PRUNED -> noted.isEmpty() || noted.equals("done") ? "pruned" : noted;
      case FAIL -> noted.isEmpty() ? "failed" : noted;
      case RUNNING -> "running";
      case WAITING -> "waiting";
    };
  }

  /** Whether it ended without a value that can be compared. */
  static boolean bad(Trial trial) {
    return trial.state() == TrialState.FAIL
        || (!trial.hasValue() && !outcome(trial).equals("pruned") && trial.state().finished());
  }

  /** How far a study is, in words. */
  public static String tally(java.util.List<Trial> trials) {
    Tally tally = Tally.of(trials);
    return "%s: %d complete, %d pruned, %d given up before the first step, %d failed"
        .formatted(
            Words.count(trials.size(), "trial"),
            tally.complete(),
            tally.pruned(),
            tally.hopeless(),
            tally.failed());
  }
}
