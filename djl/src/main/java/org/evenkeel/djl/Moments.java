// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.evenkeel.activation.Activation;
import org.evenkeel.signal.InputSignal;

/**
 * Second moments of the values of one layer, summed in double: the squares of a vanishing signal
 * are below what a float can hold.
 */
final class Moments {

  /** A slope below this share of the steepest one counts as flat; tanh has it beyond ±0.97. */
  private static final double FLAT = 0.06;

  private static final int MAX_PAIRS = 64;

  private final float[] values;
  private final int examples;

  /** Units, or channels, of one example. */
  private final int units;

  /** How far apart two units of one example and position lie. */
  private final int stride;

  private Moments(float[] values, int examples, int units, int stride) {
    this.values = values;
    this.examples = examples;
    this.units = units;
    this.stride = stride;
  }

  /**
   * The values of a layer's output, its units along the given axis and its examples along the
   * first.
   */
  static Moments of(NDArray array, int unitAxis) {
    Shape shape = array.getShape();
    int stride = 1;
    for (int axis = unitAxis + 1; axis < shape.dimension(); axis++) {
      stride = Math.multiplyExact(stride, Math.toIntExact(shape.get(axis)));
    }
    return new Moments(
        values(array), Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(unitAxis)), stride);
  }

  static float[] values(NDArray array) {
    if (array.getDataType() == DataType.FLOAT32) {
      return array.toFloatArray();
    }
    try (NDArray wide = array.toType(DataType.FLOAT32, true)) {
      return wide.toFloatArray();
    }
  }

  /** E[x²]. */
  static double secondMoment(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum / values.length;
  }

  /** E[x]. */
  static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** √Σx². */
  static double norm(float[] values) {
    return Math.sqrt(secondMoment(values) * values.length);
  }

  /** What these values are as a network's input. */
  InputSignal input() {
    return new InputSignal(secondMoment(values), mean(values), correlation(), Double.NaN);
  }

  double secondMoment() {
    return secondMoment(values);
  }

  /** E[x·x'] / √(E[x²] E[x'²]) for neighboring examples, mean over the pairs that have a scale. */
  double correlation() {
    int length = values.length / examples;
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i + 1 < Math.min(examples, MAX_PAIRS + 1); i++) {
      double product = 0;
      double first = 0;
      double second = 0;
      for (int k = i * length; k < (i + 1) * length; k++) {
        double x = values[k];
        double y = values[k + length];
        product += x * y;
        first += x * x;
        second += y * y;
      }
      double scale = Math.sqrt(first) * Math.sqrt(second);
      if (scale > 0 && Double.isFinite(scale)) {
        sum += product / scale;
        pairs++;
      }
    }
    return pairs == 0 ? Double.NaN : sum / pairs;
  }

  /** Whether all units are equal, for every example and position. */
  boolean copies() {
    int block = units * stride;
    for (int k = 0; k < values.length; k++) {
      int inBlock = k % block;
      if (inBlock >= stride && values[k] != values[k - stride]) {
        return false;
      }
    }
    return units > 1;
  }

  /** The share of units where an activation has slope 0 for every example and position. */
  double deadShare(Activation activation) {
    boolean[] alive = new boolean[units];
    for (int k = 0; k < values.length; k++) {
      int unit = k / stride % units;
      alive[unit] = alive[unit] || activation.derivative(values[k]) != 0;
    }
    int dead = 0;
    for (boolean one : alive) {
      dead += one ? 0 : 1;
    }
    return (double) dead / units;
  }

  /** The share of values where a bounded activation is flat; null if it is not bounded. */
  Double saturatedShare(Activation activation) {
    if (!activation.bounded()) {
      return null;
    }
    double steepest = activation.derivative(0);
    int flat = 0;
    for (float value : values) {
      if (Math.abs(activation.derivative(value)) < FLAT * steepest) {
        flat++;
      }
    }
    return (double) flat / values.length;
  }
}
