// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.weights.encoding.Content;
import org.evenkeel.weights.encoding.FileRange;
import org.evenkeel.weights.encoding.Pickle;
import org.evenkeel.weights.encoding.Strided;
import org.evenkeel.weights.encoding.ZipArchive;

/**
 * The tensors of a state dict that {@code torch.save} wrote: a zip archive of a pickle, {@code
 * data.pkl}, and the storages that it names. Of Python's names those of dictionaries, storages and
 * tensors are known; a pickle with any other is refused by this name.
 */
final class TorchState implements Pickle.World {

  static final String PICKLE = "/data.pkl";

  private static final long LONGEST = 32L << 20;

  private static final Map<String, DType> STORAGES =
      Map.of(
          "torch.DoubleStorage", DType.F64,
          "torch.FloatStorage", DType.F32,
          "torch.HalfStorage", DType.F16,
          "torch.BFloat16Storage", DType.BF16,
          "torch.LongStorage", DType.I64,
          "torch.IntStorage", DType.I32,
          "torch.ShortStorage", DType.I16,
          "torch.CharStorage", DType.I8,
          "torch.ByteStorage", DType.U8,
          "torch.BoolStorage", DType.BOOL);

  private static final Map<String, DType> TYPES =
      Map.of(
          "torch.float8_e4m3fn", DType.F8_E4M3,
          "torch.float8_e5m2", DType.F8_E5M2,
          "torch.uint16", DType.U16,
          "torch.uint32", DType.U32,
          "torch.uint64", DType.U64,
          "torch.complex64", DType.C64);

  private static final String REMEDY =
      "; save model.state_dict() alone, or as .safetensors by the safetensors package";

  private enum Known {
    DICTIONARY,
    TENSOR,
    TYPED_TENSOR,
    PARAMETER,
    SIZE,
    UNTYPED
  }

  private record Storage(String key, DType dtype, long count, FileRange bytes) {}

  private record View(
      Storage storage, DType dtype, long offset, List<Long> size, List<Long> stride) {}

  private final ZipArchive archive;
  private final String root;
  private final Map<String, FileRange> storages = new HashMap<>();

  private TorchState(ZipArchive archive, String root) {
    this.archive = archive;
    this.root = root;
  }

