// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

/**
 * Feature by feature x' = (x - mean)/std, mean and std taken from one set and applied to others.
 *
 * <p>A feature that is constant there has no scale: it becomes 0 there, and its distance from the
 * constant elsewhere.
 */
public final class Standardization {

  private final double[] mean;
  private final double[] std;

  private Standardization(double[] mean, double[] std) {
    this.mean = mean;
    this.std = std;
  }

  /** The mean and standard deviation of every feature, in two passes in double. */
  public static Standardization of(Examples examples) {
    int width = examples.featuresPerExample();
    double[] mean = new double[width];
    double[] std = new double[width];
    float[] features = examples.features();
    for (int i = 0; i < features.length; i++) {
      mean[i % width] += features[i];
    }
    for (int j = 0; j < width; j++) {
      mean[j] /= examples.size();
    }
    for (int i = 0; i < features.length; i++) {
      double distance = features[i] - mean[i % width];
      std[i % width] += distance * distance;
    }
    for (int j = 0; j < width; j++) {
      std[j] = Math.sqrt(std[j] / examples.size());
      // Rounding of the mean alone must not pass for a scale.
      if (std[j] <= 1e-12 * Math.abs(mean[j])) {
        std[j] = 0;
      }
    }
    return new Standardization(mean, std);
  }

  /** The examples with every feature shifted and scaled. */
  public Examples apply(Examples examples) {
    int width = mean.length;
    float[] features = examples.features();
    float[] scaled = new float[features.length];
    for (int i = 0; i < features.length; i++) {
      double distance = features[i] - mean[i % width];
      scaled[i] = (float) (std[i % width] == 0 ? distance : distance / std[i % width]);
    }
    return new Examples(
        examples.name(), examples.shape(), scaled, examples.labels(), examples.classNames());
  }
}
