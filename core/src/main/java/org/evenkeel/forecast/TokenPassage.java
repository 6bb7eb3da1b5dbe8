// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import org.evenkeel.network.Network;
import org.evenkeel.network.TokenCases;
import org.evenkeel.network.TokenLayer;
import org.evenkeel.sample.Deviation;

/** The passage of a signal through layers of tokens. */
final class TokenPassage {

  private final Passage passage;
  private final Weights weights;
  private final double examples;
  private final RecurrentTransfer recurrent;

  /**
   * A passage.
   *
   * @param passage the passage through the whole network
   * @param network the network
   * @param weights its initial weights
   * @param examples the size of the batch whose means are forecast
   */
  TokenPassage(Passage passage, Network network, Weights weights, double examples) {
    this.passage = passage;
    this.weights = weights;
    this.examples = examples;
    this.recurrent = new RecurrentTransfer(passage, network, weights, examples);
  }

  Transfer through(TokenLayer layer, Signal in, int[] shape) {
    return layer.match(
        new TokenCases<>(
            embedding -> embedding(embedding, shape),
            positions -> positions(positions, in, shape),
            classToken -> classToken(classToken, in, shape),
            selection -> selection(selection, in, shape),
            patches -> reshaped(in, patches.outputShape(shape), shape),
            layerScale -> scaled(in, weights.of(layerScale)),
            tiedHead -> tiedHead(tiedHead, in),
            recurrent -> this.recurrent.through(recurrent, in, shape)));
  }

  /**
   * Rows of a table, one for each token. Tokens are taken as equally frequent, so two inputs have
   * the same at a position with probability 1/V, and padding, whose row is zero, as often.
   */
  private Transfer embedding(TokenLayer.Embedding layer, int[] shape) {
    double vocabulary = layer.rows();
    double tokens = shape[0];
    double seen = vocabulary * -Math.expm1(examples * tokens * Math.log1p(-1 / vocabulary));
    double pairs = Math.max(1, examples - 1) * tokens;
    double distance = (1 / pairs + 2 / (seen * seen)) / layer.units() + 1 / (vocabulary * pairs);
    return passage.table(
        layer,
        drawn -> {
          double drawnRows = layer.padding() < 0 ? 1 : 1 - 1 / vocabulary;
          double mean = drawnRows * drawn.mean();
          double second = drawnRows * second(drawn);
          double gap = (second - mean * mean) * (1 - 1 / vocabulary);
          return new Signal(
              mean,
              second,
              2 / (layer.units() * tokens),
              Pairs.all(gap)
                  .widened(gap * gap / layer.units(), false)
                  .same(0)
                  .repeated(1 / vocabulary),
              Signal.Common.NONE,
              Deviation.NONE.plus(2 / (layer.units() * seen), distance, 0),
              0,
              0,
              Border.of(layer.outputShape(shape)),
              null);
        },
        0,
        back -> back);
  }

  private static double second(Weights.Drawn drawn) {
    return drawn.structure().isForecast() ? drawn.variance() : Double.NaN;
  }

  private Transfer positions(TokenLayer.Positions layer, Signal in, int[] shape) {
    if (layer.source() == TokenLayer.Positions.Source.SINUSOIDAL) {
      double sum = 0;
      double squares = 0;
      for (int feature = 0; feature < shape[0]; feature++) {
        double ofFeature = 0;
        for (int token = 0; token < shape[1]; token++) {
          ofFeature += TokenLayer.Positions.sinusoid(token, feature, shape[0]);
        }
        sum += ofFeature;
        squares += ofFeature * ofFeature;
      }
      double tokens = shape[1];
      double common = (squares / shape[0] - tokens / 2) / Math.max(1, tokens * (tokens - 1));
      Signal out = added(in, sum / (shape[0] * tokens), 0.5, 0, 0.5 - common, shape[0]);
      positioned(0.5 - common);
      return new Transfer(out, in.secondMoment() / out.secondMoment(), 0, back -> back);
    }
    boolean segment = layer.source() == TokenLayer.Positions.Source.SEGMENT;
    double rows = segment ? 1 : shape[1];
    double noise = 2 / (shape[0] * rows);
    Signal[] out = new Signal[1];
    Transfer passed =
        passage.table(
            layer,
            drawn ->
                out[0] =
                    added(
                        in,
                        drawn.mean(),
                        second(drawn),
                        noise,
                        segment ? 0 : second(drawn) - drawn.mean() * drawn.mean(),
                        shape[0]),
            1,
            back -> back);
    if (!segment) {
      Weights.Drawn drawn = passage.rows().get(passage.rows().size() - 1).drawn();
      positioned(second(drawn) - drawn.mean() * drawn.mean());
    }
    double share = in.secondMoment() / out[0].secondMoment();
    return new Transfer(passed.out(), share, (1 - share) * (1 - share) * noise, passed.back());
  }

