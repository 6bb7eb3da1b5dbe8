// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.sample;

/**
 * The deviation of a signal from its expectation over draws of finitely many weights.
 *
 * <pre>
 * m  second moment
 * r  distance of two inputs, gap/m
 * </pre>
 *
 * @param signal Var(ln m)
 * @param distance Var(ln r), r the mean over the pairs of a batch
 * @param both their covariance
 * @param spread Var(ln m) of one example of a batch in one draw
 * @param down the lower half of the range of ln m
 * @param up the upper half
 * @param drift ln E[m] less that of infinitely many weights
 * @param unsure the error of ln r, to either side, where theory has only bounds
 */
public record Deviation(
    double signal,
    double distance,
    double both,
    double spread,
    double down,
    double up,
    double drift,
    double unsure) {

  /** Half the width of a range in standard deviations: 95 %, and little room for approximations. */
  public static final double WIDTH = 1.98;

  public static final Deviation NONE = new Deviation(0, 0, 0, 0, 0, 0, 0, 0);

  /**
   * The deviation after a function.
   *
   * @param sensitivity d ln(m out)/d ln(m in)
   * @param distanceSensitivity d ln(r out)/d ln(r in)
   * @param mixed d ln(r out)/d ln(m in)
   * @param down how far ln m reaches down behind the function
   * @param up the upper half
   */
  public Deviation through(
      double sensitivity, double distanceSensitivity, double mixed, double down, double up) {
    return new Deviation(
        sensitivity * sensitivity * signal,
        Math.max(
            0,
            distanceSensitivity * distanceSensitivity * distance
                + 2 * distanceSensitivity * mixed * both
                + mixed * mixed * signal),
        sensitivity * (distanceSensitivity * both + mixed * signal),
        sensitivity * sensitivity * spread,
        down,
        up,
        sensitivity * drift,
        Math.abs(distanceSensitivity) * unsure);
  }

  /** The same with more of a drift. */
  public Deviation drifting(double more) {
    return new Deviation(signal, distance, both, spread, down, up, drift + more, unsure);
  }

  /** The deviation after a function, to first order. */
  public Deviation through(double sensitivity, double distanceSensitivity, double mixed) {
    double size = Math.abs(sensitivity);
    return through(sensitivity, distanceSensitivity, mixed, size * down, size * up);
  }

  /** The same with independent variances added. */
  public Deviation plus(double ofSignal, double ofDistance, double ofBoth) {
    double reach = WIDTH * WIDTH * ofSignal;
    return new Deviation(
        signal + ofSignal,
        distance + ofDistance,
        both + ofBoth,
        spread,
        Math.sqrt(down * down + reach),
        Math.sqrt(up * up + reach),
        drift,
        unsure);
  }

  /** The same with examples that deviate by themselves, besides what their mean does. */
  public Deviation spread(double ofExample) {
    return new Deviation(signal, distance, both, spread + ofExample, down, up, drift, unsure);
  }

  /** The same with another variance of ln r, which has nothing in common with ln m. */
  public Deviation withDistance(double other) {
    return new Deviation(signal, other, 0, spread, down, up, drift, unsure);
  }

  /** The same with another error of ln r. */
  public Deviation unsure(double error) {
    return new Deviation(signal, distance, both, spread, down, up, drift, error);
  }

  /** Whether ln m is normal, so that its range has the ends of a first-order expansion. */
  public boolean normal() {
    double linear = WIDTH * Math.sqrt(signal);
    return Math.abs(down - linear) + Math.abs(up - linear) <= 0.05 * linear;
  }

  /** Whether draws move apart, further than a first-order expansion has it. */
  private boolean diverging() {
    return down + up > 2.1 * WIDTH * Math.sqrt(signal);
  }

  /** ln E[m] - E[ln m]; 0 where it is not known. */
  public double shift() {
    return diverging() ? 0 : signal / 2;
  }

  /**
   * The factor on the width of a range. Draws on both sides of an unstable fixed point move apart,
   * and further than the ends that are followed here.
   */
  public double margin() {
    return diverging() ? 1.5 : 1;
  }
}
