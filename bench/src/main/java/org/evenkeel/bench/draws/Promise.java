// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import static org.evenkeel.bench.draws.Row.M;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.evenkeel.text.Words;

/**
 * A ratio, or a time, that was promised before it was measured.
 *
 * @param text what of
 * @param atLeast whether the bound is a lower one
 * @param unit printed after the numbers
 * @param reached the number of one run, empty if it was not measured
 */
record Promise(
    String text,
    double bound,
    boolean atLeast,
    String unit,
    Function<Results, Optional<Double>> reached) {

  /** All of them, in the order of the page. */
  static final List<Promise> ALL =
      List.of(
          faster(Question.NORMALS, Evenkeel.VECTOR, "libtorch", 1, 2.6),
          faster(Question.NORMALS, Evenkeel.VECTOR, "libtorch", 2, 5),
          faster(Question.NORMALS, Evenkeel.PLAIN, "libtorch", 1, 1.5),
          faster(Question.NORMALS, Evenkeel.PLAIN, "libtorch", 2, 2.9),
          uniforms(Evenkeel.VECTOR),
          uniforms(Evenkeel.PLAIN),
          faster(Question.TRUNCATED_NORMALS, Evenkeel.VECTOR, Djl.NAME, 1, 25),
          faster(Question.TRUNCATED_NORMALS, Evenkeel.VECTOR, Djl.NAME, 2, 25),
          faster(Question.TRUNCATED_NORMALS, Evenkeel.PLAIN, Djl.NAME, 1, 25),
          faster(Question.TRUNCATED_NORMALS, Evenkeel.PLAIN, Djl.NAME, 2, 25),
          faster(Question.DJL_NORMALS, Evenkeel.VECTOR, Djl.NAME, 1, 1.8),
          faster(Question.DJL_NORMALS, Evenkeel.VECTOR, Djl.NAME, 2, 2.6),
          faster(Question.DJL_NORMALS, Evenkeel.PLAIN, Djl.NAME, 1, 1.8),
          faster(Question.DJL_NORMALS, Evenkeel.PLAIN, Djl.NAME, 2, 2.6),
          cold(Evenkeel.PLAIN, 1, 1, 1.5),
          cold(Evenkeel.PLAIN, 1, 2, 1.5),
          cold(Evenkeel.VECTOR, 1, 1, 1.5),
          cold(Evenkeel.VECTOR, 1, 2, 1.5),
          cold(Evenkeel.PLAIN, 16, 1, 2),
          cold(Evenkeel.PLAIN, 16, 2, 2),
          cold(Evenkeel.VECTOR, 16, 1, 2),
          cold(Evenkeel.VECTOR, 16, 2, 2),
          orthogonal(Evenkeel.PLAIN),
          orthogonal(Evenkeel.VECTOR));

  private static Promise faster(
      Question question, String contestant, String reference, int threads, double bound) {
    return ratio(
        "%s: %s over %s, %s"
            .formatted(question.title(), contestant, reference, Words.count(threads, "thread")),
        bound,
        true,
        run -> run.warm(question, reference, 16 * M, threads),
        run -> run.warm(question, contestant, 16 * M, threads));
  }

  private static Promise uniforms(String contestant) {
    return ratio(
        "Uniforms over normals: %s, 1 thread".formatted(contestant),
        1.8,
        true,
        run -> run.warm(Question.NORMALS, contestant, 16 * M, 1),
        run -> run.warm(Question.UNIFORMS, contestant, 16 * M, 1));
  }

  private static Promise cold(String contestant, int millions, int threads, double bound) {
    return ratio(
        "First %dM normals of a fresh JVM: time of %s over SplittableRandom's, %s"
            .formatted(millions, contestant, Words.count(threads, "thread")),
        bound,
        false,
        run -> run.cold(contestant, millions * M, threads),
        run -> run.cold(Sequences.JDK, millions * M, 1));
  }

  private static Promise orthogonal(String contestant) {
    return new Promise(
        "Orthogonal 2048 × 2048: %s, 2 threads".formatted(contestant),
        1.5,
        false,
        " s",
        run -> run.warm(Question.ORTHOGONAL, contestant, 4 * M, 2).map(ms -> ms / 1000));
  }

  private static Promise ratio(
      String text,
      double bound,
      boolean atLeast,
      Function<Results, Optional<Double>> above,
      Function<Results, Optional<Double>> below) {
    return new Promise(
        text,
        bound,
        atLeast,
        "×",
        run -> above.apply(run).flatMap(x -> below.apply(run).map(y -> x / y)));
  }

  /** The number that a run reached, and whether that keeps the promise. */
  String outcome(Results results) {
    return reached
        .apply(results)
        .map(
            x -> Page.number(x) + unit + ((atLeast ? x >= bound : x <= bound) ? "" : " **missed**"))
        .orElse("not measured");
  }

  /** The promise as a table cell. */
  String promised() {
    return (atLeast ? "≥ " : "≤ ") + Page.number(bound) + unit;
  }
}
