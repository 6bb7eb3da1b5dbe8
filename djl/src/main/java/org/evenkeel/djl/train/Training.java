// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SigmoidBinaryCrossEntropyLoss;
import ai.djl.training.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Split;
import org.evenkeel.djl.agent.LentMemory;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.observe.OutputStatistics;
import org.evenkeel.training.TrainingRun;

/**
 * Trains a Block to classify examples: a plain loop on DJL's {@link Trainer}.
 *
 * <p>The loss is the softmax cross-entropy of as many outputs as there are classes, or the binary
 * cross-entropy of one output for two classes. Every batch lives in a memory scope of its own, so
 * memory does not grow over epochs. The shuffle is a function of the seed and the epoch; dropout
 * draws from the engine's generator, which is seeded too.
 */
public final class Training {

  /** Examples that are evaluated at once. */
  private static final int EVALUATION_BATCH = 1024;

  /** Told of a training's progress, on the thread that trains. */
  public interface Progress {
    /** Nobody wants to know. */
    Progress SILENT = (step, epochs) -> {};

    /**
     * A step was done.
     *
     * @param step the number of steps so far
     * @param epochs the epochs finished so far
     */
    void stepped(long step, List<TrainingRun.Epoch> epochs);

    /**
     * An epoch was done.
     *
     * @return whether to go on; if not, the training ends here
     */
    default boolean goesOn(TrainingRun.Epoch epoch) {
      return true;
    }
  }

  private final Split data;
  private final TrainingSettings settings;

  private Training(Split data, TrainingSettings settings) {
    this.data = data;
    this.settings = settings;
  }

  /** A training on these examples. */
  public static Training on(Split data, TrainingSettings settings) {
    return new Training(data, settings);
  }

  /**
   * The loss that fits a number of outputs for a number of classes.
   *
   * @throws IllegalArgumentException if there are fewer outputs than classes, one for two excepted
   */
  public static Loss loss(long outputs, int classes) {
    requireOutputs(outputs, classes);
    return outputs == 1 ? Loss.sigmoidBinaryCrossEntropyLoss() : Loss.softmaxCrossEntropyLoss();
  }

  /**
   * Checks that a network has an output for each class, or one for two classes.
   *
   * @throws IllegalArgumentException if it has not
   */
  public static void requireOutputs(long outputs, int classes) {
    if (outputs < classes && !(outputs == 1 && classes == 2)) {
      throw new IllegalArgumentException(
          "a network needs an output for each class: it has %d, the data %d classes; end it with %d"
              .formatted(outputs, classes, classes));
    }
  }

  /** The labels of examples as the loss wants them. */
  public static NDArray labels(NDManager manager, Examples examples, Loss loss) {
    float[] labels = new float[examples.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = examples.labels()[i];
    }
    boolean binary = loss instanceof SigmoidBinaryCrossEntropyLoss;
    return manager.create(labels, binary ? new Shape(labels.length, 1) : new Shape(labels.length));
  }

  /**
   * Trains a block from its first weights, which are drawn now if it is not initialized.
   *
   * @param block the block; it is trained in place
   * @param shape the shape of a batch
   * @param progress told of every step
   * @return what became of it
   */
  public TrainingRun run(Block block, Shape shape, Progress progress) {
    LentMemory.keep();
    Engine.getInstance().setRandomSeed((int) (settings.seed() ^ settings.seed() >>> 32));
    try (Model model = Model.newInstance("training", Engine.getInstance().getEngineName())) {
      model.setBlock(block);
      block.initialize(model.getNDManager(), DataType.FLOAT32, shape);
      Shape output = block.getOutputShapes(new Shape[] {shape})[0];
      Loss loss = loss(output.get(output.dimension() - 1), data.training().classes());
      Optimizer optimizer = settings.optimizer().build(settings.learningRate());
      try (Trainer trainer =
          model.newTrainer(new DefaultTrainingConfig(loss).optOptimizer(optimizer))) {
        trainer.initialize(shape);
        return new Loop(trainer, loss, optimizer, progress).run();
      }
    }
  }

  /** The parameters that training changes; one of a block that stands twice in a model once. */
  static List<Parameter> learnt(Block model) {
    return model.getParameters().values().stream()
        .filter(Parameter::requiresGradient)
        .distinct()
        .toList();
  }

  private final class Loop {
    private final Trainer trainer;
    private final Loss loss;
    private final Optimizer optimizer;
    private final List<Parameter> learnt;
    private final List<NDArray> gradients = new ArrayList<>();
    private final Progress progress;
    private final Tensors training;
    private final Tensors validation;
    private final List<TrainingRun.Epoch> epochs = new ArrayList<>();
    private long step;
    private Long stepsToTarget;
    private TrainingRun.State ended;
    private double sensitivity;

    Loop(Trainer trainer, Loss loss, Optimizer optimizer, Progress progress) {
      this.trainer = trainer;
      this.loss = loss;
      this.optimizer = optimizer;
      this.learnt = learnt(trainer.getModel().getBlock());
      this.progress = progress;
      this.training = Tensors.of(trainer.getManager(), data.training(), loss);
      this.validation = Tensors.of(trainer.getManager(), data.validation(), loss);
    }

    TrainingRun run() {
      try {
        return train();
      } finally {
        gradients.forEach(NDArray::close);
      }
    }

