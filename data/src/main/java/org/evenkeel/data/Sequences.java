// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.util.List;

/**
 * Generated sequences of {@value #TOKENS} token numbers, each with a class, or with one for each
 * token. Equal arguments give equal sets in all versions; sizes are as in {@link Generated}.
 */
final class Sequences {

  /** The number of tokens of a sequence. */
  static final int TOKENS = 16;

  /** The symbols that are copied, as tokens 1 and up. */
  static final int SYMBOLS = 8;

  /** The deepest nesting of brackets. */
  static final int DEEPEST = 4;

  /** The numbers that are added, and the modulus of their sums. */
  static final int NUMBERS = 10;

  private static final int OPEN = 0;
  private static final int CLOSE = 1;
  private static final int LETTERS = 2;

  private Sequences() {}

  /**
   * Copying with distractors: symbols from 1 to {@value #SYMBOLS} in random order, among them once
   * the mark 0; the class is the symbol behind it. All classes are equally frequent.
   */
  static Examples copy(int size, long seed) {
    Generated.requireSize("copy", size, SYMBOLS, TOKENS);
    RandomSequence random = new RandomSequence(seed, "copy");
    float[] values = new float[size * TOKENS];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      for (int token = 0; token < TOKENS; token++) {
        values[i * TOKENS + token] = 1 + random.below(SYMBOLS);
      }
      int mark = i * TOKENS + random.below(TOKENS - 1);
      values[mark] = 0;
      labels[i] = (int) values[mark + 1] - 1;
    }
    return examples("copy", values, labels, SYMBOLS);
  }

  /**
   * Brackets, 0 and 1, with letters 2 and 3 between them; the class is how deep they nest, from 1
   * to {@value #DEEPEST}. All classes are equally frequent.
   */
  static Examples brackets(int size, long seed) {
    Generated.requireSize("brackets", size, DEEPEST, TOKENS);
    RandomSequence random = new RandomSequence(seed, "brackets");
    float[] values = new float[size * TOKENS];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = random.below(DEEPEST);
      while (deepest(values, i * TOKENS, random) != labels[i] + 1) {
        // of other depths, none is taken
      }
    }
    return examples("brackets", values, labels, DEEPEST);
  }

  /**
   * Sums of neighbours: numbers from 0 below {@value #NUMBERS}; the class of each is the sum of it
   * and the one before, modulo {@value #NUMBERS}, that of the first the number itself.
   */
  static Examples sums(int size, long seed) {
    Generated.requireSize("sums", size, NUMBERS, TOKENS);
    RandomSequence random = new RandomSequence(seed, "sums");
    float[] values = new float[size * TOKENS];
    int[] labels = new int[size * TOKENS];
    for (int i = 0; i < values.length; i++) {
      int number = random.below(NUMBERS);
      values[i] = number;
      labels[i] = (number + (i % TOKENS == 0 ? 0 : (int) values[i - 1])) % NUMBERS;
    }
    return examples("sums", values, labels, NUMBERS);
  }

  /** Fills a sequence with brackets that close no more than were opened; returns their depth. */
  private static int deepest(float[] values, int from, RandomSequence random) {
    int depth = 0;
    int deepest = 0;
    for (int token = 0; token < TOKENS; token++) {
      int kind = random.below(LETTERS + 2);
      if (kind == CLOSE && depth == 0) {
        kind = OPEN;
      }
      depth += kind == OPEN ? 1 : kind == CLOSE ? -1 : 0;
      deepest = Math.max(deepest, depth);
      values[from + token] = kind;
    }
    return deepest;
  }

  private static Examples examples(String name, float[] values, int[] labels, int classes) {
    return new Examples(name, List.of(TOKENS), values, labels, Examples.numbered(classes));
  }
}
