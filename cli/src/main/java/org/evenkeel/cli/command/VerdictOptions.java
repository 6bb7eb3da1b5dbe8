// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import org.evenkeel.cli.terminal.ExitCode;
import org.evenkeel.signal.Verdict;
import picocli.CommandLine.Option;

/** The option of the commands whose exit code tells a verdict. */
final class VerdictOptions {

  @Option(
      names = "--strict",
      description = "Exit code 3 also if the network would train, but slowly.")
  private boolean strict;

  /** The exit code of a verdict. */
  int exitCode(Verdict verdict) {
    return switch (verdict.state()) {
      case HEALTHY -> 0;
      case SLOW -> strict ? ExitCode.NOT_HEALTHY : 0;
      case UNKNOWN -> ExitCode.UNKNOWN;
      default -> ExitCode.NOT_HEALTHY;
    };
  }
}
