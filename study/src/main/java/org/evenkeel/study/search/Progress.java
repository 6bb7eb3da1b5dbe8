// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

/** Told of a search's progress, on the threads that search. */
public interface Progress {

  /** Nobody wants to know. */
  Progress SILENT = tally -> {};

  /** A trial was begun or ended. */
  void changed(Tally tally);
}
