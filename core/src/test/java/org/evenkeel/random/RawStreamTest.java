package org.evenkeel.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.junit.jupiter.api.Test;

class RawStreamTest {

  /** What the batteries test is what values are made of: a uniform is 25 bits of its word. */
  @Test
  void hasTheWordsInTheOrderOfTheirValues() {
    Key key = Key.of(0, "dense1.weight");
    IntBuffer words = IntBuffer.allocate(3 * 2048);
    for (long tile = 0; tile < 3; tile++) {
      RawStream.putTile(key, tile, words);
    }
    float[] expected = new float[words.capacity()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = ((words.get(i) >> 7) | 1) * 0x1p-24f;
    }
    float[] values = new float[expected.length];
    RandomFill.uniform(key, 0, FloatBuffer.wrap(values), 1);
    assertArrayEquals(expected, values);
  }
}
