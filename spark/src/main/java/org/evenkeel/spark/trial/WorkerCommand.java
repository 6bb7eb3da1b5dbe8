// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark.trial;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What starts a worker on an executor.
 *
 * @param plan the study's plan in JSON, with {@link #FOLDER} for the folder of shipped files
 * @param main the main class
 * @param options the options of the JVM
 * @param classPath the class path; relative entries are in the folder of shipped files
 */
record WorkerCommand(String plan, String main, List<String> options, String classPath) {

  /** What stands for the folder of shipped files, whose path each executor has its own of. */
  static final String FOLDER = "@{spark.files}";

  /** The plan whose files are in a folder. */
  JsonElement plan(String folder) {
    return JsonParser.parseString(plan.replace(FOLDER, folder.replace('\\', '/')));
  }

  /** The command line, by the JVM of this process. */
  List<String> line(String folder) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(options);
    // stdout carries the protocol, so the JVM's own warnings go to stderr.
    line.addAll(List.of("-XX:+UseSerialGC", "-Xlog:disable", "-Xlog:all=warning:stderr"));
    line.addAll(List.of("-cp", classPath(folder), main));
    return line;
  }

  private String classPath(String folder) {
    return Stream.of(classPath.split(File.pathSeparator))
        // Not by Path, as Windows allows no * in one.
        .map(entry -> new File(entry).isAbsolute() ? entry : folder + File.separator + entry)
        .collect(Collectors.joining(File.pathSeparator));
  }
}
