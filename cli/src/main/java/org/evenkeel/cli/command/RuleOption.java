// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import picocli.CommandLine.Option;

/** The option that says by which rule first weights are drawn. */
final class RuleOption {

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      defaultValue = "auto",
      description =
          "The rule of the first weights: auto, he, lecun, glorot, orthogonal, zeros, 2/n, he*4, …;"
              + " data for auto, then corrected by one batch; djl for the model's own defaults. Default: ${DEFAULT-VALUE}.")
  private String rule;

  String rule() {
    return rule;
  }
}
