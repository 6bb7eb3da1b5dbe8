// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

import java.util.function.Consumer;

/** A contestant that fills an array. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HeapContestant(double variance, float[] memory, Consumer<float[]> fill)
    implements Contestant {

  @Override
  public void draw() {
    fill.accept(memory);
  }

  @Override
  public float[] numbers() {
    return memory;
  }
}
