// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.recurrent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.network.Recurrent.Cell;

/**
 * The mean field of a recurrent layer: moments of its state at every time step, for infinitely many
 * units. A sum of a gate over many units is normal, also where all steps share their weights (Chen,
 * Pennington, Schoenholz 2018; Gilboa et al. 2019; Yang 2019); products of gates over time are not,
 * so that moments are means over a sample of units.
 *
 * <pre>
 * h_t      state after step t, of unit j and input x; h'_t that of another input
 * σ_w², σ_u², σ_b²   n·Var of a gate's weights from input and state, and the variance of biases
 * K        E[a_t a'_s] of a gate's sums = σ_w² E[x_t x'_s] + σ_u² E[h_(t-1) h'_(s-1)] + σ_b²
 * </pre>
 *
 * <p>Gates of one unit at different times have K too, as a unit that keeps its state does so for
 * several steps: each step is drawn given the {@value #LAGS} before it. E[x_t x_s] is one number
 * for all pairs of times.
 */
public final class RecurrentField {

  /** The number of steps of units that are sampled, and bounds of the number of units. */
  private static final int SAMPLE = 65_536;

  private static final int FEWEST = 512;

  private static final int MOST = 4096;

  /** Seeds of independent samples. */
  private static final long FORWARD = 1;

  private static final long BACKWARD = 2;

  /** The steps after which moments stay as they are. */
  private static final int LONGEST = 128;

  /** The steps before, given which the next one is drawn. */
  private static final int LAGS = 6;

  /** The inputs that are followed: one, and another one. */
  private static final int INPUTS = 2;

  private final CellMath cell;
  private final List<Gate> sums;
  private final int steps;
  private final int sample;
  private final double[][][] gates; // by step, sum and unit, of the first input
  private final double[][] kept; // c by step and unit of the first input; 0 is before all
  private final double[][] states; // h likewise
  private final double[] second;
  private final double[] inputs;
  private double times;
  private double apart;
  private double mean;
  private double alone;
  private double common;

  private RecurrentField(CellMath cell, List<Gate> sums, int steps) {
    this.cell = cell;
    this.sums = sums;
    this.steps = steps;
    int followed = Math.min(steps, LONGEST);
    sample = Math.max(FEWEST, Math.min(MOST, SAMPLE / steps));
    gates = new double[followed][sums.size()][sample];
    kept = new double[followed + 1][sample];
    states = new double[followed + 1][sample];
    second = new double[steps];
    inputs = new double[steps];
  }

  /**
   * The field of a layer.
   *
   * @param gates its gates, in the order of its weights
   * @param in what enters it, alike at all steps
   */
  public static RecurrentField of(Cell cell, List<Gate> gates, TokenMoments in, int steps) {
    CellMath math = CellMath.of(cell);
    RecurrentField field = new RecurrentField(math, math.sums(gates), steps);
    field.run(in);
    return field;
  }

  /** E[h_t²], step by step. */
  public double[] secondMoments() {
    return second.clone();
  }

  /** E[h_t h'_t] of two inputs, step by step. */
  public double[] ofInputs() {
    return inputs.clone();
  }

  /** The moments of the state, mean over steps and pairs of them. */
  public TokenMoments moments() {
    return new TokenMoments(
        Arrays.stream(second).average().orElse(0),
        Arrays.stream(inputs).average().orElse(0),
        times,
        apart);
  }

  /** E[h], mean over steps. */
  public double mean() {
    return mean;
  }

  /** The relative variance over units of one's own mean over steps of h². */
  public double alone() {
    return alone;
  }

  /** The relative covariance over units of that mean for two inputs. */
  public double common() {
    return common;
  }

