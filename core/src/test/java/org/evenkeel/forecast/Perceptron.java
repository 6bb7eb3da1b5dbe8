package org.evenkeel.forecast;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.evenkeel.activation.Activation;
import org.evenkeel.gaussian.NormalDistribution;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;
import org.evenkeel.signal.InputSignal;

/**
 * A multilayer perceptron that is really drawn, sent through and back: what forecasts are held to.
 */
final class Perceptron {

  private static final int CLASSES = 10;

  private final int width;
  private final double weightVariance;
  private final double weightMean;

  /** What enters. */
  final InputSignal input;

  /**
   * Second moments of the pre-activations, of the gradients by the last hidden one's, correlations.
   */
  final double[] forward;

  final double[] gradient;
  final double[] correlation;

  /** The share of units that are off for every example. */
  final double[] dead;

  Perceptron(
      int width,
      int depth,
      Activation activation,
      double weightVariance,
      double biasVariance,
      int examples,
      long seed) {
    this(width, depth, activation, weightVariance, 0, biasVariance, 0, false, examples, seed);
  }

  /**
   * A perceptron.
   *
   * @param weightVariance n·Var(w)
   * @param weightMean E[w]
   * @param normalized whether every layer's pre-activations are normalized over the batch
   */
  Perceptron(
      int width,
      int depth,
      Activation activation,
      double weightVariance,
      double weightMean,
      double biasVariance,
      double biasMean,
      boolean normalized,
      int examples,
      long seed) {
    this.width = width;
    this.weightVariance = weightVariance;
    this.weightMean = weightMean;
    forward = new double[depth];
    gradient = new double[depth];
    correlation = new double[depth];
    dead = new double[depth];
    double[][] x = new double[examples][];
    for (int a = 0; a < examples; a++) {
      x[a] = normal(0, "input" + a, width, 1); // the same for all seeds
    }
    input = InputSignal.measured(secondMoment(x), 0, correlation(x), spread(x), norms(x));
    double[][][] z = new double[depth][][];
    for (int l = 0; l < depth; l++) {
      z[l] = times(weights(seed, l), x);
      double[] bias = normal(seed, "bias" + l, width, Math.sqrt(biasVariance));
      x = new double[examples][width];
      for (int a = 0; a < examples; a++) {
        for (int i = 0; i < width; i++) {
          z[l][a][i] += bias[i] + biasMean;
        }
      }
      double[][] y = normalized ? normalized(z[l]) : z[l];
      for (int a = 0; a < examples; a++) {
        for (int i = 0; i < width; i++) {
          x[a][i] = activation.apply(y[a][i]);
        }
      }
      forward[l] = secondMoment(z[l]);
      dead[l] = dead(x, width);
      correlation[l] = correlation(z[l]);
    }
    double[][] g = new double[examples][];
    double[][] head = weights(seed, depth);
    double[] labels = normal(seed, "labels", examples, 1);
    for (int a = 0; a < examples; a++) {
      g[a] = ofLoss(head, x[a], (int) (CLASSES * NormalDistribution.cdf(labels[a])));
    }
    for (int l = depth - 1; l >= 0; l--) {
      double[][] y = normalized ? normalized(z[l]) : z[l];
      for (int a = 0; a < examples; a++) {
        for (int i = 0; i < width; i++) {
          g[a][i] *= activation.derivative(y[a][i]);
        }
      }
      if (normalized) {
        unnormalize(g, z[l], y);
      }
      gradient[l] = secondMoment(g);
      g = times(transposed(weights(seed, l)), g);
    }
    double last = gradient[depth - 1];
    for (int l = 0; l < depth; l++) {
      gradient[l] /= last;
    }
  }

  /** The gradient of the cross-entropy of the first outputs of a head, by what enters it. */
  private static double[] ofLoss(double[][] head, double[] x, int label) {
    double[] outputs = new double[CLASSES];
    for (int j = 0; j < x.length; j++) {
      for (int k = 0; k < CLASSES; k++) {
        outputs[k] += head[j][k] * x[j];
      }
    }
    double most = Arrays.stream(outputs).max().orElseThrow();
    double[] shares = Arrays.stream(outputs).map(output -> Math.exp(output - most)).toArray();
    double sum = Arrays.stream(shares).sum();
    double[] g = new double[x.length];
    for (int j = 0; j < x.length; j++) {
      for (int k = 0; k < CLASSES; k++) {
        g[j] += head[j][k] * (shares[k] / sum - (k == label ? 1 : 0));
      }
    }
    return g;
  }

