// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "dense1, 6",
    "σ_w², 4",
    "特徴, 4",
    "한글, 4",
    "ＡＢ, 4",
    "e\u0301, 1",
    "▁▂▃, 3",
    "'\u001b[31mred\u001b[0m', 3",
    "'', 0"
  })
  void width(String text, int width) {
    assertEquals(width, Text.width(text));
  }

  @ParameterizedTest(name = "{0} in {1}")
  @CsvSource({
    "dense1, 6, dense1",
    "residual1.convolution1.weight, 16, resid…on1.weight",
    "特徴抽出の畳み込み層, 12, 特…み込み層", // 11: a wide character is not halved
    "abcdef, 4, a…ef"
  })
  void shortened(String text, int width, String shown) {
    assertEquals(shown, Text.shortened(text, width, "…"));
    assertTrue(Text.width(shown) <= width);
  }

  @Test
  void sentencesAreBrokenBetweenWords() {
    assertEquals(List.of("one two"), Text.sentence("one two", 7));
    assertEquals(List.of("one two", "  three"), Text.sentence("one two three", 9));
    assertEquals(
        List.of("data      one two", "          three"),
        Text.sentence("data      one two three", 20));
    assertEquals(
        List.of("Try", "  --rule auto."), Text.sentence("Try --rule auto.", 14), "not torn apart");
    assertEquals(
        List.of("a", "  /path/that/is/longer/than/the/line"),
        Text.sentence("a /path/that/is/longer/than/the/line", 20));
    assertEquals(List.of("a=1..2,b=3..4,", "  c=5..6"), Text.sentence("a=1..2,b=3..4,c=5..6", 15));
    assertEquals(List.of("q* 1 or", "  q* 2"), Text.sentence("q* 1 or " + Text.tied("q* 2"), 10));
  }

  @Test
  void cellsAreBrokenWithinWordsToo() {
    assertEquals(List.of("one", "two"), Text.cell("one two", 5));
    assertEquals(List.of("abcde", "fgh i"), Text.cell("abcdefgh i", 5));
    assertEquals(List.of("特徴", "抽出"), Text.cell("特徴抽出", 5));
    assertEquals(List.of(""), Text.cell("", 5));
  }
}
