// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Generators with one sequence for each thread: the JDK's fastest of normals, and the fastest pair
 * of Commons RNG, its modified ziggurat over xoshiro256++. Beside them the limit that memory sets.
 */
final class Sequences implements Library {

  static final String JDK = "SplittableRandom";
  static final String COMMONS = "Commons RNG";
  static final String LIMIT = "Arrays.fill";

  /** The numbers of one thread. */
  @FunctionalInterface
  private interface Sequence {
    float next();
  }

  /** A part of an array to fill. */
  @FunctionalInterface
  private interface Part {
    void fill(float[] out, int from, int to);
  }

  @Override
  public List<String> contestants() {
    return List.of(JDK, COMMONS, LIMIT);
  }

  @Override
  public Contestant open(String contestant, Question question, int size, int threads) {
    Library.requireProperty(Row.PARALLELISM, threads - 1);
    boolean limit = contestant.equals(LIMIT);
    List<Part> parts =
        IntStream.range(0, threads)
            .mapToObj(
                thread ->
                    limit
                        ? (Part) (out, from, to) -> Arrays.fill(out, from, to, 1)
                        : part(sequence(contestant, question, thread)))
            .toList();
    return Contestant.filling(limit ? 0 : question.variance(size), size, out -> fill(out, parts));
  }

  /** Fills the parts of an array side by side; the caller takes part. */
  private static void fill(float[] out, List<Part> parts) {
    int length = out.length / parts.size();
    int last = parts.size() - 1;
    IntStream.rangeClosed(0, last)
        .parallel()
        .forEach(
            i -> parts.get(i).fill(out, i * length, i == last ? out.length : (i + 1) * length));
  }

  private static Part part(Sequence sequence) {
    return (out, from, to) -> {
      for (int i = from; i < to; i++) {
        out[i] = sequence.next();
      }
    };
  }

  private static Sequence sequence(String contestant, Question question, int thread) {
    if (contestant.equals(JDK)) {
      SplittableRandom random = new SplittableRandom(1L + thread);
      return switch (question) {
        case NORMALS -> () -> (float) random.nextGaussian();
        case UNIFORMS -> () -> 2 * random.nextFloat() - 1;
        default -> throw Library.without(question);
      };
    }
    UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1L + thread);
    return switch (question) {
      case NORMALS -> {
        SharedStateContinuousSampler sampler = ZigguratSampler.NormalizedGaussian.of(random);
        yield () -> (float) sampler.sample();
      }
      case UNIFORMS -> () -> 2 * random.nextFloat() - 1;
      default -> throw Library.without(question);
    };
  }
}
