// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.recurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.evenkeel.activation.Activations;
import org.evenkeel.network.Recurrent.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Recurrent layers against what mathematics gives. Units are a fixed sample of 4,096, so that there
 * is no chance of a false alarm; tolerances are a few of its standard errors.
 */
class RecurrentFieldTest {

  private static final int STEPS = 12;

  private static final TokenMoments ALONE = new TokenMoments(1, 0, 0, 0);

  private static double[] readLast() {
    double[] read = new double[STEPS];
    read[STEPS - 1] = 1;
    return read;
  }

  /** q' = σ_w² + σ_u² E[tanh(√q z)²], and χ = σ_u² E[tanh'(√q z)²] a step back. */
  @ParameterizedTest
  @CsvSource({"1, 1, 0", "1, 0.5, 0", "0.3, 2, 0.1"})
  void aPlainCellIsAChainOfLayers(double input, double state, double bias) {
    Gate gate = new Gate(input, state, bias / 2, bias / 2, 0);
    RecurrentField field = RecurrentField.of(Cell.RNN, List.of(gate), ALONE, STEPS);
    double[] slopes = new double[STEPS];
    double second = 0;
    for (int t = 0; t < STEPS; t++) {
      double q = input + state * second + bias;
      second = Activations.TANH.secondMoment(q);
      slopes[t] = Activations.TANH.slopeSecondMoment(q);
      assertEquals(second, field.secondMoments()[t], 0.03 * second, "step " + t);
    }
    RecurrentField.Back back = field.back(readLast(), 0);
    double expected = input;
    for (int t = STEPS - 1; t >= 0; t--) {
      expected *= slopes[t];
      assertEquals(0, Math.log(back.second().get(t) / expected), 0.3, "step " + t);
      expected *= state;
    }
  }

  /**
   * Without weights from the state and with one value k = σ(b) of the update gate, {@code h_t = (1
   * - k) n_t + k h_(t-1)} of independent n: E[h²] is a geometric series, and gradients fall by k².
   */
  @Test
  void aGruThatKeepsItsStateIsAGeometricSeries() {
    double keep = 1 / (1 + Math.exp(-1.5));
    List<Gate> gates =
        List.of(new Gate(0, 0, 0, 0, 0), new Gate(0, 0, 0, 0, 1.5), new Gate(1, 0, 0, 0, 0));
    RecurrentField field = RecurrentField.of(Cell.GRU, gates, ALONE, STEPS);
    double fresh = (1 - keep) * (1 - keep) * Activations.TANH.secondMoment(1);
    double second = 0;
    for (int t = 0; t < STEPS; t++) {
      second = keep * keep * second + fresh;
      assertEquals(second, field.secondMoments()[t], 0.05 * second, "step " + t);
    }
    RecurrentField.Back back = field.back(readLast(), 0);
    double expected = (1 - keep) * (1 - keep) * Activations.TANH.slopeSecondMoment(1);
    for (int t = STEPS - 1; t >= 0; t--) {
      assertEquals(0, Math.log(back.second().get(t) / expected), 0.15, "step " + t);
      expected *= keep * keep;
    }
  }

  /** A forget gate of σ(b) = f adds up {@code c_t = f c_(t-1) + σ(0) n_t} behind an open output. */
  @Test
  void anLstmAddsUpWhatItDoesNotForget() {
    double forget = 1 / (1 + Math.exp(-1.0));
    List<Gate> gates =
        List.of(
            new Gate(0, 0, 0, 0, 0),
            new Gate(0, 0, 0, 0, 1),
            new Gate(1e-4, 0, 0, 0, 0), // tanh is straight there
            new Gate(0, 0, 0, 0, 30));
    RecurrentField field = RecurrentField.of(Cell.LSTM, gates, ALONE, STEPS);
    double second = 0;
    for (int t = 0; t < STEPS; t++) {
      second = forget * forget * second + 0.25e-4;
      assertEquals(second, field.secondMoments()[t], 0.05 * second, "step " + t);
    }
    RecurrentField.Back back = field.back(readLast(), 0);
    double expected = 0.25e-4;
    for (int t = STEPS - 1; t >= 0; t--) {
      assertEquals(0, Math.log(back.second().get(t) / expected), 0.1, "step " + t);
      expected *= forget * forget;
    }
  }

  /** Inputs that are alike at all steps and in all examples give one state, and correlations 1. */
  @ParameterizedTest
  @EnumSource(Cell.class)
  void oneInputHasOneState(Cell cell) {
    int gates = cell == Cell.RNN ? 1 : cell == Cell.GRU ? 3 : 4;
    RecurrentField field =
        RecurrentField.of(
            cell,
            Collections.nCopies(gates, new Gate(1, 0.5, 0, 0, 0)),
            new TokenMoments(1, 1, 1, 1),
            STEPS);
    TokenMoments moments = field.moments();
    assertEquals(moments.same(), moments.inputs(), 1e-3 * moments.same());
  }

  /** A sequence far longer than what is followed step by step goes on as it was. */
  @Test
  void aLongSequenceGoesOnAsItWas() {
    RecurrentField field =
        RecurrentField.of(Cell.GRU, Collections.nCopies(3, new Gate(1, 1, 0, 0, 0)), ALONE, 400);
    double[] states = field.secondMoments();
    assertEquals(states[100], states[399], 0.2 * states[100]);
    double[] read = new double[400];
    read[399] = 1;
    List<Double> back = field.back(read, 0).second();
    double early = Math.log(back.get(50) / back.get(150)) / 100;
    double late = Math.log(back.get(250) / back.get(350)) / 100;
    assertEquals(late, early, 0.15 * Math.abs(late));
  }
}
