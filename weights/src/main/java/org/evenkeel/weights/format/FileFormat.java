// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.weights.encoding.Content;
import org.evenkeel.weights.encoding.FileRange;
import org.evenkeel.weights.encoding.Hdf5;
import org.evenkeel.weights.encoding.ZipArchive;

/** The formats of files of tensors, told by their content. */
public enum FileFormat {
  /** A safetensors file; also what is none of the others, which its reader refuses. */
  SAFETENSORS("a safetensors file"),
  /** The index of shards, {@code .safetensors.index.json} or {@code .bin.index.json}. */
  INDEX("an index of shards"),
  /** An archive of {@code numpy.savez}. */
  NUMPY("an archive of NumPy arrays"),
  /** A state dict of {@code torch.save}. */
  TORCH("a state dict of PyTorch"),
  /** An HDF5 file, such as Keras' {@code .h5}. */
  HDF5("an HDF5 file"),
  /** A {@code .keras} archive of an HDF5 file. */
  KERAS("a model of Keras"),
  /** An ONNX model, of which the initializers are read. */
  ONNX("an ONNX model");

  /** The formats that are read, in words. */
  public static final String READ =
      "a safetensors file, the index of its shards, a state dict of PyTorch, NumPy's .npz, Keras' .h5"
          + " or .keras, or an ONNX model";

  private static final int ZIP = 0x04034b50;
  private static final int NPY = 0x4d554e93;
  private static final int PICKLE = 0x80;
  private static final long TORCH_MAGIC = 0x469cfc6c0a8a0280L;
  private static final int VERSION_OF_ONNX = 0x08;
  private static final int GGUF = 0x46554747;
  private static final int TFLITE = 0x334c4654;

  /** Schema version 1 and a list of graphs; ONNX has been beyond its version 1 since 2017. */
  private static final int SAVED_MODEL = 0x12_01_08;

  private static final String KERAS_WEIGHTS = "model.weights.h5";

  /** What the Hugging Face libraries call a model's file, in the order in which they look. */
  private static final List<String> NAMES =
      List.of(
          "model" + ShardedCheckpoint.SUFFIX,
          "model" + SafetensorsFile.SUFFIX,
          "pytorch_model.bin.index.json",
          "pytorch_model.bin",
          "adapter_model" + SafetensorsFile.SUFFIX,
          "adapter_model.bin",
          "model.onnx");

  /** What {@code torch.jit.save} writes beside the pickle that {@code torch.save} writes too. */
  private static final String TORCH_SCRIPT = "/constants.pkl";

  private final String noun;

  FileFormat(String noun) {
    this.noun = noun;
  }

  /** The file of a folder; that of a single safetensors file if there is none. */
  static Path within(Path folder) {
    return NAMES.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(folder.resolve("model" + SafetensorsFile.SUFFIX));
  }

  /**
   * The format of a file.
   *
   * @throws IllegalArgumentException if it is one that is known and not read; the message says how
   *     to convert it
   */
  public static FileFormat of(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      FileRange range = FileRange.of(channel);
      ByteBuffer start = start(range);
      long first = start.getLong(0);
      if (isSafetensors(start)) {
        return SAFETENSORS;
      }
      Optional<String> unread = unread(range, start);
      if (unread.isPresent()) {
        throw refused(file, "it is %s; name %s".formatted(unread.get(), READ));
      }
      if ((int) first == ZIP) {
        return archive(file, ZipArchive.of(range));
      }
      if (first == Hdf5.SIGNATURE) {
        return HDF5;
      }
      if ((int) first == NPY) {
        throw refused(file, "a single array has no name; save it by numpy.savez(FILE, name=array)");
      }
      if ((first & 0xFF) == PICKLE) {
        throw refused(
            file,
            first == TORCH_MAGIC
                ? "it is of PyTorch before 1.6; save it again by torch.save of a newer one"
                : "it is a pickle, which could run any program; save it by torch.save or numpy.savez");
      }
      if ((first & 0xFF) == VERSION_OF_ONNX && range.length() > 8) {
        return ONNX;
      }
      return isText(start) || file.getFileName().toString().endsWith(".json") ? INDEX : SAFETENSORS;
    } catch (EOFException e) {
      throw new IllegalArgumentException(refused(file, "it ends early").getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw e.getMessage().startsWith(file.toString())
          ? e
          : new IllegalArgumentException(refused(file, e.getMessage()).getMessage(), e);
    }
  }

