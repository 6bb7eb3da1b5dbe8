// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.evenkeel.initializer.Bilinear;
import org.evenkeel.initializer.Constant;
import org.evenkeel.initializer.DeltaOrthogonal;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.Embedding;
import org.evenkeel.initializer.FixedNormal;
import org.evenkeel.initializer.FixedUniform;
import org.evenkeel.initializer.ForgetBias;
import org.evenkeel.initializer.Identity;
import org.evenkeel.initializer.InverseSquare;
import org.evenkeel.initializer.Orthogonal;
import org.evenkeel.initializer.Sparse;
import org.evenkeel.initializer.TruncatedNormal;
import org.evenkeel.naming.Arguments;
import org.evenkeel.naming.Names;
import org.evenkeel.parameter.FanMode;

/**
 * The table of rules: those by fan and those of fixed and structured weights here, those by depth
 * and width in {@link ScaleRules}, those for one place of an architecture in {@link PlaceRules}.
 * {@link #named} finds them all; the usual ones are constants.
 */
public final class Rules {

  /** Bounds in standard deviations that no normal that is drawn reaches. */
  private static final double WHOLE = 8;

  /** Name, arguments and aliases in a row of the table. */
  private static final Pattern ROW = Pattern.compile("([\\w-]+)(?:\\((.*?)\\))?(?:, (.*))?");

  /**
   * The rule that a start has by default: mirrored in chains and branches, elsewhere by what enters
   * or, where that is not known, by the activation that follows.
   */
  public static final Rule AUTO =
      rule(
          "auto",
          "as mirrored in chains and branches, 1/(n_in E[x^2]) elsewhere; the end of a branch leaves 1/16",
          "any activation, at every depth; He's variance beside ReLU",
          "Balduzzi, Frean, Leary, Lewis, Ma, McWilliams 2017, The shattered gradients problem, section 4",
          new Auto());

  /** The rule for any activation f that follows: Var(w) = 1/(n_in E[f(z)²]). */
  public static final Rule ACTIVATION =
      rule(
          "activation",
          "1/(n_in E[f(z)^2]), z ~ N(0,1)",
          "any activation f, by the one that follows",
          "Poole, Lahiri, Raghu, Sohl-Dickstein, Ganguli 2016, Exponential expressivity in deep neural networks through transient chaos, equation 3",
          (n, options) -> Initializers.forActivation(options));

  /** He's rule: Var(w) = 2/((1 + a²) n_in) with the slope a of leaky ReLU below 0. */
  public static final Rule HE =
      rule(
          "he(a=0), kaiming, 2/n",
          "2/n_in; he(a): 2/((1 + a^2) n_in)",
          "ReLU; leaky ReLU of slope a",
          "He, Zhang, Ren, Sun 2015, Delving deep into rectifiers: surpassing human-level performance on ImageNet classification, equations 10 and 15",
          (n, options) -> options.scaling(2 / (1 + n[0] * n[0])));

  /** LeCun's rule: Var(w) = 1/n_in. */
  public static final Rule LECUN =
      rule(
          "lecun, 1/n",
          "1/n_in",
          "identity, tanh, SELU",
          "LeCun, Bottou, Orr, Müller 1998, Efficient BackProp, equation 16",
          (n, options) -> options.scaling(1));

  /** Glorot's rule: Var(w) = 2/(n_in + n_out), whatever the fan option. */
  public static final Rule GLOROT =
      rule(
          "glorot, xavier, bengio, 2/(n+m), 2/(n_in+n_out)",
          "2/(n_in + n_out)",
          "tanh, when forward and backward both count",
          "Glorot, Bengio 2010, Understanding the difficulty of training deep feedforward neural networks, equation 12",
          (n, options) -> options.withFan(FanMode.AVERAGE).scaling(1));

  /** Zeros, whatever the multiplier; units remain copies of one another. */
  public static final Rule ZEROS =
      rule(
          "zeros, zero",
          "w = 0",
          "to show that units which start alike stay alike; biases",
          "Rumelhart, Hinton, Williams 1986, Learning internal representations by error propagation, on symmetry breaking",
          (n, options) -> new Constant(0));

  /** Ones, whatever the multiplier. */
  public static final Rule ONES =
      rule(
          "ones, one",
          "w = 1",
          "the scales of a normalization",
          "Ioffe, Szegedy 2015, Batch normalization: accelerating deep network training by reducing internal covariate shift, algorithm 1",
          (n, options) -> new Constant(1));

  /**
   * The library's own defaults: all parameters keep what the library gives them. Not listed in
   * {@link #all}, as it draws nothing.
   */
  public static final Rule LIBRARY_DEFAULTS =
      rule(
          "djl",
          "as the library has it",
          "comparison with a model that is left alone",
          "",
          (n, options) -> {
            throw new IllegalArgumentException(
                "a draw needs a rule: \"djl\" stands for the library's own defaults; use a rule such as auto");
          });

