// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.sampler.FirstPoints;
import org.evenkeel.study.sampler.Fixed;
import org.evenkeel.study.sampler.NoDuplicates;
import org.evenkeel.study.sampler.Prior;
import org.evenkeel.study.sampler.Sampler;
import org.evenkeel.study.sampler.ThompsonSampler;
import org.evenkeel.study.sampler.TpeSampler;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;

/** The sampler of a study of the multiplier. */
final class StudySampler {

  /**
   * One of so many trials holds the multiplier at 1, so that the others are tuned there as well.
   */
  private static final int HELD_EVERY = 6;

  /** The relative position of a corner of the space in each dimension. */
  private static final double CORNER = 0.9;

  private StudySampler() {}

  /**
   * The sampler of a study, within the multipliers that can work.
   *
   * @param first the settings that are tried first
   */
  static Sampler of(StudyOutcome outcome, List<Setting> first) {
    StudyPlan plan = outcome.plan();
    Space within = outcome.searched();
    Space space = outcome.space();
    List<Prior> priors = outcome.theory().map(MultiplierTheory::prior).stream().toList();
    boolean searched = space.named(StudyResult.MULTIPLIER).isPresent();
    Sampler tpe = TpeSampler.of(plan.samplerSeed()).withPriors(priors);
    Sampler free = new ThompsonSampler(tpe, within, plan.samplerSeed());
    Sampler alternating = free;
    if (searched && space.named(StudyResult.MULTIPLIER).get().domain().contains(1.0)) {
      Sampler held = new Fixed(StudyResult.MULTIPLIER, 1.0, tpe);
      alternating =
          (s, history, number, random) ->
              (number % HELD_EVERY == HELD_EVERY - 1 ? held : free)
                  .next(s, history, number, random);
    }
    return new NoDuplicates(new FirstPoints(first, alternating));
  }

  /**
   * The settings that are tried first: those that stable learning rates tell, else multiplier 1 and
   * the optimum of the forecast; then the corners of the multipliers that can work.
   */
  static List<Setting> first(StudyOutcome outcome) {
    if (outcome.space().named(StudyResult.MULTIPLIER).isEmpty()) {
      return List.of();
    }
    Setting standard = standard(outcome.plan(), outcome.space());
    List<Setting> first = new ArrayList<>();
    outcome.rates().map(rates -> rates.first(outcome.space(), standard)).ifPresent(first::addAll);
    if (first.isEmpty()) {
      first.add(standard);
      outcome
          .theory()
          .map(range -> standard.with(StudyResult.MULTIPLIER, range.optimum()))
          .ifPresent(first::add);
    }
    if (outcome.theory().isPresent()) {
      first.addAll(corners(outcome.searched()));
    }
    return first;
  }

  /** The setting with multiplier 1 and the experiment's learning rate, else mid-range values. */
  private static Setting standard(StudyPlan plan, Space space) {
    Map<String, Object> given = new LinkedHashMap<>();
    given.put(StudyResult.MULTIPLIER, 1.0);
    given.put("learningRate", plan.experiment().training().learningRate());
    return space.setting(
        h -> {
          Object value = given.get(h.name());
          return value != null && h.domain().contains(value) ? value : h.domain().at(0.5);
        });
  }

  /**
   * The corners of the multipliers that can work. Trials there are pruned early, and without them
   * the surface would have no values near the ends.
   */
  private static List<Setting> corners(Space within) {
    List<Setting> corners = new ArrayList<>();
    for (double multiplier : new double[] {1 - CORNER, CORNER}) {
      for (double other : new double[] {1 - CORNER, CORNER}) {
        corners.add(
            within.setting(
                h -> h.domain().at(h.name().equals(StudyResult.MULTIPLIER) ? multiplier : other)));
      }
    }
    return corners;
  }
}
