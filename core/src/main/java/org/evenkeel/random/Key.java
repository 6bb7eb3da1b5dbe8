// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The 128 bits that name a sequence of random numbers. */
public record Key(int k0, int k1, int k2, int k3) {

  /**
   * The key of a seed and a name: the first 128 bits of SHA-256(seed ‖ name), the seed as 8 bytes,
   * most significant first, the name in UTF-8, each word of the key as 4 bytes, most significant
   * first. In Python: {@code struct.unpack(">4I", hashlib.sha256(struct.pack(">q", seed) +
   * name.encode()).digest()[:16])}.
   *
   * @param seed the seed that all names share
   * @param name what the sequence is for, such as a parameter's name
   */
  public static Key of(long seed, String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer message = ByteBuffer.allocate(Long.BYTES + utf8.length).putLong(seed).put(utf8);
    int[] digest = Sha256.digest(message.array());
    return new Key(digest[0], digest[1], digest[2], digest[3]);
  }

  /** The fifth word of Threefry's key schedule (Salmon et al. 2011, section 3.3). */
  public int parity() {
    return 0x1BD11BDA ^ k0 ^ k1 ^ k2 ^ k3;
  }
}
