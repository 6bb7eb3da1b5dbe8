package org.evenkeel.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.zip.CRC32;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/** A program that prints the kernel in use and a hash of a fixed set of draws of a given size. */
final class DrawHash {

  private static final Key KEY = Key.of(11, "hash");

  private static final long[] PLACES = {0, (1L << 31) - 3001, 3_000_000_000L - 9000};

  private DrawHash() {}

  public static void main(String[] args) {
    System.out.println(RandomFill.kernel() + " " + hash(Integer.parseInt(args[0])));
  }

  /** CRC-32 of all laws' values, at the beginning and beyond the integers. */
  static String hash(int size) {
    CRC32 crc = new CRC32();
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * size).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer out = bytes.asFloatBuffer();
    for (long from : PLACES) {
      for (int law = 0; law < 5; law++) {
        out.clear();
        switch (law) {
          case 0 -> RandomFill.normal(KEY, from, out, 0.02f);
          case 1 -> RandomFill.uniform(KEY, from, out, 0.3f);
          case 2 -> RandomFill.truncatedNormal(KEY, from, out, 0.02f, 2);
          case 3 -> RandomFill.truncatedNormal(KEY, from, out, 1, -0.5, 4);
          default -> {
            out.limit(1000); // exact tails are slow
            RandomFill.truncatedNormal(KEY, from, out, 1, 10, 12);
          }
        }
        crc.update(bytes.limit(4 * out.limit()));
        bytes.clear();
      }
    }
    return Long.toHexString(crc.getValue());
  }
}
