package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.evenkeel.initializer.Sparse;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SparseTest {

  /** Shapes with the number of inputs of a unit, all places of its kernel included. */
  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of(WeightShape.dense(100, 40), 100),
        Arguments.of(WeightShape.dense(10, 40), 10),
        Arguments.of(WeightShape.dense(15, 4), 15),
        Arguments.of(WeightShape.convolution(8, 12, 2, 3, 3), 36),
        Arguments.of(WeightShape.transposedConvolution(8, 12, 2, List.of(4), List.of(2)), 16),
        Arguments.of(WeightShape.embedding(50, 20), 50),
        Arguments.of(WeightShape.recurrent(30, WeightShape.LSTM), 30),
        Arguments.of(WeightShape.expertsInputsFirst(List.of(3L), 20, 5), 20));
  }

  /** The weights that are not zero are as many different places. */
  @ParameterizedTest
  @MethodSource("shapes")
  void everyUnitHasExactlyKConnections(WeightShape shape, int inputs) {
    float[] w = new Sparse(15, 1).draw(shape, Key.of(3, "w"));
    for (int p = 0; p < shape.parts().size(); p++) {
      Part part = shape.parts().get(p);
      for (int m = 0; m < part.count(); m++) {
        assertEquals(Set.of(inputs - Math.min(15, inputs)), units(w, shape, p, m).zerosOfRows());
      }
    }
  }

  /** One row for each unit, with the inputs and the kernel's places flattened. */
  private static Matrix units(float[] w, WeightShape shape, int p, int m) {
    Part part = shape.parts().get(p);
    Matrix matrix = Matrix.of(w, shape, p, m);
    if (!part.inputsFirst()) {
      return matrix;
    }
    int taps = (int) part.taps();
    double[][] units = new double[(int) part.outputs()][(int) part.inputs() * taps];
    for (int input = 0; input < part.inputs(); input++) {
      for (int place = 0; place < part.outputs() * taps; place++) {
        units[place / taps][input * taps + place % taps] = matrix.rows()[input][place];
      }
    }
    return new Matrix(units);
  }

  /**
   * Counts of a place over units: mean u·p, variance u·p·(1-p), p = k/n, correlated by -1/(n-1), so
   * that their squares' sum over u·p·(1-p)·n/(n-1) is χ² with n - 1 degrees of freedom.
   */
  @ParameterizedTest
  @CsvSource({"20, 5, 60", "20, 19, 60", "20, 1, 60", "4, 2, 31"}) // P(χ² beyond) < 1e-5 each
  void placesAreUniform(int n, int k, double bound) {
    int units = 20_000;
    float[] w = new Sparse(k, 1).draw(WeightShape.dense(n, units), Key.of(1, "places"));
    int[] counts = new int[n];
    for (int i = 0; i < w.length; i++) {
      counts[i % n] += w[i] != 0 ? 1 : 0;
    }
    double p = (double) k / n;
    double chi = 0;
    for (int count : counts) {
      chi += (count - units * p) * (count - units * p) / (units * p * (1 - p)) * (n - 1) / n;
    }
    assertTrue(chi < bound, "chi-square " + chi);
  }

  /** All 10 pairs of 5 places: χ² with 9 degrees of freedom, beyond 40 with probability 8e-6. */
  @Test
  void everySetOfPlacesIsAsLikely() {
    int units = 20_000;
    float[] w = new Sparse(2, 1).draw(WeightShape.dense(5, units), Key.of(2, "sets"));
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int unit = 0; unit < units; unit++) {
      int set = 0;
      for (int i = 0; i < 5; i++) {
        set |= w[5 * unit + i] != 0 ? 1 << i : 0;
      }
      counts.merge(set, 1, Integer::sum);
    }
    assertEquals(10, counts.size());
    double chi = counts.values().stream().mapToDouble(c -> (c - 2000.0) * (c - 2000) / 2000).sum();
    assertTrue(chi < 40, "chi-square " + chi);
  }

  /** In a place chosen or not, the values to come are the same: places know nothing of values. */
  @Test
  void valuesDoNotDependOnPlaces() {
    WeightShape shape = WeightShape.dense(50, 400);
    Key key = Key.of(0, "w");
    float[] all = new Sparse(50, 50).draw(shape, key);
    float[] some = new Sparse(10, 10).draw(shape, key);
    float[] loud = new Sparse(10, 40).draw(shape, key);
    int k = 0;
    double product = 0;
    for (int i = 0; i < some.length; i++) {
      if (some[i] != 0) {
        assertEquals(all[i], some[i]); // both of variance 1
        assertEquals(2 * some[i], loud[i]);
        product += all[i];
        k++;
      }
    }
    assertEquals(4000, k);
    assertEquals(0, product / k, 5 / Math.sqrt(k)); // 5 standard errors: 6e-7
  }

  @Test
  void refusesMoreInputsThanFloatsCanTellApart() {
    WeightShape shape = WeightShape.dense((1 << 24) + 1, 1);
    assertEquals(
        "sparse units must have at most 2^24 inputs: 16777217; draw normal weights",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Sparse(15, 1).fill(shape, Key.of(0, "w"), 0, FloatBuffer.allocate(1)))
            .getMessage());
  }
}
