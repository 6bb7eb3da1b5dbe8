package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Start;
import org.evenkeel.signal.SignalProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Probes of several threads take turns, also those of one model. */
@Timeout(120)
class ProbeThreadsTest {

  @Test
  void fourThreadsMeasureWhatOneDoes() throws Exception {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray batch =
          manager.arange(0f, 160f).reshape(20, 8).toType(DataType.FLOAT32, false).div(100f);
      List<Probe> probes = new ArrayList<>();
      for (int k = 0; k < 2; k++) {
        Block block =
            new SequentialBlock()
                .add(Linear.builder().setUnits(16).build())
                .add(Activation.tanhBlock())
                .add(Linear.builder().setUnits(4).build());
        FirstWeights weights = FirstWeights.of(Start.of("he").withSeed(k)).applyTo(block);
        block.initialize(manager, DataType.FLOAT32, new Shape(20, 8));
        probes.add(Probe.of(block, weights));
        probes.add(Probe.of(block, weights));
      }
      List<SignalProfile> alone = new ArrayList<>();
      for (Probe probe : probes) {
        alone.add(probe.check(new NDList(batch)));
      }
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        List<Future<SignalProfile>> together = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
          Probe probe = probes.get(i % 4);
          together.add(threads.submit(() -> probe.check(new NDList(batch))));
        }
        for (int i = 0; i < together.size(); i++) {
          assertEquals(alone.get(i % 4), together.get(i).get());
        }
      } finally {
        threads.shutdown();
      }
    }
  }
}
