// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.gaussian.Root;
import org.jspecify.annotations.Nullable;

/**
 * A function of x that a user types, as in {@code x * sigmoid(1.7 x)}, with its derivative by the
 * chain rule. It is read into a tree and never runs as code.
 *
 * <pre>
 * sum      = product (("+" | "-") product)*
 * product  = power (("*" | "/")? power)*        a number or bracket beside another one multiplies
 * power    = ("-" | "+")? atom ("^" power)?
 * atom     = number | "x" | "e" | "pi" | name "(" sum ("," sum)? ")" | "(" sum ")"
 * </pre>
 */
final class Formula {

  private static final int MOST = 200;
  private static final int MOST_KINKS = 40;
  private static final double REACH = 32;
  private static final double STEP = 1.0 / 16;

  private static final Map<String, Activation> FUNCTIONS =
      Map.of(
          "exp", function("exp", StrictMath::exp, StrictMath::exp),
          "log", function("log", StrictMath::log, x -> 1 / x),
          "sqrt", function("sqrt", Math::sqrt, x -> 0.5 / Math.sqrt(x)),
          "sin", function("sin", StrictMath::sin, StrictMath::cos),
          "cos", function("cos", StrictMath::cos, x -> -StrictMath.sin(x)),
          "atan", function("atan", StrictMath::atan, x -> 1 / (1 + x * x)),
          "abs", Activation.of("abs", Math::abs, Math::signum, 0));

  /** f' as a function of f: it costs no second exponential. */
  private static final Map<String, DoubleUnaryOperator> SLOPES =
      Map.of("exp", y -> y, "tanh", y -> 1 - y * y, "sigmoid", y -> y * (1 - y));

  /** The last formula read: with each step of a slider it is asked for again. */
  private static @Nullable Activation last;

  /** A number and its derivative by x, as a function of x. */
  private interface Term {
    double[] at(double x);
  }

  /** A term at the points where it was asked for last: moments of f and f' ask at the same ones. */
  private static final class Kept implements Term {

    private static final int BITS = 13;

    private static final double NEXT = 1e-6;

    private final Term term;
    private final double[][] values = new double[1 << BITS][];

    Kept(Term term) {
      this.term = term;
    }

    @Override
    public double[] at(double x) {
      long bits = Double.doubleToRawLongBits(x);
      int place = (int) ((bits * 0x9e3779b97f4a7c15L) >>> (64 - BITS));
      double[] found = values[place];
      if (found == null || Double.doubleToRawLongBits(found[2]) != bits) {
        double[] at = term.at(x);
        boolean lost = Double.isNaN(at[1]) && Double.isFinite(at[0]) && Math.abs(x) > 1;
        found = new double[] {at[0], lost ? difference(x) : at[1], x};
        values[place] = found;
      }
      return found;
    }

    /** The slope where the chain rule loses it, as that of log(1 + exp(x)) at 800: ∞/∞. */
    private double difference(double x) {
      double above = x * (1 + NEXT);
      double below = x * (1 - NEXT);
      return (term.at(above)[0] - term.at(below)[0]) / (above - below);
    }
  }

  private final String text;
  private int place;
  private final List<DoubleUnaryOperator> switches =
      new ArrayList<>(); // kinks are where they are 0

  private Formula(String text) {
    this.text = text;
  }

  private static Activation function(String name, DoubleUnaryOperator f, DoubleUnaryOperator d) {
    return Activation.of(name, f, d);
  }

