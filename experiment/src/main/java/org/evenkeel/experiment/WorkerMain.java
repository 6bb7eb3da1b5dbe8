// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import com.google.gson.JsonElement;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.evenkeel.study.worker.WorkerLoop;

/** The main class of a worker process: it runs the trials that it is given on stdin. */
public final class WorkerMain {

  private WorkerMain() {}

  /** Serves until stdin ends. */
  public static void main(String[] args) {
    configure();
    System.exit(serve(StudyPlan::read));
  }

  /**
   * Configures a process that does nothing but train small networks: DJL stays offline, logs
   * nothing, and uses one thread, which is as fast for them and keeps results the same.
   */
  public static void configure() {
    Locale.setDefault(Locale.ROOT);
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    setDefault("ai.djl.pytorch.num_threads", "1");
    setDefault("ai.djl.pytorch.num_interop_threads", "1");
    setDefault("org.slf4j.simpleLogger.defaultLogLevel", "off");
    setDefault("org.slf4j.simpleLogger.log.org.evenkeel", "warn");
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * The command line of a worker process, by the JVM of this one with its options.
   *
   * @param end what follows the options; empty for this class
   */
  static List<String> command(List<String> end) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-agentlib") && !option.startsWith("-Xrunjdwp")) {
        command.add(option);
      }
    }
    // stdout carries the protocol, so the JVM's own warnings go to stderr.
    command.addAll(List.of("-XX:+UseSerialGC", "-Xlog:disable", "-Xlog:all=warning:stderr"));
    command.addAll(
        end.isEmpty()
            ? List.of("-cp", System.getProperty("java.class.path"), WorkerMain.class.getName())
            : end);
    return command;
  }

  /**
   * Serves on the calling thread until stdin ends.
   *
   * @param reader reads the plan of the study
   * @return the exit code
   */
  public static int serve(Function<JsonElement, StudyPlan> reader) {
    // System.out may lead elsewhere by now, so that what a user's block prints is not on stdout.
    PrintStream stdout =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    return WorkerLoop.serve(System.in, stdout, plan -> TrialObjective.of(reader.apply(plan)));
  }
}
