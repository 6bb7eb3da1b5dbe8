// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

/**
 * What is wrong with a tensor.
 *
 * @param tensor its name
 * @param cause the kind of fault, a word that stays the same across versions
 * @param what the fault in words, with the numbers
 * @param file the file that the tensor is in; empty if there is only one
 */
public record Finding(String tensor, Cause cause, String what, String file) {

  Finding(String tensor, Cause cause, String what) {
    this(tensor, cause, what, "");
  }

  /** The finding in one of several files. */
  Finding in(String name) {
    return new Finding(tensor, cause, what, name);
  }

  /** The kinds of faults. */
  public enum Cause {
    /** Values that are NaN or infinite. */
    NOT_FINITE,
    /** Zeros where the rule draws. */
    NEVER_WRITTEN,
    /** One value where the rule draws. */
    CONSTANT,
    /** Other values where the rule has one. */
    NOT_THE_CONSTANT,
    /** Values of one sign only where the rule draws both. */
    ONE_SIDED,
    /** Many values that equal the least or the greatest. */
    PILED_ON_A_BOUND,
    /** Rows of zeros. */
    DEAD_ROWS,
    /** The bytes of another tensor. */
    COPY,
    /** The default of the framework, never initialized again. */
    FRAMEWORK_DEFAULT,
    /** A fan read off a shard: the standard deviation is √2, 2, √8, … times too large. */
    FAN_OF_A_SHARD,
    /** A standard deviation and the bound of a uniform distribution confused. */
    BOUND_FOR_STD,
    /** A truncated normal whose variance was not corrected for the truncation. */
    TRUNCATION_NOT_CORRECTED,
    /** Another standard deviation. */
    STD,
    /** Another mean. */
    MEAN,
    /** Another shape of the distribution. */
    DISTRIBUTION,
    /** A file of a set of shards that is not there; the tensor is the name of the file. */
    MISSING_SHARD,
    /** A file beside a set of shards that is none of them; the tensor is the name of the file. */
    UNNEEDED_SHARD,
    /** A value that is not that of the stream in the metadata. */
    NOT_THE_STREAM;

    /** The name in lower case with hyphens. */
    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }
}
