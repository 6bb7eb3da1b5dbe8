// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Start;
import org.evenkeel.network.Attention;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Layer.Normalization.Over;
import org.evenkeel.network.Network;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.junit.jupiter.api.Test;

/** What every forecast keeps to, whatever the network: correlations of at most 1, own ranges. */
class BoundsTest {

  private static final int NETWORKS = 3000;

  private static final List<Activation> ACTIVATIONS =
      List.of(
          Activations.RELU,
          Activations.TANH,
          Activations.GELU,
          Activations.SIGMOID,
          Activations.IDENTITY,
          Activations.named("leaky-relu(-1)"),
          Activations.named("softplus"),
          Activations.HARD_TANH);

  private static final List<String> STARTS =
      List.of(
          "auto",
          "he",
          "lecun*4",
          "he*0.01",
          "lecun*100",
          "orthogonal",
          "uniform(-0.3,0.36)",
          "uniform(0,0.5)",
          "normal(0.001)",
          "zeros",
          "constant(0.1)",
          "sparse",
          "glorot");

  /** Images of 16x16 with 50 zeros around them: nearly all positions are zeros. */
  @Test
  void widePaddingLeavesCorrelationsWithinTheirBounds() {
    Network network =
        new Network(
            List.of(3, 16, 16),
            List.of(
                new Layer.Convolution("c1", 8, List.of(3, 3), 1, 50, 1, true),
                new Layer.Nonlinearity("f1", Activations.RELU),
                new Layer.Convolution("c2", 8, List.of(3, 3), 1, 50, 1, true),
                new Layer.Nonlinearity("f2", Activations.RELU),
                pooling("p", Layer.Pooling.Reduction.AVERAGE, 0, 1, 0),
                new Layer.Dense("head", 10, true)));
    assertEquals(List.of(), broken(network, Start.of("auto"), InputSignal.STANDARDIZED, 64));
  }

  /** Layers of all kinds, with paddings, strides and sizes at random, and inputs of all kinds. */
  @Test
  void forecastsKeepWithinTheirBounds() {
    SplittableRandom random = new SplittableRandom(1);
    List<String> broken = new ArrayList<>();
    int made = 0;
    for (int i = 0; i < NETWORKS; i++) {
      int axes = random.nextInt(4);
      List<Integer> input = new ArrayList<>(List.of(1 + random.nextInt(20)));
      for (int axis = 0; axis < axes; axis++) {
        input.add(1 + random.nextInt(9));
      }
      List<Layer> layers = layers(random, new ArrayList<>(input), i);
      Network network;
      try {
        network = new Network(input, layers);
      } catch (IllegalArgumentException e) {
        continue; // layers that do not fit
      }
      Start start = Start.of(pick(random, STARTS));
      start = random.nextBoolean() ? start : start.withBiasVariance(random.nextDouble());
      double correlation = 2 * random.nextDouble() - 1;
      double mean = random.nextInt(3) == 0 ? 2 * random.nextDouble() - 1 : 0;
      InputSignal signal =
          random.nextInt(4) == 0
              ? InputSignal.STANDARDIZED
              : InputSignal.measured(
                  mean * mean + Math.exp(6 * random.nextDouble() - 3),
                  mean,
                  correlation,
                  random.nextDouble() / 2,
                  random.nextDouble());
      broken.addAll(broken(network, start, signal, 2 + random.nextInt(100)));
      made++;
    }
    assertTrue(
        broken.isEmpty(),
        () -> broken.size() + " of them, first " + broken.subList(0, Math.min(3, broken.size())));
    assertTrue(made > NETWORKS / 2, "only " + made + " networks fit");
  }

