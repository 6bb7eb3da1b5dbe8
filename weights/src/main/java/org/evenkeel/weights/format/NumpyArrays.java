// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.weights.encoding.Content;
import org.evenkeel.weights.encoding.FileRange;
import org.evenkeel.weights.encoding.NpyHeader;
import org.evenkeel.weights.encoding.Strided;
import org.evenkeel.weights.encoding.ZipArchive;

/** The tensors of an archive that {@code numpy.savez} or {@code savez_compressed} wrote. */
final class NumpyArrays {

  static final String SUFFIX = ".npy";

  private NumpyArrays() {}

  static List<Stored> read(ZipArchive archive) throws IOException {
    List<Stored> arrays = new ArrayList<>();
    for (String entry : archive.names()) {
      String name = entry.endsWith(SUFFIX) ? entry.substring(0, entry.length() - 4) : entry;
      try {
        arrays.add(array(name, archive.content(entry)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "array %s: %s".formatted(Tensor.quoted(name), e.getMessage()), e);
      }
    }
    return arrays;
  }

  private static Stored array(String name, Content content) throws IOException {
    NpyHeader header = NpyHeader.of(content);
    Tensor tensor = new Tensor(name, Stored.type(header.type()), header.shape());
    if (content.length() - header.data() != tensor.bytes()) {
      throw new IllegalArgumentException(
          "its shape needs %d bytes, but %d follow its header"
              .formatted(tensor.bytes(), content.length() - header.data()));
    }
    Content values;
    if (content instanceof FileRange range) {
      FileRange data = range.part(header.data(), tensor.bytes());
      values =
          header.fortran()
              ? Strided.of(data, tensor.dtype().bits() / 8, header.shape(), fortran(header.shape()))
              : data;
    } else if (header.fortran() && header.shape().size() > 1) {
      throw new IllegalArgumentException(
          "it is compressed in Fortran's order; save numpy.ascontiguousarray of it");
    } else {
      values = Content.behind(content, header.data());
    }
    return Stored.of(tensor, header.bigEndian(), values);
  }

  private static List<Long> fortran(List<Long> shape) {
    List<Long> strides = new ArrayList<>();
    long stride = 1;
    for (long size : shape) {
      strides.add(stride);
      stride *= size;
    }
    return strides;
  }
}
