// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.util.List;
import java.util.Optional;
import org.evenkeel.data.DataSource;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.init.Start;

/**
 * A network whose weights are planned or drawn without a run.
 *
 * @param data examples, where only the engine knows the network's shapes
 */
public record PlannedNetwork(NetworkSource network, Start start, Optional<DataSource> data) {

  /**
   * What the options describe.
   *
   * @param what what needs a rule, for messages
   */
  public static PlannedNetwork of(
      NetworkOptions networkOptions,
      StartOptions.RuleOption ruleOption,
      StartOptions startOptions,
      DataOptions dataOptions,
      String what) {
    startOptions.requireEffect(
        networkOptions.network(), List.of(startOptions.unmultiplied(ruleOption.rule())), true);
    Start start = startOptions.start(ruleOption.rule()).requireRule(what);
    NetworkSource network = networkOptions.source();
    return new PlannedNetwork(
        network,
        start,
        network instanceof NetworkSource.Factory
            ? Optional.of(dataOptions.source(start.seed()))
            : Optional.empty());
  }
}
