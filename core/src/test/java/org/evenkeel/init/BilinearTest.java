package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.evenkeel.initializer.Bilinear;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BilinearTest {

  private static float[] kernel(int channels, Integer... size) {
    List<Integer> kernel = List.of(size);
    WeightShape shape = WeightShape.transposedConvolution(channels, channels, 1, kernel, kernel);
    return new Bilinear().draw(shape, Key.of(0, "w"));
  }

  @Test
  void kernelsByHand() {
    assertArrayEquals(new float[] {1}, kernel(1, 1));
    assertArrayEquals(new float[] {0.5f, 0.5f}, kernel(1, 2));
    assertArrayEquals(new float[] {0.5f, 1, 0.5f}, kernel(1, 3));
    assertArrayEquals(new float[] {0.25f, 0.75f, 0.75f, 0.25f}, kernel(1, 4));
    assertArrayEquals(
        new float[] {0.25f, 0.5f, 0.25f, 0.5f, 1, 0.5f, 0.25f, 0.5f, 0.25f}, kernel(1, 3, 3));
  }

  /** Caffe's and MXNet's formula, right for kernels of 2f - f mod 2 places. */
  @ParameterizedTest
  @CsvSource({"1", "4", "5", "8", "9", "12"})
  void isCaffesWhereThatInterpolates(int size) {
    int f = (size + 1) / 2;
    double c = (2.0 * f - 1 - f % 2) / (2.0 * f);
    float[] w = kernel(1, size);
    for (int x = 0; x < size; x++) {
      assertEquals(1 - Math.abs((double) x / f - c), w[x], 1e-7);
    }
  }

  /** Enlarged by the stride, a ramp is a ramp of one stride-th of the slope, and 1 stays 1. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 2", "4, 2", "5, 3", "6, 3", "7, 4", "8, 4", "9, 5", "10, 5"})
  void interpolatesARamp(int size, int stride) {
    float[] w = kernel(1, size);
    int inputs = 20;
    double[] ramp = new double[(inputs - 1) * stride + size];
    double[] ones = new double[ramp.length];
    for (int i = 0; i < inputs; i++) {
      for (int x = 0; x < size; x++) {
        ramp[i * stride + x] += i * (double) w[x];
        ones[i * stride + x] += w[x];
      }
    }
    for (int y = size; y < ramp.length - size; y++) {
      assertEquals(1, ones[y], 1e-6, "place " + y);
      assertEquals((y - (size - 1) / 2.0) / stride, ramp[y], 1e-5, "place " + y);
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 4, 2", "3, 5, 3", "7, 8, 4"})
  void isTheProductOfItsAxes(int height, int width, int channels) {
    float[] w = kernel(channels, height, width);
    float[] down = kernel(1, height);
    float[] across = kernel(1, width);
    for (int i = 0; i < w.length; i++) {
      int tap = i % (height * width);
      int input = i / (height * width) / channels;
      int output = i / (height * width) % channels;
      double expected = input == output ? (double) down[tap / width] * across[tap % width] : 0;
      assertEquals(expected, w[i], 1e-7, "every channel for itself");
    }
  }
}
