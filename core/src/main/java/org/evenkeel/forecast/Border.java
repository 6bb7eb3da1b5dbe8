// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The variation of a second moment over the positions of an image: padding adds zeros, so units
 * next to the border sum fewer terms. It is a product of one factor for each axis, exactly so after
 * positively homogeneous activations; each factor has mean 1.
 *
 * @param axes the factor along each axis; empty for a vector
 */
record Border(List<List<Double>> axes) {

  /** Axes that do not vary, by their size. */
  private static final Map<Integer, List<Double>> FLAT = new ConcurrentHashMap<>();

  static final Border NONE = new Border(List.of());

  /** A constant over the positions of a shape, whose first axis holds channels. */
  static Border of(int[] shape) {
    List<List<Double>> axes = new ArrayList<>();
    for (int axis = 1; axis < shape.length; axis++) {
      axes.add(flat(shape[axis]));
    }
    return new Border(axes);
  }

  /** All of a signal at one of so many tokens. */
  static Border at(int token, int tokens) {
    double[] values = new double[tokens];
    values[token] = tokens;
    return new Border(List.of(list(values)));
  }

  /** A variation along one axis, of values that are divided by their mean. */
  static Border along(double[] values) {
    double[] normalized = values.clone();
    normalize(normalized);
    return new Border(List.of(list(normalized)));
  }

  /** The variation along its only axis. */
  double[] along() {
    return axes.get(0).stream().mapToDouble(value -> value).toArray();
  }

  /** The share of a signal over tokens that one of them has: 1/T if all have as much. */
  double concentration() {
    double share = 1;
    for (List<Double> axis : axes) {
      boolean isFlat = axis == FLAT.get(axis.size());
      double squares =
          isFlat ? axis.size() : axis.stream().mapToDouble(value -> value * value).sum();
      share *= squares / axis.size() / axis.size();
    }
    return share;
  }

  /** Whether the first of several tokens has most of it, as a class token has of a gradient. */
  boolean isFirst() {
    return axes.size() == 1
        && axes.get(0).size() > 1
        && axes.get(0).get(0) > axes.get(0).size() / 2.0;
  }

  /** The variation over the tokens behind the first one, and their mean. */
  Moved withoutFirst() {
    double[] rest = axes.get(0).stream().skip(1).mapToDouble(value -> value).toArray();
    double mean = normalize(rest);
    return new Moved(new Border(List.of(list(rest))), mean);
  }

  /** A new variation, and the mean over positions relative to the interior of a large image. */
  record Moved(Border border, double factor) {}

  /**
   * A window slid over the positions, each output the mean over its window with zeros outside.
   *
   * @param window its size along each axis
   * @param output the number of outputs along each axis, behind the channels
   */
  Moved slid(List<Integer> window, int stride, int padding, int[] output) {
    List<List<Double>> moved = new ArrayList<>();
    double factor = 1;
    for (int axis = 0; axis < axes.size(); axis++) {
      List<Double> in = axes.get(axis);
      double[] out = new double[output[axis + 1]];
      for (int to = 0; to < out.length; to++) {
        int first = to * stride - padding;
        for (int tap = Math.max(0, -first);
            tap < window.get(axis) && first + tap < in.size();
            tap++) {
          out[to] += in.get(first + tap) / window.get(axis);
        }
      }
      factor *= normalize(out);
      moved.add(list(out));
    }
    return new Moved(new Border(moved), factor);
  }

  /**
   * A window slid back: every input the sum over the windows that it is in, each output's share
   * 1/stride, so that away from the border it gets 1.
   *
   * @param input the number of inputs along each axis, behind the channels
   */
  Moved slidBack(List<Integer> window, int stride, int padding, int[] input) {
    List<List<Double>> moved = new ArrayList<>();
    double factor = 1;
    for (int axis = 0; axis < axes.size(); axis++) {
      List<Double> from = axes.get(axis);
      double[] back = new double[input[axis + 1]];
      for (int at = 0; at < from.size(); at++) {
        int first = at * stride - padding;
        for (int tap = Math.max(0, -first);
            tap < window.get(axis) && first + tap < back.length;
            tap++) {
          back[first + tap] += from.get(at) * stride / window.get(axis);
        }
      }
      factor *= normalize(back);
      moved.add(list(back));
    }
    return new Moved(new Border(moved), factor);
  }

