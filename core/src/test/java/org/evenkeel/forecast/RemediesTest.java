package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.network.Network;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict.State;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of every state and cause; the remedy of each, once applied, makes it healthy. */
class RemediesTest {

  private static final InputSignal RAW = new InputSignal(6000, 60.0, 0.6, 0.1, 0.0);
  private static final InputSignal SHIFTED = new InputSignal(5, 2.0, 0.8, 0.1, 0.0);
  private static final InputSignal STANDARD = InputSignal.STANDARDIZED;

  private static Arguments row(
      String layers,
      String activation,
      Start start,
      InputSignal input,
      State state,
      String layer,
      String cause,
      String remedy) {
    Network network = Network.perceptron(layers, Activations.named(activation));
    return Arguments.of(layers, activation, start, network, input, state, layer, cause, remedy);
  }

  private static Start pytorch(double width) {
    return Start.of("lecun").withMultiplier(1 / 3.0).withBiasVariance(1 / (3 * width));
  }

  static Stream<Arguments> cases() {
    Start auto = Start.of("auto");
    Start plain = Start.of("activation");
    return Stream.of(
        row("64,64x30,10", "relu", auto, STANDARD, State.HEALTHY, null, "keep", null),
        row(
            "64,256x30,10",
            "tanh",
            Start.of("lecun"),
            STANDARD,
            State.HEALTHY,
            null,
            "makes up for",
            null),
        row("64,256x30,10", "selu", auto, STANDARD, State.HEALTHY, null, "keep", null),
        row(
            "64,64x30,10",
            "relu",
            Start.of("1/n"),
            STANDARD,
            State.VANISHING,
            "dense8",
            "gain too small",
            "Start.of(\"auto\")"),
        // The gain, not only its multiplier, is wrong: lecun with multiplier 1 is still half of
        // 2/n.
        row(
            "64,64x6,10",
            "relu",
            Start.of("lecun*0.1"),
            STANDARD,
            State.VANISHING,
            "dense2",
            "gain too small",
            "Start.of(\"auto\").withMultiplier(1)"),
        row(
            "64,64x30,10",
            "relu",
            Start.of("he*2"),
            STANDARD,
            State.EXPLODING,
            "dense6",
            "gain too large",
            ".withMultiplier(1)"),
        row(
            "64,256x100,10",
            "tanh",
            Start.of("lecun*2.7777777"),
            STANDARD,
            State.CHAOTIC,
            null,
            "slope of tanh",
            ".withMultiplier(1)"),
        row(
            "64,256x31,10",
            "relu",
            pytorch(256),
            STANDARD,
            State.CORRELATED,
            null,
            "bias dominates",
            "Start.of(\"auto\")"),
        row(
            "64,256x100,10",
            "gelu",
            Start.of("he"),
            STANDARD,
            State.VANISHING,
            null,
            "gain too small",
            null),
        row(
            "64,256x64,10",
            "gelu",
            plain,
            STANDARD,
            State.EXPLODING,
            null,
            "unstable fixed point",
            "Start.of(\"auto\")"),
        row(
            "64,256x31,10",
            "sigmoid",
            plain,
            STANDARD,
            State.CORRELATED,
            null,
            "slope of sigmoid",
            "Start.of(\"auto\")"),
        row(
            "64,256x70,10",
            "tanh",
            plain,
            STANDARD,
            State.CHAOTIC,
            null,
            "slope of tanh",
            "Start.of(\"auto\")"),
        row(
            "64,256x20,10",
            "tanh",
            Start.of("lecun*100"),
            STANDARD,
            State.SATURATED,
            "dense1",
            "saturation",
            ".withMultiplier(1)"),
        row(
            "64,8x30,10",
            "relu",
            plain.withDistribution(Distribution.UNIFORM),
            STANDARD,
            State.VANISHING,
            null,
            "too narrow",
            "times as wide: \"64"),
        // Four times as wide it does not train either, see bench/results/remedies.csv.
        row(
            "64,32x60,10",
            "relu",
            plain.withDistribution(Distribution.UNIFORM),
            STANDARD,
            State.VANISHING,
            null,
            "too narrow",
            "the activation tanh, and Start.of(\"orthogonal\")"),
        // He's variance, with the multiplier gone, doubles the signal of linear layers still.
        row(
            "64,64x20,10",
            "identity",
            Start.of("he*4"),
            STANDARD,
            State.EXPLODING,
            null,
            "gain too large",
            "Start.of(\"auto\").withMultiplier(1)"),
        row(
            "64,64x3,10",
            "relu",
            Start.of("zeros"),
            STANDARD,
            State.SYMMETRIC,
            "dense1",
            "same output",
            "Start.of(\"auto\")"),
        row(
            "64,64x30,10",
            "relu",
            auto,
            RAW,
            State.EXPLODING,
            "dense1",
            "not standardized",
            "standardize the data"),
        row(
            "64,64x30,10",
            "relu",
            auto,
            SHIFTED,
            State.CORRELATED,
            "dense1",
            "not standardized",
            "standardize the data"),
        row(
            "64,64x30,10",
            "relu",
            Start.of("1/n"),
            RAW,
            State.EXPLODING,
            "dense1",
            "not standardized",
            "standardize the data, and Start.of("));
  }

  @ParameterizedTest(name = "{0} {1} {2} {4}")
  @MethodSource("cases")
  void remediesHeal(
      String layers,
      String activation,
      Start start,
      Network network,
      InputSignal input,
      State state,
      String layer,
      String cause,
      String remedy) {
    SignalProfile profile = Remedies.advise(network, start, Forecast.of(network, start, input));
    assertEquals(state, profile.verdict().state(), profile.verdict().toString());
    assertTrue(profile.verdict().cause().toString().contains(cause), profile.verdict().toString());
    if (layer != null) {
      assertEquals(layer, profile.verdict().layer());
    }
    if (state == State.HEALTHY) {
      assertEquals(null, profile.verdict().remedy());
      return;
    }
    Remedies.Treated found = Remedies.search(network, start, input).orElseThrow();
    assertEquals(found.remedy(), profile.verdict().remedy());
    String text = found.remedy().toString();
    assertTrue(remedy == null || text.contains(remedy), text);
    if (found.start().isPresent()) {
      SignalProfile healed = Forecast.of(found.network(), found.start().get(), found.input());
      assertEquals(State.HEALTHY, healed.verdict().state(), healed.verdict().toString());
    }
  }
}
