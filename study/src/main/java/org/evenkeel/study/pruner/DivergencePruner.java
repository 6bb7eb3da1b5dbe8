// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.pruner;

import java.util.List;
import org.evenkeel.study.trial.Trial;

/**
 * Gives up a trial whose last value is not finite, or above a bound.
 *
 * @param bound the highest value that is worth going on; infinite for any finite one
 */
public record DivergencePruner(double bound) implements Pruner {

  /** Throws {@link IllegalArgumentException} if the bound is not a number. */
  public DivergencePruner {
    if (Double.isNaN(bound)) {
      throw new IllegalArgumentException("a bound is a number: NaN; take infinity for none");
    }
  }

  @Override
  public boolean prunes(Trial trial, List<Trial> history) {
    double last = trial.intermediate().get(trial.intermediate().lastKey());
    return !Double.isFinite(last) || last > bound;
  }
}
