// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.evenkeel.weights.format.SafetensorsWriter;
import org.jspecify.annotations.Nullable;

/**
 * The completion of files on a thread of its own: the disk stores one while the next is drawn.
 * Closing waits for the last.
 */
final class Commits implements AutoCloseable {

  private final ExecutorService disk =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "evenkeel-commit");
            thread.setDaemon(true);
            return thread;
          });

  private @Nullable Future<?> last;

  /** Completes and closes a file, once the file before it is complete. */
  void commit(Path path, SafetensorsWriter writer) throws IOException, InterruptedException {
    try {
      await();
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      writer.close();
      throw e;
    }
    last =
        disk.submit(
            () -> {
              try (writer) {
                writer.commit();
                return null;
              } catch (IOException e) {
                throw WeightsOutput.named(path, e);
              }
            });
  }

  /** Waits for the last file. */
  void await() throws IOException, InterruptedException {
    if (last == null) {
      return;
    }
    try {
      last.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    disk.shutdown();
    boolean interrupted = false;
    while (true) {
      try {
        if (disk.awaitTermination(1, TimeUnit.HOURS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true; // a file that is nearly complete is worth the wait
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
