// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

/** The tone of an area or a mark, which determines its color in every chart. */
public enum Tone {
  NEUTRAL,
  GOOD,
  BAD,
  /** Vanishing, or ordered: too little. */
  LOW,
  /** Exploding, or chaotic: too much. */
  HIGH
}
