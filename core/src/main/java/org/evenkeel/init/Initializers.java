// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import static org.evenkeel.initializer.Distribution.NORMAL;
import static org.evenkeel.initializer.Distribution.TRUNCATED_NORMAL;
import static org.evenkeel.initializer.Distribution.UNIFORM;
import static org.evenkeel.parameter.FanMode.AVERAGE;
import static org.evenkeel.parameter.FanMode.IN;

import org.evenkeel.activation.Gains;
import org.evenkeel.initializer.Constant;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.Orthogonal;
import org.evenkeel.initializer.VarianceScaling;

/**
 * Factories of the usual initializers.
 *
 * <p>{@code heNormal} is not truncated, as in PyTorch; that of Keras and JAX is truncated and is
 * {@link #heTruncatedNormal} here.
 */
public final class Initializers {

  private Initializers() {}

  /** He: normal, Var(w) = 2/n_in (He et al. 2015, equation 10). */
  public static Initializer heNormal() {
    return new VarianceScaling(2, IN, NORMAL);
  }

  /** He: truncated normal, Var(w) = 2/n_in (He et al. 2015, equation 10). */
  public static Initializer heTruncatedNormal() {
    return new VarianceScaling(2, IN, TRUNCATED_NORMAL);
  }

  /** He: uniform on ±√(6/n_in), Var(w) = 2/n_in (He et al. 2015, equation 10). */
  public static Initializer heUniform() {
    return new VarianceScaling(2, IN, UNIFORM);
  }

  /** {@link #heNormal} under PyTorch's name. */
  public static Initializer kaimingNormal() {
    return heNormal();
  }

  /** {@link #heUniform} under PyTorch's name. */
  public static Initializer kaimingUniform() {
    return heUniform();
  }

  /** LeCun: normal, Var(w) = 1/n_in (LeCun et al. 1998, equation 16). */
  public static Initializer lecunNormal() {
    return new VarianceScaling(1, IN, NORMAL);
  }

  /** LeCun: truncated normal, Var(w) = 1/n_in (LeCun et al. 1998, equation 16). */
  public static Initializer lecunTruncatedNormal() {
    return new VarianceScaling(1, IN, TRUNCATED_NORMAL);
  }

  /** LeCun: uniform on ±√(3/n_in), Var(w) = 1/n_in (LeCun et al. 1998, equation 16). */
  public static Initializer lecunUniform() {
    return new VarianceScaling(1, IN, UNIFORM);
  }

  /** Glorot: normal, Var(w) = 2/(n_in + n_out) (Glorot and Bengio 2010, equation 12). */
  public static Initializer glorotNormal() {
    return new VarianceScaling(1, AVERAGE, NORMAL);
  }

  /** Glorot: truncated normal, Var(w) = 2/(n_in + n_out) (Glorot and Bengio 2010, equation 12). */
  public static Initializer glorotTruncatedNormal() {
    return new VarianceScaling(1, AVERAGE, TRUNCATED_NORMAL);
  }

  /**
   * Glorot: uniform on ±√(6/(n_in + n_out)), Var(w) = 2/(n_in + n_out) (Glorot and Bengio 2010,
   * equation 16).
   */
  public static Initializer glorotUniform() {
    return new VarianceScaling(1, AVERAGE, UNIFORM);
  }

  /** {@link #glorotNormal} under PyTorch's name. */
  public static Initializer xavierNormal() {
    return glorotNormal();
  }

  /** {@link #glorotUniform} under PyTorch's name. */
  public static Initializer xavierUniform() {
    return glorotUniform();
  }

  /**
   * The rule for the activation f that follows: normal, Var(w) = gain²/n_in = 1/(n_in E[f(z)²]), z
   * ~ N(0, 1), so that the second moment of pre-activations stays 1.
   *
   * @param following f, an activation or a gated unit
   * @throws IllegalArgumentException if f has no gain
   */
  public static Initializer forActivation(Gains following) {
    return forActivation(RuleOptions.DEFAULT.withFollowing(following));
  }

  /**
   * The rule for the activation f that follows: fan-in preserves the signal, fan-out the gradient,
   * and their means are compromises.
   */
  static Initializer forActivation(RuleOptions options) {
    return new VarianceScaling(
        options.following().forwardVariance(),
        options.following().backwardVariance(),
        options.fan(),
        options.distribution(),
        options.multiplier());
  }

  /** Zeros, usual for biases. */
  public static Initializer zeros() {
    return new Constant(0);
  }

  /** A random orthogonal matrix (Saxe et al. 2014). */
  public static Initializer orthogonal() {
    return new Orthogonal(1);
  }
}
