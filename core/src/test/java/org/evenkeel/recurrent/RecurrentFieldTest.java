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

  private static final TokenSeries ALONE = TokenSeries.even(new TokenMoments(1, 0, 0, 0), STEPS);

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
    RecurrentField field = RecurrentField.of(Cell.RNN, List.of(gate), ALONE);
    double[] slopes = new double[STEPS];
    double second = 0;
    for (int t = 0; t < STEPS; t++) {
      double q = input + state * second + bias;
      second = Activations.TANH.secondMoment(q);
      slopes[t] = Activations.TANH.slopeSecondMoment(q);
      assertEquals(second, field.secondMoments()[t], 0.03 * second, "step " + t);
    }
    BackwardField back = field.back(readLast(), 0);
    double expected = input;
    for (int t = STEPS - 1; t >= 0; t--) {
      expected *= slopes[t];
      assertEquals(0, Math.log(back.second().get(t) / expected), 0.3, "step " + t);
      expected *= state;
    }
  }

  /** q' = (σ_w² + σ_u² q)/2, and half of σ_u² a step back. */
  @Test
  void aPlainCellWithReluKeepsHalf() {
    Gate gate = new Gate(1, 2, 0, 0, 0);
    RecurrentField field = RecurrentField.of(Cell.RNN_RELU, List.of(gate), ALONE);
    double second = 0;
    for (int t = 0; t < STEPS; t++) {
      second = (1 + 2 * second) / 2;
      assertEquals(second, field.secondMoments()[t], 0.03 * second, "step " + t);
    }
    BackwardField back = field.back(readLast(), 0);
    for (int t = 0; t < STEPS; t++) {
      assertEquals(0, Math.log(back.second().get(t) / 0.5), 0.3, "step " + t);
    }
  }

  /** Of a layer of tanh: s = d ln E[tanh²]/d ln q, of which input and state have their shares. */
  @Test
  void responsesAreThoseOfTheSums() {
    Gate gate = new Gate(1, 0, 0, 0, 0);
    RecurrentField.Response response = RecurrentField.response(Cell.RNN, List.of(gate), ALONE);
    double up = Activations.TANH.secondMoment(Math.exp(0.2));
    double down = Activations.TANH.secondMoment(Math.exp(-0.2));
    double slope = Math.log(up / down) / 0.4;
    double bend = Math.log(up * down / Math.pow(Activations.TANH.secondMoment(1), 2)) / 0.04;
    assertEquals(slope, response.input(), 0.01);
    assertEquals(0, response.state(), 0.01);
    assertEquals(bend + slope * (slope - 1), response.curvature(), 0.05);
    assertEquals(0, response.alike(), 0.02);
  }

  /** States as an input: E[x²] from step to step, and what steps that are close have in common. */
  @Test
  void aLayerBehindALayerSeesItsStatesStepByStep() {
    List<Gate> keeps =
        List.of(new Gate(0, 0, 0, 0, 0), new Gate(0, 0, 0, 0, 1.5), new Gate(1, 0, 0, 0, 0));
    TokenSeries states = RecurrentField.of(Cell.GRU, keeps, ALONE).series();
    double keep = 1 / (1 + Math.exp(-1.5));
    assertEquals(keep, states.at(11, 1, true) / states.at(10, 0, true), 0.05);
    assertEquals(keep * keep, states.at(11, 2, true) / states.at(9, 0, true), 0.05);
    List<Gate> plain = List.of(new Gate(1e-4, 0, 0, 0, 0));
    RecurrentField behind = RecurrentField.of(Cell.RNN, plain, states);
    RecurrentField reversed = RecurrentField.of(Cell.RNN, plain, states.reversed());
    for (int t = 0; t < STEPS; t++) {
      double expected = 1e-4 * states.at(t, 0, true);
      assertEquals(expected, behind.secondMoments()[t], 0.03 * expected, "step " + t);
      assertEquals(expected, reversed.secondMoments()[STEPS - 1 - t], 0.03 * expected);
      double near = 1e-4 * states.at(t, 1, true);
      assertEquals(near, behind.series().at(t, 1, true), 0.05 * expected, "step " + t);
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
    RecurrentField field = RecurrentField.of(Cell.GRU, gates, ALONE);
    double fresh = (1 - keep) * (1 - keep) * Activations.TANH.secondMoment(1);
    double second = 0;
    for (int t = 0; t < STEPS; t++) {
      second = keep * keep * second + fresh;
      assertEquals(second, field.secondMoments()[t], 0.05 * second, "step " + t);
    }
    BackwardField back = field.back(readLast(), 0);
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
    RecurrentField field = RecurrentField.of(Cell.LSTM, gates, ALONE);
    double second = 0;
    for (int t = 0; t < STEPS; t++) {
      second = forget * forget * second + 0.25e-4;
      assertEquals(second, field.secondMoments()[t], 0.05 * second, "step " + t);
    }
    BackwardField back = field.back(readLast(), 0);
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
    int gates =
        switch (cell) {
          case RNN, RNN_RELU -> 1;
          case GRU -> 3;
          case LSTM -> 4;
        };
    RecurrentField field =
        RecurrentField.of(
            cell,
            Collections.nCopies(gates, new Gate(1, 0.5, 0, 0, 0)),
            TokenSeries.even(new TokenMoments(1, 1, 1, 1), STEPS));
    TokenMoments moments = field.moments();
    assertEquals(moments.same(), moments.inputs(), 1e-3 * moments.same());
  }

  /** A sequence far longer than what is followed step by step goes on as it was. */
  @Test
  void aLongSequenceGoesOnAsItWas() {
    RecurrentField field =
        RecurrentField.of(
            Cell.GRU,
            Collections.nCopies(3, new Gate(1, 1, 0, 0, 0)),
            TokenSeries.even(new TokenMoments(1, 0, 0, 0), 400));
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
