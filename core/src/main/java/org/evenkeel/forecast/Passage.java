// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.evenkeel.activation.Activation;
import org.evenkeel.network.Layer;
import org.evenkeel.network.LayerCases;
import org.evenkeel.network.Network;
import org.evenkeel.network.TransposedConvolution;
import org.evenkeel.network.WeightedLayer;
import org.evenkeel.parameter.Structure;
import org.evenkeel.sample.Alignment;
import org.evenkeel.sample.Deviation;
import org.evenkeel.signal.LayerSignal;

/**
 * The passage of a signal through the layers of a network, and of its gradient back. Deviations due
 * to a finite width are followed to first order in their logarithms.
 *
 * <pre>
 * m     second moment of a layer's input
 * q     second moment of its pre-activation, q = σ_w² m + σ_b²
 * σ_w²  n_in·Var(w)
 * σ_b²  Var(b)
 * </pre>
 */
final class Passage {

  /** How a signal passes a layer, by the structure of the weights that meet it next. */
  private interface Passing {
    Transfer pass(Passage passage, Signal in, int[] shape, Structure met);
  }

  private static final LayerCases<Passing> PASSING =
      new LayerCases<>(
          one ->
              (all, in, shape, met) ->
                  all.linear(one, in, shape.length == 1 ? Border.NONE : in.border()),
          one -> (all, in, shape, met) -> all.convolution(one, in, shape),
          one -> (all, in, shape, met) -> all.transposed(one, in, shape),
          one -> (all, in, shape, met) -> PoolingTransfer.through(all, one, in, shape),
          one -> (all, in, shape, met) -> Transfer.flatten(in, shape),
          one -> (all, in, shape, met) -> all.activation(one.activation(), in, met),
          one ->
              (all, in, shape, met) ->
                  RescalingTransfer.dropout(1 - one.rate(), in, shape[0], all.examples),
          one -> (all, in, shape, met) -> all.normalization(one, in, shape),
          one -> (all, in, shape, met) -> all.attention.through(one, in, shape[0]),
          one -> (all, in, shape, met) -> all.residual(one, in, shape),
          one ->
              (all, in, shape, met) ->
                  one.function()
                      .map(f -> all.activation(f, in, met))
                      .orElseGet(() -> all.merges.through(one, in, shape)),
          one -> (all, in, shape, met) -> all.attention.remember(one, in, shape),
          one -> (all, in, shape, met) -> all.tokens.through(one, in, shape),
          one -> (all, in, shape, met) -> all.unknown(one, shape));

  private final Weights weights;
  private final LayerForecast.Layers placed;
  private final double examples;
  private final TokenPassage tokens;
  private final MergeTransfer merges;
  private final AttentionTransfer attention;
  private final Nonlinear nonlinear;
  private final Network.Placed reference;
  private final Map<String, LayerSignal> measured = new HashMap<>();
  private final List<LayerForecast> rows = new ArrayList<>();

  /** Whether the units of the layer that is passed are pairs of opposite sign. */
  private boolean arePairs;

  /** The reason why the next layer's forecast is not exact, or missing; null for none. */
  private String note;

  /**
   * A passage through a network.
   *
   * @param layers its weighted layers
   * @param examples the size of the batch whose means are forecast
   * @param reference the layer whose gradient the others are relative to
   * @param measured measurements, from which a forecast begins anew behind an unknown layer
   */
  Passage(
      Network network,
      List<Network.Placed> layers,
      Weights weights,
      double examples,
      Network.Placed reference,
      List<LayerSignal> measured) {
    this.weights = weights;
    this.placed = new LayerForecast.Layers(weights, layers);
    this.examples = examples;
    this.tokens = new TokenPassage(this, network, weights, examples);
    this.merges = new MergeTransfer(this, examples);
    this.attention = new AttentionTransfer(this, examples);
    this.nonlinear = new Nonlinear(examples);
    this.reference = reference;
    measured.forEach(layer -> this.measured.put(layer.name(), layer));
  }

  /** The weighted layers that were passed, in order. */
  List<LayerForecast> rows() {
    return rows;
  }

