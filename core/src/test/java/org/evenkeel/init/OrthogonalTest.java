package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.initializer.Orthogonal;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OrthogonalTest {

  /**
   * Rows, columns, and the bits from an index on. From src/test/resources/org/evenkeel/init: {@code
   * python3 haar.py 0 dense1.weight 0 2 3 0}, the same, and {@code … 0 20 40 0}; vectors are rows,
   * or columns where these are the shorter side; rounded to floats.
   */
  @ParameterizedTest
  @CsvSource({
    "2, 3, 0, beeaeb81 beaa6b54 3f52e633 3f0ecfe8 3f1d1e43 3f0f04fb",
    "3, 2, 0, beeaeb81 3f0ecfe8 beaa6b54 3f1d1e43 3f52e633 3f0f04fb",
    "40, 20, 796, 3e905c9a bda52690 3cb7f5c6 be083c4e",
  })
  void keepsItsBitsForEver(int rows, int columns, int from, String bits) {
    WeightShape shape = WeightShape.dense(columns, rows);
    float[] q = new Orthogonal(1).draw(shape, Key.of(0, "dense1.weight"));
    assertEquals(
        bits,
        IntStream.range(from, q.length)
            .mapToObj(i -> "%08x".formatted(Float.floatToRawIntBits(q[i])))
            .collect(Collectors.joining(" ")));
  }

  static Stream<WeightShape> shapes() {
    return Stream.of(
        WeightShape.dense(1, 1),
        WeightShape.dense(64, 64),
        WeightShape.dense(17, 16),
        WeightShape.dense(16, 33),
        WeightShape.dense(300, 1),
        WeightShape.dense(1, 300),
        WeightShape.convolution(8, 16, 1, 3, 3),
        WeightShape.convolution(2, 64, 1, 3, 3),
        WeightShape.dense(257, 257));
  }

  /** R36: all singular values are 1 (Saxe et al. 2014), here up to the rounding to float. */
  @ParameterizedTest
  @MethodSource("shapes")
  void shorterSideIsOrthonormal(WeightShape shape) {
    double gain = 1.5;
    int rows = (int) shape.parts().get(0).rows();
    int columns = (int) shape.parts().get(0).columns();
    float[] w = new Orthogonal(gain).draw(shape, Key.of(9, "w"));
    int vectors = Math.min(rows, columns);
    double squares = 0;
    for (int i = 0; i < vectors; i++) {
      for (int j = 0; j <= i; j++) {
        double dot = 0;
        for (int k = 0; k < Math.max(rows, columns); k++) {
          dot +=
              rows <= columns
                  ? (double) w[i * columns + k] * w[j * columns + k]
                  : (double) w[k * columns + i] * w[k * columns + j];
        }
        assertEquals(i == j ? gain * gain : 0, dot, 1e-6);
        squares += i == j ? dot : 0;
      }
    }
    double variance = gain * gain / Math.max(rows, columns);
    assertEquals(variance, squares / w.length, 1e-6 * variance);
    assertEquals(variance, new Orthogonal(gain).variance(shape), 1e-12 * variance);
  }

  static Stream<WeightShape> shapesOfSeveralMatrices() {
    return Stream.of(
            Kind.CONVOLUTION,
            Kind.TRANSPOSED_CONVOLUTION,
            Kind.EMBEDDING,
            Kind.INPUT_GATES,
            Kind.RECURRENT,
            Kind.FUSED,
            Kind.EXPERTS)
        .flatMap(kind -> Samples.shapes(kind).stream());
  }

  /** Every gate, group, head and fused part for itself, and all of them different. */
  @ParameterizedTest
  @MethodSource("shapesOfSeveralMatrices")
  void everyMatrixIsOrthonormal(WeightShape shape) {
    float[] w = new Orthogonal(1.5).draw(shape, Key.of(9, "w"));
    Set<Double> first = new HashSet<>();
    int matrices = 0;
    for (int part = 0; part < shape.parts().size(); part++) {
      for (int m = 0; m < shape.parts().get(part).count(); m++) {
        Matrix q = Matrix.of(w, shape, part, m);
        assertEquals(0, q.defectOfShorterSide(1.5), 1e-6, shape.parts().get(part).label());
        first.add(q.rows()[0][0]);
        matrices++;
      }
    }
    assertTrue(first.size() > 0.9 * matrices, "matrices repeat");
  }

  @Test
  void varianceIsThatOfTheLongerSide() {
    assertEquals(4.0 / 500, new Orthogonal(2).variance(WeightShape.dense(300, 500)), 1e-15);
    assertEquals(4.0 / 500, new Orthogonal(2).variance(WeightShape.dense(500, 300)), 1e-15);
  }

  /** The signs tell Haar's measure from the Q of a QR decomposition that lets them fall. */
  @Test
  void isDistributedByHaar() {
    int n = 4;
    int draws = 20_000;
    WeightShape shape = WeightShape.dense(n, n);
    double[] mean = new double[n * n];
    double[] fourth = new double[n * n];
    double trace = 0;
    double traceSquared = 0;
    for (int draw = 0; draw < draws; draw++) {
      float[] q = new Orthogonal(1).draw(shape, Key.of(draw, "haar"));
      double t = 0;
      for (int i = 0; i < n * n; i++) {
        mean[i] += q[i] / draws;
        fourth[i] += StrictMath.pow(q[i], 4) / draws;
        t += i % (n + 1) == 0 ? q[i] : 0;
      }
      trace += t / draws;
      traceSquared += t * t / draws;
    }
    // Every entry: mean 0, variance 1/n, E[q⁴] = 3/(n(n+2)) = 1/8, whose spread is about 0.2.
    // The trace: mean 0, second moment 1 (Diaconis and Shahshahani 1994), spread at most √2.
    // 5 standard errors each: a false alarm in 34 checks with probability 2e-5
    for (int i = 0; i < n * n; i++) {
      assertEquals(0, mean[i], 5 * 0.5 / Math.sqrt(draws), "entry " + i);
      assertEquals(0.125, fourth[i], 5 * 0.2 / Math.sqrt(draws), "entry " + i);
    }
    assertEquals(0, trace, 5 / Math.sqrt(draws));
    assertEquals(1, traceSquared, 5 * Math.sqrt(2) / Math.sqrt(draws));
  }

  @Test
  void refusesWhatIsTooLarge() {
    assertEquals(
        "an orthogonal matrix must have sides of at most 2^26: 1 x 100000000; draw normal"
            + " weights instead",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new Orthogonal(1)
                        .fill(
                            WeightShape.dense(100_000_000, 1),
                            Key.of(0, "w"),
                            0,
                            FloatBuffer.allocate(1)))
            .getMessage());
  }
}
