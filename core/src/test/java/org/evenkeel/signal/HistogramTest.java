package org.evenkeel.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.evenkeel.gaussian.NormalDistribution;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;
import org.junit.jupiter.api.Test;

class HistogramTest {

  /**
   * Chi-square over 41 bins of 65,536 normal values with a fixed seed: 39 degrees of freedom (the
   * range is fitted), of which 86 is exceeded once in 20,000 seeds.
   */
  @Test
  void normalValuesLieAsTheirProbabilitiesSay() {
    float[] values = new float[1 << 16];
    RandomFill.normal(Key.of(0, "histogram"), 0, java.nio.FloatBuffer.wrap(values), 0.125f);
    Histogram histogram = Histogram.of(values);
    assertEquals(values.length, histogram.size());
    assertEquals(0.5, histogram.high(), 0.01);
    double chiSquare = 0;
    double width = (histogram.high() - histogram.low()) / 41;
    for (int bin = 0; bin < 41; bin++) {
      double from = (histogram.low() + bin * width) / 0.125;
      double expected =
          values.length
              * (NormalDistribution.cdf(from + width / 0.125) - NormalDistribution.cdf(from));
      double off = histogram.counts().get(bin) - expected;
      chiSquare += off * off / expected;
    }
    assertTrue(chiSquare < 86, "chi-square is " + chiSquare);
  }

  @Test
  void valuesAreCountedWhereTheyLie() {
    // Root mean square 1, so bins of width 8/41 from -4 to 4.
    Histogram histogram = Histogram.of(new float[] {1, -1, 1, -1});
    assertEquals(-4, histogram.low());
    assertEquals(4, histogram.high());
    assertEquals(2, histogram.counts().get(25));
    assertEquals(2, histogram.counts().get(15));
    assertEquals(4, histogram.size());
    assertEquals(0, histogram.zeros());
  }

  @Test
  void zeroIsInTheMiddle() {
    Histogram histogram = Histogram.of(new float[] {0, -0f, 3, -3});
    assertEquals(2, histogram.counts().get(20));
    assertEquals(2, histogram.zeros());
  }

  @Test
  void allZerosAreASpike() {
    Histogram histogram = Histogram.of(new float[5]);
    assertEquals(0.0, histogram.low());
    assertEquals(0.0, histogram.high());
    assertEquals(5, histogram.counts().get(20));
    assertEquals(5, histogram.zeros());
  }

  @Test
  void whatIsNotFiniteLiesBeyond() {
    Histogram histogram =
        Histogram.of(
            new float[] {
              1,
              -1,
              Float.POSITIVE_INFINITY,
              Float.NEGATIVE_INFINITY,
              Float.NEGATIVE_INFINITY,
              Float.NaN
            });
    assertEquals(4, histogram.high());
    assertEquals(2, histogram.below());
    assertEquals(2, histogram.above());
    assertEquals(6, histogram.size());
    assertEquals(
        1, Histogram.of(new float[] {Float.POSITIVE_INFINITY}).above(), "nothing finite at all");
  }

  @Test
  void theLargestAndTheSmallestFloatsHaveAScale() {
    assertEquals(4.0 * Float.MAX_VALUE, Histogram.of(new float[] {Float.MAX_VALUE}).high());
    assertEquals(4.0 * Float.MIN_VALUE, Histogram.of(new float[] {Float.MIN_VALUE}).high());
  }

  @Test
  void anOutlierLiesAbove() {
    float[] values = new float[100];
    values[7] = 1;
    Histogram histogram = Histogram.of(values); // root mean square 0.1
    assertEquals(1, histogram.above());
    assertEquals(99, histogram.zeros());
  }

  @Test
  void noValuesAreNone() {
    Histogram histogram = Histogram.of(new float[0]);
    assertEquals(0, histogram.size());
    assertEquals(Collections.nCopies(41, 0L), histogram.counts());
  }

  @Test
  void timesAFactorTheBinsAreWider() {
    Histogram histogram = Histogram.of(new float[] {1, -1});
    assertEquals(
        new Histogram(-8, 8, histogram.counts(), 0, 0, 0), histogram.times(2), "the same counts");
    assertEquals(List.copyOf(histogram.counts()), histogram.times(2).counts());
  }

  /** The range is that of all values, the counts are those of the sample. */
  @Test
  void ofASampleTheMomentOfAllIsKept() {
    float[] sample = {1, -1, 0, 5, -9};
    Histogram histogram = Histogram.ofSample(sample, 100, 4);
    assertEquals(8, histogram.high());
    assertEquals(100, histogram.of());
    assertEquals(5, histogram.size());
    assertEquals(1, histogram.below());
    assertEquals(1, histogram.zeros());
    // Bins of width 16/41: 1 is in the third from the middle, 5 in the 13th.
    assertEquals(1, histogram.counts().get(20 + 3));
    assertEquals(1, histogram.counts().get(20 - 3));
    assertEquals(1, histogram.counts().get(20 + 13));
    assertEquals(100, histogram.times(3).of());
  }

  @Test
  void aSampleOfAllIsNone() {
    assertNull(Histogram.ofSample(new float[] {1, -1}, 2, 1).of());
  }

  @Test
  void whatIsNotFiniteHasTheRangeOfTheRest() {
    Histogram histogram =
        Histogram.ofSample(new float[] {3, -3, Float.NaN}, 100, Double.POSITIVE_INFINITY);
    assertEquals(12, histogram.high());
    assertEquals(1, histogram.above());
    assertEquals(100, histogram.of());
  }

  /** 4 times the root mean square of 16 values of which one is not 0 is that value. */
  @Test
  void theEndsBelongToTheirBins() {
    for (float end : new float[] {1, 0.1f, 3.3f, 1e-30f, 1e30f, -1, -0.7f}) {
      float[] values = new float[16];
      values[3] = end;
      Histogram histogram = Histogram.of(values);
      assertEquals(1, histogram.counts().get(end > 0 ? 40 : 0), () -> "of " + end);
      assertEquals(15, histogram.zeros());
    }
  }
}