  private void run(TokenMoments in) {
    Normals normals = new Normals(sample, FORWARD);
    List<GaussianPaths> paths =
        sums.stream().map(any -> new GaussianPaths(INPUTS * LAGS, sample, normals)).toList();
    List<double[]> past = new ArrayList<>(); // h of each input, step by step
    double[][] c = new double[INPUTS][sample];
    double[][] h = new double[INPUTS][sample];
    double[][] sum = new double[INPUTS][sample];
    double[][] squares = new double[INPUTS][sample];
    double[][] a = new double[INPUTS][];
    double[] unit = new double[sums.size()];
    double[] out = new double[2];
    double pairs = 0;
    for (int t = 0; t < gates.length; t++) {
      double[][][] drawn = new double[INPUTS][sums.size()][];
      for (int k = 0; k < INPUTS; k++) {
        past.add(h[k]);
        double[] states = products(past, INPUTS * LAGS);
        for (int g = 0; g < sums.size(); g++) {
          drawn[k][g] = sums(sums.get(g), paths.get(g), in, states, k);
        }
      }
      gates[t] = drawn[0];
      h = new double[INPUTS][sample];
      for (int k = 0; k < INPUTS; k++) {
        double[] before = past.get(past.size() - INPUTS + k);
        a = drawn[k];
        for (int j = 0; j < sample; j++) {
          for (int g = 0; g < unit.length; g++) {
            unit[g] = a[g][j];
          }
          cell.step(unit, c[k][j], before[j], out);
          c[k][j] = out[0];
          h[k][j] = out[1];
          squares[k][j] += out[1] * out[1];
          mean += out[1];
        }
      }
      second[t] = (product(h[0], h[0]) + product(h[1], h[1])) / 2;
      inputs[t] = product(h[0], h[1]);
      times += (product(h[0], sum[0]) + product(h[1], sum[1])) / 2;
      apart += (product(h[0], sum[1]) + product(h[1], sum[0])) / 2;
      pairs += t;
      for (int j = 0; j < sample; j++) {
        sum[0][j] += h[0][j];
        sum[1][j] += h[1][j];
      }
      kept[t + 1] = c[0].clone();
      states[t + 1] = h[0];
    }
    for (int t = gates.length; t < steps; t++) {
      second[t] = second[gates.length - 1];
      inputs[t] = inputs[gates.length - 1];
    }
    mean /= INPUTS * sample * (double) gates.length;
    times = pairs == 0 ? moments().same() : times / pairs;
    apart = pairs == 0 ? moments().inputs() : apart / pairs;
    alone = covariance(squares[0], squares[0]);
    common = Math.max(0, covariance(squares[0], squares[1]));
  }

  /** The sums of one gate for one input at the next step. */
  private double[] sums(
      Gate gate, GaussianPaths paths, TokenMoments in, double[] states, int input) {
    double[] covariances = new double[paths.known()];
    for (int i = 0; i < covariances.length; i++) {
      boolean now = i < input;
      boolean other = (i + 1) % INPUTS != 0;
      double ofInput = now ? in.inputs() : other ? in.apart() : in.times();
      covariances[i] = gate.input() * ofInput + gate.state() * states[i + 1] + gate.bias();
    }
    double variance = gate.input() * in.same() + gate.state() * states[0] + gate.bias();
    double[] drawn = paths.next(variance, covariances);
    if (gate.shift() == 0) {
      return drawn;
    }
    double[] shifted = drawn.clone();
    for (int j = 0; j < sample; j++) {
      shifted[j] += gate.shift();
    }
    return shifted;
  }

  /** The mean products of the last of some values with itself and with so many before it. */
  private double[] products(List<double[]> all, int most) {
    double[] last = all.get(all.size() - 1);
    double[] products = new double[Math.min(most, all.size() - 1) + 1];
    for (int i = 0; i < products.length; i++) {
      products[i] = product(last, all.get(all.size() - 1 - i));
    }
    return products;
  }

  private double product(double[] one, double[] other) {
    double sum = 0;
    for (int j = 0; j < sample; j++) {
      sum += one[j] * other[j];
    }
    return sum / sample;
  }

