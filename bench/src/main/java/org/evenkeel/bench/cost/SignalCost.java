// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.cost;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.correct.DataScaling;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;

/**
 * What it costs to look at a network and to correct it, in the passes that it cannot do without, on
 * one thread.
 *
 * <p>All take turns in one JVM, and what counts is the thread's own processor time, so that a
 * machine with other work to do changes the ratios little. Each figure is the median of the ratios
 * of turns. {@code bench/signal-cost} runs it.
 */
public final class SignalCost {

  private static final int WARM_UP = 40;
  private static final int TURNS = 60;
  private static final int GROUPS = 3;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private SignalCost() {}

  /** One thing to do, and a number that depends on all of it. */
  private interface Work {
    double run();
  }

  /** A network, and a batch for it. */
  private record Case(String name, Network network, int batch) {
    static Case perceptron(String layers, String activation, int batch) {
      return new Case(
          "%s of %s, batch %d".formatted(layers, activation, batch),
          Network.perceptron(layers, Activations.named(activation)),
          batch);
    }
  }

  /** Prints a line for each case; an argument that its name contains chooses some. */
  public static void main(String[] args) {
    List<Case> cases =
        List.of(
            Case.perceptron("256,256x30,10", "relu", 256),
            Case.perceptron("256,256x30,10", "tanh", 256),
            Case.perceptron("512,512x10,10", "relu", 64),
            Case.perceptron("512,512x10,10", "tanh", 64),
            new Case("4 convolutions of relu, batch 64", convolutions(), 64));
    for (Case one : cases) {
      if (Arrays.stream(args).allMatch(one.name::contains)) {
        measure(one);
      }
    }
  }

  /** Four convolutions of 16, 32, 32 and 64 channels on images of 32 × 32. */
  private static Network convolutions() {
    List<Object> layers = new ArrayList<>();
    for (int[] one : new int[][] {{16, 1}, {32, 2}, {32, 1}, {64, 2}}) {
      layers.add(
          Map.of(
              "convolution",
              Map.of("channels", one[0], "kernel", 3, "padding", 1, "stride", one[1])));
      layers.add(Map.of("activation", "relu"));
    }
    layers.addAll(List.of("flatten", Map.of("dense", 10)));
    return NetworkTree.read(Map.of("input", List.of(3, 32, 32), "layers", layers));
  }

  private static void measure(Case one) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NetworkBlock block = NetworkBlock.of(one.network);
      FirstWeights weights = FirstWeights.of(Start.of("auto")).applyTo(block);
      Shape shape = block.inputShape(one.batch);
      block.initialize(manager, DataType.FLOAT32, shape);
      NDList batch = new NDList(manager.randomNormal(shape));
      List<Work> works =
          List.of(
              () -> forwardAndBackward(manager, block, batch),
              () -> Probe.of(block, weights).measure(batch).layers().size(),
              () -> Probe.of(block, weights).withHistograms().measure(batch).layers().size(),
              () -> forward(manager, block, batch),
              () -> DataScaling.on(batch).applyTo(block).layers().size());
      turns(works, WARM_UP);
      for (int group = 0; group < GROUPS; group++) {
        double[][] times = turns(works, TURNS);
        System.out.printf(
            "%s: probe / forward and backward %.2f, with histograms %.2f (those %.1f ms); data / forward %.2f (forward %.1f ms)%n",
            one.name,
            ratio(times, 1, 0),
            ratio(times, 2, 0),
            median(times[0]),
            ratio(times, 4, 3),
            median(times[3]));
      }
      block.clear();
    }
  }

  /** The processor time of each work in each turn, in milliseconds. */
  private static double[][] turns(List<Work> works, int count) {
    double[][] times = new double[works.size()][count];
    double kept = 0;
    for (int turn = 0; turn < count; turn++) {
      for (int w = 0; w < works.size(); w++) {
        long from = THREADS.getCurrentThreadCpuTime();
        kept += works.get(w).run();
        times[w][turn] = (THREADS.getCurrentThreadCpuTime() - from) / 1e6;
      }
    }
    if (Double.isNaN(kept)) {
      throw new IllegalStateException("a network whose output is NaN measures nothing");
    }
    return times;
  }

  private static double ratio(double[][] times, int one, int other) {
    double[] ratios = new double[times[one].length];
    Arrays.setAll(ratios, turn -> times[one][turn] / times[other][turn]);
    return median(ratios);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** A plain forward pass, for inference. */
  private static double forward(NDManager manager, NetworkBlock block, NDList batch) {
    try (NDManager scope = manager.newSubManager()) {
      ParameterStore store = new ParameterStore(scope, false);
      return block.forward(store, views(batch, scope), false).head().getFloat(0, 0);
    }
  }

  /** A plain forward and backward pass, with gradients of all parameters. */
  private static double forwardAndBackward(NDManager manager, NetworkBlock block, NDList batch) {
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      ParameterStore store = new ParameterStore(scope, false);
      NDArray loss = block.forward(store, views(batch, scope), true).head().sum();
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  private static NDList views(NDList batch, NDManager scope) {
    NDArray view = batch.head().stopGradient();
    view.attach(scope);
    return new NDList(view);
  }
}
