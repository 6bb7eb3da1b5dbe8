// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

/**
 * The map x' = (x - mean)/std of each feature, with the mean and standard deviation of one set of
 * examples.
 *
 * <p>The variance is divided by n, not n - 1, as in scikit-learn's StandardScaler. A feature that
 * is constant in that set becomes 0.
 */
public final class Standardization {

  private final double[] mean;
  private final double[] std;

  private Standardization(double[] mean, double[] std) {
    this.mean = mean;
    this.std = std;
  }

  /**
   * The standardization by the mean and standard deviation of each feature, in double precision.
   */
  public static Standardization of(Examples examples) {
    int width = examples.featuresPerExample();
    float[] features = examples.features();
    int size = examples.size();
    double[] mean = new double[width];
    double[] std = new double[width];
    // Distances are from the first example, so that a constant feature has variance exactly 0.
    for (int row = 0; row < features.length; row += width) {
      for (int j = 0; j < width; j++) {
        mean[j] += (double) features[row + j] - features[j];
      }
    }
    for (int j = 0; j < width; j++) {
      mean[j] = features[j] + mean[j] / size;
    }
    for (int row = 0; row < features.length; row += width) {
      for (int j = 0; j < width; j++) {
        double distance = features[row + j] - mean[j];
        std[j] += distance * distance;
      }
    }
    for (int j = 0; j < width; j++) {
      std[j] = Math.sqrt(std[j] / size);
    }
    return new Standardization(mean, std);
  }

  /** The mean of a feature. */
  public double mean(int feature) {
    return mean[feature];
  }

  /** The standard deviation of a feature; 0 if it is constant. */
  public double std(int feature) {
    return std[feature];
  }

  /**
   * The examples with every feature shifted and scaled.
   *
   * @throws IllegalArgumentException if they have another number of features
   */
  public Examples apply(Examples examples) {
    int width = mean.length;
    if (examples.featuresPerExample() != width) {
      throw new IllegalArgumentException(
          "examples must have the %d features that were standardized: %s has %d; take them from one source"
              .formatted(width, examples.name(), examples.featuresPerExample()));
    }
    float[] features = examples.features();
    float[] scaled = new float[features.length];
    for (int row = 0; row < features.length; row += width) {
      for (int j = 0; j < width; j++) {
        scaled[row + j] = std[j] == 0 ? 0 : (float) ((features[row + j] - mean[j]) / std[j]);
      }
    }
    return examples.withFeatures(scaled);
  }
}
