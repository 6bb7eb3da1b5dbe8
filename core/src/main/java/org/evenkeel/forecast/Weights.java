// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Assignment;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Constant;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.network.Recurrent;
import org.evenkeel.network.TokenLayer;
import org.evenkeel.network.WeightedLayer;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.recurrent.Gate;
import org.evenkeel.signal.LayerSignal;
import org.jspecify.annotations.Nullable;

/** The initial weights of a network, as far as a forecast needs them. */
@FunctionalInterface
public interface Weights {

  /**
   * The weights of one layer.
   *
   * @param start their draw; null if that is not known
   * @param variance E[w²]
   * @param mean E[w]
   * @param biasVariance E[b²]
   * @param biasMean E[b]
   * @param structure the structure of their matrix
   * @param scaledTo the second moment that a correction from data scaled them to; null if there was
   *     none
   */
  record Drawn(
      LayerSignal.LayerStart start,
      double variance,
      double mean,
      double biasVariance,
      double biasMean,
      Structure structure,
      Double scaledTo) {

    private static final double ROUNDING = 1e-9;

    /** Weights and biases of mean 0 that were not scaled by data. */
    public Drawn(
        LayerSignal.LayerStart start, double variance, double biasVariance, Structure structure) {
      this(start, variance, 0, biasVariance, 0, structure, null);
    }

    /** Whether other weights and biases are drawn in the same way, as far as forecasts tell. */
    boolean isDrawnAs(Drawn other) {
      return Math.abs(variance - other.variance) <= ROUNDING * variance
          && mean == other.mean
          && biasVariance == other.biasVariance
          && biasMean == other.biasMean
          && structure == other.structure;
    }
  }

  /**
   * The scale γ and the shift β of the units behind a normalization.
   *
   * @param scale E[γ]
   * @param squaredScale E[γ²]
   * @param shift E[β]
   * @param squaredShift E[β²]
   */
  record Affine(double scale, double squaredScale, double shift, double squaredShift) {

    /** Ones and zeros, which change nothing. */
    public static final Affine NONE = new Affine(1, 1, 0, 0);
  }

  /**
   * Weights of which zeros have moved by a little, as a first step does.
   *
   * @param weights the weights before
   * @param behind the layers of which zeros have moved; scales have in all
   */
  record Moved(Weights weights, Set<Layer> behind) implements Weights {

    /** n_in·Var(w) of zeros that have moved: as little as changes no other gradient. */
    private static final double MOVED = 1e-6;

    @Override
    public Drawn of(Network.Placed placed) {
      Drawn drawn = weights.of(placed);
      return drawn.variance() > 0 || !behind.contains(placed.layer())
          ? drawn
          : new Drawn(
              drawn.start(),
              MOVED / placed.weights().fans().in(),
              0,
              drawn.biasVariance(),
              drawn.biasMean(),
              Structure.INDEPENDENT,
              null);
    }

    @Override
    public Optional<Cells> of(Recurrent layer, List<Network.Parameter> parameters) {
      return weights.of(layer, parameters);
    }

    @Override
    public Affine of(Layer.Normalization layer, int[] input) {
      Affine affine = weights.of(layer, input);
      return affine.squaredScale() > 0
          ? affine
          : new Affine(0, MOVED, affine.shift(), affine.squaredShift());
    }

    @Override
    public double of(TokenLayer.LayerScale layer) {
      double factor = weights.of(layer);
      return factor == 0 ? Math.sqrt(MOVED) : factor;
    }
  }

  /**
   * The weights of a recurrent layer in one direction.
   *
   * @param input those from its input
   * @param gates its gates, in the order of its weights
   */
  record Cells(Drawn input, List<Gate> gates) {

    /** A copy of the list. */
    public Cells {
      gates = List.copyOf(gates);
    }
  }

  /** The initial weights of a layer. */
  Drawn of(Network.Placed placed);

  /**
   * The initial weights of a recurrent layer in one direction; empty if they have no forecast.
   *
   * @param parameters its weights from the input and from the state, and its biases likewise
   */
  default Optional<Cells> of(Recurrent layer, List<Network.Parameter> parameters) {
    return Optional.empty();
  }

  /** The initial scale and shift of a normalization; ones and zeros unless these weights tell. */
  default Affine of(Layer.Normalization layer, int[] input) {
    return Affine.NONE;
  }

  /** The initial factor of each feature by a layer that learns them. */
  default double of(TokenLayer.LayerScale layer) {
    return layer.value();
  }

