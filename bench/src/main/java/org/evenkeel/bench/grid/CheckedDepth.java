// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.grid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Digits;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Reading;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.WorkerMain;
import org.evenkeel.network.Network;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;

/**
 * What {@code check} says of the start {@code auto} in networks of 256 units a layer, for every
 * activation, many depths and three seeds. Appends a row for each network to a file, so that an
 * interrupted run can be resumed.
 */
public final class CheckedDepth {

  private static final int WIDTH = 256;
  private static final int SEEDS = 3;
  private static final String HEADER =
      "activation,layers,seed,verdict,forwardLow,forwardHigh,gradientLow,gradientHigh,correlation";

  /** The examples of {@code --data digits}. */
  private static final int SIZE = 6000;

  private static final int PIXELS = 8;
  private static final double NOISE = 0.05;

  private CheckedDepth() {}

  /**
   * {@code check FILE DEPTH...} checks what is missing; {@code digits FILE} writes the generated
   * digits as a table, for trainings outside of Evenkeel.
   */
  public static void main(String[] args) throws IOException {
    WorkerMain.configure();
    Path file = Path.of(args[1]);
    if (args[0].equals("digits")) {
      write(Digits.draw(SIZE, PIXELS, NOISE, 0), file);
      return;
    }
    if (!Files.exists(file)) {
      Files.writeString(file, HEADER + "\n");
    }
    Reading digits = DataSource.of("digits").open();
    for (String depth : List.of(args).subList(2, args.length)) {
      for (Activation activation : activations()) {
        for (int seed = 0; seed < SEEDS; seed++) {
          String cell = "%s,%s,%d,".formatted(activation.name(), depth, seed);
          try (Stream<String> lines = Files.lines(file)) {
            if (lines.anyMatch(line -> line.startsWith(cell))) {
              continue;
            }
          }
          Network network = Network.perceptron("64,%dx%s,10".formatted(WIDTH, depth), activation);
          SignalProfile profile =
              Experiment.of(network, DataSource.of("digits"))
                  .withData(digits)
                  .withSeed(seed)
                  .check()
                  .starts()
                  .get(0)
                  .profile();
          Files.write(file, List.of(cell + row(profile)), StandardOpenOption.APPEND);
        }
      }
    }
  }

  private static List<Activation> activations() {
    return Activations.all().stream().filter(f -> !f.equals(Activations.IDENTITY)).toList();
  }

  private static String row(SignalProfile profile) {
    List<LayerSignal> hidden = profile.hidden();
    double[] forward = hidden.stream().mapToDouble(l -> l.forward().measured()).sorted().toArray();
    double[] gradient =
        hidden.stream().mapToDouble(l -> l.gradient().measured()).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "%s,%.4g,%.4g,%.4g,%.4g,%.4f",
        profile.verdict().state(),
        forward[0],
        forward[forward.length - 1],
        gradient[0],
        gradient[gradient.length - 1],
        hidden.get(hidden.size() - 1).correlation().measured());
  }

  private static void write(Examples digits, Path file) throws IOException {
    StringBuilder table = new StringBuilder();
    int features = digits.featuresPerExample();
    for (int i = 0; i < features; i++) {
      table.append('p').append(i).append(',');
    }
    table.append("label\n");
    for (int row = 0; row < digits.size(); row++) {
      for (int i = 0; i < features; i++) {
        table.append(digits.features()[row * features + i]).append(',');
      }
      table.append(digits.labels()[row]).append('\n');
    }
    Files.writeString(file, table);
  }
}
