// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.loss.L2Loss;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SigmoidBinaryCrossEntropyLoss;
import ai.djl.training.optimizer.Optimizer;
import java.util.List;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Split;
import org.evenkeel.djl.agent.LentMemory;
import org.evenkeel.djl.engine.Memory;
import org.evenkeel.training.TrainingRun;

/**
 * The training of a Block that classifies examples: a plain loop on DJL's {@link Trainer}.
 *
 * <p>The loss is the softmax cross-entropy of at least as many outputs as classes, or the binary
 * cross-entropy of one output for two classes; of targets the squared or the absolute error. Where
 * each token has a label it is the mean over the tokens, or that of the last one if the Block has
 * an output for the whole example alone. Every batch has its own memory, so memory does not grow
 * over epochs. The shuffle is a function of the seed and the epoch; dropout uses the engine's
 * generator, which is seeded too.
 *
 * @param data the examples
 * @param settings the settings
 * @param metric what is measured on the validation examples after each epoch, beside the loss
 */
public record Training(Split data, TrainingSettings settings, Metric metric) {

  /** A training of which the loss alone is measured. */
  public Training(Split data, TrainingSettings settings) {
    this(data, settings, Metrics.LOSS);
  }

  /** A listener to the progress of a training, on the thread that trains. */
  public interface Progress {
    /** A listener that ignores every event. */
    Progress SILENT = (step, epochs) -> {};

    /**
     * The event after a step.
     *
     * @param step the number of steps so far
     * @param epochs the epochs finished so far
     */
    void stepped(long step, List<TrainingRun.Epoch> epochs);

    /**
     * The event after an epoch.
     *
     * @return whether to continue
     */
    default boolean goesOn(TrainingRun.Epoch epoch) {
      return true;
    }
  }

  /**
   * The loss for a number of outputs and classes.
   *
   * @throws IllegalArgumentException if there are fewer outputs than classes, one for two excepted
   */
  public static Loss loss(long outputs, int classes) {
    return loss(outputs, classes, Refinements.NONE);
  }

  /**
   * The loss for a number of outputs and classes, with the distance that the refinements name.
   *
   * @throws IllegalArgumentException as without refinements, or if classes have a distance
   */
  public static Loss loss(long outputs, int classes, Refinements refinements) {
    requireOutputs(outputs, classes);
    if (classes == 1) {
      return refinements.isAbsolute() ? new AbsoluteError() : new L2Loss("squared error", 1);
    }
    requireNumbers(classes, refinements);
    return outputs == 1 ? Loss.sigmoidBinaryCrossEntropyLoss() : Loss.softmaxCrossEntropyLoss();
  }

  /**
   * The loss of a block's outputs on examples: of tokens where each has a label, and the outputs
   * are a vector for each.
   *
   * @param output the shape of the block's output for a batch
   * @throws IllegalArgumentException if there are fewer outputs than classes, or other tokens
   */
  public static Loss loss(Block block, Shape output, Examples examples) {
    return loss(block, output, examples, Refinements.NONE);
  }

  /**
   * The loss of a block's outputs on examples, with the distance that the refinements name.
   *
   * @param output the shape of the block's output for a batch
   * @throws IllegalArgumentException as without refinements, or if classes have a distance
   */
  public static Loss loss(Block block, Shape output, Examples examples, Refinements refinements) {
    if (examples.labelsPerExample() > 1) {
      requireNumbers(examples.classes(), refinements);
      return TokenLoss.of(block, output, examples);
    }
    return loss(output.get(output.dimension() - 1), examples.classes(), refinements);
  }

  private static void requireNumbers(int classes, Refinements refinements) {
    if (refinements.isAbsolute()) {
      throw new IllegalArgumentException(
          "the absolute error is a loss of numbers to be told: the data have %d classes; omit it, or read numbers"
              .formatted(classes));
    }
  }

  /**
   * The examples with the labels that outputs are held against: the last one of each example where
   * the output is a vector.
   *
   * @param output the shape of a block's output for a batch
   */
  public static Split labelledFor(Shape output, Split data) {
    return output.dimension() == 2 && data.training().labelsPerExample() > 1
        ? data.withLastLabels()
        : data;
  }

  /**
   * Checks the number of outputs for a number of classes.
   *
   * @throws IllegalArgumentException if there are fewer outputs than classes, one for two excepted
   */
  public static void requireOutputs(long outputs, int classes) {
    if (classes == 1 && outputs != 1) {
      throw new IllegalArgumentException(
          "a network needs one output for a number to be told: it has %d; end it with 1"
              .formatted(outputs));
    }
    if (outputs < classes && !(outputs == 1 && classes == 2)) {
      throw new IllegalArgumentException(
          "a network needs an output for each class: it has %d, the data %d classes; end it with %d"
              .formatted(outputs, classes, classes));
    }
  }

  /**
   * The outputs of a block, which are held against labels.
   *
   * @throws IllegalArgumentException unless they are one array
   */
  public static NDList requireOne(NDList outputs) {
    if (outputs.size() != 1) {
      throw new IllegalArgumentException(
          "a network needs one output to hold against the labels: it returns %d arrays; end it with the one that counts"
              .formatted(outputs.size()));
    }
    return outputs;
  }

  /** The labels of examples in the shape that the loss requires. */
  public static NDArray labels(NDManager manager, Examples examples, Loss loss) {
    if (examples.isRegression()) {
      return manager.create(examples.targets(), new Shape(examples.size(), 1));
    }
    float[] labels = new float[examples.labels().length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = examples.labels()[i];
    }
    if (examples.labelsPerExample() > 1) {
      return manager.create(labels, new Shape(examples.size(), examples.labelsPerExample()));
    }
    boolean binary = loss instanceof SigmoidBinaryCrossEntropyLoss;
    return manager.create(labels, binary ? new Shape(labels.length, 1) : new Shape(labels.length));
  }

  /**
   * A run from the block's initial weights, which are drawn now if it is not initialized.
   *
   * @param block the block; it is trained in place
   * @param shape the shape of a batch
   * @param progress the listener
   */
  public TrainingRun run(Block block, Shape shape, Progress progress) {
    LentMemory.keep();
    Engine.getInstance().setRandomSeed((int) (settings.seed() ^ settings.seed() >>> 32));
    try (Model model = Model.newInstance("training", Engine.getInstance().getEngineName())) {
      model.setBlock(block);
      block.initialize(model.getNDManager(), DataType.FLOAT32, shape);
      MemoryNeed.besides(block, settings).requireAvailable(1, Memory.available());
      Shape output = block.getOutputShapes(new Shape[] {shape})[0];
      Split labelled = labelledFor(output, data);
      Loss loss = loss(block, output, labelled.training(), settings.refined());
      long outputs = output.slice(1).size();
      Optimizer optimizer =
          settings
              .optimizer()
              .build(
                  settings.learningRate(),
                  settings.refined(),
                  settings.steps(data.training().size()));
      try (Trainer trainer =
          model.newTrainer(new DefaultTrainingConfig(loss).optOptimizer(optimizer))) {
        trainer.initialize(shape);
        Training plan = new Training(labelled, settings, metric);
        return new TrainingLoop(plan, trainer, loss, outputs, optimizer, progress).run();
      }
    }
  }
}
