// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.gaussian.Elementary;
import org.evenkeel.naming.Names;
import org.evenkeel.text.Numbers;

/** The activation functions known by name. */
public final class Activations {

  /** f(x) = x. */
  public static final Activation IDENTITY = new Activation("identity", new Rectifier(1, 1));

  /** max(x, 0). */
  public static final Activation RELU = new Activation("relu", new Rectifier(0, 1));

  /** {@link #leakyRelu} with slope 0.01 (Maas et al. 2013). */
  public static final Activation LEAKY_RELU = leakyRelu(0.01);

  /** {@link #elu} with alpha 1. */
  public static final Activation ELU = elu(1);

  /**
   * λx for x &gt; 0, else λα(eˣ - 1), with λ = 1.0507… and α = 1.6732… chosen so that N(0, 1) is
   * carried to mean 0 and variance 1 (Klambauer et al. 2017, equation 14).
   */
  public static final Activation SELU =
      new Activation("selu", new ExponentialLinear(1.6732632423543772, 1.0507009873554805), true);

  /**
   * xΦ(x), with the normal distribution function itself, not its tanh imitation (Hendrycks and
   * Gimpel 2016).
   */
  public static final Activation GELU = new Activation("gelu", new Gelu(), true);

  /** x·σ(x), σ the logistic function (Elfwing et al. 2018); also known as Swish. */
  public static final Activation SILU =
      analytic("silu", x -> x * logistic(x), x -> logistic(x) * (1 + x * logistic(-x)));

  /** x·tanh(softplus(x)) (Misra 2019). */
  public static final Activation MISH =
      analytic("mish", x -> x * mishGate(x), Activations::mishSlope);

  /** tanh(x). */
  public static final Activation TANH =
      analytic("tanh", Elementary::tanh, x -> 4 * logistic(2 * x) * logistic(-2 * x));

  /** The logistic function σ(x) = 1/(1 + e⁻ˣ). */
  public static final Activation SIGMOID =
      analytic("sigmoid", Activations::logistic, x -> logistic(x) * logistic(-x));

  /** ln(1 + eˣ). */
  public static final Activation SOFTPLUS =
      analytic(
          "softplus",
          x -> Math.max(x, 0) + Elementary.log1p(StrictMath.exp(-Math.abs(x))),
          Activations::logistic);

