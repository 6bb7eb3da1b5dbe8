// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Recognition;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * The sum {@code f(Σ c_i·x_i)} that a {@link ParallelBlock} computes of its branches' outputs x_i,
 * identified by its values on test inputs.
 *
 * @param scales the factor c of each branch
 * @param activation the function f of the sum, as in DJL's ResNet; empty for the identity
 */
record ParallelSum(List<Double> scales, Optional<Activation> activation) {

  private static final int PROBES = 257;

  /** The sum of a block; empty if its function is another, such as concatenation. */
  static Optional<ParallelSum> read(ParallelBlock block) {
    int ends = block.getChildren().size();
    Function<List<NDList>, NDList> function = BlockInternals.combination(block);
    List<float[]> x = IntStream.range(0, ends).mapToObj(end -> normals(end, PROBES)).toList();
    Optional<float[]> y = apply(function, x);
    if (ends == 0 || y.isEmpty()) {
      return Optional.empty();
    }
    List<Double> responses = responses(function, ends);
    List<Double> ones = Collections.nCopies(ends, 1.0);
    if (agrees(Activations.IDENTITY, responses, x, y.get())) {
      return Optional.of(new ParallelSum(responses, Optional.empty()));
    } else if (agrees(Activations.RELU, responses, x, y.get())) {
      return Optional.of(new ParallelSum(responses, Optional.of(Activations.RELU)));
    }
    return ofFirst(function, ends)
        .filter(activation -> agrees(activation, ones, x, y.get()))
        .map(activation -> new ParallelSum(ones, Optional.of(activation)));
  }

  /** The output for a 1 in each branch alone: its factor if f is the identity or ReLU. */
  private static List<Double> responses(Function<List<NDList>, NDList> function, int ends) {
    List<Double> responses = new ArrayList<>();
    for (int one = 0; one < ends; one++) {
      List<float[]> x = new ArrayList<>();
      for (int end = 0; end < ends; end++) {
        x.add(new float[] {end == one ? 1 : 0});
      }
      responses.add(apply(function, x).map(y -> BlockInternals.asWritten(y[0])).orElse(Double.NaN));
    }
    return List.copyOf(responses);
  }

  /** The activation of the first branch while the others are zero. */
  private static Optional<Activation> ofFirst(Function<List<NDList>, NDList> function, int ends) {
    return ActivationReader.read(
        LambdaBlock.singleton(
            x -> {
              List<NDList> all = new ArrayList<>();
              all.add(new NDList(x));
              for (int end = 1; end < ends; end++) {
                all.add(new NDList(x.zerosLike()));
              }
              return function.apply(all).singletonOrThrow();
            },
            "sum"));
  }

  /** The function's output; empty if it fails, or returns several arrays or another shape. */
  private static Optional<float[]> apply(
      Function<List<NDList>, NDList> function, List<float[]> ends) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Shape shape = new Shape(1, ends.isEmpty() ? 0 : ends.get(0).length);
      List<NDList> inputs = ends.stream().map(x -> new NDList(manager.create(x, shape))).toList();
      return ForeignCalls.onlyArray(ForeignCalls.result(() -> function.apply(inputs)))
          .filter(y -> y.getShape().equals(shape))
          .map(NDArray::toFloatArray);
    }
  }

  private static boolean agrees(
      Activation activation, List<Double> scales, List<float[]> ends, float[] y) {
    for (int i = 0; i < y.length; i++) {
      double sum = 0;
      for (int end = 0; end < ends.size(); end++) {
        sum += scales.get(end) * ends.get(end)[i];
      }
      if (!Recognition.agrees(activation.apply(sum), y[i])) {
        return false;
      }
    }
    return true;
  }

  /** Fixed standard normal numbers. */
  static float[] normals(long seed, int count) {
    float[] x = new float[count];
    RandomFill.normal(Key.of(seed, "normals"), 0, FloatBuffer.wrap(x), 1);
    return x;
  }
}
