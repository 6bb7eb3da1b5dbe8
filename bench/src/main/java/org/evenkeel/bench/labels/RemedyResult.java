// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The label of a network before and after a remedy, a line of the file of remedies.
 *
 * @param before the label without it
 * @param accuracy the accuracy without it
 * @param after the trainings with it
 * @param remedy the remedy in words
 */
record RemedyResult(Label before, double accuracy, TrainedLabel after, String remedy) {

  static final String HEADER = "before,accuracyBefore," + TrainedLabel.HEADER + ",remedy";

  String line() {
    return String.format(
        Locale.ROOT, "%s,%.3f,%s,\"%s\"", before, accuracy, after.line(), quoted(remedy));
  }

  private static String quoted(String remedy) {
    return remedy.replace('"', '\'');
  }

  /** Whether this is the result of a trial. */
  boolean isOf(RemedyTrial trial) {
    return after.id().equals(trial.network().id())
        && quoted(remedy).equals(quoted(trial.remedy().toString()));
  }

  private static RemedyResult parse(String line) {
    String[] cells = line.split(",", 3);
    int remedy = line.indexOf(",\"");
    return new RemedyResult(
        Label.named(cells[0]),
        Double.parseDouble(cells[1]),
        TrainedLabel.parse(cells[2].substring(0, cells[2].indexOf(",\""))),
        line.substring(remedy + 2, line.length() - 1));
  }

  /** Leaves only some results in a file, each as it was written. */
  static void retain(Path file, Predicate<RemedyResult> which) throws IOException {
    Files.write(
        file,
        Files.readAllLines(file).stream()
            .filter(line -> line.equals(HEADER) || which.test(parse(line)))
            .toList());
  }

  /** The results of a file; none if there is no such file. */
  static List<RemedyResult> read(Path file) throws IOException {
    return Files.exists(file)
        ? Files.readAllLines(file).stream().skip(1).map(RemedyResult::parse).toList()
        : List.of();
  }
}
