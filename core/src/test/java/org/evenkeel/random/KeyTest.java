package org.evenkeel.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTest {

  /**
   * From {@code python3 -c 'import hashlib,struct,sys; print(*("%08x" % k for k in
   * struct.unpack(">4I", hashlib.sha256(struct.pack(">q", int(sys.argv[1])) +
   * sys.argv[2].encode()).digest()[:16])))' SEED NAME}.
   */
  @ParameterizedTest
  @CsvSource({
    "0, dense1.weight, c4dd4927 20580d62 84a676b2 3a2a8e7b",
    "-1, größe, ddb7694e 64dedf1d e44ac652 bf7c7ed3",
  })
  void isTheBeginningOfSha256(long seed, String name, String words) {
    Key key = Key.of(seed, name);
    assertEquals(words, "%08x %08x %08x %08x".formatted(key.k0(), key.k1(), key.k2(), key.k3()));
    assertNotEquals(key, Key.of(seed + 1, name));
    assertNotEquals(key, Key.of(seed, name + "x"));
  }
}
