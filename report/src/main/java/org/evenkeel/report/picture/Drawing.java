// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.Graphics2D;

/** The drawing of one chart. */
interface Drawing {

  /** The width of all pictures, in points. */
  int WIDTH = 900;

  /** The height, in points. */
  int height();

  /** Draws the chart below the origin. */
  void paint(Graphics2D graphics);
}
