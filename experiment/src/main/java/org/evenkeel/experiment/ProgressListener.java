// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

/** A listener to the progress of an experiment; it may be called from several threads. */
public interface ProgressListener {

  /** A listener that ignores everything. */
  ProgressListener NONE =
      new ProgressListener() {
        @Override
        public void started(String task, long steps) {}

        @Override
        public void progressed(long steps, String message) {}
      };

  /**
   * A task has started; the previous one is finished.
   *
   * @param task its name, such as that of a start, or {@code tune}
   */
  void started(String task, long steps);

  /**
   * Steps of the current task are done.
   *
   * @param steps the number of steps done so far
   * @param message the current state, such as the loss; may be empty
   */
  void progressed(long steps, String message);
}
