// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.Graphics2D;

/** A chart ready to be drawn. */
interface Drawing {

  /** All pictures are as wide. */
  int WIDTH = 900;

  /** How high it is, in points. */
  int height();

  /** Draws it from the origin downwards. */
  void paint(Graphics2D graphics);
}
