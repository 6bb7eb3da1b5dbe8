// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Layer.Pooling.Reduction;

/**
 * Identification of pooling, which DJL builds as lambdas without a description of their windows.
 *
 * <p>An input that rises along one axis shows where each window begins and ends; the windows that
 * fit on every axis are then compared with the Block's output on noise, which excludes other
 * functions.
 */
final class PoolingTrial {

  private static final double AGREEMENT = 1e-5;

  /** The approximate number of window elements that one comparison reads. */
  private static final long WORK = 2_000_000;

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
    return whole ? pooling.global() : pooling.windowed();
  }

  private Optional<Layer.Pooling> global() {
    List<Integer> whole = Arrays.stream(in).boxed().toList();
    float[] x = trial.noise();
    int[] one = new int[in.length];
    Arrays.fill(one, 1);
    return trial
        .apply(x)
        .flatMap(
            y ->
                Arrays.stream(Reduction.values())
                    .filter(reduction -> agrees(layer(reduction, whole, 1, 0), x, y, one))
                    .map(reduction -> layer(reduction, List.of(), 1, 0))
                    .findFirst());
  }

  private Optional<Layer.Pooling> windowed() {
    float[] noise = trial.noise();
    return trial
        .apply(noise)
        .flatMap(
            answer ->
                Arrays.stream(Reduction.values())
                    .flatMap(reduction -> fitting(reduction).stream())
                    .filter(layer -> agrees(layer, noise, answer, out))
                    .findFirst());
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

  private boolean agrees(Layer.Pooling layer, float[] x, float[] y, int[] outPositions) {
    int[] window = layer.window().stream().mapToInt(Integer::intValue).toArray();
    int inSize = size(in);
    int outSize = size(outPositions);
    if (y.length != batch * channels * outSize) {
      return false;
    }
    // an odd step, so that no image, row or column is left out
    int step = (int) Math.max(1, (long) y.length * size(window) / WORK) | 1;
    for (int i = 0; i < y.length; i += step) {
      int[] at = position(i % outSize, outPositions);
      if (!close(pooled(layer, window, x, i / outSize * inSize, at), y[i])) {
        return false;
      }
    }
    return true;
  }

  private double pooled(Layer.Pooling layer, int[] window, float[] x, int image, int[] at) {
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    int[] source = new int[in.length];
    for (int i = 0; i < size(window); i++) {
      int[] offset = position(i, window);
      boolean inside = true;
      for (int axis = 0; axis < in.length; axis++) {
        source[axis] = at[axis] * layer.stride() - layer.padding() + offset[axis];
        inside &= source[axis] >= 0 && source[axis] < in[axis];
      }
      if (inside) {
        float value = x[image + index(source, in)];
        max = Math.max(max, value);
        sum += value;
      }
    }
    return layer.reduction() == Reduction.MAX ? max : sum / size(window);
  }

  private static boolean close(double expected, double found) {
    return Math.abs(expected - found) <= AGREEMENT * Math.max(1, Math.abs(expected));
  }

  private static int size(int[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  private static int[] position(int index, int[] shape) {
    int[] position = new int[shape.length];
    int rest = index;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      position[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    return position;
  }

  private static int index(int[] position, int[] shape) {
    int index = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      index = index * shape[axis] + position[axis];
    }
    return index;
  }
}
