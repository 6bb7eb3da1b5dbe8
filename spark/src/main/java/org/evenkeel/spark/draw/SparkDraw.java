// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark.draw;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.Source;
import org.evenkeel.weights.draw.WeightsOutput;
import org.evenkeel.weights.format.SafetensorsFile;
import org.evenkeel.weights.format.SafetensorsHeader;
import org.evenkeel.weights.format.ShardedCheckpoint;

/**
 * A draw of a weights file on a cluster: each shard is a task, and the index is written last. The
 * files have the bytes that {@link WeightsOutput} writes.
 *
 * @param folder the folder, any path that Hadoop knows
 * @param name the name of the file, from which the names of shards are made
 * @param shardBytes the most bytes of tensors in a file
 * @param replace whether other files of the same names are replaced
 */
public record SparkDraw(String folder, String name, long shardBytes, boolean replace) {

  /** The ending of files that attempts write before they are complete. */
  static final String PART = ".part";

  private static final long POLL_MILLIS = 200;

  /** A file of any size, or {@code model.safetensors} in a folder; others are kept. */
  public static SparkDraw to(String path) {
    Path file = new Path(path);
    return path.endsWith(SafetensorsFile.SUFFIX) && file.getParent() != null
        ? new SparkDraw(file.getParent().toString(), file.getName(), Long.MAX_VALUE, false)
        : path.endsWith(SafetensorsFile.SUFFIX)
            ? new SparkDraw(".", path, Long.MAX_VALUE, false)
            : new SparkDraw(path, "model" + SafetensorsFile.SUFFIX, Long.MAX_VALUE, false);
  }

  /** The same with another limit on the size of a file. */
  public SparkDraw withShardBytes(long bytes) {
    return new SparkDraw(folder, name, bytes, replace);
  }

  /** The same, with other files of the same names replaced. */
  public SparkDraw replacing() {
    return new SparkDraw(folder, name, shardBytes, true);
  }

  /** What was written, the index last; some of the files were there and complete. */
  public record Written(List<String> files, List<String> kept, long bytes) {

    /** Copies the lists. */
    public Written {
      files = List.copyOf(files);
      kept = List.copyOf(kept);
    }
  }

