// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.lora;

import static org.evenkeel.weights.lora.LoraTest.GPT2;
import static org.evenkeel.weights.lora.LoraTest.gpt2;
import static org.evenkeel.weights.lora.LoraTest.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.evenkeel.random.Key;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.WeightsOutput;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters of the largest singular values, and what remains of the matrices (Meng et al. 2024). */
class PissaTest {

  @TempDir Path folder;

  /**
   * The adapters are the leading singular vectors of each matrix, whichever of its axes comes
   * first: the rows of A, and the columns of B, are orthogonal and as long as each other, and what
   * remains has no part along them.
   */
  @ParameterizedTest
  @ValueSource(doubles = {4, 1, 12})
  void pissaTakesTheLargestSingularValues(double alpha) throws Exception {
    Path base = folder.resolve("base/model.safetensors");
    WeightsOutput.to(base).write(DrawPlan.of(gpt2(DType.F32), GPT2, 5, false, Optional.empty()));
    int rank = 4;
    try (Checkpoint checkpoint = Checkpoint.open(base)) {
      Lora lora = Lora.of(checkpoint.tensors(), GPT2, rank, alpha, Optional.empty());
      Path out = folder.resolve("out");
      LoraFolder adapters = new LoraFolder(lora, 1, DType.F32, null, checkpoint);
      var written = adapters.write(out, WeightsOutput.to(out), bytes -> {});
      assertEquals(3, written.files().size());
      try (Checkpoint adapter = Checkpoint.open(out.resolve("adapter_model.safetensors"));
          Checkpoint residual = Checkpoint.open(out.resolve("residual"))) {
        assertEquals(checkpoint.tensors(), residual.tensors());
        assertArrayEquals(
            values(checkpoint, "transformer.wte.weight"),
            values(residual, "transformer.wte.weight"));
        for (LoraTarget target : lora.targets()) {
          check(
              lora,
              target,
              values(adapter, target.first()),
              values(adapter, target.second()),
              values(checkpoint, target.tensor().name()),
              values(residual, target.tensor().name()));
        }
      }
      // The same command keeps what is complete.
      var again = adapters.write(out, WeightsOutput.to(out), bytes -> {});
      assertEquals(2, again.kept().size());
    }
  }

  private static void check(
      Lora lora, LoraTarget target, float[] a, float[] b, float[] whole, float[] residual) {
    int in = (int) target.inputs();
    int out = (int) target.outputs();
    int rank = lora.rank();
    double[] squares = new double[rank];
    for (int r = 0; r < rank; r++) {
      for (int s = 0; s < rank; s++) {
        double rows = 0;
        double columns = 0;
        for (int i = 0; i < in; i++) {
          rows += (double) a[r * in + i] * a[s * in + i];
        }
        for (int o = 0; o < out; o++) {
          columns += (double) b[o * rank + r] * b[o * rank + s];
        }
        if (r == s) {
          squares[r] = rows * lora.scaling();
          assertEquals(rows, columns, 1e-5 * rows);
        } else {
          assertEquals(0, rows, 1e-5 * squares[0]);
          assertEquals(0, columns, 1e-5 * squares[0]);
        }
      }
      assertTrue(r == 0 || squares[r] <= squares[r - 1] * (1 + 1e-5));
    }
    double[][] rest = new double[out][in];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        int at = target.inputsFirst() ? i * out + o : o * in + i;
        double product = 0;
        for (int r = 0; r < rank; r++) {
          product += (double) b[o * rank + r] * a[r * in + i];
        }
        rest[o][i] = residual[at];
        assertEquals(whole[at], residual[at] + lora.scaling() * product, 1e-6);
      }
    }
    // The largest singular value of what remains, by power iteration, is not above the rank's last.
    double[] x = new double[in];
    Arrays.fill(x, 1);
    double largest = 0;
    for (int round = 0; round < 300; round++) {
      double[] y = new double[out];
      double[] z = new double[in];
      double length = Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
      for (int o = 0; o < out; o++) {
        for (int i = 0; i < in; i++) {
          y[o] += rest[o][i] * x[i] / length;
        }
      }
      for (int o = 0; o < out; o++) {
        for (int i = 0; i < in; i++) {
          z[i] += rest[o][i] * y[o];
        }
      }
      largest = Math.sqrt(Arrays.stream(y).map(v -> v * v).sum());
      x = z;
    }
    assertTrue(
        largest <= squares[rank - 1] * 1.001 && largest > 0.5 * squares[rank - 1],
        largest + " remains beside " + squares[rank - 1]);
  }

  /** A matrix of rank 2 is all in its adapter; one of zeros gives zeros. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aMatrixOfLowRankLeavesNothing(int of) throws IOException {
    int rows = 30;
    int columns = 50;
    float[] matrix = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        for (int r = 1; r <= of; r++) {
          matrix[i * columns + j] += (float) (Math.sin(r * i + 1) * Math.cos(r * j + 2));
        }
      }
    }
    SingularValues found =
        SingularValues.of(
            rows,
            columns,
            (from, count, out) -> System.arraycopy(matrix, from * columns, out, 0, count * columns),
            4,
            Key.of(0, "x"));
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double sum = 0;
        for (int r = 0; r < 4; r++) {
          sum += found.left[r][i] * found.values[r] * found.right[r][j];
        }
        assertEquals(matrix[i * columns + j], sum, 1e-6);
      }
    }
    assertEquals(0, found.values[of], 1e-6);
  }

  @Test
  void aRankBeyondTheMatrixIsRefused() throws Exception {
    Path base = folder.resolve("model.safetensors");
    WeightsOutput.to(base).write(DrawPlan.of(gpt2(DType.F32), GPT2, 5, false, Optional.empty()));
    try (Checkpoint checkpoint = Checkpoint.open(base)) {
      Lora lora = Lora.of(checkpoint.tensors(), GPT2, 41, 41, Optional.empty());
      String message =
          assertThrows(
                  IllegalArgumentException.class, () -> lora.principal(0, DType.F32, checkpoint))
              .getMessage();
      assertTrue(message.contains("take a smaller rank"), message);
    }
  }
}
