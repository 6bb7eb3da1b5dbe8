// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import org.evenkeel.experiment.JacobianSpectrum;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalTable;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Table;

/** The singular values of a Jacobian as a table. */
public final class SpectrumTable {

  private SpectrumTable() {}

  /** Prints the table. */
  public static void print(Terminal terminal, JacobianSpectrum spectrum) {
    boolean measured = spectrum.measured() != null;
    terminal.print("");
    terminal.print(
        "Singular values s of the input-output Jacobian, %,d outputs by %,d inputs%s:"
            .formatted(
                spectrum.outputs(), spectrum.inputs(), measured ? ", at the first example" : ""));
    if (spectrum.theory() == null && !measured) {
      terminal.print(
          "theory covers chains of dense layers with random weights; measure it with check.");
      return;
    }
    terminal.print("");
    Table table = Table.of("", "theory", "range", "measured");
    row(table, "mean of s²", spectrum.meanSquare());
    row(table, "variance of s²", spectrum.variance());
    row(table, "largest s", spectrum.largest());
    if (measured) {
      row(table, "upper quarter", spectrum.quantile(0.25));
      row(table, "median", spectrum.quantile(0.5));
      row(table, "lower quarter", spectrum.quantile(0.75));
      row(table, "smallest s", spectrum.quantile(1));
    }
    terminal.print(table);
    if (spectrum.theory() == null) {
      terminal.print("Theory covers chains of dense layers with random weights.");
    }
  }

  private static void row(Table table, String name, Quantity quantity) {
    table.row(
        name,
        quantity.predicted() == null ? "" : Numbers.number(quantity.predicted()),
        SignalTable.range(quantity),
        quantity.measured() == null
            ? ""
            : Numbers.number(quantity.measured()) + (quantity.asPredicted() ? " " : "!"));
  }
}
