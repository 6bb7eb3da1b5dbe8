// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Split;
import org.evenkeel.djl.train.Training;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.Subject;
import org.evenkeel.experiment.WorkerMain;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.Verdict;

/**
 * Encoders, decoders and recurrent networks over tokens, their verdicts beside their training:
 * {@code train FILE} trains what the file does not have yet by gradient descent, at three learning
 * rates for {@value #EPOCHS} epochs of 50 steps; {@code judge FILE} prints the table of
 * docs/networks.md.
 *
 * <p>The task is how deep brackets nest, of four classes. An accuracy of {@value #TARGET} within
 * these steps is training, less than {@value #NOTHING} is none.
 */
public final class SequenceLabels {

  private static final int EPOCHS = 10;

  private static final int BATCH = 32;

  private static final double TARGET = 0.55;

  private static final double NOTHING = 0.42;

  /** An accuracy after half of the epochs from which none leads to the target. */
  private static final double HOPELESS = 0.32;

  private static final List<Double> RATES = List.of(0.3, 0.1, 1.0);

  private static final DataSource DATA = DataSource.of("brackets").withExamples(2000);

  private static final String HEADER = "id,kind,label,rate,accuracy,steps,runs";

  private SequenceLabels() {}

  /** Runs one mode. */
  public static void main(String[] args) throws IOException {
    WorkerMain.configure();
    Path file = Path.of(args[1]);
    if (args[0].equals("train")) {
      train(file, args.length > 2 ? args[2] : ".*");
    } else {
      judge(file);
    }
    System.exit(0); // the engine's threads
  }

  private static void train(Path file, String ids) throws IOException {
    if (!Files.exists(file)) {
      Files.writeString(file, HEADER + "\n");
    }
    Split data = DATA.read();
    for (LabelledNetwork network : LabelledNetwork.sequences()) {
      List<String> done = Files.readAllLines(file);
      if (network.id().matches(ids)
          && done.stream().noneMatch(line -> line.startsWith(network.id() + ","))) {
        String line = trained(network, data);
        Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
        System.out.println(line);
      }
    }
  }

  private static String trained(LabelledNetwork network, Split data) {
    double best = 0;
    double rate = 0;
    long steps = 0;
    StringBuilder runs = new StringBuilder();
    for (double tried : RATES) {
      if (best >= TARGET) {
        break;
      }
      Course course = new Course(TARGET, EPOCHS / 2, HOPELESS);
      Subject subject = network.source().subject(data.training());
      TrainingSettings settings =
          new TrainingSettings(EPOCHS, BATCH, tried, OptimizerKind.SGD, TARGET, 0);
      try (StartedBlock started =
          new StartedBlock(subject, network.start().withSeed(0), data.training())) {
        new Training(data.reshaped(subject.input()), settings)
            .run(started.block(), subject.batch(BATCH), course);
      }
      runs.append(String.format(Locale.ROOT, " %s=%.3f/%d", tried, course.best(), course.steps()));
      if (course.best() > best) {
        best = course.best();
        rate = tried;
        steps = course.steps();
      }
    }
    return String.format(
        Locale.ROOT,
        "%s,%s,%s,%s,%.3f,%d,%s",
        network.id(),
        network.kind(),
        label(best),
        rate,
        best,
        steps,
        runs.toString().strip());
  }

  private static Label label(double accuracy) {
    return accuracy >= TARGET ? Label.TRAINS : accuracy >= NOTHING ? Label.SLOWLY : Label.NOT;
  }

  private static void judge(Path file) throws IOException {
    List<String> labels = Files.readAllLines(file);
    Split data = DATA.read();
    int right = 0;
    int rightChecked = 0;
    int stopped = 0;
    int all = 0;
    System.out.println("| network | training | accuracy | `predict` | `check` |");
    System.out.println("|---|---|---|---|---|");
    for (LabelledNetwork network : LabelledNetwork.sequences()) {
      for (String line : labels) {
        String[] cells = line.split(",", -1);
        if (!cells[0].equals(network.id())) {
          continue;
        }
        Label label = label(Double.parseDouble(cells[4]));
        Verdict predicted =
            Observed.predict(network, data, InputSignal.WITHOUT_SCALE)
                .orElseThrow()
                .starts()
                .get(0)
                .profile()
                .verdict();
        Verdict checked =
            Experiment.of(network.source(), DATA)
                .withData(data)
                .withStart(network.start())
                .check()
                .starts()
                .get(0)
                .profile()
                .verdict();
        all++;
        right += agrees(predicted, label) ? 1 : 0;
        rightChecked += agrees(checked, label) ? 1 : 0;
        stopped += label == Label.TRAINS && stops(predicted) ? 1 : 0;
        System.out.printf(
            "| `%s` | %s | %s | %s | %s |%n",
            network.id(), label, cells[4], told(predicted, label), told(checked, label));
      }
    }
    System.out.printf(
        "%d networks: predict %d right, check %d; %d that train are stopped by predict%n",
        all, right, rightChecked, stopped);
  }

  private static String told(Verdict verdict, Label label) {
    return verdict.state() + (agrees(verdict, label) ? "" : " (!)");
  }

  private static boolean stops(Verdict verdict) {
    return verdict.state() != Verdict.State.HEALTHY
        && verdict.state() != Verdict.State.SLOW
        && verdict.state() != Verdict.State.UNKNOWN;
  }

  /** Slow fits what trains slowly, and either neighbour. */
  private static boolean agrees(Verdict verdict, Label label) {
    return switch (label) {
      case TRAINS -> verdict.state() == Verdict.State.HEALTHY;
      case SLOWLY -> !stops(verdict) || verdict.state() == Verdict.State.SLOW;
      case NOT -> stops(verdict) || verdict.state() == Verdict.State.SLOW;
    };
  }
}
