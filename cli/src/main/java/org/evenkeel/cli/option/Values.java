// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.option;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenkeel.data.DataSource;
import org.evenkeel.experiment.Hyperparameters;
import org.evenkeel.experiment.ResultFile;
import org.evenkeel.init.Start;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Space;
import org.evenkeel.text.Numbers;

/**
 * What the conditions of {@link OptionTable} ask about values. A value that cannot be read passes
 * them all, and is refused where it is read.
 */
final class Values {

  /** The comma between two starts; within parentheses it separates the numbers of a rule. */
  private static final String COMMA = ",(?![^()]*\\))";

  private Values() {}

  static String data(Given given) {
    return given.value("--data", "digits");
  }

  static boolean generated(Given given) {
    return DataSource.generated().contains(data(given));
  }

  /** Whether the data are generated sequences of token numbers. */
  static boolean isSequences(Given given) {
    return DataSource.of(data(given)).isSequences();
  }

  /** Whether noise is added to the data that are generated. */
  static boolean isNoisy(Given given) {
    return generated(given) && !data(given).equals("noise") && !isSequences(given);
  }

  /** Whether the data may be a table. */
  static boolean table(Given given) {
    try {
      return !generated(given)
          && !DataSource.of(data(given)).isText()
          && (DataSource.of(data(given)).isTable() || !Files.exists(Path.of(data(given))));
    } catch (InvalidPathException e) {
      return true;
    }
  }

  /** Whether the data may have numbers to be told. */
  static boolean hasNumbers(Given given) {
    try {
      return !generated(given)
          && (DataSource.of(data(given)).hasNumbers() || !Files.exists(Path.of(data(given))));
    } catch (InvalidPathException e) {
      return true;
    }
  }

  static boolean hasTestFiles(Given given) {
    return DataSource.of(data(given)).hasValidationPart();
  }

  static boolean journal(Given given) {
    return given.arguments().stream()
        .anyMatch(
            file -> {
              try {
                return ResultFile.isJournal(Path.of(file));
              } catch (InvalidPathException e) {
                return false;
              }
            });
  }

  /** The starts of a command; empty where one cannot be read. */
  private static Optional<Stream<Start>> starts(Given given) {
    Stream<String> words =
        given.command().equals("compare")
            ? Stream.of(given.value("--starts", "").split(COMMA, -1))
            : searched(given, "rule")
                .filter(rule -> rule.domain() instanceof CategoricalDomain)
                .map(
                    rule ->
                        ((CategoricalDomain) rule.domain()).choices().stream().map(String::valueOf))
                .orElseGet(() -> Stream.of(given.value("--rule", "auto")));
    try {
      return Optional.of(words.map(Start::of).toList().stream());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether a hyperparameter changes the weights of one of the starts. */
  static boolean matters(Given given, String name) {
    return starts(given)
        .map(all -> all.anyMatch(one -> Hyperparameters.matters(one, name)))
        .orElse(true);
  }

  private static Optional<Space> space(Given given) {
    if (!given.command().equals("tune")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Space.parse(given.value("--search", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Hyperparameter> searched(Given given, String name) {
    return space(given).flatMap(space -> space.named(name)).filter(h -> h.condition() == null);
  }

  /** Whether a search varies a hyperparameter in every trial. */
  static boolean searches(Given given, String name) {
    return searched(given, name).isPresent();
  }

  /** Whether a training may have the optimizer that has a momentum. */
  static boolean hasMomentum(Given given) {
    return space(given)
        .flatMap(space -> space.named("optimizer"))
        .map(one -> one.domain().contains("momentum"))
        .orElseGet(() -> given.value("--optimizer", "sgd").equalsIgnoreCase("momentum"));
  }

  static boolean triesLearningRate(Given given) {
    String rate = given.value("--learning-rate", "");
    return !Numbers.isDecimal(rate)
        || searched(given, "learningRate")
            .map(one -> one.domain().contains(Double.parseDouble(rate)))
            .orElse(true);
  }

  static boolean searchesMultiplierOne(Given given) {
    return space(given)
        .map(
            space ->
                space
                    .named(StudyResult.MULTIPLIER)
                    .filter(one -> one.domain().contains(1.0) || one.domain().contains(1L))
                    .isPresent())
        .orElse(true);
  }
}