  /** The transfer by layers one after the other. */
  Transfer through(List<Layer> layers, Signal in, int[] shape) {
    List<Transfer> passed = new ArrayList<>();
    Signal signal = in;
    int[] entering = shape;
    boolean[] pairs = placed.arePairs(layers);
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      List<Layer> next = layers.subList(i + 1, layers.size());
      arePairs = pairs[i];
      Transfer one = layer.match(PASSING).pass(this, signal, entering, placed.met(next));
      passed.add(one);
      signal = one.out();
      entering = layer.outputShape(entering);
    }
    return Transfer.all(in, passed);
  }

  Transfer unknown(Layer layer, int[] shape) {
    remark("no forecast behind %s, a %s".formatted(layer.name(), layer.kind()));
    return new Transfer(
        Signal.unknown(layer.outputShape(shape)),
        1,
        0,
        back -> back.times(Double.NaN).withBorder(Border.of(shape)));
  }

  /** Notes why further forecasts are not exact; the first reason is kept. */
  void remark(String reason) {
    note = note == null ? reason : note;
  }

  /** The transfer by an activation f, of which the weights behind it may see a part. */
  private Transfer activation(Activation f, Signal in, Structure met) {
    if (in.mean() != 0) {
      remark("a sum with a mean is taken for a Gaussian");
    }
    Activation seen = nonlinear.seen(f, in, met);
    String where = rows.isEmpty() ? "the input" : rows.get(rows.size() - 1).placed().layer().name();
    Transfer passed = nonlinear.activation(seen, in, where);
    if (!rows.isEmpty()) {
      LayerForecast row = rows.get(rows.size() - 1);
      row.activated(in, passed.out().mean() + Nonlinear.taken(f, seen, in, met));
      if (met.isMirrored() && in.secondMoment() > 0 && in.secondMoment() < Forecast.LARGEST) {
        row.behind().pairing = nonlinear.pairing(f, in);
      }
    }
    return passed;
  }

  private Transfer normalization(Layer.Normalization layer, Signal in, int[] shape) {
    note = null; // the signal is known again
    Weights.Affine affine = weights.of(layer, shape);
    return RescalingTransfer.normalization(layer.over(), affine, in, examples);
  }

  private Transfer convolution(Layer.Convolution layer, Signal in, int[] shape) {
    List<Integer> kernel = layer.kernel();
    int[] out = layer.outputShape(shape);
    if (placed.of(layer).structure().isDelta()) {
      boolean alike = Arrays.equals(shape, 1, shape.length, out, 1, out.length);
      return linear(
          layer,
          in,
          1,
          alike ? in.border() : Border.of(out),
          back -> alike ? back : back.withBorder(Border.of(shape)));
    }
    return slid(
        layer,
        in,
        in.border().slid(kernel, layer.stride(), layer.padding(), out),
        back -> back.slidBack(kernel, layer.stride(), layer.padding(), shape),
        in.border().coverage(kernel, layer.stride(), layer.padding(), out).shared());
  }

  /** A window slid back: of two outputs, those that lie alike between inputs share their taps. */
  private Transfer transposed(TransposedConvolution layer, Signal in, int[] shape) {
    List<Integer> kernel = layer.kernel();
    return slid(
        layer,
        in,
        in.border().slidBack(kernel, layer.stride(), layer.padding(), layer.outputShape(shape)),
        back -> back.slid(kernel, layer.stride(), layer.padding(), shape),
        Math.pow(layer.stride(), -kernel.size()));
  }

  /**
   * A kernel over positions.
   *
   * @param moved what it makes of the variation over them
   * @param back the same of a gradient's
   * @param shared the share of taps that two outputs have in common
   */
  private Transfer slid(
      WeightedLayer layer,
      Signal in,
      Border.Moved moved,
      Function<Border, Border.Moved> back,
      double shared) {
    if (moved.factor() < 0.995) {
      remark(
          "zeros beyond the border: the mean over positions is ×%.2f of the interior"
              .formatted(moved.factor()));
    }
    Transfer passed =
        linear(
            layer,
            in,
            moved.factor(),
            moved.border(),
            gradient -> {
              Border.Moved returned = back.apply(gradient.border());
              return gradient.times(returned.factor()).withBorder(returned.border());
            });
    note = null; // it concerns one layer
    // Inputs alike everywhere but for their mean: sums share what shared taps make of that.
    Weights.Drawn drawn = placed.of(layer);
    double terms = placed.place(layer).weights().fans().in();
    double common = terms * drawn.variance() * in.mean() * in.mean();
    double elsewhere = common * shared + drawn.biasMean() * drawn.biasMean();
    return passed.withOut(passed.out().convolved(elsewhere));
  }

  /** {@code z = W·x + b} for each position. */
  Transfer linear(WeightedLayer layer, Signal in, Border border) {
    return linear(layer, in, 1, border, back -> back);
  }

  /** Adds a row by other weights than those of a linear layer. */
  void row(Network.Placed place, Weights.Drawn drawn, Signal out, LayerForecast.Behind behind) {
    rows.add(new LayerForecast(place, drawn, drawn.variance(), out, note, behind));
  }

  /**
   * A signal that a table of weights is, or is added to, with a row of its own.
   *
   * @param made the signal by the table's weights
   * @param sensitivity its response to the signal before
   */
  Transfer table(
      WeightedLayer layer,
      Function<Weights.Drawn, Signal> made,
      double sensitivity,
      UnaryOperator<Gradient> back) {
    Network.Placed place = placed.place(layer);
    Weights.Drawn drawn = placed.of(layer);
    if (!drawn.structure().isForecast()) {
      remark(drawn.structure() + " weights are not forecast");
    }
    Signal out = made.apply(drawn);
    LayerForecast.Behind behind = new LayerForecast.Behind();
    row(place, drawn, out, behind);
    return new Transfer(
        out,
        sensitivity,
        0,
        gradient -> {
          behind.gradient = nonlinear.settle(gradient);
          return back.apply(gradient);
        });
  }

  /**
   * {@code z = W·x + b}.
   *
   * @param coverage the share of its terms that a unit sums on average, less than 1 at a border
   * @param border how z varies over the positions
   * @param spread what the border does to a gradient
   */
  private Transfer linear(
      WeightedLayer layer,
      Signal unsettled,
      double coverage,
      Border border,
      UnaryOperator<Gradient> spread) {
    Network.Placed place = placed.place(layer);
    Weights.Drawn drawn = placed.of(layer);
    boolean told = drawn.structure().isForecast();
    if (!told) {
      remark(drawn.structure() + " weights are not forecast");
    } else if (drawn.structure() == Structure.SPARSE) {
      remark("sparse: sums of few terms are taken for Gaussians, and ranges are those of dense");
    }
    Transfer settled = nonlinear.settle(unsettled);
    double terms = place.weights().fans().in() * coverage;
    Signal in = rows.isEmpty() ? settled.out().seenThrough(terms) : settled.out();
    boolean scaled = drawn.scaledTo() != null;
    double paired = drawn.structure().pairing() * drawn.variance();
    double factor = 1;
    if (scaled) {
      double drawnTo = in.weighted(terms, paired, drawn.mean(), drawn.structure());
      factor = Math.max(0, drawn.scaledTo() - drawn.biasVariance()) / drawnTo;
    }
    double variance = told || scaled ? factor * paired : Double.NaN;
    double mean = Math.sqrt(factor) * drawn.mean();
    double weighted = in.weighted(terms, variance, mean, drawn.structure());
    double second =
        weighted + drawn.biasVariance() + 2 * terms * mean * in.mean() * drawn.biasMean();
    double share = second == 0 ? 1 : weighted / second;
    double square = mean * mean;
    double products = terms * Math.max(0, terms - 1) * square;
    Signal.Common common = in.summed(terms, square);
    double more = square == 0 ? 0 : products * in.common().gap();
    Pairs gaps = rows.isEmpty() ? in.gapsOfWindows(terms) : in.gaps();
    Signal.Rotation rotation = Signal.Rotation.of(place, drawn.structure(), arePairs, 1 - share);
    int pairs = drawn.structure().pairing();
    Signal made =
        new Signal(
            terms * mean * in.mean() + drawn.biasMean(),
            second,
            in.norms() * share * share,
            gaps.times(terms * variance).apart(more),
            common,
            Deviation.NONE,
            in.logError(),
            place.units() / (arePairs ? 2 : 1),
            border.power(share),
            rotation);
    double sensitivity = scaled || second == 0 ? 0 : Math.min(1, weighted / made.deviating());
    // What all units have in common is one number of an example.
    double summed = square == 0 || second == 0 ? 0 : terms * square * in.variance() / second;
    Signal out =
        made.with(
            in.deviation()
                .through(sensitivity, 1, 1 - sensitivity)
                .plus(2 * summed * summed / examples, 0, 0),
            in.logError() * Math.abs(sensitivity));
    boolean isReference = place.layer().name().equals(reference.layer().name());
    LayerForecast.Behind behind = new LayerForecast.Behind();
    double fanOut = place.weights().fans().out();
    double weightVariance = place.weights().fans().in() * variance;
    rows.add(new LayerForecast(place, drawn, weightVariance, out, note, behind));
    Signal passed = out.isKnown() ? out : measured(place, out);
    return Transfer.all(
        unsettled,
        List.of(
            settled,
            new Transfer(
                passed,
                out.isKnown() ? sensitivity : 0,
                0,
                1,
                gradient -> {
                  Gradient here = nonlinear.settle(gradient);
                  behind.gradient =
                      behind.pairing == null ? here : here.times(behind.pairing.factor());
                  Gradient from = isReference ? here.compared() : here;
                  // Weights that were scaled by what entered took its deviations with them.
                  Gradient spreads =
                      spread
                          .apply(from)
                          .through(fanOut * variance, scaled ? -1 : 0, sensitivity, 0);
                  double values =
                      place.inputs() * in.border().positions() / pairs / (1 - rotation.returned());
                  return spreads
                      .withPairs(fanOut, square, from)
                      .inRandomDirections(values, examples)
                      .turned(Alignment.Step.of(1 / values))
                      .together(place.inputs() / pairs)
                      .rotated(place.inputs() / pairs, rotation.returned());
                })));
  }

  /** The signal of a layer that has no forecast, as far as it was measured. */
  private Signal measured(Network.Placed place, Signal unknown) {
    LayerSignal layer = measured.get(place.layer().name());
    if (layer == null || layer.forward().measured() == null) {
      return unknown;
    }
    note = "forecast from what was measured at " + layer.name();
    return unknown.measured(layer.forward().measured(), layer.correlation().measured());
  }

  private Transfer residual(Layer.Residual layer, Signal in, int[] shape) {
    Transfer branch = through(layer.branch(), in, shape);
    Transfer shortcut = through(layer.shortcut(), in, shape);
    return Transfer.sum(shortcut, branch, layer.scale(), in, shape[0], examples);
  }
}
