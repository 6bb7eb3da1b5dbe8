// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.evenkeel.data.DataSource;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.experiment.StudyPlan;
import org.evenkeel.result.StudyResult;
import org.evenkeel.spark.SparkStudy;
import org.evenkeel.spark.TestCluster;
import org.evenkeel.spark.TrialFrame;
import org.evenkeel.study.search.Budget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of docs/spark.md. */
class SparkStudyRecipeTest {

  @TempDir private Path folder;

  @Test
  void aStudyOnACluster() throws Exception {
    try (TestCluster cluster = TestCluster.start()) {
      Dataset<Row> trials = trials(cluster.session(), folder.resolve("study.jsonl"));
      assertTrue(trials.count() >= 4, "trials: " + trials.count());
      assertEquals(trials.count(), trials.select("number").distinct().count());
    }
  }

  private static Dataset<Row> trials(SparkSession session, Path journal) {
    // recipe: a study on a Spark cluster
    Experiment experiment =
        Experiment.of(
                new NetworkSource.Perceptron(null, 16, 3, "tanh"),
                DataSource.of("digits").withExamples(400))
            .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(2));
    StudyPlan plan =
        StudyPlan.of(experiment, "multiplier=log:0.3..3,learningRate=log:0.01..0.3")
            .withSeeds(1, 2);
    StudyResult result = SparkStudy.of(plan).withJournal(journal).run(session, Budget.trials(4));
    Dataset<Row> trials = TrialFrame.of(session, result);
    trials.orderBy("value").show();
    // end
    return trials;
  }
}