  private static final List<Rule> TABLE =
      List.of(
          AUTO,
          ACTIVATION,
          HE,
          LECUN,
          GLOROT,
          rule(
              "orthogonal(gain=1)",
              "gain^2/max(rows, columns), W orthogonal",
              "very deep chains of tanh or linear layers; recurrent weights, gate by gate",
              "Saxe, McClelland, Ganguli 2014, Exact solutions to the nonlinear dynamics of learning in deep linear neural networks, on orthogonal initial weights",
              (n, options) -> new Orthogonal(scaled(n, options))),
          rule(
              "critical",
              "(q - σ_b^2)/(n_in Var(f)), orthogonal and centered; biases of variance σ_b^2",
              "very deep chains of any activation f, which rests at second moment q",
              "Schoenholz, Gilmer, Ganguli, Sohl-Dickstein 2017, Deep information propagation, section 3",
              new Critical()),
          rule(
              "mirrored, looks-linear",
              "(q - σ_b^2)/(2 n_in E[odd(f)^2]), orthogonal between units in pairs z and -z",
              "very deep chains of any activation f, of which pairs leave the odd part",
              "Balduzzi, Frean, Leary, Lewis, Ma, McWilliams 2017, The shattered gradients problem, section 4",
              new Mirrored()),
          rule(
              "delta-orthogonal(gain=1)",
              "W orthogonal at the kernel's middle, 0 elsewhere",
              "very deep chains of convolutions",
              "Xiao, Bahri, Sohl-Dickstein, Schoenholz, Pennington 2018, Dynamical isometry and a mean field theory of CNNs, algorithm 1",
              (n, options) -> new DeltaOrthogonal(scaled(n, options))),
          rule(
              "identity(gain=1), dirac, eye",
              "w_ij = gain for i = j, else 0",
              "recurrent ReLU layers; convolutions that pass their input on at first",
              "Le, Jaitly, Hinton 2015, A simple way to initialize recurrent networks of rectified linear units, section 2",
              (n, options) -> new Identity(scaled(n, options))),
          rule(
              "sparse(k=15), martens",
              "1/(k E[f(z)^2]) for k weights of a unit, 0 elsewhere",
              "units that shall differ from one another; wide layers",
              "Martens 2010, Deep learning via Hessian-free optimization, section 5",
              (n, options) ->
                  new Sparse(
                      Arguments.whole("connections", n[0]),
                      options.following().forwardVariance() * options.multiplier())),
          rule(
              "bilinear",
              "linear interpolation, channel by channel",
              "transposed convolutions that enlarge an image",
              "Long, Shelhamer, Darrell 2015, Fully convolutional networks for semantic segmentation, section 3.3",
              (n, options) -> new Bilinear()),
          rule(
              "siren(omega=30)",
              "2/(omega^2 n_in), uniform",
              "sin(omega z), hidden layers",
              "Sitzmann, Martel, Bergman, Lindell, Wetzstein 2020, Implicit neural representations with periodic activation functions, section 3.2",
              (n, options) -> {
                double omega = Arguments.positive("omega", n[0], "30 is usual");
                return options
                    .withDistribution(Distribution.UNIFORM)
                    .withFan(FanMode.IN)
                    .scaling(2 / omega / omega);
              }),
          rule(
              "siren-first",
              "1/(3 n_in^2), uniform",
              "sin(omega z), the first layer",
              "Sitzmann, Martel, Bergman, Lindell, Wetzstein 2020, Implicit neural representations with periodic activation functions, section 3.2",
              (n, options) -> new InverseSquare(options.multiplier() / 3, Distribution.UNIFORM)),
          ZEROS,
          ONES,
          rule(
              "constant(v)",
              "w = v",
              "as zeros; slopes of PReLU",
              "Rumelhart, Hinton, Williams 1986, Learning internal representations by error propagation, on symmetry breaking",
              (n, options) -> new Constant(n[0])),
          rule(
              "normal(std), gaussian",
              "std^2",
              "what was usual before rules by fan",
              "Krizhevsky, Sutskever, Hinton 2012, ImageNet classification with deep convolutional neural networks, section 5",
              (n, options) -> new FixedNormal(scaled(n, options))),
          rule(
              "uniform(low, high)",
              "(high - low)^2/12",
              "what was usual before rules by fan",
              "LeCun, Bottou, Orr, Müller 1998, Efficient BackProp, section 4.6",
              (n, options) -> new FixedUniform(n[0], n[1]).scaled(Math.sqrt(options.multiplier()))),
          rule(
              "truncated-normal(std, low=-2, high=2), trunc-normal",
              "std^2; bounds in standard deviations before truncation",
              "transformers",
              "Devlin, Chang, Lee, Toutanova 2019, BERT: pre-training of deep bidirectional transformers for language understanding, the published code with std 0.02",
              (n, options) -> new TruncatedNormal(scaled(n, options), n[1], n[2])),
          rule(
              "torch-truncated-normal(std, low=-2, high=2), torch-trunc-normal",
              "below std^2; bounds absolute, std that before truncation",
              "models that call PyTorch's trunc_normal_",
              "Paszke et al. 2019, PyTorch: an imperative style, high-performance deep learning library, torch.nn.init.trunc_normal_",
              (n, options) -> {
                TruncatedNormal drawn = TruncatedNormal.ofParent(n[0], n[1], n[2]);
                double factor = Math.sqrt(options.multiplier());
                return drawn.low() <= -WHOLE && drawn.high() >= WHOLE
                    ? new FixedNormal(n[0] * factor)
                    : new TruncatedNormal(drawn.std() * factor, drawn.low(), drawn.high());
              }),
          rule(
              "embedding(padding)",
              "1, as n_in = 1; w = 0 in the row of the padding",
              "embeddings with a row for padding",
              "Paszke et al. 2019, PyTorch: an imperative style, high-performance deep learning library, torch.nn.Embedding",
              (n, options) ->
                  new Embedding(
                      options.withFan(FanMode.IN).scaling(1), Arguments.whole("a row", n[0]))),
          rule(
              "forget-bias(v=1)",
              "b = v for the forget gate, else 0",
              "one of the bias vectors of an LSTM",
              "Jozefowicz, Zaremba, Sutskever 2015, An empirical exploration of recurrent network architectures, section 2.2",
              (n, options) -> new ForgetBias(n[0])));

