// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.Locale;

/** The tone of an area or a mark, which determines its color in every chart. */
public enum Tone {
  NEUTRAL("•"),
  GOOD("✓"),
  BAD("✕"),
  /** Vanishing, or ordered: too little. */
  LOW("▼"),
  /** Exploding, or chaotic: too much. */
  HIGH("▲");

  private final String sign;

  Tone(String sign) {
    this.sign = sign;
  }

  /** The sign for readers who do not see colors. */
  public String sign() {
    return sign;
  }

  /** The name in style sheets. */
  public String css() {
    return name().toLowerCase(Locale.ROOT);
  }
}
