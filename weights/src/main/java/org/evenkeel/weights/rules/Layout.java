// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.WeightShape;

/**
 * The kind of a tensor and the order of its axes, which a rule file states and its shape does not
 * show.
 *
 * @param kind the role of the tensor in its layer
 * @param inputsFirst whether the input axis comes before the output axis, as in GPT-2's Conv1D
 * @param groups the groups of a convolution
 * @param stride the stride of a convolution along each axis
 * @param parts the parts of a fused layer, or the gates of a recurrent one; empty for none
 */
record Layout(Kind kind, boolean inputsFirst, int groups, int stride, List<String> parts) {

  Layout {
    parts = List.copyOf(parts);
    if (groups < 1 || stride < 1) {
      throw new IllegalArgumentException(
          "groups and stride must be at least 1: %d and %d".formatted(groups, stride));
    }
    if (kind == Kind.FUSED && parts.size() < 2) {
      throw new IllegalArgumentException(
          "a fused tensor needs its parts; write parts: [query, key, value]");
    }
  }

  /** The layout of a kind with the outputs first. */
  static Layout of(Kind kind) {
    return new Layout(kind, false, 1, 1, kind == Kind.FUSED ? List.of("a", "b") : List.of());
  }

  /**
   * A tensor's shape with its parts and fans.
   *
   * @throws IllegalArgumentException if the tensor's axes do not fit the kind
   */
  WeightShape shape(List<Long> axes) {
    return switch (kind) {
      case DENSE -> {
        require(axes, 2, 2, "2 axes");
        yield inputsFirst
            ? WeightShape.inputsFirst(axes.get(0), axes.get(1), 1)
            : WeightShape.dense(axes.get(1), axes.get(0));
      }
      case FUSED -> fused(axes);
      case EXPERTS -> {
        require(axes, 3, 3, "3 axes");
        yield inputsFirst
            ? WeightShape.expertsInputsFirst(axes.subList(0, 1), axes.get(1), axes.get(2))
            : WeightShape.experts(axes.get(0), axes.get(2), axes.get(1));
      }
      case CONVOLUTION -> {
        require(axes, 3, 5, "3 to 5 axes");
        yield WeightShape.convolution(
            Math.multiplyExact(axes.get(1), groups),
            axes.get(0),
            groups,
            kernel(axes),
            strides(axes));
      }
      case TRANSPOSED_CONVOLUTION -> {
        require(axes, 3, 5, "3 to 5 axes");
        yield WeightShape.transposedConvolution(
            axes.get(0),
            Math.multiplyExact(axes.get(1), groups),
            groups,
            kernel(axes),
            strides(axes));
      }
      case EMBEDDING -> {
        require(axes, 1, 5, "1 to 5 axes");
        yield WeightShape.embedding(axes);
      }
      case INPUT_GATES -> {
        require(axes, 2, 2, "2 axes");
        yield WeightShape.inputGates(axes.get(1), hidden(axes), gates());
      }
      case RECURRENT -> {
        require(axes, 2, 2, "2 axes");
        yield WeightShape.recurrent(hidden(axes), gates());
      }
      case GATE_BIAS -> {
        require(axes, 1, 1, "1 axis");
        yield WeightShape.gateBias(hidden(axes), gates());
      }
      case MULTIPLICATION -> WeightShape.multiplication(axes, 1);
      case SCALE -> WeightShape.scale(axes);
      case SHIFT -> WeightShape.shift(axes);
      case SLOPE -> WeightShape.slope(axes);
      case BIAS -> WeightShape.bias(axes);
    };
  }

  private void require(List<Long> axes, int least, int most, String needed) {
    if (axes.size() < least || axes.size() > most) {
      throw new IllegalArgumentException(
          "kind %s needs %s, not %d; correct the kind in the rule file"
              .formatted(kind, needed, axes.size()));
    }
  }

  private WeightShape fused(List<Long> axes) {
    require(axes, 2, 2, "2 axes");
    int count = parts.size();
    long outs = axes.get(inputsFirst ? 1 : 0);
    if (outs % count != 0) {
      throw new IllegalArgumentException(
          "%d outputs cannot be divided into %d parts; correct parts".formatted(outs, count));
    }
    return inputsFirst
        ? WeightShape.inputsFirst(axes.get(0), outs, count)
        : WeightShape.fused(axes.get(1), parts, Collections.nCopies(count, outs / count));
  }

  private static List<Integer> kernel(List<Long> axes) {
    return axes.subList(2, axes.size()).stream().map(Math::toIntExact).toList();
  }

  private List<Integer> strides(List<Long> axes) {
    return Collections.nCopies(axes.size() - 2, stride);
  }

  private List<String> gates() {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException(
          "kind %s needs its gates; write parts: lstm, gru or rnn".formatted(kind));
    }
    return parts;
  }

  private long hidden(List<Long> axes) {
    long units = axes.get(0);
    if (units % gates().size() != 0) {
      throw new IllegalArgumentException(
          "%d rows cannot be divided into %d gates; correct parts"
              .formatted(units, gates().size()));
    }
    return units / gates().size();
  }

  /** The gates of a word, or a list of labels. */
  static List<String> labels(List<String> words) {
    if (words.size() != 1) {
      return words;
    }
    return switch (words.get(0)) {
      case "lstm" -> WeightShape.LSTM;
      case "gru" -> WeightShape.GRU;
      case "rnn" -> WeightShape.RNN;
      default -> new ArrayList<>(words);
    };
  }
}
