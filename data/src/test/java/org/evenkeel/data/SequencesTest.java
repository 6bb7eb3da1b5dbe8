// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Generated sequences: each label is what the tokens say. */
class SequencesTest {

  private static final int SIZE = 2000;

  private static float[] tokens(Examples examples, int example) {
    int from = example * Sequences.TOKENS;
    return Arrays.copyOfRange(examples.features(), from, from + Sequences.TOKENS);
  }

  @Test
  void theClassIsTheSymbolBehindTheOnlyMark() {
    Examples examples = Sequences.copy(SIZE, 1);
    for (int i = 0; i < SIZE; i++) {
      float[] tokens = tokens(examples, i);
      int mark = -1;
      for (int token = 0; token < tokens.length; token++) {
        assertTrue(tokens[token] >= 0 && tokens[token] <= Sequences.SYMBOLS);
        if (tokens[token] == 0) {
          assertEquals(-1, mark);
          mark = token;
        }
      }
      assertEquals(tokens[mark + 1] - 1, examples.labels()[i]);
    }
    assertFrequent(examples, Sequences.SYMBOLS);
  }

  @Test
  void theClassIsTheDepthOfBracketsThatAreOpenedFirst() {
    Examples examples = Sequences.brackets(SIZE, 1);
    for (int i = 0; i < SIZE; i++) {
      int depth = 0;
      int deepest = 0;
      for (float token : tokens(examples, i)) {
        depth += token == 0 ? 1 : token == 1 ? -1 : 0;
        deepest = Math.max(deepest, depth);
        assertTrue(depth >= 0);
      }
      assertEquals(deepest - 1, examples.labels()[i]);
    }
    assertFrequent(examples, Sequences.DEEPEST);
  }

  @Test
  void theClassOfEachNumberIsItsSumWithTheOneBefore() {
    Examples examples = Sequences.sums(SIZE, 1);
    assertEquals(Sequences.TOKENS, examples.labelsPerExample());
    for (int i = 0; i < SIZE; i++) {
      float before = 0;
      float[] tokens = tokens(examples, i);
      for (int token = 0; token < tokens.length; token++) {
        int label = examples.labels()[i * Sequences.TOKENS + token];
        assertEquals((before + tokens[token]) % Sequences.NUMBERS, label);
        before = tokens[token];
      }
    }
    assertFrequent(examples.withLastLabels(), Sequences.NUMBERS);
  }

  /** Counts of equally frequent classes are within 5 standard deviations: 1 in 10⁵ seeds fails. */
  private static void assertFrequent(Examples examples, int classes) {
    assertEquals(classes, examples.classNames().size());
    double mean = (double) SIZE / classes;
    for (int c = 0; c < classes; c++) {
      int label = c;
      long count = Arrays.stream(examples.labels()).filter(one -> one == label).count();
      assertEquals(mean, (double) count, 5 * Math.sqrt(mean));
    }
  }

  @Test
  void tokensAreReadAsTheyAre() {
    Split split = DataSource.of("copy").withExamples(100).withSeed(3).read();
    for (float token : split.training().features()) {
      assertEquals(Math.rint(token), token);
    }
    assertArrayEquals(
        split.training().features(),
        DataSource.of("copy").withExamples(100).withSeed(3).read().training().features());
  }

  @Test
  void optionsThatDoNotApplyAreRefused() {
    DataSource copy = DataSource.of("copy");
    String noise =
        assertThrows(IllegalArgumentException.class, () -> copy.withNoise(0.1).read()).getMessage();
    assertEquals("a noise level does not apply to source copy; omit it", noise);
    String raw =
        assertThrows(IllegalArgumentException.class, () -> copy.withRawFeatures().read())
            .getMessage();
    assertEquals(
        "a choice of raw features, which token numbers always are, does not apply to source copy; omit it",
        raw);
  }
}
