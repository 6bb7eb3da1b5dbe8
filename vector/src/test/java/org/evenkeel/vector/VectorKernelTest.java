package org.evenkeel.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.ServiceLoader;
import org.evenkeel.random.Kernel;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel against fills too short to use it, bit for bit. */
class VectorKernelTest {

  private static final Key KEY = Key.of(5, "kernel");

  /** Where values begin in an array. */
  private static final int AT = 3;

  @Test
  void isFoundAsAService() {
    List<Kernel.Factory> found =
        ServiceLoader.load(Kernel.Factory.class).stream().map(ServiceLoader.Provider::get).toList();
    assertEquals(1, found.size());
    assertEquals("vector", found.get(0).name());
    assertInstanceOf(VectorKernel.class, found.get(0).create());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 511, 512})
  void givesTheBitsOfTheScalarKernel(int n) {
    Kernel kernel = new VectorKernel();
    float[] out = new float[AT + 4 * Kernel.WIDTH + 1];
    for (long counter : new long[] {0, 512, (1L << 32) - 512, 5L << 32, (1L << 60) - 512}) {
      for (float scale : new float[] {1, 0.02f, 0, 3e37f}) {
        kernel.words(KEY, counter, n);
        kernel.normal(n, scale, out, AT);
        for (int lane = 0; lane < 4; lane++) {
          FloatBuffer expected = FloatBuffer.allocate(n);
          RandomFill.normal(KEY, index(counter, lane), expected, scale);
          assertSameBits(expected, out, AT + lane * Kernel.WIDTH);
        }
        kernel.words(KEY, counter, n);
        kernel.uniform(n, scale, out, AT);
        for (int lane = 0; lane < 4; lane++) {
          FloatBuffer expected = FloatBuffer.allocate(n);
          RandomFill.uniform(KEY, index(counter, lane), expected, scale);
          assertSameBits(expected, out, AT + lane * Kernel.WIDTH);
        }
      }
    }
  }

  private static long index(long counter, int lane) {
    return 4 * counter + 512L * lane;
  }

  private static void assertSameBits(FloatBuffer expected, float[] values, int at) {
    for (int j = 0; j < expected.capacity(); j++) {
      assertEquals(
          Float.floatToRawIntBits(expected.get(j)),
          Float.floatToRawIntBits(values[at + j]),
          "at " + j);
    }
  }
}
