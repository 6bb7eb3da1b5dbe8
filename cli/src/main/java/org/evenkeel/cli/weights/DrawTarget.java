// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.weights;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.evenkeel.cli.command.Output;
import org.evenkeel.cli.terminal.ExitCode;
import org.evenkeel.cli.terminal.Interrupts;
import org.evenkeel.cli.terminal.ProgressBars;
import org.evenkeel.spark.Cluster;
import org.evenkeel.spark.draw.SparkDraw;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.WeightsOutput;
import org.evenkeel.weights.format.ByteSize;

/**
 * A file or shards to write.
 *
 * @param out a path, of Hadoop's for a cluster
 * @param shardBytes the most bytes of a file; empty for no limit
 * @param force whether existing files are replaced
 * @param spark the master of the cluster whose executors write; empty for this process
 */
record DrawTarget(String out, Optional<Long> shardBytes, boolean force, Optional<String> spark) {

  DrawTarget {
    if (out.isBlank()) {
      throw new IllegalArgumentException(
          "-o must name a file or a folder: '%s' is no name; give one such as first.safetensors"
              .formatted(out));
    }
  }

  /** The path on this machine. */
  Path file() {
    return Path.of(out);
  }

  /** What writes files, and tells how many bytes are written. */
  interface Writer {
    WeightsOutput.Written write(WeightsOutput target, LongConsumer progress)
        throws InterruptedException;
  }

  /** Writes from this process; the exit code. */
  int write(DrawPlan plan, long bytes, Writer writer, Output output) throws InterruptedException {
    WeightsOutput target =
        WeightsOutput.to(file()).withShardBytes(shardBytes.orElse(Long.MAX_VALUE));
    WeightsOutput to = force ? target.replacing() : target;
    return drawn(
        bytes,
        output,
        progress -> {
          WeightsOutput.Written written = writer.write(to, progress);
          return () -> DrawReport.written(plan, written.files(), written.kept(), output);
        });
  }

  /** Writes from the executors of a cluster; the exit code. */
  int write(DrawPlan plan, Cluster cluster, Output output) throws InterruptedException {
    SparkDraw target = SparkDraw.to(out).withShardBytes(shardBytes.orElse(Long.MAX_VALUE));
    SparkDraw to = force ? target.replacing() : target;
    return drawn(
        plan.bytes(),
        output,
        progress -> {
          SparkDraw.Written written = cluster.draw(to, plan, progress);
          return () -> DrawReport.written(plan, written.files(), written.kept(), output);
        });
  }

  /** A draw, and what prints its result. */
  private interface Draw {
    Runnable draw(LongConsumer progress) throws InterruptedException;
  }

  private static int drawn(long bytes, Output output, Draw draw) throws InterruptedException {
    long start = System.nanoTime();
    try (Interrupts interrupts =
            Interrupts.watch(
                output.terminal(), "interrupted; complete files are kept by the same command");
        ProgressBars progress = new ProgressBars(output.terminal())) {
      progress.started("draw", bytes);
      Runnable printed =
          draw.draw(
              done ->
                  progress.progressed(
                      done,
                      ByteSize.text(done / Math.max(1e-3, (System.nanoTime() - start) * 1e-9))
                          + "/s"));
      progress.finish();
      printed.run();
      return interrupts.came() ? ExitCode.INTERRUPTED : 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
  }
}
