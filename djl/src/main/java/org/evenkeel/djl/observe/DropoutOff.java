// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.nn.Block;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.util.Pair;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;

/**
 * Dropout switched off in all of a model's blocks until it is switched on again, so that a pass
 * draws none of the engine's random numbers, which belong to the training.
 */
final class DropoutOff {

  private final Map<Block, Float> rates = new HashMap<>();

  private DropoutOff() {}

  static DropoutOff in(Block model) {
    DropoutOff off = new DropoutOff();
    off.walk(model);
    return off;
  }

  private void walk(Block block) {
    if (block instanceof Dropout || block instanceof RecurrentBlock) {
      if (rates.putIfAbsent(block, get(block)) == null) {
        set(block, 0);
      }
    }
    for (Pair<String, Block> child : block.getChildren()) {
      walk(child.getValue());
    }
  }

  void switchOn() {
    rates.forEach(DropoutOff::set);
  }

  private static float get(Block block) {
    try {
      return rate(block).getFloat(block);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("rate of " + block, e);
    }
  }

  private static void set(Block block, float rate) {
    try {
      rate(block).setFloat(block, rate);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("rate of " + block, e);
    }
  }

  /** DJL has no getter for it. */
  private static Field rate(Block block) {
    boolean recurrent = block instanceof RecurrentBlock;
    Class<?> declaring = recurrent ? RecurrentBlock.class : Dropout.class;
    try {
      Field field = declaring.getDeclaredField(recurrent ? "dropRate" : "rate");
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(
          "this version of DJL is not known here: " + declaring + " has no rate", e);
    }
  }
}
