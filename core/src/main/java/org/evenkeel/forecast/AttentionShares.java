// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import org.evenkeel.network.Attention;
import org.evenkeel.sample.AttentionField;
import org.evenkeel.sample.CausalKernel;

/**
 * The weights of a softmax over tokens, and the mean of values by them.
 *
 * <pre>
 * r, c, e  correlations of two tokens of one input, of two inputs at one token, of two at two
 * λ²       variance of the logits of one query, q_Q q_K (1 - r): what all keys have in common moves
 *          them alike
 * s, o(κ)  Σa², mean over queries, and the mean of products of two queries' weights, whose logits
 *          have correlation κ
 * </pre>
 *
 * <p>For random weights a mean of values has second moment {@code q_V (r + (1 - r) s + t)}, two of
 * them at two tokens of one input {@code q_V (r + (1 - r) o(r) + r t)}, of two inputs {@code q_V (e
 * + (c - e) o + c t)}, where t is 1 - r times the field's tilt. (Kedia et al. 2024, "Transformers
 * get stable", have the case of long sequences and small logits.)
 *
 * @param field the moments of the weights
 * @param correlation r, of what keys and values are made of; NaN where it is not known
 * @param queries the queries, which may be others than those tokens
 * @param common the share of the second moment that all tokens are known to have in common
 * @param tilt t
 */
