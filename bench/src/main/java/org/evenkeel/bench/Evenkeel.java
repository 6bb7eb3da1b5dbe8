// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.evenkeel.initializer.Orthogonal;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/** This library, with either kernel. */
final class Evenkeel implements Library {

  static final String PLAIN = Kernels.contestant(Kernels.PLAIN);
  static final String VECTOR = Kernels.contestant(Kernels.VECTOR);

  /** The key of every draw in memory. */
  static final Key KEY = new Key(1, 2, 3, 4);

  @Override
  public List<String> contestants() {
    return List.of(PLAIN, VECTOR);
  }

  @Override
  public Contestant open(String contestant, Question question, int size, int threads) {
    Threads.check(threads);
    return question.ofDjlBlock()
        ? DjlBlocks.evenkeel(question, size)
        : new HeapContestant(question.variance(size), new float[size], fill(question, size));
  }

  private static Consumer<float[]> fill(Question question, int size) {
    return switch (question) {
      case NORMALS -> out -> RandomFill.normal(KEY, 0, FloatBuffer.wrap(out), 1);
      case UNIFORMS -> out -> RandomFill.uniform(KEY, 0, FloatBuffer.wrap(out), 1);
      case TRUNCATED_NORMALS ->
          out -> RandomFill.truncatedNormal(KEY, 0, FloatBuffer.wrap(out), 1, 2);
      case ORTHOGONAL -> {
        int side = (int) Math.sqrt(size);
        yield out ->
            new Orthogonal(1).fill(WeightShape.dense(side, side), KEY, 0, FloatBuffer.wrap(out));
      }
      default -> throw Library.without(question);
    };
  }
}
