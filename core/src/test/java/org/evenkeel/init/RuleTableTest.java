package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.gaussian.NormalDistribution;
import org.evenkeel.init.Samples.Law;
import org.evenkeel.init.Samples.Sample;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.FixedUniform;
import org.evenkeel.initializer.HalfPrecision;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.TruncatedNormal;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule for every kind of layer, from every distribution, in every precision: mean, variance
 * and bounds of every part for itself.
 */
class RuleTableTest {

  /**
   * Standard errors allowed. There are about 20,000 checks of mean or variance, those of the three
   * precisions on the same draws: a false alarm with probability 4e-5 at most.
   */
  private static final double ERRORS = 6;

  /** Single values whose variance is tested. */
  private static final int ENOUGH = 1000;

  /** How values are stored. */
  private enum Precision {
    FLOAT32(0x1p-24, 0x1p-150),
    FLOAT16(0x1p-11, 0x1p-25),
    BFLOAT16(0x1p-8, 0x1p-134);

    /** The most that rounding adds, relative to a value and, for the smallest ones, in all. */
    private final double relative;

    private final double absolute;

    Precision(double relative, double absolute) {
      this.relative = relative;
      this.absolute = absolute;
    }

    float[] draw(Initializer initializer, WeightShape shape, Key key) {
      if (this == FLOAT32) {
        return initializer.draw(shape, key);
      }
      HalfPrecision format = HalfPrecision.valueOf(name());
      ShortBuffer halves = ShortBuffer.allocate((int) shape.size());
      initializer.fill(shape, key, 0, halves, format);
      assertFalse(halves.hasRemaining());
      float[] values = new float[halves.capacity()];
      for (int i = 0; i < values.length; i++) {
        values[i] = format.value(halves.get(i));
      }
      return values;
    }
  }

  static Stream<Sample> samples() {
    return Samples.all();
  }

  @Test
  void everyRuleHasARow() {
    for (Rule rule : Rules.all()) {
      assertFalse(Samples.of(rule).isEmpty());
    }
    for (Kind kind : Kind.values()) {
      assertTrue(Samples.shapes(kind).stream().allMatch(shape -> shape.kind() == kind));
      assertFalse(Samples.shapes(kind).isEmpty());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void drawsWhatItPromises(Sample sample) {
    Samples.shapes()
        .forEach(
            shape -> {
              String refusal = sample.refusal(shape);
              for (Distribution distribution : Distribution.values()) {
                Initializer initializer = sample.initializer(distribution);
                if (refusal != null) {
                  assertRefused(refusal, initializer, shape);
                } else if (sample.distributions().contains(distribution)) {
                  for (Precision precision : Precision.values()) {
                    check(sample, shape, distribution, initializer, precision);
                  }
                } else {
                  assertEquals(sample.initializer(Distribution.NORMAL), initializer);
                }
              }
            });
  }

  private static void assertRefused(String message, Initializer initializer, WeightShape shape) {
    Key key = Key.of(0, "refused");
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> initializer.draw(shape, key))
            .getMessage());
    for (HalfPrecision format : HalfPrecision.values()) {
      ShortBuffer out = ShortBuffer.allocate((int) shape.size());
      assertEquals(
          message,
          assertThrows(
                  IllegalArgumentException.class,
                  () -> initializer.fill(shape, key, 0, out, format))
              .getMessage());
    }
  }

  private static void check(
      Sample sample,
      WeightShape shape,
      Distribution distribution,
      Initializer initializer,
      Precision precision) {
    Key key = Key.of(5, sample.text() + shape + distribution);
    float[] all = precision.draw(initializer, shape, key);
    int start = 0;
    for (Part part : shape.parts()) {
      String cell =
          "%s, %s %s %s, %s, %s"
              .formatted(
                  sample, shape.kind(), shape.dimensions(), part.label(), distribution, precision);
      double variance = sample.variance().applyAsDouble(part);
      assertEquals(variance, initializer.variance(part), 1e-12 * variance, cell);
      float[] w = new float[(int) part.size()];
      System.arraycopy(all, start, w, 0, w.length);
      checkBounds(w, initializer.range(part), cell);
      checkMoments(
          drawn(sample, shape, w), sample, part, distribution, initializer, precision, cell);
      start += w.length;
    }
    assertEquals(all.length, start);
  }

  /** The values but for a row of padding, which is zero. */
  private static float[] drawn(Sample sample, WeightShape shape, float[] w) {
    if (sample.needs() != Samples.Needs.TABLE) {
      return w;
    }
    int columns = w.length / (int) (long) shape.dimensions().get(0);
    FloatBuffer others = FloatBuffer.allocate(w.length - columns);
    for (int i = 0; i < w.length; i++) {
      if (i / columns == 3) {
        assertEquals(0f, w[i]);
      } else {
        others.put(w[i]);
      }
    }
    return others.array();
  }

