// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.Color;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.Tone;

/** What the numbers of colors, tones and shares of a scale are on white. */
final class Palette {

  private static final Color NEUTRAL = new Color(0x5F5F5F);

  /** Viridis at its quarters: even steps to the eye, in grey and with any color vision too. */
  private static final Color[] SCALE = {
    new Color(0x440154),
    new Color(0x3B528B),
    new Color(0x21918C),
    new Color(0x5EC962),
    new Color(0xFDE725)
  };

  private Palette() {}

  static Color of(int number) {
    return number == StartColors.NEUTRAL ? NEUTRAL : Color.decode(StartColors.LIGHT.get(number));
  }

  static Color of(Tone tone) {
    return switch (tone) {
      case NEUTRAL -> new Color(0xE4E4E4);
      case GOOD -> new Color(0xD5ECDD);
      case BAD -> new Color(0xF3C9BC);
      case LOW -> new Color(0xCFE3F2);
      case HIGH -> new Color(0xFCE3BD);
    };
  }

  /** The color of a share from 0 to 1 of a scale. */
  static Color shade(double share) {
    double place = Math.min(1, Math.max(0, share)) * (SCALE.length - 1);
    int from = (int) Math.min(SCALE.length - 2.0, place);
    double rest = place - from;
    return mixed(SCALE[from], SCALE[from + 1], rest);
  }

  /** A color as it is seen through so much of white. */
  static Color faint(Color color, double white) {
    return mixed(color, Color.WHITE, white);
  }

  private static Color mixed(Color one, Color other, double share) {
    return new Color(
        (int) Math.round(one.getRed() + share * (other.getRed() - one.getRed())),
        (int) Math.round(one.getGreen() + share * (other.getGreen() - one.getGreen())),
        (int) Math.round(one.getBlue() + share * (other.getBlue() - one.getBlue())));
  }
}
