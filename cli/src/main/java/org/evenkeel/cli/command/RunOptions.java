// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import org.evenkeel.data.Split;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.init.Start;
import picocli.CommandLine.Mixin;

/** The options that say one training run in full: rule, network, data, start and training. */
final class RunOptions {

  @Mixin private RuleOption ruleOption;
  @Mixin private NetworkOptions networkOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private StartOptions startOptions;
  @Mixin private TrainingOptions trainingOptions;

  /** How the network is started. */
  Start start() {
    return startOptions.start(ruleOption.rule());
  }

  /** How it is trained. */
  TrainingSettings settings() {
    return trainingOptions.settings(seed());
  }

  long seed() {
    return startOptions.seed();
  }

  /** The examples, once the options of the network are known to be right. */
  Split data() {
    networkOptions.check();
    return dataOptions.read(seed());
  }

  Subject subject(Split data) {
    return networkOptions.subject(data.training());
  }
}