record AttentionShares(
    AttentionField field, double correlation, Queries queries, double common, double tilt) {

  /**
   * Queries.
   *
   * @param count their number
   * @param correlation of what two of them are made of; NaN where it is not known
   */
  record Queries(double count, double correlation) {}

  /** The errors of ln of a mean's second moment, and as much more for each unit of λ². */
  private static final double ERROR = 0.03;

  private static final double ERROR_OF_LOGITS = 0.04;

  /** The same of causal attention, behind which tokens near one another are more alike. */
  private static final double CAUSAL_ERROR = 0.2;

  /** The step of a derivative. */
  private static final double STEP = 1e-3;

  /** The variance of ln of a distance that the closed forms leave open. */
  private static final double UNSURE_GAP = 0.003;

  /**
   * The weights by queries and keys, which are made of what has the correlations.
   *
   * @param in what queries are made of
   * @param seen what keys and values are made of
   * @param width n
   */
  static AttentionShares of(
      Attention layer, Signal in, Signal query, Signal seen, Signal key, int width) {
    Attention.Pattern pattern = layer.pattern();
    double tokens = seen.border().positions();
    double known = seen.mean() * seen.mean() / seen.secondMoment();
    double r = correlation(seen, seen.gaps().tokens());
    double logits = query.secondMoment() * key.secondMoment();
    double alike = Double.isNaN(r) ? 0 : Math.max(0, correlation(key, key.gaps().tokens()));
    double variance = logits * (1 - alike * unrotated(pattern, tokens));
    double repeats = seen.gaps().repeats();
    double same = repeats < 1 ? repeats / (1 - repeats) : 0;
    AttentionField field =
        AttentionField.of(tokens, pattern.causal(), variance, layer.headSize(), width, same);
    return new AttentionShares(
        field,
        r,
        new Queries(in.border().positions(), correlation(in, in.gaps().tokens())),
        Math.min(1, Double.isNaN(r) ? known : Math.max(known, r)),
        (1 - r) * field.tilt());
  }

  /**
   * The share of a head's frequencies that rotary positions turn by less than 1 over all tokens.
   */
  private static double unrotated(Attention.Pattern pattern, double tokens) {
    return pattern.rotaryBase() > 1
        ? Math.max(0, 1 - Math.log(tokens) / Math.log(pattern.rotaryBase()))
        : 1;
  }

  private static double correlation(Signal signal, double gap) {
    return signal.secondMoment() == 0 ? 1 : 1 - gap / signal.secondMoment();
  }

  /** Whether the correlations of tokens are known. */
  boolean isKnown() {
    return !Double.isNaN(correlation) && !Double.isNaN(queries.correlation);
  }

  private double overlap(double logits) {
    return field.overlap().at(logits);
  }

  /**
   * The mean of values.
   *
   * @param of what is as alike as the queries
   * @param units the number of units of the values
   */
  Signal mixed(Signal values, Signal of, int units) {
    return field.causal() && field.tokens() > 1
        ? causal(values, of, units)
        : all(values, of, units);
  }

  /** The mean of the values that causal queries see, whose first ones are means of few. */
  private Signal causal(Signal values, Signal of, int units) {
    double q = values.secondMoment();
    Pairs gaps = values.gaps();
    CausalKernel.Means before = gaps.causal(field.tokens());
    double ofPositions = Math.max(0, gaps.across() - before.own()); // alike in all inputs
    double ofInputs = before.own() - before.between();
    double ratio = ofInputs > 0 ? ofPositions / ofInputs : 0;
    double k = correlation(of, of.gaps().tokens());
    CausalKernel.Attended seen =
        before.kernel().attended(field, before.own(), before.between(), k, ratio);
    CausalKernel.Means out = seen.out();
    double second = q * (1 + tilt) - (1 + ratio) * seen.apart();
    double apart = gaps.tokens() > 0 ? ofPositions / gaps.tokens() : 1;
    double shared = field.share() * ofPositions * seen.weightOfTokens();
    Pairs mixed =
        gaps.with(
            of.gaps(),
            (one, other) -> {
              double two = correlation(of, other);
              double same = field.ofSameToken(two * apart);
              double common = same * ofPositions * seen.weightOfTokens();
              double more = same * (one - before.own()) * seen.weightOfOwn();
              return out.own() + shared - common + more + q * tilt * (1 - two);
            });
    double r = Math.max(0, correlation(values, gaps.tokens()));
    double twice =
        ofInputs(correlation(values, gaps.same()), correlation(of, of.gaps().same()), r, r);
    double two = correlation(of, of.gaps().across());
    double overlaps = overlap(k) - overlap(two * apart);
    double ofTokens = (1 + ratio) * (out.own() - out.between()) + q * tilt * (1 - k);
    double across =
        out.own()
            + ratio * (out.own() - out.between())
            + ofPositions * overlaps * seen.weightOfTokens()
            + q * tilt * (1 - two);
    return mixed(
        values,
        units,
        second,
        mixed
            .same(Math.max(0, q * (second(r) - twice)))
            .at(Math.max(0, ofTokens), Math.max(0, across))
            .over(out.kernel()));
  }

  private Signal all(Signal values, Signal of, int units) {
    double q = values.secondMoment();
    double r = Math.max(0, correlation(values, values.gaps().tokens()));
    double second = second(r);
    double e = correlation(values, values.gaps().across());
    double k = correlation(of, of.gaps().tokens());
    double ofTokens = q * (second - (r + (1 - r) * Math.min(field.share(), overlap(k)) + k * tilt));
    Pairs gaps =
        values
            .gaps()
            .with(
                of.gaps(),
                (one, other) ->
                    q
                        * (second
                            - ofInputs(correlation(values, one), correlation(of, other), e, r)));
    double twice = correlation(values, values.gaps().same());
    double same = q * (second - ofInputs(twice, correlation(of, of.gaps().same()), r, r));
    double two = correlation(of, of.gaps().across());
    double across =
        q * (second - ofPositions(correlation(values, values.gaps().middle()), two, e, r));
    return mixed(
        values,
        units,
        q * second,
        gaps.same(Math.max(0, same)).at(Math.max(0, ofTokens), Math.max(0, across)));
  }

  private Signal mixed(Signal values, int units, double second, Pairs gaps) {
    double error =
        (field.causal() ? CAUSAL_ERROR : ERROR)
            + ERROR_OF_LOGITS * Math.log(field.last() * field.tokens());
    return new Signal(
        0,
        second,
        values.norms(),
        gaps,
        values.common(),
        values.deviation().unsure(values.deviation().unsure() + UNSURE_GAP),
        values.logError() + error,
        Math.min(units, values.units()),
        values.border(),
        null);
  }

  /** d ln(r out)/d ln(r in) of the distance r of two inputs, if those of tokens grow with it. */
  double response(Signal values) {
    double before = distance(values, 1);
    return before > 0 ? Math.log(distance(values, 1 + STEP) / before) / Math.log1p(STEP) : 1;
  }

  private double distance(Signal values, double growth) {
    double c = 1 - growth * (1 - correlation(values, values.gaps().mean()));
    double r = 1 - growth * (1 - correlation(values, values.gaps().tokens()));
    double e = 1 - growth * (1 - correlation(values, values.gaps().across()));
    return 1 - ofInputs(c, c, e, r) / second(r);
  }

  private double second(double r) {
    return r + (1 - r) * field.share() + tilt;
  }

  /**
   * E[x·x'] of means for two inputs at one token, over q_V.
   *
   * @param of the correlation of their queries
   */
  private double ofInputs(double c, double of, double e, double r) {
    double apart = r >= 1 ? 1 : (c - e) / (1 - r);
    return e + (c - e) * field.ofSameToken(of * apart) + of * tilt;
  }

  /** The same at two tokens. */
  private double ofPositions(double c, double of, double e, double r) {
    double apart = r >= 1 ? 1 : (c - e) / (1 - r);
    return e + (c - e) * overlap(of * apart) + of * tilt;
  }

  /**
   * What a gradient of means becomes as one of values: bounds of its second moment as factors,
   * which are one where it is known, and the product of two tokens; and what different queries add
   * to the gradient of a key; and the correlation of two queries' gradients; and by how much the
   * share of what tokens have in common grows.
   */
  record Returned(
      double least, double most, double tokens, double ofKeys, double ofQueries, double ofCommon) {}

  /**
   * The gradient of values: {@code g M/T (s + ρ (M - 1) o)}, of which two tokens have the product
   * {@code g M/T ((1 - s)/(T - 1) + ρ (M - 1)/(T - 1) (1 - o))}, M the number of means and ρ the
   * correlation of the gradients of two.
   *
   * @param squares Σa² over what has a gradient
   * @param alone by how much one token alone has a gradient, beside which no other adds up
   */
  Returned returned(Gradient back, double squares, double alone) {
    double rho = back.ofTokens();
    double ratio = ratio();
    if (!isKnown() || Double.isNaN(rho)) {
      double most = alone * squares + (1 - alone) * Math.max(1, ratio);
      return new Returned(ratio * squares, ratio * most, Double.NaN, 0, 0, 1);
    }
    double tokens = field.tokens();
    double others = queries.count - 1;
    AttentionField.Slopes slopes = field.slopes();
    double o = Math.min(squares, overlap(queries.correlation));
    double factor = Math.max(squares / tokens, squares + rho * others * o);
    double product =
        back.secondMoment()
            * ratio
            * ((1 - squares) + rho * others * (1 - o))
            / Math.max(1, tokens - 1);
    double passed = field.overlap().passed() * o;
    double ofKeys = Math.max(0, rho * queries.correlation * others * passed);
    double ofQueries =
        slopes.one() == 0 ? 0 : rho * (passed + slopes.alike()) / (slopes.one() + slopes.alike());
    return new Returned(
        ratio * factor,
        ratio * factor,
        product,
        ofKeys,
        Math.max(-1, Math.min(1, ofQueries)),
        others * o / factor);
  }

  /** The number of means for each token. */
  double ratio() {
    return queries.count / field.tokens();
  }
}
