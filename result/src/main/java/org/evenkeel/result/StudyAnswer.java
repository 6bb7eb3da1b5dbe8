// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import org.evenkeel.result.StudyResult.Confirmation;
import org.evenkeel.result.StudyResult.Maximized;
import org.evenkeel.study.result.Effect;
import org.evenkeel.study.result.Interval;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a study: whether another multiplier than 1 is worth it, and the recommended trial.
 *
 * @param recommended the recommended trial: the best setting, unless multiplier 1 is to be kept
 * @param sentence the figures that the answer rests on
 */
public record StudyAnswer(Kind kind, Trial recommended, String sentence) {

  /** Kinds of answers. */
  public enum Kind {
    /** The multiplier was not searched; the best setting is recommended. */
    NOT_SEARCHED("best setting found"),
    /** The best multiplier improves on 1. */
    WORTH_IT("worth it"),
    /** No multiplier improves on 1, or not enough to matter. */
    LEAVE_IT("leave it at 1"),
    /** The comparison over fresh seeds does not decide. */
    UNDECIDED("leave it at 1 until more is known"),
    /** The best multiplier was not compared with 1. */
    NOT_COMPARED("cannot tell");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** The answer in a few words. */
    @Override
    public String toString() {
      return words;
    }
  }

  /** The answer with its figures. */
  @Override
  public String toString() {
    return kind + ": " + sentence;
  }

  /**
   * The answer that follows from the finalists.
   *
   * @param optimum the trial of the best setting
   * @param atOne the trial of the best setting with multiplier 1; null if there is none
   * @param confirmation their comparison over fresh seeds; null if there was none
   */
  public static StudyAnswer of(
      Trial optimum, @Nullable Trial atOne, @Nullable Confirmation confirmation) {
    return of(optimum, atOne, confirmation, "validation loss", null);
  }

  /** The answer of a study that minimizes something else. */
  static StudyAnswer of(
      Trial optimum,
      @Nullable Trial atOne,
      @Nullable Confirmation confirmation,
      String measure,
      @Nullable Maximized maximized) {
    String valued = maximized == null ? measure : maximized.metric();
    String loss = optimum.value() == null ? "-" : told(optimum.value(), maximized);
    Object multiplier = optimum.setting().values().get(StudyResult.MULTIPLIER);
    if (!(multiplier instanceof Number number)) {
      return new StudyAnswer(
          Kind.NOT_SEARCHED,
          optimum,
          "The best setting, trial %d, has %s %s.".formatted(optimum.number(), valued, loss));
    }
    Trial standard = atOne == null ? optimum : atOne;
    if (number.doubleValue() == 1) {
      return new StudyAnswer(
          Kind.LEAVE_IT,
          standard,
          "No other multiplier is better; trial %d has %s %s with 1."
              .formatted(optimum.number(), valued, loss));
    }
    String value = Numbers.number(number.doubleValue());
    if (confirmation == null) {
      return new StudyAnswer(
          Kind.NOT_COMPARED,
          standard,
          "Multiplier %s is best, but was not compared with 1 over fresh seeds%s."
              .formatted(value, atOne == null ? ", as nothing trained with 1" : ""));
    }
    Kind kind =
        switch (confirmation.effect().answer()) {
          case WORTH_IT -> Kind.WORTH_IT;
          case LEAVE_IT -> Kind.LEAVE_IT;
          case CANNOT_TELL -> Kind.UNDECIDED;
        };
    return new StudyAnswer(
        kind,
        kind == Kind.WORTH_IT ? optimum : standard,
        figures(confirmation, value, measure, maximized)
            + (kind == Kind.UNDECIDED ? " More trials or more fresh seeds would tell." : ""));
  }

  /** The answer where time sufficed for too few trials to leave the multiplier at 1. */
  StudyAnswer ofFewTrials(String missing) {
    return kind == Kind.LEAVE_IT
        ? new StudyAnswer(
            Kind.NOT_COMPARED,
            recommended,
            "Multiplier 1 is best of the few trials that time sufficed for: " + missing + ".")
        : this;
  }

  private static String told(double loss, @Nullable Maximized maximized) {
    return Numbers.fixed(maximized == null ? loss : maximized.value(loss), 3);
  }

  private static String figures(
      Confirmation confirmation, String multiplier, String measure, @Nullable Maximized maximized) {
    Effect effect = confirmation.effect();
    int diverged = effect.changedDiverged() + effect.defaultDiverged();
    Interval interval = effect.improvementInterval();
    if (effect.improvement() == null || interval == null) {
      return "Of %s %d diverged with multiplier %s, and %d with 1."
          .formatted(
              Words.count((long) effect.pairs() + diverged, "fresh seed"),
              effect.changedDiverged(),
              multiplier,
              effect.defaultDiverged());
    }
    String losses =
        confirmation.loss() == null || confirmation.defaultLoss() == null
            ? ""
            : " (%s%s, %s)"
                .formatted(
                    maximized == null ? "" : maximized.metric() + " ",
                    told(confirmation.loss(), maximized),
                    told(confirmation.defaultLoss(), maximized));
    return "Over %s the %s with multiplier %s is %.1f %% %s than with 1 at its own best setting%s (%.0f %%: %.1f to %.1f %% less)%s."
        .formatted(
            Words.count(effect.pairs(), "fresh seed"),
            measure,
            multiplier,
            Math.abs(100 * effect.improvement()),
            effect.improvement() < 0 ? "more" : "less",
            losses,
            100 * interval.level(),
            100 * interval.low(),
            100 * interval.high(),
            diverged == 0
                ? ""
                : "; besides, %d diverged with it and %d with 1"
                    .formatted(effect.changedDiverged(), effect.defaultDiverged()));
  }
}
