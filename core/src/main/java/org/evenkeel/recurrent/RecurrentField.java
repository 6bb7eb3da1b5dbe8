// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.recurrent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.evenkeel.network.Recurrent.Cell;
import org.evenkeel.sample.MeanVariance;

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
 * several steps: each step is drawn given those close before it.
 */
public final class RecurrentField {

  /** The number of steps of units that are sampled, and bounds of the number of units. */
  private static final int SAMPLE = 65_536;

  private static final int FEWEST = 512;

  private static final int MOST = 4096;

  /** A step of a logarithm, and the share of the sample, by which responses are taken. */
  private static final double STEP = 0.2;

  private static final int SMALLER = 4;

  /** A step of a correlation that is too small. */
  private static final double LEAST = 1e-3;

  /** The seed of the sample. */
  private static final long SEED = 1;

  /** The steps after which moments stay as they are. */
  private static final int LONGEST = 128;

  /** The steps before, given which the next one is drawn. */
  private static final int LAGS = TokenSeries.LAGS;

  /** The inputs that are followed: one, and another one. */
  private static final int INPUTS = 2;

  private final CellMath cell;
  private final List<Gate> sums;
  private final int steps;
  private final int sample;
  private final double[][][] gates; // by step, sum and unit, of the first input
  private final double[][] kept; // c by step and unit of the first input; 0 is before all
  private final double[][] states; // h likewise
  private final TokenSeries series;
  private final double[] alone;
  private final double[] common;
  private final double[] distances;
  private double times;
  private double apart;
  private double mean;
  private double aloneOfMean;
  private double commonOfMean;
  private double ofDistance;
  private Average average = new Average(0, 0, 0);
  private double ofDistances;

  private RecurrentField(CellMath cell, List<Gate> sums, int steps, int share) {
    this.cell = cell;
    this.sums = sums;
    this.steps = steps;
    int followed = Math.min(steps, LONGEST);
    sample = Math.max(FEWEST, Math.min(MOST, SAMPLE / steps)) / share;
    gates = new double[followed][sums.size()][sample];
    kept = new double[followed + 1][sample];
    states = new double[followed + 1][sample];
    series = TokenSeries.empty(steps);
    alone = new double[steps];
    common = new double[steps];
    distances = new double[steps];
  }

  /**
   * The field of a layer.
   *
   * @param gates its gates, in the order of its weights
   * @param in what enters it
   */
  public static RecurrentField of(Cell cell, List<Gate> gates, TokenSeries in) {
    return of(cell, gates, in, 1);
  }

  private static RecurrentField of(Cell cell, List<Gate> gates, TokenSeries in, int share) {
    CellMath math = CellMath.of(cell);
    RecurrentField field = new RecurrentField(math, math.sums(gates), in.steps(), share);
    field.run(in);
    return field;
  }

  /**
   * The responses of ln E[h²], mean over the steps.
   *
   * @param input to ln E[x²]
   * @param shared to ln E[x²] by a part that all steps and inputs have in common
   * @param state to the logarithm of what the state adds to the gates' sums
   * @param curvature q²/E[h²] times the second derivative by q = E[x²]
   * @param alike half the second derivative of the correlation of two states by that of two inputs
   */
  public record Response(
      double input, double shared, double state, double curvature, double alike) {

    /** The response to a unit's deviation, which comes back by the states behind it. */
    public double ofUnits() {
      return 1 + state;
    }
  }

  /** The responses of a layer, by differences of smaller samples of the same units. */
  public static Response response(Cell cell, List<Gate> gates, TokenSeries in) {
    List<Gate> more = gates.stream().map(gate -> gate.withState(Math.exp(STEP))).toList();
    RecurrentField middle = of(cell, gates, in, SMALLER);
    double at = Math.log(middle.moments().same());
    double up = Math.log(of(cell, gates, in.times(Math.exp(STEP)), SMALLER).moments().same());
    double down = Math.log(of(cell, gates, in.times(Math.exp(-STEP)), SMALLER).moments().same());
    double shared = Math.log(of(cell, gates, in.shifted(STEP), SMALLER).moments().same());
    double state = Math.log(of(cell, more, in, SMALLER).moments().same());
    double slope = (up - down) / (2 * STEP);
    double bend = (up + down - 2 * at) / (STEP * STEP);
    double c = in.correlation();
    double step = STEP * (1 - c);
    double bent =
        of(cell, gates, in.alike(step), SMALLER).series.correlation()
            + of(cell, gates, in.alike(-step), SMALLER).series.correlation()
            - 2 * middle.series.correlation();
    double alike = step > LEAST ? bent / (2 * step * step) : 0;
    return Double.isNaN(bend + state + alike)
        ? new Response(1, 1, 0, 0, 0)
        : new Response(
            slope, (shared - at) / STEP, (state - at) / STEP, bend + slope * (slope - 1), alike);
  }

