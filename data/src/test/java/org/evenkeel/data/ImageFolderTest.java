// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {

  @TempDir Path folder;

  private DataSource source() {
    return DataSource.of(folder.toString()).withRawFeatures();
  }

  private void gray(String name, int width, int... pixels) throws IOException {
    BufferedImage image =
        new BufferedImage(width, pixels.length / width, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < pixels.length; i++) {
      image.getRaster().setSample(i % width, i / width, 0, pixels[i]);
    }
    write(name, image);
  }

  private void color(String name, int... pixels) throws IOException {
    BufferedImage image = new BufferedImage(pixels.length, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, pixels.length, 1, pixels, 0, pixels.length);
    write(name, image);
  }

  private void write(String name, BufferedImage image) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
  }

  /** Samples of gray images are taken as they are, without the gamma of a conversion to sRGB. */
  @Test
  void eachFolderIsAClass() throws IOException {
    gray("cat/1.png", 2, 0, 51, 102, 255);
    gray("dog/1.png", 2, 255, 0, 0, 0);
    gray("dog/2.png", 2, 1, 2, 3, 4);
    Files.createDirectories(folder.resolve("notes"));
    gray(".checkpoints/1.png", 2, 1, 1, 1, 1);
    gray("__MACOSX/1.png", 2, 1, 1, 1, 1);
    Files.writeString(folder.resolve("cat/readme.txt"), "cats");
    Examples examples = new ImageFolder(folder).read().training();
    assertEquals(List.of("cat", "dog"), examples.classNames());
    assertEquals(List.of(1, 2, 2), examples.shape());
    assertArrayEquals(new int[] {0, 1, 1}, examples.labels());
    assertArrayEquals(new float[] {0, 0.2f, 0.4f, 1}, examples.rows(0).features());
    assertFalse(source().hasValidationPart());
    assertFalse(source().isTable());
    assertTrue(source().open().toString().contains("3 rows, 4 features (1×2×2)"));
  }

  @Test
  void colorsAreThreeChannelsAndTestImagesValidate() throws IOException {
    color("train/a/1.png", 0xff3300, 0x0000ff);
    gray("train/b/1.png", 2, 51, 51);
    color("test/b/2.png", 0x336699, 0x000000);
    DataSource source = source();
    assertTrue(source.hasValidationPart());
    Split split = source.read();
    assertArrayEquals(
        new float[] {1, 0, 0.2f, 0, 0, 1}, split.training().rows(0).features(), "red, green, blue");
    assertArrayEquals(new int[] {1}, split.validation().labels());
    assertArrayEquals(
        new float[] {0.2f, 0, 0.4f, 0, 0.6f, 0}, split.validation().features(), 1e-7f);
    String message =
        assertThrows(IllegalArgumentException.class, source.withValidation(0.5)::read).getMessage();
    assertTrue(message.contains("beside its test files"), message);
  }

  @Test
  void jpegIsRead() throws IOException {
    gray("a/1.jpg", 8, new int[64]);
    int[] white = new int[64];
    Arrays.fill(white, 255);
    gray("b/1.jpeg", 8, white);
    Examples examples = new ImageFolder(folder).read().training();
    assertEquals(0, examples.features()[0], 0.02);
    assertEquals(1, examples.features()[64], 0.02);
  }

  private String refusal() {
    String message = assertThrows(IllegalArgumentException.class, source()::open).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @Test
  void imagesOfTwoSizesAreRefused() throws IOException {
    gray("a/1.png", 2, 0, 0);
    gray("b/1.png", 2, 0, 0, 0, 0);
    assertTrue(refusal().startsWith("images must be of one size: "));
  }

  @Test
  void aDamagedImageIsNamed() throws IOException {
    gray("a/1.png", 2, 0, 0);
    gray("b/1.png", 2, 0, 0);
    Path damaged = folder.resolve("b/2.png");
    byte[] whole = Files.readAllBytes(folder.resolve("b/1.png"));
    Files.write(damaged, Arrays.copyOf(whole, 20));
    assertEquals(
        "an image must be PNG or JPEG: %s is not, or is damaged; replace or remove it"
            .formatted(damaged),
        refusal());
  }

  @Test
  void oneClassIsRefused() throws IOException {
    gray("a/1.png", 2, 0, 0);
    assertTrue(refusal().contains("has only 'a'; add the others"));
  }

  @Test
  void aClassOfTheTestImagesOnlyIsRefused() throws IOException {
    gray("train/a/1.png", 2, 0, 0);
    gray("train/b/1.png", 2, 0, 0);
    gray("test/c/1.png", 2, 0, 0);
    assertTrue(refusal().startsWith("every class must be trained on: "));
  }

  /** A PNG whose header says 40,000 × 40,000 pixels is refused before they take memory. */
  @Test
  void imagesBeyondMemoryAreRefusedByTheirHeaders() throws IOException {
    for (String name : List.of("a/1.png", "b/1.png")) {
      gray(name, 1, 0);
      byte[] bytes = Files.readAllBytes(folder.resolve(name));
      ByteBuffer header = ByteBuffer.wrap(bytes);
      header.putInt(16, 40_000).putInt(20, 40_000);
      CRC32 check = new CRC32();
      check.update(bytes, 12, 17);
      header.putInt(29, (int) check.getValue());
      Files.write(folder.resolve(name), bytes);
    }
    assertTrue(refusal().startsWith("images must fit into memory: 2 of 40000×40000"));
  }
}
