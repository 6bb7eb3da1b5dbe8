// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.Kind;
import org.evenkeel.signal.Cause;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights that are zeros on purpose, in theory. */
class DeliberateZerosForecastTest {

  private static final Network PERCEPTRON = Network.perceptron("64,64x3,10", Activations.RELU);

  private static SignalProfile forecast(Network network, String zeros, String rule) {
    Rulebook.Entry entry =
        new Rulebook.Entry(
            zeros,
            List.of(Kind.DENSE),
            Start.of(rule),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Start start = Start.of("auto").withRulebook(new Rulebook(List.of(entry)));
    return Forecast.of(network, start, InputSignal.STANDARDIZED);
  }

  /** He's rule keeps the gradient, whatever the head: 1 in every hidden layer after one step. */
  @Test
  void behindAZeroHeadTheGradientIsThatAfterTheFirstStep() {
    SignalProfile profile = forecast(PERCEPTRON, "dense4.*", "zeros");
    assertEquals(State.HEALTHY, profile.verdict().state(), profile.toString());
    assertEquals(1, profile.layers().get(0).gradient().predicted(), 1e-9);
  }

  @ParameterizedTest
  @CsvSource({"dense*, zeros", "dense[12].*, zeros", "dense*, constant(0.1)"})
  void copiesAreSymmetric(String names, String rule) {
    String pattern = names.replaceAll("\\[.*", "*");
    assertEquals(State.SYMMETRIC, forecast(PERCEPTRON, pattern, rule).verdict().state(), names);
  }

  /** Fixup: the last layer of each branch and the head. */
  @Test
  void zeroBranchesAreHealthy() {
    Layer f = new Layer.Nonlinearity("r1.f", Activations.RELU);
    Layer g = new Layer.Nonlinearity("r2.f", Activations.RELU);
    Network network =
        new Network(
            List.of(64),
            List.of(
                new Layer.Dense("dense", 64, true),
                new Layer.Residual(
                    "r1",
                    1,
                    List.of(
                        new Layer.Dense("r1.in", 64, true),
                        f,
                        new Layer.Dense("r1.zero", 64, true)),
                    List.of()),
                new Layer.Residual(
                    "r2",
                    1,
                    List.of(
                        new Layer.Dense("r2.in", 64, true),
                        g,
                        new Layer.Dense("r2.zero", 64, true)),
                    List.of()),
                new Layer.Nonlinearity("last", Activations.RELU),
                new Layer.Dense("zero", 10, true)));
    SignalProfile profile = forecast(network, "*zero*", "zeros");
    assertEquals(State.HEALTHY, profile.verdict().state(), profile.toString());
    assertEquals(new Cause.Level(), profile.verdict().cause());
  }
}
