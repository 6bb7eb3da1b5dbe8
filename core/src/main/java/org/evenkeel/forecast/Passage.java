// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.gaussian.NormalDistribution;
import org.evenkeel.network.Layer;
import org.evenkeel.network.LayerCases;
import org.evenkeel.network.Network;
import org.evenkeel.network.WeightedLayer;
import org.evenkeel.parameter.Structure;

/**
 * The way of a signal through the layers of a network, and of its gradient back.
 *
 * <p>Weighted layers make Gaussians, {@code q = σ_w² m + σ_b²}; activations take their moments;
 * everything else is a factor or a sum. Small deviations, which a finite width brings, travel along
 * to first order in their logarithms.
 */
final class Passage {

  private final Map<WeightedLayer, Network.Placed> places = new HashMap<>();
  private final Weights weights;
  private final double examples;
  private final Nonlinear nonlinear;
  private final Network.Placed reference;
  private final List<Row> rows = new ArrayList<>();

  /** Why the next row's forecast is not exact, or not there; null if nothing is to be said. */
  private String note;

  /**
   * A passage through a network.
   *
   * @param layers the weighted layers
   * @param weights their first weights
   * @param examples the size of the batch whose means are forecast
   * @param reference the layer that the gradients of others are compared with
   */
  Passage(List<Network.Placed> layers, Weights weights, double examples, Network.Placed reference) {
    layers.forEach(place -> places.put(place.layer(), place));
    this.weights = weights;
    this.examples = examples;
    this.nonlinear = new Nonlinear(examples);
    this.reference = reference;
  }

  /** The weighted layers that were passed, in order. */
  List<Row> rows() {
    return rows;
  }

  /** Passes layers one after the other. */
  Passed through(List<Layer> layers, Signal in, int[] shape) {
    List<Passed> passed = new ArrayList<>();
    Signal signal = in;
    int[] entering = shape;
    for (Layer layer : layers) {
      Passed one = through(layer, signal, entering);
      passed.add(one);
      signal = one.out();
      entering = layer.outputShape(entering);
    }
    return Passed.all(in, passed);
  }

  private Passed through(Layer layer, Signal in, int[] shape) {
    return layer.match(
        new LayerCases<>(
            dense -> linear(dense, in, 1, Border.NONE, back -> back),
            convolution -> convolution(convolution, in, shape),
            pooling -> pooling(pooling, in, shape),
            flatten -> flatten(in, shape),
            nonlinearity -> activation(nonlinearity.activation(), in),
            dropout -> Rescaled.dropout(1 - dropout.rate(), in),
            normalization -> normalization(normalization, in),
            attention -> attention(attention, in),
            residual -> residual(residual, in, shape),
            unknown -> unknown(unknown, shape)));
  }

  private Passed pooling(Layer.Pooling layer, Signal in, int[] shape) {
    say("pooling: positions may be all alike or have nothing in common, and the range is for both");
    return Pooled.through(layer, in, shape);
  }

  private Passed unknown(Layer.Unknown layer, int[] shape) {
    say("no forecast behind %s, a %s".formatted(layer.name(), layer.kind()));
    return new Passed(
        Signal.unknown(layer.outputShape(shape)),
        1,
        0,
        back -> back.times(Double.NaN).over(Border.of(shape)));
  }

  /** What keeps further forecasts from being exact; the first reason stays. */
  private void say(String reason) {
    note = note == null ? reason : note;
  }

  private Passed activation(Activation f, Signal in) {
    if (in.mean() != 0) {
      say("a sum with a mean is taken for a Gaussian");
    }
    Passed passed = activated(f, in);
    if (!rows.isEmpty()) {
      rows.get(rows.size() - 1).activated(passed.out().mean());
    }
    return passed;
  }