  /** Notes the gap of two positions at the row of the table whose tokens they are added to. */
  private void positioned(double gap) {
    if (!passage.rows().isEmpty()) {
      passage.rows().get(passage.rows().size() - 1).behind().positions = gap;
    }
  }

  /**
   * A signal and vectors that are the same for all inputs.
   *
   * @param mean of the vectors' elements
   * @param second of the vectors' elements
   * @param noise the variance of the logarithm of their mean square
   * @param gap half the mean square of the difference of two of them
   * @param units the number of elements, over which x·v of a pair is 0 on average only
   */
  private static Signal added(
      Signal in, double mean, double second, double noise, double gap, double units) {
    double sum = in.secondMoment() + second + 2 * mean * in.mean();
    double share = sum == 0 ? 1 : in.secondMoment() / sum;
    // |x + v|² deviates by |v|², and by 2x·v as far as all x have the same.
    double alike = 1 - (gap == 0 ? in.gaps().across() : in.gaps().middle()) / in.secondMoment();
    double crossed = Double.isNaN(alike) ? 0 : 2 * share * (1 - share) * Math.max(0, alike);
    double own = ((1 - share) * (1 - share) + crossed) * noise;
    double lengths = (gap == 0 ? 2 : 1) * (1 - share) * (1 - share); // of v·v, or of two of them
    double cosines = (2 * share * (1 - share) + lengths) / units;
    Pairs gaps = in.gaps().widened(cosines * sum * sum, false);
    return new Signal(
        in.mean() + mean,
        sum,
        in.norms() * share * share,
        gap == 0 ? gaps : gaps.positioned(gap).repeated(gaps.repeats() * share * share),
        in.common(),
        in.deviation().through(share, 1, 1 - share).plus(own, own, -own),
        in.logError() * share,
        in.units(),
        in.border().power(share),
        null);
  }

  private Transfer classToken(TokenLayer.ClassToken layer, Signal in, int[] shape) {
    int[] longer = layer.outputShape(shape);
    double share = (double) shape[1] / longer[1];
    return passage.table(
        layer,
        drawn -> {
          double second = share * in.secondMoment() + (1 - share) * second(drawn);
          double ofTokens = second == 0 ? 1 : share * in.secondMoment() / second;
          return new Signal(
              share * in.mean() + (1 - share) * drawn.mean(),
              second,
              in.norms() * ofTokens * ofTokens,
              in.gaps().beside(share, (in.secondMoment() + second(drawn)) / 2),
              in.common().times(share),
              in.deviation().through(ofTokens, 1, 1 - ofTokens),
              in.logError() * ofTokens,
              in.units(),
              Border.of(longer),
              null);
        },
        1,
        back -> {
          Border.Moved others = back.border().withoutFirst();
          // What other tokens have has come through values and outputs of an attention.
          double alone = back.border().isFirst() ? back.products().examples() : 0;
          return back.times(others.factor())
              .withBorder(others.border())
              .withLogVariance(back.logVariance() + 4 * alone / shape[0])
              .plusLogError(alone * AttentionTransfer.UNSURE);
        });
  }

  private Transfer selection(TokenLayer.Selection layer, Signal in, int[] shape) {
    if (!(in.origin() instanceof Signal.Steps)) {
      passage.remark("one token: its moments are taken for those of all tokens");
    }
    return Transfer.selection(layer, in, shape);
  }

  private static Transfer reshaped(Signal in, int[] to, int[] from) {
    return new Transfer(
        in.withBorder(Border.of(to)), 1, 0, back -> back.withBorder(Border.of(from)));
  }

  private static Transfer scaled(Signal in, double factor) {
    double square = factor * factor;
    Signal out =
        new Signal(
            factor * in.mean(),
            square * in.secondMoment(),
            in.norms(),
            in.gaps().map(gap -> square * gap),
            in.common().times(square),
            in.deviation(),
            in.logError(),
            in.units(),
            in.border(),
            null);
    return new Transfer(out, 1, 0, back -> back.times(square));
  }

  private Transfer tiedHead(TokenLayer.TiedHead layer, Signal in) {
    passage.remark("tied: the rows of tokens that occur are part of the signal");
    return passage.linear(layer, in, in.border());
  }
}