  /**
   * Writes a plan.
   *
   * @param progress takes the number of bytes that are written or found complete
   * @throws IllegalArgumentException if a tensor is not drawn but copied or computed, or a file of
   *     another content exists
   * @throws UncheckedIOException if a file cannot be written
   * @throws InterruptedException if the thread was interrupted; complete files remain
   */
  public Written write(JavaSparkContext spark, DrawPlan plan, LongConsumer progress)
      throws InterruptedException {
    requireDrawn(plan);
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    Map<String, SafetensorsHeader> headers =
        WeightsOutput.to(java.nio.file.Path.of(name)).withShardBytes(shardBytes).headers(plan);
    try (FileSystem files = ShardTask.files(new Path(folder), hadoop)) {
      String qualified = files.makeQualified(new Path(folder)).toString();
      files.mkdirs(new Path(qualified));
      return written(spark, plan, headers, files, qualified, hadoop, progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireDrawn(DrawPlan plan) {
    for (DrawPlan.Planned planned : plan.tensors()) {
      if (!(planned.source() instanceof Source.Drawn)) {
        throw new IllegalArgumentException(
            "tensor %s: executors draw, and do not copy or compute; draw this file in one process"
                .formatted(planned.tensor().quoted()));
      }
    }
  }

  private Written written(
      JavaSparkContext spark,
      DrawPlan plan,
      Map<String, SafetensorsHeader> headers,
      FileSystem files,
      String home,
      SerializableConfiguration hadoop,
      LongConsumer progress)
      throws IOException, InterruptedException {
    byte[] index = headers.size() > 1 ? ShardedCheckpoint.index(headers) : new byte[0];
    Path indexFile = new Path(home, name + ".index.json");
    if (replace) {
      files.delete(indexFile, false); // first, as it promises that all shards are there
    } else if (index.length > 0
        && files.exists(indexFile)
        && !Arrays.equals(index, head(files, indexFile, index.length + 1))) {
      throw exists(indexFile);
    }
    List<String> all = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    List<ShardTask.Order> orders = new ArrayList<>();
    for (Map.Entry<String, SafetensorsHeader> shard : headers.entrySet()) {
      ShardTask.Order order = ShardTask.Order.of(home, shard.getKey(), shard.getValue());
      all.add(order.file().toString());
      if (replace) {
        files.delete(order.file(), false);
      }
      if (isComplete(files, order)) {
        kept.add(order.file().toString());
      } else {
        orders.add(order);
      }
    }
    long there = plan.bytes() - orders.stream().mapToLong(ShardTask.Order::dataBytes).sum();
    progress.accept(there);
    if (!orders.isEmpty()) {
      draw(spark, orders, hadoop, done -> progress.accept(there + done));
    }
    for (ShardTask.Order order : orders) {
      sweep(files, order);
    }
    if (index.length > 0) {
      write(files, indexFile, index);
      all.add(indexFile.toString());
    }
    return new Written(all, kept, plan.bytes());
  }

  private static void draw(
      JavaSparkContext spark,
      List<ShardTask.Order> orders,
      SerializableConfiguration hadoop,
      LongConsumer progress)
      throws InterruptedException {
    long bytes = orders.stream().mapToLong(ShardTask.Order::dataBytes).sum();
    Broadcast<SerializableConfiguration> shared = spark.broadcast(hadoop);
    spark.setJobGroup("evenkeel-draw", "draw of %d shards".formatted(orders.size()), true);
    JavaFutureAction<List<Long>> job;
    try {
      int threads = spark.getConf().getInt("spark.task.cpus", 1);
      job =
          spark
              .parallelize(orders, orders.size())
              .map(new ShardTask(shared, threads))
              .collectAsync();
    } finally {
      spark.clearJobGroup();
    }
    try {
      while (!isDone(job)) {
        progress.accept(bytes * completed(spark, job) / orders.size());
      }
      progress.accept(bytes);
    } catch (InterruptedException e) {
      job.cancel(true);
      throw e;
    } catch (CancellationException e) {
      throw new InterruptedException("the job was cancelled");
    } catch (ExecutionException e) {
      if (spark.sc().isStopped()) {
        throw new InterruptedException("the Spark context was stopped");
      }
      throw new IllegalStateException(
          "shards cannot be drawn: "
              + String.valueOf(e.getCause().getMessage()).lines().findFirst().orElse(""),
          e);
    } finally {
      shared.destroy(false);
    }
  }

  private static boolean isDone(JavaFutureAction<?> job)
      throws InterruptedException, ExecutionException {
    try {
      job.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static long completed(JavaSparkContext spark, JavaFutureAction<?> job) {
    long tasks = 0;
    for (int id : job.jobIds()) {
      SparkJobInfo info = spark.statusTracker().getJobInfo(id);
      for (int stage : info == null ? new int[0] : info.stageIds()) {
        SparkStageInfo one = spark.statusTracker().getStageInfo(stage);
        tasks += one == null ? 0 : one.numCompletedTasks();
      }
    }
    return tasks;
  }

  /** Whether a file is there and complete; an exception if it has another content. */
  private static boolean isComplete(FileSystem files, ShardTask.Order order) throws IOException {
    if (!files.exists(order.file())) {
      return false;
    }
    byte[] header = order.header().bytes();
    if (files.getFileStatus(order.file()).getLen() != order.bytes()
        || !Arrays.equals(header, head(files, order.file(), header.length))) {
      throw exists(order.file());
    }
    return true;
  }

  private static byte[] head(FileSystem files, Path file, int length) throws IOException {
    try (InputStream in = files.open(file)) {
      return in.readNBytes(length);
    }
  }

  private static IllegalArgumentException exists(Path file) {
    return new IllegalArgumentException(
        "a file of another content exists: '%s'; choose another name, or replace it with --force"
            .formatted(file));
  }

  /** Deletes what killed attempts have left. */
  private static void sweep(FileSystem files, ShardTask.Order order) throws IOException {
    FileStatus[] left =
        files.globStatus(new Path(order.folder(), "." + order.name() + ".*" + PART));
    for (FileStatus one : left == null ? new FileStatus[0] : left) {
      files.delete(one.getPath(), false);
    }
  }

  private static void write(FileSystem files, Path file, byte[] bytes) throws IOException {
    Path part = new Path(file.getParent(), "." + file.getName() + PART);
    try (OutputStream out = files.create(part, true)) {
      out.write(bytes);
    }
    files.delete(file, false); // of the same content; HDFS replaces no file by renaming
    if (!files.rename(part, file)) {
      throw new IOException("cannot rename %s to %s".formatted(part, file));
    }
  }
}