  /**
   * The activation that a text stands for: one of {@link Activations} by its name, or a formula.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static Activation activation(String text) {
    Optional<Activation> built = named(text);
    if (built.isPresent()) {
      return built.get();
    }
    Activation before = last;
    if (before == null || !before.name().equals(text)) {
      before = read(text);
      last = before;
    }
    return before;
  }

  private static Activation read(String text) {
    if (text.length() > MOST) {
      throw new IllegalArgumentException("a formula has at most " + MOST + " characters");
    }
    Formula formula = new Formula(text);
    Term term = formula.sum();
    formula.skip();
    if (formula.place < text.length()) {
      throw formula.unexpected();
    }
    for (double x = -8; x <= 8; x += 0.25) {
      double y = term.at(x)[0];
      if (!Double.isFinite(y)) {
        throw new IllegalArgumentException(
            "%s is %s at x = %s; an activation must be a finite number for every x"
                .formatted(text, Double.isNaN(y) ? "no number" : "infinite", x));
      }
    }
    Kept kept = new Kept(term);
    DoubleUnaryOperator f = x -> kept.at(x)[0];
    DoubleUnaryOperator slope = x -> kept.at(x)[1];
    return Activations.smooth(text, f, slope, formula.kinks());
  }

  /** Where one branch is left for another one, from 0 outwards as far as a Gaussian may reach. */
  private double[] kinks() {
    Set<Double> kinks = new TreeSet<>();
    for (DoubleUnaryOperator difference : switches) {
      for (double x = 0; x < REACH && kinks.size() < MOST_KINKS; x += STEP) {
        crossing(difference, x, x + STEP).ifPresent(kinks::add);
        crossing(difference, -x - STEP, -x).ifPresent(kinks::add);
      }
    }
    return kinks.stream().mapToDouble(kink -> kink).toArray();
  }

  private static Optional<Double> crossing(DoubleUnaryOperator f, double from, double to) {
    double left = f.applyAsDouble(from);
    double right = f.applyAsDouble(to);
    if (left == 0 ^ right == 0) {
      return Optional.of((left == 0 ? from : to) + 0.0); // of 0 there is one
    }
    return left * right < 0 ? Optional.of(Root.of(f, from, to)) : Optional.empty();
  }

  /** The activation that the command knows by that name, as in {@code swish} or elu(0.5). */
  static Optional<Activation> named(String text) {
    try {
      return Optional.of(Activations.named(text));
    } catch (IllegalArgumentException formula) {
      return Optional.empty();
    }
  }

  private Term sum() {
    Term left = product();
    while (true) {
      Term a = left;
      if (takes('+')) {
        Term b = product();
        left = x -> plus(a.at(x), b.at(x), 1);
      } else if (takes('-')) {
        Term b = product();
        left = x -> plus(a.at(x), b.at(x), -1);
      } else {
        return left;
      }
    }
  }

  private Term product() {
    Term left = power();
    while (true) {
      Term a = left;
      if (takes('/')) {
        Term b = power();
        left = x -> over(a.at(x), b.at(x));
      } else if (takes('*') || beginsAtom()) {
        Term b = power();
        left = x -> times(a.at(x), b.at(x));
      } else {
        return left;
      }
    }
  }

  private Term power() {
    if (takes('-')) {
      Term a = power();
      return x -> plus(new double[2], a.at(x), -1);
    }
    takes('+');
    Term base = atom();
    if (!takes('^')) {
      return base;
    }
    Term exponent = power();
    return x -> power(base.at(x), exponent.at(x));
  }

  private Term atom() {
    skip();
    if (takes('(')) {
      Term inside = sum();
      require(')');
      return inside;
    }
    int from = place;
    while (place < text.length() && isDigit(text.charAt(place))) {
      place++;
    }
    if (place > from) {
      exponent();
      return number(text.substring(from, place));
    }
    while (place < text.length() && isLetter(text.charAt(place))) {
      place++;
    }
    String name = text.substring(from, place);
    return switch (name) {
      case "x" -> x -> new double[] {x, 1};
      case "e" -> constant(StrictMath.E);
      case "pi" -> constant(StrictMath.PI);
      case "max", "min" -> extreme(name.equals("max") ? 1 : -1);
      case "" -> throw unexpected();
      default -> call(name, from);
    };
  }

