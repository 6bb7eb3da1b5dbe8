// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import org.evenkeel.data.DataSource;
import org.evenkeel.data.Reading;

/** The examples of an experiment: a source that can be read again, or examples in memory. */
public sealed interface TrainingData {

  /** The examples for a network, with what was noticed when they were read. */
  Reading open(NetworkSource network);

  /** Examples generated or read from a file; another process can read them as well. */
  record FromSource(DataSource source) implements TrainingData {
    @Override
    public Reading open(NetworkSource network) {
      return source.open(network::noise);
    }
  }

  /** Examples in memory; only this process has them. */
  record InMemory(Reading reading) implements TrainingData {
    @Override
    public Reading open(NetworkSource network) {
      return reading;
    }
  }
}