  private static final List<Rule> ALL =
      Stream.of(TABLE, ScaleRules.all(), PlaceRules.all()).flatMap(List::stream).toList();

  /** A word with arguments; {@code 2/(n+m)} is not of this form. */
  private static final Pattern CALL = Pattern.compile("\\s*([\\w\\s-]+)\\((.*)\\)\\s*");

  private Rules() {}

  /** All rules, in the order in which to list them. */
  public static List<Rule> all() {
    return ALL;
  }

  /**
   * The rule with the given name. Case, hyphens, underscores and spaces are ignored.
   *
   * @param name name or alias, with arguments in parentheses for rules that take some: {@code
   *     normal(0.02)}, {@code he(0.2)}
   * @throws IllegalArgumentException if there is none, or arguments are missing, too many or out of
   *     range; the message gives the correct form
   */
  public static Rule named(String name) {
    Matcher call = CALL.matcher(name);
    if (!call.matches()) {
      return find(name).with(List.of());
    }
    Rule rule = find(call.group(1));
    List<Double> numbers = new ArrayList<>();
    for (String number : call.group(2).split(",", -1)) {
      numbers.add(
          Arguments.parse(
              "the number of rule " + rule.name(), number, "write " + rule.signature()));
    }
    return rule.with(numbers);
  }

  private static Rule find(String word) {
    if (word.contains("/")) { // a formula has to be meant as it stands
      String formula = word.replaceAll("\\s", "");
      return ALL.stream()
          .filter(rule -> rule.aliases().contains(formula))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "a variance must be written 1/n, 2/n or 2/(n+m): \"%s\"; other numbers are multipliers, as in 1/n*0.5"
                          .formatted(word.strip())));
    }
    return Names.find("a rule", word, ALL, Rules::names);
  }

  private static List<String> names(Rule rule) {
    List<String> names = new ArrayList<>(List.of(rule.name()));
    names.addAll(rule.aliases());
    return names;
  }

  /**
   * A row of the table.
   *
   * @param words the name with its arguments as {@link Rule#signature} has them, then the aliases
   */
  static Rule rule(String words, String formula, String purpose, String paper, Rule.Recipe recipe) {
    Matcher row = ROW.matcher(words);
    if (!row.matches()) {
      throw new IllegalStateException(words);
    }
    List<Rule.Argument> takes = split(row.group(2)).map(Rule.Argument::of).toList();
    List<String> aliases = split(row.group(3)).toList();
    return new Rule(row.group(1), aliases, takes, List.of(), formula, purpose, paper, recipe);
  }

  /** The first number, a gain or a standard deviation, with the root of the multiplier. */
  private static double scaled(double[] n, RuleOptions options) {
    return n[0] * Math.sqrt(options.multiplier());
  }

  private static Stream<String> split(String list) {
    return list == null ? Stream.of() : Stream.of(list.split(", "));
  }
}