  private static <T> T pick(SplittableRandom random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static Layer pooling(
      String name, Layer.Pooling.Reduction reduction, int window, int stride, int padding) {
    List<Integer> size = window == 0 ? List.of() : Collections.nCopies(2, window);
    return new Layer.Pooling(name, reduction, size, stride, padding);
  }

  /** Layers one after the other; {@code shape} becomes that of their output. */
  private static List<Layer> layers(SplittableRandom random, List<Integer> shape, int network) {
    List<Layer> layers = new ArrayList<>();
    int count = 2 + random.nextInt(7);
    for (int l = 0; l < count; l++) {
      List<Layer> next = one(random, shape, "l" + l);
      layers.addAll(next);
    }
    if (shape.size() > 1) {
      layers.add(
          random.nextBoolean()
              ? new Layer.Flatten("flatten")
              : new Layer.Pooling("global", pick(random, reductions()), List.of(), 1, 0));
    }
    layers.add(new Layer.Dense("head" + network, 1 + random.nextInt(10), true));
    return layers;
  }

  private static List<Layer.Pooling.Reduction> reductions() {
    return List.of(Layer.Pooling.Reduction.values());
  }

  private static List<Layer> one(SplittableRandom random, List<Integer> shape, String name) {
    Layer f = new Layer.Nonlinearity(name + "f", pick(random, ACTIVATIONS));
    int axes = shape.size() - 1;
    Layer layer =
        switch (random.nextInt(axes == 0 ? 5 : 9)) {
          case 0 -> f;
          case 1 -> new Layer.Dropout(name, 0.99 * random.nextDouble());
          case 2 -> new Layer.Normalization(name, pick(random, List.of(Over.values())));
          case 3 -> {
            double scale = pick(random, List.of(1.0, -1.0, 0.1, 10.0));
            Layer inner = weighted(random, shape, name + "w", shape.get(0));
            List<Layer> shortcut =
                random.nextBoolean()
                    ? List.of()
                    : List.of(weighted(random, shape, name + "s", shape.get(0)));
            List<Layer> branch =
                random.nextBoolean()
                    ? List.of(inner, f)
                    : List.of(
                        new Layer.Normalization(name + "n", pick(random, List.of(Over.values()))),
                        f,
                        inner);
            yield new Layer.Residual(name, scale, branch, shortcut);
          }
          case 4 -> {
            int units = 1 + random.nextInt(40);
            Layer made = weighted(random, shape, name, units);
            shape.set(0, units);
            yield made;
          }
          case 5 -> {
            int kernel = 1 + random.nextInt(4);
            int stride = 1 + random.nextInt(3);
            int padding = random.nextInt(4) == 0 ? random.nextInt(51) : random.nextInt(3);
            int units = 1 + random.nextInt(40);
            slide(shape, kernel, stride, padding);
            shape.set(0, units);
            yield new Layer.Convolution(
                name, units, Collections.nCopies(axes, kernel), stride, padding, 1, true);
          }
          case 6, 7 -> {
            int window = 1 + random.nextInt(4);
            int stride = 1 + random.nextInt(3);
            int padding = random.nextInt(1 + window / 2);
            slide(shape, window, stride, padding);
            yield new Layer.Pooling(
                name,
                pick(random, reductions()),
                Collections.nCopies(axes, window),
                stride,
                padding);
          }
          default ->
              axes == 1
                  ? new Attention(
                      name,
                      1,
                      new Layer.Dense(name + "q", 4, true),
                      new Layer.Dense(name + "k", 4, true),
                      new Layer.Dense(name + "v", 8, true),
                      new Layer.Dense(name + "o", shape.get(0), true))
                  : f;
        };
    return layer == f || random.nextBoolean() ? List.of(layer) : List.of(layer, f);
  }

  /** A layer that keeps positions: dense over a vector, with a kernel of 1 over others. */
  private static Layer weighted(
      SplittableRandom random, List<Integer> shape, String name, int units) {
    return shape.size() == 1
        ? new Layer.Dense(name, units, random.nextBoolean())
        : new Layer.Convolution(
            name, units, Collections.nCopies(shape.size() - 1, 1), 1, 0, 1, random.nextBoolean());
  }

  private static void slide(List<Integer> shape, int window, int stride, int padding) {
    for (int axis = 1; axis < shape.size(); axis++) {
      shape.set(axis, (shape.get(axis) + 2 * padding - window) / stride + 1);
    }
  }

  /** The layers' quantities that break their bounds. */
  private static List<String> broken(
      Network network, Start start, InputSignal input, int examples) {
    List<String> broken = new ArrayList<>();
    for (LayerSignal layer : Forecast.of(network, Weights.of(start), input, examples).layers()) {
      String where = "%s of %s by %s, %s".formatted(layer, network, start, input);
      if (!within(layer.correlation(), -1, 1)) {
        broken.add("correlation " + layer.correlation() + " in " + where);
      }
      if (!within(layer.forward(), 0, Double.POSITIVE_INFINITY)) {
        broken.add("forward " + layer.forward() + " in " + where);
      }
      if (!within(layer.gradient(), 0, Double.POSITIVE_INFINITY)) {
        broken.add("gradient " + layer.gradient() + " in " + where);
      }
    }
    return broken;
  }

  /** Whether the value, if there is one, lies in its range, and that within the bounds. */
  private static boolean within(Quantity quantity, double least, double most) {
    if (quantity.predicted() == null) {
      return quantity.low() == null && quantity.high() == null;
    }
    double value = quantity.predicted();
    double low = quantity.low() == null ? value : quantity.low();
    double high = quantity.high() == null ? value : quantity.high();
    return least <= low && low <= value && value <= high && high <= most;
  }
}
