// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.evenkeel.activation.Activations;
import org.evenkeel.data.DataSource;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.experiment.StudyPlan;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.result.StudyResult;
import org.evenkeel.spark.Cluster;
import org.evenkeel.spark.SparkStudy;
import org.evenkeel.spark.TestCluster;
import org.evenkeel.spark.TrialFrame;
import org.evenkeel.spark.draw.SparkDraw;
import org.evenkeel.study.search.Budget;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.format.DType;
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
      draw(cluster.session(), folder.resolve("first").toString());
      assertTrue(Files.exists(folder.resolve("first/model.safetensors.index.json")));
    }
  }

  private static void draw(SparkSession session, String folder) throws InterruptedException {
    // recipe: draw the shards of a weights file on a Spark cluster
    DrawPlan plan =
        DrawPlan.of(
            Network.perceptron("64,256x3,10", Activations.named("relu")),
            Start.of("he").withSeed(3),
            DType.F32);
    SparkDraw draw = SparkDraw.to(folder).withShardBytes(300_000); // any path that Hadoop knows
    SparkDraw.Written written =
        Cluster.of(JavaSparkContext.fromSparkContext(session.sparkContext()))
            .draw(draw, plan, bytes -> {});
    System.out.println(written.bytes() + " bytes in " + folder);
    // end
    assertEquals(plan.bytes(), written.bytes());
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
