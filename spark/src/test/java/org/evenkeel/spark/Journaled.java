// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * The operations of an Optuna journal, as they were written.
 *
 * @param operations one a line
 */
record Journaled(List<JsonObject> operations) {

  private static final int CREATE_TRIAL = 4;
  private static final int SET_STATE = 6;
  private static final int SET_INTERMEDIATE = 7;

  /** The states of a trial that has ended: complete, pruned, failed. */
  private static final Set<Integer> ENDED = Set.of(1, 2, 3);

  static Journaled of(Path file) throws IOException {
    return new Journaled(
        Files.readAllLines(file).stream()
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .toList());
  }

  /** The number of steps in a journal that may be growing. */
  static long steps(Path file) throws IOException {
    return Files.exists(file)
        ? Files.readString(file)
            .lines()
            .filter(l -> l.contains("\"op_code\":" + SET_INTERMEDIATE))
            .count()
        : 0;
  }

  /** Checks that so many trials were created, and each of them has ended once. */
  void requireEnded(int trials) {
    TreeMap<Integer, Integer> ends = new TreeMap<>();
    int created = 0;
    for (JsonObject operation : operations) {
      int code = operation.get("op_code").getAsInt();
      if (code == CREATE_TRIAL) {
        created++;
      } else if (code == SET_STATE && ENDED.contains(operation.get("state").getAsInt())) {
        ends.merge(operation.get("trial_id").getAsInt(), 1, Integer::sum);
      }
    }
    assertEquals(trials, created, "trials that were created");
    assertEquals(trials, ends.size(), "trials that have ended: " + ends);
    assertEquals(Set.of(1), Set.copyOf(ends.values()), "how often each trial has ended: " + ends);
  }

  /**
   * Checks that no step was written twice, apart from the last of each seed, which is that of the
   * seed's value as well.
   */
  void requireStepsOnce(int stepsOfSeed) {
    Set<String> steps = new HashSet<>();
    for (JsonObject operation : operations) {
      if (operation.get("op_code").getAsInt() == SET_INTERMEDIATE
          && operation.get("step").getAsInt() % stepsOfSeed != 0) {
        assertTrue(
            steps.add(operation.get("trial_id") + "/" + operation.get("step")),
            "written twice: " + operation);
      }
    }
  }
}
