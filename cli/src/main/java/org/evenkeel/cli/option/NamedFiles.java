// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.option;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.evenkeel.data.DataSource;
import org.evenkeel.report.file.AtomicFile;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The files that a command line names, compared before anything is computed: an output must be
 * writable, and no other file of the same command line.
 */
public record NamedFiles(List<Named> inputs, List<Named> outputs) {

  /** The options that name a file to write. */
  static final Set<String> OUTPUTS =
      Set.of(
          "--report", "-o", "--output", "--png", "--svg", "--winner", "--tensorboard", "--mlflow");

  /** The outputs that may be a folder, which the command checks and creates itself. */
  private static final Set<String> FOLDERS = Set.of("--output", "--tensorboard", "--mlflow");

  /**
   * The options that name a file to read. {@code --data} also takes names of generated data, and a
   * text.
   */
  static final Set<String> INPUTS =
      Set.of(
          "--data", "--network", "--rules", "--study", "--classpath", "--like", "--list", "--base");

  /** A file with the option that names it. */
  private record Named(String option, Path file) {}

  /** The files of a parsed command line. */
  public static NamedFiles of(ParseResult root) {
    NamedFiles files = new NamedFiles(new ArrayList<>(), new ArrayList<>());
    for (String word : root.originalArgs()) {
      if (word.startsWith("@") && word.length() > 1) {
        files.add(files.inputs, "@", word.substring(1));
      }
    }
    for (ParseResult parsed = root; parsed != null; parsed = parsed.subcommand()) {
      for (ArgSpec matched : parsed.matchedArgs()) {
        if (!(matched instanceof OptionSpec option)) {
          matched.originalStringValues().forEach(file -> files.add(files.inputs, "RESULT", file));
          continue;
        }
        String name = option.longestName();
        boolean output = OUTPUTS.contains(name);
        if (output || INPUTS.contains(name)) {
          option.originalStringValues().stream()
              .flatMap(value -> values(name, value))
              .forEach(file -> files.add(output ? files.outputs : files.inputs, name, file));
        }
      }
    }
    return files;
  }

  private static Stream<String> values(String option, String value) {
    return switch (option) {
      case "--classpath" ->
          Stream.of(value.split(File.pathSeparator, -1)).filter(jar -> !jar.isBlank());
      case "--data" ->
          DataSource.of(value).isText()
              ? DataSource.of(value).textFile().map(Path::toString).stream()
              : Stream.of(value);
      default -> Stream.of(value);
    };
  }

  private void add(List<Named> to, String option, String file) {
    try {
      Path path = Path.of(file);
      to.add(new Named(option, path));
      if (option.equals("--study")) {
        for (String suffix : List.of(".guard", ".lock")) {
          to.add(new Named(option, path.resolveSibling(path.getFileName() + suffix)));
        }
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "%s must name a file: '%s' is no path; give another".formatted(option, file), e);
    }
  }

  /**
   * Checks the files.
   *
   * @throws IllegalArgumentException if an output cannot be written, or is another of these files
   */
  public void check() {
    for (int i = 0; i < outputs.size(); i++) {
      Named output = outputs.get(i);
      requireNameable(output);
      if (!FOLDERS.contains(output.option)) {
        requireWritable(output.option, output.file);
      }
      for (Named other : inputs) {
        requireDifferent(output, other);
      }
      for (Named other : outputs.subList(0, i)) {
        requireDifferent(output, other);
      }
    }
    inputs.stream().filter(input -> input.option.equals("--study")).forEach(NamedFiles::study);
  }

  /** Checks that the name of a file is one that the file system can have. */
  private static void requireNameable(Named named) {
    try {
      Files.readAttributes(named.file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (FileSystemException e) {
      if (e.getReason() != null) { // there is neither such a file nor a reason against it
        throw new IllegalArgumentException(
            "%s must name a file: '%s': %s; give another"
                .formatted(named.option, named.file, e.getReason()),
            e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void study(Named study) {
    requireNameable(study);
    if (Files.exists(study.file)
        && !Files.isRegularFile(study.file)
        && !Files.isDirectory(study.file)) {
      throw new IllegalArgumentException(
          "--study must name a regular file: '%s' is a device or a pipe; give another"
              .formatted(study.file));
    }
  }

  private static void requireDifferent(Named output, Named other) {
    if (isSame(output.file, other.file)) {
      throw new IllegalArgumentException(
          "%s would overwrite %s: '%s'; give another file"
              .formatted(
                  output.option,
                  other.option.equals("@")
                      ? "the options in @" + other.file
                      : "the file of " + other.option,
                  output.file));
    }
  }

  private static boolean isSame(Path output, Path other) {
    try {
      Path one = AtomicFile.target(output);
      if (AtomicFile.isStream(one)) {
        return false; // several may be written into one pipe, and a terminal is read as well
      }
      if (Files.isDirectory(other) && Files.exists(one)) {
        try (Stream<Path> files = Files.list(other)) {
          return files.anyMatch(file -> isSameFile(file, one));
        }
      }
      return one.equals(AtomicFile.target(other)) || isSameFile(other, one);
    } catch (IOException e) {
      return false; // what is wrong with a file is reported where it is read
    }
  }

  private static boolean isSameFile(Path first, Path second) {
    try {
      return Files.exists(first) && Files.exists(second) && Files.isSameFile(first, second);
    } catch (IOException e) {
      return false;
    }
  }

  /** Checks that a file can be written. */
  static void requireWritable(String option, Path file) {
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          "%s must name a file: '%s' is a folder; name a file in it".formatted(option, file));
    }
    Path target;
    try {
      target = AtomicFile.target(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s must name a file: '%s' is a link that leads nowhere; give another"
              .formatted(option, file),
          e);
    }
    if (AtomicFile.isStream(target)) {
      return;
    }
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "%s must name a file in an existing folder: no '%s'; create it first"
              .formatted(option, folder));
    }
    if (!Files.isWritable(folder) || (Files.exists(target) && !Files.isWritable(target))) {
      throw new IllegalArgumentException(
          "%s must name a file in a writable folder: '%s' is not; choose another"
              .formatted(option, Files.isWritable(folder) ? target : folder));
    }
  }
}
