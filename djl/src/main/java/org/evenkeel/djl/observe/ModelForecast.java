// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.djl.read.NetworkReader;
import org.evenkeel.forecast.Forecast;
import org.evenkeel.forecast.Remedies;
import org.evenkeel.forecast.Weights;
import org.evenkeel.init.Assignment;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.network.Recurrent;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.evenkeel.recurrent.Gate;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The forecast for a model, from the variance that its weights were drawn with, or have if they
 * have changed since.
 */
final class ModelForecast {

  private static final double ALIKE = 1e-9;

  /** The tolerance for a sample variance, in standard deviations. */
  private static final double CHANCE = 5;

  private ModelForecast() {}

  /**
   * A measurement with a forecast beside it, and with a remedy.
   *
   * @param told whether a forecast told that the remedy helps
   */
  record Advised(SignalProfile profile, boolean told) {

    /** The state of its verdict. */
    Verdict.State state() {
      return profile.verdict().state();
    }
  }

  /**
   * A measurement with a forecast beside it, and with a remedy that was forecast, as far as the
   * model can be read, where the verdict asks for one.
   *
   * @param start the model's initial weights; null for DJL's own
   * @param input its input as it is
   * @param shape the shape of its first input, with the batch axis
   * @return the measurement alone if theory cannot pass the model
   */
  static Advised beside(
      SignalProfile measured,
      Block model,
      @Nullable FirstWeights start,
      InputSignal input,
      Shape shape) {
    Optional<Network> read = NetworkReader.read(model, shape);
    if (read.isEmpty()) {
      return new Advised(
          Remedies.adviseUntried(start == null ? null : start.start(), measured), false);
    }
    Network network = read.get();
    Weights weights = weights(model, start);
    int examples = Math.max(2, Math.toIntExact(shape.get(0)));
    SignalProfile both;
    try {
      both = Forecast.beside(measured, network, weights, input, examples);
    } catch (IllegalArgumentException e) {
      return new Advised(
          Remedies.adviseUntried(start == null ? null : start.start(), measured)
              .withNote("no forecast: " + e.getMessage()),
          false);
    }
    SignalProfile advised = Remedies.advise(network, start == null ? null : start.start(), both);
    return new Advised(advised, both.verdict().remedy() == null || isRead(network, both));
  }

  private static boolean isRead(Network network, SignalProfile both) {
    try {
      return !Remedies.isUnread(network, both);
    } catch (IllegalArgumentException e) {
      return true; // a rule without a gain for one of its activations, which theory knows
    }
  }

  private static Weights weights(Block model, @Nullable FirstWeights start) {
    ModelParameters parameters = Probe.parameters(model, start);
    Map<String, Values> biases = values(parameters, Kind.BIAS, start);
    Map<String, Values> scales = values(parameters, Kind.SCALE, start);
    Map<String, Values> shifts = values(parameters, Kind.SHIFT, start);
    Map<String, Weights.Drawn> layers = new HashMap<>();
    for (ModelParameter weight : parameters.layers()) {
      layers.put(
          weight.layer(), drawn(weight, start, biases.getOrDefault(weight.layer(), Values.NONE)));
    }
    Map<String, Weights.Drawn> tables = new HashMap<>();
    parameters.layers().forEach(one -> tables.put(one.name(), layers.get(one.layer())));
    parameters.all().stream()
        .filter(one -> one.role().map(role -> role.kind() == Kind.EMBEDDING).orElse(false))
        .forEach(one -> tables.computeIfAbsent(one.name(), any -> drawn(one, start, Values.NONE)));
    return new Weights() {
      @Override
      public Drawn of(Network.Placed placed) {
        Drawn own = layers.get(withoutCall(placed.layer().name()));
        return own == null ? tables.get(placed.layer().weightName()) : own;
      }

      @Override
      public Optional<Cells> of(Recurrent layer, List<Network.Parameter> known) {
        Drawn own = layers.get(withoutCall(layer.name()));
        Optional<Cells> drawn =
            start == null || own == null || !start.start().followsRule()
                ? Optional.empty()
                : Weights.of(start.start())
                    .of(layer, known)
                    .filter(cells -> near(cells.input().variance(), own.variance()));
        return drawn.or(() -> cells(model, parameters, layer, start));
      }

      @Override
      public Affine of(Layer.Normalization layer, int[] input) {
        Values scale = scales.getOrDefault(withoutCall(layer.name()), Values.ONES);
        Values shift = shifts.getOrDefault(withoutCall(layer.name()), Values.NONE);
        return new Affine(scale.mean, scale.second, shift.mean, shift.second);
      }
    };
  }

