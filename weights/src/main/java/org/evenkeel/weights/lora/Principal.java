// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.lora;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.random.Key;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.DrawPlan.Planned;
import org.evenkeel.weights.draw.Source;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.FloatValues;
import org.evenkeel.weights.format.Tensor;

/** Adapters from the singular vectors of their matrices, and what remains of these. */
final class Principal {

  /** Factors that are held at once: those of the tensors that threads are working on. */
  private static final int HELD = 4;

  /**
   * The factors of a matrix as it is stored, of shape (rows, columns): its low-rank part is tall ·
   * wide.
   */
  private static final class Factors {

    /** Of shape (rows, rank). */
    final float[] tall;

    /** Of shape (rank, columns). */
    final float[] wide;

    Factors(float[] tall, float[] wide) {
      this.tall = tall;
      this.wide = wide;
    }
  }

  /** A function from targets to factors. */
  private interface Computation {
    Factors of(LoraTarget target) throws IOException;
  }

  /** The factors computed last. */
  private static final class Recent {
    private final Computation computation;
    private final Map<LoraTarget, Factors> held = new LinkedHashMap<>();

    Recent(Computation computation) {
      this.computation = computation;
    }

    synchronized Factors of(LoraTarget target) throws IOException {
      Factors factors = held.get(target);
      if (factors == null) {
        factors = computation.of(target);
        held.put(target, factors);
        if (held.size() > HELD) {
          held.remove(held.keySet().iterator().next());
        }
      }
      return factors;
    }
  }

  private Principal() {}

  static DrawPlan plan(Lora lora, long seed, DType dtype, Checkpoint base) {
    Recent recent = new Recent(target -> factors(lora, seed, base, target));
    List<Planned> planned = new ArrayList<>();
    for (LoraTarget target : lora.targets()) {
      planned.add(
          computed(
              new Tensor(target.first(), dtype, List.of((long) lora.rank(), target.inputs())),
              (from, out) -> copy(recent.of(target), target, true, lora.rank(), from, out)));
      planned.add(
          computed(
              new Tensor(target.second(), dtype, List.of(target.outputs(), (long) lora.rank())),
              (from, out) -> copy(recent.of(target), target, false, lora.rank(), from, out)));
    }
    return new DrawPlan(
        seed, "pissa(%d) of %s".formatted(lora.rank(), base.source()), planned, Map.of());
  }

  private static Planned computed(Tensor tensor, Source.Computed.Values values) {
    return new Planned(tensor, new Source.Computed("pissa", "the largest singular values", values));
  }

  private static Factors factors(Lora lora, long seed, Checkpoint base, LoraTarget target)
      throws IOException {
    Tensor tensor = target.tensor();
    int rows = Math.toIntExact(tensor.shape().get(0));
    int columns = Math.toIntExact(tensor.shape().get(1));
    SingularValues found =
        SingularValues.of(
            rows,
            columns,
            (row, count, out) ->
                FloatValues.read(base, tensor, (long) row * columns, out, count * columns),
            lora.rank(),
            Key.of(seed, target.module() + ".pissa"));
    float[] tall = new float[rows * lora.rank()];
    float[] wide = new float[lora.rank() * columns];
    for (int r = 0; r < lora.rank(); r++) {
      double root = Math.sqrt(found.values[r] / lora.scaling());
      for (int i = 0; i < rows; i++) {
        tall[i * lora.rank() + r] = (float) (root * found.left[r][i]);
      }
      for (int j = 0; j < columns; j++) {
        wide[r * columns + j] = (float) (root * found.right[r][j]);
      }
    }
    return new Factors(tall, wide);
  }

  /** Copies elements of A, of shape (rank, inputs), or of B, of shape (outputs, rank). */
  private static void copy(
      Factors factors, LoraTarget target, boolean first, int rank, long from, float[] out) {
    // The wide factor is A where outputs come first, and B transposed where inputs do.
    boolean wide = first != target.inputsFirst();
    float[] values = wide ? factors.wide : factors.tall;
    if (!target.inputsFirst()) {
      System.arraycopy(values, (int) from, out, 0, out.length);
      return;
    }
    int length = values.length / rank;
    for (int k = 0; k < out.length; k++) {
      int at = (int) from + k;
      // A is the tall factor transposed, and B the wide one.
      out[k] =
          first ? values[at % length * rank + at / length] : values[at % rank * length + at / rank];
    }
  }

  static DrawPlan residual(Lora lora, long seed, Checkpoint base, Checkpoint adapter) {
    Map<String, LoraTarget> targets = new HashMap<>();
    lora.targets().forEach(target -> targets.put(target.tensor().name(), target));
    Map<String, Tensor> adapters = new HashMap<>();
    adapter.tensors().forEach(tensor -> adapters.put(tensor.name(), tensor));
    Recent recent = new Recent(target -> written(lora, adapter, adapters, target));
    List<Planned> planned = new ArrayList<>();
    for (Tensor tensor : base.tensors()) {
      LoraTarget target = targets.get(tensor.name());
      planned.add(
          new Planned(
              tensor,
              target == null
                  ? new Source.Copied(base, tensor)
                  : new Source.Computed(
                      "residual",
                      "less the adapter",
                      (from, out) -> residual(lora, base, target, recent.of(target), from, out))));
    }
    return new DrawPlan(seed, "residual of pissa(%d)".formatted(lora.rank()), planned, Map.of());
  }

  /** The factors as the adapters' file has them, rounded to its type. */
  private static Factors written(
      Lora lora, Checkpoint adapter, Map<String, Tensor> adapters, LoraTarget target)
      throws IOException {
    float[] a = all(adapter, adapters.get(target.first()));
    float[] b = all(adapter, adapters.get(target.second()));
    return target.inputsFirst()
        ? new Factors(
            transposed(a, lora.rank(), (int) target.inputs()),
            transposed(b, (int) target.outputs(), lora.rank()))
        : new Factors(b, a);
  }

  private static float[] all(Checkpoint checkpoint, Tensor tensor) throws IOException {
    float[] values = new float[Math.toIntExact(tensor.elements())];
    FloatValues.read(checkpoint, tensor, 0, values, values.length);
    return values;
  }

  private static float[] transposed(float[] matrix, int rows, int columns) {
    float[] transposed = new float[matrix.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        transposed[j * rows + i] = matrix[i * columns + j];
      }
    }
    return transposed;
  }

  private static void residual(
      Lora lora, Checkpoint base, LoraTarget target, Factors factors, long from, float[] out)
      throws IOException {
    FloatValues.read(base, target.tensor(), from, out, out.length);
    int columns = Math.toIntExact(target.tensor().shape().get(1));
    double[] product = new double[columns];
    int at = 0;
    while (at < out.length) {
      int row = (int) ((from + at) / columns);
      int column = (int) ((from + at) % columns);
      int count = Math.min(columns - column, out.length - at);
      Arrays.fill(product, 0, count, 0);
      for (int r = 0; r < lora.rank(); r++) {
        double left = lora.scaling() * factors.tall[row * lora.rank() + r];
        int start = r * columns + column;
        for (int j = 0; j < count; j++) {
          product[j] += left * factors.wide[start + j];
        }
      }
      for (int j = 0; j < count; j++) {
        out[at + j] = (float) (out[at + j] - product[j]);
      }
      at += count;
    }
  }
}
