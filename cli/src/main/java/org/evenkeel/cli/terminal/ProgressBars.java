// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import me.tongfei.progressbar.ProgressBar;
import org.evenkeel.experiment.ProgressListener;
import org.jspecify.annotations.Nullable;

/** The progress of an experiment as a bar on stderr, one after the other for its tasks. */
public final class ProgressBars implements ProgressListener, AutoCloseable {

  private final Terminal terminal;
  private @Nullable ProgressBar bar;

  /** Bars on a terminal. */
  public ProgressBars(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public synchronized void started(String task, long steps) {
    finish();
    bar = terminal.progress(task, steps);
  }

  @Override
  public synchronized void progressed(long steps, String message) {
    if (bar == null) {
      return;
    }
    bar.stepTo(steps);
    if (!message.isEmpty()) {
      bar.setExtraMessage(message);
    }
  }

  /** Clears the bar. */
  public synchronized void finish() {
    if (bar != null) {
      bar.close();
    }
  }

  @Override
  public void close() {
    finish();
  }
}
