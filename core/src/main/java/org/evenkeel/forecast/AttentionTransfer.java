// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.network.Attention;
import org.evenkeel.network.Memory;
import org.evenkeel.sample.SoftmaxShares;

/** The passage of a signal through attention, to itself or to a memory. */
final class AttentionTransfer {

  /** The error of the logarithm of what a softmax does to a gradient, to either side. */
  private static final double UNSURE = 0.3;

  /** The deviation of the logarithm of a distance that is known to a factor of 2. */
  private static final double FACTOR_OF_TWO = Math.log(2) / Deviation.WIDTH;

  /** The errors of ln of a mean's second moment, and as much more for each unit of λ². */
  private static final double ERROR = 0.03;

  private static final double ERROR_OF_LOGITS = 0.04;

  /** The same of causal attention, behind which tokens near one another are more alike. */
  private static final double CAUSAL_ERROR = 0.2;

  /** The variance of ln of a distance that the closed forms leave open. */
  private static final double UNSURE_GAP = 0.01;

  private final Passage passage;
  private final double examples;
  private final Map<String, Transfer.Kept> memories = new HashMap<>();

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
   * Layers on some tokens or all, whose output is kept. The gradient before it is that of all
   * tokens, of those that went on and of those that did not.
   */
  Transfer remember(Memory layer, Signal in, int[] shape) {
    boolean split = layer.tokens() > 0;
    int[] rest = layer.outputShape(shape);
    Signal taken = split && shape.length > 1 ? in.withBorder(Border.of(layer.taken(shape))) : in;
    Transfer.Kept kept =
        new Transfer.Kept(passage.through(layer.layers(), taken, layer.taken(shape)));
    memories.put(layer.name(), kept);
    double share = split ? layer.tokens() / (double) shape[shape.length - 1] : 1;
    return new Transfer(
        split && shape.length > 1 ? in.withBorder(Border.of(rest)) : in,
        1,
        0,
        back ->
            back.times(split ? 1 - share : 1)
                .plus(kept.send(back).times(share), back, 1, 0, shape[0], examples)
                .withBorder(Border.of(shape)));
  }

  /**
   * Attention to a memory. Its output deviates as the memory does, and queries change no more than
   * the weights of its mean, by as many gradients as there are queries.
   */
  private Transfer toMemory(Attention layer, Transfer.Kept memory, Signal in) {
    int first = passage.rows().size();
    Signal seen = memory.signal();
    Transfer query = passage.linear(layer.query(), in, in.border());
    Transfer key = passage.linear(layer.key(), seen, seen.border());
    Transfer value = passage.linear(layer.value(), seen, seen.border());
    Signal values = value.out();
    int features = layer.pattern().memory().orElseThrow().features();
    SoftmaxShares weights = shares(layer.pattern(), query.out(), key.out(), seen, features);
    double share = weights.share();
    double tokens = weights.tokens();
    double common = weights.common();
    if (tokens > 1) {
      passage.rows().get(first).behind().concentration = (share * tokens - 1) / (tokens - 1);
    }
    Signal mixed =
        weights.isKnown()
            ? mixed(weights, values, query.out(), layer.values())
            : attended(values, layer.values(), common + (1 - common) * share);
    passage.remark(
        "attention to %s: gradients of tokens may be all alike or have nothing in common, and the range is for both"
            .formatted(layer.pattern().memory().orElseThrow().name()));
    Transfer output = passage.linear(layer.output(), mixed.withBorder(in.border()), in.border());
    double shared = layer.heads() / (double) layer.pattern().keyHeads();
    double queries = in.border().positions();
    double ratio = queries / tokens;
    double noise = output.sensitivity() * output.sensitivity() * values.deviation().signal();
    return new Transfer(
        output.out(),
        0,
        noise + output.noise(),
        back -> {
          Gradient ofMixed = output.send(back);
          Returned returned = returned(weights, ofMixed, share, queries);
          double logError = UNSURE + Math.log(returned.most() / returned.least()) / 2;
          double ofSoftmax = UNSURE * (1 + common);
          double ofLogits = weights.slopes() * (1 - common) * values.secondMoment();
          Gradient one =
              ofMixed
                  .times(shared * Math.sqrt(returned.least() * returned.most()))
                  .withTokens(shared * returned.tokens())
                  .plusLogError(logError)
                  .withBorder(seen.border().power(0));
          Gradient two =
              ofMixed
                  .times(
                      ofLogits * (1 - common) * weights.ofQueries(share) * key.out().secondMoment())
                  .plusLogError(ofSoftmax)
                  .withTokens(0);
          Gradient three =
              ofMixed
                  .times(shared * ratio * ofLogits * query.out().secondMoment() * returned.ofKeys())
                  .withTokens(0)
                  .plusLogError(ofSoftmax)
                  .withBorder(seen.border().power(0));
          int units = values.units();
          memory.add(value.send(one), ofMixed, units, examples);
          memory.add(key.send(three), ofMixed, units, examples);
          return query.send(two);
        });
  }

