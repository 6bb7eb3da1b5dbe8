// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.evenkeel.text.Encoding;

/**
 * A list of tensors as text: in each line name, shape and type, separated by tabs. A shape is
 * {@code 768,2304}, {@code 768x2304}, or either in brackets; without a type it is F32. Empty lines
 * and lines that begin with # are skipped.
 */
public final class TensorList {

  private static final int MOST_LINES = 1_000_000;

  private TensorList() {}

  /**
   * Reads a list.
   *
   * @throws IllegalArgumentException if a line has another form; the message gives its number
   * @throws UncheckedIOException if the file cannot be read
   */
  public static List<Tensor> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "no such list of tensors: '%s'; write a line for each: name, tab, shape".formatted(file));
    }
    List<Tensor> tensors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int number = 0;
    try (BufferedReader lines =
        new BufferedReader(new StringReader(Encoding.decoded(Files.readAllBytes(file))))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (number > MOST_LINES) {
          throw new IllegalArgumentException("it has more than 1,000,000 lines");
        }
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        Tensor tensor = tensor(line);
        if (!names.add(tensor.name())) {
          throw new IllegalArgumentException("tensor %s is there twice".formatted(tensor.quoted()));
        }
        tensors.add(tensor);
      }
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("%s is not text in UTF-8".formatted(file), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s, line %d: %s".formatted(file, number, e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("%s lists no tensor".formatted(file));
    }
    return tensors;
  }

  private static Tensor tensor(String line) {
    String[] cells = line.split("\t", -1);
    if (cells.length < 2 || cells.length > 3) {
      throw new IllegalArgumentException(
          "a line must be name, shape and type separated by tabs: %s"
              .formatted(Tensor.quoted(line)));
    }
    String list = cells[1].replaceAll("[\\[\\]() ]", "").replaceFirst(",$", "");
    List<Long> shape = new ArrayList<>();
    for (String size : list.isEmpty() ? new String[0] : list.split("[,x×]", -1)) {
      if (!size.matches("[0-9]{1,18}")) {
        throw new IllegalArgumentException(
            "a shape must be whole numbers, as in 768,2304: %s".formatted(Tensor.quoted(cells[1])));
      }
      shape.add(Long.parseLong(size));
    }
    return new Tensor(
        cells[0].strip(), cells.length < 3 ? DType.F32 : DType.named(cells[2].strip()), shape);
  }
}
