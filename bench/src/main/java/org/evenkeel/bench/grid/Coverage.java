// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.grid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.LongStream;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.experiment.WorkerMain;
import org.evenkeel.forecast.Forecast;
import org.evenkeel.forecast.Weights;
import org.evenkeel.init.Start;
import org.evenkeel.network.Attention;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Layer.Normalization.Over;
import org.evenkeel.network.Network;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalProfile;

/**
 * The share of layers and draws that lie in the ranges of a forecast, for each kind of network: of
 * forward second moments, gradients and correlations, with the mean and the standard deviation of
 * what was found, in standard deviations of the range.
 *
 * <p>Arguments: the first seed, the number of seeds, and a part of the names of the networks to
 * measure; none for all. Constants of ranges may be settled with seeds below 10,000 in sight;
 * published figures are of seeds from 10,000 on.
 */
public final class Coverage {

  private static final int CLASSES = 10;

  /** Standard deviations that bound 95 % of a normal distribution. */
  private static final double NINETY_FIVE = 1.96;

  /** A network with its start, and the number of examples of a batch. */
  private record Case(Network network, String start, int examples) {}

  private static final Map<String, Case> CASES = new LinkedHashMap<>();

  private Coverage() {}

  /** Prints a row for each network, and the shares over all of them. */
  public static void main(String[] args) {
    WorkerMain.configure();
    perceptrons();
    others();
    long first = Long.parseLong(args[0]);
    int seeds = Integer.parseInt(args[1]);
    System.out.printf(
        "%-26s %-22s %-22s %s%n", "network", "E[z²]: within, where", "gradient", "1 - correlation");
    double[] all = new double[6];
    CASES.forEach(
        (name, one) -> {
          if (args.length < 3 || Arrays.stream(args).skip(2).anyMatch(name::contains)) {
            measure(name, one, first, seeds, all);
          }
        });
    System.out.printf(
        "%-26s %6.1f%% %6.1f%% %6.1f%%%n",
        "all", 100 * all[0] / all[1], 100 * all[2] / all[3], 100 * all[4] / all[5]);
  }

  private static void perceptrons() {
    for (int width : new int[] {32, 64, 256, 512}) {
      for (int depth : new int[] {8, 32, 100}) {
        for (int examples : new int[] {8, 64}) {
          String size = width + "x" + depth + "/" + examples;
          perceptron("relu " + size, "relu", "he", width, depth, examples);
          perceptron("tanh " + size, "tanh", "lecun", width, depth, examples);
        }
      }
    }
    perceptron("gelu auto 256x32/64", "gelu", "auto", 256, 32, 64);
    perceptron("selu 256x32/64", "selu", "lecun", 256, 32, 64);
    perceptron("tanh*4 256x32/64", "tanh", "lecun*4", 256, 32, 64);
    perceptron("relu orthogonal 128x32/64", "relu", "orthogonal*2", 128, 32, 64);
    perceptron("tanh orthogonal 128x32/64", "tanh", "orthogonal", 128, 32, 64);
    perceptron("linear orthogonal 128x8/64", "identity", "orthogonal", 128, 8, 64);
    perceptron("tanh critical 128x32/8", "tanh", "critical", 128, 32, 8);
    perceptron("gelu critical 256x32/64", "gelu", "critical", 256, 32, 64);
    perceptron("sigmoid mirrored 128x32/64", "sigmoid", "mirrored", 128, 32, 64);
    perceptron("elu mirrored 64x32/8", "elu", "mirrored", 64, 32, 8);
    perceptron("mish mirrored 256x32/64", "mish", "mirrored", 256, 32, 64);
    perceptron("relu uniform+ 256x6/64", "relu", "uniform(-0.3,0.36)", 256, 6, 64);
    perceptron("tanh uniform+ 256x6/64", "tanh", "uniform(-0.1,0.12)", 256, 6, 64);
    perceptron("relu uniform++ 64x6/64", "relu", "uniform(0,0.2)", 64, 6, 64);
  }

  private static void perceptron(
      String name, String activation, String start, int width, int depth, int examples) {
    String layers = width + "x" + (depth + 1) + "," + CLASSES;
    put(name, Network.perceptron(layers, Activations.named(activation)), start, examples);
  }