  private static void checkBounds(float[] w, WeightRange range, String cell) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (float x : w) {
      least = Math.min(least, x);
      most = Math.max(most, x);
    }
    assertTrue(range.low() <= least && most <= range.high(), cell + ": " + least + ", " + most);
    if (!range.equals(WeightRange.ALL) && w.length >= 4 * ENOUGH) {
      // One in 200 of a truncated normal's values lies so near to its bound, in the worst row
      double room = 0.15 * (range.high() - range.low());
      assertTrue(range.low() + room > least && most > range.high() - room, cell + " falls short");
    }
  }

  private static void checkMoments(
      float[] w,
      Sample sample,
      Part part,
      Distribution distribution,
      Initializer initializer,
      Precision precision,
      String cell) {
    double variance = initializer.variance(part);
    double center = mean(initializer);
    double sum = 0;
    double squares = 0;
    for (float x : w) {
      sum += x - center;
      squares += (x - center) * (x - center);
    }
    int n = w.length;
    double size = Math.sqrt(variance) + Math.abs(center);
    double rounding = precision.relative * size + precision.absolute;
    if (sample.law() == Law.CONSTANT) {
      for (float x : w) {
        assertEquals(w[0], x, cell);
      }
      return; // the values are in the tests of each rule
    }
    if (sample.law() != Law.FIXED && sample.law() != Law.AROUND_IDENTITY) {
      assertEquals(0, sum / n, ERRORS * Math.sqrt(variance / n) + rounding, cell + ": mean");
    }
    double chance =
        switch (sample.law()) {
          case ORTHOGONAL, FIXED -> 1e-6;
          case SPARSE -> {
            double k =
                Math.min(sample.text().equals("sparse") ? 15 : 3, part.inputs() * part.taps());
            yield ERRORS * Math.sqrt(2 / (k * part.outputs() * part.count()));
          }
          case AROUND_IDENTITY -> { // 2v² of each value, and 4v times the square on the diagonal
            double v = 0.09 / part.requireFans().in();
            double squared = 0.16 * 4 * v / Math.max(part.inputs(), part.outputs()) / part.taps();
            yield ERRORS * Math.sqrt((2 * v * v + squared) / n) / variance;
          }
          case TIME_STEP -> ERRORS * Math.sqrt((timeStepKurtosis() - 1) / n);
          default -> ERRORS * Math.sqrt((kurtosis(sample, distribution, initializer) - 1) / n);
        };
    if (n >= ENOUGH || chance < 1e-3) {
      double tolerance = chance * variance + 2 * rounding * size + rounding * rounding;
      assertEquals(variance, squares / n, tolerance, cell + ": variance");
    }
  }

  private static double timeStepKurtosis() {
    double variance = Samples.timeStepMoment(2);
    return Samples.timeStepMoment(4) / (variance * variance);
  }

  private static double mean(Initializer initializer) {
    if (initializer instanceof FixedUniform.TimeStep) {
      return Samples.timeStepMean();
    }
    if (initializer instanceof FixedUniform uniform) {
      return (uniform.low() + uniform.high()) / 2;
    }
    return initializer instanceof TruncatedNormal truncated ? truncated.mean() : 0;
  }

  private static double kurtosis(
      Sample sample, Distribution distribution, Initializer initializer) {
    if (initializer instanceof TruncatedNormal truncated) {
      return kurtosis(truncated.low(), truncated.high());
    }
    Distribution drawn =
        sample.law() == Law.CHOSEN ? distribution : Distribution.valueOf(sample.law().name());
    return switch (drawn) {
      case NORMAL -> 3;
      case TRUNCATED_NORMAL -> kurtosis(-2, 2);
      case UNIFORM -> 1.8;
    };
  }

  /** Of N(0, 1) within [a, b], by the recurrence of its moments. */
  static double kurtosis(double a, double b) {
    double within = NormalDistribution.cdf(b) - NormalDistribution.cdf(a);
    List<Double> m = new ArrayList<>(List.of(1.0));
    for (int k = 1; k <= 4; k++) {
      double edges =
          StrictMath.pow(b, k - 1) * NormalDistribution.density(b)
              - StrictMath.pow(a, k - 1) * NormalDistribution.density(a);
      m.add((k == 1 ? 0 : (k - 1) * m.get(k - 2)) - edges / within);
    }
    double mean = m.get(1);
    double variance = m.get(2) - mean * mean;
    double fourth =
        m.get(4) - 4 * mean * m.get(3) + 6 * mean * mean * m.get(2) - 3 * Math.pow(mean, 4);
    return fourth / (variance * variance);
  }
}
