// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.grid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.evenkeel.signal.SignalProfile;

/**
 * The share of layers and draws that lie in the ranges of a forecast: of forward second moments,
 * gradients and correlations, with the mean and the standard deviation of what was found, in
 * standard deviations of the range. A row for each network, then the tables of docs/signal.md.
 *
 * <p>Arguments: a CSV file for the rows, or - for none, the first seed, the number of seeds, and
 * beginnings of the names of the networks to measure; none for all. Constants of ranges may be
 * settled with seeds below 10,000 in sight; published figures are of seeds from 10,000 on. {@code
 * -Drows=true} prints the layers too.
 */
public final class Coverage {

  private Coverage() {}

  /** Prints a row for each network, and the tables. */
  public static void main(String[] args) throws IOException {
    WorkerMain.configure();
    long first = Long.parseLong(args[1]);
    int seeds = Integer.parseInt(args[2]);
    String[] parts = Arrays.copyOfRange(args, 3, args.length);
    Map<Case, Covered> found = new LinkedHashMap<>();
    for (Case one : CoverageNetworks.all()) {
      if (parts.length == 0 || Arrays.stream(parts).anyMatch(one.name()::startsWith)) {
        Covered covered = measure(one, first, seeds);
        System.out.printf("%-28s %s%n", one.name(), covered);
        found.put(one, covered);
      }
    }
    CoverageTables tables = new CoverageTables(found);
    if (!args[0].equals("-")) {
      Files.write(Path.of(args[0]), tables.csv(first, seeds));
    }
    tables.markdown().forEach(System.out::println);
    System.exit(0); // the engine's threads
  }

  private static Covered measure(Case one, long first, int seeds) {
    SignalProfile forecast = null;
    Covered row = new Covered();
    Map<String, Covered> layers = new LinkedHashMap<>();
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
        layers.computeIfAbsent(layer.name(), any -> new Covered()).count(layer);
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
    int vocabulary = one.network().weightedLayers().get(0).layer().vocabulary().orElse(0);
    if (vocabulary == 0) {
      RandomFill.normal(Key.of(0, "examples"), 0, noise.duplicate(), 1);
    } else {
      wholeNumbers(Key.of(seed, "examples"), noise, vocabulary);
    }
    NDArray inputs = manager.create(noise.array(), new Shape(shape));
    FloatBuffer classes = FloatBuffer.allocate(vocabulary > 0 ? noise.capacity() : one.examples());
    wholeNumbers(Key.of(seed, "labels"), classes, CoverageNetworks.CLASSES);
    NDList expected = new NDList(manager.create(classes.array()));
    Loss loss = Loss.softmaxCrossEntropyLoss();
    try {
      return Probe.of(block, weights)
          .measure(new NDList(inputs), outputs -> loss.evaluate(expected, ofTokens(outputs)));
    } finally {
      block.clear();
    }
  }

  private static void wholeNumbers(Key key, FloatBuffer to, int count) {
    RandomFill.uniform(key, 0, to.duplicate(), 0, count);
    for (int i = 0; i < to.capacity(); i++) {
      to.put(i, (float) Math.floor(to.get(i)));
    }
  }

  /** Outputs with the classes' axis last, and one row for each token. */
  private static NDList ofTokens(NDList outputs) {
    NDArray logits = outputs.singletonOrThrow();
    return logits.getShape().dimension() < 3
        ? outputs
        : new NDList(logits.transpose(0, 2, 1).reshape(-1, CoverageNetworks.CLASSES));
  }
}
