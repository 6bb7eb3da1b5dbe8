// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.evenkeel.activation.Activations;
import org.evenkeel.data.DataSource;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.network.Network;
import org.junit.jupiter.api.Test;

class MemoryNeedTest {

  private static final Network NETWORK = Network.perceptron("64,100,10", Activations.RELU);

  private static MemoryNeed need(int batch, OptimizerKind optimizer) {
    return MemoryNeed.of(
        NETWORK,
        new TrainingSettings(15, batch, 0.02, optimizer, 0.8, 0),
        DataSource.of("digits").open().split());
  }

  @Test
  void parametersTimesCopiesAndOneBatch() {
    // 64·100 + 100 + 100·10 + 10 parameters; 100, 100 and 10 outputs of an example
    assertEquals(new MemoryNeed(7510, 2, 32 * 210), need(32, OptimizerKind.SGD));
    assertEquals(new MemoryNeed(7510, 4, 32 * 210), need(32, OptimizerKind.ADAM));
    assertEquals(4.0 * (2 * 7510 + 32 * 210), need(32, OptimizerKind.SGD).bytes());
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
