// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.evenkeel.init.Rule;
import org.evenkeel.init.Rules;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.figure.NamedProfile;
import org.evenkeel.result.AuditResult;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Comparison.StartResult;
import org.evenkeel.result.Result;
import org.evenkeel.result.RulesResult;
import org.evenkeel.result.StudyResult;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;

/** The papers on the rules, the theory and the search of one page, and no others. */
final class References {

  private static final String POOLE =
      "Poole, Lahiri, Raghu, Sohl-Dickstein, Ganguli 2016, Exponential expressivity in deep neural"
          + " networks through transient chaos";
  private static final String SCHOENHOLZ =
      "Schoenholz, Gilmer, Ganguli, Sohl-Dickstein 2017, Deep information propagation";
  private static final String HANIN =
      "Hanin, Rolnick 2018, How to start training: the effect of initialization and architecture";
  private static final String MISHKIN = "Mishkin, Matas 2016, All you need is a good init";
  private static final String RASMUSSEN =
      "Rasmussen, Williams 2006, Gaussian processes for machine learning, chapters 2 and 4";
  private static final String THOMPSON =
      "Thompson 1933, On the likelihood that one unknown probability exceeds another in view of the"
          + " evidence of two samples";
  private static final String BERGSTRA =
      "Bergstra, Bardenet, Bengio, Kégl 2011, Algorithms for hyper-parameter optimization, on trees"
          + " of Parzen estimators";
  private static final String MASSART =
      "Massart 1990, The tight constant in the Dvoretzky-Kiefer-Wolfowitz inequality";
  private static final String WILSON = "Wilson, Hilferty 1931, The distribution of chi-square";
  private static final String SOBOL =
      "Sobol' 1993, Sensitivity estimates for nonlinear mathematical models";
  private static final String HUTTER =
      "Hutter, Hoos, Leyton-Brown 2014, An efficient approach for assessing hyperparameter"
          + " importance";

  /** The papers behind each figure, by the figure's id. */
  private static final Map<String, List<String>> FIGURES =
      Map.of(
          "correlation", List.of(SCHOENHOLZ),
          "phases", List.of(POOLE, SCHOENHOLZ),
          "response", List.of(RASMUSSEN),
          "map", List.of(RASMUSSEN),
          "importance", List.of(SOBOL, HUTTER));

  private References() {}

  static List<String> of(List<Result> results, List<Figure> figures) {
    List<String> papers =
        Stream.of(
                results.stream().flatMap(References::of),
                figures.stream()
                    .map(figure -> figure.id().replaceFirst("-\\d+$", ""))
                    .flatMap(id -> FIGURES.getOrDefault(id, List.of()).stream()),
                results.stream().anyMatch(References::searched)
                    ? Stream.of(BERGSTRA, THOMPSON)
                    : Stream.<String>empty())
            .flatMap(some -> some)
            .filter(paper -> !paper.isBlank())
            .distinct()
            .toList();
    // A rule's paper names its equation, so the same paper without an equation is left out.
    return papers.stream()
        .filter(paper -> papers.stream().noneMatch(other -> other.startsWith(paper + ",")))
        .toList();
  }

  private static Stream<String> of(Result result) {
    if (result instanceof RulesResult) {
      return Rules.all().stream().map(Rule::paper);
    } else if (result instanceof AuditResult) {
      return Stream.of(MASSART, WILSON);
    } else if (result instanceof Comparison comparison) {
      return Stream.concat(
          comparison.starts().stream().flatMap(References::rules).map(References::paper),
          NamedProfile.of(comparison).stream().flatMap(one -> predicted(one.profile())));
    } else if (result instanceof StudyResult study) {
      return Stream.concat(
          NamedProfile.of(study).stream()
              .map(NamedProfile::profile)
              .flatMap(
                  profile ->
                      Stream.concat(rules(profile).map(References::paper), predicted(profile))),
          study.theory() == null ? Stream.empty() : Stream.of(POOLE, SCHOENHOLZ));
    }
    return Stream.empty();
  }

  /** Whether Evenkeel's own samplers chose trials. */
  private static boolean searched(Result result) {
    return result instanceof StudyResult study
        && study.origin().command() != null
        && !study.trials().isEmpty();
  }

  /** The names of the rules of a start; biases at 0 and scales at 1 are defaults, not chosen. */
  private static Stream<String> rules(StartResult start) {
    return Stream.of(
            Stream.ofNullable(start.rule()),
            start.plan().stream()
                .filter(one -> one.gain() != null || !one.reason().entries().isEmpty())
                .map(one -> one.start().rule()),
            start.profile() == null ? Stream.<String>empty() : rules(start.profile()))
        .flatMap(some -> some)
        .filter(Objects::nonNull);
  }

  private static Stream<String> rules(SignalProfile profile) {
    return profile.layers().stream()
        .map(LayerSignal::start)
        .filter(Objects::nonNull)
        .map(LayerSignal.LayerStart::rule)
        .filter(Objects::nonNull)
        .distinct();
  }

  /** The paper on a rule; blank for another library's default and a user's own rule. */
  private static String paper(String rule) {
    if (rule.matches("data([(*].*)?")) { // corrects drawn weights from data, and is no rule
      return MISHKIN;
    }
    try {
      return Rules.named(rule).paper();
    } catch (IllegalArgumentException unknown) {
      return "";
    }
  }

  /** The papers behind predictions and their ranges. */
  private static Stream<String> predicted(SignalProfile profile) {
    boolean any = profile.layers().stream().anyMatch(one -> one.forward().predicted() != null);
    boolean ranges = profile.layers().stream().anyMatch(one -> one.forward().low() != null);
    return Stream.concat(
        any ? Stream.of(POOLE, SCHOENHOLZ) : Stream.empty(),
        ranges ? Stream.of(HANIN) : Stream.empty());
  }
}
