// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.evenkeel.text.Encoding;
import org.evenkeel.weights.encoding.YamlText;
import org.evenkeel.weights.format.FileFormat;

/** Small YAML files, read without tags that build objects. */
public final class YamlFile {

  private YamlFile() {}

  /** Reads what the tree of maps, lists and words in a file means. */
  public static <T> T read(String option, Path file, Function<Object, T> reader) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "%s must name a YAML file: %s %s"
              .formatted(option, file, Files.exists(file) ? "is not a file" : "does not exist"));
    }
    Object tree;
    try {
      Optional<String> model = FileFormat.instead(file);
      if (model.isPresent()) {
        throw new IllegalArgumentException(
            "%s must name a YAML file, not %s: %s".formatted(option, file, model.get()));
      }
      if (Files.size(file) > YamlText.LARGEST) {
        throw new IllegalArgumentException(
            "%s: a file for %s has at most %d MB".formatted(file, option, YamlText.LARGEST >> 20));
      }
      tree = YamlText.tree(file.toString(), Encoding.decoded(Files.readAllBytes(file)));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "%s is not YAML: it is no text in UTF-8".formatted(file), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      return reader.apply(tree);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
