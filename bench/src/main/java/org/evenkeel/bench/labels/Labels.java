// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.experiment.WorkerMain;

/**
 * The labelled set's program: {@code train FILE [IDS]} trains what the file does not have yet, by
 * gradient descent first and then by Adam.
 */
public final class Labels {

  private Labels() {}

  /** Runs one mode. */
  public static void main(String[] args) throws IOException {
    WorkerMain.configure();
    Path file = Path.of(args[1]);
    switch (args[0]) {
      case "train" -> train(file, args.length > 2 ? args[2] : ".*");
      default -> throw new IllegalArgumentException("modes are train: " + args[0]);
    }
    System.exit(0); // the engine's threads
  }

  private static void train(Path file, String ids) throws IOException {
    if (!Files.exists(file)) {
      Files.writeString(file, TrainedLabel.HEADER + "\n");
    }
    LabelTraining training = new LabelTraining();
    for (OptimizerKind optimizer : List.of(OptimizerKind.SGD, OptimizerKind.ADAM)) {
      for (LabelledNetwork network : LabelledNetwork.shuffled()) {
        List<TrainedLabel> done = read(file);
        if (network.id().matches(ids)
            && TrainedLabel.find(done, network.id(), optimizer).isEmpty()) {
          String line = training.train(network, optimizer).line();
          Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
          System.out.println(line);
        }
      }
    }
  }

  /** The labels of a file. */
  static List<TrainedLabel> read(Path file) throws IOException {
    return Files.readAllLines(file).stream().skip(1).map(TrainedLabel::parse).toList();
  }
}
