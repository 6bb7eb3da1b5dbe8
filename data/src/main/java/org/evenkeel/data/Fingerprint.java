// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What tells one set of examples from another: their digest, and how many they are of what.
 *
 * @param sha256 SHA-256 of all parts in hexadecimal: sizes, features and labels as trained on, and
 *     the names of the classes
 * @param examples the number of examples in all parts
 * @param shape the shape of one
 * @param classes the number of classes; 1 for examples with targets
 */
public record Fingerprint(String sha256, int examples, List<Integer> shape, int classes) {

  /** The digits of the digest that are shown. */
  private static final int SHOWN = 12;

  private static final int PIECE = 1 << 14;

  public Fingerprint {
    shape = List.copyOf(shape);
  }

  /** The fingerprint of examples. */
  public static Fingerprint of(Split split) {
    MessageDigest digest = digest();
    Examples training = split.training();
    List<Examples> parts = new ArrayList<>(List.of(training, split.validation()));
    if (split.test() != null) {
      parts.add(split.test());
    }
    for (Examples part : parts) {
      put(digest, new int[] {part.size()});
      put(digest, part.shape().stream().mapToInt(Integer::intValue).toArray());
      put(digest, part.features());
      put(digest, part.labels());
      if (part.targets() != null) {
        put(digest, part.targets());
      }
    }
    for (String name : training.classNames()) {
      digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return new Fingerprint(
        HexFormat.of().formatHex(digest.digest()),
        parts.stream().mapToInt(Examples::size).sum(),
        training.shape(),
        training.classes());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static void put(MessageDigest digest, int[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
    bytes.asIntBuffer().put(values);
    digest.update(bytes);
  }

  private static void put(MessageDigest digest, float[] values) {
    for (int from = 0; from < values.length; from += PIECE) {
      int count = Math.min(PIECE, values.length - from);
      ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES);
      bytes.asFloatBuffer().put(values, from, count);
      digest.update(bytes);
    }
  }

  @Override
  public String toString() {
    return "%,d examples of shape %s %s, SHA-256 %s"
        .formatted(
            examples,
            shape,
            classes == 1 ? "with targets" : "in %d classes".formatted(classes),
            sha256.substring(0, Math.min(SHOWN, sha256.length())));
  }
}
