// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.weights.format.Tensor;

/**
 * A box of a tensor's elements, such as the rows that one rank of several holds.
 *
 * @param whole the sizes of the whole tensor's axes
 * @param from the first index along each axis
 * @param to the index behind the last along each axis
 */
public record Slice(List<Long> whole, List<Long> from, List<Long> to) {

  private static final Pattern FORM = Pattern.compile("(.+)\\[([^\\[\\]]*)\\]");
  private static final Pattern RANGE = Pattern.compile("\\s*(\\d{0,18})\\s*:\\s*(\\d{0,18})\\s*");

  /** Copies the lists; they must be of one length, and the box within the tensor. */
  public Slice {
    whole = List.copyOf(whole);
    from = List.copyOf(from);
    to = List.copyOf(to);
    for (int axis = 0; axis < whole.size(); axis++) {
      if (from.get(axis) < 0 || from.get(axis) >= to.get(axis) || to.get(axis) > whole.get(axis)) {
        throw new IllegalArgumentException(
            "a slice must lie within its tensor and not be empty: %d:%d along an axis of %d"
                .formatted(from.get(axis), to.get(axis), whole.get(axis)));
      }
    }
  }

  /** All of a tensor. */
  public static Slice all(List<Long> whole) {
    return new Slice(whole, whole.stream().map(size -> 0L).toList(), whole);
  }

  /** The name in a slice such as {@code wte.weight[0:100,:]}. */
  public static String name(String text) {
    return matched(text).group(1);
  }

  /**
   * The slice of a tensor that a text stands for, as NumPy writes it: {@code a:b} for each axis;
   * ends that are missing are those of the tensor, and so are axes at the end.
   *
   * @throws IllegalArgumentException if it is malformed, or does not lie within the tensor
   */
  public static Slice parse(String text, Tensor tensor) {
    String[] ranges = matched(text).group(2).split(",", -1);
    if (ranges.length > tensor.shape().size()) {
      throw new IllegalArgumentException(
          "a slice has at most as many ranges as its tensor has axes: %s of %s"
              .formatted(text, tensor));
    }
    List<Long> from = new ArrayList<>();
    List<Long> to = new ArrayList<>();
    for (int axis = 0; axis < tensor.shape().size(); axis++) {
      Matcher range = RANGE.matcher(axis < ranges.length ? ranges[axis] : ":");
      if (!range.matches()) {
        throw new IllegalArgumentException(
            "a slice is written NAME[a:b,c:d]: '%s'; leave out an end for that of the tensor"
                .formatted(text));
      }
      from.add(range.group(1).isEmpty() ? 0 : Long.parseLong(range.group(1)));
      to.add(range.group(2).isEmpty() ? tensor.shape().get(axis) : Long.parseLong(range.group(2)));
    }
    return new Slice(tensor.shape(), from, to);
  }

  private static Matcher matched(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("a slice is written NAME[a:b,c:d]: '%s'".formatted(text));
    }
    return form;
  }

  /** The sizes of the box. */
  public List<Long> shape() {
    List<Long> shape = new ArrayList<>();
    for (int axis = 0; axis < whole.size(); axis++) {
      shape.add(to.get(axis) - from.get(axis));
    }
    return shape;
  }

  /** Whether it is the whole tensor. */
  public boolean isAll() {
    return shape().equals(whole);
  }

  /** A consumer of runs of elements. */
  @FunctionalInterface
  interface Run {

    /**
     * Takes a run of elements that follow each other in the whole tensor.
     *
     * @param index the first one's index in the whole tensor
     * @param length how many they are
     */
    void at(long index, int length);
  }

  /** Divides elements of the box, counted within it, into runs of the whole tensor. */
  void runs(long first, int count, Run consumer) {
    long length = run();
    long at = first;
    long end = first + count;
    while (at < end) {
      int some = (int) Math.min(length - at % length, end - at);
      consumer.at(index(at), some);
      at += some;
    }
  }

  /** How many elements of the box follow each other in the whole tensor, at most. */
  private long run() {
    long run = 1;
    for (int axis = whole.size() - 1; axis >= 0; axis--) {
      long size = to.get(axis) - from.get(axis);
      run *= size;
      if (size != whole.get(axis)) {
        break;
      }
    }
    return run;
  }

  /** The index in the whole tensor of an element of the box. */
  long index(long element) {
    long rest = element;
    long index = 0;
    long step = 1;
    for (int axis = whole.size() - 1; axis >= 0; axis--) {
      long size = to.get(axis) - from.get(axis);
      index += (from.get(axis) + rest % size) * step;
      rest /= size;
      step *= whole.get(axis);
    }
    return index;
  }
}
