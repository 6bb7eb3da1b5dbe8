// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark.trial;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.experiment.StudyPlan;
import org.evenkeel.experiment.TrainingData;

/**
 * The files of a study that Spark copies to its executors: the table of the examples, and the jars
 * of a model. What is no single file must be at the same path on every machine.
 */
final class ShippedFiles {

  private ShippedFiles() {}

  /** A plan in JSON whose files are in {@link WorkerCommand#FOLDER}, after they were shipped. */
  static String plan(JavaSparkContext spark, StudyPlan plan) {
    JsonObject json = plan.json();
    if (plan.experiment().data() instanceof TrainingData.FromSource data
        && !data.source().isGenerated()) {
      json.getAsJsonObject("data")
          .addProperty("source", shipped(spark, data.source().absolute().source()));
    }
    if (plan.experiment().network() instanceof NetworkSource.Factory factory) {
      JsonArray entries = new JsonArray();
      factory
          .absolute()
          .classpath()
          .forEach(entry -> entries.add(shipped(spark, entry.toString())));
      json.getAsJsonObject("network").add("classpath", entries);
    }
    return json.toString();
  }

  private static String shipped(JavaSparkContext spark, String path) {
    Path file = Path.of(path);
    if (!Files.isRegularFile(file)) {
      return path;
    }
    spark.addFile(file.toUri().toString());
    return WorkerCommand.FOLDER + "/" + file.getFileName();
  }
}
