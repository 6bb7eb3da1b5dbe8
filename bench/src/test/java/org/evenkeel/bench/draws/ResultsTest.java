// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From measured times to the page's numbers. */
class ResultsTest {

  private static final Results.Run RUN =
      new Results.Run("17.0.15+6", "VM", "machine", "2026-01-01", "abc", 3, 11);

  @TempDir Path folder;

  @Test
  void comesBackFromDisk() throws IOException {
    Row row = new Row(Question.NORMALS, Sequences.JDK, Row.M, 1);
    Row none = new Row(Question.ORTHOGONAL, Sequences.JDK, Row.M, 1);
    FirstDraw.Result missing = FirstDraw.Result.missing("has none");
    Results.Times cold = new Results.Times(List.of(5.0, 4.0, 9.0), List.of(1.0, 30.0, 2.0));
    new Results(
            RUN,
            List.of(new Results.Checked(none, missing)),
            List.of(new Results.Cold(row, cold)),
            null)
        .write(folder);
    Files.writeString(folder.resolve("jdk17-jmh.json"), jmh(16 * Row.M, "[[3,1],[2,50]]"));

    Results read = Results.read(folder).get(0);

    assertEquals(RUN, read.run());
    assertEquals(Optional.of(missing), read.checked(Question.ORTHOGONAL, Sequences.JDK));
    assertEquals(Optional.of(2.0), read.cold(Sequences.JDK, Row.M, 1));
    assertEquals(Optional.of(5.0), read.cold(Sequences.JDK, Row.M, 1, Results.Times::open));
    assertEquals(Optional.of(2.5), read.warm(Question.NORMALS, Sequences.JDK, 16 * Row.M, 1));
    assertEquals(Optional.empty(), read.warm(Question.NORMALS, Sequences.JDK, 16 * Row.M, 2));
  }

  @Test
  void aPromiseIsKeptMissedOrNotMeasured() {
    Promise orthogonal = Promise.ALL.get(Promise.ALL.size() - 1);
    Row row = new Row(Question.ORTHOGONAL, Evenkeel.VECTOR, 4 * Row.M, 2);
    assertEquals("≤ 1.50 s", orthogonal.promised());
    assertEquals("1.50 s", orthogonal.outcome(warm(Map.of(row, new double[] {1500}))));
    assertEquals("1.60 s **missed**", orthogonal.outcome(warm(Map.of(row, new double[] {1600}))));
    assertEquals("not measured", orthogonal.outcome(warm(Map.of())));

    Promise normals = Promise.ALL.get(0);
    Row ours = new Row(Question.NORMALS, Evenkeel.VECTOR, 16 * Row.M, 1);
    Row theirs = new Row(Question.NORMALS, "libtorch", 16 * Row.M, 1);
    Results results = warm(Map.of(ours, new double[] {20}, theirs, new double[] {50}));
    assertEquals("2.50× **missed**", normals.outcome(results));
  }

  @Test
  void everyPromiseIsMeasuredInEveryRound() {
    for (Question question :
        List.of(
            Question.NORMALS,
            Question.UNIFORMS,
            Question.TRUNCATED_NORMALS,
            Question.ORTHOGONAL,
            Question.DJL_NORMALS)) {
      assertEquals(
          6,
          Plan.WARM.stream()
              .filter(plan -> plan.question() == question)
              .mapToInt(plan -> plan.round(1).size())
              .sum(),
          question::toString);
    }
  }

  private static Results warm(Map<Row, double[]> times) {
    List<Results.Warm> warm = new ArrayList<>();
    times.forEach(
        (row, raw) -> warm.add(new Results.Warm(row, new Results.Metric(new double[][] {raw}))));
    return new Results(RUN, List.of(), List.of(), warm);
  }

  private static String jmh(int size, String rawData) {
    return "[{\"params\": {\"question\": \"NORMALS\", \"contestant\": \"SplittableRandom\", \"size\": \""
        + size
        + "\", \"threads\": \"1\"}, \"primaryMetric\": {\"rawData\": "
        + rawData
        + "}}]";
  }
}
