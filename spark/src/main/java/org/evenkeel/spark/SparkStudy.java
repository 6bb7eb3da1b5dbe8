// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark;

import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.evenkeel.experiment.ProgressListener;
import org.evenkeel.experiment.StudyPlan;
import org.evenkeel.experiment.Tuning;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.search.Budget;
import org.jspecify.annotations.Nullable;

/**
 * A study whose trials run on a Spark cluster.
 *
 * <pre>{@code
 * SparkSession session =
 *     SparkSession.builder().config(Cluster.addPlugin(new SparkConf())).getOrCreate();
 * StudyResult result =
 *     SparkStudy.of(plan).withJournal(Path.of("study.jsonl")).run(session, Budget.trials(40));
 * TrialFrame.of(session, result).show();
 * }</pre>
 *
 * <p>The session must have the plugin that {@link Cluster#addPlugin} adds. This process alone
 * samples, prunes and writes the journal; interrupting the calling thread cancels the jobs and ends
 * the study, which the same call resumes from its journal.
 *
 * @param plan the plan
 * @param journal the file of the study, created or resumed; null for a study in memory
 * @param atOnce the number of trials at once; 0 for as many as the cluster runs tasks
 * @param listener is notified of progress
 */
public record SparkStudy(
    StudyPlan plan, @Nullable Path journal, int atOnce, ProgressListener listener) {

  /** A study in memory with as many trials at once as the cluster runs tasks. */
  public static SparkStudy of(StudyPlan plan) {
    return new SparkStudy(plan, null, 0, ProgressListener.NONE);
  }

  /** The study in a file, an Optuna journal. */
  public SparkStudy withJournal(Path file) {
    return new SparkStudy(plan, file, atOnce, listener);
  }

  /** The study with another number of trials at once. */
  public SparkStudy withTrialsAtOnce(int number) {
    return new SparkStudy(plan, journal, number, listener);
  }

  /** The study with a listener. */
  public SparkStudy withListener(ProgressListener other) {
    return new SparkStudy(plan, journal, atOnce, other);
  }

  /**
   * Runs the study until its budget is used up or this thread is interrupted.
   *
   * @throws IllegalArgumentException if the session has no plugin for trials, or network or data
   *     are only in this process's memory
   */
  public StudyResult run(SparkSession session, Budget budget) {
    Cluster cluster = Cluster.of(JavaSparkContext.fromSparkContext(session.sparkContext()));
    try (Tuning tuning =
        journal == null ? Tuning.inMemory(plan) : Tuning.onDisk(journal, null, plan)) {
      int number = atOnce == 0 ? cluster.slots() : atOnce;
      StudyResult result =
          tuning.withObjective(cluster.trials(tuning.plan()), number).run(budget, listener);
      cluster.requireOpen();
      return result;
    }
  }
}
