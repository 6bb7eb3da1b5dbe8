// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.random.BaseRandomOp;
import org.nd4j.linalg.api.ops.random.impl.GaussianDistribution;
import org.nd4j.linalg.api.ops.random.impl.TruncatedNormalDistribution;
import org.nd4j.linalg.api.ops.random.impl.UniformDistribution;

/** ND4J on its CPU engine, in place. */
public final class Nd4j implements Library {

  @Override
  public List<String> contestants() {
    return List.of("ND4J");
  }

  @Override
  public Contestant open(String contestant, Question question, int size, int threads) {
    INDArray memory = org.nd4j.linalg.factory.Nd4j.create(DataType.FLOAT, size);
    org.nd4j.linalg.factory.Nd4j.getEnvironment().setMaxMasterThreads(threads);
    org.nd4j.linalg.factory.Nd4j.getRandom().setSeed(1);
    BaseRandomOp draw =
        switch (question) {
          case NORMALS -> new GaussianDistribution(memory, 0.0, 1.0);
          case UNIFORMS -> new UniformDistribution(memory, -1.0, 1.0);
          case TRUNCATED_NORMALS -> new TruncatedNormalDistribution(memory, 0.0, 1.0);
          default -> throw Library.without(question);
        };
    return new Contestant(
        question.variance(size),
        () -> org.nd4j.linalg.factory.Nd4j.getExecutioner().exec(draw),
        memory::toFloatVector,
        () -> {});
  }
}
