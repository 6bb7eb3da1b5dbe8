package org.evenkeel.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TruncatedMomentsTest {

  /** From src/test/resources/org/evenkeel/init: {@code python3 moments.py}. */
  @ParameterizedTest
  @CsvSource({
    "-2, 2, 0.0, 0.77374130354992324718",
    "-1, 1, 0.0, 0.29112509477279321119",
    "-3, 1, -0.28278611072715400772, 0.61614173535782929613",
    "-1, 3, 0.28278611072715400772, 0.61614173535782929613",
    "0.5, 2, 1.0429933341424540967, 0.15028152148875834023",
    "-0.001, 0.001, 0.0, 3.3333328888889100529e-7",
    "0, Infinity, 0.79788456080286535588, 0.36338022763241865692",
    "-Infinity, 0, -0.79788456080286535588, 0.36338022763241865692",
    "-Infinity, Infinity, 0.0, 1.0",
    "1, Infinity, 1.5251352761609812091, 0.19909766557034879155",
    "-Infinity, -5, -5.1865039671258421156, 0.032696434617112225345",
    "3, 3.001, 3.0004997499583791868, 8.3333293043071521358e-8",
    "10, 12, 10.09809323349993672, 0.0094453769084979136384",
    "10, Infinity, 10.098093233962511963, 0.0094453778256562611641",
    "19.9, 20.5, 19.949997447538453239, 0.0024858192300804517559",
    "-40, -19.5, -19.551015802580620764, 0.0025892375649502266021",
    "19.99, Infinity, 20.039777713286283508, 0.0024656906671812381901",
    "-Infinity, -19.99, -20.039777713286283508, 0.0024656906671812381901",
    "-1e-6, 8, 0.79788392418319288331, 0.36338044564602389132",
    "-8, 8, 0.0, 0.99999999999991916366",
    "-100, 0.1, -0.73533174850578066833, 0.38575404478885326301",
    "-0.7, 0.7, 0.0, 0.15291874482081164276",
    "-20, -19.999, -19.999498333386165725, 8.3331663998831942615e-8",
    "-50, -0.5, -1.1410777703680644809, 0.26848040715587894618",
  })
  void areThoseInSixtyDigits(double low, double high, double mean, double variance) {
    TruncatedMoments moments = TruncatedMoments.of(low, high);
    assertEquals(mean, moments.mean(), 1e-14 * Math.max(1, Math.abs(mean)));
    // bounds are rounded to doubles before anything is computed
    double nearer = Math.min(Math.abs(low), Math.abs(high));
    double rounding = Double.isFinite(nearer) ? 4 * Math.ulp(nearer) / (high - low) : 0;
    assertEquals(variance, moments.variance(), (1e-12 + rounding) * variance);
  }

  /** 1 - 2aφ(a)/(2Φ(a) - 1), without cancellation by {@link NormalDistribution}. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 0.1, 0.7, 1, 1.5, 2, 3, 4, 6, 20, 100})
  void agreeWithTheClosedFormForSymmetricBounds(double a) {
    double variance =
        NormalDistribution.secondMomentWithin(a) / NormalDistribution.probabilityWithin(a);
    TruncatedMoments moments = TruncatedMoments.of(-a, a);
    assertEquals(variance, moments.variance(), 1e-12 * variance);
    assertEquals(0, moments.mean(), 1e-15);
  }

  /** The constant of Keras, JAX and TensorFlow. */
  @Test
  void haveTheConstantOfTheField() {
    assertEquals(0.8796256610342398, Math.sqrt(TruncatedMoments.of(-2, 2).variance()), 2e-16);
  }

  /** One-sided: mean φ(a)/Φ(-a) = h, variance 1 + a·h - h². */
  @ParameterizedTest
  @ValueSource(doubles = {-5, -1, 0, 0.5, 2, 3})
  void agreeWithMillsRatioForOneBound(double a) {
    double h = NormalDistribution.density(a) / NormalDistribution.cdf(-a);
    TruncatedMoments above = TruncatedMoments.of(a, Double.POSITIVE_INFINITY);
    assertEquals(h, above.mean(), 1e-13);
    assertEquals(1 + a * h - h * h, above.variance(), 1e-13);
    TruncatedMoments below = TruncatedMoments.of(Double.NEGATIVE_INFINITY, -a);
    assertEquals(-above.mean(), below.mean(), 1e-15);
    assertEquals(above.variance(), below.variance(), 1e-14);
  }

  /** Of almost a point it is that of a uniform: width²/12. */
  @ParameterizedTest
  @CsvSource({"0, 1e-6", "2, 1e-6", "-19.9, 1e-7", "15, 1e-7"})
  void tendToAUniformsForNarrowBounds(double low, double width) {
    double exact = (low + width) - low; // what doubles make of it
    assertEquals(
        exact * exact / 12, TruncatedMoments.of(low, low + width).variance(), 1e-4 * exact * exact);
  }
}