  /**
   * Reads a state dict.
   *
   * @param entry the name of the pickle in the archive
   * @param tied takes the names of tensors that are the same memory as another, with the other's
   */
  static List<Stored> read(ZipArchive archive, String entry, Map<String, String> tied)
      throws IOException {
    TorchState reader =
        new TorchState(archive, entry.substring(0, entry.length() - PICKLE.length()));
    reader.requireLittleEndian();
    Content pickle = archive.content(entry);
    if (pickle.length() > LONGEST) {
      throw new IllegalArgumentException("its pickle has more than 32 MB" + REMEDY);
    }
    try {
      return TorchState.tensors(Pickle.read(pickle.bytes(0, pickle.length()), reader), tied);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void requireLittleEndian() throws IOException {
    String order = root + "/byteorder";
    if (archive.has(order)) {
      Content word = archive.content(order);
      if (word.length() != 6 || word.bytes(0, 6).get(0) != 'l') {
        throw new IllegalArgumentException(
            "its numbers are big-endian; save it on another machine");
      }
    }
  }

  private static List<Stored> tensors(Object state, Map<String, String> tied) throws IOException {
    if (!(state instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("it holds no dictionary of tensors" + REMEDY);
    }
    List<Stored> tensors = new ArrayList<>();
    Map<View, String> names = new LinkedHashMap<>();
    for (Map.Entry<?, ?> one : map.entrySet()) {
      String name = one.getKey().toString();
      if (one.getValue() instanceof View view) {
        try {
          tensors.add(stored(name, view));
        } catch (IllegalArgumentException | ArithmeticException e) {
          throw new IllegalArgumentException(
              "tensor %s: %s".formatted(Tensor.quoted(name), e.getMessage()), e);
        }
        String other = names.putIfAbsent(view, name);
        if (other != null) {
          tied.put(name, other);
        }
      } else if (one.getValue() instanceof Map || one.getValue() instanceof List) {
        throw new IllegalArgumentException(
            "its entry %s is no tensor but a dictionary or list%s"
                .formatted(Tensor.quoted(name), REMEDY));
      }
    }
    return tensors;
  }

  private static Stored stored(String name, View view) throws IOException {
    int size = view.dtype.bits() / 8;
    long all = view.storage.bytes.length() / size;
    if (view.offset < 0 || view.offset > all || view.size.size() != view.stride.size()) {
      throw new IllegalArgumentException("its elements lie beyond its storage");
    }
    FileRange range =
        view.storage.bytes.part(
            view.offset * size, view.storage.bytes.length() - view.offset * size);
    Tensor tensor = new Tensor(name, view.dtype, view.size);
    return new Stored(tensor, Strided.of(range, size, view.size, view.stride));
  }

  @Override
  public Object global(String name) {
    if (STORAGES.containsKey(name)) {
      return STORAGES.get(name);
    }
    if (TYPES.containsKey(name)) {
      return TYPES.get(name);
    }
    return switch (name) {
      case "collections.OrderedDict" -> Known.DICTIONARY;
      case "torch._utils._rebuild_tensor_v2" -> Known.TENSOR;
      case "torch._utils._rebuild_tensor_v3" -> Known.TYPED_TENSOR;
      case "torch._utils._rebuild_parameter" -> Known.PARAMETER;
      case "torch.Size" -> Known.SIZE;
      case "torch.storage.UntypedStorage", "torch.UntypedStorage" -> Known.UNTYPED;
      default ->
          throw new IllegalArgumentException(
              "its pickle names %s, which is not loaded because it could run any program%s"
                  .formatted(Tensor.quoted(name), REMEDY));
    };
  }

  @Override
  public Object call(Object callable, List<?> arguments) {
    if (callable == Known.DICTIONARY && arguments.isEmpty()) {
      return new LinkedHashMap<Object, Object>();
    }
    if (callable == Known.SIZE && arguments.size() == 1) {
      return arguments.get(0);
    }
    if (callable == Known.PARAMETER && arguments.size() >= 1) {
      return arguments.get(0);
    }
    if (callable == Known.TENSOR && arguments.size() >= 4) {
      Storage storage = (Storage) arguments.get(0);
      return view(storage, storage.dtype, arguments);
    }
    if (callable == Known.TYPED_TENSOR && arguments.size() >= 7) {
      return view((Storage) arguments.get(0), (DType) arguments.get(6), arguments);
    }
    throw new IllegalArgumentException("its pickle calls what is no function of tensors" + REMEDY);
  }

  private static View view(Storage storage, DType dtype, List<?> arguments) {
    return new View(
        storage, dtype, (Long) arguments.get(1), longs(arguments.get(2)), longs(arguments.get(3)));
  }

  private static List<Long> longs(Object list) {
    return ((List<?>) list).stream().map(Long.class::cast).toList();
  }

  @Override
  public Object persistent(Object id) {
    List<?> words = (List<?>) id;
    if (words.size() < 5 || !"storage".equals(words.get(0))) {
      throw new IllegalArgumentException("its pickle names what is no storage" + REMEDY);
    }
    DType dtype = words.get(1) == Known.UNTYPED ? DType.U8 : (DType) words.get(1);
    String key = (String) words.get(2);
    long count = (Long) words.get(4);
    try {
      FileRange bytes = storage(key, count == 0);
      if (count < 0 || bytes.length() / (dtype.bits() / 8) < count) {
        throw new IllegalArgumentException(
            "its storage %s has %d bytes, fewer than %d elements of %s"
                .formatted(Tensor.quoted(key), bytes.length(), count, dtype));
      }
      return new Storage(key, dtype, count, bytes.part(0, count * (dtype.bits() / 8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileRange storage(String key, boolean empty) throws IOException {
    FileRange known = storages.get(key);
    if (known == null) {
      String entry = root + "/data/" + key;
      Content content =
          empty && !archive.has(entry) ? archive.content(root + PICKLE) : archive.content(entry);
      if (!(content instanceof FileRange range)) {
        throw new IllegalArgumentException(
            "its storages are compressed; torch.save does not compress, so unpack and zip them"
                + " without");
      }
      known = range;
      storages.put(key, known);
    }
    return known;
  }
}
