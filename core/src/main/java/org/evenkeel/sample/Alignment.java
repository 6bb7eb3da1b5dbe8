// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.sample;

/**
 * The angle between a gradient and the forward signal of n values, over draws of the weights, on
 * its way back through layers that keep the product of the two, as positively homogeneous ones do
 * (Euler), or a share of it. A draw whose angle is small gains in every layer, so that the
 * increments of ln g have something in common.
 *
 * <pre>
 * a     n cos² of the angle; of a random direction it is χ² with one degree of freedom
 * g, m  second moments of the gradient and of the signal, of which g·m·a stays the same
 * β     gain, by which a layer raises ln g by β(a - 1)
 * V_g   variance that it adds to ln g;  V_m to ln m;  V_b their covariance
 * C, D  d ln g/d ln m and d ln a/d ln m at this place
 * </pre>
 *
 * <p>ln a changes by -ε + (1 + D) η where a layer changes ln g by ε and ln m, forward, by η:
 *
 * <pre>{@code
 * h             = V_g + D (1 + D) V_m/2 - (1 + D) V_b
 * E[a]         += E[a] h - β (E[a²] - E[a])
 * Var(a)       += 2 Var(a) (h + β - 2β E[a]) + E[a²] (V_g + (1 + D)² V_m - 2 (1 + D) V_b) - β κ_3
 * Cov(a, ln g) += β Var(a) + Cov(a, ln g) (h + β - 2β E[a]) - β κ_21
 *                 + E[a] (C (1 + D) V_m + (1 + D - C) V_b - V_g)
 * }</pre>
 *
 * <p>with third cumulants of a gamma distribution, κ_3 = 2 Var(a)²/E[a]: for one example and ReLU,
 * V_g = V_m = 5/n, V_b = 1/n, β = 2/n, it stays what it is for a random direction, E[a] = 1 and
 * Var(a) = 2. Cov(a, ln g) and Var(a) are those at a given m.
 *
 * @param mean E[a]
 * @param variance Var(a)
 * @param gradient Cov(a, ln g)
 * @param signal D
 */
public record Alignment(double mean, double variance, double gradient, double signal) {

  /** That of a gradient whose product with the signal is not kept: it is not followed. */
  public static final Alignment NONE = new Alignment(1, 0, 0, 0);

  /** That of a gradient whose product with the signal is 0. */
  public static final Alignment ACROSS = new Alignment(0, 0, 0, 0);

  /**
   * κ_21 in units of Var(a) Cov(a, ln g)/E[a], 2 if E[ln g] given a were linear in a and 1 if it
   * were in ln a; 1.2 to 1.5 where it matters, as simulation has it.
   */
  private static final double MIXED = 1.5;

  /** The relative variance of a beyond which moments tell little of its distribution. */
  private static final double WIDEST = 8;

  /** The largest relative increase in one layer. */
  private static final double LARGEST = 4;

  private static final double HALF = 0.5;

  /**
   * What one layer does.
   *
   * @param gain β
   * @param ofGradient V_g
   * @param ofSignal V_m
   * @param both V_b
   * @param coupling C
   */
  public record Step(
      double gain, double ofGradient, double ofSignal, double both, double coupling) {

    /** A step that adds no variance which is not counted with another one. */
    public static Step of(double gain) {
      return new Step(gain, 0, 0, 0, 0);
    }
  }

  /**
   * What an activation f of a Gaussian of variance q makes of the angle: {@code a·kept + more}.
   *
   * <p>Of a product g·f(z), that of g f'(z) with z is the share s = d ln E[f²]/d ln q, besides what
   * values that are independent of f add at random: E[f'(z)² z²] is q E[f'²] (1 + 2o), with o = d
   * ln E[f'²]/d ln q.
   *
   * @param kept s² E[f²]/(q E[f'²]); 1 if f is positively homogeneous
   * @param more 1 + 2o - kept
   * @param bend d ln kept/d ln q
   * @param sensitivity s
   */
  public record Passed(double kept, double more, double bend, double sensitivity) {

    public static final Passed KEPT = new Passed(1, 0, 0, 1);

