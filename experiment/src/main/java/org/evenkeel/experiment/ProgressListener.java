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

  /** A task, such as a start or {@code tune}, has started; the previous one is finished. */
  void started(String task, long steps);

  /** The steps of the current task done so far, with its state; the message may be empty. */
  void progressed(long steps, String message);
}
