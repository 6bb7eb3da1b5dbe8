// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.naming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "*, '', true",
    "'', '', true",
    "'', a, false",
    "a.*.weight, a.b.c.weight, true",
    "a.*.weight, a.weight, false",
    "*.c_attn.*, h.0.c_attn.bias, true",
    "h.?.w, h.0.w, true",
    "h.?.w, h.10.w, false",
    "h.?, h., false",
    "a+b, aab, false",
    "\\E*, \\E(, true"
  })
  void wholeNamesMatch(String pattern, String name, boolean expected) {
    assertEquals(expected, new Glob(pattern).matches(name));
  }

  /** Words of three letters and both wildcards; the judge is the regular expression of each. */
  @Test
  void aRegularExpressionAgrees() {
    SplittableRandom random = new SplittableRandom(1);
    int matched = 0;
    for (int i = 0; i < 20_000; i++) {
      String pattern = word(random, "ab*?");
      String name = word(random, "ab");
      boolean expected = Pattern.matches(pattern.replace("*", ".*").replace("?", "."), name);
      assertEquals(expected, new Glob(pattern).matches(name), pattern + " " + name);
      matched += expected ? 1 : 0;
    }
    assertTrue(matched > 1000 && matched < 19_000, matched + " match");
  }

  private static String word(SplittableRandom random, String letters) {
    return IntStream.range(0, random.nextInt(8))
        .mapToObj(i -> "" + letters.charAt(random.nextInt(letters.length())))
        .collect(Collectors.joining());
  }

  /** With backtracking this takes longer than the age of the universe. */
  @Test
  @Timeout(60)
  void manyStarsEnd() {
    assertFalse(new Glob("*a".repeat(20) + "b").matches("a".repeat(10_000)));
    assertTrue(new Glob("*a".repeat(20)).matches("a".repeat(10_000)));
  }
}
