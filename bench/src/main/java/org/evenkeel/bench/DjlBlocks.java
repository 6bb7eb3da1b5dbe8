// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

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
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.network.Network;

/** DJL blocks from construction to drawn weights, by Evenkeel's rules or by DJL's initializers. */
final class DjlBlocks implements Contestant {

  private static final int LAYERS = 16;

  private final NDManager manager = NDManager.newBaseManager();
  private final Supplier<Block> blocks;
  private final Consumer<Block> start;
  private final Shape input;
  private final double variance;
  private Block block;

  private DjlBlocks(Supplier<Block> blocks, Consumer<Block> start, int width, double variance) {
    this.blocks = blocks;
    this.start = start;
    this.input = new Shape(1, width);
    this.variance = variance;
  }

  /** He's rule, as {@code FirstWeights} applies it. */
  static Contestant evenkeel(Question question, int size) {
    Start he = Start.of("he").withDistribution(distribution(question));
    int width = width(question, size);
    return new DjlBlocks(
        blocks(question, width), block -> FirstWeights.of(he).applyTo(block), width, 2.0 / width);
  }

  /** DJL's initializer for a question, or the one that is named. */
  static Contestant djl(String contestant, Question question, int size) {
    int width = width(question, size);
    float std = (float) Math.sqrt(2.0 / width);
    if (question == Question.DJL_MODEL) { // as DJL leaves it
      return new DjlBlocks(blocks(question, width), block -> {}, width, 2.0 / width);
    }
    Initializer initializer;
    double variance = 2.0 / width;
    if (contestant.equals(Djl.XAVIER)) {
      initializer = new XavierInitializer();
      variance = 1.0 / width; // Glorot's 2 / (n_in + n_out)
    } else if (contestant.equals(Djl.ZEROS)) {
      initializer = Initializer.ZEROS;
      variance = 0;
    } else {
      initializer =
          switch (question) {
            case DJL_NORMALS -> new NormalInitializer(std);
            case DJL_UNIFORMS -> new UniformInitializer((float) (std * Math.sqrt(3)));
            case DJL_TRUNCATED_NORMALS -> new TruncatedNormalInitializer(std);
            default -> throw Library.without(question);
          };
      if (question == Question.DJL_TRUNCATED_NORMALS) { // std is the parent's
        variance *= Question.TRUNCATED_NORMALS.variance(size);
      }
    }
    return new DjlBlocks(
        blocks(question, width),
        block -> block.setInitializer(initializer, Parameter.Type.WEIGHT),
        width,
        variance);
  }

  private static Distribution distribution(Question question) {
    return switch (question) {
      case DJL_UNIFORMS -> Distribution.UNIFORM;
      case DJL_TRUNCATED_NORMALS -> Distribution.TRUNCATED_NORMAL;
      default -> Distribution.NORMAL;
    };
  }

  private static int width(Question question, int size) {
    return (int) Math.sqrt(question == Question.DJL_MODEL ? (double) size / LAYERS : size);
  }

  private static Supplier<Block> blocks(Question question, int width) {
    if (question != Question.DJL_MODEL) {
      return () -> Linear.builder().setUnits(width).optBias(false).build();
    }
    String layers = width + "," + width + "x" + (LAYERS - 1) + "," + width;
    return () -> NetworkBlock.of(Network.perceptron(layers, Activations.RELU));
  }

  @Override
  public void draw() {
    if (block != null) {
      block.clear();
    }
    block = blocks.get();
    start.accept(block);
    block.initialize(manager, DataType.FLOAT32, input);
  }

  /** The weights of the first layer. */
  @Override
  public float[] numbers() {
    return block.getParameters().valueAt(0).getArray().toFloatArray();
  }

  @Override
  public double variance() {
    return variance;
  }

  @Override
  public void close() {
    manager.close();
  }
}
