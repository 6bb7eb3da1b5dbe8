// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.report.figure.TrialLabels;
import org.evenkeel.report.page.Page.Headline;
import org.evenkeel.result.AuditResult;
import org.evenkeel.result.AuditResult.ModelAudit;
import org.evenkeel.result.CommandLines;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Comparison.StartResult;
import org.evenkeel.result.Result;
import org.evenkeel.result.StudyAnswer;
import org.evenkeel.result.StudyResult;
import org.evenkeel.result.TrainedStart;
import org.evenkeel.signal.Remedy;
import org.evenkeel.signal.Verdict;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;
import org.evenkeel.training.TrainingRun;

/** The headlines of a page: verdicts, the ranking of trained starts, answers of studies. */
final class Headlines {

  private Headlines() {}

  static List<Headline> of(List<Result> results) {
    return results.stream().flatMap(Headlines::of).toList();
  }

  private static Stream<Headline> of(Result result) {
    if (result instanceof Comparison comparison) {
      return Stream.concat(
          comparison.ranking().stream()
              .map(
                  best ->
                      new Headline(
                          "", best.trains() ? Tone.GOOD : Tone.BAD, best.state(), best.sentence())),
          comparison.starts().stream().map(start -> of(start, comparison)));
    }
    if (result instanceof AuditResult audit) {
      boolean lone = audit.audits().size() == 1;
      return audit.audits().stream()
          .map(one -> of(one, lone ? "" : one.file(), audit.falseAlarm()));
    }
    return result instanceof StudyResult study ? Stream.of(of(study)) : Stream.empty();
  }

  private static Headline of(ModelAudit audit, String subject, double falseAlarm) {
    return new Headline(
        subject,
        switch (audit.state()) {
          case INITIAL -> Tone.GOOD;
          case FAULTY -> Tone.BAD;
          case TRAINED, UNKNOWN -> Tone.NEUTRAL;
        },
        audit.state().label(),
        audit.sentence()
            + (audit.rows().isEmpty() || audit.rules().isEmpty()
                ? ""
                : ". Initial weights by these rules have a finding in %s of files."
                    .formatted(Numbers.percent(falseAlarm))));
  }

  private static Headline of(StartResult start, Comparison comparison) {
    if (start.profile() == null) {
      return unmeasured(start, comparison);
    }
    Verdict verdict = start.profile().verdict();
    Remedy remedy = verdict.remedy();
    String cause = verdict.cause().toString();
    boolean lone = comparison.starts().size() == 1;
    return new Headline(
        start.name(),
        verdict.healthy()
            ? Tone.GOOD
            : verdict.unknown() || verdict.slow() ? Tone.NEUTRAL : Tone.BAD,
        verdict.state().label(),
        cause.substring(0, 1).toUpperCase(Locale.ROOT)
            + cause.substring(1)
            + "."
            + (start.runs().isEmpty() ? "" : " " + training(start, comparison))
            + start.profile().remark().map(" %s."::formatted).orElse("")
            + (start.stableRate() == null ? "" : " " + start.stableRate().sentence()),
        remedy == null ? null : CommandLines.advice(remedy),
        remedy == null || !lone
            ? null
            : CommandLines.command(comparison.origin().command(), remedy));
  }

  private static String training(StartResult start, Comparison comparison) {
    return new TrainedStart(start.name(), start.runs()).sentence(comparison.targetAccuracy());
  }

  /** The headline of a start without a profile. */
  private static Headline unmeasured(StartResult start, Comparison comparison) {
    if (!start.runs().isEmpty()) {
      boolean trained =
          start.runs().stream().allMatch(run -> run.state() == TrainingRun.State.TRAINED);
      return new Headline(
          start.name(),
          trained ? Tone.GOOD : Tone.BAD,
          trained ? "trained" : "not trained by all seeds",
          training(start, comparison));
    }
    List<String> rules =
        start.plan().stream()
            .map(parameter -> parameter.start().rule())
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    return start.plan().isEmpty()
        ? new Headline(
            start.name(),
            Tone.NEUTRAL,
            "not known",
            "Neither a profile nor a training run is known.")
        : new Headline(
            start.name(),
            Tone.NEUTRAL,
            "planned",
            "%s, drawn by %s."
                .formatted(Words.count(start.plan().size(), "parameter"), Words.list(rules)));
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
        arguments.isEmpty() ? null : CommandLines.train(arguments));
  }
}
