// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.network.Attention;
import org.evenkeel.sample.AttentionField;

/** The passage of a signal through self-attention. */
final class AttentionTransfer {

  /**
   * The error of the logarithm of what a softmax does to a gradient, to either side, settled with
   * seeds 100 to 107 of encoders and decoders of 6 to 24 blocks.
   */
  private static final double UNSURE = 0.12;

  /** The deviation of the logarithm of a distance that is known to a factor of 2. */
  private static final double FACTOR_OF_TWO = Math.log(2) / Deviation.WIDTH;

  private final Passage passage;
  private final double examples;

  /**
   * A passage.
   *
   * @param passage the passage through the whole network
   * @param examples the size of the batch whose means are forecast
   */
  AttentionTransfer(Passage passage, double examples) {
    this.passage = passage;
    this.examples = examples;
  }

  /**
   * Self-attention, forward by {@link Shares}. Where it is not known how alike tokens are, the
   * output keeps between the share of the values' second moment that the squared attention weights
   * sum to, for tokens with nothing in common, and all of it.
   *
   * <p>With s that share and g the gradient's second moment behind the weighted sum, between s·g
   * and g reaches the values, as far as g is that of many tokens; and through the softmax s (1 - s)
   * g·q_V·q_K the queries and the same with q_Q the keys. Where r heads share them, values and keys
   * get the sum of r gradients.
   */
  Transfer through(Attention layer, Signal in, int width) {
    int first = passage.rows().size();
    List<Transfer> projections = new ArrayList<>();
    layer.projections().forEach(one -> projections.add(passage.linear(one, in, in.border())));
    Transfer query = projections.get(0);
    Transfer value = projections.get(projections.size() - 1);
    double queries = query.out().secondMoment();
    Signal values = value.out();
    double tokens = in.border().positions();
    Signal key = projections.get(layer.isFused() ? 0 : 1).out();
    double keys = key.secondMoment();
    Shares weights = Shares.of(layer, query.out(), key, in, width);
    AttentionField field = weights.field();
    double last = field.last();
    double share = field.share();
    passage.rows().get(first).behind().concentration = (last * tokens - 1) / (tokens - 1);
    double common = weights.common();
    Signal mixed =
        weights.isKnown()
            ? weights.mixed(values, layer.values())
            : attended(values, layer.values(), common + (1 - common) * share);
    passage.remark(
        weights.isKnown()
            ? "attention: gradients of tokens may be all alike or have nothing in common, and the range is for both"
            : "attention: tokens may be all alike or have nothing in common, and the range is for both");
    Transfer output = passage.linear(layer.output(), mixed, in.border());
    double heads = layer.heads();
    double shared = heads / layer.pattern().keyHeads();
    return new Transfer(
        output.out(),
        value.sensitivity() * output.sensitivity(),
        value.noise() + output.noise(),
        weights.isKnown() ? weights.response(values) : Double.NaN,
        back -> {
          Gradient ofMixed = output.send(back);
          // A gradient at one token alone meets the weights of that, and adds up with no other.
          double concentration = ofMixed.border().concentration();
          double alone = tokens > 1 ? Math.max(0, (concentration * tokens - 1) / (tokens - 1)) : 1;
          double lower = alone * last + (1 - alone) * share;
          AttentionField.Slopes slopes = field.slopes(alone);
          Shares.Returned returned = weights.returned(ofMixed, lower, alone);
          double unsure = UNSURE * (1 + alone);
          double logError = unsure + Math.log(returned.most() / returned.least()) / 2;
          // Of tokens that are alike, few directions differ, so that products of two of them
          // deviate.
          double ofSoftmax = unsure + (weights.isKnown() ? UNSURE * common : -Math.log(lower) / 2);
          // What all tokens have in common moves no softmax as a value, nor a query as a key: so
          // queries get the square of the distance of two tokens, which deviates.
          double ofValues = (1 - common) * values.secondMoment();
          double ofQueries = ofValues * (1 - common) * (slopes.one() + slopes.alike());
          double ofKeys = ofValues * (slopes.weighed() + returned.ofKeys());
          Border all = Border.of(new int[] {1, (int) tokens});
          Gradient one =
              ofMixed
                  .times(shared * Math.sqrt(returned.least() * returned.most()))
                  .withTokens(shared * returned.tokens())
                  .sharing(returned.ofCommon())
                  .plusLogError(logError)
                  .withBorder(all);
          Gradient two =
              ofMixed
                  .times(ofQueries * keys)
                  .withTokens(ofMixed.secondMoment() * ofQueries * keys * returned.ofQueries())
                  .withLogVariance(ofMixed.logVariance() + 4 * in.deviation().distance())
                  .plusLogError(ofSoftmax);
          double ofKey = shared * ofKeys * queries;
          double together = returned.ofKeys() / (slopes.weighed() + returned.ofKeys());
          Gradient three =
              ofMixed
                  .times(ofKey)
                  .withTokens(-ofMixed.secondMoment() * ofKey / Math.max(1, tokens - 1))
                  .sharing(ofMixed.ofTokens() > 0 ? together / ofMixed.ofTokens() : 1)
                  .plusLogError(ofSoftmax)
                  .withBorder(all);
          int units = values.units();
          if (layer.isFused()) {
            double parts = heads + 2 * layer.pattern().keyHeads();
            double part = layer.pattern().keyHeads() / parts;
            return query.send(
                one.times(part)
                    .plus(two.times(heads / parts), ofMixed, 1, 0, units, examples)
                    .plus(three.times(part), ofMixed, 1, 0, units, examples));
          }
          return value
              .send(one)
              .plus(query.send(two), ofMixed, 1, 0, units, examples)
              .plus(projections.get(1).send(three), ofMixed, 1, 0, units, examples);
        });
  }