  private Term call(String name, int from) {
    Activation f = named(name).orElse(FUNCTIONS.get(name));
    if (f == null) {
      place = from;
      throw new IllegalArgumentException(
          "there is no function \"%s\"; write x, a number, or one of exp, log, sqrt, sin, cos, atan, abs, max, min, tanh, relu, …"
              .formatted(name));
    }
    require('(');
    Term inside = sum();
    require(')');
    for (double kink : f.kinks()) {
      switches.add(x -> inside.at(x)[0] - kink);
    }
    Activation known = f;
    DoubleUnaryOperator slope = SLOPES.get(known.name());
    return x -> {
      double[] at = inside.at(x);
      double y = known.apply(at[0]);
      return new double[] {
        y, (slope == null ? known.derivative(at[0]) : slope.applyAsDouble(y)) * at[1]
      };
    };
  }

  /** The greater one of two, or with sign -1 the lesser. */
  private Term extreme(int sign) {
    require('(');
    Term a = sum();
    require(',');
    Term b = sum();
    require(')');
    switches.add(x -> a.at(x)[0] - b.at(x)[0]);
    return x -> {
      double[] left = a.at(x);
      double[] right = b.at(x);
      return sign * left[0] > sign * right[0] ? left : right;
    };
  }

  /** Passes the e and the digits of 1e-3; in 2e the e is Euler's number. */
  private void exponent() {
    int digits = place + 1;
    if (digits < text.length() && "+-".indexOf(text.charAt(digits)) >= 0) {
      digits++;
    }
    if (place < text.length()
        && text.charAt(place) == 'e'
        && digits < text.length()
        && Character.isDigit(text.charAt(digits))) {
      place = digits;
      while (place < text.length() && isDigit(text.charAt(place))) {
        place++;
      }
    }
  }

  private Term number(String digits) {
    if (!digits.matches("([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(e[+-]?[0-9]+)?")) {
      throw new IllegalArgumentException("\"" + digits + "\" is no number; write one as in 0.5");
    }
    return constant(Double.parseDouble(digits));
  }

  private static Term constant(double value) {
    return x -> new double[] {value, 0};
  }

  private static double[] plus(double[] a, double[] b, int sign) {
    return new double[] {a[0] + sign * b[0], a[1] + sign * b[1]};
  }

  private static double[] times(double[] a, double[] b) {
    return new double[] {a[0] * b[0], a[1] * b[0] + a[0] * b[1]};
  }

  private static double[] over(double[] a, double[] b) {
    return new double[] {a[0] / b[0], (a[1] * b[0] - a[0] * b[1]) / (b[0] * b[0])};
  }

  private static double[] power(double[] a, double[] b) {
    double value = StrictMath.pow(a[0], b[0]);
    double byBase = a[1] == 0 ? 0 : b[0] * StrictMath.pow(a[0], b[0] - 1) * a[1];
    double byExponent = b[1] == 0 ? 0 : value * StrictMath.log(a[0]) * b[1];
    return new double[] {value, byBase + byExponent};
  }

  private boolean takes(char c) {
    skip();
    if (place < text.length() && text.charAt(place) == c) {
      place++;
      return true;
    }
    return false;
  }

  private boolean beginsAtom() {
    skip();
    return place < text.length()
        && (text.charAt(place) == '('
            || isDigit(text.charAt(place))
            || isLetter(text.charAt(place)));
  }

  private void require(char c) {
    if (!takes(c)) {
      throw unexpected();
    }
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException(
        place < text.length()
            ? "\"%s\" is not expected at place %d of %s"
                .formatted(text.substring(place, place + 1), place + 1, text)
            : "the formula ends too early: \"" + text + "\"");
  }

  private void skip() {
    while (place < text.length() && text.charAt(place) == ' ') {
      place++;
    }
  }

  private static boolean isDigit(char c) {
    return (c >= '0' && c <= '9') || c == '.';
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }
}
