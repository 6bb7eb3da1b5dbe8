// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.evenkeel.weights.Python;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsFileTest {

  private static final String GOOD =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
          + "\"b\":{\"dtype\":\"I8\",\"shape\":[],\"data_offsets\":[8,9]}}";

  @TempDir Path folder;

  private Path file(String header, int dataBytes) throws IOException {
    return file(header.getBytes(StandardCharsets.UTF_8), dataBytes);
  }

  private Path file(byte[] header, int dataBytes) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header);
    return Files.write(folder.resolve("x.safetensors"), bytes.array());
  }

  private static String refusal(Path file) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> SafetensorsFile.open(file).close())
            .getMessage();
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.startsWith(file.toString()), message);
    return message;
  }

  @Test
  void aHeaderSaysWhatAFileHolds() throws IOException {
    Path path = file(GOOD + "   ", 9);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertEquals(
          List.of(new Tensor("a", DType.F32, List.of(2L)), new Tensor("b", DType.I8, List.of())),
          file.tensors());
      assertEquals(Map.of(), file.metadata());
      Tensor a = file.tensors().get(0);
      file.read(a, 4, ByteBuffer.allocate(4));
      assertThrows(IllegalArgumentException.class, () -> file.read(a, 4, ByteBuffer.allocate(5)));
    }
  }

  static Stream<String> malformed() {
    String a = "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]";
    return Stream.of(
        // header | bytes of values | what the message says
        "{\"a\":{" + a + "}}|7|lie beyond",
        "{\"a\":{" + a + "}}|9|its tensors have",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,7]}}|8|encloses",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}|8|12 bytes",
        "{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,8]}}|8|4 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}|8|lie beyond",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}|12|hole",
        "{\"a\":{" + a + "},\"b\":{" + a + "}}|8|overlap",
        "{\"a\":{"
            + a
            + "},\"b\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[7,11]}}|11|overlap",
        "{\"a\":{"
            + a
            + "},\"b\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[9,13]}}|13|hole",
        "{\"a\":{" + a + "},\"a\":{" + a + "}}|8|names it twice",
        "{\"a\":{" + a + ",\"dtype\":\"F32\"}}|8|'dtype' is there twice",
        "{\"a\":{" + a + ",\"shape\":[2]}}|8|'shape' is there twice",
        "{\"a\":{" + a + ",\"data_offsets\":[0,8]}}|8|'data_offsets' is there twice",
        "{\"a\":{" + a + ",\"more\":1}}|8|unknown field 'more'",
        "{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}|8|needs dtype",
        "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}|8|needs dtype",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}|8|needs dtype",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}|8|needs dtype",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}}|8|needs dtype",
        "{\"a\":{\"dtype\":\"F31\",\"shape\":[2],\"data_offsets\":[0,8]}}|8|dtype 'F31'",
        "{\"a\":{\"dtype\":\"f32\",\"shape\":[2],\"data_offsets\":[0,8]}}|8|dtype 'f32'",
        "{\"a\":{\"dtype\":32,\"shape\":[2],\"data_offsets\":[0,8]}}|8|dtype",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|8|whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}|8|whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2e0],\"data_offsets\":[0,8]}}|8|whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"2\"],\"data_offsets\":[0,8]}}|8|whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[null],\"data_offsets\":[0,8]}}|8|whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}|8|whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,9],\"data_offsets\":[0,8]}}|8|2^63",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904],\"data_offsets\":[0,0]}}|0|2^63",
        "{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,1]}}|1|whole number of bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}|8|form",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":{}}}|8|form",
        "{\"a\":[]}|8|tensor 'a'",
        "{\"a\":null}|8|tensor 'a'",
        "{\"a\":{" + a + "}|8|JSON",
        "{\"a\":{" + a + "},}|8|JSON",
        "{\"a\":{" + a + "}}x|8|JSON",
        "{\"a\":{" + a + "}}{}|8|JSON",
        "{'a':{" + a + "}}|8|JSON",
        "{\"a\":{" + a + "}} // |8|JSON",
        " {\"a\":{" + a + "}}|8|begin with '{'",
        "[]|0|begin with '{'",
        "|0|begin with '{'",
        "{\"__metadata__\":{\"a\":1}}|0|text to text",
        "{\"__metadata__\":{\"a\":{}}}|0|text to text",
        "{\"__metadata__\":{\"a\":\"b\",\"a\":\"c\"}}|0|'a' twice",
        "{\"__metadata__\":[]}|0|form",
        "{\"__metadata__\":{},\"__metadata__\":{}}|0|twice",
        "{\"a\":{" + a + "}} \u0000|8|JSON",
        "[".repeat(10_000) + "|0|begin with '{'",
        "{\"a\":" + "[".repeat(10_000) + "|0|tensor 'a'");
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aFileThatContradictsItsHeaderIsRefused(String row) throws IOException {
    String[] cells = row.split("\\|", -1);
    String message = refusal(file(cells[0], Integer.parseInt(cells[1])));
    assertTrue(message.contains(cells[2].replace("encloses", "enclose")), message);
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() throws IOException {
    byte[] header = GOOD.getBytes(StandardCharsets.ISO_8859_1);
    header[2] = (byte) 0xE4;
    assertTrue(refusal(file(header, 9)).contains("UTF-8"));
  }

  /** A header that claims more than there is costs no memory. */
  @ParameterizedTest
  @CsvSource({
    "-1, more than 100 MB",
    "9223372036854775807, more than 100 MB",
    "100000001, more than 100 MB",
    "100000000, but only 4 follow",
    "5, but only 4 follow"
  })
  void aHeaderThatClaimsTooMuchIsRefused(long claimed, String message) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putLong(claimed);
    Path file = Files.write(folder.resolve("x.safetensors"), bytes.array());
    assertTrue(refusal(file).contains(message), refusal(file));
  }

  @Test
  void aFileShorterThanALengthIsRefused() throws IOException {
    assertTrue(refusal(Files.write(folder.resolve("e"), new byte[0])).contains("0 bytes"));
    assertTrue(refusal(Files.write(folder.resolve("s"), new byte[7])).contains("7 bytes"));
  }

  /** Every one of 20,000 damaged headers is read or refused with one line, and nothing else. */
  @Test
  void damagedHeadersAreReadOrRefused() {
    Random random = new Random(18);
    int refused = 0;
    byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
    String likely = "{}[]\",:0123456789-e.F \\u\u0000ä";
    for (int round = 0; round < 20_000; round++) {
      List<Byte> bytes = new ArrayList<>();
      for (byte one : good) {
        bytes.add(one);
      }
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        int at = random.nextInt(bytes.size());
        byte other =
            random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) likely.charAt(random.nextInt(likely.length()));
        switch (random.nextInt(4)) {
          case 0 -> bytes.remove(at);
          case 1 -> bytes.add(at, other);
          case 2 -> bytes.addAll(at, new ArrayList<>(bytes.subList(at, bytes.size())));
          default -> bytes.set(at, other);
        }
      }
      byte[] header = new byte[bytes.size()];
      for (int i = 0; i < header.length; i++) {
        header[i] = bytes.get(i);
      }
      try {
        SafetensorsHeader read = HeaderReader.read(header, 9);
        assertEquals(9, read.dataBytes());
      } catch (IllegalArgumentException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 15_000, "refused " + refused);
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    for (DType type : DType.values()) {
      tensors.add(new Tensor("ä." + type + "\"\\\n", type, List.of(2L, 4L)));
    }
    tensors.add(new Tensor("empty", DType.F32, List.of(0L, Long.MAX_VALUE)));
    tensors.add(new Tensor("scalar", DType.F64, List.of()));
    Map<String, String> metadata = Map.of("format", "pt", "ü", "{\"x\":\n1}");
    SafetensorsHeader header = SafetensorsHeader.of(metadata, tensors);
    Path path = folder.resolve("all.safetensors");
    try (SafetensorsWriter writer = SafetensorsWriter.create(path, header)) {
      for (Tensor tensor : tensors) {
        byte[] bytes = new byte[(int) tensor.bytes()];
        new Random(tensor.hashCode()).nextBytes(bytes);
        int half = bytes.length / 2;
        writer.write(tensor.name(), half, ByteBuffer.wrap(bytes, half, bytes.length - half));
        writer.write(tensor.name(), 0, ByteBuffer.wrap(bytes, 0, half));
      }
      assertFalse(Files.exists(path));
      writer.commit();
    }
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertEquals(header, file.header());
      assertEquals(0, (Files.size(path) - file.header().dataBytes()) % 8);
      for (SafetensorsHeader.Entry entry : file.header().entries()) {
        assertEquals(0, entry.begin() * 8 % Math.max(8, entry.tensor().dtype().bits()));
      }
      for (Tensor tensor : tensors) {
        byte[] bytes = new byte[(int) tensor.bytes()];
        new Random(tensor.hashCode()).nextBytes(bytes);
        ByteBuffer read = ByteBuffer.allocate(bytes.length);
        file.read(tensor, 0, read);
        assertEquals(ByteBuffer.wrap(bytes), read.flip());
      }
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(path), left.toList());
    }
  }

  @Test
  void aFileThatIsNotCommittedLeavesNothing() throws IOException {
    SafetensorsHeader header =
        SafetensorsHeader.of(Map.of(), List.of(new Tensor("a", DType.F32, List.of(2L))));
    Path path = folder.resolve("a.safetensors");
    try (SafetensorsWriter writer = SafetensorsWriter.create(path, header)) {
      assertThrows(
          IllegalArgumentException.class, () -> writer.write("a", 1, ByteBuffer.allocate(8)));
      assertThrows(
          IllegalArgumentException.class, () -> writer.write("b", 0, ByteBuffer.allocate(8)));
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }

  /** Offsets of 64 bits: a tensor of 6 GB, of which the file system stores the last bytes only. */
  @Test
  void tensorsMayBeLargerThanTwoGigabytes() throws IOException {
    Tensor large = new Tensor("large", DType.BF16, List.of(3L, 1_000_000_000L));
    Tensor last = new Tensor("last", DType.I8, List.of(1L));
    SafetensorsHeader header = SafetensorsHeader.of(Map.of(), List.of(large, last));
    Path path = folder.resolve("large.safetensors");
    Files.write(path, header.bytes());
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {5, 6, 7}), channel.size() + 5_999_999_998L);
    }
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      ByteBuffer end = ByteBuffer.allocate(2);
      file.read(large, 5_999_999_998L, end);
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(last, 0, one);
      assertEquals(ByteBuffer.wrap(new byte[] {5, 6}), end.flip());
      assertEquals(7, one.get(0));
    }
  }

  /** What the safetensors package writes is read, and it reads what is written. */
  @Test
  void theSafetensorsPackageAgrees() throws Exception {
    Python.require("safetensors", "numpy");
    List<Tensor> tensors =
        List.of(
            new Tensor("d", DType.F64, List.of(3L)),
            new Tensor("h", DType.F16, List.of(2L, 2L)),
            new Tensor("i", DType.I64, List.of()),
            new Tensor("u", DType.U8, List.of(5L)),
            new Tensor("none", DType.F32, List.of(0L, 3L)));
    SafetensorsHeader header = SafetensorsHeader.of(Map.of("format", "np", "k", "v"), tensors);
    Path ours = folder.resolve("ours.safetensors");
    try (SafetensorsWriter writer = SafetensorsWriter.create(ours, header)) {
      ByteBuffer doubles = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
      doubles.putDouble(1.5).putDouble(-2).putDouble(0.1).flip();
      writer.write("d", 0, doubles);
      writer.write("u", 0, ByteBuffer.wrap(new byte[] {1, 2, 3, 4, (byte) 255}));
      writer.commit();
    }
    String printed =
        Python.run(
            folder,
            """
            import numpy
            from safetensors import safe_open
            from safetensors.numpy import load_file, save_file
            x = load_file("ours.safetensors")
            assert sorted(x) == ["d", "h", "i", "none", "u"], x
            assert x["d"].tolist() == [1.5, -2, 0.1] and x["u"].tolist() == [1, 2, 3, 4, 255]
            assert x["h"].dtype == numpy.float16 and x["i"].shape == () and x["none"].shape == (0, 3)
            with safe_open("ours.safetensors", "np") as f:
                assert f.metadata() == {"format": "np", "k": "v"}, f.metadata()
            save_file({"a": numpy.arange(6, dtype=numpy.float32).reshape(2, 3),
                       "b": numpy.array([True, False]), "c": numpy.int64(7).reshape(())},
                      "theirs.safetensors", metadata={"who": "numpy"})
            print("done")
            """);
    assertEquals("done", printed.strip());
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("theirs.safetensors"))) {
      assertEquals(Map.of("who", "numpy"), file.metadata());
      Tensor a = file.tensor("a").orElseThrow();
      assertEquals(new Tensor("a", DType.F32, List.of(2L, 3L)), a);
      ByteBuffer values = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
      file.read(a, 0, values);
      assertEquals(5, values.getFloat(20));
      assertEquals(DType.BOOL, file.tensor("b").orElseThrow().dtype());
      assertEquals(List.of(), file.tensor("c").orElseThrow().shape());
    }
  }
}