  /** E[h_t²], step by step. */
  public double[] secondMoments() {
    return IntStream.range(0, steps).mapToDouble(t -> series.at(t, 0, true)).toArray();
  }

  /** E[h_t h'_t] of two inputs, step by step. */
  public double[] ofInputs() {
    return IntStream.range(0, steps).mapToDouble(t -> series.at(t, 0, false)).toArray();
  }

  /** The moments of the states. */
  public TokenSeries series() {
    return series;
  }

  /** The moments of the state, mean over steps and pairs of them. */
  public TokenMoments moments() {
    return new TokenMoments(
        Arrays.stream(secondMoments()).average().orElse(0),
        Arrays.stream(ofInputs()).average().orElse(0),
        times,
        apart);
  }

  /** E[h], mean over steps. */
  public double mean() {
    return mean;
  }

  /**
   * The relative variance over units of h² at one step.
   *
   * @param examples the number of inputs over which it is a mean too
   */
  public double ofUnits(int t, double examples) {
    return MeanVariance.over(examples, alone[t], common[t]);
  }

  /** The relative variance over units of one's own mean over steps of h². */
  public double ofUnits(double examples) {
    return MeanVariance.over(examples, aloneOfMean, commonOfMean);
  }

  /** The variances of the average state. */
  public Average average() {
    return average;
  }

  /** That of the mean distance of two inputs, (h - h')² over h². */
  public double ofDistance() {
    return ofDistance;
  }

  /** Its covariance for two pairs of inputs, taken for that of the two halves of the steps. */
  public double ofDistances() {
    return ofDistances;
  }

  /** The relative variance over units of one step's distance. */
  public double ofDistance(int t) {
    return distances[t];
  }

