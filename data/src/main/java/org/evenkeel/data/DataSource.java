// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A source of labelled examples: a generated set, a CSV file, or a folder of IDX files, with the
 * options of reading it.
 *
 * <p>The name of a generated set takes precedence over a file of that name; {@code ./digits} is the
 * file.
 *
 * @param source the name of a generated set, or a path
 * @param label the label column of a CSV file, its name or its number from 1; null for the last
 * @param validation the share of validation examples, unless the source has a validation part
 * @param raw whether features are left as they are instead of being standardized
 * @param examples the number of examples to generate; null for the set's default
 * @param noise the standard deviation of the noise to generate; null for the set's default
 * @param pixels height and width of generated digits; null for 8
 * @param seed the seed of a generated set and of the split
 */
public record DataSource(
    String source,
    @Nullable String label,
    double validation,
    boolean raw,
    @Nullable Integer examples,
    @Nullable Double noise,
    @Nullable Integer pixels,
    long seed) {

  /** The generator of a set, with defaults for the options that are null. */
  @FunctionalInterface
  private interface Generator {
    Examples generate(DataSource source);
  }

  private static final Map<String, Generator> GENERATED = new LinkedHashMap<>();

  static {
    GENERATED.put(
        "digits",
        s -> Digits.draw(or(s.examples, 6000), or(s.pixels, 8), or(s.noise, 0.05), s.seed));
    GENERATED.put(
        "circles", s -> Generated.circles(or(s.examples, 1000), 0.8, or(s.noise, 0.05), s.seed));
    GENERATED.put("moons", s -> Generated.moons(or(s.examples, 1000), or(s.noise, 0.1), s.seed));
    GENERATED.put(
        "spirals", s -> Generated.spirals(or(s.examples, 1000), 2, or(s.noise, 0.03), s.seed));
    GENERATED.put("noise", s -> Generated.noise(or(s.examples, 2000), 64, 10, s.seed));
  }

  /**
   * A source with default options: a fifth of the examples for validation, standardized, seed 0.
   *
   * @param source the name of a generated set, or a path
   */
  public static DataSource of(String source) {
    return new DataSource(source, null, 0.2, false, null, null, null, 0);
  }

  /** The same source with another label column, given by its name or its number from 1. */
  public DataSource withLabel(String other) {
    return new DataSource(source, other, validation, raw, examples, noise, pixels, seed);
  }

  /** The same source with another share of validation examples. */
  public DataSource withValidation(double other) {
    return new DataSource(source, label, other, raw, examples, noise, pixels, seed);
  }

  /** The same source with features that are not standardized. */
  public DataSource withRawFeatures() {
    return new DataSource(source, label, validation, true, examples, noise, pixels, seed);
  }

  /** The same generated set with another number of examples. */
  public DataSource withExamples(int other) {
    return new DataSource(source, label, validation, raw, other, noise, pixels, seed);
  }

  /** The same generated set with noise of another standard deviation. */
  public DataSource withNoise(double other) {
    return new DataSource(source, label, validation, raw, examples, other, pixels, seed);
  }

  /** The same generated digits with another height and width. */
  public DataSource withPixels(int other) {
    return new DataSource(source, label, validation, raw, examples, noise, other, seed);
  }

  /** The same source with another seed. */
  public DataSource withSeed(long other) {
    return new DataSource(source, label, validation, raw, examples, noise, pixels, other);
  }

  /** The names of the generated sets. */
  public static List<String> generated() {
    return List.copyOf(GENERATED.keySet());
  }

  /** Whether the source brings validation examples of its own, so that none are split off. */
  public boolean hasValidationPart() {
    return !GENERATED.containsKey(source) && hasTestFiles();
  }

  private boolean hasTestFiles() {
    try {
      return Files.isDirectory(Path.of(source)) && new IdxFolder(Path.of(source)).hasValidation();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * Generates or reads the examples, splits them, and standardizes both parts.
   *
   * @throws IllegalArgumentException if there is no such source, its content is not valid, or an
   *     option does not apply to it
   */
  public Split read() {
    Split split = GENERATED.containsKey(source) ? generate() : readPath();
    return raw ? split : split.standardized();
  }

  private Split generate() {
    refuse(label != null, "a label column");
    refuse(pixels != null && !source.equals("digits"), "a size in pixels");
    refuse(noise != null && source.equals("noise"), "a noise level");
    return Split.of(GENERATED.get(source).generate(this), validation, seed);
  }

  private Split readPath() {
    Path path = existing();
    refuse(examples != null, "a number of examples");
    refuse(noise != null, "a noise level");
    refuse(pixels != null, "a size in pixels");
    if (!Files.isDirectory(path)) {
      return Split.of(CsvFile.read(path, label), validation, seed);
    }
    refuse(label != null, "a label column");
    IdxFolder folder = new IdxFolder(path);
    Examples training = folder.training();
    return folder
        .validation(training)
        .map(validating -> new Split(training, validating))
        .orElseGet(() -> Split.of(training, validation, seed));
  }

  private void refuse(boolean given, String option) {
    if (given) {
      throw new IllegalArgumentException(
          "%s does not apply to source %s; omit it".formatted(option, source));
    }
  }

  private Path existing() {
    try {
      Path path = Path.of(source);
      if (!source.isEmpty() && Files.exists(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      // Not a path, so not a file either.
    }
    throw new IllegalArgumentException(
        "data must be one of %s, a CSV file or a folder of IDX files: there is no '%s'; check the spelling"
            .formatted(String.join(", ", GENERATED.keySet()), source));
  }

  private static <T> T or(@Nullable T given, T usual) {
    return given == null ? usual : given;
  }
}
