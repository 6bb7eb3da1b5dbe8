// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.evenkeel.init.Rule;
import org.evenkeel.init.Rules;
import org.evenkeel.plan.PlannedParameter;
import org.evenkeel.report.chart.Figure;
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
  private static final String SOBOL =
      "Sobol' 1993, Sensitivity estimates for nonlinear mathematical models";
  private static final String HUTTER =
      "Hutter, Hoos, Leyton-Brown 2014, An efficient approach for assessing hyperparameter"
          + " importance";

  /** The start that corrects drawn weights from data; it is not one of the rules. */
  private static final String DATA = "data";

  /** The papers behind each figure, by the figure's id. */
  private static final Map<String, List<String>> THEORY = theory();

  private References() {}

  private static Map<String, List<String>> theory() {
    Map<String, List<String>> theory = new LinkedHashMap<>();
    theory.put("correlation", List.of(SCHOENHOLZ));
    theory.put("phases", List.of(POOLE, SCHOENHOLZ));
    theory.put("response", List.of(RASMUSSEN));
    theory.put("map", List.of(RASMUSSEN));
    theory.put("importance", List.of(SOBOL, HUTTER));
    return theory;
  }

  static List<String> of(List<Result> results, List<Figure> figures) {
    Set<String> papers = new LinkedHashSet<>();
    for (Result result : results) {
      if (result instanceof RulesResult) {
        Rules.all().stream()
            .map(Rule::paper)
            .filter(paper -> !paper.isBlank())
            .forEach(papers::add);
      } else if (result instanceof Comparison comparison) {
        comparison.starts().forEach(start -> rules(start).forEach(rule -> add(papers, rule)));
        comparison.starts().stream()
            .map(StartResult::profile)
            .forEach(profile -> predicted(profile, papers));
      } else if (result instanceof StudyResult study) {
        for (SignalProfile profile : profiles(study)) {
          layers(profile).forEach(rule -> add(papers, rule));
          predicted(profile, papers);
        }
        if (study.theory() != null) {
          papers.addAll(List.of(POOLE, SCHOENHOLZ));
        }
      }
    }
    for (Figure figure : figures) {
      papers.addAll(THEORY.getOrDefault(figure.id().replaceFirst("-\\d+$", ""), List.of()));
    }
    boolean searched =
        results.stream()
            .anyMatch(
                result ->
                    result instanceof StudyResult study
                        && study.origin().command() != null
                        && !study.trials().isEmpty());
    if (searched) { // by Evenkeel's own samplers
      papers.addAll(List.of(BERGSTRA, THOMPSON));
    }
    // A rule's paper names its equation, so the same paper without an equation is left out.
    return papers.stream()
        .filter(paper -> papers.stream().noneMatch(other -> other.startsWith(paper + ",")))
        .toList();
  }

  private static List<SignalProfile> profiles(StudyResult study) {
    List<SignalProfile> profiles = new ArrayList<>();
    if (study.finalists() != null) {
      profiles.add(study.finalists().optimumSignal());
      profiles.add(study.finalists().standardSignal());
    }
    profiles.removeIf(Objects::isNull);
    return profiles;
  }

  /** The names of the rules of a start. */
  private static Set<String> rules(StartResult start) {
    Set<String> rules = new LinkedHashSet<>();
    if (start.rule() != null) {
      rules.add(start.rule());
    }
    start.plan().stream()
        .filter(References::tells)
        .map(parameter -> parameter.start().rule())
        .filter(Objects::nonNull)
        .forEach(rules::add);
    if (start.profile() != null) {
      rules.addAll(layers(start.profile()));
    }
    return rules;
  }

  /** Whether a parameter's rule was chosen: biases at 0 and scales at 1 are defaults. */
  private static boolean tells(PlannedParameter parameter) {
    return parameter.gain() != null || !parameter.reason().entries().isEmpty();
  }

  private static List<String> layers(SignalProfile profile) {
    return profile.layers().stream()
        .map(LayerSignal::start)
        .filter(Objects::nonNull)
        .map(LayerSignal.LayerStart::rule)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  private static void add(Set<String> papers, String rule) {
    if (rule.equals(DATA) || rule.startsWith(DATA + "(") || rule.startsWith(DATA + "*")) {
      papers.add(MISHKIN);
      return;
    }
    try {
      String paper = Rules.named(rule).paper();
      if (!paper.isBlank()) {
        papers.add(paper);
      }
    } catch (IllegalArgumentException unknown) {
      // Another library's default or a user's own rule has no paper.
    }
  }

  /** Adds the papers behind predictions and their ranges. */
  private static void predicted(SignalProfile profile, Set<String> papers) {
    if (profile == null) {
      return;
    }
    if (profile.layers().stream().anyMatch(layer -> layer.forward().predicted() != null)) {
      papers.addAll(List.of(POOLE, SCHOENHOLZ));
    }
    if (profile.layers().stream().anyMatch(layer -> layer.forward().low() != null)) {
      papers.add(HANIN);
    }
  }
}
