// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.evenkeel.spark.trial.SparkTrials;

/**
 * What of Evenkeel a cluster needs, as found where this class was loaded from: on the class path of
 * executors the modules that tasks use, and on that of workers the whole command.
 */
final class Installation {

  /** The modules that tasks use. Their libraries are Spark's. */
  private static final List<String> OF_TASKS = List.of("core", "weights", "study", "spark");

  private Installation() {}

  /**
   * Adds to the settings of a context what its executors and workers need, unless they say so
   * themselves.
   */
  static void addTo(SparkConf conf, String master) {
    Path own = location();
    Path library = own.getParent();
    Path command = library.resolveSibling("evenkeel.jar");
    boolean here = master.startsWith("local");
    if (Files.isDirectory(own) || (here && !Files.exists(command))) {
      // Classes of a build, or jars of a repository, which executors on this machine find there.
      String path = System.getProperty("java.class.path");
      conf.setIfMissing(
          "spark.executor.extraClassPath",
          Stream.of(path.split(File.pathSeparator))
              .filter(entry -> Files.isDirectory(Path.of(entry)) || entry.contains("evenkeel-"))
              .collect(Collectors.joining(File.pathSeparator)));
      conf.setIfMissing(SparkTrials.CLASS_PATH, path);
      return;
    }
    conf.setIfMissing(
        "spark.jars",
        jars(library)
            .filter(
                jar -> OF_TASKS.stream().anyMatch(m -> name(jar).startsWith("evenkeel-" + m + "-")))
            .map(Path::toString)
            .collect(Collectors.joining(",")));
    if (here) {
      conf.setIfMissing(
          SparkTrials.CLASS_PATH, command + File.pathSeparator + library + File.separator + "*");
    } else if (!conf.contains(SparkTrials.CLASS_PATH)) {
      String shipped =
          Stream.concat(Stream.of(command).filter(Files::exists), jars(library))
              .map(Path::toString)
              .collect(Collectors.joining(","));
      String others = conf.get("spark.files", "");
      conf.set("spark.files", others.isEmpty() ? shipped : others + "," + shipped);
    }
  }

  private static Path location() {
    try {
      return Path.of(
          Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<Path> jars(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> name(file).endsWith(".jar")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
