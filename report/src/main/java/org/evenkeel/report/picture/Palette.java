// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.Color;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.Tone;

/**
 * The colors on a light background of color numbers, tones and shares of the ramp, as on the page.
 */
final class Palette {

  static final Color INK = new Color(0x1B1F23);
  static final Color SOFT = new Color(0x565E66);
  static final Color RULE = new Color(0xDDE1E5);
  static final Color RAISED = new Color(0xF6F7F8);

  /** Cividis, a ramp of uniform lightness that is safe for color-blind readers and in grey. */
  private static final int[] RAMP = {
    0x00224E, 0x123570, 0x3B496C, 0x575D6D, 0x707173, 0x8A8678, 0xA59C74, 0xC3B369, 0xE1CC55,
    0xFEE838
  };

  private Palette() {}

  /** The color of a start; colors repeat after the eighth. */
  static Color of(int number) {
    return number < 0
        ? SOFT
        : Color.decode(StartColors.LIGHT.get(number % StartColors.LIGHT.size()));
  }

  /** The color of an area behind data. */
  static Color zone(Tone tone) {
    return of(tone, 0xEEEFF0, 0xEBF2EE, 0xF7E8E9, 0xEAEFF5, 0xF9EDE7);
  }

  /** The color of the cells of a region. */
  static Color region(Tone tone) {
    return of(tone, 0xD5D9DD, 0xBFE0CB, 0xEFBCB8, 0xB9CDE6, 0xF0C3A0);
  }

  /** The color of a line or a word. */
  static Color ink(Tone tone) {
    return of(tone, 0x565E66, 0x1A6E3C, 0xB3261E, 0x2A5D9F, 0xA8480F);
  }

  private static Color of(Tone tone, int neutral, int good, int bad, int low, int high) {
    return new Color(
        switch (tone) {
          case NEUTRAL -> neutral;
          case GOOD -> good;
          case BAD -> bad;
          case LOW -> low;
          case HIGH -> high;
        });
  }

  /** The color of a share from 0 to 1 of the ramp. */
  static Color ramp(double share) {
    double place = Math.min(1, Math.max(0, share)) * (RAMP.length - 1);
    int from = (int) Math.min(RAMP.length - 2.0, place);
    double rest = place - from;
    Color one = new Color(RAMP[from]);
    Color other = new Color(RAMP[from + 1]);
    return new Color(
        (int) Math.round(one.getRed() + rest * (other.getRed() - one.getRed())),
        (int) Math.round(one.getGreen() + rest * (other.getGreen() - one.getGreen())),
        (int) Math.round(one.getBlue() + rest * (other.getBlue() - one.getBlue())));
  }

  /** A color with a given opacity. */
  static Color faint(Color color, int alpha) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
  }
}
