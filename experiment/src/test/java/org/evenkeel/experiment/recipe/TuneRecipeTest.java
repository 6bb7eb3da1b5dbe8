// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.nn.Block;
import java.util.Set;
import java.util.function.Supplier;
import org.evenkeel.data.DataSource;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.StudyPlan;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.search.Budget;
import org.junit.jupiter.api.Test;

/** Recipes: hyperparameters of one's own block. */
class TuneRecipeTest {

  @Test
  void multiplierAndLearningRateOfABlock() {
    Supplier<Block> blocks = CompareRecipeTest::block;
    // recipe: tune the multiplier and the learning rate of a block
    Experiment experiment =
        Experiment.of(blocks, DataSource.of("moons"))
            .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(2));
    StudyResult study =
        StudyPlan.of(experiment, "multiplier=log:0.1..10,learningRate=log:1e-3..1")
            .withSeeds(1, 2)
            .run(Budget.trials(6));
    System.out.println(study.recommended().orElseThrow().setting());
    // end
    assertTrue(study.trials().size() >= 6);
    assertEquals(
        Set.of("multiplier", "learningRate"),
        study.recommended().orElseThrow().setting().values().keySet());
  }
}
