// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import org.evenkeel.djl.train.Metric;
import org.evenkeel.djl.train.Refinements;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.experiment.goal.Goal;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--momentum",
      paramLabel = "U",
      description = "The share of the last update that is added to the next. Default: 0.9.")
  private @Nullable Double momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "L",
      description =
          "The share of a weight that is added to its gradient; for adamw taken off it at each"
              + " step, times the learning rate. Default: 0.01 for adamw, else 0.")
  private @Nullable Double weightDecay;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      defaultValue = "constant",
      description =
          "The course of the learning rate: ${COMPLETION-CANDIDATES}; the last two end at 0."
              + " Default: ${DEFAULT-VALUE}.")
  private Refinements.Schedule schedule;

  @Option(
      names = "--warm-up",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "The share of all steps in which the learning rate rises to its value. Default:"
              + " ${DEFAULT-VALUE}.")
  private double warmUp;

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      description =
          "Scales the gradient of all parameters together down to this norm. Default: no limit.")
  private @Nullable Double clip;

  @Option(
      names = "--label-smoothing",
      paramLabel = "E",
      defaultValue = "0",
      description =
          "The share of a label that is spread over all classes, in the training loss. Default:"
              + " ${DEFAULT-VALUE}.")
  private double labelSmoothing;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      description = "Dropout at this rate after each hidden layer. Default: none.")
  private @Nullable Double dropout;

  @Option(
      names = "--loss",
      paramLabel = "NAME",
      description =
          "The error of numbers that are told: ${COMPLETION-CANDIDATES}. Default: squared.")
  private Refinements.@Nullable Distance distance;

  /** What is measured on the validation examples after each epoch. */
  static final class MetricOption {

    @Option(
        names = "--metric",
        paramLabel = "NAME|CLASS",
        description =
            "What is measured after each epoch, and what a trial's value is: loss, accuracy, f1, auc,"
                + " absolute-error or r2, or a class of yours that implements"
                + " org.evenkeel.djl.train.Metric; tune maximizes it where higher is better."
                + " Default: loss.")
    private @Nullable String metric;

    /** The goal of a study of the metric. */
    Goal goal() {
      return metric == null ? Goal.LOSS : Goal.LOSS.withMetric(metric);
    }

    /** The metric, whose class is loaded; null if none is given. */
    @Nullable Metric measured() {
      return metric == null ? null : goal().measured();
    }
  }

  /** An experiment with these settings. */
  Experiment applied(Experiment experiment, long seed) {
    Refinements refinements =
        new Refinements(weightDecay, momentum, schedule, warmUp, clip, labelSmoothing, distance);
    return withDropout(experiment)
        .withTraining(
            new TrainingSettings(
                epochs, batch, learningRate, optimizer, targetAccuracy, seed, refinements));
  }

  private Experiment withDropout(Experiment experiment) {
    if (dropout == null || !(experiment.network() instanceof NetworkSource.Perceptron perceptron)) {
      return experiment;
    }
    if (perceptron.network(1, 1).weightedLayers().size() < 2) {
      throw new IllegalArgumentException(
          "--dropout has no effect on a network without hidden layers: '%s'; omit --dropout"
              .formatted(dropout));
    }
    return experiment.withNetwork(perceptron.withDropout(dropout));
  }
}
