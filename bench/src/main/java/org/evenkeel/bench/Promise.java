// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

import static org.evenkeel.bench.Row.M;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
    return new Promise(
        Page.title(question) + ": " + contestant + " over " + reference + Page.threads(threads),
        bound,
        true,
        "×",
        r ->
            ratio(
                r.warm(question, reference, 16 * M, threads),
                r.warm(question, contestant, 16 * M, threads)));
  }

  private static Promise uniforms(String contestant) {
    return new Promise(
        "Uniforms over normals: " + contestant + Page.threads(1),
        1.8,
        true,
        "×",
        r ->
            ratio(
                r.warm(Question.NORMALS, contestant, 16 * M, 1),
                r.warm(Question.UNIFORMS, contestant, 16 * M, 1)));
  }

  private static Promise cold(String contestant, int millions, int threads, double bound) {
    return new Promise(
        "First "
            + millions
            + "M normals of a fresh JVM: time of "
            + contestant
            + " over SplittableRandom's"
            + Page.threads(threads),
        bound,
        false,
        "×",
        r ->
            ratio(
                r.cold(contestant, millions * M, threads), r.cold(Jdk.GENERATOR, millions * M, 1)));
  }

  private static Promise orthogonal(String contestant) {
    return new Promise(
        "Orthogonal 2048 × 2048: " + contestant + Page.threads(2),
        1.5,
        false,
        " s",
        r -> r.warm(Question.ORTHOGONAL, contestant, 4 * M, 2).map(ms -> ms / 1000));
  }

  private static Optional<Double> ratio(Optional<Double> a, Optional<Double> b) {
    return a.flatMap(x -> b.map(y -> x / y));
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
