// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.evenkeel.text.Table.Column;
import org.junit.jupiter.api.Test;

class TableTest {

  private static String printed(Table table, int columns) {
    return String.join("\n", table.layout(columns, UnaryOperator.identity()).lines()) + "\n";
  }

  @Test
  void numbersStandToTheRightAndWhatSaysNothingIsLeftOut() {
    Table table =
        Table.of(
            Column.of("layer"),
            Column.of("nothing"),
            Column.of("theory").in("E[z²]"),
            Column.of("measured").in("E[z²]"),
            Column.of("range"));
    table.row("特徴", "", "1.00", "∞", "0.5–2.0");
    table.row("2nd", "", "12.0", "3.00!", "");
    assertEquals(
        """
               E[z²]
        layer  theory  measured    range
        特徴     1.00         ∞  0.5–2.0
        2nd      12.0     3.00!
        """,
        printed(table, 80));
  }

  @Test
  void whatHasNoPlaceIsLeftOutByRank() {
    Table table =
        Table.of(
            Column.of("name"),
            Column.of("wide").ranked(1),
            Column.of("narrow").ranked(2),
            Column.of("last").ranked(1));
    table.row("x", "w".repeat(40), "n", "l");
    assertEquals(
        """
        name  narrow
        x     n
        """,
        printed(table, 40),
        "those of one rank together; a later one that has place is there");
    assertEquals(List.of("wide", "last"), table.layout(40, UnaryOperator.identity()).omitted());
    assertEquals(
        """
        name  wide                                      narrow  last
        x     %s  n       l
        """
            .formatted("w".repeat(40)),
        printed(table, 80));
  }

  @Test
  void longCellsAreShortenedOrBroken() {
    Table table =
        Table.of(
            Column.of("name").shortened(),
            Column.of("signal").thinned(),
            Column.of("why").wrapped(10));
    table.row("a-name-that-is-longer-than-sixteen", "abcdefghijklmnopqrst", "because it is so");
    table.row("b", "-", "");
    assertEquals(
        """
        name              signal         why
        a-nam…an-sixteen  abdeghjlmoprt  because it
                                         is so
        b                 -
        """,
        printed(table, 46));
  }

  @Test
  void shortenedNamesCanBeToldApart() {
    Table table = Table.of(Column.of("name").shortened(), Column.of("why").wrapped(20));
    table.row("block-of-layers-1-with-a-long-name", "because it is so and not otherwise");
    table.row("block-of-layers-2-with-a-long-name", "");
    List<String> lines = printed(table, 60).lines().toList();
    assertTrue(lines.get(1).startsWith("block-of-…s-1-with-a-long-name "), lines.get(1));
    assertEquals("block-of-…s-2-with-a-long-name", lines.get(3));
  }

  @Test
  void colorsTakeNoPlace() {
    Table table = Table.of("state", "loss");
    table.row("\u001b[31mlost\u001b[0m", "1.0");
    assertEquals("state  loss\n\u001b[31mlost\u001b[0m    1.0\n", printed(table, 80));
  }

  @Test
  void rowsAreThinnedOutEvenly() {
    assertArrayEquals(new int[] {0, 1, 2}, Table.chosen(3, 5));
    assertArrayEquals(new int[] {0, 2, 4, 6, 9}, Table.chosen(10, 5));
    assertArrayEquals(new int[] {0}, Table.chosen(9, 1));
    assertArrayEquals(new int[0], Table.chosen(0, 5));
  }

  @Test
  void withoutAWidthNothingIsLeftOutOrShortened() {
    Table table =
        Table.of(
            Column.of("layer").shortened(),
            Column.of("E[z²]").ranked(1),
            Column.of("flat").ranked(2),
            Column.of("why").wrapped(9));
    table.row("d".repeat(50), "1.00", "", "because it is so and so");
    table.row("d2", "0.500", "7.0 %", "");
    assertEquals(
        """
        layer                                               E[z²]   flat  why
        %s   1.00         because it is so and so
        d2                                                  0.500  7.0 %%"""
            .formatted("d".repeat(50)),
        table.toString());
  }

  @Test
  void aRowHasACellForEachColumn() {
    Table table = Table.of("a", "b");
    assertThrows(IllegalArgumentException.class, () -> table.row("1"));
  }
}