  /**
   * The same of maxima, each handed back to one position of its window, with a likelihood in
   * proportion to another variation.
   */
  Border routedBack(Border likely, List<Integer> window, int stride, int padding, int[] input) {
    List<List<Double>> moved = new ArrayList<>();
    for (int axis = 0; axis < axes.size(); axis++) {
      List<Double> from = axes.get(axis);
      List<Double> weights = likely.axes.get(axis);
      double[] back = new double[input[axis + 1]];
      for (int at = 0; at < from.size(); at++) {
        int first = Math.max(0, at * stride - padding);
        int end = Math.min(back.length, at * stride - padding + window.get(axis));
        double sum = weights.subList(first, end).stream().mapToDouble(w -> w).sum();
        for (int to = first; to < end && sum > 0; to++) {
          back[to] += from.get(at) * weights.get(to) / sum;
        }
      }
      normalize(back);
      moved.add(list(back));
    }
    return new Border(moved);
  }

  /** The relative variance over the positions of a window. */
  double within(List<Integer> window, int stride, int padding, int[] output) {
    double ratio = 1;
    for (int axis = 0; axis < axes.size(); axis++) {
      List<Double> in = axes.get(axis);
      double squares = 0;
      double ofMeans = 0;
      for (int to = 0; to < output[axis + 1]; to++) {
        int first = Math.max(0, to * stride - padding);
        int end = Math.min(in.size(), to * stride - padding + window.get(axis));
        double mean = 0;
        for (int at = first; at < end; at++) {
          squares += in.get(at) * in.get(at) / (end - first);
          mean += in.get(at) / (end - first);
        }
        ofMeans += mean * mean;
      }
      ratio *= ofMeans > 0 ? squares / ofMeans : 1;
    }
    return Math.max(0, ratio - 1);
  }

  /**
   * The share of a window's taps that lie inside the image, mean over the outputs.
   *
   * @param once of the share
   * @param squared of its square
   * @param shared of the share that two outputs have in common, mean over pairs of them
   */
  record Coverage(double once, double squared, double shared) {}

  /** The coverage of a window slid over the positions. */
  Coverage coverage(List<Integer> window, int stride, int padding, int[] output) {
    double once = 1;
    double squared = 1;
    double shared = 1;
    for (int axis = 0; axis < axes.size(); axis++) {
      int size = axes.get(axis).size();
      int outputs = output[axis + 1];
      double taps = window.get(axis);
      double[] inside = new double[outputs];
      double pairs = 0;
      for (int tap = 0; tap < taps; tap++) {
        int reached = 0;
        for (int to = 0; to < outputs; to++) {
          int at = to * stride - padding + tap;
          if (at >= 0 && at < size) {
            inside[to] += 1 / taps;
            reached++;
          }
        }
        pairs += (double) reached * reached / taps;
      }
      once *= Arrays.stream(inside).sum() / outputs;
      squared *= Arrays.stream(inside).map(share -> share * share).sum() / outputs;
      shared *= pairs / outputs / outputs;
    }
    return new Coverage(once, squared, shared);
  }

  /** The variation after a function with sensitivity d ln(m out)/d ln(m in) = s. */
  Border power(double s) {
    if (s == 1 || flat()) {
      return this;
    }
    List<List<Double>> changed = new ArrayList<>();
    for (List<Double> axis : axes) {
      double[] values = axis.stream().mapToDouble(x -> Math.pow(x, s)).toArray();
      normalize(values);
      changed.add(list(values));
    }
    return new Border(changed);
  }

  /** The weighted mean of two variations. */
  Border mixed(double weight, Border other, double otherWeight) {
    if (flat() && other.flat()) {
      return this;
    }
    List<List<Double>> mixed = new ArrayList<>();
    for (int axis = 0; axis < axes.size(); axis++) {
      double[] values = new double[axes.get(axis).size()];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            (weight * axes.get(axis).get(i) + otherWeight * other.axes.get(axis).get(i))
                / (weight + otherWeight);
      }
      mixed.add(list(values));
    }
    return new Border(mixed);
  }

  /** The number of positions. */
  double positions() {
    double positions = 1;
    for (int i = 0; i < axes.size(); i++) { // asked for thousands of times; most often 0
      positions *= axes.get(i).size();
    }
    return positions;
  }

  private boolean flat() {
    return axes.stream()
        .allMatch(axis -> axis == FLAT.get(axis.size()) || axis.stream().allMatch(x -> x == 1));
  }

  /** Divides by the mean and returns it; values that are all 0 stay as they are. */
  private static double normalize(double[] values) {
    double mean = Arrays.stream(values).average().orElse(1);
    for (int i = 0; i < values.length && mean > 0; i++) {
      values[i] /= mean;
    }
    return mean;
  }

  private static List<Double> flat(int size) {
    return FLAT.computeIfAbsent(size, count -> Collections.nCopies(count, 1.0));
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
