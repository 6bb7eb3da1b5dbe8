// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

/** A listener to the progress of a search, called on the threads that search. */
public interface Progress {

  /** A listener that does nothing. */
  Progress SILENT = tally -> {};

  /** Called after the start and after the end of each trial. */
  void changed(Tally tally);
}