  /** The covariance of two positive quantities of a unit, relative to their means. */
  private static double covariance(double[] one, double[] other) {
    double first = 0;
    double next = 0;
    double product = 0;
    for (int j = 0; j < one.length; j++) {
      first += one[j];
      next += other[j];
      product += one[j] * other[j];
    }
    return first == 0 || next == 0 ? 0 : product * one.length / (first * next) - 1;
  }

  /**
   * The gradient on its way back through time.
   *
   * @param second Σ_gates σ_w² E[δa_t²], step by step: E[(dL/dx_t)²] times features over units
   * @param times the mean of the same products over pairs of steps
   * @param scatter the relative variance over units of what a unit adds at each step
   */
  public record Back(List<Double> second, double times, List<Double> scatter) {

    /** A copy of the lists. */
    public Back {
      second = List.copyOf(second);
      scatter = List.copyOf(scatter);
    }

    private static Back of(double[] second, double times, double[] scatter) {
      return new Back(
          Arrays.stream(second).boxed().toList(), times, Arrays.stream(scatter).boxed().toList());
    }
  }

  /**
   * The gradients of the inputs by those of the states, which are independent of what went forward
   * where other weights read the states.
   *
   * @param read E[(dL/dh_t)²] of what reads the states, step by step
   * @param correlation of what reads two of them
   */
  public Back back(double[] read, double correlation) {
    double together = Math.max(0, Math.min(1, correlation));
    Normals normals = new Normals(sample, BACKWARD);
    GaussianPaths paths = new GaussianPaths(LAGS, sample, normals);
    List<List<double[]>> later = new ArrayList<>();
    sums.forEach(any -> later.add(new ArrayList<>()));
    double[] ofC = new double[sample];
    double[] own = new double[sample]; // of h, by a path of the unit's own
    double[][] sum = new double[sums.size()][sample];
    double[] unit = new double[sums.size()];
    double[] out = new double[sums.size() + 2];
    double[] result = new double[steps];
    double[] scatter = new double[steps];
    double product = 0;
    for (int t = steps - 1; t >= 0; t--) {
      int at = followed(t);
      double variance = read[t];
      double[] covariances = new double[paths.known()];
      for (int lag = 0; lag < covariances.length; lag++) {
        covariances[lag] = together * Math.sqrt(read[t] * read[t + 1 + lag]);
      }
      for (int g = 0; g < sums.size() && t < steps - 1; g++) {
        double[] products = products(later.get(g), LAGS);
        variance += sums.get(g).state() * products[0];
        for (int lag = 0; lag < covariances.length && lag + 1 < products.length; lag++) {
          covariances[lag] += sums.get(g).state() * products[lag + 1];
        }
      }
      double[] ofH = paths.next(variance, covariances);
      double[] next = new double[sample];
      double[] all = new double[sample];
      double[][] delta = new double[sums.size()][sample];
      for (int j = 0; j < sample; j++) {
        for (int g = 0; g < unit.length; g++) {
          unit[g] = gates[at][g][j];
        }
        double here = ofH[j] + own[j];
        cell.back(unit, kept[at][j], states[at][j], kept[at + 1][j], ofC[j], here, out);
        for (int g = 0; g < unit.length; g++) {
          double weight = sums.get(g).input();
          delta[g][j] = out[g];
          all[j] += weight * out[g] * out[g];
          product += weight * out[g] * sum[g][j] / sample;
          sum[g][j] += out[g];
        }
        ofC[j] = out[unit.length];
        next[j] = out[unit.length + 1];
        result[t] += all[j] / sample;
      }
      for (int g = 0; g < unit.length; g++) {
        later.get(g).add(delta[g]);
        if (later.get(g).size() > LAGS + 1) {
          later.get(g).remove(0);
        }
      }
      own = next;
      scatter[t] = covariance(all, all);
    }
    double pairs = steps * (steps - 1) / 2.0;
    return Back.of(result, pairs == 0 ? result[0] : product / pairs, scatter);
  }

  /** The step whose moments are those of a step. */
  private int followed(int t) {
    return t < gates.length ? t : LONGEST / 2 + t % (LONGEST / 2);
  }
}
