// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.evenkeel.data.format.InputFile;
import org.evenkeel.data.format.NpyArray;
import org.evenkeel.text.OneLine;

/**
 * An archive of NumPy arrays: {@code x} and {@code y}, or {@code x_train}, {@code y_train} and
 * optionally {@code x_test}, {@code y_test} as in Keras' mnist.npz.
 *
 * <p>Bytes 0–255 become 0–1. Images with their channels last get them first.
 */
record NpzFile(Path file) {

  private static final List<String> FEATURES = List.of("x", "images", "data", "arr_0");
  private static final List<String> LABELS = List.of("y", "labels", "target", "arr_1");
  private static final int MOST_CLASSES = 1000;

  /** Whether a zip archive is of arrays. */
  static boolean is(Path file) {
    try {
      if (InputFile.Form.of(file) != InputFile.Form.ZIP) {
        return false;
      }
      try (ZipFile zip = InputFile.archive(file)) {
        return InputFile.files(zip).stream().anyMatch(e -> e.getName().endsWith(".npy"));
      }
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  /**
   * The examples, with numbers to be told instead of classes.
   *
   * @throws IllegalArgumentException as by {@link #read()}
   */
  Reading.Found readTargets() {
    try (ZipFile zip = InputFile.archive(file)) {
      Map<String, ZipEntry> arrays = arrays(zip);
      boolean parted = find(arrays, FEATURES, "train").isPresent();
      Optional<String> test = validating(arrays);
      return new Reading.Found(
          targets(zip, arrays, parted ? "train" : ""),
          test.isEmpty() ? null : targets(zip, arrays, test.get()),
          List.of());
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  private Examples targets(ZipFile zip, Map<String, ZipEntry> arrays, String part)
      throws IOException {
    NpyArray features = array(zip, arrays, FEATURES, part);
    NpyArray numbers = array(zip, arrays, LABELS, part);
    if (numbers.kind() == 'U') {
      throw new IllegalArgumentException(
          "targets must be numbers: the labels of %s are text; omit --regression, or save numbers"
              .formatted(file));
    }
    Examples read = examples(features, numbers, new int[numbers.count()], List.of("y", "none"));
    float[] targets = new float[numbers.count()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = (float) numbers.number(i);
    }
    return Examples.withTargets(read.name(), read.shape(), read.features(), targets, "y");
  }

  /**
   * The examples.
   *
   * @throws IllegalArgumentException if arrays are missing, do not fit together, or have other
   *     types
   */
  Reading.Found read() {
    try (ZipFile zip = InputFile.archive(file)) {
      Map<String, ZipEntry> arrays = arrays(zip);
      boolean parted = find(arrays, FEATURES, "train").isPresent();
      NpyArray features = array(zip, arrays, FEATURES, parted ? "train" : "");
      NpyArray labels = array(zip, arrays, LABELS, parted ? "train" : "");
      CsvClasses classes = classes(labels);
      classes.require(file, "y");
      Examples training = examples(features, labels, classes.labels(), classes.names());
      List<String> notes = new ArrayList<>();
      if (features.isBytes()) {
        notes.add("bytes as 0–1");
      }
      Optional<String> test = validating(arrays);
      return new Reading.Found(
          training, test.isEmpty() ? null : test(zip, arrays, test.get(), classes.names()), notes);
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  /** Whether it has arrays of validation examples. */
  boolean hasValidation() {
    try (ZipFile zip = InputFile.archive(file)) {
      return validating(arrays(zip)).isPresent();
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  /** The arrays by their names. */
  private static Map<String, ZipEntry> arrays(ZipFile zip) {
    Map<String, ZipEntry> arrays = new HashMap<>();
    for (ZipEntry entry : InputFile.files(zip)) {
      arrays.put(entry.getName().replaceFirst("\\.npy$", "").toLowerCase(Locale.ROOT), entry);
    }
    return arrays;
  }

  private static Optional<String> validating(Map<String, ZipEntry> arrays) {
    return find(arrays, FEATURES, "train").isEmpty()
        ? Optional.empty()
        : Stream.of("test", "val")
            .filter(part -> find(arrays, FEATURES, part).isPresent())
            .findFirst();
  }

  private Examples test(
      ZipFile zip, Map<String, ZipEntry> arrays, String part, List<String> classNames)
      throws IOException {
    NpyArray features = array(zip, arrays, FEATURES, part);
    NpyArray labels = array(zip, arrays, LABELS, part);
    Map<String, Integer> known = new HashMap<>();
    classNames.forEach(name -> known.put(name, known.size()));
    int[] numbers = new int[labels.count()];
    for (int i = 0; i < numbers.length; i++) {
      Integer number = known.get(labels.label(i));
      if (number == null) {
        throw new IllegalArgumentException(
            "every class must be trained on: %s has the label '%s' in the %s part only; take arrays that belong together"
                .formatted(file, OneLine.beginning(labels.label(i)), part));
      }
      numbers[i] = number;
    }
    return examples(features, labels, numbers, classNames);
  }

  private CsvClasses classes(NpyArray labels) {
    Map<String, Integer> found = new HashMap<>();
    int[] numbers = new int[labels.count()];
    for (int i = 0; i < numbers.length; i++) {
      String label = labels.label(i);
      numbers[i] = found.computeIfAbsent(label, one -> found.size());
      if (found.size() > MOST_CLASSES || CsvColumns.isMissing(label)) {
        throw new IllegalArgumentException(
            found.size() > MOST_CLASSES
                ? "there must be at most %d classes: the labels of %s are more: is this a regression target? take labels with classes"
                    .formatted(MOST_CLASSES, file)
                : "every row must have a label: %s has '%s' at %d; remove the row"
                    .formatted(file, label, i));
      }
    }
    return CsvClasses.of(found, numbers);
  }

  private Examples examples(
      NpyArray features, NpyArray labels, int[] numbers, List<String> classNames) {
    List<Integer> axes = features.shape();
    List<Integer> labelAxes = labels.shape();
    boolean column = labelAxes.size() == 1 || (labelAxes.size() == 2 && labelAxes.get(1) == 1);
    if (axes.size() < 2
        || axes.size() > 4
        || axes.contains(0)
        || features.kind() == 'U'
        || !column
        || !labelAxes.get(0).equals(axes.get(0))) {
      throw new IllegalArgumentException(
          "features must have 2 to 4 axes and one label for each of the first: %s has shapes %s and %s; save one class number an example"
              .formatted(file, axes, labelAxes));
    }
    double room = Runtime.getRuntime().maxMemory() / 16.0;
    if (features.count() > room) {
      throw new IllegalArgumentException(
          "an array must fit into memory: %s has shape %s; take fewer examples, or give Java more memory with -Xmx"
              .formatted(file, axes));
    }
    boolean last = axes.size() == 4 && axes.get(3) <= 4 && axes.get(1) > 4;
    float[] values = new float[features.count()];
    int channels = last ? axes.get(3) : 1;
    int pixels = last ? axes.get(1) * axes.get(2) : 1;
    for (int i = 0; i < values.length; i++) {
      int within = i % (channels * pixels);
      int to = last ? i - within + within % channels * pixels + within / channels : i;
      double value = features.number(i) / (features.isBytes() ? 255f : 1);
      values[to] = (float) value;
      if (!Float.isFinite(values[to])) {
        throw new IllegalArgumentException(
            "every feature must be a finite number of single precision: %s has %s in row %d; correct it or remove the row"
                .formatted(file, value, i / (values.length / axes.get(0))));
      }
    }
    return new Examples(
        String.valueOf(file.getFileName()),
        shape(axes.subList(1, axes.size()), last),
        values,
        numbers,
        classNames);
  }

  private static List<Integer> shape(List<Integer> axes, boolean last) {
    return last
        ? List.of(axes.get(2), axes.get(0), axes.get(1))
        : axes.size() == 2 ? List.of(1, axes.get(0), axes.get(1)) : List.copyOf(axes);
  }

  private NpyArray array(ZipFile zip, Map<String, ZipEntry> arrays, List<String> names, String part)
      throws IOException {
    ZipEntry entry =
        find(arrays, names, part)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "an archive of arrays must have x and y, or x_train and y_train: %s has %s; save them with numpy.savez(file, x=x, y=y)"
                            .formatted(
                                file,
                                OneLine.beginning(
                                    String.join(", ", arrays.keySet().stream().sorted().toList()),
                                    80))));
    try (DataInputStream in = new DataInputStream(zip.getInputStream(entry))) {
      return NpyArray.read("%s, %s".formatted(file, OneLine.beginning(entry.getName())), in);
    }
  }

  private static Optional<ZipEntry> find(
      Map<String, ZipEntry> arrays, List<String> names, String part) {
    return names.stream()
        .flatMap(
            name ->
                part.isEmpty() ? Stream.of(name) : Stream.of(name + "_" + part, part + "_" + name))
        .filter(arrays::containsKey)
        .findFirst()
        .map(arrays::get);
  }
}
