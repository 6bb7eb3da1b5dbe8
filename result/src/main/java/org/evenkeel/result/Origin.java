// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

/**
 * Where a result comes from.
 *
 * @param command the command that gives it again, as it is typed; null if it was no command
 * @param version the version of Evenkeel; null if it is not known
 * @param seed the seed; null if nothing was drawn by one
 * @param network the network in words; null if there is none
 * @param data the data in words; null if there are none
 * @param training how it was trained, in words; null if it was not
 */
public record Origin(
    String command, String version, Long seed, String network, String data, String training) {

  /** Nothing is known of it. */
  public static final Origin UNKNOWN = new Origin(null, null, null, null, null, null);
}
