// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.Tensor;

/** A tensor in one of the files of an audit. */
record Held(Checkpoint file, Tensor tensor) {

  String name() {
    return tensor.name();
  }
}
