package org.evenkeel.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.evenkeel.gaussian.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Four million values per row against the exact distribution.
 *
 * <p>Seeds are fixed, so nothing fails by chance once it has passed. For another seed each check
 * would raise a false alarm with the probability that stands beside it.
 */
class RandomFillDistributionTest {

  private static final int N = 1 << 22;

  /** A distribution with its exact moments and distribution function. */
  private record Row(
      String name, Law law, double variance, double fourthMoment, DoubleUnaryOperator cdf) {
    @Override
    public String toString() {
      return name;
    }

    float[] draw() {
      FloatBuffer out = FloatBuffer.allocate(N);
      Key key = Key.of(20, name);
      if (law instanceof Law.Normal normal) {
        RandomFill.normal(key, 0, out, normal.std());
      } else if (law instanceof Law.Uniform uniform) {
        RandomFill.uniform(key, 0, out, uniform.bound());
      } else if (law instanceof Law.Truncated truncated) {
        RandomFill.truncatedNormal(key, 0, out, 1, truncated.high());
      }
      return out.array();
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("normal", new Law.Normal(1), 1, 3, NormalDistribution::cdf),
        new Row("uniform", new Law.Uniform(2), 4.0 / 3, 16.0 / 5, x -> (x + 2) / 4),
        truncated(2),
        truncated(4),
        truncated(0.5));
  }

  private static Row truncated(double b) {
    double p = NormalDistribution.probabilityWithin(b);
    double density = NormalDistribution.density(b);
    double variance = NormalDistribution.secondMomentWithin(b) / p;
    double fourth = 3 * variance - 2 * b * b * b * density / p; // by parts
    return new Row(
        "truncated at " + b,
        Law.truncated(1, -b, b),
        variance,
        fourth,
        x -> (NormalDistribution.cdf(x) - NormalDistribution.cdf(-b)) / p);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void hasMeanAndVariance(Row row) {
    double sum = 0;
    double squares = 0;
    for (float x : row.draw()) {
      sum += x;
      squares += (double) x * x;
    }
    // 4.5 standard errors: 7e-6 each
    assertEquals(0, sum / N, 4.5 * Math.sqrt(row.variance / N));
    double spread = Math.sqrt((row.fourthMoment - row.variance * row.variance) / N);
    assertEquals(row.variance, squares / N, 4.5 * spread);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void followsItsDistributionFunction(Row row) {
    float[] x = row.draw();
    Arrays.sort(x);
    double distance = 0;
    for (int i = 0; i < N; i += 16) { // at every 16th value: the distance is at most 16/N larger
      double f = row.cdf.applyAsDouble(x[i]);
      distance = Math.max(distance, Math.max((i + 1.0) / N - f, f - (double) i / N));
    }
    // Kolmogorov and Smirnov: P(√N D > 2.5) = 2 exp(-2·2.5²) = 7e-6
    assertTrue(distance < 2.5 / Math.sqrt(N) - 16.0 / N, () -> "distance of " + row);
  }

  @Test
  void normalHasTheRightTails() {
    float[] x = rows().findFirst().orElseThrow().draw();
    for (double z : new double[] {2, 3, 4, 4.5}) {
      for (int sign : new int[] {-1, 1}) {
        int beyond = 0;
        for (float value : x) {
          beyond += sign * value > z ? 1 : 0;
        }
        double expected = N * NormalDistribution.cdf(-z);
        // Poisson: 4.5 standard errors and 3, at most 5e-5 each (for 4.5: mean 14)
        assertEquals(expected, beyond, 4.5 * Math.sqrt(expected) + 3, "beyond " + sign * z);
      }
    }
  }

  @Test
  void lanesPairsAndNeighborsAreUncorrelated() {
    float[] x = rows().findFirst().orElseThrow().draw();
    for (int lag : new int[] {1, 2, 511, 512, 513, 1024, 1536, 2048}) {
      double sum = 0;
      double squares = 0;
      for (int i = lag; i < N; i++) {
        sum += (double) x[i] * x[i - lag];
        squares += ((double) x[i] * x[i] - 1) * ((double) x[i - lag] * x[i - lag] - 1);
      }
      // products have variance 1, those of squares 4; 4.5 standard errors: 7e-6 each
      assertEquals(0, sum / N, 4.5 / Math.sqrt(N), "lag " + lag);
      assertEquals(0, squares / N, 4.5 * 2 / Math.sqrt(N), "lag " + lag);
    }
  }

  @Test
  void keysOfSimilarNamesAreUncorrelated() {
    FloatBuffer a = FloatBuffer.allocate(N);
    FloatBuffer b = FloatBuffer.allocate(N);
    RandomFill.normal(Key.of(0, "dense1.weight"), 0, a, 1);
    RandomFill.normal(Key.of(0, "dense2.weight"), 0, b, 1);
    double sum = 0;
    for (int i = 0; i < N; i++) {
      sum += (double) a.get(i) * b.get(i);
    }
    assertEquals(0, sum / N, 4.5 / Math.sqrt(N)); // 7e-6
  }
}
