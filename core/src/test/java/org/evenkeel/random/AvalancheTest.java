package org.evenkeel.random;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What one flipped bit of the cipher's input does to each of its 128 output bits: flips it with
 * probability 1/2, whichever the two bits are.
 *
 * <p>Inputs are the counters from 0 on that tensors use. Each check raises a false alarm with
 * probability 1e-6.
 */
class AvalancheTest {

  private static final int RUN = 512;
  private static final int COUNTERS = 1 << 14;
  private static final Key KEY = Key.of(0, "dense1.weight");

  @Test
  void aBitOfTheKeyFlipsHalfOfTheOutput() {
    check("key", 128, AvalancheTest::flipOfKey);
  }

  /** Of the counter there are 2^60 values: indices end at 2^62. */
  @Test
  void aBitOfTheCounterFlipsHalfOfTheOutput() {
    check("counter", 60, AvalancheTest::flipOfCounter);
  }

  private interface Experiment {
    /** How often each output bit flips, as a score: N(0, 1). */
    double[] flip(int bit);
  }

  private static void check(String what, int bits, Experiment experiment) {
    double largest = 0;
    double squares = 0;
    int n = 128 * bits;
    for (double[] scores :
        IntStream.range(0, bits).parallel().mapToObj(experiment::flip).toList()) {
      for (double z : scores) {
        squares += z * z;
        largest = Math.max(largest, Math.abs(z));
      }
    }
    Chance.check("%s, largest of %d".formatted(what, n), largest, Chance.largest(largest, n));
    Chance.check("%s, sum of squares".formatted(what), squares, Chance.chiSquare(squares, n));
  }

  private static double[] flipOfKey(int bit) {
    int mask = 1 << bit % 32;
    Key other =
        new Key(
            KEY.k0() ^ (bit / 32 == 0 ? mask : 0),
            KEY.k1() ^ (bit / 32 == 1 ? mask : 0),
            KEY.k2() ^ (bit / 32 == 2 ? mask : 0),
            KEY.k3() ^ (bit / 32 == 3 ? mask : 0));
    int[] counts = new int[128];
    for (long counter = 0; counter < COUNTERS; counter += RUN) {
      int[][] a = encrypt(KEY, counter);
      int[][] b = encrypt(other, counter);
      for (int j = 0; j < RUN; j++) {
        count(a, j, b, j, counts);
      }
    }
    return scores(counts, COUNTERS);
  }

  /** Pairs of counters that differ in one bit; each pair once, from its member without the bit. */
  private static double[] flipOfCounter(int bit) {
    long mask = 1L << bit;
    int[] counts = new int[128];
    int n = 0;
    for (long counter = 0; counter < COUNTERS; counter += RUN) {
      int[][] a = encrypt(KEY, counter);
      int[][] b = mask < RUN ? a : encrypt(KEY, counter ^ mask);
      for (int j = 0; j < RUN; j++) {
        if ((counter + j & mask) == 0) {
          count(a, j, b, mask < RUN ? j ^ (int) mask : j, counts);
          n++;
        }
      }
    }
    return scores(counts, n);
  }

  private static double[] scores(int[] counts, int n) {
    return Arrays.stream(counts).mapToDouble(count -> (2.0 * count - n) / Math.sqrt(n)).toArray();
  }

  private static int[][] encrypt(Key key, long counter) {
    int[][] w = new int[4][RUN];
    Threefry.encrypt(key, counter, w[0], w[1], w[2], w[3], RUN);
    return w;
  }

  private static void count(int[][] a, int i, int[][] b, int j, int[] counts) {
    for (int word = 0; word < 4; word++) {
      int flipped = a[word][i] ^ b[word][j];
      for (int bit = 0; bit < 32; bit++) {
        counts[32 * word + bit] += flipped >>> bit & 1;
      }
    }
  }
}
