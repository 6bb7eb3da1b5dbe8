// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.evenkeel.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * A source of labelled examples: a generated set, a text, a CSV file, NumPy arrays, or a folder of
 * IDX files or of images, with the options of reading it.
 *
 * <p>The name of a generated set takes precedence over a file of that name; {@code ./digits} is the
 * file.
 *
 * @param source the name of a generated set, {@code text:} and the path of a text, or a path
 * @param label the label column of a CSV file, its name or its number from 1; null for the last
 * @param validation the share of validation examples, unless the source has a validation part
 * @param raw whether features are left as they are instead of being standardized
 * @param examples the number of examples to generate; null for the set's default
 * @param noise the standard deviation of the noise to generate; null for the set's default
 * @param pixels height and width of generated digits; null for 8
 * @param seed the seed of a generated set and of the split
 * @param reading the choices of reading a CSV file; null for {@link ReadingOptions#DEFAULT}
 * @param test the share of examples that are looked at once at the end; null for none
 */
public record DataSource(
    String source,
    @Nullable String label,
    double validation,
    boolean raw,
    @Nullable Integer examples,
    @Nullable Double noise,
    @Nullable Integer pixels,
    long seed,
    @Nullable ReadingOptions reading,
    @Nullable Double test) {

  /** The generated sets of token numbers, which are never standardized and have no noise. */
  private static final Set<String> SEQUENCES = Set.of("copy", "brackets", "sums");

  /** The usual share of validation examples. */
  private static final double DEFAULT_VALIDATION = 0.2;

  /** Makes the default choices of reading null, as studies of before they were store them. */
  public DataSource {
    reading = ReadingOptions.DEFAULT.equals(reading) ? null : reading;
  }

  /** A source without a test part. */
  public DataSource(
      String source,
      @Nullable String label,
      double validation,
      boolean raw,
      @Nullable Integer examples,
      @Nullable Double noise,
      @Nullable Integer pixels,
      long seed,
      @Nullable ReadingOptions reading) {
    this(source, label, validation, raw, examples, noise, pixels, seed, reading, null);
  }

  /** A source with the default choices of reading. */
  public DataSource(
      String source,
      @Nullable String label,
      double validation,
      boolean raw,
      @Nullable Integer examples,
      @Nullable Double noise,
      @Nullable Integer pixels,
      long seed) {
    this(source, label, validation, raw, examples, noise, pixels, seed, null);
  }

  /** The generator of a set, with defaults for the options that are null. */
  @FunctionalInterface
  private interface Generator {
    Examples generate(DataSource source, NoiseShape noise);
  }

  private static final Map<String, Generator> GENERATED = new LinkedHashMap<>();

  static {
    GENERATED.put(
        "digits",
        (s, n) -> Digits.draw(or(s.examples, 6000), or(s.pixels, 8), or(s.noise, 0.05), s.seed));
    GENERATED.put(
        "circles",
        (s, n) -> Generated.circles(or(s.examples, 1000), 0.8, or(s.noise, 0.05), s.seed));
    GENERATED.put(
        "moons", (s, n) -> Generated.moons(or(s.examples, 1000), or(s.noise, 0.1), s.seed));
    GENERATED.put(
        "spirals", (s, n) -> Generated.spirals(or(s.examples, 1000), 2, or(s.noise, 0.03), s.seed));
    GENERATED.put("noise", (s, n) -> n.draw(or(s.examples, n.usual()), s.seed));
    GENERATED.put("copy", (s, n) -> Sequences.copy(or(s.examples, 4000), s.seed));
    GENERATED.put("brackets", (s, n) -> Sequences.brackets(or(s.examples, 4000), s.seed));
    GENERATED.put("sums", (s, n) -> Sequences.sums(or(s.examples, 4000), s.seed));
  }

  /**
   * A source with default options: a fifth of the examples for validation, standardized, seed 0.
   *
   * @param source the name of a generated set, or a path
   */
  public static DataSource of(String source) {
    return new DataSource(source, null, DEFAULT_VALIDATION, false, null, null, null, 0);
  }

  /** The same source with another label column, given by its name or its number from 1. */
  public DataSource withLabel(String other) {
    return new DataSource(
        source, other, validation, raw, examples, noise, pixels, seed, reading, test);
  }

  /** The same source with another share of validation examples. */
  public DataSource withValidation(double other) {
    return new DataSource(source, label, other, raw, examples, noise, pixels, seed, reading, test);
  }

  /** The same source with features that are not standardized. */
  public DataSource withRawFeatures() {
    return new DataSource(
        source, label, validation, true, examples, noise, pixels, seed, reading, test);
  }

  /** The same generated set with another number of examples. */
  public DataSource withExamples(int other) {
    return new DataSource(
        source, label, validation, raw, other, noise, pixels, seed, reading, test);
  }

  /** The same generated set with noise of another standard deviation. */
  public DataSource withNoise(double other) {
    return new DataSource(
        source, label, validation, raw, examples, other, pixels, seed, reading, test);
  }

  /** The same generated digits with another height and width. */
  public DataSource withPixels(int other) {
    return new DataSource(
        source, label, validation, raw, examples, noise, other, seed, reading, test);
  }

  /** The same source with another seed. */
  public DataSource withSeed(long other) {
    return new DataSource(
        source, label, validation, raw, examples, noise, pixels, other, reading, test);
  }

  /** The same source with other choices of reading a CSV file. */
  public DataSource withReading(ReadingOptions other) {
    return new DataSource(
        source, label, validation, raw, examples, noise, pixels, seed, other, test);
  }

  /** The same options of reading, from another generated set or path. */
  public DataSource withSource(String other) {
    return new DataSource(
        other, label, validation, raw, examples, noise, pixels, seed, reading, test);
  }

  /** The same source with a share of examples that are looked at once at the end. */
  public DataSource withTest(double share) {
    return new DataSource(
        source, label, validation, raw, examples, noise, pixels, seed, reading, share);
  }

  /** The same source by its absolute path, which is the same in any folder. */
  public DataSource absolute() {
    Optional<TextFile> text = TextFile.of(source);
    if (text.isPresent()) {
      return text.flatMap(TextFile::file)
          .map(file -> withSource(text.get().source(file.toAbsolutePath().normalize().toString())))
          .orElse(this);
    }
    Optional<Path> path = isGenerated() ? Optional.empty() : possible();
    return path.map(p -> withSource(p.toAbsolutePath().normalize().toString())).orElse(this);
  }

  /** The names of the generated sets. */
  public static List<String> generated() {
    return List.copyOf(GENERATED.keySet());
  }

  /** Whether the source is a generated set. */
  public boolean isGenerated() {
    return GENERATED.containsKey(source);
  }

  /** Whether the source has sequences of token numbers: a generated set of them, or a text. */
  public boolean isSequences() {
    return SEQUENCES.contains(source) || isText();
  }

  /** Whether the source is a text whose characters are told. */
  public boolean isText() {
    return TextFile.is(source);
  }

  /** The file of a text; empty for other sources, and if its path cannot be one. */
  public Optional<Path> textFile() {
    return TextFile.of(source).flatMap(TextFile::file);
  }

  /** Whether features are standardized. */
  private boolean standardizes(NoiseShape noise) {
    return !raw && !isSequences() && noise.vocabulary() == 0;
  }

  /** Whether the source is a file that is read as a table. */
  public boolean isTable() {
    Optional<Path> path = isGenerated() ? Optional.empty() : possible();
    return path.filter(Files::isRegularFile).filter(file -> !NpzFile.is(file)).isPresent();
  }

  /** Whether the source may have numbers to be told: it is a table or an archive of arrays. */
  public boolean hasNumbers() {
    Optional<Path> path = isGenerated() ? Optional.empty() : possible();
    return path.filter(Files::isRegularFile).isPresent();
  }

  /** Whether the source has validation examples of its own, so that none are split off. */
  public boolean hasValidationPart() {
    Optional<Path> path = isGenerated() ? Optional.empty() : possible();
    if (path.filter(Files::isRegularFile).isPresent()) {
      return path.filter(NpzFile::is).filter(file -> new NpzFile(file).hasValidation()).isPresent();
    }
    return path.map(DataSource::folder).filter(Folder::hasValidation).isPresent();
  }

  /**
   * Generates or reads the examples, splits them, and standardizes both parts.
   *
   * @throws IllegalArgumentException if there is no such source, its content is not valid, or an
   *     option does not apply to it
   */
  public Split read() {
    return open().split();
  }

  /**
   * The examples as {@link #read} returns them, with what was noticed on the way.
   *
   * @throws IllegalArgumentException as for {@link #read}; its message is one line of at most 300
   *     characters, whatever the file holds
   */
  public Reading open() {
    return open(() -> NoiseShape.DEFAULT);
  }

  /**
   * The same as {@link #open()}, but noise has another shape.
   *
   * @param shape what an example of noise consists of; asked for noise alone
   * @throws IllegalArgumentException as for {@link #read}
   */
  public Reading open(Supplier<NoiseShape> shape) {
    NoiseShape noise = source.equals("noise") ? shape.get() : NoiseShape.DEFAULT;
    Reading.Found found;
    try {
      found =
          isGenerated()
              ? new Reading.Found(generate(noise), null, List.of("generated, seed " + seed))
              : readPath();
    } catch (IllegalArgumentException e) {
      String line = OneLine.of(e.getMessage());
      throw line.equals(e.getMessage()) ? e : new IllegalArgumentException(line, e);
    }
    boolean published = found.validation() != null;
    Examples training = found.training();
    Examples held = null;
    if (test != null) {
      if (!(test > 0 && test < 1)) {
        throw new IllegalArgumentException(
            "the share of examples to test once must be above 0 and below 1: %s; 0.2 is usual"
                .formatted(test));
      }
      Split parts = Split.of(training, test, ~seed);
      training = parts.training();
      held = parts.validation();
    }
    Split two =
        published ? new Split(training, found.validation()) : Split.of(training, validation, seed);
    Split split = new Split(two.training(), two.validation(), held);
    split = split.withoutMissing();
    return new Reading(
        standardizes(noise) ? split.standardized() : split,
        !isGenerated(),
        found.notes(),
        standardizes(noise),
        published);
  }

  private Examples generate(NoiseShape shape) {
    refuse(label != null, "a label column");
    refuse(pixels != null && !source.equals("digits"), "a size in pixels");
    refuse(noise != null && (source.equals("noise") || isSequences()), "a noise level");
    refuse(raw && isSequences(), "a choice of raw features, which token numbers always are,");
    refuse(reading != null, "a delimiter, an answer to missing values or a categorical column");
    return GENERATED.get(source).generate(this, shape);
  }

  private Reading.Found readPath() {
    refuse(examples != null, "a number of examples");
    refuse(noise != null, "a noise level");
    refuse(pixels != null, "a size in pixels");
    if (isTable()) {
      return CsvFile.read(
          possible().orElseThrow(), label, reading == null ? ReadingOptions.DEFAULT : reading);
    }
    Optional<TextFile> text = TextFile.of(source);
    if (text.isEmpty() && possible().isEmpty()) {
      throw unknown();
    }
    refuse(label != null, "a label column");
    boolean targets = reading != null && reading.isRegression();
    refuse(
        reading != null && !ReadingOptions.DEFAULT.equals(targets ? reading.ofClasses() : reading),
        "a delimiter, an answer to missing values or a categorical column");
    if (text.isPresent()) {
      refuse(targets, "a choice of numbers to be told");
      refuse(raw, "a choice of raw features, which token numbers always are,");
      return text.get().read(seed);
    }
    Path path = possible().orElseThrow();
    Folder folder = Files.isRegularFile(path) ? null : folder(path);
    if (folder == null && !Files.isRegularFile(path)) {
      throw unknown();
    }
    if (folder != null && targets) {
      throw new IllegalArgumentException(
          "numbers to be told come from a table or from arrays: %s has a class for each image; omit --regression, or save x and y with numpy.savez"
              .formatted(source));
    }
    Reading.Found found =
        folder != null
            ? folder.read()
            : targets ? new NpzFile(path).readTargets() : new NpzFile(path).read();
    refuse(
        found.validation() != null && validation != DEFAULT_VALIDATION,
        "a share of validation examples, beside its test files,");
    return found;
  }

  private void refuse(boolean given, String option) {
    if (given) {
      throw new IllegalArgumentException(
          "%s does not apply to source %s; omit it".formatted(option, source));
    }
  }

  /** A folder of examples, or a set of one. */
  sealed interface Folder permits IdxFolder, ImageFolder {

    /** The examples. */
    Reading.Found read();

    /** Whether it has validation examples of its own. */
    boolean hasValidation();
  }

  private static @Nullable Folder folder(Path path) {
    if (!Files.isDirectory(path)) {
      return Files.exists(path) ? null : IdxFolder.ofSet(path).orElse(null);
    }
    ImageFolder images = new ImageFolder(path);
    IdxFolder folder = new IdxFolder(path, "");
    return folder.any() || !images.any() ? folder : images;
  }

  /** The source as a path; empty if it cannot be one. */
  private Optional<Path> possible() {
    try {
      return source.isEmpty() || isText() ? Optional.empty() : Optional.of(Path.of(source));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private IllegalArgumentException unknown() {
    return new IllegalArgumentException(
        "data must be one of %s, text:FILE, a CSV or NPZ file, or a folder of IDX files or images: there is no '%s'; check the spelling"
            .formatted(String.join(", ", GENERATED.keySet()), source));
  }

  private static <T> T or(@Nullable T given, T usual) {
    return given == null ? usual : given;
  }
}
