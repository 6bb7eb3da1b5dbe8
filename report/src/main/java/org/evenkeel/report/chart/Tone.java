// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

/** What an area or a mark means, which decides its color in every chart. */
public enum Tone {
  NEUTRAL,
  GOOD,
  BAD,
  /** Vanishing, or ordered: too little. */
  LOW,
  /** Exploding, or chaotic: too much. */
  HIGH
}
