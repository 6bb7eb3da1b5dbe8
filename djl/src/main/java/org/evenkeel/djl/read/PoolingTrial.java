// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Layer.Pooling.Reduction;

/**
 * Identification of pooling, which DJL builds as lambdas without a description of their windows.
 *
 * <p>An input that rises along one axis shows where each window begins and ends; the windows that
 * fit on every axis are then compared, as blocks of DJL's, with the Block's output on noise, which
 * excludes other functions.
 */
final class PoolingTrial {

  private static final double AGREEMENT = 1e-5;

  private final BlockTrial trial;
  private final String name;
  private final int batch;
  private final int channels;
  private final int[] in;
  private final int[] out;
  private final List<Optional<double[]>> lines = new ArrayList<>();

  private PoolingTrial(BlockTrial trial, String name) {
    this.trial = trial;
    this.name = name;
    batch = Math.toIntExact(trial.in().head().get(0));
    channels = trial.in().exampleArray()[0];
    in = positions(trial.in());
    out = positions(trial.out());
  }

  private static int[] positions(BlockSignal signal) {
    int[] shape = signal.exampleArray();
    return Arrays.copyOfRange(shape, 1, shape.length);
  }

  /** The pooling layer of a Block; empty if it computes anything else. */
  static Optional<Layer.Pooling> read(BlockTrial trial, String name) {
    int axes = trial.in().axes();
    boolean whole = trial.out().axes() == 1;
    if (axes < 2
        || axes > 4
        || !(whole || trial.out().axes() == axes)
        || !trial.out().example().get(0).equals(trial.in().example().get(0))) {
      return Optional.empty();
    }
    PoolingTrial pooling = new PoolingTrial(trial, name);
    float[] noise = trial.noise();
    return trial
        .apply(noise)
        .flatMap(
            output ->
                (whole ? pooling.global() : pooling.windowed())
                    .filter(layer -> pooling.agrees(layer, noise, output))
                    .findFirst());
  }

  private Stream<Layer.Pooling> global() {
    return Arrays.stream(Reduction.values()).map(reduction -> layer(reduction, List.of(), 1, 0));
  }

  private Stream<Layer.Pooling> windowed() {
    return Arrays.stream(Reduction.values()).flatMap(reduction -> fitting(reduction).stream());
  }

  private Layer.Pooling layer(Reduction reduction, List<Integer> window, int stride, int padding) {
    return new Layer.Pooling(name, reduction, window, stride, padding);
  }

  /** The poolings that explain the outputs for inputs that rise along each axis. */
  private List<Layer.Pooling> fitting(Reduction reduction) {
    List<Layer.Pooling> fitting = null;
    for (int axis = 0; axis < in.length; axis++) {
      if (lines.size() == axis) {
        lines.add(lineAlong(axis));
      }
      Optional<double[]> line = lines.get(axis);
      if (line.isEmpty()) {
        return List.of();
      }
      List<Layer.Pooling> along = alongOneAxis(reduction, in[axis], line.get());
      fitting = fitting == null ? along : joined(fitting, along);
    }
    return fitting;
  }

  /** The poolings with the same stride and padding along all axes. */
  private List<Layer.Pooling> joined(List<Layer.Pooling> before, List<Layer.Pooling> along) {
    List<Layer.Pooling> joined = new ArrayList<>();
    for (Layer.Pooling one : before) {
      for (Layer.Pooling next : along) {
        if (one.stride() == next.stride() && one.padding() == next.padding()) {
          List<Integer> window = new ArrayList<>(one.window());
          window.addAll(next.window());
          joined.add(layer(one.reduction(), window, one.stride(), one.padding()));
        }
      }
    }
    return joined;
  }

  /** The output along an axis for the input 1, 2, 3, … along it, in the middle of the others. */
  private Optional<double[]> lineAlong(int axis) {
    int behind = size(Arrays.copyOfRange(in, axis + 1, in.length));
    float[] x = new float[batch * channels * size(in)];
    for (int i = 0; i < x.length; i++) {
      x[i] = 1 + i / behind % in[axis];
    }
    return trial
        .apply(x)
        .map(
            y -> {
              double[] line = new double[out[axis]];
              int[] at = Arrays.stream(out).map(n -> n / 2).toArray();
              for (int i = 0; i < line.length; i++) {
                at[axis] = i;
                line[i] = y[index(at, out)];
              }
              return line;
            });
  }

  private List<Layer.Pooling> alongOneAxis(Reduction reduction, int length, double[] line) {
    List<Layer.Pooling> fitting = new ArrayList<>();
    for (int padding = 0; padding <= length / 2; padding++) {
      for (int window = Math.max(1, 2 * padding); window <= length + 2 * padding; window++) {
        int room = length + 2 * padding - window;
        // floor(room / stride) + 1 = line.length
        int least = room / line.length + 1;
        int most = line.length == 1 ? Math.max(least, length) : room / (line.length - 1);
        for (int stride = least; stride <= most; stride++) {
          if (explains(reduction, length, window, stride, padding, line)) {
            fitting.add(layer(reduction, List.of(window), stride, padding));
          }
        }
      }
    }
    return fitting;
  }

  private static boolean explains(
      Reduction reduction, int length, int window, int stride, int padding, double[] line) {
    for (int o = 0; o < line.length; o++) {
      int from = Math.max(0, o * stride - padding);
      int to = Math.min(length, o * stride - padding + window);
      // the sum of from+1 … to over the window, padding counted as zeros
      double expected =
          reduction == Reduction.MAX ? to : (to - from) * (from + 1.0 + to) / 2 / window;
      if (!close(expected, line[o])) {
        return false;
      }
    }
    return true;
  }

  /** Whether DJL's own block of a layer has the trial's output. */
  private boolean agrees(Layer.Pooling layer, float[] x, float[] y) {
    return new BlockTrial(NetworkBlock.pooling(layer), trial.in().usual(), trial.out().usual())
        .apply(x)
        .filter(own -> IntStream.range(0, y.length).allMatch(i -> close(own[i], y[i])))
        .isPresent();
  }

  private static boolean close(double expected, double found) {
    return Math.abs(expected - found) <= AGREEMENT * Math.max(1, Math.abs(expected));
  }

  private static int size(int[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  private static int index(int[] position, int[] shape) {
    int index = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      index = index * shape[axis] + position[axis];
    }
    return index;
  }
}