    /** Nothing is known of it. */
    public static final Passed LOST = new Passed(0, 1, 0, 0);

    /**
     * Of an activation.
     *
     * @param s d ln E[f²]/d ln q
     * @param o d ln E[f'²]/d ln q
     * @param bend d ln s/d ln q
     * @param ratio E[f²]/(q E[f'²])
     */
    public static Passed of(double s, double o, double bend, double ratio) {
      double kept = s * s * ratio;
      return new Passed(kept, Math.max(0, 1 + 2 * o - kept), 2 * bend + s - o - 1, s);
    }
  }

  /**
   * The alignment of the errors of a softmax over so many classes with its logits.
   *
   * @param classes their number
   * @param logits second moment of the logits in a typical draw
   * @param deviation Var(ln m) of it
   * @param alike the correlation of two examples
   * @param examples the number of examples
   */
  public static Alignment ofErrors(
      double classes, double logits, double deviation, double alike, double examples) {
    double reach = Math.exp(Math.sqrt(3 * deviation));
    double high = along(logits * reach);
    double middle = along(logits);
    double low = along(logits / reach);
    double mean = 1 + (high + 4 * middle + low) / 6;
    double varied = (high * high + 4 * middle * middle + low * low) / 6 - (mean - 1) * (mean - 1);
    double one = 2 * (classes - 1) / (classes + 2);
    double common = alike * (middle + 2 * alike) / classes; // of the softmax, and of its logits
    double variance = mean * mean * (one / examples + common) + Math.max(0, varied);
    return new Alignment(mean, variance, 0, 0);
  }

  /** The larger the logits, the more is the gradient along them. */
  private static double along(double logits) {
    return logits < Double.POSITIVE_INFINITY ? logits / (1 + logits) : 1;
  }

  /** Whether it is followed, and changes anything. */
  public boolean isKept() {
    return mean > 0 && !equals(NONE);
  }

  /** The same beside the gradient of another layer, which it has nothing in common with. */
  public Alignment apart() {
    return new Alignment(mean, variance, 0, signal);
  }

  /** What the alignment adds to the variance of ln g in one step. */
  public double variance(Step step) {
    return 2 * step.gain * gradient + step.gain * step.gain * variance;
  }

  /** What it adds to d ln g/d ln m. */
  public double coupling(Step step) {
    return step.gain * mean * signal;
  }

  /** What it adds to ln E[g]. */
  public double bias(Step step) {
    return step.gain * (mean - 1) + variance(step) / 2;
  }

  /** The alignment before the layer. */
  public Alignment after(Step step) {
    double gain = step.gain;
    double own = 1 + signal;
    double drift = step.ofGradient + signal * own * step.ofSignal / 2 - own * step.both;
    double ratio = variance / mean;
    double response = drift + gain * (1 - 2 * mean);
    double other = mean * changed(drift - gain * (mean + ratio - 1));
    double spread = step.ofGradient + own * own * step.ofSignal - 2 * own * step.both;
    double varied =
        variance * changed(2 * (response - 2 * gain * ratio))
            + (mean * mean + variance) * Math.max(0, spread);
    double together =
        step.coupling * own * step.ofSignal + (own - step.coupling) * step.both - step.ofGradient;
    return new Alignment(
        other,
        Math.min(varied, WIDEST * other * other),
        gradient * changed(response - MIXED * gain * ratio) + gain * variance + mean * together,
        signal * changed(-gain * mean));
  }

  /** 1 + x, and positive. */
  private static double changed(double x) {
    return x > -HALF ? 1 + Math.min(LARGEST, x) : (1 - HALF) * Math.exp((x + HALF) / (1 - HALF));
  }

  /** The alignment before an activation. */
  public Alignment before(Passed passed) {
    double kept = passed.kept * mean;
    return passed.kept == 0 || !isKept()
        ? mean == 0 ? this : NONE
        : new Alignment(
            kept + passed.more,
            passed.kept * passed.kept * variance,
            passed.kept * gradient,
            kept / (kept + passed.more) * (passed.sensitivity * signal + passed.bend));
  }
}
