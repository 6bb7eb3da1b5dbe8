// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What the JDK has: its fastest generator of normals, and the limit that memory sets. */
final class Jdk implements Library {

  static final String GENERATOR = "SplittableRandom";
  static final String LIMIT = "Arrays.fill";

  @Override
  public List<String> contestants() {
    return List.of(GENERATOR, LIMIT);
  }

  @Override
  public Contestant open(String contestant, Question question, int size, int threads) {
    Threads.check(threads);
    float[] memory = new float[size];
    if (contestant.equals(LIMIT)) {
      return new HeapContestant(
          0, memory, out -> Threads.run(threads, part -> fill(out, part, threads)));
    }
    SplittableRandom root = new SplittableRandom(1);
    SplittableRandom[] random = new SplittableRandom[threads];
    Arrays.setAll(random, part -> root.split());
    double variance = question.variance(size);
    return switch (question) {
      case NORMALS ->
          new HeapContestant(
              variance,
              memory,
              out -> Threads.run(threads, part -> normals(random[part], out, part, threads)));
      case UNIFORMS ->
          new HeapContestant(
              variance,
              memory,
              out -> Threads.run(threads, part -> uniforms(random[part], out, part, threads)));
      default -> throw Library.without(question);
    };
  }

  private static void fill(float[] out, int part, int parts) {
    Arrays.fill(out, start(out, part, parts), start(out, part + 1, parts), 1);
  }

  private static void normals(SplittableRandom random, float[] out, int part, int parts) {
    for (int i = start(out, part, parts); i < start(out, part + 1, parts); i++) {
      out[i] = (float) random.nextGaussian();
    }
  }

  private static void uniforms(SplittableRandom random, float[] out, int part, int parts) {
    for (int i = start(out, part, parts); i < start(out, part + 1, parts); i++) {
      out[i] = 2 * random.nextFloat() - 1;
    }
  }

  /** Where a part of an array begins. */
  static int start(float[] out, int part, int parts) {
    return (int) ((long) out.length * part / parts);
  }
}
