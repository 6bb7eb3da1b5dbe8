// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.pruner;

import java.util.List;
import java.util.stream.IntStream;
import org.evenkeel.study.trial.Trial;

/**
 * Hyperband (Li et al., Hyperband: a novel bandit-based approach to hyperparameter optimization,
 * JMLR 2018) with asynchronous successive halving in each bracket: bracket s of S + 1 skips its
 * first s rungs, so that some trials are given up early and some late, whichever suits the curves.
 *
 * <p>A trial belongs to a bracket by its number alone, so that processes agree on it. Brackets have
 * shares of the trials in proportion to ⌈(S + 1)·η^(S - s)/(S - s + 1)⌉, as in Optuna; trials are
 * compared within their bracket.
 *
 * @param minResource the step of the first rung, at least 1
 * @param maxResource the last step of a trial
 * @param reductionFactor the factor η between rungs, at least 2
 */
public record HyperbandPruner(int minResource, int maxResource, int reductionFactor)
    implements Pruner {

  /** A multiplier that spreads consecutive numbers evenly: 2^32 over the golden ratio. */
  private static final int GOLDEN = 0x9E3779B9;

  private static final double UNSIGNED = 0x1p32;

  /** Throws {@link IllegalArgumentException} if a number is too small. */
  public HyperbandPruner {
    if (minResource < 1 || maxResource < minResource || reductionFactor < 2) {
      throw new IllegalArgumentException(
          "Hyperband needs a first step of at least 1, a last one beyond it, and a factor of at least 2: %d, %d, %d; 1, 100, 3 are usual"
              .formatted(minResource, maxResource, reductionFactor));
    }
  }

  /** The number of brackets: 1 + ⌊log_η(max/min)⌋. */
  public int brackets() {
    int brackets = 1;
    for (long step = (long) minResource * reductionFactor; step <= maxResource; brackets++) {
      step *= reductionFactor;
    }
    return brackets;
  }

  /** The bracket of a trial: the number of rungs that it skips. */
  public int bracket(int number) {
    int last = brackets() - 1;
    double[] shares =
        IntStream.rangeClosed(0, last)
            .mapToDouble(
                s -> Math.ceil((last + 1) * Math.pow(reductionFactor, last - s) / (last - s + 1)))
            .toArray();
    double at =
        Integer.toUnsignedLong(number * GOLDEN)
            / UNSIGNED
            * IntStream.rangeClosed(0, last).mapToDouble(s -> shares[s]).sum();
    int bracket = 0;
    while (bracket < last && at >= shares[bracket]) {
      at -= shares[bracket];
      bracket++;
    }
    return bracket;
  }

  @Override
  public boolean prunes(Trial trial, List<Trial> history) {
    int bracket = bracket(trial.number());
    return new AshaPruner(minResource, reductionFactor, bracket)
        .prunes(trial, history.stream().filter(one -> bracket(one.number()) == bracket).toList());
  }
}
