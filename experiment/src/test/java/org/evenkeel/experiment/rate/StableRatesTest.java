// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenkeel.result.StudyResult.TheoryRange;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.training.StableRate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StableRatesTest {

  private static final Space SPACE =
      Space.parse("multiplier=log:0.1..10,learningRate=log:1e-3..1,batch=int:16..64");

  private static final Setting STANDARD = SPACE.setting("multiplier=1,learningRate=0.02,batch=32");

  private static Optional<StableRate> about(double rate) {
    return Optional.of(new StableRate(rate / 1.25, rate * 1.25, 64, 19));
  }

  private static List<List<Double>> first(Space space, StableRates rates) {
    return rates.first(space, STANDARD).stream()
        .map(one -> List.of(one.number("multiplier"), round(one.number("learningRate"))))
        .toList();
  }

  private static double round(double rate) {
    return Math.round(rate * 1e6) / 1e6;
  }

  /** A fifth of each stable rate: 0.05 of 0.25, and 0.5 of 5, which is ten times the first. */
  @Test
  void aSearchBeginsAtAFifthOfTheStableRateOfEachMultiplier() {
    TheoryRange theory = new TheoryRange(0.5, 8, 2);
    StableRates rates =
        StableRates.measured(theory, SPACE, multiplier -> about(multiplier == 2 ? 0.25 : 5));
    assertEquals(
        List.of(List.of(2.0, 0.05), List.of(1.0, 0.5), List.of(2.0, 0.1), List.of(2.0, 0.025)),
        first(SPACE, rates));
    assertTrue(
        rates.first(SPACE, STANDARD).stream()
            .allMatch(one -> SPACE.contains(one) && one.number("batch") == 32));
    assertEquals(0.25, rates.ofOptimum().orElseThrow().estimate(), 1e-12);
  }

  @Test
  void aMultiplierNearOneIsOneAndIsMeasuredOnce() {
    List<Double> asked = new ArrayList<>();
    StableRates rates =
        StableRates.measured(
            new TheoryRange(0.2, 4, 0.998),
            SPACE,
            multiplier -> {
              asked.add(multiplier);
              return about(0.5);
            });
    assertEquals(List.of(1.0), asked);
    assertEquals(
        List.of(List.of(1.0, 0.1), List.of(1.0, 0.2), List.of(1.0, 0.05)), first(SPACE, rates));
  }

  /** A space without 1, and rates out of its range. */
  @Test
  void firstSettingsAreInTheSpace() {
    Space narrow = Space.parse("multiplier=log:1.5..3,learningRate=log:0.1..0.15,batch=int:16..64");
    StableRates rates =
        StableRates.measured(new TheoryRange(1.5, 3, 2), narrow, multiplier -> about(0.25));
    assertEquals(
        List.of(List.of(2.0, 0.1), List.of(2.0, 0.1), List.of(2.0, 0.1)), first(narrow, rates));
  }

  /** The rate of 1 may be at most ten times that of the expected best, or a tenth. */
  @Test
  void ratesStayWithinAFactorOfTheFirst() {
    for (double other : new double[] {1e-6, 1e3}) {
      StableRates rates =
          StableRates.measured(
              new TheoryRange(0.5, 8, 2), SPACE, m -> about(m == 2 ? 0.25 : other));
      double second = rates.first(SPACE, STANDARD).get(1).number("learningRate");
      assertEquals(other < 1 ? 0.005 : 0.5, second, 1e-12);
    }
  }

  @Test
  void withoutBoundsThereAreNoRates() {
    TheoryRange theory = new TheoryRange(0.5, 8, 2);
    StableRate endless = new StableRate(1000, Double.POSITIVE_INFINITY, 64, 1);
    for (Optional<StableRate> one : List.of(Optional.of(endless), Optional.<StableRate>empty())) {
      StableRates none = StableRates.measured(theory, SPACE, multiplier -> one);
      assertEquals(List.of(), none.first(SPACE, STANDARD));
      assertEquals(Optional.empty(), none.ofOptimum());
      assertEquals(none, StableRates.read(none.json()));
    }
    StableRates ofOne =
        StableRates.measured(theory, SPACE, m -> m == 2 ? about(0.25) : Optional.of(endless));
    assertEquals(2, ofOne.byMultiplier().size(), "the other's lower bound is known");
    assertEquals(ofOne, StableRates.read(JsonParser.parseString(ofOne.json().toString())));
  }

  @Test
  void ratesAreReadAsTheyWereWritten() {
    StableRates rates =
        StableRates.measured(
            new TheoryRange(0.5, 8, 2), SPACE, multiplier -> about(multiplier / 8));
    StableRates read = StableRates.read(JsonParser.parseString(rates.json().toString()));
    assertEquals(rates, read);
    assertEquals(
        List.copyOf(rates.byMultiplier().keySet()), List.copyOf(read.byMultiplier().keySet()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "1", "[1]", "[{\"multiplier\":1}]", "[{\"rate\":{}}]", "null"})
  void aNoteThatHoldsSomethingElseIsRefused(String note) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> StableRates.read(JsonParser.parseString(note)));
    assertTrue(e.getMessage().contains(StableRates.NOTE), e.getMessage());
    assertTrue(e.getMessage().contains(note), e.getMessage());
  }
}
