package org.evenkeel.random;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.gaussian.NormalDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A hundred million values of each distribution against the exact one: Kolmogorov and Smirnov's
 * distance, chi-square over 1024 cells, moments to the fourth, tails at one in a million.
 *
 * <p>Each of the 12 checks of a row raises a false alarm with probability 1e-6, the whole test with
 * less than 4e-5. The seed is the first one tried.
 */
class HundredMillionDrawsTest {

  private static final int N = 100_000_000;
  private static final int PIECE = 250_000; // no multiple of a tile
  private static final int TASKS = 4; // each with a piece and counts of its own: 9 MB
  private static final int CELLS = 1 << 21;

  private interface Draw {
    void fill(Key key, long from, FloatBuffer out);
  }

  /**
   * A symmetric distribution.
   *
   * @param range beyond which no value lies
   * @param moments the second, fourth, sixth and eighth
   * @param tails thresholds t, with {@code P(x > t) = P(x < -t)} powers of two near 1e-6
   */
  private record Row(
      String name,
      Draw draw,
      double range,
      List<Double> moments,
      DoubleUnaryOperator cdf,
      List<Double> tails) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            "normal",
            (key, from, out) -> RandomFill.normal(key, from, out, 1),
            8,
            List.of(1.0, 3.0, 15.0, 105.0),
            NormalDistribution::cdf,
            tails(p -> -NormalDistribution.quantile(p))),
        new Row(
            "uniform",
            (key, from, out) -> RandomFill.uniform(key, from, out, 1),
            1,
            List.of(1 / 3.0, 1 / 5.0, 1 / 7.0, 1 / 9.0),
            x -> (1 + x) / 2,
            tails(p -> 1 - 2 * p)),
        truncated(2));
  }

  private static Row truncated(double b) {
    double outside = NormalDistribution.cdf(-b);
    double within = NormalDistribution.probabilityWithin(b);
    List<Double> moments = new ArrayList<>();
    double lower = 1;
    double edge = 2 * NormalDistribution.density(b) / within;
    for (int k = 2; k <= 8; k += 2) { // by parts
      lower = (k - 1) * lower - StrictMath.pow(b, k - 1) * edge;
      moments.add(lower);
    }
    return new Row(
        "truncated normal at " + b,
        (key, from, out) -> RandomFill.truncatedNormal(key, from, out, 1, b),
        b,
        moments,
        x -> (NormalDistribution.cdf(x) - outside) / within,
        tails(p -> -NormalDistribution.quantile(outside + p * within)));
  }

  /** Powers of two, because 24 bits resolve those: 3.8e-6, 9.5e-7, 2.4e-7. */
  private static List<Double> tails(DoubleUnaryOperator threshold) {
    return Stream.of(0x1p-18, 0x1p-20, 0x1p-22).map(threshold::applyAsDouble).toList();
  }

  /** What is kept of the values of some pieces. */
  private static final class Sums {
    final int[] cells = new int[CELLS + 1];
    final double[] powers = new double[5];
    final long[][] beyond = new long[2][3];

    /** Draws every {@link #TASKS}th piece, beginning with the given one. */
    static Sums of(Row row, int task) {
      Sums sums = new Sums();
      float[] x = new float[PIECE];
      for (int piece = task; piece < N / PIECE; piece += TASKS) {
        row.draw.fill(Key.of(0, row.name), (long) PIECE * piece, FloatBuffer.wrap(x));
        sums.add(x, row);
      }
      return sums;
    }

    void add(float[] x, Row row) {
      double scale = CELLS / (2 * row.range);
      double first = row.tails.get(0);
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      double s4 = 0;
      for (float value : x) {
        double y = value;
        double square = y * y;
        s1 += y;
        s2 += square;
        s3 += square * y;
        s4 += square * square;
        cells[(int) (y * scale + CELLS / 2)]++;
        if (Math.abs(y) > first) {
          countBeyond(y, row.tails);
        }
      }
      powers[1] += s1;
      powers[2] += s2;
      powers[3] += s3;
      powers[4] += s4;
    }

    private void countBeyond(double y, List<Double> tails) {
      for (int i = 0; i < tails.size(); i++) {
        beyond[y < 0 ? 0 : 1][i] += Math.abs(y) > tails.get(i) ? 1 : 0;
      }
    }

    void add(Sums other) {
      for (int i = 0; i < cells.length; i++) {
        cells[i] += other.cells[i];
      }
      for (int k = 1; k <= 4; k++) {
        powers[k] += other.powers[k];
      }
      for (int side = 0; side < 2; side++) {
        for (int i = 0; i < 3; i++) {
          beyond[side][i] += other.beyond[side][i];
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void followTheirDistribution(Row row) {
    List<Sums> parts =
        IntStream.range(0, TASKS).parallel().mapToObj(task -> Sums.of(row, task)).toList();
    Sums all = parts.get(0);
    parts.subList(1, TASKS).forEach(all::add);
    checkMoments(row, all.powers);
    checkCells(row, all.cells);
    for (int i = 0; i < 3; i++) {
      double mean = N * 0x1p-18 / (1 << (2 * i));
      for (int side = 0; side < 2; side++) {
        String what = (side == 0 ? "below -" : "above ") + row.tails.get(i);
        Chance.check(
            "%s, %s, %.1f expected".formatted(row, what, mean),
            (double) all.beyond[side][i],
            Chance.poisson(all.beyond[side][i], mean));
      }
    }
  }

  /**
   * Standard errors are those of large samples; a, b, c, d are moments in units of the variance.
   */
  private static void checkMoments(Row row, double[] powers) {
    double variance = row.moments.get(0);
    double b = row.moments.get(1) / StrictMath.pow(variance, 2);
    double c = row.moments.get(2) / StrictMath.pow(variance, 3);
    double d = row.moments.get(3) / StrictMath.pow(variance, 4);
    double mean = powers[1] / N;
    double m2 = powers[2] / N - mean * mean;
    double m3 = powers[3] / N - 3 * mean * powers[2] / N + 2 * mean * mean * mean;
    double m4 = (powers[4] - 4 * mean * powers[3] + 6 * mean * mean * powers[2]) / N;
    checkMoment(row + ", mean", mean, 0, variance);
    checkMoment(row + ", variance", m2, variance, variance * variance * (b - 1));
    checkMoment(row + ", skewness", m3 / (m2 * Math.sqrt(m2)), 0, c - 6 * b + 9);
    checkMoment(row + ", kurtosis", m4 / (m2 * m2), b, d - 4 * b * c + 4 * b * b * b - b * b);
  }

  /**
   * One moment.
   *
   * @param spread variance of the estimate, times N
   */
  private static void checkMoment(String what, double found, double exact, double spread) {
    Chance.check(what, found, Chance.normal((found - exact) / Math.sqrt(spread / N)));
  }

  /** Kolmogorov and Smirnov's distance at the cells' edges, and chi-square of 1024 coarse cells. */
  private static void checkCells(Row row, int[] cells) {
    double width = 2 * row.range / CELLS;
    double[] f =
        IntStream.rangeClosed(0, CELLS)
            .parallel()
            .mapToDouble(i -> row.cdf.applyAsDouble(width * i - row.range))
            .toArray();
    f[CELLS] = 1;
    double distance = 0;
    double chiSquare = 0;
    int coarse = 0;
    long below = 0;
    long belowLast = 0;
    double last = 0;
    for (int i = 1; i <= CELLS; i++) {
      below += cells[i - 1];
      distance = Math.max(distance, Math.abs((double) below / N - f[i]));
      if (f[i] >= (coarse + 1) / 1024.0) {
        long observed = below - belowLast + (i == CELLS ? cells[CELLS] : 0);
        double expected = N * (f[i] - last);
        chiSquare += (observed - expected) * (observed - expected) / expected;
        coarse++;
        belowLast = below;
        last = f[i];
      }
    }
    // Within a cell the distance is at most 3.1e-6 larger; 2.7e-4 raises the alarm.
    Chance.check(row + ", distance", distance, Chance.kolmogorov(distance, N));
    Chance.check(
        "%s, chi-square of %d".formatted(row, coarse - 1),
        chiSquare,
        Chance.chiSquare(chiSquare, coarse - 1));
  }
}
