// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.djl.correct.DataScaling;
import org.evenkeel.init.Start;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.PlannedParameter;
import org.evenkeel.result.Run;
import org.evenkeel.signal.SignalProfile;

/**
 * A start under the name the user gave it.
 *
 * @param name the name
 * @param start the start; empty for the model's own defaults
 * @param correction the correction from data that follows; empty if there is none
 */
record NamedStart(String name, Optional<Start> start, Optional<Correction> correction) {

  /** The name of a model's own, untouched defaults. */
  static final String DJL = "djl";

  /** The rule that corrects by data what this one draws. */
  static final String DRAWN = "auto";

  private static final Pattern DATA =
      Pattern.compile(Pattern.quote(DataScaling.RULE) + "(\\(balanced\\))?(?:\\*(.+))?");

  /**
   * A correction from data.
   *
   * @param target the second moment that every layer is brought to
   * @param balanced whether the backward pass has a say
   */
  record Correction(double target, boolean balanced) {

    /** The correction that a rule asks for; empty if it is another rule. */
    static Optional<Correction> parse(String rule, double multiplier) {
      Matcher matcher = DATA.matcher(rule);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      double target = multiplier;
      if (matcher.group(2) != null) {
        try {
          target *= Double.parseDouble(matcher.group(2));
        } catch (NumberFormatException e) {
          throw new IllegalArgumentException(
              "the second moment after data* is a number: '%s' in '%s'; write data*2"
                  .formatted(matcher.group(2), rule),
              e);
        }
      }
      if (!(target > 0 && target < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "the second moment that data brings layers to is positive and finite: %s; write data*2"
                .formatted(target));
      }
      return Optional.of(new Correction(target, matcher.group(1) != null));
    }
  }

  static NamedStart djl() {
    return new NamedStart(DJL, Optional.empty(), Optional.empty());
  }

  static NamedStart of(String name, Start start) {
    return new NamedStart(name, Optional.of(start), Optional.empty());
  }

  /** The same, corrected by data. */
  NamedStart corrected(Correction correction) {
    return new NamedStart(name, start, Optional.of(correction));
  }

  /** The same with another seed. */
  NamedStart withSeed(long seed) {
    return new NamedStart(name, start.map(drawn -> drawn.withSeed(seed)), correction);
  }

  /**
   * What became of this start, as a part of a result.
   *
   * @param subject what was started, to tell the plan of its parameters; null to leave that away.
   *     What data corrects is not drawn as planned, and has no plan.
   */
  Comparison.StartResult result(SignalProfile profile, Subject subject, List<Run> runs) {
    List<PlannedParameter> plan =
        subject == null || correction.isPresent()
            ? List.of()
            : start.map(s -> Plan.of(subject, s).planned()).orElse(List.of());
    return new Comparison.StartResult(
        name, rule(), start.map(Start::multiplier).orElse(null), profile, plan, runs);
  }

  /** The name of the rule. */
  String rule() {
    return correction.isPresent()
        ? DataScaling.RULE
        : start.map(drawn -> drawn.rule().name()).orElse(DJL);
  }
}