  /** What is wrong with an activation is said with the layer that it follows. */
  private Passed activated(Activation f, Signal in) {
    String where = rows.isEmpty() ? "the input" : rows.get(rows.size() - 1).placed().layer().name();
    try {
      Passed passed = nonlinear.activation(f, in);
      if (Double.isFinite(in.second()) && Double.isNaN(passed.out().second())) {
        throw new IllegalArgumentException("it returns NaN; it must return a number for every x");
      }
      return passed;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "the activation %s behind %s, for a second moment of %.3g: %s"
              .formatted(f.name(), where, in.second(), e.getMessage()),
          e);
    }
  }

  private Passed normalization(Layer.Normalization layer, Signal in) {
    Passed passed = Rescaled.normalization(layer.over(), in, examples);
    note = null; // what leaves is known again
    return passed;
  }

  private static Passed flatten(Signal in, int[] shape) {
    Signal out = in.over(Border.NONE);
    return new Passed(out, 1, 0, back -> back.over(Border.of(shape)));
  }

  private Passed convolution(Layer.Convolution layer, Signal in, int[] shape) {
    if (weights.of(places.get(layer)).structure() == Structure.CENTERED) {
      return linear(
          layer, in, 1, Border.of(layer.outputShape(shape)), back -> back.over(Border.of(shape)));
    }
    List<Integer> kernel = layer.kernel();
    Border.Moved moved =
        in.border().slid(kernel, layer.stride(), layer.padding(), layer.outputShape(shape));
    if (moved.factor() < 0.995) {
      say(
          "zeros beyond the border: the mean over positions is ×%.2f of the interior"
              .formatted(moved.factor()));
    }
    Passed passed =
        linear(
            layer,
            in,
            moved.factor(),
            moved.border(),
            back -> {
              Border.Moved returned =
                  back.border().slidBack(kernel, layer.stride(), layer.padding(), shape);
              return back.times(returned.factor()).over(returned.border());
            });
    note = null; // it is said of one row
    return passed;
  }

  /**
   * {@code z = W·x + b}.
   *
   * @param coverage the share of its terms that a unit sums on average, less than 1 at a border
   * @param border how z varies over the positions
   * @param spread what the border does to a gradient
   */
  private Passed linear(
      WeightedLayer layer,
      Signal unsettled,
      double coverage,
      Border border,
      UnaryOperator<Back> spread) {
    Network.Placed place = places.get(layer);
    Weights.Drawn drawn = weights.of(place);
    boolean told = drawn.structure().isForecast() || drawn.variance() == 0;
    if (!told) {
      say(drawn.structure() + " weights are not forecast");
    }
    Passed settled = nonlinear.settle(unsettled);
    Signal in = settled.out();
    boolean scaled = drawn.scaledTo() != null;
    double terms = place.weights().fans().in() * coverage;
    double variance = told ? drawn.variance() : Double.NaN;
    if (scaled) {
      variance = Math.max(0, drawn.scaledTo() - drawn.biasVariance()) / (terms * in.second());
    }
    double scale = terms * variance;
    double second = scale * in.second() + drawn.biasVariance();
    double share = second == 0 ? 1 : scale * in.second() / second;
    double sensitivity = scaled ? 0 : share;
    Signal out =
        new Signal(
            0,
            second,
            in.norms() * share * share,
            in.gaps().map(gap -> scale * gap),
            in.scatter().through(sensitivity, 1, 1 - sensitivity),
            in.doubt() * Math.abs(sensitivity),
            units(place),
            border.power(share),
            Activations.IDENTITY,
            second);
    Row row = new Row(place, drawn, place.weights().fans().in() * variance, out, note);
    rows.add(row);
    double back = place.weights().fans().out() * variance;
    return Passed.all(
        unsettled,
        List.of(
            settled,
            new Passed(
                out,
                sensitivity,
                0,
                gradient -> {
                  Back here = nonlinear.settle(gradient);
                  row.returned(here);
                  Back from =
                      place.layer().name().equals(reference.layer().name())
                          ? here.uncoupled()
                          : here;
                  // Weights that were scaled by what entered took its deviations with them.
                  Back spreads = spread.apply(from).through(back, scaled ? -1 : 0, sensitivity, 0);
                  return spreads.fresh(inputs(place));
                })));
  }

  /** The number of units, of channels where there are positions. */
  private static int units(Network.Placed place) {
    return Math.toIntExact(place.weights().dimensions().get(0));
  }

  /** The number of units, or channels, that enter. */
  private static int inputs(Network.Placed place) {
    return Math.toIntExact(place.weights().dimensions().get(1)) * place.layer().groups();
  }

  /** {@code shortcut(x) + s·branch(x)}, the two taken as independent but for their means. */
  private Passed residual(Layer.Residual layer, Signal in, int[] shape) {
    double s = layer.scale();
    Passed branch = through(layer.branch(), in, shape);
    Passed shortcut = through(layer.shortcut(), in, shape);
    Signal b = branch.out();
    Signal a = shortcut.out();
    double second = a.second() + s * s * b.second() + 2 * s * a.mean() * b.mean();
    double ofBranch = second == 0 ? 0 : s * s * b.second() / second;
    double ofShortcut = second == 0 ? 1 : a.second() / second;
    Pairs gaps = a.gaps().plus(b.gaps().map(gap -> s * s * gap));
    double sensitivity = ofShortcut * shortcut.sensitivity() + ofBranch * branch.sensitivity();
    double noise =
        ofShortcut * ofShortcut * shortcut.noise() + ofBranch * ofBranch * branch.noise();
    Signal out =
        new Signal(
            a.mean() + s * b.mean(),
            second,
            Math.max(a.norms() * ofShortcut * ofShortcut, b.norms() * ofBranch * ofBranch),
            gaps,
            a.scatter()
                .mixed(ofShortcut, b.scatter(), ofBranch)
                .withSignal(in.scatter().signal() * sensitivity * sensitivity + noise),
            ofShortcut * a.doubt() + ofBranch * b.doubt(),
            Math.max(a.units(), b.units()),
            a.border().mixed(ofShortcut, b.border(), ofBranch),
            Activations.IDENTITY,
            second);
    return new Passed(
        out,
        sensitivity,
        noise,
        back -> {
          Back one = shortcut.back().apply(back.uncoupled());
          Back other = branch.back().apply(back.times(s * s).uncoupled());
          return one.plus(other, back, sensitivity, noise);
        });
  }

  /**
   * Self-attention. Its logits have variance λ² = q_Q·q_K. Over tokens with nothing in common what
   * leaves has the share of the values' second moment that the squared attention weights sum to,
   * and for tokens that are all alike the whole of it.
   *
   * <p>With s that share and g the gradient's second moment behind the weighted sum, between s·g
   * and g reaches the values, and through the softmax s (1 - s) g·q_V·q_K the queries and the same
   * with q_Q the keys.
   */
  private Passed attention(Layer.Attention layer, Signal in) {
    Passed query = linear(layer.query(), in, 1, in.border(), back -> back);
    Passed key = linear(layer.key(), in, 1, in.border(), back -> back);
    Passed value = linear(layer.value(), in, 1, in.border(), back -> back);
    Signal values = value.out();
    double share =
        squaredWeights(in.border().positions(), query.out().second() * key.out().second());
    double common = in.mean() * in.mean() / in.second();
    double least = common + (1 - common) * share;
    double second = values.second() * Math.sqrt(least);
    Signal mixed =
        new Signal(
            0,
            second,
            values.norms(),
            values.gaps().map(gap -> Math.max(0, second - (values.second() - gap))),
            values.scatter(),
            values.doubt() - Math.log(least) / 2,
            values.units(),
            values.border(),
            Activations.IDENTITY,
            Double.NaN);
    say("attention: tokens may be all alike or have nothing in common, and the range is for both");
    Passed output = linear(layer.output(), mixed, 1, in.border(), back -> back);
    return new Passed(
        output.out(),
        value.sensitivity() * output.sensitivity(),
        value.noise() + output.noise(),
        back -> {
          Back ofMixed = output.back().apply(back);
          double doubt = -Math.log(share) / 2;
          double ofLogits = share * (1 - share) * values.second();
          Back one = value.back().apply(ofMixed.times(Math.sqrt(share)).doubted(doubt));
          Back two =
              query.back().apply(ofMixed.times(ofLogits * key.out().second()).doubted(doubt));
          Back three =
              key.back().apply(ofMixed.times(ofLogits * query.out().second()).doubted(doubt));
          return one.plus(two, ofMixed, 1, 0).plus(three, ofMixed, 1, 0);
        });
  }

  /** Σa², a the softmax over so many logits at the quantiles of N(0, λ²). */
  private static double squaredWeights(double tokens, double logits) {
    if (Double.isNaN(logits)) {
      return Double.NaN;
    }
    double deviation = Math.sqrt(logits);
    double most = deviation * NormalDistribution.quantile(1 - 0.5 / tokens);
    double sum = 0;
    double squares = 0;
    for (int token = 0; token < tokens; token++) {
      double weight =
          Math.exp(deviation * NormalDistribution.quantile((token + 0.5) / tokens) - most);
      sum += weight;
      squares += weight * weight;
    }
    return squares / (sum * sum);
  }
}
