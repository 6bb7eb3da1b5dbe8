// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import static org.evenkeel.init.Distribution.NORMAL;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.activation.Activations;
import org.evenkeel.naming.Names;

/** The table of rules. */
public final class Rules {

  /** By the activation that follows: Var(w) = 1/(n_in E[f(z)²]). */
  public static final Rule AUTO =
      rule(
          "auto",
          List.of("activation"),
          "1/(n_in E[f(z)^2]), z ~ N(0,1)",
          "any activation f; the same as He's rule for ReLU",
          "Poole, Lahiri, Raghu, Sohl-Dickstein, Ganguli 2016, Exponential expressivity in deep"
              + " neural networks through transient chaos, equation 3",
          (parameter, following, fan, distribution, multiplier) ->
              Initializers.forActivation(following, fan, distribution, multiplier));

  /** He's: Var(w) = 2/n_in. */
  public static final Rule HE =
      rule(
          "he",
          List.of("kaiming", "2/n"),
          "2/n_in",
          "ReLU",
          "He, Zhang, Ren, Sun 2015, Delving deep into rectifiers: surpassing human-level"
              + " performance on ImageNet classification, equation 10",
          (parameter, following, fan, distribution, multiplier) ->
              new VarianceScaling(2, fan, distribution, multiplier));

  /** LeCun's: Var(w) = 1/n_in. */
  public static final Rule LECUN =
      rule(
          "lecun",
          List.of("1/n"),
          "1/n_in",
          "identity, tanh, SELU",
          "LeCun, Bottou, Orr, Müller 1998, Efficient BackProp, equation 16",
          (parameter, following, fan, distribution, multiplier) ->
              new VarianceScaling(1, fan, distribution, multiplier));

  /** Glorot's: Var(w) = 2/(n_in + n_out), by both fans whatever fan is asked for. */
  public static final Rule GLOROT =
      rule(
          "glorot",
          List.of("xavier", "bengio", "2/(n+m)", "2/(n_in+n_out)"),
          "2/(n_in + n_out)",
          "tanh, when forward and backward both count",
          "Glorot, Bengio 2010, Understanding the difficulty of training deep feedforward neural"
              + " networks, equation 12",
          (parameter, following, fan, distribution, multiplier) ->
              new VarianceScaling(1, FanMode.AVERAGE, distribution, multiplier));

  /** A random orthogonal matrix of gain 1, whatever activation follows. */
  public static final Rule ORTHOGONAL =
      rule(
          "orthogonal",
          List.of(),
          "1/max(rows, columns), W orthogonal",
          "very deep chains of tanh or linear layers",
          "Saxe, McClelland, Ganguli 2014, Exact solutions to the nonlinear dynamics of learning in"
              + " deep linear neural networks, on orthogonal initial weights",
          (parameter, following, fan, distribution, multiplier) ->
              new Orthogonal(Math.sqrt(multiplier)));

  /** All zeros, whatever the multiplier: units stay copies of one another. */
  public static final Rule ZEROS =
      rule(
          "zeros",
          List.of("zero"),
          "w = 0",
          "to show that units which start alike stay alike",
          "Rumelhart, Hinton, Williams 1986, Learning internal representations by error"
              + " propagation, on symmetry breaking",
          (parameter, following, fan, distribution, multiplier) -> new Constant(0));

  /** One value everywhere, whatever the multiplier; takes the value. */
  public static final Rule CONSTANT =
      rule(
          "constant",
          List.of(),
          "w = v, written constant(v)",
          "as zeros",
          "Rumelhart, Hinton, Williams 1986, Learning internal representations by error"
              + " propagation, on symmetry breaking",
          (parameter, following, fan, distribution, multiplier) -> new Constant(parameter));

  /** Normal of a fixed standard deviation; takes it. */
  public static final Rule FIXED_NORMAL =
      rule(
          "normal",
          List.of("gaussian"),
          "std^2, written normal(std)",
          "what was usual before rules by fan",
          "Krizhevsky, Sutskever, Hinton 2012, ImageNet classification with deep convolutional"
              + " neural networks, section 5",
          (parameter, following, fan, distribution, multiplier) ->
              new FixedNormal(parameter * Math.sqrt(multiplier)));

  private static final List<Rule> ALL =
      List.of(AUTO, HE, LECUN, GLOROT, ORTHOGONAL, ZEROS, CONSTANT, FIXED_NORMAL);

  private static final List<Rule> WITH_PARAMETER = List.of(CONSTANT, FIXED_NORMAL);

  /** A word and a parameter; {@code 2/(n+m)} is not of this form. */
  private static final Pattern CALL = Pattern.compile("\\s*([\\w\\s-]+)\\((.*)\\)\\s*");

  private Rules() {}

  /** All rules, in the order in which to list them. */
  public static List<Rule> all() {
    return ALL;
  }

  /**
   * The rule of that name. Case, hyphens, underscores and spaces do not count.
   *
   * @param name name or alias; {@code constant(0.5)} and {@code normal(10)} with their number
   * @throws IllegalArgumentException if there is none, or a number is missing or too many; the
   *     message says what to write
   */
  public static Rule named(String name) {
    Matcher call = CALL.matcher(name);
    if (!call.matches()) {
      Rule rule = find(name);
      if (WITH_PARAMETER.contains(rule)) {
        throw new IllegalArgumentException(
            "rule %s needs a number: \"%s\"; as in %s(0.01)"
                .formatted(rule.name(), name, rule.name()));
      }
      return rule;
    }
    Rule rule = find(call.group(1));
    if (!WITH_PARAMETER.contains(rule)) {
      throw new IllegalArgumentException(
          "only constant and normal take a number: \"%s\"; a multiplier is written %s*4"
              .formatted(name, rule.name()));
    }
    double parameter =
        Numbers.parse(
            "the number of rule " + rule.name(), call.group(2), "as in " + rule.name() + "(0.01)");
    Rule numbered = rule.withParameter(parameter);
    numbered.initializer(Activations.IDENTITY, FanMode.IN, NORMAL, 1); // checks the number
    return numbered;
  }

  private static Rule find(String word) {
    return Names.find("a rule", word, ALL, Rules::names);
  }

  private static List<String> names(Rule rule) {
    List<String> names = new ArrayList<>(List.of(rule.name()));
    names.addAll(rule.aliases());
    return names;
  }

  private static Rule rule(
      String name,
      List<String> aliases,
      String formula,
      String purpose,
      String paper,
      Rule.Recipe recipe) {
    return new Rule(name, aliases, OptionalDouble.empty(), formula, purpose, paper, recipe);
  }
}
