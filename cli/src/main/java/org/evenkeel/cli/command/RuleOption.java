// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import picocli.CommandLine.Option;

/** The option that selects the rule of the initial weights. */
final class RuleOption {

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      defaultValue = "auto",
      description =
          "The rule of the initial weights: auto, he, lecun, glorot, orthogonal, zeros, 2/n, he*4, …;"
              + " data for auto, then corrected by one batch; djl for the model's own defaults. Default: ${DEFAULT-VALUE}.")
  private String rule;

  String rule() {
    return rule;
  }
}