  private void run(TokenSeries in) {
    Normals normals = new Normals(sample, SEED);
    List<GaussianPaths> paths =
        sums.stream().map(any -> new GaussianPaths(INPUTS * LAGS, sample, normals)).toList();
    List<double[]> past = new ArrayList<>(); // h of each input, step by step
    double[][] c = new double[INPUTS][sample];
    double[][] h = new double[INPUTS][sample];
    double[][] sum = new double[INPUTS][sample];
    double[][] squares = new double[INPUTS][sample];
    double[] gaps = new double[sample];
    double[] early = new double[sample]; // distances of the first half of the steps
    double[] later = new double[sample]; // gaps of the second half
    double[][] since = new double[INPUTS][sample];
    double[][] a = new double[INPUTS][];
    double[] unit = new double[sums.size()];
    double[] out = new double[2];
    double pairs = 0;
    for (int t = 0; t < gates.length; t++) {
      double[][][] drawn = new double[INPUTS][sums.size()][];
      for (int k = 0; k < INPUTS; k++) {
        past.add(h[k]);
        double[] states = UnitMeans.products(past, INPUTS * LAGS);
        for (int g = 0; g < sums.size(); g++) {
          drawn[k][g] = sums(sums.get(g), paths.get(g), in, t, states, k);
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
      double[][] now = new double[INPUTS][sample];
      double[] gap = new double[sample];
      for (int j = 0; j < sample; j++) {
        now[0][j] = h[0][j] * h[0][j];
        now[1][j] = h[1][j] * h[1][j];
        gap[j] = (h[0][j] - h[1][j]) * (h[0][j] - h[1][j]);
        gaps[j] += gap[j];
        later[j] += gap[j];
        since[0][j] += now[0][j];
        since[1][j] += now[1][j];
      }
      around(t, past, h);
      alone[t] = UnitMeans.covariance(now[0], now[0]);
      common[t] = Math.max(0, UnitMeans.covariance(now[0], now[1]));
      double[] apartNow = UnitMeans.distances(now[0], now[1], gap);
      distances[t] = UnitMeans.product(apartNow, apartNow);
      if (t + 1 == gates.length / 2) {
        early = UnitMeans.distances(squares[0], squares[1], gaps);
        since = new double[INPUTS][sample];
        later = new double[sample];
      }
      times += (UnitMeans.product(h[0], sum[0]) + UnitMeans.product(h[1], sum[1])) / 2;
      apart += (UnitMeans.product(h[0], sum[1]) + UnitMeans.product(h[1], sum[0])) / 2;
      pairs += t;
      for (int j = 0; j < sample; j++) {
        sum[0][j] += h[0][j];
        sum[1][j] += h[1][j];
      }
      kept[t + 1] = c[0].clone();
      states[t + 1] = h[0];
    }
    for (int t = gates.length; t < steps; t++) {
      series.copy(gates.length - 1, t);
      alone[t] = alone[gates.length - 1];
      common[t] = common[gates.length - 1];
      distances[t] = distances[gates.length - 1];
    }
    mean /= INPUTS * sample * (double) gates.length;
    times = pairs == 0 ? moments().same() : times / pairs;
    apart = pairs == 0 ? moments().inputs() : apart / pairs;
    average = Average.of(sum[0], sum[1]);
    aloneOfMean = UnitMeans.covariance(squares[0], squares[0]);
    commonOfMean = Math.max(0, UnitMeans.covariance(squares[0], squares[1]));
    double[] all = UnitMeans.distances(squares[0], squares[1], gaps);
    ofDistance = UnitMeans.product(all, all);
    ofDistances =
        Math.max(0, UnitMeans.product(early, UnitMeans.distances(since[0], since[1], later)));
  }

  /** The moments of a step's states with those of the steps before it, which are not added yet. */
  private void around(int t, List<double[]> past, double[][] h) {
    series.set(
        t,
        0,
        (UnitMeans.product(h[0], h[0]) + UnitMeans.product(h[1], h[1])) / 2,
        UnitMeans.product(h[0], h[1]));
    for (int lag = 1; lag <= Math.min(t, LAGS); lag++) {
      double[] one = past.get(past.size() - INPUTS * lag);
      double[] other = past.get(past.size() - INPUTS * lag + 1);
      series.set(
          t,
          lag,
          (UnitMeans.product(h[0], one) + UnitMeans.product(h[1], other)) / 2,
          (UnitMeans.product(h[0], other) + UnitMeans.product(h[1], one)) / 2);
    }
  }

  /** The sums of one gate for one input at the next step. */
  private double[] sums(
      Gate gate, GaussianPaths paths, TokenSeries in, int t, double[] states, int input) {
    double[] covariances = new double[paths.known()];
    for (int i = 0; i < covariances.length; i++) {
      int lag = t - Math.floorDiv(INPUTS * t + input - 1 - i, INPUTS);
      double ofInput = in.at(t, lag, (i + 1) % INPUTS == 0);
      covariances[i] = gate.input() * ofInput + gate.state() * states[i + 1] + gate.bias();
    }
    double variance = gate.input() * in.at(t, 0, true) + gate.state() * states[0] + gate.bias();
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

  /**
   * The gradients of the inputs by those of the states, which are independent of what went forward
   * where other weights read the states.
   *
   * @param read E[(dL/dh_t)²] of what reads the states, step by step
   * @param correlation of what reads two of them
   */
  public BackwardField back(double[] read, double correlation) {
    return back(TokenSeries.alike(read, Math.max(0, Math.min(1, correlation))));
  }

  /**
   * The gradients of the inputs by those of the states.
   *
   * @param read products of what reads the states, of steps that are close
   */
  public BackwardField back(TokenSeries read) {
    return BackwardField.of(this, read);
  }

  /** The sums of the first input's units at a step, by sum and unit. */
  double[][] gates(int t) {
    return gates[followed(t)];
  }

  /** Their c after so many steps of those that are followed. */
  double[] kept(int t, int more) {
    return kept[followed(t) + more];
  }

  /** Their state before a step. */
  double[] before(int t) {
    return states[followed(t)];
  }

  CellMath cell() {
    return cell;
  }

  List<Gate> sums() {
    return sums;
  }

  int sample() {
    return sample;
  }

  /** The step whose moments are those of a step. */
  private int followed(int t) {
    return t < gates.length ? t : LONGEST / 2 + t % (LONGEST / 2);
  }
}
