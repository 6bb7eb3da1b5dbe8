// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenkeel.data.Split;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.experiment.WorkerMain;

/**
 * The labelled set's program: {@code train FILE [IDS]} trains what the file does not have yet, by
 * gradient descent first and then by Adam; {@code judge FILE REMEDIES PAGE} lays the verdicts
 * beside the labels; {@code remedies FILE FILE [IDS]} trains every network after each remedy that
 * is advised for it.
 */
public final class Labels {

  /** The profiles of all networks, one JSON document a line. */
  private static final Path FEATURES = Path.of("bench/target/labels/features.jsonl");

  private Labels() {}

  /** Runs one mode. */
  public static void main(String[] args) throws IOException {
    WorkerMain.configure();
    Path file = Path.of(args[1]);
    switch (args[0]) {
      case "train" -> train(file, args.length > 2 ? args[2] : ".*");
      case "judge" -> judge(file, Path.of(args[2]), Path.of(args[3]));
      case "remedies" -> remedies(file, Path.of(args[2]), args.length > 3 ? args[3] : ".*");
      default ->
          throw new IllegalArgumentException(
              "the mode must be train, judge or remedies: " + args[0]);
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

  /** Writes the page, and all profiles as lines of JSON beside the build's other products. */
  private static void judge(Path file, Path remedied, Path page) throws IOException {
    List<TrainedLabel> labels = read(file);
    Split data = LabelTraining.DATA.read();
    List<Observed> observed = new ArrayList<>();
    Files.createDirectories(FEATURES.getParent());
    try (Writer features = Files.newBufferedWriter(FEATURES)) {
      for (LabelledNetwork network : LabelledNetwork.all()) {
        Optional<TrainedLabel> label = TrainedLabel.find(labels, network.id(), OptimizerKind.SGD);
        if (label.isPresent()) {
          Observed one = Observed.of(network, label.get().label(), data);
          observed.add(one);
          features.write(
              one.json(
                      TrainedLabel.find(labels, network.id(), OptimizerKind.ADAM)
                          .map(TrainedLabel::label)
                          .orElse(null))
                  + "\n");
        }
      }
    }
    Files.writeString(
        page, new CalibrationPage(observed, labels, RemedyResult.read(remedied)).text());
  }

  /**
   * Trains every network after each remedy that is advised for it; results of remedies that are not
   * advised any more leave the file.
   */
  private static void remedies(Path file, Path remedied, String ids) throws IOException {
    List<TrainedLabel> labels = read(file);
    List<RemedyTrial> advised = new ArrayList<>();
    Split data = LabelTraining.DATA.read();
    for (LabelledNetwork network : LabelledNetwork.shuffled()) {
      Optional<TrainedLabel> before = TrainedLabel.find(labels, network.id(), OptimizerKind.SGD);
      if (before.isPresent() && network.id().matches(ids)) {
        advised.addAll(RemedyTrial.of(Observed.of(network, before.get().label(), data), data));
      }
    }
    if (!Files.exists(remedied)) {
      Files.writeString(remedied, RemedyResult.HEADER + "\n");
    }
    RemedyResult.retain(
        remedied,
        result -> !result.after().id().matches(ids) || advised.stream().anyMatch(result::isOf));
    List<RemedyResult> done = RemedyResult.read(remedied);
    LabelTraining training = new LabelTraining();
    for (RemedyTrial trial : advised) {
      if (done.stream().anyMatch(result -> result.isOf(trial))) {
        continue;
      }
      String id = trial.network().id();
      TrainedLabel before = TrainedLabel.find(labels, id, OptimizerKind.SGD).orElseThrow();
      TrainedLabel after = training.train(id, trial.source(), trial.start(), OptimizerKind.SGD);
      String line =
          new RemedyResult(before.label(), before.accuracy(), after, trial.remedy().toString())
              .line();
      Files.writeString(remedied, line + "\n", StandardOpenOption.APPEND);
      System.out.println(line);
    }
  }

  /** The labels of a file. */
  static List<TrainedLabel> read(Path file) throws IOException {
    return Files.readAllLines(file).stream().skip(1).map(TrainedLabel::parse).toList();
  }
}
