// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import org.jspecify.annotations.Nullable;

/**
 * The origin of a result.
 *
 * @param command the command that reproduces it; null if it was not made by a command
 * @param version the version of Evenkeel; null if unknown
 * @param seed the seed; null if nothing was drawn
 * @param network the network in words; null if there is none
 * @param data the data in words; null if there were none
 * @param read what was noticed when the data were read from files, in one line; null if they were
 *     not
 * @param training the training settings in words; null if it was not trained
 * @param remark what no longer holds of its data, in one line; null if nothing is known against
 *     them
 */
public record Origin(
    @Nullable String command,
    @Nullable String version,
    @Nullable Long seed,
    @Nullable String network,
    @Nullable String data,
    @Nullable String read,
    @Nullable String training,
    @Nullable String remark) {

  /** An origin whose data are as they were. */
  public Origin(
      @Nullable String command,
      @Nullable String version,
      @Nullable Long seed,
      @Nullable String network,
      @Nullable String data,
      @Nullable String read,
      @Nullable String training) {
    this(command, version, seed, network, data, read, training, null);
  }

  /** An unknown origin. */
  public static final Origin UNKNOWN = new Origin(null, null, null, null, null, null, null);

  /** The same origin with the settings of the training in words. */
  public Origin withTraining(String other) {
    return new Origin(command, version, seed, network, data, read, other, remark);
  }

  /** The same origin with the command that gives the result again. */
  public Origin withCommand(String other) {
    return new Origin(other, version, seed, network, data, read, training, remark);
  }

  /** The same origin with what was noticed when the data were read from files. */
  public Origin withRead(@Nullable String other) {
    return new Origin(command, version, seed, network, data, other, training, remark);
  }

  /** The same origin with what no longer holds of its data. */
  public Origin withRemark(@Nullable String other) {
    return new Origin(command, version, seed, network, data, read, training, other);
  }
}
