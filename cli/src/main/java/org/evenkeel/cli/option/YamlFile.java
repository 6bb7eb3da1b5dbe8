// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.evenkeel.text.Encoding;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Small YAML files, read without tags that build objects. */
public final class YamlFile {

  /** The largest size of a file that describes a network or rules. */
  private static final long MAX_BYTES = 4 << 20;

  private YamlFile() {}

  /** Reads what the tree of maps, lists and words in a file means. */
  public static <T> T read(String option, Path file, Function<Object, T> reader) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "%s must name a YAML file: %s %s"
              .formatted(option, file, Files.exists(file) ? "is not a file" : "does not exist"));
    }
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(20);
    options.setNestingDepthLimit(50);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IllegalArgumentException(
            "a file for %s has at most %d MB".formatted(option, MAX_BYTES >> 20));
      }
      Object tree = DecimalYaml.with(options).load(Encoding.decoded(Files.readAllBytes(file)));
      requireFinite(tree, new ArrayList<>());
      return reader.apply(tree);
    } catch (MarkedYAMLException e) {
      throw new IllegalArgumentException(
          "%s is not YAML: %s in line %d"
              .formatted(
                  file,
                  e.getProblem(),
                  e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1));
    } catch (YAMLException | CharacterCodingException e) {
      boolean text =
          !(e instanceof CharacterCodingException || e.getCause() instanceof IOException);
      throw new IllegalArgumentException(
          "%s is not YAML: %s".formatted(file, text ? e.getMessage() : "it is no text in UTF-8"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Checks that no anchor contains itself; aliases are few, so the tree is small. */
  private static void requireFinite(Object tree, List<Object> above) {
    Collection<?> children =
        tree instanceof Map<?, ?> map
            ? map.values()
            : tree instanceof Collection<?> list ? list : List.of();
    if (children.isEmpty()) {
      return;
    }
    if (above.stream().anyMatch(one -> one == tree)) {
      throw new IllegalArgumentException("an anchor must not contain itself; remove its alias");
    }
    above.add(tree);
    children.forEach(child -> requireFinite(child, above));
    above.remove(above.size() - 1);
  }
}
