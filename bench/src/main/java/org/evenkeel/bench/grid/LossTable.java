// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.grid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * The validation losses of a network's epochs over a grid of multipliers, learning rates and seeds,
 * and between them: the bilinear interpolation in the logarithms of both, for each seed on its own.
 * Where the nearest training diverged, so does the interpolated one.
 *
 * @param multipliers the logarithms of the multipliers, ascending
 * @param rates the logarithms of the learning rates, ascending
 * @param losses the losses of epochs by multiplier, rate and seed; not a number once diverged
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LossTable(List<Double> multipliers, List<Double> rates, double[][][][] losses) {

  /** Reads rows of a multiplier, a learning rate, a seed, and the losses of epochs. */
  static LossTable read(Path file) throws IOException {
    List<String[]> rows =
        Files.readAllLines(file).stream().map(line -> line.split(",", -1)).toList();
    TreeSet<Double> multipliers = new TreeSet<>();
    TreeSet<Double> rates = new TreeSet<>();
    int seeds = 0;
    for (String[] row : rows) {
      multipliers.add(Math.log(Double.parseDouble(row[0])));
      rates.add(Math.log(Double.parseDouble(row[1])));
      seeds = Math.max(seeds, 1 + Integer.parseInt(row[2]));
    }
    LossTable table =
        new LossTable(
            List.copyOf(multipliers),
            List.copyOf(rates),
            new double[multipliers.size()][rates.size()][seeds][]);
    for (String[] row : rows) {
      int i = table.multipliers.indexOf(Math.log(Double.parseDouble(row[0])));
      int j = table.rates.indexOf(Math.log(Double.parseDouble(row[1])));
      table.losses[i][j][Integer.parseInt(row[2])] =
          Arrays.stream(row[3].split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
    }
    return table;
  }

  /** The losses of the epochs of one training. */
  double[] losses(double multiplier, double rate, int seed) {
    double x = place(multipliers, Math.log(multiplier));
    double y = place(rates, Math.log(rate));
    double[] nearest = losses[(int) Math.rint(x)][(int) Math.rint(y)][seed];
    if (!Double.isFinite(Arrays.stream(nearest).sum())) {
      return nearest;
    }
    double[] between = new double[nearest.length];
    double total = 0;
    for (int i = (int) x; i <= Math.min((int) x + 1, multipliers.size() - 1); i++) {
      for (int j = (int) y; j <= Math.min((int) y + 1, rates.size() - 1); j++) {
        double weight = (1 - Math.abs(x - i)) * (1 - Math.abs(y - j));
        double[] corner = losses[i][j][seed];
        if (weight > 0 && Double.isFinite(Arrays.stream(corner).sum())) {
          total += weight;
          for (int epoch = 0; epoch < between.length; epoch++) {
            between[epoch] += weight * corner[epoch];
          }
        }
      }
    }
    double sum = total;
    return Arrays.stream(between).map(value -> value / sum).toArray();
  }

  /** The place of a value between those of a grid, by index. */
  private static double place(List<Double> values, double value) {
    int last = values.size() - 1;
    if (value >= values.get(last)) {
      return last;
    }
    int i = 0;
    while (i < last - 1 && values.get(i + 1) < value) {
      i++;
    }
    return Math.max(0, i + (value - values.get(i)) / (values.get(i + 1) - values.get(i)));
  }

  /**
   * The share by which the best multiplier improves on 1, each at its best rate, as means over all
   * seeds. As the best of several it is rather too large.
   */
  double gain() {
    double least = Double.POSITIVE_INFINITY;
    double one = Double.POSITIVE_INFINITY;
    for (int i = 0; i < multipliers.size(); i++) {
      for (int j = 0; j < rates.size(); j++) {
        double mean =
            Arrays.stream(losses[i][j])
                .mapToDouble(
                    epochs ->
                        Double.isFinite(Arrays.stream(epochs).sum())
                            ? Arrays.stream(epochs).min().orElseThrow()
                            : Double.NaN)
                .average()
                .orElseThrow();
        if (mean < least) {
          least = mean;
        }
        if (mean < one && Math.abs(multipliers.get(i)) < 1e-6) {
          one = mean;
        }
      }
    }
    return 1 - least / one;
  }
}
