// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.evenkeel.parameter.Fans;
import org.evenkeel.signal.Verdict.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Profiles made by hand from what theory says of known networks. */
class VerdictTest {

  private static double one(int layer) {
    return 1;
  }

  private static List<LayerSignal> layers(
      int depth,
      IntToDoubleFunction forward,
      IntToDoubleFunction gradient,
      IntToDoubleFunction correlation,
      double dead,
      Double saturated,
      boolean copies) {
    List<LayerSignal> layers = new ArrayList<>();
    for (int l = 0; l < depth; l++) {
      layers.add(
          LayerSignal.of("dense" + (l + 1), "dense", new Fans(64, 64), "relu")
              .withMoments(
                  Quantity.measured(forward.applyAsDouble(l)),
                  Quantity.UNKNOWN,
                  Quantity.measured(gradient.applyAsDouble(l)),
                  Quantity.measured(correlation.applyAsDouble(l)))
              .withUnits(dead, saturated, copies));
    }
    return layers;
  }

  private static IntToDoubleFunction power(double factor) {
    return l -> Math.pow(factor, l);
  }

  private static IntToDoubleFunction back(double factor, int depth) {
    return l -> Math.pow(factor, depth - 2 - l);
  }

  static Stream<Arguments> profiles() {
    IntToDoubleFunction apart = l -> 0.3;
    IntToDoubleFunction merging = l -> 1 - 44.4 / (2 * (l + 5.0) * (l + 5));
    return Stream.of(
        Arguments.of(
            "He and ReLU",
            State.HEALTHY,
            null,
            layers(30, l -> 2, VerdictTest::one, merging, 0.2, null, false)),
        Arguments.of(
            "1/n and ReLU",
            State.VANISHING,
            "dense15",
            layers(30, power(0.5), back(0.5, 30), apart, 0, null, false)),
        Arguments.of(
            "4/n and ReLU",
            State.EXPLODING,
            "dense15",
            layers(30, power(2), back(2, 30), apart, 0, null, false)),
        Arguments.of(
            "overflow",
            State.EXPLODING,
            "dense2",
            layers(
                5,
                l -> l < 1 ? 1 : Double.POSITIVE_INFINITY,
                VerdictTest::one,
                apart,
                0,
                null,
                false)),
        Arguments.of(
            "tanh on the edge of chaos, 10,000 layers: q and g fall as 1/l",
            State.HEALTHY,
            null,
            layers(10_000, l -> 0.5 / (l + 1), l -> (l + 1) / 9999.0, apart, 0, 0.0, false)),
        Arguments.of(
            "zeros", State.SYMMETRIC, "dense1", layers(4, l -> 0, l -> 0, l -> 1, 1, null, true)),
        Arguments.of(
            "PyTorch's default and ReLU: steady q, one signal for all inputs",
            State.CORRELATED,
            "dense5",
            layers(
                32, l -> 0.0016, back(0.17, 32), l -> 1 - Math.pow(0.1, l + 0.5), 0, null, false)),
        Arguments.of(
            "tanh with multiplier 4: steady q, exploding gradient",
            State.CHAOTIC,
            "dense20",
            layers(32, l -> 4, back(2.5, 32), apart, 0, 0.2, false)),
        Arguments.of(
            "tanh with multiplier 100",
            State.SATURATED,
            "dense1",
            layers(20, l -> 90, back(5, 20), apart, 0, 0.85, false)),
        Arguments.of(
            "dead units",
            State.VANISHING,
            "dense1",
            layers(5, l -> 3, l -> 0, apart, 1, null, false)),
        Arguments.of(
            "only gradients are known",
            State.VANISHING,
            "dense15",
            layers(30, l -> Double.NaN, back(0.5, 30), l -> Double.NaN, 0, null, false)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("profiles")
  void stateAndLayer(String name, State state, String layer, List<LayerSignal> layers) {
    Verdict verdict = SignalProfile.of(0L, InputSignal.STANDARDIZED, layers).verdict();
    assertEquals(state, verdict.state(), verdict.toString());
    assertEquals(layer, verdict.layer(), verdict.toString());
    assertNotNull(verdict.cause());
    if (state == State.HEALTHY) {
      assertNull(verdict.remedy());
    } else {
      assertNotNull(verdict.remedy());
    }
  }

  /**
   * Ten layers of relu with fans of a width, drawn with a variance; a forecast and a measurement.
   * Gradients are not known, so that the signal alone tells.
   */
  private static Cause cause(
      int width, double variance, boolean untouched, double growth, double grew) {
    List<LayerSignal> layers = new ArrayList<>();
    for (int l = 1; l <= 11; l++) {
      LayerSignal layer =
          LayerSignal.of("dense" + l, "dense", new Fans(width, width), "relu")
              .withMoments(
                  new Quantity(Math.pow(growth, l), null, null, Math.pow(grew, l)),
                  Quantity.UNKNOWN,
                  Quantity.UNKNOWN,
                  Quantity.UNKNOWN)
              .withOutlook(new Outlook(2, 0, null, Outlook.Stability.MARGINAL, null, 1, 1e9));
      layers.add(
          untouched
              ? layer.withUntouched(true)
              : layer.withStart(
                  variance == 0
                      ? null
                      : new LayerSignal.LayerStart("lecun", "normal", 3, variance)));
    }
    return SignalProfile.of(0L, InputSignal.STANDARDIZED, layers).verdict().cause();
  }

  static Stream<Arguments> reasons() {
    return Stream.of(
        // 3/n: the forecast is 1.5^10 = 58, and this draw 128
        Arguments.of(64, 3 / 64.0, false, 1.5, 1.625, new Reason.Gain(3, 2, "relu")),
        Arguments.of(8, 2 / 8.0, false, 1, 0.5, new Reason.Width(11 / 8.0)),
        Arguments.of(4096, 2 / 4096.0, false, 1, 0.5, new Reason.OffForecast(1)),
        Arguments.of(64, 0, false, 2, 2, new Reason.Unknown()),
        Arguments.of(64, 0, true, 2, 2, new Reason.NotDrawn("dense7")));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void theReasonIsWhatExplainsTheTrend(
      int width, double variance, boolean untouched, double growth, double grew, Reason reason) {
    Cause cause = cause(width, variance, untouched, growth, grew);
    Reason found = ((Cause.ForwardTrend) cause).reason();
    if (reason instanceof Reason.OffForecast) {
      assertEquals(Reason.OffForecast.class, found.getClass(), cause.toString());
    } else {
      assertEquals(reason, found, cause.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"768, HEALTHY", "18, SLOW", "8, VANISHING"})
  void onlyNarrowLayersAreCalledNarrow(int width, State state) {
    List<LayerSignal> layers = new ArrayList<>();
    for (int l = 0; l < 12; l++) {
      layers.add(
          LayerSignal.of("dense" + l, "dense", new Fans(width, width), "relu")
              .withStart(new LayerSignal.LayerStart("he", "normal", 1, 2.0 / width))
              .withChained(true)
              .withOutlook(new Outlook(2, 0, null, Outlook.Stability.MARGINAL, null, 1, 1e9))
              .withMoments(
                  Quantity.predicted(2, 1e-9, 1e9),
                  Quantity.UNKNOWN,
                  Quantity.predicted(1),
                  Quantity.UNKNOWN));
    }
    Verdict verdict = SignalProfile.of(0L, InputSignal.STANDARDIZED, layers).verdict();
    assertEquals(state, verdict.state());
  }

  /** tanh with gain 5/3: the signal rests, the gradient has grown 200 times on its way back. */
  @ParameterizedTest
  @CsvSource({"1.06, false", "1.2, true"})
  void aLevelSignalIsNotALevelGradient(double factor, boolean grown) {
    List<LayerSignal> layers = layers(31, l -> 1, back(factor, 31), l -> 0.3, 0, null, false);
    Verdict verdict = SignalProfile.of(0L, InputSignal.STANDARDIZED, layers).verdict();
    assertTrue(verdict.healthy(), verdict.toString());
    Cause cause = verdict.cause();
    assertEquals(grown ? Cause.BearableGradient.class : Cause.Level.class, cause.getClass());
  }

  /** σ_w² of 64 in one layer of 1,000 units: E[z²] 64, and Θ is 1. */
  @Test
  void outputsThatBeginTooLargeAreToldWithTheLossAndTheLearningRate() {
    LayerSignal output =
        LayerSignal.of("dense1", "dense", new Fans(64, 1000), "identity")
            .withStart(new LayerSignal.LayerStart("normal(1)", "normal", 1, 1))
            .withMoments(
                Quantity.measured(64),
                Quantity.UNKNOWN,
                Quantity.measured(1),
                Quantity.measured(0));
    Verdict verdict = SignalProfile.of(0L, InputSignal.STANDARDIZED, List.of(output)).verdict();
    assertTrue(verdict.healthy(), verdict.toString());
    assertEquals(
        "the outputs of dense1 have second moment 64.0: training begins with a cross-entropy of"
            + " 25.8, where guessing has 6.91; learning rates near 1.00 make up for that",
        verdict.cause().toString());
  }

  @Test
  void infiniteSignalsWithoutGradientAreNotHealthy() {
    List<LayerSignal> layers =
        layers(5, l -> Double.POSITIVE_INFINITY, l -> l < 4 ? 0 : 1, l -> 0.3, 0, null, false);
    Verdict verdict = SignalProfile.of(0L, InputSignal.STANDARDIZED, layers).verdict();
    assertEquals(State.EXPLODING, verdict.state(), verdict.toString());
  }

  @Test
  void slowIsNotSaidOfWhatWasNotSeen() {
    List<LayerSignal> layers =
        new ArrayList<>(
            layers(18, power(0.5), back(0.5, 18), l -> 0.3, 0, null, false).stream()
                .map(
                    l ->
                        l.withOutlook(
                            new Outlook(1, 0, 0.0, Outlook.Stability.STABLE, 0.5, 0.5, 1.4)))
                .toList());
    assertEquals(
        State.SLOW, SignalProfile.of(0L, InputSignal.STANDARDIZED, layers).verdict().state());
    layers.set(3, layers.get(3).withOpaque(true));
    assertEquals(
        State.UNKNOWN, SignalProfile.of(0L, InputSignal.STANDARDIZED, layers).verdict().state());
  }

  @Test
  void whatNothingIsKnownOfIsUnknown() {
    List<LayerSignal> layers =
        List.of(
            LayerSignal.of("one", "custom", null, "relu"),
            LayerSignal.of("two", "custom", null, "relu")
                .withMoments(
                    Quantity.UNKNOWN, Quantity.UNKNOWN, Quantity.measured(1), Quantity.UNKNOWN));
    Verdict verdict = SignalProfile.of(null, InputSignal.STANDARDIZED, layers).verdict();
    assertEquals(State.UNKNOWN, verdict.state());
    assertEquals("unknown", verdict.state().label());
    assertEquals("one", verdict.layer());
    assertEquals(new Cause.Unseen(List.of("one", "two")), verdict.cause());
    assertEquals(
        "cannot tell: signal or gradient is neither measured nor forecast in one, two",
        verdict.cause().toString());
    assertNull(verdict.remedy());
  }

  /** What is in use already is not advised. */
  @ParameterizedTest
  @CsvSource({"lecun, 1, auto", "auto, 1, data", "auto, 2, auto", "data, 1,"})
  void theRemedyIsNotWhatIsInUse(String rule, double multiplier, String advised) {
    List<LayerSignal> layers = new ArrayList<>();
    for (int l = 1; l <= 10; l++) {
      layers.add(
          LayerSignal.of("dense" + l, "dense", new Fans(64, 64), "relu")
              .withStart(new LayerSignal.LayerStart(rule, "normal", multiplier, 1))
              .withMoments(
                  Quantity.measured(Math.pow(4, l)),
                  Quantity.UNKNOWN,
                  Quantity.measured(1),
                  Quantity.UNKNOWN));
    }
    Remedy remedy = SignalProfile.of(0L, InputSignal.STANDARDIZED, layers).verdict().remedy();
    Double reset = multiplier == 1 ? null : (Double) 1.0;
    assertEquals(
        advised == null
            ? Remedy.NONE_KNOWN
            : Remedy.of(new Change.Redraw(advised, reset, null, false)),
        remedy);
  }

  private static Verdict recurrent(String activation, int units, double... gradient) {
    return recurrent(
        activation, units, new TimeSignal(DoubleStream.of(gradient).boxed().toList(), null));
  }

  private static Verdict recurrent(String activation, int units, TimeSignal time) {
    LayerSignal layer =
        LayerSignal.of("rnn", "input-gates", new Fans(8, units), activation)
            .withMoments(
                Quantity.measured(0.5), Quantity.UNKNOWN, Quantity.measured(1), Quantity.UNKNOWN)
            .withTime(time);
    LayerSignal head =
        LayerSignal.of("dense", "dense", new Fans(units, 10), "identity")
            .withMoments(
                Quantity.measured(1), Quantity.UNKNOWN, Quantity.measured(1), Quantity.UNKNOWN);
    return SignalProfile.of(null, InputSignal.STANDARDIZED, List.of(layer, head)).verdict();
  }

  /** Gates learn to stay open; a sum and an activation do not. */
  @Test
  void gatesHelpGradientsOverTime() {
    double[] fading = {1e-13, 1e-11, 1e-9, 1};
    assertEquals(State.VANISHING, recurrent("tanh", 512, fading).state());
    assertEquals(
        "through time: the gradient's second moment at rnn shrinks ×4.64e-05 a step on its way back,"
            + " so that a cell without gates learns from 1 of 4 steps",
        recurrent("tanh", 512, fading).cause().toString());
    assertEquals(State.HEALTHY, recurrent("identity", 512, fading).state());
    assertEquals(State.HEALTHY, recurrent("tanh", 512, 1e-9, 1e-7, 1e-3, 1).state());
    double[] growing = {1, 1e-2, 1e-4, 1e-5};
    assertEquals(State.EXPLODING, recurrent("tanh", 512, growing).state());
    assertEquals(State.HEALTHY, recurrent("identity", 512, growing).state());
  }

  /** tanh at a fiftieth of LeCun's variance trains over 16 steps of which 5 are reached. */
  @ParameterizedTest
  @CsvSource({"4, VANISHING", "5, SLOW", "7, SLOW", "8, HEALTHY"})
  void thePartOfASequenceThatIsReachedTrainsIt(int reached, State state) {
    double[] gradient = new double[16];
    Arrays.fill(gradient, 16 - reached, 16, 1);
    assertEquals(state, recurrent("tanh", 512, gradient).state());
  }

  /** Steps in which all inputs are the same, as the wait for an answer, have nothing to learn. */
  @ParameterizedTest
  @CsvSource({"0, VANISHING", "0.6, HEALTHY"})
  void stepsThatAreTheSameForAllInputsDoNotCount(double second, State state) {
    TimeSignal time =
        new TimeSignal(List.of(1e-12, 0.1, 0.5, 1.0), List.of(1 - second, second, 0.0, 0.0), null);
    Verdict verdict = recurrent("tanh", 512, time);
    assertEquals(state, verdict.state());
    if (second == 0) {
      assertEquals(
          "through time: the gradient's second moment at rnn shrinks ×0.000100 a step on its way"
              + " back, so that a cell without gates learns from 3 of 4 steps, with 0 % of what"
              + " tells inputs apart",
          verdict.cause().toString());
    }
  }

  /** 5·64/32 is the variance of a logarithm over the draws of 64 steps of 32 ReLUs. */
  @Test
  void stepsOfReluUnitsAreAChainOfNarrowLayers() {
    double[] even = new double[64];
    Arrays.fill(even, 1);
    Verdict verdict = recurrent("relu", 32, even);
    assertEquals(new Cause.Narrow(64 / 32.0), verdict.cause());
    assertEquals(State.HEALTHY, recurrent("tanh", 32, even).state());
    assertEquals(State.HEALTHY, recurrent("relu", 32, 1, 1, 1, 1, 1, 1, 1, 1).state());
  }

  @Test
  void isPrintedAsASentence() {
    assertEquals(
        "vanishing: too narrow for its depth: the sum of 1/width is 2.00, so signals of single draws"
            + " differ by factors. Remedy: Start.of(\"auto\").",
        new Verdict(
                State.VANISHING,
                "dense1",
                new Cause.Narrow(2),
                Remedy.of(Change.Redraw.by("auto")),
                null)
            .toString());
  }
}
