// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.weights.encoding.Content;
import org.evenkeel.weights.encoding.FileRange;
import org.evenkeel.weights.encoding.Protobuf;
import org.jspecify.annotations.Nullable;

/**
 * The initializers of an ONNX model: {@code graph.initializer} of a {@code ModelProto}
 * (onnx.proto3, whose field numbers these are). Values stay in the file, or in a file of external
 * data in the same folder.
 */
final class OnnxModel {

  private static final int GRAPH = 7;
  private static final int INITIALIZER = 5;
  private static final long LONGEST_TEXT = 1 << 16;

  /** Numbers of variable length are decoded at once, if they are few. */
  private static final int MOST_DECODED = 64 << 20;

  private final Path file;
  private final List<Closeable> open;
  private final Map<String, FileRange> externals = new HashMap<>();
  private final List<Stored> tensors = new ArrayList<>();

  private OnnxModel(Path file, List<Closeable> open) {
    this.file = file;
    this.open = open;
  }

  /** Reads the initializers; opens files of external data, which join those that are open. */
  static List<Stored> read(Path file, FileRange range, List<Closeable> open) throws IOException {
    OnnxModel model = new OnnxModel(file, open);
    Protobuf message = new Protobuf(range);
    while (message.next()) {
      if (message.field() == GRAPH) {
        Protobuf graph = new Protobuf(message.bytes());
        while (graph.next()) {
          if (graph.field() == INITIALIZER) {
            model.tensors.add(model.tensor(graph.bytes()));
          }
        }
      }
    }
    if (model.tensors.isEmpty()) {
      throw new IllegalArgumentException(
          "it has no initializers; those of subgraphs and of Constant nodes are not read");
    }
    return model.tensors;
  }

  private Stored tensor(FileRange range) throws IOException {
    Protobuf message = new Protobuf(range);
    List<Long> dims = new ArrayList<>();
    Map<Integer, FileRange> values = new HashMap<>();
    Map<String, String> external = new HashMap<>();
    String name = "";
    int type = 0;
    boolean outside = false;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> dims(message, dims);
        case 2 -> type = (int) message.number();
        case 4, 5, 7, 9, 10, 11 -> {
          if (message.wire() != Protobuf.BYTES || values.containsKey(message.field())) {
            throw new IllegalArgumentException(
                "tensor %s: its values are not packed; save it with raw data"
                    .formatted(Tensor.quoted(name)));
          }
          values.put(message.field(), message.bytes());
        }
        case 8 -> name = text(message.bytes());
        case 13 -> pair(message.bytes(), external);
        case 14 -> outside = message.number() == 1;
        default -> {}
      }
    }
    try {
      Tensor tensor = new Tensor(name, type(type), dims);
      return outside ? external(tensor, external) : new Stored(tensor, content(tensor, values));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tensor %s: %s".formatted(Tensor.quoted(name), e.getMessage()), e);
    }
  }

  private static void dims(Protobuf message, List<Long> dims) throws IOException {
    if (message.wire() == Protobuf.VARINT) {
      dims.add(message.number());
    } else {
      Protobuf packed = new Protobuf(message.bytes());
      while (!packed.atEnd()) {
        dims.add(packed.varint());
      }
    }
    if (dims.size() > 64) {
      throw new IllegalArgumentException("a tensor has more than 64 axes");
    }
  }

  private static String text(FileRange range) throws IOException {
    return new String(
        range.array(0, Math.min(LONGEST_TEXT, range.length())), StandardCharsets.UTF_8);
  }

  private static void pair(FileRange range, Map<String, String> pairs) throws IOException {
    Protobuf entry = new Protobuf(range);
    String key = "";
    String value = "";
    while (entry.next()) {
      if (entry.field() == 1) {
        key = text(entry.bytes());
      } else if (entry.field() == 2) {
        value = text(entry.bytes());
      }
    }
    pairs.put(key, value);
  }

  private static DType type(int number) {
    return switch (number) {
      case 1 -> DType.F32;
      case 2 -> DType.U8;
      case 3 -> DType.I8;
      case 4 -> DType.U16;
      case 5 -> DType.I16;
      case 6 -> DType.I32;
      case 7 -> DType.I64;
      case 9 -> DType.BOOL;
      case 10 -> DType.F16;
      case 11 -> DType.F64;
      case 12 -> DType.U32;
      case 13 -> DType.U64;
      case 14 -> DType.C64;
      case 16 -> DType.BF16;
      case 17 -> DType.F8_E4M3;
      case 19 -> DType.F8_E5M2;
      default ->
          throw new IllegalArgumentException(
              "its data type %d has no counterpart; convert it to float32".formatted(number));
    };
  }

  private static Content content(Tensor tensor, Map<Integer, FileRange> values) throws IOException {
    if (values.containsKey(9)) {
      return range(values.get(9));
    }
    return switch (tensor.dtype()) {
      case F32, C64 -> range(values.get(4));
      case F64 -> range(values.get(10));
      case I64 -> decoded(tensor, values.get(7));
      case U32, U64 -> decoded(tensor, values.get(11));
      default -> decoded(tensor, values.get(5));
    };
  }

  private static Content range(@Nullable FileRange values) {
    return values == null ? Content.of(ByteBuffer.allocate(0)) : values;
  }

  private static Content decoded(Tensor tensor, @Nullable FileRange numbers) throws IOException {
    if (numbers == null || tensor.elements() > numbers.length()) {
      return Content.of(ByteBuffer.allocate(0));
    }
    if (tensor.bytes() > MOST_DECODED) {
      throw new IllegalArgumentException("its numbers are of variable length; save it as raw data");
    }
    ByteBuffer out = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    Protobuf packed = new Protobuf(numbers);
    while (out.hasRemaining() && !packed.atEnd()) {
      long value = packed.varint();
      switch (tensor.dtype().bits()) {
        case 8 -> out.put((byte) value);
        case 16 -> out.putShort((short) value);
        case 32 -> out.putInt((int) value);
        default -> out.putLong(value);
      }
    }
    return Content.of(out.flip());
  }

  /** Values in another file, which must lie in the same folder. */
  private Stored external(Tensor tensor, Map<String, String> pairs) throws IOException {
    String location = pairs.getOrDefault("location", "");
    if (location.isEmpty()
        || location.startsWith(".")
        || !location.matches("[^/\\\\:\\p{Cntrl}]+")) {
      throw new IllegalArgumentException(
          "its external data must be a plain name in the same folder: %s"
              .formatted(Tensor.quoted(location)));
    }
    FileRange range = externals.get(location);
    if (range == null) {
      Path path = file.resolveSibling(location);
      if (!Files.isRegularFile(path)) {
        throw new IllegalArgumentException(
            "its external data %s is missing".formatted(Tensor.quoted(location)));
      }
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      open.add(channel);
      range = FileRange.of(channel);
      externals.put(location, range);
    }
    long offset = number(pairs, "offset", 0);
    return new Stored(tensor, range.part(offset, number(pairs, "length", tensor.bytes())));
  }

  private static long number(Map<String, String> pairs, String key, long otherwise) {
    String text = pairs.getOrDefault(key, "");
    if (!text.matches("[0-9]{0,18}")) {
      throw new IllegalArgumentException(
          "its external data has %s %s".formatted(key, Tensor.quoted(text)));
    }
    return text.isEmpty() ? otherwise : Long.parseLong(text);
  }
}
