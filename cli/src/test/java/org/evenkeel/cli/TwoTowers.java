// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A model as a user would bring it: a residual block between two layers, for images. */
public final class TwoTowers implements BlockFactory {

  private static final long serialVersionUID = 1;

  @Override
  public Block newBlock(Model model, Path path, Map<String, ?> arguments) {
    SequentialBlock branch =
        new SequentialBlock()
            .add(Linear.builder().setUnits(32).build())
            .add(Activation.geluBlock())
            .add(Linear.builder().setUnits(32).build());
    return new SequentialBlock()
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(32).build())
        .add(
            new ParallelBlock(
                ends -> new NDList(ends.get(0).head().add(ends.get(1).head())),
                List.of(branch, Blocks.identityBlock())))
        .add(Activation.reluBlock())
        .add(Linear.builder().setUnits(10).build());
  }
}
