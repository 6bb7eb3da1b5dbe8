// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark.draw;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.channels.Channels;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.evenkeel.weights.draw.WeightsChannel;
import org.evenkeel.weights.format.SafetensorsHeader;

/**
 * The task of one shard, on an executor. Attempts write files of their own, of which the first that
 * is complete gets the shard's name; a later one has the same bytes and is of no effect.
 */
final class ShardTask implements Function<ShardTask.Order, Long> {

  private static final long serialVersionUID = 1;

  /**
   * A shard to draw.
   *
   * @param folder where it is written
   * @param name the name of its file
   * @param json its header, which records how each tensor is drawn
   * @param bytes the number of bytes of the file
   * @param dataBytes the number of those behind the header
   */
  record Order(String folder, String name, String json, long bytes, long dataBytes)
      implements Serializable {

    private static final long serialVersionUID = 1;

    static Order of(String folder, String name, SafetensorsHeader header) {
      long data = header.dataBytes();
      return new Order(folder, name, header.json(), header.bytes().length + data, data);
    }

    Path file() {
      return new Path(folder, name);
    }

    SafetensorsHeader header() {
      return SafetensorsHeader.parse(json, dataBytes);
    }
  }

  private final Broadcast<SerializableConfiguration> hadoop;
  private final int threads;

  ShardTask(Broadcast<SerializableConfiguration> hadoop, int threads) {
    this.hadoop = hadoop;
    this.threads = threads;
  }

  @Override
  public Long call(Order order) throws IOException, InterruptedException {
    try (FileSystem files = files(order.file(), hadoop.value())) {
      Path part =
          new Path(
              order.folder(),
              ".%s.%d%s"
                  .formatted(order.name(), TaskContext.get().taskAttemptId(), SparkDraw.PART));
      try {
        draw(order, files, part);
        if (!files.rename(part, order.file()) && !isComplete(order, files)) {
          throw new IOException("cannot rename %s to %s".formatted(part, order.file()));
        }
        return order.bytes();
      } finally {
        files.delete(part, false);
      }
    }
  }

  private void draw(Order order, FileSystem files, Path part)
      throws IOException, InterruptedException {
    SafetensorsHeader header = order.header();
    try (OutputStream out = files.create(part, true)) {
      WeightsChannel.write(header, Channels.newChannel(out), threads);
    }
  }

  private static boolean isComplete(Order order, FileSystem files) throws IOException {
    return files.exists(order.file())
        && files.getFileStatus(order.file()).getLen() == order.bytes();
  }

  /** The file system of a path; a local one of this task's own, without files of checksums. */
  static FileSystem files(Path path, SerializableConfiguration hadoop) throws IOException {
    FileSystem files = FileSystem.newInstance(path.toUri(), hadoop.value());
    files.setWriteChecksum(false);
    return files;
  }
}
