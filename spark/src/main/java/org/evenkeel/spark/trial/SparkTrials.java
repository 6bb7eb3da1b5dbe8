// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark.trial;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.evenkeel.experiment.StudyPlan;
import org.evenkeel.experiment.WorkerMain;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.space.Setting;
import org.jspecify.annotations.Nullable;

/**
 * The evaluations of a study as Spark jobs of one task each. As many threads may evaluate at once
 * as there are trials at once. An interrupt of the thread cancels its job.
 */
public final class SparkTrials implements Objective {

  /** The setting of Spark that holds the class path of workers; see docs/spark.md. */
  public static final String CLASS_PATH = "spark.evenkeel.classpath";

  /** The setting of Spark that holds the options of the JVM of workers. */
  public static final String JAVA_OPTIONS = "spark.evenkeel.javaOptions";

  /** The class path of all files that Spark has shipped. */
  private static final String SHIPPED = "*";

  /** The jobs of one evaluation; of each, Spark repeats a lost task some times. */
  private static final int JOBS = 5;

  private final JavaSparkContext spark;
  private final WorkerCommand worker;

  /**
   * The evaluations of a plan.
   *
   * @throws IllegalArgumentException if the context has no {@link TrialPlugin}, or network or data
   *     are only in this process's memory
   */
  public SparkTrials(JavaSparkContext spark, StudyPlan plan) {
    SparkConf conf = spark.getConf();
    if (!TrialPlugin.isIn(conf)) {
      throw new IllegalArgumentException(
          "this Spark context has no plugin for trials: %s is '%s'; create it with %s among them"
              .formatted(
                  TrialPlugin.SETTING,
                  conf.get(TrialPlugin.SETTING, ""),
                  TrialPlugin.class.getName()));
    }
    this.spark = spark;
    this.worker =
        new WorkerCommand(
            ShippedFiles.plan(spark, plan),
            WorkerMain.class.getName(),
            Stream.of(conf.get(JAVA_OPTIONS, "").strip().split("\\s+"))
                .filter(option -> !option.isEmpty())
                .toList(),
            conf.get(CLASS_PATH, SHIPPED));
  }

  @Override
  public Evaluation evaluate(Setting setting, long seed, Monitor monitor)
      throws InterruptedException {
    try (Conversation conversation = Conversation.open(monitor)) {
      TrialOrder order = new TrialOrder(conversation.id(), worker, setting.json(), seed);
      String description = "%s, seed %d".formatted(setting, seed);
      String loss = "";
      for (int job = 0; job < JOBS; job++) {
        try {
          return answer(order, description).evaluation();
        } catch (ExecutionException e) {
          conversation.throwFailure();
          loss = lost(e.getCause());
        }
      }
      return Evaluation.crashed(loss);
    }
  }

  private TrialOrder.Answer answer(TrialOrder order, String description)
      throws InterruptedException, ExecutionException {
    JavaFutureAction<List<String>> job = submit(order, description);
    try {
      return TrialOrder.Answer.parse(job.get().get(0));
    } catch (InterruptedException e) {
      job.cancel(true);
      throw e;
    } catch (CancellationException e) {
      throw interrupted("the job was cancelled");
    }
  }

  private JavaFutureAction<List<String>> submit(TrialOrder order, String description)
      throws InterruptedException {
    try {
      // The group is one of this thread alone; with it, cancelling interrupts the task.
      spark.setJobGroup("evenkeel-" + order.id(), description, true);
      return spark.parallelize(List.of(order.text()), 1).map(new TrialTask()).collectAsync();
    } catch (IllegalStateException e) {
      if (spark.sc().isStopped()) {
        throw interrupted("the Spark context was stopped");
      }
      throw e;
    } finally {
      spark.clearJobGroup();
    }
  }

  /**
   * How all attempts of a task were lost with their executors. A worker that crashes is an answer.
   */
  private String lost(@Nullable Throwable failure) throws InterruptedException {
    if (spark.sc().isStopped()) {
      throw interrupted("the Spark context was stopped");
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TrialTask.StartException) {
        throw new IllegalStateException("an executor cannot start workers: " + cause.getMessage());
      }
    }
    return String.valueOf(failure == null ? null : failure.getMessage())
        .lines()
        .findFirst()
        .orElse("");
  }

  private static InterruptedException interrupted(String why) {
    return new InterruptedException(why);
  }
}
