// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.util.List;

/**
 * What an example of noise consists of. There is nothing to learn from noise, so that it can have
 * the shape of any network's examples, whose signal it shows before training.
 *
 * @param axes the shape of one example
 * @param vocabulary the number of different tokens of an embedding, each equally frequent; 0 for
 *     features from N(0, 1)
 * @param classes the number of classes, at least 2, which are random
 * @param each whether each feature has a class, instead of each example
 */
public record NoiseShape(List<Integer> axes, int vocabulary, int classes, boolean each) {

  /** 64 features and 10 classes. */
  public static final NoiseShape DEFAULT = new NoiseShape(List.of(64), 0, 10, false);

  private static final int EXAMPLES = 2000;

  /** The numbers of all examples, inputs or outputs, from which on there are fewer of them. */
  private static final int NUMBERS = 1 << 22;

  /** Examples of which a fifth can be split off. */
  private static final int FEWEST = 5;

  /**
   * Checks that there is something to draw.
   *
   * @throws IllegalArgumentException if there is no feature, or less than two classes
   */
  public NoiseShape {
    axes = List.copyOf(axes);
    if (features(axes) < 1 || classes < 2) {
      throw new IllegalArgumentException(
          "noise needs at least 1 feature and 2 classes: %d and %d; 64 and 10 are usual"
              .formatted(features(axes), classes));
    }
  }

  /** The usual number of examples: 2,000, or fewer where they are large. */
  int usual() {
    long numbers = features(axes) * (each ? classes : 1L);
    return (int) Math.max(FEWEST, Math.min(EXAMPLES, NUMBERS / numbers));
  }

  /** Examples of this shape; equal arguments give equal ones in all versions. */
  Examples draw(int size, long seed) {
    Generated.requireSize("noise", size, Generated.MINIMUM_SIZE, features(axes));
    int features = Math.toIntExact(features(axes));
    RandomSequence random = new RandomSequence(seed, "noise");
    float[] values = new float[size * features];
    int[] labels = new int[each ? values.length : size];
    int labelled = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = vocabulary > 0 ? random.below(vocabulary) : (float) random.normal();
      if (each || (i + 1) % features == 0) {
        labels[labelled++] = random.below(classes);
      }
    }
    return new Examples("noise", axes, values, labels, Examples.numbered(classes));
  }

  private static long features(List<Integer> axes) {
    return axes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }
}
