// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads a folder of IDX files as MNIST has them: {@code train-images-idx3-ubyte} and {@code
 * train-labels-idx1-ubyte}, each perhaps with {@code .gz}, and perhaps the same for {@code t10k}.
 *
 * <p>An IDX file is two zero bytes, a type (8 for unsigned bytes), the number of axes, their sizes
 * as big-endian ints, and the values. Values are scaled from 0–255 to 0–1.
 */
final class IdxFiles {

  private static final int UNSIGNED_BYTE = 8;

  private IdxFiles() {}

  /** The training files of a folder. */
  static Examples training(Path folder) {
    return read(folder, "train")
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s has no IDX files; a folder of data needs train-images-idx3-ubyte and train-labels-idx1-ubyte, or these with .gz"
                        .formatted(folder)));
  }

  /** The validation files of a folder, if it has any. */
  static Optional<Examples> validation(Path folder) {
    return read(folder, "t10k");
  }

  private static Optional<Examples> read(Path folder, String part) {
    Optional<Path> images = find(folder, part + "-images");
    Optional<Path> labels = find(folder, part + "-labels");
    if (images.isEmpty() && labels.isEmpty()) {
      return Optional.empty();
    }
    if (images.isEmpty() || labels.isEmpty()) {
      throw new IllegalArgumentException(
          "images and labels belong together: %s has only %s"
              .formatted(folder, images.or(() -> labels).orElseThrow().getFileName()));
    }
    Values pixels = values(images.get());
    Values classes = values(labels.get());
    if (pixels.sizes().size() < 2 || classes.sizes().size() != 1) {
      throw new IllegalArgumentException(
          "images have two axes or more and labels have one: %s has %s, %s has %s"
              .formatted(images.get(), pixels.sizes(), labels.get(), classes.sizes()));
    }
    if (!pixels.sizes().get(0).equals(classes.sizes().get(0))) {
      throw new IllegalArgumentException(
          "there must be a label for each image: %s has %,d images, %s has %,d labels"
              .formatted(
                  images.get(), pixels.sizes().get(0), labels.get(), classes.sizes().get(0)));
    }
    return Optional.of(examples(folder, pixels, classes));
  }

  private static Examples examples(Path folder, Values pixels, Values classes) {
    float[] features = new float[pixels.bytes().capacity()];
    for (int i = 0; i < features.length; i++) {
      features[i] = (pixels.bytes().get(i) & 0xff) / 255f;
    }
    int[] labels = new int[classes.bytes().capacity()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = classes.bytes().get(i) & 0xff;
    }
    List<Integer> axes = pixels.sizes().subList(1, pixels.sizes().size());
    List<Integer> shape = new ArrayList<>(axes.size() > 1 ? List.of(1) : List.of());
    shape.addAll(axes);
    int most = IntStream.of(labels).max().orElse(0);
    boolean several = IntStream.of(labels).distinct().limit(2).count() == 2;
    List<String> names = Generated.numbered(several ? most + 1 : 1);
    return new Examples(String.valueOf(folder.getFileName()), shape, features, labels, names);
  }

  private static Optional<Path> find(Path folder, String prefix) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(Files::isRegularFile)
          .sorted()
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Values(List<Integer> sizes, ByteBuffer bytes) {}

  private static Values values(Path file) {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        DataInputStream in = new DataInputStream(unzipped(raw))) {
      int magic = in.readInt();
      int axes = magic & 0xff;
      if (magic >>> 16 != 0 || axes == 0 || axes > 4) {
        throw new IllegalArgumentException(
            "%s is not an IDX file: it begins with %08x".formatted(file, magic));
      }
      if ((magic >>> 8 & 0xff) != UNSIGNED_BYTE) {
        throw new IllegalArgumentException(
            "only IDX files of unsigned bytes (type 8) are read: %s has type %d"
                .formatted(file, magic >>> 8 & 0xff));
      }
      List<Integer> sizes = new ArrayList<>();
      long total = 1;
      for (int axis = 0; axis < axes; axis++) {
        int size = in.readInt();
        sizes.add(size);
        total = size <= 0 || total > Integer.MAX_VALUE ? -1 : total * size;
        if (total < 0 || total > Integer.MAX_VALUE - 8) {
          throw new IllegalArgumentException(
              "%s has an impossible header: sizes %s".formatted(file, sizes));
        }
      }
      // readNBytes grows with what is there, so a lying header costs no memory.
      byte[] bytes = in.readNBytes((int) total);
      if (bytes.length < total || in.read() >= 0) {
        throw new IllegalArgumentException(
            "%s does not hold what its header says: sizes %s need %,d bytes, it has %s"
                .formatted(
                    file,
                    sizes,
                    total,
                    bytes.length < total ? "%,d".formatted(bytes.length) : "more"));
      }
      return new Values(sizes, ByteBuffer.wrap(bytes));
    } catch (EOFException | ZipException e) {
      throw new IllegalArgumentException(file + " is cut short or damaged; get it again", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream unzipped(InputStream raw) throws IOException {
    raw.mark(2);
    boolean zipped = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    return zipped ? new GZIPInputStream(raw, 1 << 16) : raw;
  }
}