  /**
   * The mean of values over tokens, weighted by attention.
   *
   * @param units the number of units of the values
   * @param least the share of the second moment that is left of tokens with nothing in common
   */
  private static Signal attended(Signal values, int units, double least) {
    double second = values.secondMoment() * Math.sqrt(least);
    return new Signal(
        0,
        second,
        values.norms(),
        values.gaps().map(gap -> attendedGap(gap, values.secondMoment(), second)),
        values.common(),
        values.deviation().plus(0, FACTOR_OF_TWO * FACTOR_OF_TWO, 0),
        values.logError() - Math.log(least) / 2,
        Math.min(units, values.units()),
        values.border(),
        null);
  }

  /**
   * The gap behind attention, halfway between two cases: what two inputs have in common they have
   * at all positions, so that it stays, or at the same position alone, so that it shrinks as much.
   */
  private static double attendedGap(double gap, double before, double second) {
    double everywhere = Math.max(0, second - (before - gap));
    double once = before == 0 ? 0 : gap * second / before;
    return (everywhere + once) / 2;
  }

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
   * <p>For random weights a mean of values has second moment {@code q_V (r + (1 - r) s + t)}, two
   * of them at two tokens of one input {@code q_V (r + (1 - r) o(r) + r t)}, of two inputs {@code
   * q_V (e + (c - e) o + c t)}, where t is 1 - r times the field's tilt. (Kedia et al. 2024,
   * "Transformers get stable", have the case of long sequences and small logits.)
   *
   * @param field the moments of the weights
   * @param correlation r, of what enters; NaN where it is not known
   * @param common the share of the second moment that all tokens are known to have in common
   * @param tilt t
   */
  record Shares(AttentionField field, double correlation, double common, double tilt) {

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
     * The weights by queries and keys, of which the input has the correlations.
     *
     * @param width n
     */
    static Shares of(Attention layer, Signal query, Signal key, Signal in, int width) {
      Attention.Pattern pattern = layer.pattern();
      double tokens = in.border().positions();
      double known = in.mean() * in.mean() / in.secondMoment();
      double r = correlation(in, in.gaps().tokens());
      double logits = query.secondMoment() * key.secondMoment();
      double alike = Double.isNaN(r) ? 0 : Math.max(0, correlation(key, key.gaps().tokens()));
      double variance = logits * (1 - alike * unrotated(pattern, tokens));
      double repeats = in.gaps().repeats();
      double same = repeats < 1 ? repeats / (1 - repeats) : 0;
      AttentionField field =
          AttentionField.of(tokens, pattern.causal(), variance, layer.headSize(), width, same);
      return new Shares(
          field,
          r,
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
      return !Double.isNaN(correlation);
    }

    private double overlap(double logits) {
      return field.overlap().at(logits);
    }

    /**
     * The mean of values.
     *
     * @param units the number of units of the values
     */
    Signal mixed(Signal values, int units) {
      double q = values.secondMoment();
      double r = correlation(values, values.gaps().tokens());
      double second = second(r);
      double e = correlation(values, values.gaps().across());
      double ofTokens =
          q * (second - (r + (1 - r) * Math.min(field.share(), overlap(r)) + r * tilt));
      Pairs gaps =
          values.gaps().map(gap -> q * (second - ofInputs(correlation(values, gap), e, r)));
      double same = q * (second - ofInputs(correlation(values, values.gaps().same()), r, r));
      double across = q * (second - ofPositions(correlation(values, values.gaps().middle()), e, r));
      double error =
          (field.causal() ? CAUSAL_ERROR : ERROR)
              + ERROR_OF_LOGITS * Math.log(field.last() * field.tokens());
      return new Signal(
          0,
          q * second,
          values.norms(),
          gaps.same(Math.max(0, same)).at(Math.max(0, ofTokens), Math.max(0, across)),
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
      return 1 - ofInputs(c, e, r) / second(r);
    }

    private double second(double r) {
      return r + (1 - r) * field.share() + tilt;
    }

    /** E[x·x'] of means for two inputs at one token, over q_V. */
    private double ofInputs(double c, double e, double r) {
      double apart = r >= 1 ? 1 : (c - e) / (1 - r);
      return e + (c - e) * field.ofSameToken(c * apart) + c * tilt;
    }

    /** The same at two tokens. */
    private double ofPositions(double c, double e, double r) {
      double apart = r >= 1 ? 1 : (c - e) / (1 - r);
      return e + (c - e) * overlap(e * apart) + e * tilt;
    }

    /**
     * What a gradient of means becomes as one of values: bounds of its second moment as factors,
     * which are one where it is known, and the product of two tokens; and what different queries
     * add to the gradient of a key; and the correlation of two queries' gradients; and by how much
     * the share of what tokens have in common grows.
     */
    record Returned(
        double least,
        double most,
        double tokens,
        double ofKeys,
        double ofQueries,
        double ofCommon) {}

    /**
     * The gradient of values: {@code g (s + ρ (T - 1) o)}, of which two tokens have the product
     * {@code g ((1 - s)/(T - 1) + ρ (1 - o))}, ρ the correlation of the gradients of two means.
     *
     * @param squares Σa² over what has a gradient
     * @param alone by how much one token alone has a gradient, beside which no other adds up
     */
    Returned returned(Gradient back, double squares, double alone) {
      double rho = back.ofTokens();
      if (!isKnown() || Double.isNaN(rho)) {
        return new Returned(squares, 1 - alone * (1 - squares), Double.NaN, 0, 0, 1);
      }
      double tokens = field.tokens();
      AttentionField.Slopes slopes = field.slopes();
      double o = Math.min(squares, overlap(correlation));
      double factor = Math.max(squares / tokens, squares + rho * (tokens - 1) * o);
      double product =
          back.secondMoment() * ((1 - squares) / Math.max(1, tokens - 1) + rho * (1 - o));
      double passed = field.overlap().passed() * o;
      double keys = Math.max(0, rho * correlation * (tokens - 1) * passed);
      double queries =
          slopes.one() == 0 ? 0 : rho * (passed + slopes.alike()) / (slopes.one() + slopes.alike());
      return new Returned(
          factor,
          factor,
          product,
          keys,
          Math.max(-1, Math.min(1, queries)),
          (tokens - 1) * o / factor);
    }
  }
}
