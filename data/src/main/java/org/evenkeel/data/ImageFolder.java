// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import org.evenkeel.data.format.InputFile;
import org.evenkeel.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * A folder with a folder of PNG or JPEG images for each class, or with such folders in {@code
 * train} and in {@code test} or {@code val}.
 *
 * <p>Values become 0–1. Images have one channel if all are gray, else red, green and blue.
 */
record ImageFolder(Path folder) implements DataSource.Folder {

  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp");
  private static final List<String> VALIDATING = List.of("test", "val", "valid", "validation");

  /** A file and its class. */
  private record Image(Path file, int label) {}

  /** What the headers of images say. */
  private record Header(int width, int height, boolean gray) {}

  /** Whether the folder has folders of images. */
  boolean any() {
    return !classes(part("train").orElse(folder)).isEmpty();
  }

  /**
   * The examples.
   *
   * @throws IllegalArgumentException if an image cannot be read or has another size, or a class has
   *     no training images
   */
  @Override
  public Reading.Found read() {
    Path training = part("train").orElse(folder);
    List<Path> classes = classes(training);
    List<String> names = classes.stream().map(c -> c.getFileName().toString()).toList();
    if (names.size() < 2) {
      throw new IllegalArgumentException(
          "a folder of images must have a folder for each of at least two classes: %s has only '%s'; add the others"
              .formatted(training, OneLine.beginning(names.get(0))));
    }
    Optional<Path> validating = validating();
    List<Image> train = images(classes, names);
    List<Image> test = validating.map(v -> images(classes(v), names)).orElse(List.of());
    ImageIO.setUseCache(false);
    Header header = header(Stream.concat(train.stream(), test.stream()).toList());
    return new Reading.Found(
        examples(names, train, header),
        test.isEmpty() ? null : examples(names, test, header),
        List.of(header.gray() ? "gray images" : "color images"));
  }

  @Override
  public boolean hasValidation() {
    return validating().isPresent();
  }

  private Optional<Path> validating() {
    return part("train").isEmpty()
        ? Optional.empty()
        : VALIDATING.stream().flatMap(name -> part(name).stream()).findFirst();
  }

  private Optional<Path> part(String name) {
    Path part = folder.resolve(name);
    return Files.isDirectory(part) && !classes(part).isEmpty()
        ? Optional.of(part)
        : Optional.empty();
  }

  private static List<Path> classes(Path folder) {
    return listed(folder).stream()
        .filter(Files::isDirectory)
        .filter(one -> !one.getFileName().toString().matches("\\..*|__MACOSX"))
        .filter(one -> listed(one).stream().anyMatch(ImageFolder::isImage))
        .toList();
  }

  private static List<Image> images(List<Path> classes, List<String> names) {
    List<Image> images = new ArrayList<>();
    for (Path one : classes) {
      int label = names.indexOf(one.getFileName().toString());
      if (label < 0) {
        throw new IllegalArgumentException(
            "every class must be trained on: %s has no training images; add a folder of them"
                .formatted(one));
      }
      listed(one).stream()
          .filter(ImageFolder::isImage)
          .forEach(file -> images.add(new Image(file, label)));
    }
    return images;
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".")
        && ENDINGS.stream().anyMatch(name::endsWith)
        && Files.isRegularFile(file);
  }

  private static List<Path> listed(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw InputFile.unreadable(folder, e);
    }
  }

  /** The common size of all images; their headers are read before any image takes memory. */
  private static Header header(List<Image> images) {
    Header first = header(images.get(0).file());
    boolean gray = first.gray();
    for (Image image : images) {
      Header other = header(image.file());
      if (other.width() != first.width() || other.height() != first.height()) {
        throw new IllegalArgumentException(
            "images must be of one size: %s has %d×%d, %s %d×%d; scale them to one, for example with mogrify -resize %dx%d!"
                .formatted(
                    images.get(0).file(),
                    first.width(),
                    first.height(),
                    image.file().getFileName(),
                    other.width(),
                    other.height(),
                    first.width(),
                    first.height()));
      }
      gray &= other.gray();
    }
    double values = (double) first.width() * first.height() * (gray ? 1 : 3) * images.size();
    double room = Math.min(Integer.MAX_VALUE - 8.0, Runtime.getRuntime().maxMemory() / 13.0);
    if (values > room) {
      throw new IllegalArgumentException(
          "images must fit into memory: %d of %d×%d, there is room for %.0f; scale them down, or give Java more memory with -Xmx"
              .formatted(
                  images.size(), first.width(), first.height(), room * images.size() / values));
    }
    return new Header(first.width(), first.height(), gray);
  }

  private static Header header(Path file) {
    return reading(
        file,
        reader -> {
          Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
          return new Header(
              reader.getWidth(0),
              reader.getHeight(0),
              types.hasNext() && isGray(types.next().getColorModel()));
        });
  }

  private static boolean isGray(ColorModel model) {
    return !(model instanceof IndexColorModel)
        && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  private Examples examples(List<String> names, List<Image> images, Header header) {
    int pixels = header.width() * header.height();
    int channels = header.gray() ? 1 : 3;
    float[] features = new float[images.size() * channels * pixels];
    int[] labels = new int[images.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = images.get(i).label();
      BufferedImage image = reading(images.get(i).file(), reader -> reader.read(0));
      fill(features, i * channels * pixels, image, channels);
    }
    return new Examples(
        String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
        List.of(channels, header.height(), header.width()),
        features,
        labels,
        names);
  }

  private static void fill(float[] features, int at, BufferedImage image, int channels) {
    int width = image.getWidth();
    int pixels = width * image.getHeight();
    boolean gray = isGray(image.getColorModel());
    // Java would convert gray to sRGB by a gamma curve, so its samples are taken as they are.
    Raster raster = gray ? image.getRaster() : null;
    float white = gray ? (1 << image.getColorModel().getComponentSize(0)) - 1 : 255;
    for (int p = 0; p < pixels; p++) {
      int rgb = gray ? 0 : image.getRGB(p % width, p / width);
      for (int c = 0; c < channels; c++) {
        int value =
            gray ? raster.getSample(p % width, p / width, 0) : (rgb >> (8 * (2 - c))) & 0xff;
        features[at + c * pixels + p] = value / white;
      }
    }
  }

  /** A function of a reader of an image. */
  @FunctionalInterface
  private interface ReaderFunction<T> {
    T apply(ImageReader reader) throws IOException;
  }

  private static <T> T reading(Path file, ReaderFunction<T> function) {
    Exception cause = null;
    try (@Nullable ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = in == null ? null : ImageIO.getImageReaders(in);
      if (readers != null && readers.hasNext()) {
        ImageReader reader = readers.next();
        try {
          reader.setInput(in);
          return function.apply(reader);
        } finally {
          reader.dispose();
        }
      }
    } catch (IOException | RuntimeException e) { // damaged images end in any of these
      cause = e;
    }
    throw new IllegalArgumentException(
        "an image must be PNG or JPEG: %s is not, or is damaged; replace or remove it"
            .formatted(file),
        cause);
  }
}
