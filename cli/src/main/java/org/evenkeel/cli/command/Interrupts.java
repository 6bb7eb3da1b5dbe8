// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C while something runs that can be gone on with: the thread that opened this is interrupted,
 * and the process ends once it has closed it, or after some seconds.
 */
final class Interrupts implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 15;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean came;

  private Interrupts() {
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
            });
  }

  /** Watches from now on. */
  static Interrupts watch() {
    Interrupts watching = new Interrupts();
    try {
      Runtime.getRuntime().addShutdownHook(watching.hook);
    } catch (IllegalStateException e) {
      // The process has begun to end, and takes no more hooks.
      watching.came = true;
      Thread.currentThread().interrupt();
    }
    return watching;
  }

  /** Whether the process is about to end. */
  boolean came() {
    return came;
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process has begun to end: the hook runs, or has run.
    }
  }
}
