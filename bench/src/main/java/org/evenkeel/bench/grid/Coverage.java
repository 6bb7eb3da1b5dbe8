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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.evenkeel.bench.grid.CoverageNetworks.Case;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.experiment.WorkerMain;
import org.evenkeel.forecast.Forecast;
import org.evenkeel.forecast.Weights;
import org.evenkeel.init.Start;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalProfile;

/**
 * The share of layers and draws that lie in the ranges of a forecast: of forward second moments,
 * gradients and correlations, with the mean and the standard deviation of what was found, in
 * standard deviations of the range. A row for each network, then one for each kind and batch.
 *
 * <p>Arguments: the first seed, the number of seeds, and parts of the names of the networks to
 * measure; none for all. Constants of ranges may be settled with seeds below 10,000 in sight;
 * published figures are of seeds from 10,000 on. {@code -Drows=true} prints the layers too.
 */
public final class Coverage {

  private static final List<String> QUANTITIES = List.of("E[z²]", "gradient", "1 - correlation");

  private Coverage() {}

  /** Prints a row for each network, and for each kind. */
  public static void main(String[] args) {
    WorkerMain.configure();
    long first = Long.parseLong(args[0]);
    int seeds = Integer.parseInt(args[1]);
    String[] parts = Arrays.copyOfRange(args, 2, args.length);
    System.out.printf("%-26s %s%n", "network", String.join("             ", QUANTITIES));
    Map<String, Row> kinds = new LinkedHashMap<>();
    for (Case one : CoverageNetworks.all()) {
      if (parts.length == 0 || Arrays.stream(parts).anyMatch(one.name()::startsWith)) {
        Row row = measure(one, first, seeds);
        System.out.printf("%-26s %s%n", one.name(), row);
        kinds.computeIfAbsent(one.kind() + "/" + one.examples(), any -> new Row()).add(row);
        kinds.computeIfAbsent("all", any -> new Row()).add(row);
      }
    }
    kinds.forEach((name, row) -> System.out.printf("%-26s %s%n", name, row));
    System.exit(0); // the engine's threads
  }

  /** What was found of the three quantities. */
  private static final class Row {
    private final List<Within> within = QUANTITIES.stream().map(quantity -> new Within()).toList();

    void count(LayerSignal layer) {
      within.get(0).count(layer.forward(), x -> x);
      within.get(1).count(layer.gradient(), x -> x);
      within.get(2).count(layer.correlation(), x -> 1 - x);
    }

    void add(Row other) {
      for (int i = 0; i < within.size(); i++) {
        within.get(i).add(other.within.get(i));
      }
    }

    @Override
    public String toString() {
      return within.stream().map(Within::toString).collect(Collectors.joining("   "));
    }
  }

  /** How many values of a quantity lie within their ranges, and where, on a log scale. */
  private static final class Within {

    /** Standard deviations that bound 95 % of a normal distribution. */
    private static final double NINETY_FIVE = 1.96;

    private long within;
    private long all;
    private double sum;
    private double squares;

    /** Counts a value, if its range is more than a point. */
    void count(Quantity quantity, DoubleUnaryOperator positive) {
      if (quantity.measured() == null
          || quantity.low() == null
          || quantity.low().equals(quantity.high())) {
        return;
      }
      double low = Math.log(positive.applyAsDouble(quantity.low()));
      double high = Math.log(positive.applyAsDouble(quantity.high()));
      double found = Math.log(positive.applyAsDouble(quantity.measured()));
      double deviations = 2 * NINETY_FIVE * (found - (low + high) / 2) / Math.abs(high - low);
      within += quantity.asPredicted() ? 1 : 0;
      all++;
      if (Double.isFinite(deviations)) {
        sum += deviations;
        squares += deviations * deviations;
      }
    }

    void add(Within other) {
      within += other.within;
      all += other.all;
      sum += other.sum;
      squares += other.squares;
    }

    @Override
    public String toString() {
      double mean = sum / all;
      return String.format(
          Locale.ROOT,
          "%5.1f%% %5.2f ±%5.2f",
          100.0 * within / all,
          mean,
          Math.sqrt(Math.max(0, squares / all - mean * mean)));
    }
  }

  private static Row measure(Case one, long first, int seeds) {
    SignalProfile forecast = null;
    Row row = new Row();
    Map<String, Row> layers = new LinkedHashMap<>();
    for (int i = 0; i < seeds; i++) {
      SignalProfile measured;
      try (NDManager manager = NDManager.newBaseManager()) {
        measured = measured(one, first + i, manager);
      }
      if (forecast == null) {
        Weights weights = Weights.of(Start.of(one.start()));
        forecast = Forecast.of(one.network(), weights, measured.input(), one.examples());
      }
      List<LayerSignal> found = measured.beside(forecast).layers();
      for (LayerSignal layer : found) {
        row.count(layer);
        layers.computeIfAbsent(layer.name(), any -> new Row()).count(layer);
      }
    }
    if (Boolean.getBoolean("rows")) {
      layers.forEach((name, counted) -> System.out.printf("  %-24s %s%n", name, counted));
    }
    return row;
  }

  private static SignalProfile measured(Case one, long seed, NDManager manager) {
    Block block = NetworkBlock.of(one.network());
    long[] shape =
        LongStream.concat(
                LongStream.of(one.examples()),
                Arrays.stream(one.network().inputShape()).mapToLong(size -> size))
            .toArray();
    FirstWeights weights = FirstWeights.of(Start.of(one.start()).withSeed(seed)).applyTo(block);
    block.initialize(manager, DataType.FLOAT32, new Shape(shape));
    FloatBuffer noise = FloatBuffer.allocate((int) new Shape(shape).size());
    RandomFill.normal(Key.of(0, "examples"), 0, noise.duplicate(), 1);
    NDArray inputs = manager.create(noise.array(), new Shape(shape));
    FloatBuffer classes = FloatBuffer.allocate(one.examples());
    RandomFill.uniform(Key.of(seed, "labels"), 0, classes.duplicate(), 0, CoverageNetworks.CLASSES);
    float[] labels = classes.array();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (float) Math.floor(labels[i]);
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
