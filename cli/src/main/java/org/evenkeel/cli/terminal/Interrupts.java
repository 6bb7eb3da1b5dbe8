// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The handling of Ctrl-C during a run that can be resumed: the thread that opened this is
 * interrupted, and the process ends once that thread has closed it, or after 15 seconds.
 */
public final class Interrupts implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 15;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean came;

  private Interrupts(Runnable afterwards) {
    Thread here = Thread.currentThread();
    this.hook =
        new Thread(
            () -> {
              came = true;
              here.interrupt();
              try {
                closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              afterwards.run();
            });
  }

  /** Handles Ctrl-C from now on, and at the end prints a line on stderr that says how to go on. */
  public static Interrupts watch(Terminal terminal, String line) {
    Interrupts watching = watch(() -> terminal.err().println("evenkeel: " + line));
    while (watching.came) {
      LockSupport.park(); // the process is ending: nothing is begun any more
    }
    return watching;
  }

  static Interrupts watch(Runnable afterwards) {
    Interrupts watching = new Interrupts(afterwards);
    try {
      Runtime.getRuntime().addShutdownHook(watching.hook);
    } catch (IllegalStateException e) {
      // The process is ending already, so the run must not begin.
      watching.came = true;
      Thread.currentThread().interrupt();
    }
    return watching;
  }

  /** Whether the process is ending. */
  public boolean came() {
    return came;
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      came = true; // the process is ending, perhaps before the hook has run
    }
  }
}
