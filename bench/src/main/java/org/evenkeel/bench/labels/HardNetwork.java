// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.nio.file.Path;
import java.util.Map;

/**
 * A perceptron of an activation that is flat or linear in pieces, as networks for phones have them.
 * The activation is a lambda without a name, as where a user writes it.
 */
public interface HardNetwork extends BlockFactory {

  /** The number of units of a hidden layer. */
  int WIDTH = 64;

  /** The number of hidden layers. */
  int depth();

  /** The activation of an array. */
  NDArray activate(NDArray z);

  @Override
  default Block newBlock(Model model, Path path, Map<String, ?> arguments) {
    SequentialBlock block = new SequentialBlock().add(Blocks.batchFlattenBlock());
    for (int i = 0; i < depth(); i++) {
      block.add(Linear.builder().setUnits(WIDTH).build());
      block.add(new LambdaBlock(list -> new NDList(activate(list.head()))));
    }
    return block.add(Linear.builder().setUnits(10).build());
  }

  /** min(max(z, 0), 6). */
  interface Relu6 extends HardNetwork {
    @Override
    default NDArray activate(NDArray z) {
      return z.clip(0, 6);
    }
  }

  /** clip(z/6 + 1/2, 0, 1). */
  interface HardSigmoid extends HardNetwork {
    @Override
    default NDArray activate(NDArray z) {
      return half(z);
    }
  }

  /** z times the hard sigmoid of z. */
  interface HardSwish extends HardNetwork {
    @Override
    default NDArray activate(NDArray z) {
      return z.mul(half(z));
    }
  }

  private static NDArray half(NDArray z) {
    NDArray six = z.getManager().full(z.getShape(), 6f);
    NDArray three = z.getManager().full(z.getShape(), 3f);
    return z.add(three).clip(0, 6).div(six);
  }

  /** Three hidden layers. */
  interface Shallow extends HardNetwork {
    @Override
    default int depth() {
      return 3;
    }
  }

  /** Eight hidden layers. */
  interface Middle extends HardNetwork {
    @Override
    default int depth() {
      return 8;
    }
  }

  /** Sixteen hidden layers. */
  interface Deep extends HardNetwork {
    @Override
    default int depth() {
      return 16;
    }
  }

  /** ReLU6 in three layers. */
  record Relu6Shallow() implements Relu6, Shallow {}

  /** ReLU6 in eight layers. */
  record Relu6Middle() implements Relu6, Middle {}

  /** ReLU6 in sixteen layers. */
  record Relu6Deep() implements Relu6, Deep {}

  /** The hard sigmoid in three layers. */
  record HardSigmoidShallow() implements HardSigmoid, Shallow {}

  /** The hard sigmoid in eight layers. */
  record HardSigmoidMiddle() implements HardSigmoid, Middle {}

  /** The hard sigmoid in sixteen layers. */
  record HardSigmoidDeep() implements HardSigmoid, Deep {}

  /** The hard swish in three layers. */
  record HardSwishShallow() implements HardSwish, Shallow {}

  /** The hard swish in eight layers. */
  record HardSwishMiddle() implements HardSwish, Middle {}

  /** The hard swish in sixteen layers. */
  record HardSwishDeep() implements HardSwish, Deep {}
}