  /**
   * The weights that a start draws.
   *
   * @throws IllegalArgumentException if they depend on data or on the library
   */
  static Weights of(Start start) {
    start.requireRule("a forecast");
    // Without rules for single parameters, layers of one shape with one activation are alike.
    Map<List<Object>, Drawn> known = new HashMap<>();
    boolean alike = start.rulebook().entries().isEmpty();
    return new Weights() {
      private Network.@Nullable Placed last;
      private @Nullable Drawn drawn;

      @Override
      public Drawn of(Network.Placed placed) {
        if (!alike) {
          return drawn(start, placed);
        }
        if (last == null || drawn == null || !placed.isAsPlaced(last)) {
          last = placed;
          drawn =
              known.computeIfAbsent(
                  List.of(
                      placed.layer().stored(placed.weights()).kind(),
                      placed.weights().dimensions(),
                      placed.weights().fans(),
                      placed.following(),
                      placed.entering(),
                      placed.layer().bias()),
                  key -> drawn(start, placed));
        }
        return drawn;
      }

      @Override
      public Optional<Cells> of(Recurrent layer, List<Network.Parameter> parameters) {
        return cells(start, parameters);
      }

      @Override
      public Affine of(Layer.Normalization layer, int[] input) {
        return alike ? Affine.NONE : affine(start, layer.parameters(input));
      }
    };
  }

  private static Optional<Cells> cells(Start start, List<Network.Parameter> parameters) {
    List<Initializer> drawn =
        parameters.stream().map(p -> p.assigned(start).initializer()).toList();
    List<WeightShape> shapes = parameters.stream().map(Network.Parameter::shape).toList();
    List<Part> inputs = shapes.get(0).parts();
    List<Part> states = shapes.get(1).parts();
    Structure structure = drawn.get(0).structure(inputs.get(0));
    if (!isRandom(structure) || !isRandom(drawn.get(1).structure(states.get(0)))) {
      return Optional.empty();
    }
    List<Gate> gates = new ArrayList<>();
    for (int g = 0; g < inputs.size(); g++) {
      Part bias = shapes.get(2).parts().get(g);
      Part other = shapes.get(3).parts().get(g);
      gates.add(
          new Gate(
              inputs.get(g).inputs() * drawn.get(0).variance(inputs.get(g)),
              states.get(g).inputs() * drawn.get(1).variance(states.get(g)),
              drawn.get(2).variance(bias),
              drawn.get(3).variance(other),
              drawn.get(2).mean(bias) + drawn.get(3).mean(other)));
    }
    double variance = drawn.get(0).variance(shapes.get(0));
    LayerSignal.LayerStart row =
        LayerSignal.LayerStart.of(parameters.get(0).assigned(start), inputs.get(0), variance);
    return Optional.of(new Cells(new Drawn(row, variance, 0, structure), gates));
  }

  /** Whether a cell's sums of many units are normal by weights of such a structure. */
  private static boolean isRandom(Structure structure) {
    return structure == Structure.INDEPENDENT || structure == Structure.ORTHOGONAL;
  }

  private static Affine affine(Start start, Map<String, WeightShape> parameters) {
    Affine affine = Affine.NONE;
    for (Map.Entry<String, WeightShape> parameter : parameters.entrySet()) {
      WeightShape shape = parameter.getValue();
      Initializer initializer =
          start.assign(parameter.getKey(), shape.kind(), Activations.IDENTITY).initializer();
      double mean = initializer.mean();
      double square = initializer.variance(shape) + mean * mean;
      affine =
          shape.kind() == Kind.SCALE
              ? new Affine(mean, square, affine.shift, affine.squaredShift)
              : new Affine(affine.scale, affine.squaredScale, mean, square);
    }
    return affine;
  }

  private static Drawn drawn(Start start, Network.Placed placed) {
    WeightedLayer layer = placed.layer();
    WeightShape stored = layer.stored(placed.weights());
    Assignment weights =
        layer.assigned(
            start.assign(layer.weightName(), stored.kind(), placed.following(), placed.entering()));
    double variance = weights.initializer().variance(stored);
    Part part = stored.parts().get(0);
    LayerSignal.LayerStart drawn = LayerSignal.LayerStart.of(weights, part, variance);
    WeightShape shape = WeightShape.bias(placed.units());
    Initializer biases =
        placed.layer().bias()
            ? start
                .assign(
                    placed.layer().biasName(), shape.kind(), placed.following(), placed.entering())
                .initializer()
            : new Constant(0);
    double mean = weights.initializer().mean();
    return new Drawn(
        drawn,
        variance + mean * mean,
        mean,
        biases.variance(shape) + biases.mean() * biases.mean(),
        biases.mean(),
        weights.initializer().structure(part),
        null);
  }
}
