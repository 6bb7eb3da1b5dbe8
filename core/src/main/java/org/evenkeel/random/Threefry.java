// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

/**
 * Threefry4x32-20: a block cipher of four 32-bit words and 20 rounds that only adds, rotates and
 * xors (Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3", section 3.3).
 *
 * <p>A group is four rounds and the addition of key words after them. Even and odd groups differ in
 * the rotations. A group works on the first {@code n} blocks; block {@code j} is {@code a[j], b[j],
 * c[j], d[j]}. Groups are methods of their own because a compiler vectorizes loops of this size,
 * but not one of 20 rounds.
 */
final class Threefry {

  private Threefry() {}

  /**
   * Encrypts the blocks (low, high, 0, 0) of consecutive counters.
   *
   * @param counter the first counter; the low words of all n must not overflow into the high word
   */
  static void encrypt(Key key, long counter, int[] a, int[] b, int[] c, int[] d, int n) {
    int k0 = key.k0();
    int k1 = key.k1();
    int k2 = key.k2();
    int k3 = key.k3();
    int k4 = key.parity();
    int low = (int) counter + k0;
    int high = (int) (counter >>> 32) + k1;
    for (int j = 0; j < n; j++) {
      a[j] = low + j;
      b[j] = high;
      c[j] = k2;
      d[j] = k3;
    }
    evenGroup(a, b, c, d, n, k1, k2, k3, k4 + 1);
    oddGroup(a, b, c, d, n, k2, k3, k4, k0 + 2);
    evenGroup(a, b, c, d, n, k3, k4, k0, k1 + 3);
    oddGroup(a, b, c, d, n, k4, k0, k1, k2 + 4);
    evenGroup(a, b, c, d, n, k0, k1, k2, k3 + 5);
  }

  private static void evenGroup(
      int[] a, int[] b, int[] c, int[] d, int n, int ka, int kb, int kc, int kd) {
    for (int j = 0; j < n; j++) {
      int x = a[j] + b[j];
      int y = Integer.rotateLeft(b[j], 10) ^ x;
      int z = c[j] + d[j];
      int w = Integer.rotateLeft(d[j], 26) ^ z;
      x += w;
      w = Integer.rotateLeft(w, 11) ^ x;
      z += y;
      y = Integer.rotateLeft(y, 21) ^ z;
      x += y;
      y = Integer.rotateLeft(y, 13) ^ x;
      z += w;
      w = Integer.rotateLeft(w, 27) ^ z;
      x += w;
      w = Integer.rotateLeft(w, 23) ^ x;
      z += y;
      y = Integer.rotateLeft(y, 5) ^ z;
      a[j] = x + ka;
      b[j] = y + kb;
      c[j] = z + kc;
      d[j] = w + kd;
    }
  }

  private static void oddGroup(
      int[] a, int[] b, int[] c, int[] d, int n, int ka, int kb, int kc, int kd) {
    for (int j = 0; j < n; j++) {
      int x = a[j] + b[j];
      int y = Integer.rotateLeft(b[j], 6) ^ x;
      int z = c[j] + d[j];
      int w = Integer.rotateLeft(d[j], 20) ^ z;
      x += w;
      w = Integer.rotateLeft(w, 17) ^ x;
      z += y;
      y = Integer.rotateLeft(y, 11) ^ z;
      x += y;
      y = Integer.rotateLeft(y, 25) ^ x;
      z += w;
      w = Integer.rotateLeft(w, 10) ^ z;
      x += w;
      w = Integer.rotateLeft(w, 18) ^ x;
      z += y;
      y = Integer.rotateLeft(y, 20) ^ z;
      a[j] = x + ka;
      b[j] = y + kb;
      c[j] = z + kc;
      d[j] = w + kd;
    }
  }
}
