// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.evenkeel.weights.audit.Finding.Cause;

/**
 * What the names of shards, {@code model-00001-of-00004.safetensors}, say of the files of an audit:
 * which of the set are missing, and which do not belong to it.
 */
final class ShardNames {

  private static final Pattern FORM = Pattern.compile("(.+)-([0-9]{5})-of-([0-9]{5})\\.(\\w+)");

  private ShardNames() {}

  /** Findings on the files of an audit, and on those that lie beside an index. */
  static List<Finding> findings(List<Path> files) {
    Map<String, TreeSet<Integer>> sets = new TreeMap<>();
    for (Path file : files) {
      Matcher form = matcher(file);
      if (form.matches()) {
        sets.computeIfAbsent(set(file, form), one -> new TreeSet<>()).add(number(form, 2));
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (Path file : files) {
      Matcher form = matcher(file);
      if (form.matches()) {
        TreeSet<Integer> numbers = sets.remove(set(file, form));
        for (int i = 1; numbers != null && i <= number(form, 3); i++) {
          if (!numbers.contains(i)) {
            findings.add(missing(form, i));
          }
        }
      } else if (file.getFileName().toString().endsWith(".index.json")) {
        findings.addAll(beside(file));
      }
    }
    return findings;
  }

  private static Finding missing(Matcher form, int number) {
    String name = "%s-%05d-of-%s.%s".formatted(form.group(1), number, form.group(3), form.group(4));
    return new Finding(
        name, Cause.MISSING_SHARD, "it is one of %s, and not given".formatted(form.group(3)));
  }

  /** Shards of another number beside those of an index: some loaders read every file. */
  private static List<Finding> beside(Path index) {
    try (Stream<Path> files = Files.list(index.toAbsolutePath().getParent())) {
      String text = Files.readString(index);
      return files
          .filter(file -> matcher(file).matches() && !text.contains(file.getFileName().toString()))
          .map(file -> file.getFileName().toString())
          .sorted()
          .map(
              name ->
                  new Finding(
                      name,
                      Cause.UNNEEDED_SHARD,
                      "%s does not name it; delete it".formatted(index.getFileName())))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Matcher matcher(Path file) {
    return FORM.matcher(file.getFileName().toString());
  }

  private static String set(Path file, Matcher form) {
    return "%s/%s/%s/%s"
        .formatted(file.toAbsolutePath().getParent(), form.group(1), form.group(3), form.group(4));
  }

  private static int number(Matcher form, int group) {
    return Integer.parseInt(form.group(group));
  }
}
