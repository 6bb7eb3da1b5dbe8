// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import ai.djl.Model;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.nio.file.Path;
import java.util.Map;

/** A user's model of two inputs and two classes. */
public final class TwoInputs implements BlockFactory {

  private static final long serialVersionUID = 1;

  @Override
  public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(8).build())
        .add(Activation.reluBlock())
        .add(Linear.builder().setUnits(2).build());
  }
}
