// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void columnsAreAlignedAndThoseWithoutContentLeftOut() {
    TextTable table =
        new TextTable("layer", "nothing", "E[z²]", "flat")
            .row("dense1", "", "1.00", "")
            .row("d2", "", "0.500", "7.0 %");
    assertEquals(
        """
        layer   E[z²]   flat
        dense1   1.00
        d2      0.500  7.0 %""",
        table.toString());
  }

  @Test
  void aRowHasACellForEachColumn() {
    assertThrows(IllegalArgumentException.class, () -> new TextTable("a", "b").row("1"));
  }
}
