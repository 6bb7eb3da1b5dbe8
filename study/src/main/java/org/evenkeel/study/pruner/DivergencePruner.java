// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.pruner;

import java.util.List;
import org.evenkeel.study.trial.Trial;

/**
 * A pruner that stops a trial whose last value is not finite or above a bound.
 *
 * @param bound the highest value to continue with; infinite for any finite value
 */
public record DivergencePruner(double bound) implements Pruner {

  /** Throws {@link IllegalArgumentException} if the bound is not a number. */
  public DivergencePruner {
    if (Double.isNaN(bound)) {
      throw new IllegalArgumentException("a bound must be a number: NaN; use infinity for none");
    }
  }

  @Override
  public boolean prunes(Trial trial, List<Trial> history) {
    double last = trial.intermediate().get(trial.intermediate().lastKey());
    return !Double.isFinite(last) || last > bound;
  }
}
