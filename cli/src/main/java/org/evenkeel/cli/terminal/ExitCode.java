// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

/** The exit codes of the command. */
public final class ExitCode {

  /** The run itself failed. */
  public static final int FAILED = 1;

  /** An option or an input file is wrong. */
  public static final int BAD_INPUT = 2;

  /** Done, but the verdict is not healthy. */
  public static final int NOT_HEALTHY = 3;

  /** Done, but the verdict is unknown. */
  public static final int UNKNOWN = 4;

  /** Interrupted; what is known is on disk. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
