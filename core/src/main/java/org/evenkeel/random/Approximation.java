// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

/**
 * The minimax polynomials between a random word and a float, with coefficients and an order of
 * operations that never change. Stated errors are relative and include rounding.
 */
final class Approximation {

  /** Bits of the float nearest to √½: mantissas lie between √½ and √2, and ln is small near 1. */
  static final int SQRT_HALF_BITS = 0x3F3504F3;

  static final int MANTISSA_MASK = 0x007FFFFF;

  private static final float LN_2 = 0.6931472f;

  private Approximation() {}

  /** ln(m·2ᵉ) for m from √½ to √2: 2 artanh((m-1)/(m+1)) + e ln 2; error below 3e-7. */
  static float ln(float m, float e) {
    float s = (m - 1) / (m + 1);
    float z = s * s;
    float series = (0.29871866f * z + 0.39977536f) * z + 0.66666776f;
    return e * LN_2 + (series * z * s + 2 * s);
  }

  /** sin(π/2 t) for |t| ≤ 1; error below 3e-7. */
  static float sine(float t) {
    float z = t * t;
    return ((((1.5148513e-4f * z - 4.6737664e-3f) * z + 7.968968e-2f) * z - 0.6459637f) * z
            + 1.5707964f)
        * t;
  }

  /** cos(π/2 t) for |t| ≤ 1; error below 4e-7, also near the zeros at ±1, which are factors. */
  static float cosine(float t) {
    float z = t * t;
    return ((((2.3590119e-5f * z - 8.9351373e-4f) * z + 1.9968592e-2f) * z - 0.2337005f) * z + 1)
        * ((1 - t) * (1 + t));
  }

  /**
   * √2 erfinv(x)/x as a function of {@code w = -ln(1 - x²)}, 0 ≤ w ≤ 9: the quantile of |z|, z ~
   * N(0, 1), divided by its probability x; error below 4e-7.
   */
  static float quantileFactor(float w) {
    float y = w - 4.5f;
    float upper =
        ((((-4.3777704e-11f * y + 2.6019326e-10f) * y + 3.095704e-9f) * y - 3.73286e-8f) * y
                    + 9.492143e-8f)
                * y
            + 1.3056335e-6f;
    return (((((upper * y - 1.8902489e-5f) * y + 1.16582094e-4f) * y - 4.809701e-6f) * y
                        - 1.0419017e-2f)
                    * y
                + 0.31259114f)
            * y
        + 2.7876024f;
  }
}
