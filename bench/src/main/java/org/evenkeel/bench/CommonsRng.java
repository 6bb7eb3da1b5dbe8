// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

import static org.evenkeel.bench.Jdk.start;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/** Commons RNG: its modified ziggurat over xoshiro256++, the fastest pair it has. */
final class CommonsRng implements Library {

  static final String NAME = "Commons RNG";

  @Override
  public List<String> contestants() {
    return List.of(NAME);
  }

  @Override
  public Contestant open(String contestant, Question question, int size, int threads) {
    Threads.check(threads);
    UniformRandomProvider[] random = new UniformRandomProvider[threads];
    Arrays.setAll(random, part -> RandomSource.XO_SHI_RO_256_PP.create(1L + part));
    float[] memory = new float[size];
    double variance = question.variance(size);
    return switch (question) {
      case NORMALS -> {
        SharedStateContinuousSampler[] samplers =
            Arrays.stream(random)
                .map(ZigguratSampler.NormalizedGaussian::of)
                .toArray(SharedStateContinuousSampler[]::new);
        yield new HeapContestant(
            variance,
            memory,
            out -> Threads.run(threads, part -> normals(samplers[part], out, part, threads)));
      }
      case UNIFORMS ->
          new HeapContestant(
              variance,
              memory,
              out -> Threads.run(threads, part -> uniforms(random[part], out, part, threads)));
      default -> throw Library.without(question);
    };
  }

  private static void normals(
      SharedStateContinuousSampler sampler, float[] out, int part, int parts) {
    for (int i = start(out, part, parts); i < start(out, part + 1, parts); i++) {
      out[i] = (float) sampler.sample();
    }
  }

  private static void uniforms(UniformRandomProvider random, float[] out, int part, int parts) {
    for (int i = start(out, part, parts); i < start(out, part + 1, parts); i++) {
      out[i] = 2 * random.nextFloat() - 1;
    }
  }
}
