// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

/**
 * Threefry4x32-20: a block cipher of four 32-bit words and 20 rounds that only adds, rotates and
 * xors (Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3", section 3.3).
 *
 * <p>A group is four rounds and the addition of key words after them; even and odd groups differ in
 * the rotations. A method is half a group for the first {@code n} blocks; block {@code j} is {@code
 * a[j], b[j], c[j], d[j]}. Loops of two rounds are compiled to about the same speed on every JDK;
 * those of four run at half of it on some, because their vectors no longer fit the registers.
 */
final class Threefry {

  /** A vector loop over memory is fast, one over its own index is not. */
  private static final int[] INDEX = new int[Kernel.WIDTH];

  static {
    for (int j = 0; j < INDEX.length; j++) {
      INDEX[j] = j;
    }
  }

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
    firstHalf(a, b, c, d, n, (int) counter + k0, (int) (counter >>> 32) + k1, k2, k3);
    evenEnd(a, b, c, d, n, k1, k2, k3, k4 + 1);
    oddStart(a, b, c, d, n);
    oddEnd(a, b, c, d, n, k2, k3, k4, k0 + 2);
    evenStart(a, b, c, d, n);
    evenEnd(a, b, c, d, n, k3, k4, k0, k1 + 3);
    oddStart(a, b, c, d, n);
    oddEnd(a, b, c, d, n, k4, k0, k1, k2 + 4);
    evenStart(a, b, c, d, n);
    evenEnd(a, b, c, d, n, k0, k1, k2, k3 + 5);
  }

  /** The start of an even group for blocks that differ in their first word only. */
  private static void firstHalf(
      int[] a, int[] b, int[] c, int[] d, int n, int first, int second, int third, int fourth) {
    int sum = first + second;
    int rotated = Integer.rotateLeft(second, 10);
    int z0 = third + fourth;
    int w0 = Integer.rotateLeft(fourth, 26) ^ z0;
    int rotatedW0 = Integer.rotateLeft(w0, 11);
    for (int j = 0; j < n; j++) {
      int x = INDEX[j] + sum;
      int y = rotated ^ x;
      x += w0;
      int z = z0 + y;
      a[j] = x;
      b[j] = Integer.rotateLeft(y, 21) ^ z;
      c[j] = z;
      d[j] = rotatedW0 ^ x;
    }
  }

  private static void evenStart(int[] a, int[] b, int[] c, int[] d, int n) {
    for (int j = 0; j < n; j++) {
      int x = a[j] + b[j];
      int y = Integer.rotateLeft(b[j], 10) ^ x;
      int z = c[j] + d[j];
      int w = Integer.rotateLeft(d[j], 26) ^ z;
      x += w;
      z += y;
      a[j] = x;
      b[j] = Integer.rotateLeft(y, 21) ^ z;
      c[j] = z;
      d[j] = Integer.rotateLeft(w, 11) ^ x;
    }
  }

  private static void evenEnd(
      int[] a, int[] b, int[] c, int[] d, int n, int ka, int kb, int kc, int kd) {
    for (int j = 0; j < n; j++) {
      int x = a[j] + b[j];
      int y = Integer.rotateLeft(b[j], 13) ^ x;
      int z = c[j] + d[j];
      int w = Integer.rotateLeft(d[j], 27) ^ z;
      x += w;
      z += y;
      a[j] = x + ka;
      b[j] = (Integer.rotateLeft(y, 5) ^ z) + kb;
      c[j] = z + kc;
      d[j] = (Integer.rotateLeft(w, 23) ^ x) + kd;
    }
  }

  private static void oddStart(int[] a, int[] b, int[] c, int[] d, int n) {
    for (int j = 0; j < n; j++) {
      int x = a[j] + b[j];
      int y = Integer.rotateLeft(b[j], 6) ^ x;
      int z = c[j] + d[j];
      int w = Integer.rotateLeft(d[j], 20) ^ z;
      x += w;
      z += y;
      a[j] = x;
      b[j] = Integer.rotateLeft(y, 11) ^ z;
      c[j] = z;
      d[j] = Integer.rotateLeft(w, 17) ^ x;
    }
  }

  private static void oddEnd(
      int[] a, int[] b, int[] c, int[] d, int n, int ka, int kb, int kc, int kd) {
    for (int j = 0; j < n; j++) {
      int x = a[j] + b[j];
      int y = Integer.rotateLeft(b[j], 25) ^ x;
      int z = c[j] + d[j];
      int w = Integer.rotateLeft(d[j], 10) ^ z;
      x += w;
      z += y;
      a[j] = x + ka;
      b[j] = (Integer.rotateLeft(y, 20) ^ z) + kb;
      c[j] = z + kc;
      d[j] = (Integer.rotateLeft(w, 18) ^ x) + kd;
    }
  }
}
