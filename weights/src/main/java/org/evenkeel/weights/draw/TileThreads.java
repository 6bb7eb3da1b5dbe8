// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that take the tiles of tensors in turn, one for each processor. */
public final class TileThreads {

  /** The work of one thread, which ends when there are no tiles left. */
  public interface Work {

    /**
     * Works on tiles until there are none.
     *
     * @throws IOException if a file cannot be read or written
     */
    void run() throws IOException;
  }

  private TileThreads() {}

  /**
   * Works on all processors until all work has ended.
   *
   * @param name the name of the threads
   * @param work the work of each thread
   * @param stop ends the work of all threads, after the failure of one or an interruption
   * @throws IOException if that was the first failure; other failures are thrown as they are
   * @throws InterruptedException if this thread was interrupted
   */
  public static void run(String name, Work work, Runnable stop)
      throws IOException, InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Runnable guarded =
        () -> {
          try {
            work.run();
          } catch (IOException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            stop.run();
          }
        };
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Thread thread = new Thread(guarded, name + "-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    try {
      join(threads);
    } catch (InterruptedException e) {
      stop.run();
      join(threads);
      throw e;
    }
    check(failure.get());
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void check(Throwable failure) throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof UncheckedIOException e) {
      throw e.getCause();
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }
}
