// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import com.google.gson.JsonElement;
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
   * Serves on the calling thread until stdin ends.
   *
   * @param reader reads the plan of the study
   * @return the exit code
   */
  public static int serve(Function<JsonElement, StudyPlan> reader) {
    return WorkerLoop.serve(System.in, System.out, plan -> TrialObjective.of(reader.apply(plan)));
  }
}
