// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.result;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.evenkeel.study.space.CategoricalDomain;
import org.hipparchus.random.SobolSequenceGenerator;

/**
 * Minimization of functions over the unit cube: start points of a Sobol sequence, then a pattern
 * search along the coordinates (Hooke and Jeeves 1961).
 */
record PatternSearch(Encoding encoding) {
  private static final double FIRST_STEP = 0.04;
  private static final double LAST_STEP = 0.004;
  private static final double END = 1 - 1e-9;

  /** The first points of the Sobol sequence, without point 0, which is a corner. */
  List<double[]> points(int count) {
    SobolSequenceGenerator sobol = new SobolSequenceGenerator(encoding.size());
    sobol.skipTo(1);
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      points.add(sobol.nextVector());
    }
    return points;
  }

  /**
   * A lower point near another: steps along each coordinate, halved while none gains. Choices stay.
   *
   * @param fixed the coordinates that stay as well
   */
  double[] descend(double[] from, boolean[] fixed, ToDoubleFunction<double[]> function) {
    double[] best = from.clone();
    double lowest = function.applyAsDouble(best);
    for (double step = FIRST_STEP; step >= LAST_STEP; step /= 2) {
      boolean gained = true;
      for (int round = 0; gained && round < 8; round++) {
        gained = false;
        for (int i = 0; i < best.length; i++) {
          if (fixed[i] || encoding.domain(i) instanceof CategoricalDomain) {
            continue;
          }
          double size = Math.max(step, 1 / encoding.domain(i).size());
          for (int sign = -1; sign <= 1; sign += 2) {
            double[] tried = best.clone();
            tried[i] = Math.min(END, Math.max(0, tried[i] + sign * size));
            double value = tried[i] == best[i] ? lowest : function.applyAsDouble(tried);
            if (value < lowest) {
              lowest = value;
              best = tried;
              gained = true;
              break;
            }
          }
        }
      }
    }
    return best;
  }
}
