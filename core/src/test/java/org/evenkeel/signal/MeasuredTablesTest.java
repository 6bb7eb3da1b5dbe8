// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.evenkeel.parameter.Fans;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tables of a block of the user's, each measured alone: that of positions gives all inputs the same
 * vectors, and is told from one of tokens by that.
 */
class MeasuredTablesTest {

  private static LayerSignal layer(
      String name, String kind, double second, double correlation, double gradient) {
    return LayerSignal.of(name, kind, new Fans(32, 32), "identity")
        .withMoments(
            Quantity.measured(second),
            Quantity.UNKNOWN,
            Quantity.measured(gradient),
            Quantity.measured(correlation))
        .withStart(
            kind.equals("dense")
                ? new LayerSignal.LayerStart("lecun", "normal", 1, 1 / 32.0)
                : null);
  }

  /** E[x²] of tokens, positions and segments: as trained in TokenScalesTest, and those of BERT. */
  @ParameterizedTest
  @CsvSource({
    "10000, 0.03, 0, true",
    "100, 0.03, 0, true",
    "10000, 10000, 0, false",
    "1, 0.0004, 0, false",
    "0.0004, 0.0004, 0.0004, false",
    "10000, 0.03, 10000, false"
  })
  void smallPositionsAreFoundWhereTheyAreMeasured(
      double tokens, double positions, double segments, boolean slow) {
    double normalized = 1e-3 / (tokens + positions + segments); // what a normalization divides by
    List<LayerSignal> layers =
        List.of(
            layer("tokens", "embedding", tokens, 0.2, normalized),
            layer("positions", "embedding", positions, 1, normalized),
            layer("segments", "embedding", segments, 1, normalized),
            layer("query", "dense", 1, 0.2, 1),
            layer("head", "dense", 1, 0.2, 1));
    Verdict verdict = SignalProfile.of(0L, InputSignal.WITHOUT_SCALE, layers).verdict();
    assertEquals(
        slow,
        verdict.cause() instanceof Cause.Drowned small && small.ofPositions(),
        () -> "" + verdict);
  }
}
