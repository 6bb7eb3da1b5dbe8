// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.initializer.TruncatedNormalInitializer;
import ai.djl.training.initializer.UniformInitializer;
import ai.djl.training.initializer.XavierInitializer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;

/**
 * DJL's own initializers, on PyTorch's engine, which draw into arrays that they allocate; and DJL
 * blocks from construction to drawn weights, by them or by Evenkeel's rules.
 */
final class Djl implements Library {

  static final String NAME = "DJL";
  static final String XAVIER = "DJL XavierInitializer";
  static final String ZEROS = "DJL zeros";

  private static final int LAYERS = 16;

  @Override
  public List<String> contestants() {
    return List.of(NAME, XAVIER, ZEROS);
  }

  @Override
  public Contestant open(String contestant, Question question, int size, int threads) {
    Library.requireProperty("ai.djl.pytorch.num_threads", threads);
    if (!question.ofDjlBlock()) {
      Initializer initializer =
          initializer(question, question == Question.UNIFORMS ? 1 / Math.sqrt(3) : 1);
      NDManager manager = NDManager.newBaseManager();
      return replacing(
          manager,
          question.variance(size),
          () -> initializer.initialize(manager, new Shape(size), DataType.FLOAT32),
          NDArray::close,
          NDArray::toFloatArray);
    }
    double variance = 2.0 / width(question, size);
    if (question == Question.DJL_MODEL) { // as DJL leaves it
      return blocks(question, size, variance, block -> {});
    } else if (contestant.equals(XAVIER)) { // Glorot's 2 / (n_in + n_out)
      return blocks(question, size, variance / 2, initialized(new XavierInitializer()));
    } else if (contestant.equals(ZEROS)) {
      return blocks(question, size, 0, initialized(Initializer.ZEROS));
    }
    // The standard deviation of DJL's truncated normals is the one before truncation.
    boolean truncated = question == Question.DJL_TRUNCATED_NORMALS;
    return blocks(
        question,
        size,
        variance * (truncated ? Question.TRUNCATED_NORMALS.variance(size) : 1),
        initialized(initializer(question, Math.sqrt(variance))));
  }

  private static Initializer initializer(Question question, double std) {
    if (question == Question.ORTHOGONAL) {
      throw Library.without(question);
    }
    return switch (question.distribution()) {
      case NORMAL -> new NormalInitializer((float) std);
      case UNIFORM -> new UniformInitializer((float) (std * Math.sqrt(3)));
      case TRUNCATED_NORMAL -> new TruncatedNormalInitializer((float) std);
    };
  }

  private static Consumer<Block> initialized(Initializer initializer) {
    return block -> block.setInitializer(initializer, Parameter.Type.WEIGHT);
  }

  /** Blocks by He's rule, as {@code FirstWeights} applies it. */
  static Contestant evenkeel(Question question, int size) {
    Start he = Start.of("he").withDistribution(question.distribution());
    return blocks(
        question, size, 2.0 / width(question, size), block -> FirstWeights.of(he).applyTo(block));
  }

  /** New blocks, of which the weights of the first layer are compared. */
  private static Contestant blocks(
      Question question, int size, double variance, Consumer<Block> start) {
    NDManager manager = NDManager.newBaseManager();
    int width = width(question, size);
    String layers = width + "," + width + "x" + (LAYERS - 1) + "," + width;
    return replacing(
        manager,
        variance,
        () -> {
          Block block =
              question == Question.DJL_MODEL
                  ? NetworkBlock.of(Network.perceptron(layers, Activations.RELU))
                  : Linear.builder().setUnits(width).optBias(false).build();
          start.accept(block);
          block.initialize(manager, DataType.FLOAT32, new Shape(1, width));
          return block;
        },
        Block::clear,
        block -> block.getParameters().valueAt(0).getArray().toFloatArray());
  }

  private static int width(Question question, int size) {
    return (int) Math.sqrt(question == Question.DJL_MODEL ? (double) size / LAYERS : size);
  }

  /** A contestant that allocates for each draw, after it has freed the previous one. */
  private static <T> Contestant replacing(
      NDManager manager,
      double variance,
      Supplier<T> draw,
      Consumer<T> free,
      Function<T, float[]> numbers) {
    AtomicReference<T> last = new AtomicReference<>();
    return new Contestant(
        variance,
        () -> {
          if (last.get() != null) {
            free.accept(last.get());
          }
          last.set(draw.get());
        },
        () -> numbers.apply(last.get()),
        manager::close);
  }
}
