package org.evenkeel.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;

class Sha256Test {

  @Test
  void agreesWithJavasOwn() throws NoSuchAlgorithmException {
    for (int length = 0; length < 200; length++) {
      byte[] message = new byte[length];
      for (int i = 0; i < length; i++) {
        message[i] = (byte) (i * 37 + length);
      }
      ByteBuffer digest = ByteBuffer.allocate(32);
      digest.asIntBuffer().put(Sha256.digest(message));
      assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(message), digest.array());
    }
  }
}
