// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FingerprintTest {

  private static final List<Integer> PAIR = List.of(2);
  private static final List<String> CLASSES = List.of("no", "yes");

  private static Split split(List<Integer> shape, float feature, int label, List<String> classes) {
    return new Split(
        new Examples(
            "table",
            shape,
            new float[] {0.5f, -1, 2, 3, feature, -0f},
            new int[] {0, 1, label},
            classes),
        new Examples("table", shape, new float[] {1, 1}, new int[] {0}, classes));
  }

  /**
   * By hashlib: for both parts struct.pack('>i', size), '>i' of each axis, '>f' of each feature and
   * '>i' of each label; then each class name with a line feed.
   */
  @Test
  void isTheDigestOfValuesShapeAndClasses() {
    Fingerprint found = Fingerprint.of(split(PAIR, 4.25f, 1, CLASSES));
    assertEquals(
        "8a6e8b190f9fd5c37107f773f216e14d9bd2d72d1046f473d95f4d1e608c3957", found.sha256());
    assertEquals(4, found.examples());
    assertEquals(
        "4 examples of shape [2] in 2 classes, SHA-256 " + found.sha256().substring(0, 12),
        found.toString());
  }

  static Stream<Split> others() {
    return Stream.of(
        split(PAIR, Math.nextUp(4.25f), 1, CLASSES),
        split(PAIR, 4.25f, 0, CLASSES),
        split(PAIR, 4.25f, 1, List.of("no", "maybe")),
        split(PAIR, 4.25f, 1, List.of("no", "yes", "maybe")),
        split(List.of(2, 1), 4.25f, 1, CLASSES));
  }

  @ParameterizedTest
  @MethodSource("others")
  void changesWithEveryValue(Split other) {
    assertNotEquals(
        Fingerprint.of(split(PAIR, 4.25f, 1, CLASSES)).sha256(), Fingerprint.of(other).sha256());
  }
}
