// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.report.figure.TrialLabels;
import org.evenkeel.report.page.Page.Headline;
import org.evenkeel.result.CommandLines;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Comparison.StartResult;
import org.evenkeel.result.Ranking;
import org.evenkeel.result.Result;
import org.evenkeel.result.StudyAnswer;
import org.evenkeel.result.StudyResult;
import org.evenkeel.result.TrainedStart;
import org.evenkeel.signal.Remedy;
import org.evenkeel.signal.Verdict;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.text.Words;
import org.evenkeel.training.TrainingRun;

/** The headlines of a page: verdicts, the ranking of trained starts, answers of studies. */
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
                            best.sentence())));
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
          any ? training : "Neither a profile nor a training run is known.");
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
            .map(parameter -> parameter.start().rule())
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    return new Headline(
        start.name(),
        Tone.NEUTRAL,
        "planned",
        "%s, drawn by %s."
            .formatted(Words.count(start.plan().size(), "parameter"), Words.list(rules)));
  }

  private static String sentence(String words) {
    if (words == null || words.isEmpty()) {
      return "";
    }
    int first = words.offsetByCodePoints(0, 1);
    return words.substring(0, first).toUpperCase(Locale.ROOT) + words.substring(first) + ".";
  }

  private static Headline of(StudyResult study) {
    String subject = study.name() == null ? "" : study.name();
    StudyAnswer answer = study.answer().orElse(null);
    if (answer == null) {
      boolean any = study.trials().stream().anyMatch(Trial::hasValue);
      return new Headline(
          subject,
          any ? Tone.NEUTRAL : Tone.BAD,
          any || "interrupted".equals(study.ending()) ? "not done yet" : "no answer",
          any
              ? TrialLabels.tally(study.trials()) + "."
              : "No trial has a value: nothing trained to its end.");
    }
    List<String> arguments = study.finalists().arguments();
    return new Headline(
        subject,
        switch (answer.kind()) {
          case WORTH_IT, NOT_SEARCHED -> Tone.GOOD;
          case LEAVE_IT, UNDECIDED, NOT_COMPARED -> Tone.NEUTRAL;
        },
        answer.kind().toString(),
        answer.sentence(),
        arguments.isEmpty() ? null : "Train the winner again, to the value of its first seed.",
        arguments.isEmpty() ? null : "evenkeel train " + CommandLines.quoted(arguments));
  }
}
