// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.util.Objects;
import java.util.stream.Stream;
import org.evenkeel.data.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that describe the examples. */
final class DataOptions {

  @Option(
      names = "--data",
      paramLabel = "SOURCE",
      description =
          "digits, circles, moons, spirals or noise, which are generated; a CSV file; or a folder of"
              + " IDX files such as MNIST's. Default: digits.")
  private @Nullable String data;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "The CSV column with the class, by name or number from 1. Default: the last.")
  private @Nullable String label;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      description = "The share of examples to validate with. Default: 0.2.")
  private @Nullable Double validation;

  @Option(
      names = "--raw",
      description = "Take the features as they are, instead of with mean 0 and variance 1.")
  private boolean raw;

  @Option(
      names = "--examples",
      paramLabel = "N",
      description =
          "How many examples to generate. Default: 6000 digits, 1000 points, 2000 of noise.")
  private @Nullable Integer examples;

  @Option(
      names = "--noise",
      paramLabel = "STD",
      description = "Noise of generated points or pixels. Default: 0.05; moons 0.1, spirals 0.03.")
  private @Nullable Double noise;

  @Option(
      names = "--pixels",
      paramLabel = "N",
      description = "Height and width of generated digits. Default: 8.")
  private @Nullable Integer pixels;

  /** Whether one of the options is given. */
  boolean given() {
    return raw
        || Stream.of(data, label, validation, examples, noise, pixels).anyMatch(Objects::nonNull);
  }

  /** The examples that the options describe. */
  DataSource source(long seed) {
    return new DataSource(
        data == null ? "digits" : data,
        label,
        validation == null ? 0.2 : validation,
        raw,
        examples,
        noise,
        pixels,
        seed);
  }
}