  /**
   * Self-attention, forward by {@link SoftmaxShares}. Where it is not known how alike tokens are,
   * the output keeps between the share of the values' second moment that the squared attention
   * weights sum to, for tokens with nothing in common, and all of it.
   *
   * <p>With s that share and g the gradient's second moment behind the weighted sum, between s·g
   * and g reaches the values, as far as g is that of many tokens; and through the softmax s (1 - s)
   * g·q_V·q_K the queries and the same with q_Q the keys. Where r heads share them, values and keys
   * get the sum of r gradients.
   */
  Transfer through(Attention layer, Signal in, int width) {
    if (layer.pattern().memory().isPresent()) {
      return toMemory(layer, memories.get(layer.pattern().memory().get().name()), in);
    }
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
    SoftmaxShares weights = shares(layer.pattern(), query.out(), key, in, width);
    double last = weights.last();
    double share = weights.share();
    passage.rows().get(first).behind().concentration = (last * tokens - 1) / (tokens - 1);
    double common = weights.common();
    Signal mixed =
        weights.isKnown()
            ? mixed(weights, values, values, layer.values())
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
        back -> {
          Gradient ofMixed = output.send(back);
          // A gradient at one token alone meets the weights of that, and adds up with no other.
          double alone = ofMixed.border().concentration();
          double lower = alone * last + (1 - alone) * share;
          Returned returned = returned(weights, ofMixed, lower, tokens);
          double unsure = UNSURE * (1 + alone);
          double logError = unsure + Math.log(returned.most() / returned.least()) / 2;
          // Of tokens that are alike, few directions differ, so that products of two of them
          // deviate.
          double ofSoftmax = unsure + (weights.isKnown() ? UNSURE * common : -Math.log(lower) / 2);
          // What all tokens have in common moves no softmax as a value, nor a query as a key.
          double slopes = alone * last * (1 - last) + (1 - alone) * weights.slopes();
          double ofLogits = slopes * (1 - common) * values.secondMoment();
          double ofQueries = ofLogits * (1 - common) * weights.ofQueries(lower);
          Border all = Border.of(new int[] {1, (int) tokens});
          Gradient one =
              ofMixed
                  .times(shared * Math.sqrt(returned.least() * returned.most()))
                  .withTokens(shared * returned.tokens())
                  .plusLogError(logError)
                  .withBorder(all);
          Gradient two = ofMixed.times(ofQueries * keys).plusLogError(ofSoftmax).withTokens(0);
          Gradient three =
              ofMixed
                  .times(shared * ofLogits * queries * returned.ofKeys())
                  .withTokens(0)
                  .plusLogError(ofSoftmax)
                  .withBorder(all);
          int units = values.units();
          if (layer.isFused()) {
            double parts = heads + 2 * layer.pattern().keyHeads();
            double ofKeys = layer.pattern().keyHeads() / parts;
            return query.send(
                one.times(ofKeys)
                    .plus(two.times(heads / parts), ofMixed, 1, 0, units, examples)
                    .plus(three.times(ofKeys), ofMixed, 1, 0, units, examples));
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
   * The weights by queries and keys, of which the input has the correlations.
   *
   * @param width n
   */
  private static SoftmaxShares shares(
      Attention.Pattern pattern, Signal query, Signal key, Signal in, int width) {
    double tokens = in.border().positions();
    double r = correlation(in, in.gaps().tokens());
    double alike = Double.isNaN(r) ? 0 : Math.max(0, correlation(key, key.gaps().tokens()));
    return SoftmaxShares.of(
        tokens,
        pattern.causal(),
        query.secondMoment() * key.secondMoment(),
        alike * SoftmaxShares.unrotated(pattern.rotaryBase(), tokens),
        r,
        in.mean() * in.mean() / in.secondMoment(),
        in.gaps().repeats(),
        width);
  }

  private static double correlation(Signal signal, double gap) {
    return signal.secondMoment() == 0 ? 1 : 1 - gap / signal.secondMoment();
  }

  /**
   * The mean of values.
   *
   * @param weights of the means
   * @param queries which are as alike as what makes the weights
   * @param units the number of units of the values
   */
  private static Signal mixed(SoftmaxShares weights, Signal values, Signal queries, int units) {
    double q = values.secondMoment();
    double r = correlation(values, values.gaps().tokens());
    double second = r + (1 - r) * weights.share() + weights.tilt();
    double e = correlation(values, values.gaps().across());
    double k = correlation(queries, queries.gaps().tokens());
    double ofTokens =
        q
            * (second
                - (r
                    + (1 - r) * Math.min(weights.share(), weights.overlap(k))
                    + k * weights.tilt()));
    Pairs gaps =
        values
            .gaps()
            .with(
                queries.gaps(),
                (one, other) ->
                    q
                        * (second
                            - weights.ofInputs(
                                correlation(values, one), correlation(queries, other), e, r)));
    double twice = correlation(values, values.gaps().same());
    double same =
        q * (second - weights.ofInputs(twice, correlation(queries, queries.gaps().same()), r, r));
    double others = correlation(queries, queries.gaps().across());
    double across =
        q
            * (second
                - weights.ofPositions(correlation(values, values.gaps().middle()), others, e, r));
    double error =
        (weights.causal() ? CAUSAL_ERROR : ERROR)
            + ERROR_OF_LOGITS * Math.log1p(weights.last() * weights.tokens() - 1);
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

  /**
   * What a gradient of means becomes as one of values: bounds of its second moment as factors,
   * which are one where it is known, the product of two tokens, and the factor of that of keys.
   */
  private record Returned(double least, double most, double tokens, double ofKeys) {}

  /**
   * The gradient of values: {@code g (s + ρ (T - 1) o)}, of which two tokens have the product
   * {@code g ((1 - s)/(T - 1) + ρ (1 - o))}, ρ the correlation of the gradients of two means.
   *
   * @param squares Σa² over what has a gradient
   * @param queries the number of means, which need not be that of the values
   */
  private static Returned returned(
      SoftmaxShares weights, Gradient back, double squares, double queries) {
    double tokens = weights.tokens();
    double ratio = queries / tokens;
    double rho = back.ofTokens();
    if (!weights.isKnown() || Double.isNaN(rho)) {
      return new Returned(ratio * squares, ratio * Math.max(1, ratio), Double.NaN, 1);
    }
    double o = Math.min(squares, weights.overlap(weights.correlation()));
    double factor = ratio * Math.max(squares / tokens, squares + rho * (queries - 1) * o);
    double others = Math.max(1, tokens - 1);
    double product =
        back.secondMoment()
            * ratio
            * ((1 - squares) / others + rho * (queries - 1) / others * (1 - o));
    double alike = rho * weights.correlation() * (queries - 1) * o / squares;
    return new Returned(factor, factor, product, Math.max(1, 1 + alike));
  }
}
