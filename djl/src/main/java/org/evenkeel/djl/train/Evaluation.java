// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.data.Examples;

/**
 * What a network makes of examples: the mean loss, the accuracy, and another metric.
 *
 * @param loss the mean loss
 * @param accuracy the share of labels that are right; NaN for targets
 * @param metric the metric; NaN for the loss alone
 */
record Evaluation(double loss, double accuracy, double metric) {

  /** The number of examples that are evaluated at once. */
  private static final int BATCH = 1024;

  /** The most outputs that are kept at once. */
  private static final int MOST_OUTPUTS = 1 << 24;

  /**
   * The evaluation of examples.
   *
   * @param outputs the number of outputs of one example
   */
  static Evaluation of(
      Trainer trainer,
      Loss loss,
      Metric metric,
      Examples examples,
      ExampleTensors tensors,
      long outputs) {
    int size = examples.size();
    int batch = (int) Math.max(1, Math.min(BATCH, MOST_OUTPUTS / outputs));
    boolean kept = metric != Metrics.LOSS;
    double sum = 0;
    double right = 0;
    long labelled = 0;
    List<float[]> all = new ArrayList<>();
    int width = 1;
    try (NDManager evaluation = trainer.getManager().newSubManager()) {
      for (int from = 0; from < size; from += batch) {
        int to = Math.min(size, from + batch);
        try (NDManager scope = evaluation.newSubManager()) {
          ExampleTensors part = tensors.slice(scope, from, to);
          NDList found = Training.requireOne(trainer.evaluate(new NDList(part.features())));
          sum += (to - from) * (double) loss.evaluate(new NDList(part.labels()), found).getFloat();
          Predictions predictions = predictions(loss, found, examples, from, to);
          width = predictions.width();
          if (!examples.isRegression()) {
            right += Math.rint(predictions.size() * Metrics.ACCURACY.of(predictions));
            labelled += predictions.size();
          }
          if (kept) {
            all.add(predictions.outputs());
          }
        }
      }
    }
    return new Evaluation(
        sum / size,
        examples.isRegression() ? Double.NaN : right / labelled,
        kept ? metric.of(joined(all, width, examples)) : Double.NaN);
  }

  /** The predictions for some examples; of tokens those that have labels, one after another. */
  private static Predictions predictions(
      Loss loss, NDList found, Examples examples, int from, int to) {
    Examples part = examples.range(from, to);
    if (!(loss instanceof TokenLoss tokens)) {
      float[] values = found.head().toFloatArray();
      return new Predictions(values, values.length / (to - from), part);
    }
    NDArray scores = tokens.scores(found);
    int width = Math.toIntExact(scores.getShape().tail());
    float[] values = scores.toFloatArray();
    int kept = 0;
    for (int i = 0; i < part.labels().length; i++) {
      if (part.labels()[i] >= 0) {
        System.arraycopy(values, i * width, values, kept * width, width);
        kept++;
      }
    }
    return new Predictions(Arrays.copyOf(values, kept * width), width, part.labelled());
  }

  private static Predictions joined(List<float[]> parts, int width, Examples examples) {
    Examples labelled = examples.labelsPerExample() > 1 ? examples.labelled() : examples;
    float[] joined = new float[Math.multiplyExact(labelled.size(), width)];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return new Predictions(joined, width, labelled);
  }
}
