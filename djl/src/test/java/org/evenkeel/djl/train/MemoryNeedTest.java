// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import java.util.List;
import org.evenkeel.activation.Activations;
import org.evenkeel.architecture.Architectures;
import org.evenkeel.data.DataSource;
import org.evenkeel.djl.engine.NativeLibraries;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.junit.jupiter.api.Test;

class MemoryNeedTest {

  private static final Network NETWORK = Network.perceptron("64,100,10", Activations.RELU);

  private static MemoryNeed need(int batch, OptimizerKind optimizer) {
    return MemoryNeed.of(
        NETWORK,
        new TrainingSettings(15, batch, 0.02, optimizer, 0.8, 0),
        DataSource.of("digits").open().split(),
        0);
  }

  @Test
  void parametersTimesCopiesAndOneBatch() {
    // 64·100 + 100 + 100·10 + 10 parameters; 100, 100 and 10 outputs of an example, the last in the
    // loss as well
    assertEquals(new MemoryNeed(7510, 2, 32 * 220), need(32, OptimizerKind.SGD));
    assertEquals(new MemoryNeed(7510, 4, 32 * 220), need(32, OptimizerKind.ADAM));
    assertEquals(4.0 * (2 * 7510 + 32 * 220), need(32, OptimizerKind.SGD).bytes());
  }

  /** What a measurement keeps of 64 examples, with gradients, is more than a batch of 32. */
  @Test
  void aMeasurementHoldsGradientsBesideValues() {
    MemoryNeed measured =
        MemoryNeed.of(
            NETWORK,
            new TrainingSettings(15, 32, 0.02, OptimizerKind.SGD, 0.8, 0),
            DataSource.of("digits").open().split(),
            64);
    assertEquals(new MemoryNeed(7510, 2, 2 * 64 * 220), measured);
  }

  /** Outputs within branches are kept for the gradient as well. */
  @Test
  void innerOutputsCount() {
    Layer.Dense wide = new Layer.Dense("wide", 50, true);
    Layer.Dense narrow = new Layer.Dense("narrow", 8, true);
    Network network =
        new Network(
            List.of(8), List.of(new Layer.Residual("r", 1, List.of(wide, narrow), List.of())));
    assertEquals(50 + 8 + 8 + 8, network.keptValues());
    assertEquals(
        new MemoryNeed(8 * 50 + 50 + 50 * 8 + 8, 2, 4 * 74),
        MemoryNeed.of(
            network,
            new TrainingSettings(15, 4, 0.02, OptimizerKind.SGD, 0.8, 0),
            DataSource.of("digits").open().split(),
            0));
  }

  /** Each of two heads weighs 8 tokens for each of 8. */
  @Test
  void weightsOfAttentionCount() {
    Network network =
        Architectures.named(
            "gpt2(layers=1,width=4,heads=2,vocabulary=5,positions=8,tokens=8,dropout=0)");
    Network wider =
        Architectures.named(
            "gpt2(layers=1,width=4,heads=4,vocabulary=5,positions=8,tokens=8,dropout=0)");
    assertEquals(network.keptValues() + 3 * 2 * 8 * 8, wider.keptValues());
  }

  /** Of a block that is there, the weights are already held. */
  @Test
  void aBlockNeedsItsGradientsBesides() {
    NativeLibraries.check();
    try (NDManager manager = NDManager.newBaseManager()) {
      Block block = Linear.builder().setUnits(10).build();
      block.initialize(manager, DataType.FLOAT32, new Shape(1, 64));
      assertEquals(
          new MemoryNeed(650, 3, 0),
          MemoryNeed.besides(block, new TrainingSettings(15, 4, 0.02, OptimizerKind.ADAM, 0.8, 0)));
    }
  }

  @Test
  void aBatchIsNotLargerThanTheData() {
    assertEquals(need(1_000_000, OptimizerKind.SGD), need(Integer.MAX_VALUE, OptimizerKind.SGD));
  }

  @Test
  void whatDoesNotFitIsRefusedInALine() {
    MemoryNeed need = need(32, OptimizerKind.SGD);
    need.requireAvailable(1, (long) need.bytes());
    need.requireAvailable(2, 2 * (long) need.bytes());
    for (int processes = 1; processes <= 2; processes++) {
      int all = processes;
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> need.requireAvailable(all, all * (long) need.bytes() - 1))
              .getMessage();
      assertTrue(message.contains("GB are available") && message.length() < 300, message);
    }
  }
}
