// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.evenkeel.activation.Activations;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.plan.InitializationPlan;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.SignalProfile;
import org.junit.jupiter.api.Test;

/** What Java prints with {@code println} is the table that the command prints. */
class PrintedTest {

  private static final Network NETWORK =
      Network.perceptron("64,64x3,10", Activations.named("tanh"));

  /** The lines of a result that the command does not print on a very wide terminal. */
  private static List<String> missing(Object result, String... command) {
    Set<String> printed =
        Runs.on(1000, "UTF-8", () -> Runs.evenkeel(command))
            .out()
            .lines()
            .collect(Collectors.toSet());
    return result.toString().lines().filter(line -> !printed.contains(line)).toList();
  }

  @Test
  void aProfileHasTheColumnsOfPredict() {
    SignalProfile profile =
        Experiment.predict(NETWORK, Start.of("lecun"), InputSignal.STANDARDIZED)
            .starts()
            .get(0)
            .profile();
    assertEquals(
        List.of(),
        missing(
            profile,
            "predict",
            "--layers",
            "64,64x3,10",
            "--activation",
            "tanh",
            "--rule",
            "lecun"));
  }

  @Test
  void aPlanHasTheColumnsOfRules() {
    assertEquals(
        List.of(),
        missing(
            InitializationPlan.of(NETWORK, Start.of("auto")),
            "rules",
            "--plan",
            "--layers",
            "64,64x3,10",
            "--activation",
            "tanh"));
  }
}