  /** Cells of the values that a block's parameters have; empty if they are not found. */
  private static Optional<Weights.Cells> cells(
      Block model, ModelParameters parameters, Recurrent layer, @Nullable FirstWeights start) {
    boolean built = model instanceof NetworkBlock;
    String block = withoutCall(built ? layer.name() : layer.module());
    String place = "l_%d_".formatted(built ? 0 : layer.index());
    List<ModelParameter> own =
        Stream.of("i2h_WEIGHT", "h2h_WEIGHT", "i2h_BIAS", "h2h_BIAS")
            .flatMap(
                what ->
                    parameters.all().stream()
                        .filter(one -> one.layer().equals(block))
                        .filter(one -> one.parameter().getName().equals(place + what)))
            .toList();
    if (own.size() < 4) {
      return Optional.empty();
    }
    List<Part> inputs = own.get(0).shape().orElseThrow().parts();
    List<Part> states = own.get(1).shape().orElseThrow().parts();
    List<Gate> gates = new ArrayList<>();
    for (int g = 0; g < inputs.size(); g++) {
      Values bias = Values.of(own.get(2), start, g);
      Values other = Values.of(own.get(3), start, g);
      gates.add(
          new Gate(
              inputs.get(g).inputs() * Values.of(own.get(0), start, g).second,
              states.get(g).inputs() * Values.of(own.get(1), start, g).second,
              bias.variance(),
              other.variance(),
              bias.mean + other.mean));
    }
    return Optional.of(new Weights.Cells(drawn(own.get(0), start, Values.NONE), gates));
  }

  private static boolean near(double one, double other) {
    return Math.abs(one - other) <= ALIKE * one;
  }

  private static Map<String, Values> values(
      ModelParameters parameters, Kind kind, @Nullable FirstWeights start) {
    Map<String, Values> values = new HashMap<>();
    for (ModelParameter parameter : parameters.all()) {
      if (parameter.role().map(role -> role.kind() == kind).orElse(false)) {
        values.put(parameter.layer(), Values.of(parameter, start));
      }
    }
    return values;
  }

  /** A layer that runs again has the same weights; its row is numbered. */
  private static String withoutCall(String row) {
    return row.replaceFirst("#\\d+$", "");
  }

  private static Weights.Drawn drawn(
      ModelParameter weight, @Nullable FirstWeights start, Values biases) {
    Values weights = Values.of(weight, start);
    boolean copies =
        weight.parameter().getArray().size() > 1
            && weights.second - weights.mean * weights.mean <= ALIKE * weights.second;
    return new Weights.Drawn(
        start == null ? null : start.startOf(weight).orElse(null),
        weights.second,
        weights.mean,
        biases.second,
        biases.mean,
        copies ? Structure.CONSTANT : structure(start, weight),
        weights.asDrawn ? start.scaledTo(weight.layer()) : null);
  }

  /**
   * The moments of a parameter's values: of their draw, as far as the values do not show another.
   *
   * @param second E[w²]
   * @param mean E[w], 0 unless chance alone does not explain the sample's
   * @param asDrawn whether the sample variance is still that of the draw within tolerance
   */
  private record Values(double second, double mean, boolean asDrawn) {

    static final Values NONE = new Values(0, 0, false);

    static final Values ONES = new Values(1, 1, false);

    double variance() {
      return Math.max(0, second - mean * mean);
    }

    /** The moments of one gate's part of a parameter. */
    static Values of(ModelParameter parameter, @Nullable FirstWeights start, int gate) {
      List<Part> parts = parameter.shape().orElseThrow().parts();
      NDArray all = parameter.parameter().getArray();
      long rows = all.getShape().get(0) / parts.size();
      try (NDArray array = all.get(new NDIndex("{}:{}", gate * rows, (gate + 1) * rows))) {
        double second = OutputStatistics.secondMoment(array);
        double mean = OutputStatistics.mean(array);
        double tolerance = CHANCE * Math.sqrt(2.0 / array.size());
        return (start == null ? Optional.<Assignment>empty() : start.assignment(parameter))
            .map(Assignment::initializer)
            .map(rule -> new Values(parts.get(gate), rule))
            .filter(drawn -> Math.abs(second - drawn.second) <= tolerance * drawn.second)
            .orElse(new Values(second, mean, false));
      }
    }

    private Values(Part gate, Initializer rule) {
      this(rule.variance(gate) + rule.mean(gate) * rule.mean(gate), rule.mean(gate), true);
    }

    static Values of(ModelParameter parameter, @Nullable FirstWeights start) {
      NDArray array = parameter.parameter().getArray();
      double second = OutputStatistics.secondMoment(array);
      double sample = OutputStatistics.mean(array);
      double variance = Math.max(0, second - sample * sample);
      double mean = Math.abs(sample) > CHANCE * Math.sqrt(variance / array.size()) ? sample : 0;
      double found = mean == 0 ? second : variance;
      double tolerance = CHANCE * Math.sqrt(2.0 / array.size());
      return (start == null ? Optional.<LayerSignal.LayerStart>empty() : start.startOf(parameter))
          .map(LayerSignal.LayerStart::variance)
          .filter(drawn -> Math.abs(found - drawn) <= tolerance * drawn)
          .map(drawn -> new Values(drawn + mean * mean, mean, true))
          .orElse(new Values(second, mean, false));
    }
  }

  private static Structure structure(@Nullable FirstWeights start, ModelParameter weight) {
    return start == null
        ? Structure.INDEPENDENT
        : start
            .assignment(weight)
            .map(
                assignment ->
                    assignment.initializer().structure(weight.shape().orElseThrow().parts().get(0)))
            .orElse(Structure.INDEPENDENT);
  }
}
