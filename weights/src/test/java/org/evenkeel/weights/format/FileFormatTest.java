// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.evenkeel.initializer.HalfPrecision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that other tools wrote: formats.py beside them says which, and by which command. */
class FileFormatTest {

  @TempDir Path folder;

  private static Path resource(String name) {
    return Path.of("src/test/resources/org/evenkeel/weights/format", name);
  }

  /** The values of a tensor as numbers. */
  private static List<Double> values(Checkpoint checkpoint, Tensor tensor) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    // Not in one piece, and not from the front.
    int cut = (int) (tensor.elements() / 2) * tensor.dtype().bits() / 8;
    checkpoint.read(tensor, cut, bytes.position(cut));
    checkpoint.read(tensor, 0, bytes.position(0).limit(cut));
    bytes.clear();
    List<Double> values = new ArrayList<>();
    while (bytes.hasRemaining()) {
      values.add(
          switch (tensor.dtype()) {
            case F64 -> bytes.getDouble();
            case F32 -> (double) bytes.getFloat();
            case F16 -> (double) HalfPrecision.FLOAT16.value(bytes.getShort());
            case BF16 -> (double) HalfPrecision.BFLOAT16.value(bytes.getShort());
            case I64 -> (double) bytes.getLong();
            default -> (double) bytes.get();
          });
    }
    return values;
  }

  /** Every tensor of a file as text. */
  private static String text(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      for (Tensor tensor : checkpoint.tensors()) {
        text.append("%s %s %s".formatted(tensor.name(), tensor.dtype(), tensor.shape()));
        for (double value : values(checkpoint, tensor)) {
          text.append(String.format(Locale.ROOT, " %s", (float) value));
        }
        text.append('\n');
      }
    }
    return text.toString().replace(".0", "").strip();
  }

  private static final String MATRIX =
      "-1 -0.875 -0.75 -0.625 -0.5 -0.375 -0.25 -0.125 0 0.125 0.25 0.375";

  private static final String TRANSPOSED =
      "-1 -0.5 0 -0.875 -0.375 0.125 -0.75 -0.25 0.25 -0.625 -0.125 0.375";

  @Test
  void aStateDictOfPyTorchIsRead() throws IOException {
    assertEquals(
        String.join(
            "\n",
            "f32 F32 [3, 4] " + MATRIX,
            "transposed F32 [4, 3] " + TRANSPOSED,
            "column F32 [3] -0.875 -0.375 0.125",
            "bf16 BF16 [5] -1 -0.875 -0.75 -0.625 -0.5",
            "f16 F16 [5] -1 -0.875 -0.75 -0.625 -0.5",
            "f64 F64 [2, 2] -1 -0.875 -0.75 -0.625",
            "i64 I64 [] 7",
            "tied F32 [3, 4] " + MATRIX,
            "bool BOOL [2] 1 0",
            "empty F32 [0, 3]"),
        text(resource("state.pt")));
    try (Checkpoint checkpoint = Checkpoint.open(resource("state.pt"))) {
      assertEquals(Map.of("tied", "f32"), checkpoint.tied());
    }
    assertEquals("w F32 [2, 2] -1 -0.875 -0.75 -0.625", text(resource("parameter.pt")));
    assertTrue(text(resource("module.bin")).contains("1.num_batches_tracked I64 [] 0"));
  }

  @Test
  void arraysOfNumPyAreRead() throws IOException {
    String others =
        """
        big F32 [3] -1 -0.875 -0.75
        f16 F16 [3] -1 -0.875 -0.75
        i64 I64 [] 7
        bool BOOL [2] 1 0""";
    assertEquals(
        String.join("\n", "f32 F32 [3, 4] " + MATRIX, "fortran F32 [3, 4] " + MATRIX, others),
        text(resource("arrays.npz")));
    assertEquals("f32 F32 [3, 4] " + MATRIX + "\n" + others, text(resource("compressed.npz")));
  }

  @Test
  void dataSetsOfHdf5AreRead() throws IOException {
    String text = text(resource("keras.h5"));
    assertEquals(12, text.lines().count(), text);
    assertTrue(text.contains("layers/dense/vars/0 F32 [3, 4] " + MATRIX), text);
    assertTrue(text.contains("layers/dense/vars/9 F32 [3, 4] 8 8.125 8.25"), text);
    assertTrue(text.contains("half F16 [2] -1 -0.875"), text);
    assertTrue(text.contains("count I64 [] 7"), text);
    assertEquals(text, text(resource("model.keras")));
    assertEquals("a/kernel F32 [3, 4] " + MATRIX, text(resource("latest.h5")));
  }

  @Test
  void initializersOfOnnxAreRead() throws IOException {
    assertEquals(
        String.join(
            "\n",
            "w F32 [4, 3] " + MATRIX,
            "floats F32 [3] -1 -0.875 -0.75",
            "half F16 [3] -1 -0.875 -0.75",
            "longs I64 [2] -1 7",
            "bf16 BF16 [2] 1 -2",
            "doubles F64 [2] 1 -2",
            "bools BOOL [2] 1 0"),
        text(resource("model.onnx")));
    String text = text(resource("external.onnx"));
    assertTrue(text.contains("v F32 [40, 30] 0 0.125 0.25"), text);
  }

  @Test
  void shardsOfPyTorchAreReadByTheirIndex() throws IOException {
    Files.copy(resource("parameter.pt"), folder.resolve("pytorch_model-00001-of-00001.bin"));
    Files.writeString(
        folder.resolve("pytorch_model.bin.index.json"),
        "{\"metadata\": {}, \"weight_map\": {\"w\": \"pytorch_model-00001-of-00001.bin\"}}");
    assertEquals("w F32 [2, 2] -1 -0.875 -0.75 -0.625", text(folder));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "whole.pt | names 'torch.nn.modules.container.Sequential', which is not loaded",
        "nested.pt | 'model' is no tensor but a dictionary or list; save model.state_dict() alone",
        "legacy.pt | PyTorch before 1.6; save it again by torch.save",
        "objects.npz | array 'x': its elements are objects of Python, which are never loaded",
        "single.npy | save it by numpy.savez",
        "chunked.h5 | 'x': it is compressed; write it without compression",
        "outside.onnx | a plain name in the same folder: '../external.data'",
        "formats.py | is not a safetensors file",
      })
  void whatIsNotReadIsRefusedByName(String file, String said) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.open(resource(file)).close());
    assertTrue(refused.getMessage().contains(said), refused.getMessage());
  }

  /** The first bytes of what other tools write, in hexadecimal. */
  @ParameterizedTest
  @CsvSource({
    "474755460300000002000000, a GGUF file",
    "1c00000054464c3314002000, a model of TensorFlow Lite",
    "0801120a0a081206616161616161, a SavedModel of TensorFlow"
  })
  void modelsOfOtherToolsAreRefusedByName(String start, String tool) throws IOException {
    Path file = folder.resolve("model");
    Files.write(file, HexFormat.of().parseHex(start));
    assertRefused(file, tool);
  }

  /** As torch.jit.save writes it, with names of classes in the pickle. */
  @Test
  void modulesOfTorchScriptAreNoStateDicts() throws IOException {
    Path file = folder.resolve("script.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String entry : List.of("mlp/data.pkl", "mlp/code/__torch__.py", "mlp/constants.pkl")) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write(1);
        zip.closeEntry();
      }
    }
    assertRefused(file, "a TorchScript module");
  }

  private static void assertRefused(Path file, String tool) throws IOException {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.open(file).close());
    assertEquals(
        "%s is not a file of tensors: it is %s; name %s".formatted(file, tool, FileFormat.READ),
        refused.getMessage());
    assertEquals(
        "it is %s, which is not read".formatted(tool), FileFormat.instead(file).orElseThrow());
  }

  @Test
  void whereTextIsAskedForAModelIsToldFromText() throws IOException {
    for (String model : List.of("state.pt", "arrays.npz", "latest.h5", "model.keras")) {
      assertTrue(FileFormat.instead(resource(model)).orElseThrow().contains("audit"), model);
    }
    for (String text : List.of("input: [64]", "", "network:{a: 1}", "{\"model_type\": \"gpt2\"}")) {
      Path file = Files.writeString(folder.resolve("text.yaml"), text);
      assertEquals(Optional.empty(), FileFormat.instead(file), text);
    }
  }

  /** A pickle that would run a command if it were loaded. */
  @Test
  void aPickleExecutesNothing() throws IOException {
    byte[] code =
        "\u0080\u0002cposix\nsystem\nX\u0004\0\0\0true\u0085R."
            .getBytes(StandardCharsets.ISO_8859_1);
    Path file = folder.resolve("evil.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(code);
    }
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.open(file).close());
    assertTrue(refused.getMessage().contains("'posix.system'"), refused.getMessage());
  }

  /**
   * Files with one to four bytes changed, or cut: each is read, or refused in one line by an
   * IllegalArgumentException. The inputs are the same in each run.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "state.pt",
        "arrays.npz",
        "compressed.npz",
        "keras.h5",
        "latest.h5",
        "model.keras",
        "model.onnx"
      })
  void changedFilesAreReadOrRefused(String name) throws IOException {
    byte[] valid = Files.readAllBytes(resource(name));
    int refused = 0;
    for (int input = 0; input < 120; input++) {
      SplittableRandom random = new SplittableRandom(input);
      byte[] bytes =
          input % 10 == 0 ? Arrays.copyOf(valid, random.nextInt(valid.length)) : valid.clone();
      for (int changes = random.nextInt(4); changes >= 0 && bytes.length > 0; changes--) {
        bytes[random.nextInt(bytes.length)] =
            (byte) (random.nextInt(3) == 0 ? 0xFF : random.nextInt(256));
      }
      Path file = Files.write(folder.resolve(name), bytes);
      try {
        assertTrue(text(file).length() < 100_000);
      } catch (IllegalArgumentException e) {
        refused++;
        assertTrue(e.getMessage().startsWith(file.toString()), e.toString());
        assertTrue(e.getMessage().lines().count() == 1, e.getMessage());
      } catch (RuntimeException e) {
        throw new AssertionError("input " + input, e);
      }
    }
    assertTrue(refused > 20, refused + " refused");
  }
}