  private static void others() {
    for (int examples : new int[] {8, 64}) {
      put("batch norm 256x20/" + examples, chain(256, 20, Over.BATCH, 0), "he", examples);
      put("batch norm 64x8/" + examples, chain(64, 8, Over.BATCH, 0), "he", examples);
      put("layer norm 256x20/" + examples, chain(256, 20, Over.LAYER, 0), "he", examples);
      put("layer norm 64x8/" + examples, chain(64, 8, Over.LAYER, 0), "he", examples);
      put("dropout 256x12/" + examples, chain(256, 12, null, 0.2), "he", examples);
      put("dropout 64x12/" + examples, chain(64, 12, null, 0.5), "he", examples);
      put("residual 128x16/" + examples, residual(128, 16, 1, null), "he", examples);
      put("residual/4 64x16/" + examples, residual(64, 16, 0.25, null), "he", examples);
      put("residual bn 128x8/" + examples, residual(128, 8, 1, Over.BATCH), "he", examples);
      put("residual ln 128x8/" + examples, residual(128, 8, 1, Over.LAYER), "he", examples);
      put("pre-norm transformer/" + examples, transformer(64, 16, 4, true), "lecun", examples);
      put("post-norm transformer/" + examples, transformer(64, 16, 4, false), "lecun", examples);
      put("convolution/" + examples, convolutions(16, 6, false, null), "he", examples);
      put("convolution bn/" + examples, convolutions(16, 6, false, Over.BATCH), "he", examples);
      put("convolution max/" + examples, convolutions(16, 6, true, null), "he", examples);
    }
  }

  private static void put(String name, Network network, String start, int examples) {
    CASES.put(name, new Case(network, start, examples));
  }

