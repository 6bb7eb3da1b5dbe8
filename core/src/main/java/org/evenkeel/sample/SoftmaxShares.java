// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.sample;

/**
 * The weights of a softmax over tokens, and what means of values by them have in common.
 *
 * <pre>
 * r, c, e  correlations of two tokens of one input, of two inputs at one token, of two at two
 * λ²       variance of the logits of one query, q_Q q_K (1 - r): what all keys have in common moves
 *          them alike
 * s        Σa², mean over queries;  o(κ) that of the products of two queries' weights, whose logits
 *          have correlation κ
 * n        width of what enters
 * </pre>
 *
 * <p>For random weights a mean of values has second moment {@code q_V (r + (1 - r) s + t)}, two of
 * them at two tokens of one input {@code q_V (r + (1 - r) o(r) + r t)}, of two inputs {@code q_V (e
 * + (c - e) o + c t)}, where {@code t = (1 - r)² q_Q q_K (1 - s)/n}: tokens with large weights are
 * alike in the direction of the query. Between equal weights and the same ones, o(κ) is {@code 1/T
 * (T s)^κ}, as for Gaussian logits. (Kedia et al. 2024, "Transformers get stable", have the case of
 * long sequences and small logits.)
 *
 * @param tokens the number T of tokens
 * @param causal whether a token sees those before it alone
 * @param last Σa² over all tokens
 * @param share s
 * @param slopes the mean of Σ(da/dl)² over logits l, by which a gradient passes the softmax
 * @param correlation r, of what enters; NaN where it is not known
 * @param common the share of the second moment that all tokens are known to have in common
 * @param tilt t
 * @param alike the mean squared cosine of two tokens but for what all have in common
 */
public record SoftmaxShares(
    double tokens,
    boolean causal,
    double last,
    double share,
    double slopes,
    double correlation,
    double common,
    double tilt,
    double alike) {

  /**
   * The weights by logits.
   *
   * @param logits q_Q q_K
   * @param alikeKeys the share of that which moves all logits of a query alike
   * @param correlation r
   * @param known the share of the second moment that all tokens are known to have in common
   * @param repeats the share of pairs of tokens that hold the same
   * @param width n
   */
  public static SoftmaxShares of(
      double tokens,
      boolean causal,
      double logits,
      double alikeKeys,
      double correlation,
      double known,
      double repeats,
      int width) {
    double r = correlation;
    double varying = logits * (1 - alikeKeys);
    double last = SampleShares.squares(tokens, varying);
    double share = causal ? SampleShares.causalSquares(tokens, varying) : last;
    double slopes =
        SampleShares.slopes(tokens, varying)
            * (causal
                ? SampleShares.causalMean(tokens, varying, one -> one * (1 - one))
                    / (last * (1 - last))
                : 1);
    return new SoftmaxShares(
        tokens,
        causal,
        last,
        share,
        slopes,
        r,
        Math.min(1, Double.isNaN(r) ? known : Math.max(known, r)),
        (1 - r) * (1 - r) * logits * (1 - share) / width,
        1.0 / width + (repeats < 1 ? repeats / (1 - repeats) : 0));
  }

  /**
   * The share of a head's frequencies that rotary positions turn by less than 1 over all tokens.
   */
  public static double unrotated(double rotaryBase, double tokens) {
    return rotaryBase > 1 ? Math.max(0, 1 - Math.log(tokens) / Math.log(rotaryBase)) : 1;
  }

  /** Whether the correlations of tokens are known. */
  public boolean isKnown() {
    return !Double.isNaN(correlation);
  }

  /** o(κ). */
  public double overlap(double logits) {
    double equal = causal ? 2 / (tokens + 1) : 1 / tokens;
    return equal * Math.pow(Math.min(share, last) * tokens, Math.max(0, Math.min(1, logits)));
  }

  /**
   * E[x·x'] of means for two inputs at one token, over q_V.
   *
   * @param ofQueries the correlation of their queries
   */
  public double ofInputs(double c, double ofQueries, double e, double r) {
    double apart = r >= 1 ? 1 : (c - e) / (1 - r);
    return e + (c - e) * ofSameToken(ofQueries * apart) + ofQueries * tilt;
  }

  /** The same at one token: two causal queries there see the same tokens. */
  private double ofSameToken(double logits) {
    double kappa = Math.max(0, Math.min(1, logits));
    double equal = causal ? SampleShares.causalEqual(tokens) : 1 / tokens;
    return equal * Math.pow(share / equal, kappa);
  }

  /** The same at two tokens. */
  public double ofPositions(double c, double ofQueries, double e, double r) {
    double apart = r >= 1 ? 1 : (c - e) / (1 - r);
    return e + (c - e) * overlap(ofQueries * apart) + ofQueries * tilt;
  }

  /**
   * The factor of a query's gradient, a sum over tokens of products of values and keys: tokens of n
   * random features are not orthogonal, so that T of them add T/n to it, and those that hold the
   * same add up.
   *
   * @param squares Σa² over what has a gradient
   */
  public double ofQueries(double squares) {
    return isKnown() && squares > 0 ? 1 + (1 - squares) / squares * alike : 1;
  }
}