  /**
   * A model's file in words, where text was asked for: what it is, and what can be done with it;
   * empty for a text, and for what is not known.
   */
  public static Optional<String> instead(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      FileRange range = FileRange.of(channel);
      ByteBuffer start = start(range);
      Optional<String> unread = unread(range, start);
      if (unread.isPresent()) {
        return unread.map("it is %s, which is not read"::formatted);
      }
      FileFormat format = of(file);
      return format == INDEX || (format == SAFETENSORS && !isSafetensors(start))
          ? Optional.empty()
          : Optional.of(
              "it is %s, of which weights are read, not layers; evenkeel audit takes it"
                  .formatted(format.noun));
    } catch (EOFException | IllegalArgumentException e) {
      return Optional.empty(); // the format of another program, which is no text either
    }
  }

  private static ByteBuffer start(FileRange range) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    range.read(0, start.limit((int) Math.min(16, range.length())));
    return start.clear();
  }

  private static boolean isSafetensors(ByteBuffer start) {
    long first = start.getLong(0);
    return start.get(8) == '{' && first >= 0 && first <= SafetensorsHeader.LONGEST;
  }

  /** The model of a tool whose files are not read, in words; empty for others. */
  private static Optional<String> unread(FileRange range, ByteBuffer start) throws IOException {
    if (start.getInt(0) == GGUF) {
      return Optional.of("a GGUF file");
    } else if (start.getInt(4) == TFLITE) {
      return Optional.of("a model of TensorFlow Lite");
    } else if ((start.getInt(0) & 0xFF_FFFF) == SAVED_MODEL) {
      return Optional.of("a SavedModel of TensorFlow");
    }
    return start.getInt(0) == ZIP
            && ZipArchive.of(range).names().stream().anyMatch(name -> name.endsWith(TORCH_SCRIPT))
        ? Optional.of("a TorchScript module")
        : Optional.empty();
  }

  private static FileFormat archive(Path file, ZipArchive archive) {
    for (String name : archive.names()) {
      if (name.equals(KERAS_WEIGHTS)) {
        return KERAS;
      }
      if (name.endsWith(TorchState.PICKLE)) {
        return TORCH;
      }
      if (name.endsWith(NumpyArrays.SUFFIX)) {
        return NUMPY;
      }
    }
    throw refused(file, "a zip archive must be of NumPy arrays, or written by torch.save or Keras");
  }

  private static IllegalArgumentException refused(Path file, String found) {
    return new IllegalArgumentException("%s is not a file of tensors: %s".formatted(file, found));
  }

  /** Whether the first character that is no space opens an object of JSON. */
  private static boolean isText(ByteBuffer start) {
    for (int i = 0; i < start.limit(); i++) {
      if (start.get(i) != ' ' && start.get(i) != '\n' && start.get(i) != '\r') {
        return start.get(i) == '{';
      }
    }
    return false;
  }

  /**
   * Opens a file of this format.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  Checkpoint open(Path file) throws IOException {
    if (this == SAFETENSORS) {
      return SafetensorsFile.open(file);
    }
    if (this == INDEX) {
      return ShardedCheckpoint.open(file);
    }
    List<Closeable> open = new ArrayList<>();
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      open.add(channel);
      Map<String, String> tied = new HashMap<>();
      List<Stored> tensors = tensors(file, FileRange.of(channel), open, tied);
      return new ForeignFile(file.toString(), open, tensors, tied);
    } catch (EOFException | IllegalArgumentException e) {
      close(open);
      throw new IllegalArgumentException(
          "%s cannot be read as %s: %s"
              .formatted(file, noun, e instanceof EOFException ? "it ends early" : e.getMessage()),
          e);
    } catch (IOException | RuntimeException | Error e) {
      close(open);
      throw e;
    }
  }

  private static void close(List<Closeable> open) throws IOException {
    for (Closeable one : open) {
      one.close();
    }
  }

  private List<Stored> tensors(
      Path file, FileRange range, List<Closeable> open, Map<String, String> tied)
      throws IOException {
    return switch (this) {
      case NUMPY -> NumpyArrays.read(ZipArchive.of(range));
      case TORCH -> {
        ZipArchive archive = ZipArchive.of(range);
        String pickle =
            archive.names().stream()
                .filter(name -> name.endsWith(TorchState.PICKLE))
                .findFirst()
                .orElseThrow();
        yield TorchState.read(archive, pickle, tied);
      }
      case KERAS -> {
        Content weights = ZipArchive.of(range).content(KERAS_WEIGHTS);
        if (!(weights instanceof FileRange part)) {
          throw new IllegalArgumentException(
              "its weights are compressed; extract %s from the archive".formatted(KERAS_WEIGHTS));
        }
        yield dataSets(part);
      }
      case HDF5 -> dataSets(range);
      default -> OnnxModel.read(file, range, open);
    };
  }

  private static List<Stored> dataSets(FileRange range) throws IOException {
    List<Stored> tensors = new ArrayList<>();
    for (Map.Entry<String, Hdf5.DataSet> one : Hdf5.read(range).entrySet()) {
      Hdf5.DataSet set = one.getValue();
      Tensor tensor = new Tensor(one.getKey(), Stored.type(set.type()), set.shape());
      tensors.add(Stored.of(tensor, set.bigEndian(), set.bytes()));
    }
    return tensors;
  }
}
