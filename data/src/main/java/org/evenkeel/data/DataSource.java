// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where examples come from, by name: a generated set, a CSV file, or a folder of IDX files.
 *
 * <p>The name of a generated set comes before a file of that name; {@code ./digits} is the file.
 *
 * @param source the name of a generated set, or a path
 * @param label the label column of a CSV file, by its name or its number from 1; null for the last
 * @param validation the share to validate with, unless the source has a validation part of its own
 * @param raw whether features stay as they are instead of being standardized
 * @param examples the number of examples to generate; null for the set's usual number
 * @param noise the standard deviation of noise to generate with; null for the set's usual noise
 * @param pixels height and width of generated digits; null for 8
 * @param seed the seed of a generated set and of the split
 */
public record DataSource(
    String source,
    String label,
    double validation,
    boolean raw,
    Integer examples,
    Double noise,
    Integer pixels,
    long seed) {

  /** Makes a generated set from the choices made and their defaults. */
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

  /** A source with every choice at its default: a fifth to validate with, standardized, seed 0. */
  public static DataSource of(String source) {
    return new DataSource(source, null, 0.2, false, null, null, null, 0);
  }

  /** The names of the generated sets. */
  public static List<String> generated() {
    return List.copyOf(GENERATED.keySet());
  }

  /**
   * Generates or reads the examples, splits them, and standardizes both parts.
   *
   * @throws IllegalArgumentException if there is no such source, it does not hold what it should,
   *     or a choice does not apply to it
   */
  public Split read() {
    Split split = GENERATED.containsKey(source) ? generate() : readPath();
    return raw ? split : split.standardized();
  }

  private Split generate() {
    refuse(label != null, "a label column");
    refuse(pixels != null && !source.equals("digits"), "a size in pixels");
    refuse(noise != null && source.equals("noise"), "another noise");
    return Split.of(GENERATED.get(source).generate(this), validation, seed);
  }

  private Split readPath() {
    Path path = existing();
    refuse(examples != null, "a number of examples");
    refuse(noise != null, "noise");
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

  private void refuse(boolean given, String choice) {
    if (given) {
      throw new IllegalArgumentException(
          "%s cannot be chosen for this source: %s; leave it out".formatted(choice, source));
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

  private static <T> T or(T chosen, T usual) {
    return chosen == null ? usual : chosen;
  }
}
