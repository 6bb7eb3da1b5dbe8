// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import org.evenkeel.data.Split;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.report.text.Numbers;
import org.evenkeel.result.Origin;

/** Where a result comes from, in the words that a table's heading has too. */
final class Origins {

  private Origins() {}

  /** A result of the command that writes to this output. */
  static Origin of(Output output, Long seed, String network, String data, String training) {
    return new Origin(output.command(), Output.VERSION, seed, network, data, training);
  }

  /** A result of which no more is known than the command. */
  static Origin of(Output output, Long seed) {
    return new Origin(output.command(), Output.VERSION, seed, null, null, null);
  }

  /** A result of a network on some data. */
  static Origin of(
      Output output, Long seed, Subject subject, Split data, TrainingSettings settings) {
    return of(
        output,
        seed,
        subject.description(),
        data(data),
        settings == null ? null : training(settings, data));
  }

  static String data(Split data) {
    return "%s: %,d to train, %,d to validate, %d classes"
        .formatted(
            data.training().name(),
            data.training().size(),
            data.validation().size(),
            data.training().classes());
  }

  static String training(TrainingSettings settings, Split data) {
    return "%s, learning rate %s, batches of %d, %d epochs, seed %d"
        .formatted(
            settings.optimizer(),
            Numbers.number(settings.learningRate()),
            Math.min(settings.batch(), data.training().size()),
            settings.epochs(),
            settings.seed());
  }
}
