// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.evenkeel.experiment.StudyPlan;
import org.evenkeel.spark.draw.SparkDraw;
import org.evenkeel.spark.trial.SparkTrials;
import org.evenkeel.spark.trial.TrialPlugin;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.weights.draw.DrawPlan;

/** A connection to a Spark cluster. */
public final class Cluster implements AutoCloseable {

  private final JavaSparkContext spark;
  private final boolean own;

  private Cluster(JavaSparkContext spark, boolean own) {
    this.spark = spark;
    this.own = own;
  }

  /**
   * Connects to a cluster, with the settings of {@code spark-defaults.conf} and of this process's
   * system properties. Closing ends the application.
   *
   * @param master the cluster's master, such as {@code spark://host:7077}
   * @param name the name of the application
   * @throws IllegalArgumentException if there is no such master, or it gives no executor
   * @throws CancellationException if the thread was interrupted meanwhile
   */
  public static Cluster connect(String master, String name) {
    SparkConf conf = new SparkConf().setMaster(master).setAppName(name);
    defaults().forEach((key, value) -> conf.setIfMissing(key.toString(), value.toString().strip()));
    addPlugin(conf);
    Installation.addTo(conf, master);
    Cluster cluster = new Cluster(context(master, conf), true);
    try {
      cluster.awaitExecutor();
      return cluster;
    } catch (Exception | Error e) { // Scala declares none, an interrupt included
      cluster.close();
      throw unreachable(master, e);
    }
  }

  private static JavaSparkContext context(String master, SparkConf conf) {
    try {
      return new JavaSparkContext(conf);
    } catch (Exception e) { // Scala declares none
      throw unreachable(master, e);
    }
  }

  private static IllegalArgumentException unreachable(String master, Throwable e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
    return new IllegalArgumentException(
        "a Spark master must answer, such as spark://host:7077, yarn or local-cluster[2,1,2048]: '%s': %s; correct it, or start the cluster"
            .formatted(master, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
        e);
  }

  /** The plugin through which trials report, in settings from which a context is created. */
  public static SparkConf addPlugin(SparkConf conf) {
    String others = conf.get(TrialPlugin.SETTING, "");
    String own = TrialPlugin.class.getName();
    return others.contains(own)
        ? conf
        : conf.set(TrialPlugin.SETTING, others.isEmpty() ? own : others + "," + own);
  }

  /** A connection that exists. Closing leaves it open. */
  public static Cluster of(JavaSparkContext spark) {
    return new Cluster(spark, false);
  }

  private static Properties defaults() {
    Properties defaults = new Properties();
    String home = System.getenv("SPARK_HOME");
    String folder = System.getenv("SPARK_CONF_DIR");
    if (folder == null && home == null) {
      return defaults;
    }
    Path file =
        (folder == null ? Path.of(home, "conf") : Path.of(folder)).resolve("spark-defaults.conf");
    if (Files.isRegularFile(file)) {
      try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        defaults.load(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return defaults;
  }

  /** Runs an empty task, for which the cluster must have an executor. */
  private void awaitExecutor() {
    spark.parallelize(List.of(1), 1).count();
  }

  /** The number of tasks that the executors known so far run at once. */
  public int slots() {
    int perTask = spark.getConf().getInt("spark.task.cpus", 1);
    return Math.max(1, spark.defaultParallelism() / perTask);
  }

  /**
   * The evaluations of a study on this cluster.
   *
   * @throws IllegalArgumentException if network or data are only in this process's memory
   */
  public Objective trials(StudyPlan plan) {
    return new SparkTrials(spark, plan);
  }

  /**
   * Draws a weights file.
   *
   * @param progress takes the number of bytes that are written or found complete
   * @throws IllegalArgumentException if a tensor is not drawn but copied or computed, or a file of
   *     another content exists
   * @throws InterruptedException if the thread was interrupted; complete files remain
   */
  public SparkDraw.Written draw(SparkDraw draw, DrawPlan plan, LongConsumer progress)
      throws InterruptedException {
    return draw.write(spark, plan, progress);
  }

  /**
   * Checks that the connection has not ended, as it does when the cluster gives up the application.
   *
   * @throws IllegalStateException if it has
   */
  public void requireOpen() {
    if (spark.sc().isStopped()) {
      throw new IllegalStateException(
          "the connection to the Spark cluster has ended; see the log of its master");
    }
  }

  @Override
  public void close() {
    if (own) {
      spark.close();
    }
  }
}
