// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
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
    if (terminal.progress()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(terminal.shown(task))
              .setInitialMax(steps)
              .setUpdateIntervalMillis(200)
              .setStyle(
                  terminal.unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
              .clearDisplayOnFinish()
              // The given width keeps the library from querying the terminal, which would take
              // Ctrl-C away from this process.
              .setConsumer(new ConsoleProgressBarConsumer(System.err, terminal.columns() - 1))
              .build();
    }
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
