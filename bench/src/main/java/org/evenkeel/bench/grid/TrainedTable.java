// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.grid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The validation losses of a network's epochs at any multiplier and learning rate, from the runs of
 * a {@link MultiplierGrid}: the bilinear interpolation in the logarithms of both, for each seed on
 * its own. Where the nearest run diverged, so does the interpolated one.
 */
final class TrainedTable {

  /** The epochs of a run. */
  static final int EPOCHS = 5;

  /** The steps of an epoch: 1,200 examples in batches of 32. */
  static final int EPOCH_STEPS = 38;

  /** A grid of both hyperparameters, by their logarithms, with the losses of each seed. */
  private record Grid(
      List<Double> multipliers, List<Double> rates, Map<String, double[]> losses) {

    boolean contains(double multiplier, double rate) {
      return within(multipliers, multiplier) && within(rates, rate);
    }

    private static boolean within(List<Double> values, double value) {
      return values.get(0) <= value && value <= values.get(values.size() - 1);
    }

    double[] at(double multiplier, double rate, int seed) {
      double x = place(multipliers, multiplier);
      double y = place(rates, rate);
      double[] nearest = cell((int) Math.rint(x), (int) Math.rint(y), seed);
      if (nearest.length < EPOCHS || !Double.isFinite(Arrays.stream(nearest).sum())) {
        return nearest;
      }
      double[] sums = new double[EPOCHS];
      double[] weights = new double[EPOCHS];
      for (int i = (int) x; i <= (int) x + 1; i++) {
        for (int j = (int) y; j <= (int) y + 1; j++) {
          double weight = (1 - Math.abs(x - i)) * (1 - Math.abs(y - j));
          if (weight <= 0) {
            continue;
          }
          double[] corner = cell(i, j, seed);
          for (int epoch = 0; epoch < EPOCHS; epoch++) {
            if (epoch < corner.length && Double.isFinite(corner[epoch])) {
              sums[epoch] += weight * corner[epoch];
              weights[epoch] += weight;
            }
          }
        }
      }
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        sums[epoch] /= weights[epoch];
      }
      return sums;
    }

    private double[] cell(int i, int j, int seed) {
      return losses.get(key(multipliers.get(i), rates.get(j), seed));
    }

    /** The place of a value between those of a grid, by index. */
    private static double place(List<Double> values, double value) {
      int last = values.size() - 1;
      if (value <= values.get(0)) {
        return 0;
      } else if (value >= values.get(last)) {
        return last;
      }
      int i = 0;
      while (values.get(i + 1) < value) {
        i++;
      }
      return i + (value - values.get(i)) / (values.get(i + 1) - values.get(i));
    }
  }

  private final Grid coarse;
  private final Grid fine;

  private TrainedTable(Grid coarse, Grid fine) {
    this.coarse = coarse;
    this.fine = fine;
  }

  private static String key(double multiplier, double rate, int seed) {
    return "%.4f,%.4f,%d".formatted(multiplier, rate, seed);
  }

  /** Reads the file of a grid over the whole range, of which a part is repeated more finely. */
  static TrainedTable read(Path file) throws IOException {
    Map<String, double[]> all = new TreeMap<>();
    Map<Double, SortedSet<Double>> ratesOf = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] fields = line.split(",", -1);
      if (line.startsWith("#") || fields[0].equals("multiplier")) {
        continue;
      }
      double multiplier = Math.log(Double.parseDouble(fields[0]));
      double rate = Math.log(Double.parseDouble(fields[1]));
      double[] losses =
          fields[11].isBlank()
              ? new double[] {Double.NaN}
              : Arrays.stream(fields[11].trim().split(" "))
                  .mapToDouble(Double::parseDouble)
                  .toArray();
      all.put(key(multiplier, rate, Integer.parseInt(fields[2])), losses);
      ratesOf.computeIfAbsent(multiplier, one -> new TreeSet<>()).add(rate);
    }
    int most = ratesOf.values().stream().mapToInt(Set::size).max().orElseThrow();
    return new TrainedTable(
        grid(all, ratesOf, most),
        grid(all, ratesOf, ratesOf.values().stream().mapToInt(Set::size).min().orElseThrow()));
  }

  private static Grid grid(
      Map<String, double[]> all, Map<Double, SortedSet<Double>> ratesOf, int rates) {
    List<Double> multipliers =
        ratesOf.keySet().stream().filter(one -> ratesOf.get(one).size() == rates).toList();
    return new Grid(
        multipliers, List.copyOf(ratesOf.get(multipliers.get(0))), all);
  }

  /** The losses of the epochs of one training, fewer if it diverged. */
  double[] losses(double multiplier, double rate, int seed) {
    double x = Math.log(multiplier);
    double y = Math.log(rate);
    return (fine.contains(x, y) ? fine : coarse).at(x, y, seed);
  }

  /** The lowest value of the coarse grid: the mean over seeds of the lowest loss of an epoch. */
  double best(int seeds) {
    double best = Double.POSITIVE_INFINITY;
    for (double multiplier : coarse.multipliers()) {
      for (double rate : coarse.rates()) {
        double sum = 0;
        for (int seed = 0; seed < seeds; seed++) {
          double[] losses = coarse.losses().get(key(multiplier, rate, seed));
          double lowest = Arrays.stream(losses).min().orElse(Double.NaN);
          sum += losses.length < EPOCHS ? Double.NaN : lowest;
        }
        if (sum / seeds < best) {
          best = sum / seeds;
        }
      }
    }
    return best;
  }
}
