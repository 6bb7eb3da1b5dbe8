// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Copies of the running means and variances of a model's normalizations, restored on close. */
record RunningStatistics(Map<Parameter, NDArray> saved) implements AutoCloseable {

  /** The statistics of a model; the copies have this memory. */
  static RunningStatistics of(Block model, NDManager scope) {
    Map<Parameter, NDArray> saved = new LinkedHashMap<>();
    for (Parameter parameter : model.getParameters().values()) {
      if (isOne(parameter)) {
        NDArray copy = parameter.getArray().duplicate();
        copy.attach(scope);
        saved.put(parameter, copy);
      }
    }
    return new RunningStatistics(saved);
  }

  static boolean isOne(Parameter parameter) {
    return parameter.getType() == Parameter.Type.RUNNING_MEAN
        || parameter.getType() == Parameter.Type.RUNNING_VAR;
  }

  /** Restores the statistics. */
  @Override
  public void close() {
    saved.forEach((statistic, copy) -> copy.copyTo(statistic.getArray()));
  }
}
