// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import static org.evenkeel.bench.draws.Row.M;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which contestants meet over which question, in the order of their turns.
 *
 * @param reference who the ratios are to
 * @param promised contestants of a promised ratio, who take a turn in every round
 * @param others contestants who take a turn in the first round only
 */
record Plan(
    Question question, int size, String reference, List<String> promised, List<String> others) {

  private static final String LIBTORCH = "libtorch";
  private static final String ND4J = "ND4J";

  /** Warm draws: one table each. */
  static final List<Plan> WARM =
      List.of(
          promised(Question.NORMALS, 16 * M, LIBTORCH)
              .with(Sequences.COMMONS, Sequences.JDK, ND4J, Sequences.LIMIT),
          unpromised(Question.NORMALS, 64 * M, LIBTORCH).with(Sequences.LIMIT),
          promised(Question.UNIFORMS, 16 * M, LIBTORCH)
              .with(Sequences.COMMONS, Sequences.JDK, ND4J),
          promised(Question.TRUNCATED_NORMALS, 16 * M, Djl.NAME).with(LIBTORCH, ND4J),
          promised(Question.ORTHOGONAL, 4 * M, LIBTORCH),
          promised(Question.DJL_NORMALS, 16 * M, Djl.NAME).with(Djl.ZEROS),
          unpromised(Question.DJL_UNIFORMS, 16 * M, Djl.NAME).with(Djl.XAVIER),
          unpromised(Question.DJL_TRUNCATED_NORMALS, 16 * M, Djl.NAME),
          unpromised(Question.DJL_MODEL, 16 * M, Djl.NAME),
          unpromised(Question.DJL_MODEL, M / 16, Djl.NAME));

  /** First draws of a fresh JVM. */
  static final List<Plan> COLD = List.of(cold(M), cold(16 * M));

  private static Plan promised(Question question, int size, String reference) {
    return new Plan(
        question, size, reference, List.of(Evenkeel.PLAIN, Evenkeel.VECTOR, reference), List.of());
  }

  private static Plan unpromised(Question question, int size, String reference) {
    return new Plan(
        question, size, reference, List.of(), List.of(Evenkeel.PLAIN, Evenkeel.VECTOR, reference));
  }

  private static Plan cold(int size) {
    return new Plan(
        Question.NORMALS,
        size,
        Sequences.JDK,
        List.of(Evenkeel.PLAIN, Evenkeel.VECTOR),
        List.of(Sequences.JDK, Sequences.COMMONS, LIBTORCH, Djl.NAME));
  }

  private Plan with(String... contestants) {
    List<String> all = Stream.concat(others.stream(), Stream.of(contestants)).toList();
    return new Plan(question, size, reference, promised, all);
  }

  /** All contestants, in the order of the page. */
  List<String> contestants() {
    return Stream.concat(promised.stream(), others.stream()).toList();
  }

  /** The rows of one round of warm draws. */
  List<Row> round(int round) {
    return rows(round == 0 ? contestants() : promised, 2);
  }

  /** The rows of one round of first draws: only Evenkeel has a use for a second thread there. */
  List<Row> coldRound() {
    return Stream.concat(rows(promised, 2).stream(), rows(others, 1).stream()).toList();
  }

  /** The same on sixteenths of the numbers. */
  Plan small() {
    return new Plan(question, Math.max(size / 16, M / 16), reference, promised, others);
  }

  private List<Row> rows(List<String> names, int threads) {
    return IntStream.rangeClosed(1, threads)
        .boxed()
        .flatMap(n -> names.stream().map(name -> new Row(question, name, size, n)))
        .toList();
  }
}
