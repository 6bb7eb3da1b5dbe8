// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv2dTranspose;
import ai.djl.nn.core.Linear;
import ai.djl.nn.core.LinearCollection;
import ai.djl.nn.core.Multiplication;
import ai.djl.nn.core.Prelu;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.transformer.IdEmbedding;
import java.util.stream.Stream;
import org.evenkeel.djl.observe.OutputStatistics;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.djl.read.ModelParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pins what was found in DJL 0.36: every weight starts with variance 2/n, as before ReLU, and n is
 * all axes of the array but the first, whatever the kind of layer.
 */
class DjlDefaultsTest {

  /** Block, input, and E[w²]·n_in of its first weight; He's rule has 2. */
  static Stream<Arguments> rows() {
    return Stream.of(
        Arguments.of(Linear.builder().setUnits(100).build(), new Shape(1, 200), 2),
        Arguments.of(
            Conv2d.builder()
                .setFilters(60)
                .setKernelShape(new Shape(3, 3))
                .optGroups(2)
                .optStride(new Shape(2, 2))
                .build(),
            new Shape(1, 30, 9, 9),
            2),
        Arguments.of(GRU.builder().setStateSize(50).setNumLayers(1).build(), shape3(100), 2),
        // A stride s in both directions leaves every output 1/s² of the kernel's terms.
        Arguments.of(
            Conv2dTranspose.builder()
                .setFilters(40)
                .setKernelShape(new Shape(4, 4))
                .optStride(new Shape(2, 2))
                .build(),
            new Shape(1, 20, 5, 5),
            2.0 / 4),
        // The units are counted among the inputs: variance 2/(inputs·units).
        Arguments.of(
            LinearCollection.builder().setUnits(25).build(), new Shape(1, 20, 30), 2.0 / 25),
        // The input is one-hot, so n_in is 1; DJL counts the vector's size.
        Arguments.of(
            new IdEmbedding.Builder().setDictionarySize(300).setEmbeddingSize(64).build(),
            new Shape(1, 7),
            2.0 / 64),
        // Every output is one product, so n_in is 1; DJL counts the features.
        Arguments.of(Multiplication.builder().setUnits(50).build(), shape3(40), 2.0 / (5 * 40)));
  }

  private static Shape shape3(long features) {
    return new Shape(1, 5, features);
  }

  /** At least 10,000 draws have a relative standard deviation of at most √(2/10,000) = 0.014; 6. */
  @ParameterizedTest
  @MethodSource("rows")
  void theVarianceOfAWeight(Block block, Shape input, double expected) {
    Engine.getInstance().setRandomSeed(1);
    try (NDManager manager = NDManager.newBaseManager()) {
      block.initialize(manager, DataType.FLOAT32, input);
      ModelParameter weight = ModelParameters.in(block).layers().get(0);
      double secondMoment = OutputStatistics.secondMoment(weight.parameter().getArray());
      double found = secondMoment * weight.fans().orElseThrow().in();
      assertEquals(expected, found, expected * 0.085);
    }
  }

  /** Its slope is a weight without axes, and the default initializer wants two. */
  @Test
  void preluCannotBeInitialized() {
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new Prelu().initialize(manager, DataType.FLOAT32, new Shape(1, 3)));
    }
  }
}
