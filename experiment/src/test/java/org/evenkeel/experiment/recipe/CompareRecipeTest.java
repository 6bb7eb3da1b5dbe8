// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.List;
import java.util.function.Supplier;
import org.evenkeel.activation.Activations;
import org.evenkeel.data.DataSource;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Ranking;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.api.Test;

/** Recipes: three starts side by side. */
class CompareRecipeTest {

  static Block block() {
    SequentialBlock block = new SequentialBlock().add(Blocks.batchFlattenBlock());
    for (int layer = 0; layer < 12; layer++) {
      block.add(Linear.builder().setUnits(32).build()).add(Activation.reluBlock());
    }
    return block.add(Linear.builder().setUnits(2).build());
  }

  @Test
  void threeStartsOfABlock() {
    Supplier<Block> blocks = CompareRecipeTest::block;
    // recipe: compare three starts of a block
    Comparison comparison =
        Experiment.of(blocks, DataSource.of("moons"))
            .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(3))
            .compare(Start.of("he"), Start.of("lecun"), Start.of("djl"));
    Ranking ranking = Ranking.of(comparison).orElseThrow();
    System.out.println(ranking.state() + ": " + ranking.sentence());
    // end
    assertEquals(
        List.of("he", "lecun", "djl"),
        comparison.starts().stream().map(Comparison.StartResult::name).toList());
    assertEquals(3, comparison.starts().get(2).runs().get(0).epochs().size());
    assertEquals(13 * 2, comparison.starts().get(0).plan().size());
    assertTrue(comparison.starts().get(2).plan().isEmpty(), "DJL draws its defaults itself");
  }

  @Test
  void threeStartsOfANetwork() {
    // recipe: compare three starts of a network
    Network network = Network.perceptron("64,48x25,10", Activations.named("relu"));
    Comparison comparison =
        Experiment.of(network, DataSource.of("digits"))
            .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(1))
            .compare(Start.of("he"), Start.of("lecun"), Start.of("he*4"));
    comparison
        .starts()
        .forEach(start -> System.out.println(start.name() + " " + start.profile().verdict()));
    // end
    assertEquals(Verdict.State.HEALTHY, comparison.starts().get(0).profile().verdict().state());
    assertEquals(Verdict.State.VANISHING, comparison.starts().get(1).profile().verdict().state());
    assertEquals(Verdict.State.EXPLODING, comparison.starts().get(2).profile().verdict().state());
  }
}
