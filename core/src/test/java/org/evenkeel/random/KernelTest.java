package org.evenkeel.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.evenkeel.gaussian.NormalDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelTest {

  /** Kernels that must give the scalar kernel's bits. ... add more here. */
  private static final List<Supplier<Kernel>> KERNELS = List.of(LoopKernel::new);

  private static final Key KEY = Key.of(5, "kernel");

  /** Where values begin in an array. */
  private static final int AT = 3;

  static Stream<Law> laws() {
    return Stream.of(
        new Law.Normal(1),
        new Law.Normal(0.02f),
        new Law.Normal(0),
        new Law.Normal(3e38f / 8),
        new Law.Uniform(1),
        new Law.Uniform(0.3f),
        Law.truncated(1, -2, 2),
        Law.truncated(0.3f, -4, 4),
        Law.truncated(7, -0.01, 0.01),
        Law.truncated(0.3f, -0.5, 3),
        Law.truncated(1, 1.5, 4),
        Law.truncated(2, -4, -2));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void allGiveTheSameBits(Law law) {
    for (Supplier<Kernel> kernel : KERNELS) {
      for (int n : new int[] {1, 2, 3, 4, 5, 7, 8, 31, 33, 511, 512}) {
        for (long counter : new long[] {0, 512, (1L << 32) - 512, 5L << 32}) {
          float[] scalar = run(new ScalarKernel(), law, counter, n);
          float[] other = run(kernel.get(), law, counter, n);
          for (int w = 0; w < 4; w++) {
            assertArrayEquals(bits(scalar, w, n), bits(other, w, n));
          }
        }
      }
    }
  }

  /** The words of a block once more, and what they mean, in double precision. */
  @ParameterizedTest
  @MethodSource("laws")
  void scalarFollowsTheFormulas(Law law) {
    int n = 512;
    int[][] w = new int[4][n];
    for (int tile = 0; tile < 200; tile++) {
      long counter = (long) tile * n;
      Threefry.encrypt(KEY, counter, w[0], w[1], w[2], w[3], n);
      float[] scalar = run(new ScalarKernel(), law, counter, n);
      for (int lane = 0; lane < 4; lane++) {
        for (int j = 0; j < n; j++) {
          check(law, w[lane & 2][j], w[lane | 1][j], w[lane][j], lane, scalar[AT + lane * n + j]);
        }
      }
    }
  }

  private static void check(Law law, int even, int odd, int word, int lane, float value) {
    double symmetric = ((word >> 7) | 1) / 0x1p24;
    if (law instanceof Law.Uniform uniform) {
      assertEquals((float) (uniform.bound() * symmetric), value);
      assertTrue(Math.abs(value) < uniform.bound());
    } else if (law instanceof Law.Normal normal) {
      double u = ((even >>> 1) + 0.5) / 0x1p31;
      double angle = ((odd << 1) | 1) / 0x1p31 * StrictMath.PI / 2;
      double direction = lane % 2 == 1 ? StrictMath.sin(angle) : StrictMath.cos(angle);
      double sign = lane % 2 == 0 && odd < 0 ? -1 : 1;
      double exact = sign * Math.sqrt(-2 * StrictMath.log(u)) * direction;
      // Near u = 1 a float has 2⁻²⁴ to the next, and R = √(2(1-u)) is off by at most √(2·2⁻²⁵).
      assertEquals(normal.std() * exact, value, normal.std() * 3e-4);
      if (u < 0.99) {
        assertEquals(normal.std() * exact, value, normal.std() * 3e-6);
      }
    } else if (law instanceof Law.Truncated truncated) {
      double x = truncated.shift() + truncated.scale() * symmetric;
      double z = NormalDistribution.quantile(0.5 + x / 2);
      // The roundings of x cost 2⁻²⁵ each in probability, at most that over φ(z) in the value.
      double error = 4e-7 * Math.abs(z) + 0x1p-24 / NormalDistribution.density(z);
      assertEquals(truncated.std() * z, value, truncated.std() * error);
      assertTrue(truncated.low() <= value && value <= truncated.high());
    }
  }

  private static float[] run(Kernel kernel, Law law, long counter, int n) {
    float[] out = new float[AT + 4 * Kernel.WIDTH + 1];
    law.draw(kernel, KEY, counter, n, out, AT);
    assertEquals(0, out[AT - 1]);
    assertEquals(0, out[out.length - 1]);
    return out;
  }

  private static int[] bits(float[] values, int word, int n) {
    int[] bits = new int[n];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[AT + word * Kernel.WIDTH + i]));
    return bits;
  }
}
