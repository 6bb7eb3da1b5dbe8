// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of IDX files with the names of MNIST's: {@code train-images-idx3-ubyte} and {@code
 * train-labels-idx1-ubyte}, optionally {@code t10k-images-idx3-ubyte} and {@code
 * t10k-labels-idx1-ubyte} for validation, each optionally with {@code .gz}.
 *
 * <p>Pixels 0–255 become 0–1. Class k is label k, from 0 to the largest label of the training
 * files.
 */
record IdxFolder(Path folder) {

  /**
   * The training examples.
   *
   * @throws IllegalArgumentException if the folder has no valid training files
   */
  Examples training() {
    return read("train", Optional.empty())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a folder of data must have train-images-idx3-ubyte and train-labels-idx1-ubyte, with .gz or without: %s has no IDX files of these names; name another folder or a CSV file"
                        .formatted(folder)));
  }

  /**
   * The validation examples, if the folder has any, with the classes of the training examples.
   *
   * @throws IllegalArgumentException if they are not valid, or have a class without training
   *     examples
   */
  Optional<Examples> validation(Examples training) {
    return read("t10k", Optional.of(training.classNames()));
  }

  /** Whether the folder has files for validation. */
  boolean hasValidation() {
    return find("t10k-images").isPresent() || find("t10k-labels").isPresent();
  }

  private Optional<Examples> read(String part, Optional<List<String>> classNames) {
    Optional<Path> images = find(part + "-images");
    Optional<Path> labels = find(part + "-labels");
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
    if (axes.size() < 2 || classes.sizes().size() != 1) {
      throw new IllegalArgumentException(
          "images must have two axes or more and labels one: %s has sizes %s, %s has %s; take the matching files"
              .formatted(images.get(), axes, labels.get(), classes.sizes()));
    }
    if (!axes.get(0).equals(classes.sizes().get(0))) {
      throw new IllegalArgumentException(
          "there must be a label for each image: %s has %d images, %s has %d labels; take the matching files"
              .formatted(images.get(), axes.get(0), labels.get(), classes.sizes().get(0)));
    }
    int[] numbers = new int[classes.bytes().length];
    Arrays.setAll(numbers, i -> classes.bytes()[i] & 0xff);
    List<String> names = classNames.orElseGet(() -> classNames(labels.get(), numbers));
    requireKnown(labels.get(), numbers, names.size());
    return Optional.of(new Examples(name(), shape(axes), grey(pixels.bytes()), numbers, names));
  }

  private static List<String> classNames(Path file, int[] labels) {
    if (Arrays.stream(labels).distinct().limit(2).count() < 2) {
      throw new IllegalArgumentException(
          "labels must tell at least two classes apart: %s has only %d; take other labels"
              .formatted(file, labels[0]));
    }
    return Examples.numbered(1 + Arrays.stream(labels).max().getAsInt());
  }

  private static void requireKnown(Path file, int[] labels, int classes) {
    for (int label : labels) {
      if (label >= classes) {
        throw new IllegalArgumentException(
            "every class must be trained on: %s has label %d, the train labels go to %d; take files that belong together"
                .formatted(file, label, classes - 1));
      }
    }
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
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }

  private Optional<Path> find(String prefix) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(Files::isRegularFile)
          .sorted()
          .findFirst();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "data must be readable: %s: %s; check the folder".formatted(folder, e.getMessage()), e);
    }
  }
}
