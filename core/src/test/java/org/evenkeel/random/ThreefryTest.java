package org.evenkeel.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThreefryTest {

  /** Rotations of two pairs of words in each round of eight (Salmon et al. 2011, table 2). */
  private static final int[][] ROTATIONS = {
    {10, 26}, {11, 21}, {13, 27}, {23, 5}, {6, 20}, {17, 11}, {25, 10}, {18, 20}
  };

  /** Threefry4x32-20 as the paper has it, for any counter. */
  private static int[] encrypt(int[] key, int[] counter) {
    int[] schedule = {
      key[0], key[1], key[2], key[3], 0x1BD11BDA ^ key[0] ^ key[1] ^ key[2] ^ key[3]
    };
    int[] x = new int[4];
    for (int i = 0; i < 4; i++) {
      x[i] = counter[i] + key[i];
    }
    for (int round = 0; round < 20; round++) {
      int[] partner = round % 2 == 0 ? new int[] {1, 3} : new int[] {3, 1};
      for (int pair = 0; pair < 2; pair++) {
        x[2 * pair] += x[partner[pair]];
        x[partner[pair]] =
            Integer.rotateLeft(x[partner[pair]], ROTATIONS[round % 8][pair]) ^ x[2 * pair];
      }
      if (round % 4 == 3) {
        int injection = round / 4 + 1;
        for (int i = 0; i < 4; i++) {
          x[i] += schedule[(injection + i) % 5] + (i == 3 ? injection : 0);
        }
      }
    }
    return x;
  }

  /** The lines "threefry 4 32 20" of kat_vectors in Random123 1.14: counter, key, result. */
  @ParameterizedTest
  @CsvSource({
    "00000000 00000000 00000000 00000000, 00000000 00000000 00000000 00000000,"
        + " 9c6ca96a e17eae66 fc10ecd4 5256a7d8",
    "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff ffffffff ffffffff,"
        + " 2a881696 57012287 f6c7446e a16a6732",
    "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0 082efa98 ec4e6c89,"
        + " 59cd1dbb b8879579 86b5d00c ac8b6d84",
  })
  void reproducesTheKnownAnswers(String counter, String key, String result) {
    assertArrayEquals(words(result), encrypt(words(key), words(counter)));
  }

  @Test
  void encryptsZeroAsRandom123Does() {
    assertEquals("9c6ca96a e17eae66 fc10ecd4 5256a7d8", block(new Key(0, 0, 0, 0), 0, 1, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 512, 1L << 31, (1L << 32) - 512, 1L << 32, (3L << 40) + 512, 1L << 60})
  void encryptsCounters(long counter) {
    Key key = Key.of(1, "threefry");
    int[] words = {key.k0(), key.k1(), key.k2(), key.k3()};
    for (int j : new int[] {0, 1, 17, 511}) {
      int[] judged = encrypt(words, new int[] {(int) (counter + j), (int) (counter >>> 32), 0, 0});
      assertEquals(
          "%08x %08x %08x %08x".formatted(judged[0], judged[1], judged[2], judged[3]),
          block(key, counter, 512, j));
    }
  }

  private static String block(Key key, long counter, int n, int j) {
    int[][] w = new int[4][n];
    Threefry.encrypt(key, counter, w[0], w[1], w[2], w[3], n);
    return "%08x %08x %08x %08x".formatted(w[0][j], w[1][j], w[2][j], w[3][j]);
  }

  private static int[] words(String hex) {
    String[] parts = hex.split(" ", -1);
    int[] words = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      words[i] = Integer.parseUnsignedInt(parts[i], 16);
    }
    return words;
  }
}
