// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.evenkeel.data.format.IdxFile;
import org.evenkeel.data.format.InputFile;
import org.evenkeel.text.OneLine;

/**
 * A folder of IDX files as MNIST, Fashion-MNIST, KMNIST, EMNIST and QMNIST are published: {@code
 * train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, optionally the same with {@code t10k}
 * or {@code test} for validation, each with {@code .gz} or without, and with the name of a set
 * before it, as in {@code emnist-letters-train-images-idx3-ubyte.gz}.
 *
 * <p>Pixels 0–255 become 0–1. The classes are the labels of the training files. Of labels with
 * several numbers, as QMNIST's, the first is the class.
 *
 * @param folder the folder
 * @param set the beginning of the names, without its hyphen; empty for any
 */
record IdxFolder(Path folder, String set) implements DataSource.Folder {

  private static final Pattern NAME =
      Pattern.compile("(?:(.+)[-_])?(train|t10k|test)-(images|labels)[-.]idx.*");

  /** The folder and the set of a path, if the set has files there. */
  static Optional<IdxFolder> ofSet(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent) || path.getFileName() == null) {
      return Optional.empty();
    }
    IdxFolder folder = new IdxFolder(parent, path.getFileName().toString());
    return folder.files().isEmpty() ? Optional.empty() : Optional.of(folder);
  }

  /** Whether the folder has files of such names. */
  boolean any() {
    return !files().isEmpty();
  }

  @Override
  public boolean hasValidation() {
    return Stream.of("t10k", "test")
        .anyMatch(part -> find(part, "images").isPresent() || find(part, "labels").isPresent());
  }

  /**
   * The training examples, and those of the test files.
   *
   * @throws IllegalArgumentException if the folder has no valid training files, files of several
   *     sets, or a class without training examples
   */
  @Override
  public Reading.Found read() {
    TreeSet<String> sets = new TreeSet<>(files().stream().map(IdxFolder::set).toList());
    if (sets.size() > 1) {
      throw new IllegalArgumentException(
          "a folder must have the files of one set: %s has %s; give the folder and one of them, such as %s"
              .formatted(
                  folder,
                  OneLine.beginning(String.join(", ", sets), 80),
                  folder.resolve(sets.last())));
    }
    List<String> notes = new ArrayList<>();
    Examples training =
        read("train", Optional.empty(), notes)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "a folder of data must have IDX files, train-images-idx3-ubyte and train-labels-idx1-ubyte, with .gz or without, or a folder of images for each class: %s has neither; name another folder or a CSV file"
                            .formatted(folder)));
    Optional<Examples> test = read("t10k", Optional.of(training.classNames()), notes);
    if (test.isEmpty()) {
      test = read("test", Optional.of(training.classNames()), notes);
    }
    return new Reading.Found(training, test.orElse(null), notes);
  }

  private Optional<Examples> read(
      String part, Optional<List<String>> classNames, List<String> notes) {
    Optional<Path> images = find(part, "images");
    Optional<Path> labels = find(part, "labels");
    if (images.isEmpty() && labels.isEmpty()) {
      return Optional.empty();
    }
    if (images.isEmpty() || labels.isEmpty()) {
      throw new IllegalArgumentException(
          "images and labels must be there both: %s has only %s; add the other file"
              .formatted(folder, images.or(() -> labels).get().getFileName()));
    }
    IdxFile pixels = IdxFile.read(images.get());
    IdxFile classes = IdxFile.read(labels.get());
    List<Integer> axes = pixels.sizes();
    int labelAxes = classes.sizes().size();
    if (axes.size() < 2 || labelAxes > 2 || (labelAxes == 2 && classes.valueBytes() == 1)) {
      throw new IllegalArgumentException(
          "images must have two axes or more and labels one: %s has sizes %s, %s has %s; take the matching files"
              .formatted(images.get(), axes, labels.get(), classes.sizes()));
    }
    if (pixels.valueBytes() != 1) {
      throw new IllegalArgumentException(
          "images must be of unsigned bytes (type 8): %s has type 12; convert it"
              .formatted(images.get()));
    }
    if (!axes.get(0).equals(classes.sizes().get(0))) {
      throw new IllegalArgumentException(
          "there must be a label for each image: %s has %d images, %s has %d labels; take the matching files"
              .formatted(images.get(), axes.get(0), labels.get(), classes.sizes().get(0)));
    }
    int each = labelAxes == 2 ? classes.sizes().get(1) : 1;
    if (each > 1 && classNames.isEmpty()) {
      notes.add("class from the first of %d numbers of a label".formatted(each));
    }
    int[] found = new int[axes.get(0)];
    Arrays.setAll(found, i -> classes.value(i * each));
    List<String> names = classNames.orElseGet(() -> classNames(labels.get(), found));
    return Optional.of(
        new Examples(
            name(), shape(axes), grey(pixels.bytes()), numbers(labels.get(), found, names), names));
  }

  private static List<String> classNames(Path file, int[] labels) {
    int[] distinct = Arrays.stream(labels).sorted().distinct().toArray();
    if (distinct.length < 2) {
      throw new IllegalArgumentException(
          "labels must tell at least two classes apart: %s has only %d; take other labels"
              .formatted(file, labels[0]));
    }
    return Arrays.stream(distinct).mapToObj(Integer::toString).toList();
  }

  private static int[] numbers(Path file, int[] labels, List<String> names) {
    int[] known = names.stream().mapToInt(Integer::parseInt).toArray();
    int[] numbers = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      numbers[i] = Arrays.binarySearch(known, labels[i]);
      if (numbers[i] < 0) {
        throw new IllegalArgumentException(
            "every class must be trained on: %s has label %d, which no training example has; take files that belong together"
                .formatted(file, labels[i]));
      }
    }
    return numbers;
  }

  /** The shape of an example: images get a channel axis if they have none, vectors do not. */
  private static List<Integer> shape(List<Integer> axes) {
    List<Integer> shape = new ArrayList<>(axes.subList(1, axes.size()));
    if (shape.size() == 2) {
      shape.add(0, 1);
    }
    return shape;
  }

  private static float[] grey(byte[] bytes) {
    float[] grey = new float[bytes.length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (bytes[i] & 0xff) / 255f;
    }
    return grey;
  }

  private String name() {
    return set.isEmpty() ? String.valueOf(folder.toAbsolutePath().normalize().getFileName()) : set;
  }

  private Optional<Path> find(String part, String what) {
    return files().stream()
        .filter(
            file -> {
              Matcher name = NAME.matcher(file.getFileName().toString());
              return name.matches() && name.group(2).equals(part) && name.group(3).equals(what);
            })
        .findFirst();
  }

  private static String set(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() && name.group(1) != null ? name.group(1) : "";
  }

  /** The files of the set, a plain one before its compressed copy. */
  private List<Path> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .filter(file -> set.isEmpty() || set(file).equals(set))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw InputFile.unreadable(folder, e);
    }
  }
}
