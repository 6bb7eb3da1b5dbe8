// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.initializer.TruncatedNormalInitializer;
import ai.djl.training.initializer.UniformInitializer;
import java.util.List;

/** DJL's own initializers, on PyTorch's engine. They draw into arrays that they allocate. */
final class Djl implements Library {

  static final String NAME = "DJL";
  static final String XAVIER = "DJL XavierInitializer";
  static final String ZEROS = "DJL zeros";

  @Override
  public List<String> contestants() {
    return List.of(NAME, XAVIER, ZEROS);
  }

  @Override
  public Contestant open(String contestant, Question question, int size, int threads) {
    if (Integer.getInteger("ai.djl.pytorch.num_threads", -1) != threads) {
      throw new UnsupportedOperationException(
          "start the JVM with -Dai.djl.pytorch.num_threads=" + threads);
    }
    if (question.ofDjlBlock()) {
      return DjlBlocks.djl(contestant, question, size);
    }
    Initializer initializer =
        switch (question) {
          case NORMALS -> new NormalInitializer(1);
          case UNIFORMS -> new UniformInitializer(1);
          case TRUNCATED_NORMALS -> new TruncatedNormalInitializer(1);
          default -> throw Library.without(question);
        };
    return new NewArrays(NDManager.newBaseManager(), initializer, size, question.variance(size));
  }

  /** One new array after the other. */
  private static final class NewArrays implements Contestant {

    private final NDManager manager;
    private final Initializer initializer;
    private final Shape shape;
    private final double variance;
    private NDArray array;

    NewArrays(NDManager manager, Initializer initializer, int size, double variance) {
      this.manager = manager;
      this.initializer = initializer;
      this.shape = new Shape(size);
      this.variance = variance;
    }

    @Override
    public void draw() {
      if (array != null) {
        array.close();
      }
      array = initializer.initialize(manager, shape, DataType.FLOAT32);
    }

    @Override
    public float[] numbers() {
      return array.toFloatArray();
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
}