    private TrainingRun train() {
      for (int epoch = 1; epoch <= settings.epochs() && ended == null; epoch++) {
        double trainLoss = epoch(epoch);
        if (ended == TrainingRun.State.DIVERGED) {
          epochs.add(new TrainingRun.Epoch(epoch, step, trainLoss, Double.NaN, Double.NaN));
          break;
        }
        double[] lossAndAccuracy = evaluate();
        epochs.add(
            new TrainingRun.Epoch(epoch, step, trainLoss, lossAndAccuracy[0], lossAndAccuracy[1]));
        if (stepsToTarget == null && lossAndAccuracy[1] >= settings.targetAccuracy()) {
          stepsToTarget = step;
        }
        if (!progress.goesOn(epochs.get(epochs.size() - 1))) {
          break;
        }
      }
      return new TrainingRun(settings.seed(), state(), epochs, stepsToTarget);
    }

    /** One pass over the shuffled training examples; returns their mean loss. */
    private double epoch(int epoch) {
      try (NDManager scope = trainer.getManager().newSubManager()) {
        int size = data.training().size();
        // Full batches have no order.
        Tensors shuffled =
            settings.batch() >= size
                ? training
                : training.take(
                    scope, scope.create(data.training().shuffled(settings.seed(), epoch)));
        double sum = 0;
        for (int from = 0; from < size && ended == null; from += settings.batch()) {
          int to = Math.min(size, from + settings.batch());
          double value = step(scope, shuffled, from, to);
          sum += value * (to - from);
          if (!Double.isFinite(value)) {
            ended = TrainingRun.State.DIVERGED;
          }
        }
        return sum / size;
      }
    }

    private double step(NDManager epochScope, Tensors examples, int from, int to) {
      try (NDManager scope = epochScope.newSubManager()) {
        Tensors batch = examples.slice(scope, from, to);
        double value;
        try (GradientCollector collector = trainer.newGradientCollector()) {
          NDList outputs = trainer.forward(new NDList(batch.features()));
          NDArray mean = loss.evaluate(new NDList(batch.labels()), outputs);
          collector.backward(mean);
          value = mean.toType(DataType.FLOAT32, false).getFloat();
        }
        if (step == 0) {
          sensitivity = firstLayerSensitivity();
        }
        if (Double.isFinite(value)) {
          update();
        }
        step++;
        progress.stepped(step, epochs);
        return value;
      }
    }

    /**
     * What {@link Trainer#step()} does on one device, in half its time: without a copy and a new
     * handle of every gradient, and without its exception where all gradients are 0, because a
     * start that lets nothing through is a result here.
     */
    private void update() {
      if (gradients.isEmpty()) {
        // The engine keeps adding to the same gradients, which the optimizer sets to 0 after use.
        learnt.forEach(parameter -> gradients.add(parameter.getArray().getGradient()));
      }
      for (int i = 0; i < learnt.size(); i++) {
        Parameter parameter = learnt.get(i);
        optimizer.update(parameter.getId(), parameter.getArray(), gradients.get(i));
      }
    }

    /** Mean loss and accuracy on the validation examples. */
    private double[] evaluate() {
      double sum = 0;
      long right = 0;
      int size = data.validation().size();
      try (NDManager evaluation = trainer.getManager().newSubManager()) {
        for (int from = 0; from < size; from += EVALUATION_BATCH) {
          int to = Math.min(size, from + EVALUATION_BATCH);
          try (NDManager scope = evaluation.newSubManager()) {
            Tensors batch = validation.slice(scope, from, to);
            NDList outputs = trainer.evaluate(new NDList(batch.features()));
            sum +=
                (to - from)
                    * (double) loss.evaluate(new NDList(batch.labels()), outputs).getFloat();
            right += right(outputs.head(), from);
          }
        }
      }
      return new double[] {sum / size, (double) right / size};
    }

    private long right(NDArray outputs, int from) {
      float[] scores = outputs.toFloatArray();
      int examples = Math.toIntExact(outputs.getShape().get(0));
      int width = scores.length / examples;
      int[] labels = data.validation().labels();
      long right = 0;
      for (int i = 0; i < examples; i++) {
        int best = 0;
        if (width == 1) {
          best = scores[i] > 0 ? 1 : 0;
        } else {
          for (int k = 1; k < width; k++) {
            if (scores[i * width + k] > scores[i * width + best]) {
              best = k;
            }
          }
        }
        right += best == labels[from + i] ? 1 : 0;
      }
      return right;
    }

    /** |dLoss/dW|·|W| of the first layer's weights, from the gradient that is there now. */
    private double firstLayerSensitivity() {
      Parameter first =
          learnt.stream()
              .filter(parameter -> parameter.getType() == Parameter.Type.WEIGHT)
              .findFirst()
              .orElse(learnt.get(0));
      try (NDArray gradient = first.getArray().getGradient()) {
        return gradient.size()
            * Math.sqrt(OutputStatistics.secondMoment(gradient))
            * Math.sqrt(OutputStatistics.secondMoment(first.getArray()));
      }
    }

    private TrainingRun.State state() {
      if (ended != null) {
        return ended;
      }
      return TrainingRun.State.of(epochs, data.training().classes(), sensitivity);
    }
  }

  /** Examples as tensors. */
  private record Tensors(NDArray features, NDArray labels) {

    static Tensors of(NDManager manager, Examples examples, Loss loss) {
      Shape shape = new Shape(examples.size()).addAll(NetworkBlock.shape(examples.shape()));
      NDArray features = manager.create(examples.features(), shape);
      return new Tensors(features, Training.labels(manager, examples, loss));
    }

    Tensors take(NDManager scope, NDArray order) {
      return new Tensors(in(scope, features.get(order)), in(scope, labels.get(order)));
    }

    Tensors slice(NDManager scope, int from, int to) {
      NDIndex range = new NDIndex().addSliceDim(from, to);
      return new Tensors(in(scope, features.get(range)), in(scope, labels.get(range)));
    }

    private static NDArray in(NDManager scope, NDArray array) {
      array.attach(scope);
      return array;
    }
  }
}
