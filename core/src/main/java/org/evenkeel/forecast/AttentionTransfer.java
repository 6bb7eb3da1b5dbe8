// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.network.Attention;
import org.evenkeel.network.Memory;
import org.evenkeel.sample.AttentionField;
import org.evenkeel.sample.Covariances;
import org.evenkeel.sample.Deviation;

/** The passage of a signal through attention, to itself or to a memory. */
final class AttentionTransfer {

  /**
   * The error of the logarithm of what a softmax does to a gradient, to either side, settled with
   * seeds 100 to 107 of encoders and decoders of 6 to 24 blocks.
   */
  static final double UNSURE = 0.12;

  /** The squared relative error of a number of 24 bits, at most. */
  private static final double ROUNDED = 0x1p-48;

  /**
   * By how much tokens that have become one differ by rounding, in units of that, settled with
   * seeds 7400 to 7405 of 48 blocks of 64 units.
   */
  private static final double ROUNDED_TOKENS = 60;

  /** The same of sums over tokens of the gradients of logits, which would be 0. */
  private static final double ROUNDED_SUMS = 0.6;

  /** The error of the logarithm of what is made of rounding, to either side. */
  private static final double UNSURE_ROUNDED = 1.5;

  /** The deviation of the logarithm of a distance that is known to a factor of 2. */
  private static final double FACTOR_OF_TWO = Math.log(2) / Deviation.WIDTH;

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
    String name = layer.pattern().memory().orElseThrow().name();
    int features = layer.pattern().memory().orElseThrow().features();
    AttentionShares weights = AttentionShares.of(layer, in, query.out(), seen, key.out(), features);
    tell(first, weights, "attention to " + name);
    Signal mixed = mixed(weights, values, query.out(), layer.values());
    Transfer output = passage.linear(layer.output(), mixed.withBorder(in.border()), in.border());
    double noise = output.sensitivity() * output.sensitivity() * values.deviation().signal();
    return new Transfer(
        output.out(),
        0,
        noise + output.noise(),
        back -> {
          Gradient ofMixed = output.send(back);
          Sent sent = sent(layer, weights, query.out(), key.out(), values, seen, ofMixed);
          memory.add(value.send(sent.values), ofMixed, values.units(), examples);
          memory.add(key.send(sent.keys), ofMixed, values.units(), examples);
          return query.send(sent.queries);
        });
  }

  /**
   * Self-attention, forward by {@link AttentionShares}. Where it is not known how alike tokens are,
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
    Signal values = value.out();
    Signal key = projections.get(layer.isFused() ? 0 : 1).out();
    AttentionShares weights = AttentionShares.of(layer, in, query.out(), in, key, width);
    tell(first, weights, "attention");
    Signal mixed = mixed(weights, values, values, layer.values());
    Transfer output = passage.linear(layer.output(), mixed, in.border());
    return new Transfer(
        output.out(),
        value.sensitivity() * output.sensitivity(),
        value.noise() + output.noise(),
        weights.isKnown() ? weights.response(values) : Double.NaN,
        back -> {
          Gradient ofMixed = output.send(back);
          Sent sent = sent(layer, weights, query.out(), key, values, in, ofMixed);
          int units = values.units();
          if (layer.isFused()) {
            double heads = layer.heads();
            double parts = heads + 2 * layer.pattern().keyHeads();
            double part = layer.pattern().keyHeads() / parts;
            return query.send(
                sent.values
                    .times(part)
                    .plus(sent.queries.times(heads / parts), ofMixed, 1, 0, units, examples)
                    .plus(sent.keys.times(part), ofMixed, 1, 0, units, examples));
          }
          return value
              .send(sent.values)
              .plus(query.send(sent.queries), ofMixed, 1, 0, units, examples)
              .plus(projections.get(1).send(sent.keys), ofMixed, 1, 0, units, examples);
        });
  }

  /** Tells the row of the queries how much attention sees alone, and what the ranges are for. */
  private void tell(int row, AttentionShares weights, String what) {
    double tokens = weights.field().tokens();
    passage.rows().get(row).behind().concentration =
        (weights.field().last() * tokens - 1) / (tokens - 1);
    String known = weights.isKnown() ? ": gradients of tokens" : ": tokens";
    passage.remark(
        what + known + " may be all alike or have nothing in common, and the range is for both");
  }

  private static Signal mixed(AttentionShares weights, Signal values, Signal queries, int units) {
    double common = weights.common();
    return weights.isKnown()
        ? weights.mixed(values, queries, units)
        : attended(values, units, common + (1 - common) * weights.field().share());
  }

  /**
   * How few directions tokens differ in, as those of small patches do. With Σ the covariance of
   * tokens and w a random direction, gradients of keys are products w·Σw, which deviate by 2 tr
   * Σ²/(tr Σ)², and those of queries are products Σw, which deviate by 2 tr Σ⁴/(tr Σ²)².
   *
   * @param once tr Σ²/(tr Σ)², the mean square of the cosines of tokens
   * @param squared tr Σ⁴/(tr Σ²)²
   */
  private record Directions(double once, double squared) {

    /**
     * Of what inputs differ by, in equal parts in some directions, beside what positions add, which
     * has as many as units.
     */
    static Directions of(Signal in, double common, double units) {
      double share = in.gaps().mean() / in.secondMoment();
      double squares = in.gaps().variance() / in.secondMoment() / in.secondMoment();
      double rest = units == 0 ? 0 : (1 - share * share) / units;
      double own = Math.max(0, squares - rest);
      if (!(own > 0 && share > 0)) {
        return new Directions(0, 0);
      }
      double positions = Math.max(0, 1 - share - common);
      double once = squares + positions * positions / in.border().positions();
      return new Directions(once, own * own * own / (share * share * once * once));
    }
  }

  /** The squared correlation of the gradients at two positions, at most 1 and 1 if unknown. */
  static double squareOfTokens(Gradient back) {
    double correlation = back.ofTokens();
    double sampled = back.units() == 0 ? 0 : (1 - correlation * correlation) / back.units();
    return Double.isNaN(correlation) ? 1 : Math.min(1, correlation * correlation + sampled);
  }

  /** The mean squared cosine of two examples' gradients, at the positions that these are at. */
  private double alike(Gradient back) {
    double places = Math.max(1, 1 / back.border().concentration());
    double squared = back.products().examples();
    double along = squareOfTokens(back);
    return new Covariances(1, squared, along, squared * along).over(examples, places);
  }

  /** The gradients behind the projections. */
  private record Sent(Gradient values, Gradient queries, Gradient keys) {}

  /**
   * The gradients behind the projections, from that of the means.
   *
   * @param in what keys and values are made of
   */
  private Sent sent(
      Attention layer,
      AttentionShares weights,
      Signal query,
      Signal key,
      Signal values,
      Signal in,
      Gradient ofMixed) {
    AttentionField field = weights.field();
    double tokens = field.tokens();
    double means = weights.queries().count();
    double common = weights.common();
    double shared = layer.heads() / (double) layer.pattern().keyHeads();
    // A gradient at one token alone meets the weights of that, and adds up with no other.
    double concentration = ofMixed.border().concentration();
    double alone = means > 1 ? Math.max(0, (concentration * means - 1) / (means - 1)) : 1;
    double lower = alone * field.last() + (1 - alone) * field.share();
    AttentionField.Slopes slopes = field.slopes(alone);
    AttentionShares.Returned returned = weights.returned(ofMixed, lower, alone);
    double unsure = UNSURE * (1 + alone);
    double logError = unsure + Math.log(returned.most() / returned.least()) / 2;
    // Of tokens that are alike, few directions differ, so that products of two of them deviate.
    double ofSoftmax = unsure + (weights.isKnown() ? UNSURE * common : -Math.log(lower) / 2);
    // What all tokens have in common moves no softmax as a value, nor a query as a key: so queries
    // get the square of the distance of two tokens, which deviates.
    double rounding = common < 1 && tokens > 1 ? ROUNDED : 0;
    double apart = 1 - common + ROUNDED_TOKENS * rounding;
    double ofValues = apart * values.secondMoment();
    double rounded = ROUNDED_SUMS * rounding * values.secondMoment();
    double ofQueries =
        (ofValues * apart * (slopes.one() + slopes.alike()) + rounded) * key.secondMoment();
    double ofRounding = share(rounded * key.secondMoment(), ofQueries);
    double ofKeys =
        shared
            * weights.ratio()
            * (ofValues * (slopes.weighed() + returned.ofKeys()))
            * query.secondMoment();
    double together = returned.ofKeys() / (slopes.weighed() + returned.ofKeys());
    Border all = Border.of(new int[] {1, (int) tokens});
    Directions few = Directions.of(in, common, values.units());
    double alike = 2 * alike(ofMixed) / layer.heads();
    return new Sent(
        ofMixed
            .times(shared * Math.sqrt(returned.least() * returned.most()))
            .withTokens(shared * returned.tokens())
            .sharing(returned.ofCommon())
            .plusLogError(logError)
            .withBorder(all),
        ofMixed
            .times(ofQueries)
            .withTokens(ofMixed.secondMoment() * ofQueries * returned.ofQueries())
            .withLogVariance(
                ofMixed.logVariance()
                    + (1 - ofRounding) * (4 * in.deviation().distance() + few.squared() * alike))
            .plusLogError(ofSoftmax + UNSURE_ROUNDED * ofRounding),
        ofMixed
            .times(ofKeys)
            .withTokens(-ofMixed.secondMoment() * ofKeys / Math.max(1, tokens - 1))
            .withLogVariance(ofMixed.logVariance() + few.once() * alike)
            .sharing(ofMixed.ofTokens() > 0 ? together / ofMixed.ofTokens() : 1)
            .plusLogError(ofSoftmax + UNSURE_ROUNDED * share(apart - 1 + common, apart))
            .withBorder(all));
  }

  private static double share(double part, double of) {
    return of > 0 ? part / of : 0;
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
}
