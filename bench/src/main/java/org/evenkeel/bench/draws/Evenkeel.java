// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.evenkeel.initializer.Orthogonal;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/** This library, with either kernel. */
final class Evenkeel implements Library {

  private static final String NAME = "Evenkeel ";

  static final String PLAIN = NAME + "plain";
  static final String VECTOR = NAME + "vector";

  /** The key of every draw in memory. */
  static final Key KEY = new Key(1, 2, 3, 4);

  @Override
  public List<String> contestants() {
    return List.of(PLAIN, VECTOR);
  }

  @Override
  public Contestant open(String contestant, Question question, int size, int threads) {
    Library.requireProperty(Row.PARALLELISM, threads - 1);
    return question.ofDjlBlock()
        ? Djl.evenkeel(question, size)
        : Contestant.filling(question.variance(size), size, fill(question, size));
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

  /** The JVM options that hold a contestant to its kernel from the first number on. */
  static List<String> kernelArgs(String contestant) {
    return contestant.startsWith(NAME)
        ? List.of("-Devenkeel.kernel=" + contestant.substring(NAME.length()))
        : List.of();
  }

  /** Fails unless the kernel that a contestant is named after draws in this process. */
  static void requireKernel(String contestant) {
    if (contestant.startsWith(NAME) && !contestant.equals(NAME + RandomFill.kernel())) {
      throw new UnsupportedOperationException("the kernel in use is " + RandomFill.kernel());
    }
  }
}
