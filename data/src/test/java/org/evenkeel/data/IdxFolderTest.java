package org.evenkeel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdxFolderTest {

  private static final int UNSIGNED_BYTES = 0x0800;
  private static final String IMAGES = "train-images-idx3-ubyte";
  private static final String LABELS = "train-labels-idx1-ubyte";

  @TempDir Path folder;

  /** An IDX file of a magic number's type and these sizes. */
  private static byte[] idx(int type, int[] sizes, int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * sizes.length + values.length);
    buffer.putInt(type | sizes.length);
    Arrays.stream(sizes).forEach(buffer::putInt);
    Arrays.stream(values).forEach(value -> buffer.put((byte) value));
    return buffer.array();
  }

  private static byte[] images(int count, int... pixels) {
    return idx(UNSIGNED_BYTES, new int[] {count, 1, 2}, pixels);
  }

  private static byte[] labels(int... labels) {
    return idx(UNSIGNED_BYTES, new int[] {labels.length}, labels);
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private Split read(String source) {
    return new DataSource(source, null, 0.5, true, null, null, null, 0).read();
  }

  private Split read() {
    return read(folder.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".gz"})
  void t10kFilesAreTheValidationPart(String ending) throws IOException {
    boolean zip = !ending.isEmpty();
    byte[] images = images(3, 0, 255, 51, 102, 1, 2);
    byte[] labels = labels(2, 0, 1);
    byte[] moreImages = images(2, 5, 6, 7, 8);
    byte[] moreLabels = labels(1, 1);
    write(IMAGES + ending, zip ? zipped(images) : images);
    write(LABELS + ending, zip ? zipped(labels) : labels);
    write("t10k-images-idx3-ubyte" + ending, zip ? zipped(moreImages) : moreImages);
    write("t10k-labels-idx1-ubyte" + ending, zip ? zipped(moreLabels) : moreLabels);
    Split split = DataSource.of(folder.toString()).withRawFeatures().read();
    assertEquals(List.of(1, 1, 2), split.training().shape());
    assertArrayEquals(
        new float[] {0, 1, 0.2f, 0.4f, 1 / 255f, 2 / 255f}, split.training().features());
    assertArrayEquals(new int[] {2, 0, 1}, split.training().labels());
    assertArrayEquals(new int[] {1, 1}, split.validation().labels());
    assertEquals(List.of("0", "1", "2"), split.validation().classNames());
  }

  @Test
  void withoutT10kFilesTheTrainingFilesAreSplit() throws IOException {
    write("train-images.idx3-ubyte", images(4, 0, 1, 2, 3, 4, 5, 6, 7));
    write("train-labels.idx1-ubyte", labels(0, 1, 0, 1));
    Split split = read();
    assertEquals(2, split.training().size());
    assertEquals(2, split.validation().size());
  }

  @Test
  void emnistAsPublishedHasItsTestFilesAndItsLabels() throws IOException {
    write("emnist-letters-train-images-idx3-ubyte.gz", zipped(images(3, 0, 1, 2, 3, 4, 5)));
    write("emnist-letters-train-labels-idx1-ubyte.gz", zipped(labels(1, 26, 1)));
    write("emnist-letters-test-images-idx3-ubyte.gz", zipped(images(1, 0, 1)));
    write("emnist-letters-test-labels-idx1-ubyte.gz", zipped(labels(26)));
    Reading reading = DataSource.of(folder.toString()).open();
    assertEquals(List.of("1", "26"), reading.split().training().classNames());
    assertArrayEquals(new int[] {1}, reading.split().validation().labels());
    assertTrue(reading.toString().endsWith("3 to train, 1 to validate (test files)"));
    assertTrue(
        assertThrows(IllegalArgumentException.class, this::read)
            .getMessage()
            .contains("beside its test files"));
  }

  /** A folder with several sets is refused; its path and the name of one choose that. */
  @Test
  void oneOfSeveralSetsIsChosenByItsName() throws IOException {
    for (String set : List.of("emnist-letters", "emnist-digits")) {
      int first = set.endsWith("letters") ? 1 : 0;
      write(set + "-train-" + IMAGES.substring(6), images(4, 0, 1, 2, 3, 4, 5, 6, 7));
      write(set + "-train-" + LABELS.substring(6), labels(first, 2, first, 2));
    }
    String message = assertThrows(IllegalArgumentException.class, this::read).getMessage();
    assertTrue(message.contains("has emnist-digits, emnist-letters; give"), message);
    assertTrue(message.endsWith("such as " + folder.resolve("emnist-letters")), message);
    Split letters = read(folder.resolve("emnist-letters").toString());
    assertEquals(List.of("1", "2"), letters.training().classNames());
    assertEquals("emnist-letters", letters.training().name());
    assertThrows(
        IllegalArgumentException.class, () -> read(folder.resolve("emnist-other").toString()));
  }

  /** A set of 2,000,000,000 pixels is refused by its header, before they take memory. */
  @Test
  void imagesBeyondMemoryAreRefused() throws IOException {
    write(IMAGES, idx(UNSIGNED_BYTES, new int[] {2_000_000, 25, 40}));
    write(LABELS, labels(0, 1));
    String message = assertThrows(IllegalArgumentException.class, this::read).getMessage();
    assertTrue(message.startsWith("an IDX file must fit into memory: "), message);
  }

  @Test
  void ofQmnistsLabelsTheFirstNumberIsTheClass() throws IOException {
    write("qmnist-train-images-idx3-ubyte", images(2, 0, 1, 2, 3));
    write(
        "qmnist-train-labels-idx2-int",
        ByteBuffer.allocate(28)
            .putInt(0x0c02)
            .putInt(2)
            .putInt(2)
            .putInt(7)
            .putInt(9)
            .putInt(3)
            .putInt(9)
            .array());
    Split split = read();
    assertEquals(List.of("3", "7"), split.training().classNames());
  }

  @Test
  void colourImagesKeepTheirChannels() throws IOException {
    write(IMAGES, idx(UNSIGNED_BYTES, new int[] {2, 3, 1, 1}, 1, 2, 3, 4, 5, 6));
    write(LABELS, labels(0, 1));
    assertEquals(List.of(3, 1, 1), read().training().shape());
  }

  static List<Arguments> wrong() throws IOException {
    byte[] images = images(2, 0, 1, 2, 3);
    byte[] labels = labels(0, 1);
    int huge = Integer.MAX_VALUE;
    return List.of(
        Arguments.of(
            null,
            null,
            "a folder of data must have IDX files, train-images-idx3-ubyte and train-labels-idx1-ubyte, with .gz or without, or a folder of images for each class: FOLDER has neither; name another folder or a CSV file"),
        Arguments.of(
            images,
            null,
            "images and labels must be there both: FOLDER has only train-images-idx3-ubyte; add the other file"),
        Arguments.of(
            images,
            labels(0, 1, 2),
            "there must be a label for each image: IMAGES has 2 images, LABELS has 3 labels; take the matching files"),
        Arguments.of(
            labels,
            images,
            "images must have two axes or more and labels one: IMAGES has sizes [2], LABELS has [2, 1, 2]; take the matching files"),
        Arguments.of(
            images,
            labels(7, 7),
            "labels must tell at least two classes apart: LABELS has only 7; take other labels"),
        Arguments.of(
            images(2, 0, 1, 2),
            labels,
            "an IDX file must have the values that its header says: IMAGES of sizes [2, 1, 2] needs 4 bytes, it has 3; get the file again"),
        Arguments.of(
            images(2, 0, 1, 2, 3, 4),
            labels,
            "an IDX file must have the values that its header says: IMAGES of sizes [2, 1, 2] needs 4 bytes, it has more; get the file again"),
        Arguments.of(
            images(20_000_000, 0, 1),
            labels,
            "an IDX file must have the values that its header says: IMAGES of sizes [20000000, 1, 2] needs 40000000 bytes, it has 2; get the file again"),
        Arguments.of(
            images(-1, 0, 1),
            labels,
            "an IDX file must have sizes of at least 1, and at most 2147483639 values: IMAGES has an impossible header, sizes [-1, 1, 2]; get the file again"),
        Arguments.of(
            images(0),
            labels,
            "an IDX file must have sizes of at least 1, and at most 2147483639 values: IMAGES has an impossible header, sizes [0, 1, 2]; get the file again"),
        Arguments.of(
            idx(UNSIGNED_BYTES, new int[] {huge, huge, huge}, 1),
            labels,
            "an IDX file must have sizes of at least 1, and at most 2147483639 values: IMAGES has an impossible header, sizes [2147483647, 2147483647, 2147483647]; get the file again"),
        Arguments.of(
            idx(0x0D00, new int[] {2, 1, 2}, 0, 0, 0, 0),
            labels,
            "IDX values must be unsigned bytes (type 8) or ints (type 12): IMAGES has type 13; convert it"),
        Arguments.of(
            "P5 28 28 255".getBytes(StandardCharsets.US_ASCII),
            labels,
            "an IDX file must begin with 00 00 08 or 00 00 0c and 1 to 4 axes: IMAGES begins with 50352032; check the file"),
        Arguments.of(
            Arrays.copyOf(images, 9),
            labels,
            "an IDX file must be whole: IMAGES is cut short or damaged; get the file again"),
        Arguments.of(
            new byte[0],
            labels,
            "an IDX file must be whole: IMAGES is cut short or damaged; get the file again"),
        Arguments.of(
            Arrays.copyOf(zipped(images), 20),
            labels,
            "an IDX file must be whole: IMAGES is cut short or damaged; get the file again"));
  }

  @ParameterizedTest
  @MethodSource
  void wrong(byte[] images, byte[] labels, String message) throws IOException {
    if (images != null) {
      write(IMAGES, images);
    }
    if (labels != null) {
      write(LABELS, labels);
    }
    String expected =
        message
            .replace("FOLDER", folder.toString())
            .replace("IMAGES", folder.resolve(IMAGES).toString())
            .replace("LABELS", folder.resolve(LABELS).toString());
    assertEquals(expected, assertThrows(IllegalArgumentException.class, this::read).getMessage());
  }

  @Test
  void everyValidatedClassMustBeTrained() throws IOException {
    write(IMAGES, images(2, 0, 1, 2, 3));
    write(LABELS, labels(0, 1));
    write("t10k-images-idx3-ubyte", images(2, 0, 1, 2, 3));
    write("t10k-labels-idx1-ubyte", labels(0, 5));
    assertEquals(
        "every class must be trained on: %s has label 5, which no training example has; take files that belong together"
            .formatted(folder.resolve("t10k-labels-idx1-ubyte")),
        assertThrows(IllegalArgumentException.class, this::read).getMessage());
  }

  @Test
  void anIdxFileInPlaceOfItsFolderIsExplained() throws IOException {
    write(IMAGES, images(2, 0, 1, 2, 3));
    String file = folder.resolve(IMAGES).toString();
    String message = assertThrows(IllegalArgumentException.class, () -> read(file)).getMessage();
    assertTrue(message.endsWith("name the folder for IDX files"), message);
  }
}
