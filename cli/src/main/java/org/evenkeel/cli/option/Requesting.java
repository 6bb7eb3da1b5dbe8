// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.option;

/** A command that turns its options into one typed request before it does anything. */
public interface Requesting {

  /**
   * All that a run of the command depends on. Nothing is computed, loaded or written, so that two
   * command lines can be compared by what they ask for.
   *
   * @throws IllegalArgumentException if a value of an option is refused
   */
  Record request();
}
