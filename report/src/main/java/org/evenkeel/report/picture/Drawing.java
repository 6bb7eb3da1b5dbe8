// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.util.function.Consumer;

/**
 * The drawing of one chart, below its title and above its legend.
 *
 * @param remark a remark beside the title; empty if there is none
 * @param height the height, in points
 * @param painting draws the chart below the origin
 */
record Drawing(String remark, int height, Legend legend, Consumer<Pen> painting) {

  /** The width of all pictures, in points. */
  static final int WIDTH = 900;
}
