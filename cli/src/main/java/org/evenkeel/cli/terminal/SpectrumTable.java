// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.evenkeel.experiment.spectrum.JacobianSpectrum;
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
    Map<String, Quantity> rows = new LinkedHashMap<>();
    rows.put("mean of s²", spectrum.meanSquare());
    rows.put("variance of s²", spectrum.variance());
    rows.put("largest s", spectrum.largest());
    if (measured) {
      rows.put("upper quarter", spectrum.quantile(0.25));
      rows.put("median", spectrum.quantile(0.5));
      rows.put("lower quarter", spectrum.quantile(0.75));
      rows.put("smallest s", spectrum.quantile(1));
    }
    terminal.print(
        new Table.Columns<Map.Entry<String, Quantity>>()
            .with("", Map.Entry::getKey)
            .with("theory", row -> SignalTable.theory(row.getValue()))
            .with("range", row -> SignalTable.range(row.getValue()))
            .with("measured", row -> measured(row.getValue()))
            .of(rows.entrySet()));
    if (spectrum.theory() == null) {
      terminal.print("Theory covers chains of dense layers with random weights.");
    }
  }

  private static String measured(Quantity quantity) {
    return quantity.measured() == null
        ? ""
        : Numbers.number(quantity.measured()) + (quantity.asPredicted() ? " " : "!");
  }
}
