// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.report.figure.Trials;
import org.evenkeel.report.page.Page.Headline;
import org.evenkeel.result.CommandLines;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Comparison.StartResult;
import org.evenkeel.result.PlannedParameter;
import org.evenkeel.result.Ranking;
import org.evenkeel.result.Result;
import org.evenkeel.result.StudyResult;
import org.evenkeel.result.TrainedStart;
import org.evenkeel.signal.Remedy;
import org.evenkeel.signal.Verdict;
import org.evenkeel.study.result.Effect;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;
import org.evenkeel.training.TrainingRun;

/** What results mean, in words. */
final class Headlines {

  private Headlines() {}

  static List<Headline> of(List<Result> results) {
    List<Headline> headlines = new ArrayList<>();
    for (Result result : results) {
      if (result instanceof Comparison comparison) {
        Ranking.of(comparison)
            .ifPresent(
                best ->
                    headlines.add(
                        new Headline(
                            "",
                            best.trains() ? Tone.GOOD : Tone.BAD,
                            best.state(),
                            best.sentence(),
                            null,
                            null)));
        for (StartResult start : comparison.starts()) {
          headlines.add(of(start, comparison));
        }
      } else if (result instanceof StudyResult study) {
        headlines.add(of(study));
      }
    }
    return headlines;
  }

  private static Headline of(StartResult start, Comparison comparison) {
    String training =
        start.runs().isEmpty()
            ? ""
            : new TrainedStart(start.name(), start.runs()).sentence(comparison.targetAccuracy());
    Verdict verdict = start.profile() == null ? null : start.profile().verdict();
    if (verdict == null) {
      boolean bad = start.runs().stream().anyMatch(run -> run.state() != TrainingRun.State.TRAINED);
      boolean any = !start.runs().isEmpty();
      if (!any && !start.plan().isEmpty()) {
        return planned(start);
      }
      return new Headline(
          start.name(),
          any ? (bad ? Tone.BAD : Tone.GOOD) : Tone.NEUTRAL,
          any ? (bad ? "not trained by all seeds" : "trained") : "not known",
          any ? training : "Neither its signal nor a training is known.",
          null,
          null);
    }
    Remedy remedy = verdict.remedy();
    return new Headline(
        start.name(),
        verdict.healthy() ? Tone.GOOD : verdict.unknown() ? Tone.NEUTRAL : Tone.BAD,
        verdict.state().label(),
        sentence(verdict.cause().toString()) + (training.isEmpty() ? "" : " " + training),
        remedy == null ? null : CommandLines.advice(remedy),
        remedy == null || comparison.starts().size() > 1
            ? null
            : CommandLines.command(comparison.origin().command(), remedy));
  }

  private static Headline planned(StartResult start) {
    List<String> rules =
        start.plan().stream()
            .map(PlannedParameter::rule)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    return new Headline(
        start.name(),
        Tone.NEUTRAL,
        "planned",
        "%s, drawn by %s."
            .formatted(Words.count(start.plan().size(), "parameter"), Words.list(rules)),
        null,
        null);
  }

  private static String sentence(String words) {
    if (words == null || words.isEmpty()) {
      return "";
    }
    int first = words.codePointAt(0);
    return new StringBuilder()
        .appendCodePoint(Character.toUpperCase(first))
        .append(words.substring(Character.charCount(first)))
        .append('.')
        .toString();
  }

  private static Headline of(StudyResult study) {
    String subject = study.name() == null ? "" : study.name();
    StudyResult.Finalists finalists = study.finalists();
    if (finalists == null) {
      boolean any = study.trials().stream().anyMatch(Trial::hasValue);
      return new Headline(
          subject,
          any ? Tone.NEUTRAL : Tone.BAD,
          any || "interrupted".equals(study.ending()) ? "not done yet" : "no answer",
          any
              ? Trials.tally(study.trials()) + "."
              : "No trial has a value: nothing trained to its end.",
          null,
          null);
    }
    Answer answer = Answer.of(study);
    List<String> arguments = finalists.arguments();
    return new Headline(
        subject,
        answer.tone(),
        answer.state(),
        answer.sentence(),
        arguments.isEmpty() ? null : "Train the winner again, to the value of its first seed.",
        arguments.isEmpty() ? null : "evenkeel train " + CommandLines.quoted(arguments));
  }

  /**
   * What a study with finalists answers.
   *
   * @param tone whether there is something to gain
   * @param state the answer in a few words
   * @param sentence what it rests on
   */
  private record Answer(Tone tone, String state, String sentence) {

    static Answer of(StudyResult study) {
      Trial winner = study.finalists().optimum();
      String loss = winner.value() == null ? "-" : Numbers.fixed(winner.value(), 3);
      Object multiplier = winner.setting().values().get(Trials.MULTIPLIER);
      if (!(multiplier instanceof Number number)) {
        return new Answer(
            Tone.GOOD,
            "winner: trial " + winner.number(),
            "The winner, trial %d, has validation loss %s with %s."
                .formatted(winner.number(), loss, Trials.setting(winner)));
      }
      if (number.doubleValue() == 1) {
        return new Answer(
            Tone.NEUTRAL,
            "leave it at 1",
            "No other multiplier is better; trial %d has validation loss %s with it."
                .formatted(winner.number(), loss));
      }
      String value = Numbers.number(number.doubleValue());
      Effect effect = study.effect();
      if (effect == null) {
        return new Answer(
            Tone.NEUTRAL,
            "cannot tell",
            "Multiplier %s is best, but was not compared with 1 over fresh seeds%s."
                .formatted(
                    value,
                    study.finalists().standard() == null ? ", as nothing trained at 1" : ""));
      }
      return new Answer(
          effect.answer() == Effect.Answer.WORTH_IT ? Tone.GOOD : Tone.NEUTRAL,
          effect.answer() == Effect.Answer.CANNOT_TELL
              ? "leave it at 1 until more is known"
              : effect.answer().toString(),
          numbers(effect, value)
              + (effect.answer() == Effect.Answer.CANNOT_TELL
                  ? " More trials (--trials) or seeds (--confirm) would tell."
                  : ""));
    }

    private static String numbers(Effect effect, String multiplier) {
      if (effect.improvement() == null || effect.improvementInterval() == null) {
        return "Of %s %d diverged with multiplier %s, and %d with 1."
            .formatted(
                Words.count(
                    (long) effect.pairs() + effect.changedDiverged() + effect.defaultDiverged(),
                    "fresh seed"),
                effect.changedDiverged(),
                multiplier,
                effect.defaultDiverged());
      }
      String diverged =
          effect.changedDiverged() + effect.defaultDiverged() == 0
              ? ""
              : "; besides, %d diverged with it and %d with 1"
                  .formatted(effect.changedDiverged(), effect.defaultDiverged());
      return "Over %s the validation loss with multiplier %s is %.1f %% %s than with 1 at its own best setting (%.0f %%: %.1f to %.1f %% less)%s."
          .formatted(
              Words.count(effect.pairs(), "fresh seed"),
              multiplier,
              Math.abs(100 * effect.improvement()),
              effect.improvement() < 0 ? "more" : "less",
              100 * effect.improvementInterval().level(),
              100 * effect.improvementInterval().low(),
              100 * effect.improvementInterval().high(),
              diverged);
    }
  }
}