  private static Network chain(int width, int depth, Over over, double dropout) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l <= depth; l++) {
      layers.add(new Layer.Dense("dense" + l, width, true));
      if (over != null) {
        layers.add(new Layer.Normalization("norm" + l, over));
      }
      layers.add(new Layer.Nonlinearity("relu" + l, Activations.RELU));
      if (dropout > 0) {
        layers.add(new Layer.Dropout("dropout" + l, dropout));
      }
    }
    layers.add(new Layer.Dense("head", CLASSES, true));
    return new Network(List.of(width), layers);
  }

  private static Network residual(int width, int depth, double scale, Over over) {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Layer.Dense("stem", width, true));
    for (int l = 1; l <= depth; l++) {
      List<Layer> branch = new ArrayList<>();
      if (over != null) {
        branch.add(new Layer.Normalization("norm" + l, over));
      }
      branch.add(new Layer.Nonlinearity("relu" + l, Activations.RELU));
      branch.add(new Layer.Dense("first" + l, width, true));
      branch.add(new Layer.Nonlinearity("inner" + l, Activations.RELU));
      branch.add(new Layer.Dense("second" + l, width, true));
      layers.add(new Layer.Residual("residual" + l, scale, branch, List.of()));
    }
    layers.add(new Layer.Nonlinearity("last", Activations.RELU));
    layers.add(new Layer.Dense("head", CLASSES, true));
    return new Network(List.of(width), layers);
  }

  private static Network transformer(int features, int tokens, int depth, boolean before) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l <= depth; l++) {
      Layer attention =
          new Attention(
              "attention" + l,
              4,
              new Layer.Dense("query" + l, features, true),
              new Layer.Dense("key" + l, features, true),
              new Layer.Dense("value" + l, features, true),
              new Layer.Dense("output" + l, features, true));
      block(layers, "a" + l, before, List.of(attention));
      block(
          layers,
          "m" + l,
          before,
          List.of(
              token("up" + l, 4 * features),
              new Layer.Nonlinearity("gelu" + l, Activations.GELU),
              token("down" + l, features)));
    }
    layers.add(
        new Layer.Pooling("pool", Layer.Pooling.Reduction.AVERAGE, List.of(), 1, 0)); // over tokens
    layers.add(new Layer.Dense("head", CLASSES, true));
    return new Network(List.of(features, tokens), layers);
  }

  private static Layer token(String name, int units) {
    return new Layer.Convolution(name, units, List.of(1), 1, 0, 1, true);
  }

  private static void block(List<Layer> layers, String name, boolean before, List<Layer> inner) {
    Layer norm = new Layer.Normalization("norm." + name, Over.TOKEN);
    List<Layer> branch = new ArrayList<>(inner);
    if (before) {
      branch.add(0, norm);
    }
    layers.add(new Layer.Residual("residual." + name, 1, branch, List.of()));
    if (!before) {
      layers.add(norm);
    }
  }

  private static Network convolutions(int channels, int depth, boolean pools, Over over) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l <= depth; l++) {
      layers.add(
          new Layer.Convolution("conv" + l, channels, Collections.nCopies(2, 3), 1, 1, 1, true));
      if (over != null) {
        layers.add(new Layer.Normalization("norm" + l, over));
      }
      layers.add(new Layer.Nonlinearity("relu" + l, Activations.RELU));
      if (pools && l % 2 == 0) {
        layers.add(
            new Layer.Pooling(
                "pool" + l, Layer.Pooling.Reduction.MAX, Collections.nCopies(2, 2), 2, 0));
      }
    }
    layers.add(new Layer.Flatten("flatten"));
    layers.add(new Layer.Dense("head", CLASSES, true));
    return new Network(List.of(3, 16, 16), layers);
  }

  private static void measure(String name, Case one, long first, int seeds, double[] all) {
    SignalProfile forecast = null;
    double[] counts = new double[12];
    List<LayerSignal> layers = List.of();
    for (int i = 0; i < seeds; i++) {
      try (NDManager manager = NDManager.newBaseManager()) {
        SignalProfile measured = measured(one, first + i, manager);
        if (forecast == null) {
          Start start = Start.of(one.start);
          forecast = Forecast.of(one.network, Weights.of(start), measured.input(), one.examples);
        }
        layers = measured.beside(forecast).layers();
      }
      for (LayerSignal layer : layers) {
        count(layer.forward(), x -> x, counts, 0);
        count(layer.gradient(), x -> x, counts, 4);
        count(layer.correlation(), x -> 1 - x, counts, 8);
      }
    }
    StringBuilder row = new StringBuilder();
    for (int k = 0; k < 12; k += 4) {
      double n = counts[k + 1];
      double mean = counts[k + 2] / n;
      row.append(
          "%6.1f%% %5.2f ±%5.2f   "
              .formatted(100 * counts[k] / n, mean, Math.sqrt(counts[k + 3] / n - mean * mean)));
      all[k / 2] += counts[k];
      all[k / 2 + 1] += n;
    }
    System.out.printf("%-26s %s%n", name, row);
    if (Boolean.getBoolean("rows")) {
      layers.forEach(
          layer ->
              System.out.printf(
                  "  %-14s %s %s %s%n",
                  layer.name(),
                  text(layer.forward()),
                  text(layer.gradient()),
                  text(layer.correlation())));
    }
  }

  private static String text(Quantity q) {
    return "%9.4g in [%9.4g %9.4g %9.4g]".formatted(q.measured(), q.low(), q.predicted(), q.high());
  }

  /** Counts what lies within a range, if that is more than a point; sums where on a log scale. */
  private static void count(
      Quantity quantity, DoubleUnaryOperator positive, double[] counts, int at) {
    if (quantity.measured() == null
        || quantity.low() == null
        || quantity.low().equals(quantity.high())) {
      return;
    }
    double low = Math.log(positive.applyAsDouble(quantity.low()));
    double high = Math.log(positive.applyAsDouble(quantity.high()));
    double found = Math.log(positive.applyAsDouble(quantity.measured()));
    double deviations = 2 * NINETY_FIVE * (found - (low + high) / 2) / Math.abs(high - low);
    counts[at] += quantity.asPredicted() ? 1 : 0;
    counts[at + 1]++;
    if (Double.isFinite(deviations)) {
      counts[at + 2] += deviations;
      counts[at + 3] += deviations * deviations;
    }
  }

  private static SignalProfile measured(Case one, long seed, NDManager manager) {
    Block block = NetworkBlock.of(one.network);
    long[] shape =
        LongStream.concat(
                LongStream.of(one.examples),
                Arrays.stream(one.network.inputShape()).mapToLong(size -> size))
            .toArray();
    FirstWeights weights = FirstWeights.of(Start.of(one.start).withSeed(seed)).applyTo(block);
    block.initialize(manager, DataType.FLOAT32, new Shape(shape));
    FloatBuffer noise = FloatBuffer.allocate((int) new Shape(shape).size());
    RandomFill.normal(Key.of(0, "examples"), 0, noise.duplicate(), 1);
    NDArray inputs = manager.create(noise.array(), new Shape(shape));
    float[] labels = new float[one.examples];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i * 7 % CLASSES;
    }
    NDList expected = new NDList(manager.create(labels));
    Loss loss = Loss.softmaxCrossEntropyLoss();
    try {
      return Probe.of(block, weights)
          .measure(new NDList(inputs), outputs -> loss.evaluate(expected, outputs));
    } finally {
      block.clear();
    }
  }
}
