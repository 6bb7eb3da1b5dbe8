// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.evenkeel.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * Examples as they were read.
 *
 * @param split the training and the validation part
 * @param fromFiles whether they were read from files, rather than generated or given in memory
 * @param notes what was noticed: the header, the delimiter, what was left out
 * @param standardized whether the features were standardized
 * @param published whether the validation part is the source's own, rather than split off
 */
public record Reading(
    Split split, boolean fromFiles, List<String> notes, boolean standardized, boolean published) {

  private static final int SHOWN = 10;

  /** What a source has, before it is split. */
  record Found(Examples training, @Nullable Examples validation, List<String> notes) {}

  public Reading {
    notes = List.copyOf(notes);
  }

  /** Examples that were not read from anywhere. */
  public static Reading of(Split split) {
    return new Reading(split, false, List.of(), false, false);
  }

  /**
   * What was read, in one line: rows, features, classes with their number of examples, the notes,
   * and the split.
   */
  @Override
  public String toString() {
    Examples training = split.training();
    int width = training.featuresPerExample();
    List<String> parts = new ArrayList<>();
    boolean sequences = training.labelsPerExample() > 1;
    parts.add(
        "%s: %,d %s, %,d %s%s%s"
            .formatted(
                OneLine.beginning(training.name()),
                training.size() + split.validation().size(),
                sequences ? "sequences" : "rows",
                width,
                sequences ? "token" : "feature",
                width == 1 ? "" : "s",
                training.shape().size() == 1
                    ? ""
                    : " ("
                        + training.shape().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining("×"))
                        + ")"));
    parts.add(
        training.isRegression()
            ? "target '%s'".formatted(OneLine.beginning(training.classNames().get(0)))
            : "classes: " + classes());
    parts.addAll(notes);
    parts.add(standardized ? "standardized" : "not standardized");
    parts.add(
        "%,d to train, %,d to validate%s%s"
            .formatted(
                training.size(),
                split.validation().size(),
                published ? " (test files)" : "",
                split.test() == null ? "" : ", %,d to test once".formatted(split.test().size())));
    return String.join("; ", parts);
  }

  /** The number of labels of each class in both parts, in the order of the classes. */
  public List<Integer> counts() {
    int[] counts = new int[split.training().classes()];
    for (Examples part : List.of(split.training(), split.validation())) {
      for (int label : part.labels()) {
        if (label >= 0) {
          counts[label]++;
        }
      }
    }
    return Arrays.stream(counts).boxed().toList();
  }

  private String classes() {
    List<String> names = split.training().classNames();
    List<Integer> counts = counts();
    boolean all = names.size() <= SHOWN;
    String shown =
        IntStream.range(0, all ? names.size() : SHOWN - 2)
            .mapToObj(k -> named(names, counts, k))
            .collect(Collectors.joining(", "));
    return all
        ? shown
        : "%s, … %s (%d classes)"
            .formatted(shown, named(names, counts, names.size() - 1), names.size());
  }

  private static String named(List<String> names, List<Integer> counts, int k) {
    return "%s %,d".formatted(OneLine.beginning(names.get(k)), counts.get(k));
  }
}