  /** x/(1 + |x|) (Bergstra et al. 2009). */
  public static final Activation SOFTSIGN =
      analytic(
          "softsign",
          x -> x / (1 + Math.abs(x)),
          x -> 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x))),
          0.0);

  /** max(-1, min(1, x)). */
  public static final Activation HARD_TANH = of("hard-tanh", new HardTanh());

  /** The error function (2/√π) ∫₀ˣ e^(-t²) dt, whose moments are known (Williams 1997). */
  public static final Activation ERF = new Activation("erf", new Erf());

  private static final List<Activation> ALL =
      List.of(
          IDENTITY,
          RELU,
          LEAKY_RELU,
          ELU,
          SELU,
          GELU,
          SILU,
          MISH,
          TANH,
          SIGMOID,
          SOFTPLUS,
          SOFTSIGN,
          HARD_TANH,
          ERF);

  /** Other names in use; names differ between libraries, functions do not. */
  private static final Map<String, String> ALIASES =
      Map.of("identity", "linear", "leaky-relu", "lrelu", "silu", "swish", "sigmoid", "logistic");

  private Activations() {}

  /**
   * x for x &gt; 0, else slope·x; its gain is √(2/(1 + slope²)) (He et al. 2015, equation 15).
   *
   * @throws IllegalArgumentException if the slope is not finite
   */
  public static Activation leakyRelu(double slope) {
    if (!Double.isFinite(slope)) {
      throw new IllegalArgumentException(
          "the slope of leaky-relu must be a finite number: " + slope + "; 0.01 is usual");
    }
    return new Activation(
        slope == 0.01 ? "leaky-relu" : "leaky-relu(" + slope + ")", new Rectifier(slope, 1));
  }

  /**
   * x for x &gt; 0, else alpha·(eˣ - 1) (Clevert et al. 2016, equation 15).
   *
   * @throws IllegalArgumentException if alpha is negative or not finite
   */
  public static Activation elu(double alpha) {
    if (!(alpha >= 0 && alpha < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the alpha of elu must be a finite number, at least 0: " + alpha + "; 1 is usual");
    }
    return new Activation(
        alpha == 1 ? "elu" : "elu(" + alpha + ")", new ExponentialLinear(alpha, 1), true);
  }

  /**
   * An activation from a function and its derivative, of which many forecasts are asked: {@link
   * Activation#interpolated} has interpolated moments and kernels where these stand the comparison
   * with quadrature. Kernels are slow where a function has a kink away from 0 and is not straight
   * between its kinks.
   *
   * @param f the function, finite for every finite argument and smooth between the kinks
   * @param derivative f'
   * @param kinks where f or f' jumps
   * @throws IllegalArgumentException if the name is blank or a kink is not finite
   */
  public static Activation smooth(
      String name, DoubleUnaryOperator f, DoubleUnaryOperator derivative, double... kinks) {
    Shape shape = new Sampled(f, derivative, Sampled.finite(kinks), 0);
    return new Activation(
        Activation.of(name, f, derivative).name(), shape, new Interpolated(shape, false));
  }

  /** A shape that has kinks away from 0, where interpolations are compared before their use. */
  private static Activation of(String name, Shape shape) {
    return new Activation(name, shape, new Interpolated(shape, false));
  }

  private static Activation analytic(
      String name, DoubleUnaryOperator f, DoubleUnaryOperator derivative, Double... kinks) {
    return new Activation(name, new Sampled(f, derivative, List.of(kinks), 0), true);
  }

  /** All activations without an argument, in display order. */
  public static List<Activation> all() {
    return ALL;
  }

  /**
   * The activation with the given name. Case, hyphens, underscores and spaces are ignored; {@code
   * linear}, {@code swish}, {@code logistic} and {@code lrelu} are aliases; {@code leaky-relu(0.2)}
   * and {@code elu(0.5)} take an argument.
   *
   * @param name name, alias, or name with argument
   * @throws IllegalArgumentException if there is none; the message lists all activations
   */
  public static Activation named(String name) {
    Activation family = Names.find("an activation", name, ALL, Activations::names);
    int open = name.indexOf('(');
    if (open < 0) {
      return family;
    }
    String parameter = name.substring(open + 1, name.lastIndexOf(')'));
    if (family.equals(LEAKY_RELU)) {
      return leakyRelu(number(parameter, name));
    }
    if (family.equals(ELU)) {
      return elu(number(parameter, name));
    }
    throw new IllegalArgumentException(
        "only leaky-relu and elu take a parameter: \"" + name + "\"; omit it");
  }

  private static List<String> names(Activation activation) {
    String alias = ALIASES.get(activation.name());
    return alias == null ? List.of(activation.name()) : List.of(activation.name(), alias);
  }

  private static double number(String parameter, String name) {
    if (!Numbers.isDecimal(parameter.strip())) {
      throw new IllegalArgumentException(
          "the parameter of an activation must be a number: \"" + name + "\"; as in elu(0.5)");
    }
    return Double.parseDouble(parameter.strip());
  }

  private static double logistic(double x) {
    double small = StrictMath.exp(-Math.abs(x));
    return (x < 0 ? small : 1) / (1 + small);
  }

  /** tanh(ln(1 + eˣ)), without the exponential of a large number. */
  private static double mishGate(double x) {
    double e = StrictMath.exp(-Math.abs(x));
    return x < 0 ? e * (e + 2) / (e * (e + 2) + 2) : (1 + 2 * e) / (1 + 2 * e + 2 * e * e);
  }

  private static double mishSlope(double x) {
    double gate = mishGate(x);
    double e = StrictMath.exp(-Math.abs(x));
    double oneMinusGate = x < 0 ? 2 / (e * (e + 2) + 2) : 2 * e * e / (1 + 2 * e + 2 * e * e);
    return gate + x * oneMinusGate * (1 + gate) * logistic(x);
  }
}
