// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.ReadingOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that describe the examples. */
public final class DataOptions {

  @Option(
      names = "--data",
      paramLabel = "SOURCE",
      description =
          "digits, circles, moons, spirals, noise in the shape that the network takes, or the sequences of tokens copy, brackets and sums,"
              + " which are generated; text:FILE for the next character of a text, or text(length=64,masked=0.15):FILE for hidden ones; a CSV or NPZ file; or a folder of IDX files such as MNIST's, or of a folder of images for each class."
              + " Default: digits.")
  private @Nullable String data;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "The CSV column with the class, by name or number from 1. Default: the last.")
  private @Nullable String label;

  @Option(
      names = "--delimiter",
      paramLabel = "CHARACTER",
      description =
          "What separates the cells of a CSV file: a character, tab or space. Default: detected.")
  private @Nullable String delimiter;

  @Option(
      names = "--missing",
      paramLabel = "error|drop|mean",
      description =
          "What is done about empty cells, NA and the like in a CSV file: drop leaves their rows out,"
              + " mean takes a column's mean over the training examples. Default: error.")
  private ReadingOptions.@Nullable Missing missing;

  @Option(
      names = "--categorical",
      paramLabel = "COLUMNS",
      description =
          "CSV columns of text, by name or number from 1, separated by commas: each becomes one"
              + " feature of 0 or 1 for each of its values.")
  private @Nullable String categorical;

  @Option(
      names = "--regression",
      description =
          "The label column has numbers to be told, instead of classes; with mean 0 and variance 1"
              + " unless --raw. The loss is the squared error.")
  private boolean regression;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      description = "The share of examples to validate with. Default: 0.2.")
  private @Nullable Double validation;

  @Option(
      names = "--test",
      paramLabel = "SHARE",
      description =
          "The share of examples to look at once: by the winner of tune, and at the best epoch of a"
              + " training. Default: none.")
  private @Nullable Double test;

  @Option(
      names = "--raw",
      description = "Take the features as they are, instead of with mean 0 and variance 1.")
  private boolean raw;

  @Option(
      names = "--examples",
      paramLabel = "N",
      description =
          "How many examples to generate. Default: 6000 digits, 1000 points, 2000 of noise or fewer large ones, 4000 sequences.")
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
        || regression
        || Stream.of(
                data,
                label,
                delimiter,
                missing,
                categorical,
                validation,
                test,
                examples,
                noise,
                pixels)
            .anyMatch(Objects::nonNull);
  }

  /** The examples that the options describe. */
  public DataSource source(long seed) {
    return new DataSource(
        data == null ? "digits" : data,
        label,
        validation == null ? 0.2 : validation,
        raw,
        examples,
        noise,
        pixels,
        seed,
        new ReadingOptions(
            delimiter,
            missing == null ? ReadingOptions.Missing.ERROR : missing,
            categorical == null ? List.of() : List.of(categorical.split(",", -1)),
            regression),
        test);
  }
}
