// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import org.evenkeel.data.DataSource;
import org.evenkeel.data.Split;

/** The examples of an experiment: a source that can be read again, or examples in memory. */
public sealed interface TrainingData {

  /** The examples. */
  Split read();

  /** Examples generated or read from a file; another process can read them as well. */
  record FromSource(DataSource source) implements TrainingData {
    @Override
    public Split read() {
      return source.read();
    }
  }

  /** Examples in memory; only this process has them. */
  record InMemory(Split split) implements TrainingData {
    @Override
    public Split read() {
      return split;
    }
  }
}
