// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.figure.CorrelationFigure;
import org.evenkeel.report.figure.DepthFigure;
import org.evenkeel.report.figure.HistogramFigure;
import org.evenkeel.report.figure.HistoryFigure;
import org.evenkeel.report.figure.ImportanceFigure;
import org.evenkeel.report.figure.MapFigure;
import org.evenkeel.report.figure.NamedProfile;
import org.evenkeel.report.figure.ParallelFigure;
import org.evenkeel.report.figure.PhaseFigure;
import org.evenkeel.report.figure.ResponseFigure;
import org.evenkeel.report.figure.StepsFigure;
import org.evenkeel.report.figure.TrainingFigure;
import org.evenkeel.report.figure.TrialLabels;
import org.evenkeel.report.page.HtmlPage;
import org.evenkeel.report.page.Page;
import org.evenkeel.result.Comparison;
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
public final class Report {

  private final List<Result> results;
  private final @Nullable String title;
  private final @Nullable String command;

  private Report(List<Result> results, @Nullable String title, @Nullable String command) {
    this.results = results;
    this.title = title;
    this.command = command;
  }

  /** A report on results, in the order given. */
  public static Report of(List<? extends Result> results) {
    return new Report(List.copyOf(results), null, null);
  }

  /** The report with another title; null for the default title. */
  public Report titled(String title) {
    return new Report(results, title, command);
  }

  /** The report with the command that makes it; null if there is none. */
  public Report by(String command) {
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
        OriginFacts.of(results, command));
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
    StartColors colors = StartColors.of(starts());
    List<Figure> figures = new ArrayList<>();
    Map<String, Integer> met = new HashMap<>();
    for (Result result : results) {
      for (Figure figure : figures(result, colors)) {
        int number = met.merge(figure.id(), 1, Integer::sum);
        figures.add(
            number == 1
                ? figure
                : new Figure(
                    figure.id() + "-" + number,
                    "%s (%d)".formatted(figure.title(), number),
                    figure.sentence(),
                    figure.views(),
                    figure.table()));
      }
    }
    return figures;
  }

  private static List<Figure> figures(Result result, StartColors colors) {
    List<Optional<Figure>> figures = new ArrayList<>();
    if (result instanceof Comparison comparison) {
      List<NamedProfile> profiles = NamedProfile.of(comparison);
      figures.add(DepthFigure.of(profiles, colors));
      figures.add(CorrelationFigure.of(profiles, colors));
      figures.add(PhaseFigure.of(profiles, colors));
      figures.add(TrainingFigure.of(comparison, colors));
      figures.add(StepsFigure.of(comparison, colors));
      figures.add(HistogramFigure.of(profiles, colors));
    } else if (result instanceof StudyResult study) {
      figures.add(ResponseFigure.of(study, colors));
      figures.add(MapFigure.of(study, colors));
      figures.add(ImportanceFigure.of(study));
      figures.add(HistoryFigure.of(study, colors));
      figures.add(ParallelFigure.of(study));
      figures.add(DepthFigure.of(NamedProfile.of(study), colors));
    } else if (result instanceof PhaseResult phases) {
      figures.add(Optional.of(PhaseFigure.of(phases)));
    }
    return figures.stream().flatMap(Optional::stream).toList();
  }

  /** The names that have a color, in the order of the page. */
  private List<String> starts() {
    List<String> starts = new ArrayList<>();
    for (Result result : results) {
      if (result instanceof Comparison comparison) {
        comparison.starts().forEach(start -> starts.add(start.name()));
      } else if (result instanceof StudyResult study) {
        TrialLabels.finalists(study).forEach(starts::add);
      }
    }
    for (Result result : results) {
      if (result instanceof StudyResult study) {
        TrialLabels.outcomes(study).forEach(starts::add);
      }
    }
    return starts;
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
    } else if (result instanceof StudyResult study) {
      return study.name() == null ? "Study" : "Study " + study.name();
    }
    List<Comparison.StartResult> starts = ((Comparison) result).starts();
    return starts.size() == 1 ? "Start " + starts.get(0).name() : "Starts compared";
  }
}
