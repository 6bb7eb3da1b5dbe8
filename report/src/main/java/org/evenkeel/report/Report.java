// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.figure.CorrelationFigure;
import org.evenkeel.report.figure.DepthFigure;
import org.evenkeel.report.figure.HistogramFigure;
import org.evenkeel.report.figure.MapFigure;
import org.evenkeel.report.figure.NamedProfile;
import org.evenkeel.report.figure.PhaseFigure;
import org.evenkeel.report.figure.RatioFigure;
import org.evenkeel.report.figure.ResponseFigure;
import org.evenkeel.report.figure.StudyFigures;
import org.evenkeel.report.figure.TrainingFigures;
import org.evenkeel.report.figure.TrialLabels;
import org.evenkeel.report.page.HtmlPage;
import org.evenkeel.report.page.Page;
import org.evenkeel.report.page.Page.Fact;
import org.evenkeel.result.AuditResult;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Origin;
import org.evenkeel.result.PhaseResult;
import org.evenkeel.result.Result;
import org.evenkeel.result.RulesResult;
import org.evenkeel.result.StudyResult;
import org.jspecify.annotations.Nullable;

/**
 * A report on results of any kind, as one page.
 *
 * <pre>{@code
 * Report.of(List.of(Comparison.of("he", profile))).write(Path.of("report.html"));
 * }</pre>
 */
public record Report(List<Result> results, @Nullable String title, @Nullable String command) {

  /** A report on results, in the order given. */
  public static Report of(List<? extends Result> results) {
    return new Report(List.copyOf(results), null, null);
  }

  /** The report with another title; null for the default title. */
  public Report titled(@Nullable String title) {
    return new Report(results, title, command);
  }

  /** The report with the command that makes it; null if there is none. */
  public Report by(@Nullable String command) {
    return new Report(results, title, command);
  }

  /** The page of the report. */
  public Page page() {
    List<Figure> figures = figures();
    return new Page(
        title == null ? defaultTitle() : title,
        Headlines.of(results),
        figures,
        Appendices.of(results),
        References.of(results, figures),
        Stream.concat(results.stream().map(Report::origin).distinct(), Stream.of(origin()))
            .filter(facts -> !facts.isEmpty())
            .toList());
  }

  /** The page as the text of one HTML file. */
  public String html() {
    return HtmlPage.html(page());
  }

  /**
   * Writes the page as one HTML file.
   *
   * @throws java.io.UncheckedIOException if the file cannot be written; an existing file is not
   *     changed
   */
  public void write(Path file) {
    HtmlPage.write(page(), file);
  }

  /** The figures of all results; further figures of one kind are numbered in their titles. */
  private List<Figure> figures() {
    StartColors colors =
        StartColors.of(
            Stream.concat(
                    results.stream().flatMap(Report::starts),
                    studies().flatMap(TrialLabels::outcomes))
                .toList());
    Map<String, Integer> met = new HashMap<>();
    return results.stream()
        .flatMap(result -> figures(result, colors))
        .flatMap(Optional::stream)
        .map(figure -> figure.numbered(met.merge(figure.id(), 1, Integer::sum)))
        .toList();
  }

  private static Stream<Optional<Figure>> figures(Result result, StartColors colors) {
    if (result instanceof Comparison comparison) {
      List<NamedProfile> profiles = NamedProfile.of(comparison);
      return Stream.of(
          DepthFigure.of(profiles, colors),
          CorrelationFigure.of(profiles, colors),
          PhaseFigure.of(profiles, colors),
          TrainingFigures.curves(comparison, colors),
          TrainingFigures.steps(comparison, colors),
          HistogramFigure.of(profiles, colors));
    } else if (result instanceof StudyResult study) {
      return Stream.of(
          ResponseFigure.of(study, colors),
          MapFigure.of(study, colors),
          StudyFigures.importance(study),
          StudyFigures.history(study, colors),
          StudyFigures.parallel(study),
          DepthFigure.of(NamedProfile.of(study), colors));
    } else if (result instanceof AuditResult audit) {
      return audit.audits().stream().map(RatioFigure::of);
    }
    return result instanceof PhaseResult phases
        ? Stream.of(Optional.of(PhaseFigure.of(phases)))
        : Stream.empty();
  }

  private Stream<StudyResult> studies() {
    return results.stream().filter(StudyResult.class::isInstance).map(StudyResult.class::cast);
  }

  /** The names of a result that have a color. */
  private static Stream<String> starts(Result result) {
    return result instanceof Comparison comparison
        ? comparison.starts().stream().map(Comparison.StartResult::name)
        : result instanceof StudyResult study ? TrialLabels.finalists(study) : Stream.empty();
  }

  /** The known facts on the origin of a result. */
  private static List<Fact> origin(Result result) {
    Origin origin = result.origin();
    StudyResult study = result instanceof StudyResult known ? known : null;
    return known(
        new Fact("command", origin.command()),
        new Fact("study", study == null ? null : study.name()),
        new Fact("search", study == null ? null : study.space().toString()),
        new Fact("ended by", study == null ? null : study.ending()),
        new Fact("network", origin.network()),
        new Fact("data", origin.read() == null ? origin.data() : origin.read()),
        new Fact("remark", origin.remark()),
        new Fact("training", origin.training()),
        new Fact("rules", result instanceof AuditResult audit ? rules(audit) : null),
        new Fact("seed", origin.seed() == null ? null : String.valueOf(origin.seed())),
        new Fact("Evenkeel", origin.version()));
  }

  private static String rules(AuditResult result) {
    return result.audits().stream()
        .map(audit -> audit.rules().isEmpty() ? "none known" : audit.rules())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** The known facts on the origin of the page. */
  private List<Fact> origin() {
    return known(
        new Fact("this page", command), new Fact("Java", System.getProperty("java.version")));
  }

  private static List<Fact> known(Fact... facts) {
    return Stream.of(facts).filter(fact -> fact.value() != null).toList();
  }

  private String defaultTitle() {
    List<String> titles = results.stream().map(Report::title).distinct().toList();
    return titles.size() == 1 ? titles.get(0) : "Evenkeel report";
  }

  private static String title(Result result) {
    if (result instanceof PhaseResult phases) {
      return "Phases of " + phases.activation().name();
    } else if (result instanceof RulesResult) {
      return "Rules and gains";
    } else if (result instanceof AuditResult audit) {
      return audit.audits().size() == 1 ? "Audit of " + audit.audits().get(0).file() : "Audit";
    } else if (result instanceof StudyResult study) {
      return study.name() == null ? "Study" : "Study " + study.name();
    }
    List<Comparison.StartResult> starts = ((Comparison) result).starts();
    return starts.size() == 1 ? "Start " + starts.get(0).name() : "Starts compared";
  }
}
