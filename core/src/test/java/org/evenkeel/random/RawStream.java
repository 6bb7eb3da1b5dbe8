package org.evenkeel.random;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * The cipher's words as an endless binary stream on standard output, for test batteries: 32 bits
 * each, little-endian, in the order in which values use them. The script {@code
 * src/test/dieharder/run.sh} pipes it into dieharder.
 */
public final class RawStream {

  private static final int COUNTERS = 512;
  private static final int TILES = 16;

  private RawStream() {}

  /**
   * Writes until the reader closes the pipe.
   *
   * @param args seed and name
   */
  public static void main(String[] args) {
    if (args.length != 2) {
      System.err.println("arguments must be a seed and a name: " + String.join(" ", args));
      System.exit(2);
    }
    Key key = Key.of(Long.parseLong(args[0]), args[1]);
    ByteBuffer bytes =
        ByteBuffer.allocate(TILES * 4 * COUNTERS * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    IntBuffer ints = bytes.asIntBuffer();
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      for (long tile = 0; ; tile += TILES) {
        ints.clear();
        for (int t = 0; t < TILES; t++) {
          putTile(key, tile + t, ints);
        }
        out.write(bytes.array());
      }
    } catch (IOException closed) {
      // the battery has read all that it wanted
    }
  }

  /** Writes the words of a tile's values, in their order: 512 first words, 512 second words, … */
  static void putTile(Key key, long tile, IntBuffer out) {
    int[][] w = new int[4][COUNTERS];
    Threefry.encrypt(key, COUNTERS * tile, w[0], w[1], w[2], w[3], COUNTERS);
    for (int[] lane : w) {
      out.put(lane);
    }
  }
}