  private static double dead(double[][] x, int width) {
    double off = 0;
    for (int i = 0; i < width; i++) {
      int unit = i;
      off += Arrays.stream(x).allMatch(example -> example[unit] == 0) ? 1 : 0;
    }
    return off / width;
  }

  /** (z - mean)/deviation of each unit over the examples. */
  private static double[][] normalized(double[][] z) {
    double[][] y = new double[z.length][z[0].length];
    for (int i = 0; i < z[0].length; i++) {
      double mean = mean(z, i);
      double deviation = deviation(z, i);
      for (int a = 0; a < z.length; a++) {
        y[a][i] = (z[a][i] - mean) / deviation;
      }
    }
    return y;
  }

  /** The gradient by z from that by y, in place. */
  private static void unnormalize(double[][] g, double[][] z, double[][] y) {
    for (int i = 0; i < g[0].length; i++) {
      double deviation = deviation(z, i);
      double mean = mean(g, i);
      double along = 0;
      for (int a = 0; a < g.length; a++) {
        along += g[a][i] * y[a][i] / g.length;
      }
      for (int a = 0; a < g.length; a++) {
        g[a][i] = (g[a][i] - mean - y[a][i] * along) / deviation;
      }
    }
  }

  private static double mean(double[][] z, int unit) {
    return Arrays.stream(z).mapToDouble(row -> row[unit]).average().orElseThrow();
  }

  private static double deviation(double[][] z, int unit) {
    double mean = mean(z, unit);
    return Math.sqrt(
        Arrays.stream(z)
            .mapToDouble(row -> (row[unit] - mean) * (row[unit] - mean))
            .average()
            .orElseThrow());
  }

  /** LayerForecast j holds the weights from input j. */
  private double[][] weights(long seed, int layer) {
    double[] values =
        normal(seed, "weight" + layer, width * width, Math.sqrt(weightVariance / width));
    for (int i = 0; i < values.length; i++) {
      values[i] += weightMean;
    }
    double[][] rows = new double[width][];
    for (int j = 0; j < width; j++) {
      rows[j] = Arrays.copyOfRange(values, j * width, (j + 1) * width);
    }
    return rows;
  }

  private static double[][] transposed(double[][] w) {
    double[][] t = new double[w.length][w.length];
    for (int i = 0; i < w.length; i++) {
      for (int j = 0; j < w.length; j++) {
        t[i][j] = w[j][i];
      }
    }
    return t;
  }

  private static double[][] times(double[][] w, double[][] x) {
    double[][] y = new double[x.length][w.length];
    for (int a = 0; a < x.length; a++) {
      for (int j = 0; j < w.length; j++) {
        add(y[a], w[j], x[a][j]);
      }
    }
    return y;
  }

  private static void add(double[] y, double[] w, double factor) {
    for (int i = 0; i < y.length; i++) {
      y[i] += w[i] * factor;
    }
  }

  private static double[] normal(long seed, String name, int count, double deviation) {
    double[] values = new double[count];
    if (deviation > 0) {
      FloatBuffer drawn = FloatBuffer.allocate(count);
      RandomFill.normal(Key.of(seed, name), 0, drawn.duplicate(), 1);
      for (int i = 0; i < count; i++) {
        values[i] = deviation * drawn.get(i);
      }
    }
    return values;
  }

  private static double secondMoment(double[][] x) {
    double sum = 0;
    for (double[] row : x) {
      for (double value : row) {
        sum += value * value;
      }
    }
    return sum / x.length / x[0].length;
  }

  private static double correlation(double[][] x) {
    return Arrays.stream(correlations(x)).average().orElseThrow();
  }

  private static double norms(double[][] x) {
    double mean = secondMoment(x);
    return Math.sqrt(
        Arrays.stream(x)
            .mapToDouble(one -> secondMoment(new double[][] {one}) / mean - 1)
            .map(off -> off * off)
            .average()
            .orElseThrow());
  }

  private static double spread(double[][] x) {
    double mean = correlation(x);
    return Math.sqrt(
        Arrays.stream(correlations(x)).map(c -> (c - mean) * (c - mean)).average().orElseThrow());
  }

  /** Of neighbouring examples. */
  private static double[] correlations(double[][] x) {
    double[] correlations = new double[x.length - 1];
    for (int a = 0; a + 1 < x.length; a++) {
      double product = 0;
      double one = 0;
      double other = 0;
      for (int i = 0; i < x[a].length; i++) {
        product += x[a][i] * x[a + 1][i];
        one += x[a][i] * x[a][i];
        other += x[a + 1][i] * x[a + 1][i];
      }
      correlations[a] = product / Math.sqrt(one) / Math.sqrt(other);
    }
    return correlations;
  }
}
