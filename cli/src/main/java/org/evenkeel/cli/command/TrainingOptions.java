// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import org.evenkeel.djl.train.TrainingSettings;
import picocli.CommandLine.Option;

/** The options that describe the training. */
final class TrainingOptions {

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "15",
      description = "Passes over the training examples. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description =
          "Examples per step; as many as there are for full batches. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      defaultValue = "0.02",
      description = "The optimizer's learning rate. Default: ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "sgd",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private TrainingSettings.OptimizerKind optimizer;

  @Option(
      names = "--target-accuracy",
      paramLabel = "A",
      defaultValue = "0.8",
      description = "Counts the steps to this validation accuracy. Default: ${DEFAULT-VALUE}.")
  private double targetAccuracy;

  TrainingSettings settings(long seed) {
    return new TrainingSettings(epochs, batch, learningRate, optimizer, targetAccuracy, seed);
  }
}
