// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where examples come from: a generated set by its name, a CSV file, or a folder of IDX files.
 *
 * @param source the name of a generated set, or a path
 * @param label the label column of a CSV file; null for the last
 * @param validation the share to validate with, unless the source has validation files of its own
 * @param raw whether features stay as they are instead of being standardized
 * @param examples the number of examples of a generated set; 0 for its default
 * @param noise the noise of a generated set of points; NaN for its default
 * @param size height and width of generated digits in pixels; 0 for the default
 * @param seed the seed of generated sets and of the split
 */
public record DataSource(
    String source,
    String label,
    double validation,
    boolean raw,
    int examples,
    double noise,
    int size,
    long seed) {

  private static final int DIGITS = 5000;
  private static final int POINTS = 1000;
  private static final double POINTS_NOISE = 0.05;
  private static final int PIXELS = 8;

  /** A generated set. */
  @FunctionalInterface
  private interface Generator {
    Examples generate(DataSource source);
  }

  private static final Map<String, Generator> GENERATED = new LinkedHashMap<>();

  static {
    GENERATED.put("digits", s -> Digits.draw(s.count(DIGITS), s.pixels(), s.seed));
    GENERATED.put("circles", s -> Generated.circles(s.count(POINTS), s.spread(), s.seed));
    GENERATED.put("moons", s -> Generated.moons(s.count(POINTS), s.spread(), s.seed));
    GENERATED.put("spirals", s -> Generated.spirals(s.count(POINTS), s.spread(), s.seed));
    GENERATED.put("noise", s -> Generated.noise(s.count(POINTS), s.seed));
  }

  /** A source with every choice at its default. */
  public static DataSource of(String source) {
    return new DataSource(source, null, 0.2, false, 0, Double.NaN, 0, 0);
  }

  /** The names of the generated sets. */
  public static Iterable<String> generated() {
    return GENERATED.keySet();
  }

  /**
   * Reads or generates the examples, splits and standardizes them.
   *
   * @throws IllegalArgumentException if there is no such source, or it is not what it should be
   */
  public Split read() {
    Generator generator = GENERATED.get(source);
    Split split;
    if (generator != null) {
      split = Split.of(generator.generate(this), validation, seed);
    } else {
      Path path = path();
      if (Files.isDirectory(path)) {
        Examples training = IdxFiles.training(path);
        Optional<Examples> validating = IdxFiles.validation(path);
        split =
            validating.isPresent()
                ? matching(training, validating.get())
                : Split.of(training, validation, seed);
      } else {
        split = Split.of(CsvTable.read(path, label), validation, seed);
      }
    }
    return raw ? split : split.standardized();
  }

  private Path path() {
    try {
      Path path = Path.of(source);
      if (Files.exists(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      // the message below says what is known
    }
    throw new IllegalArgumentException(
        "there is no data '%s'; name a CSV file, a folder of IDX files, or one of %s"
            .formatted(source, String.join(", ", GENERATED.keySet())));
  }

  private static Split matching(Examples training, Examples validation) {
    if (!training.shape().equals(validation.shape())) {
      throw new IllegalArgumentException(
          "training and validation images must have one shape: %s and %s"
              .formatted(training.shape(), validation.shape()));
    }
    if (validation.classes() > training.classes()) {
      throw new IllegalArgumentException(
          "every class must be trained on: the training files have %d classes, the validation files %d"
              .formatted(training.classes(), validation.classes()));
    }
    return new Split(
        training,
        new Examples(
            validation.name(),
            validation.shape(),
            validation.features(),
            validation.labels(),
            training.classNames()));
  }

  private int count(int otherwise) {
    return examples == 0 ? otherwise : examples;
  }

  private int pixels() {
    return size == 0 ? PIXELS : size;
  }

  private double spread() {
    return Double.isNaN(noise) ? POINTS_NOISE : noise;
  }
}
