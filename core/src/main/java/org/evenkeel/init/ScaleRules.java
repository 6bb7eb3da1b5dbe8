// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import static org.evenkeel.init.Rules.rule;

import java.util.List;
import org.evenkeel.initializer.Constant;
import org.evenkeel.initializer.FixedNormal;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.InverseSquare;
import org.evenkeel.initializer.Orthogonal;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.FanMode;

/**
 * The rules that depend on the depth or width of the network, with the factors of {@link Depth} and
 * {@link MuP}.
 */
final class ScaleRules {

  private static final String FIXUP =
      "Zhang, Dauphin, Ma 2019, Fixup initialization: residual learning without normalization, section 3";
  private static final String T_FIXUP =
      "Huang, Perez, Ba, Volkovs 2020, Improving transformer optimization through better initialization, section 3";

  private static final List<Rule> ALL =
      List.of(
          rule(
              "residual(N), depth-scaled",
              "1/(2N) of auto's",
              "the last layer of each branch, N blocks of two branches",
              "Radford, Wu, Child, Luan, Amodei, Sutskever 2019, Language models are unsupervised multitask learners, section 2.3",
              (n, options) ->
                  Initializers.forActivation(
                      options.withMultiplier(
                          options.multiplier() * square(Depth.residual(blocks(n)))))),
          rule(
              "gpt2(N, std=0.02)",
              "std^2/(2N)",
              "the last layer of each branch of GPT-2, N blocks; normal(0.02) elsewhere",
              "Radford, Wu, Child, Luan, Amodei, Sutskever 2019, Language models are unsupervised multitask learners, section 2.3",
              (n, options) ->
                  new FixedNormal(
                      Arguments.positive("a standard deviation", n[1], "0.02 is usual")
                          * Depth.residual(blocks(n))
                          * Math.sqrt(options.multiplier()))),
          rule(
              "fixup(L, m=2)",
              "2/n_in · L^(-1/(m-1))",
              "layers inside L branches of m layers without normalization; zeros for the last of each",
              FIXUP,
              (n, options) ->
                  options.scaling(
                      2 * square(Depth.fixup(blocks(n), Arguments.whole("layers", n[1]))))),
          rule(
              "rezero, skipinit",
              "alpha = 0",
              "the learnt factor on a residual branch",
              "Bachlechner, Majumder, Mao, Cottrell, McAuley 2021, ReZero is all you need: fast convergence at large depth, equation 1",
              (n, options) -> new Constant(0)),
          rule(
              "deepnorm(N)",
              "2/(n_in + n_out) · (8N)^(-1/2)",
              "feed-forward, value and output weights of N encoder or N decoder layers",
              "Wang, Ma, Dong, Huang, Zhang, Wei 2022, DeepNet: scaling transformers to 1,000 layers, figure 2",
              (n, options) -> glorot(options, Depth.deepNormBeta(blocks(n)))),
          rule(
              "t-fixup(N)",
              "2/(n_in + n_out) · 0.67^2 N^(-1/2)",
              "feed-forward, value and output weights of N encoder layers without normalization",
              T_FIXUP,
              (n, options) -> glorot(options, Depth.tFixupEncoder(blocks(n)))),
          rule(
              "t-fixup-decoder(N)",
              "2/(n_in + n_out) · (9N)^(-1/2)",
              "the same of N decoder layers",
              T_FIXUP,
              (n, options) -> glorot(options, Depth.tFixupDecoder(blocks(n)))),
          rule(
              "t-fixup-embedding(N)",
              "1/n_out · (9N)^(-1/2)",
              "embeddings before N layers without normalization",
              T_FIXUP,
              (n, options) ->
                  options.withFan(FanMode.OUT).scaling(square(Depth.tFixupDecoder(blocks(n))))),
          rule(
              "mup-output(base), mup-readout",
              "base/n_in^2, base the fan-in at which the network was tuned",
              "the output layer of a network that grows in width; auto for the others",
              "Yang, Hu, Babuschkin, Sidor, Liu, Farhi, Ryder, Pachocki, Chen, Gao 2022, Tensor programs V: tuning large neural networks via zero-shot hyperparameter transfer, table 3",
              (n, options) ->
                  new InverseSquare(
                      Arguments.positive("a base fan-in", n[0], "give the tuned network's")
                          * options.following().forwardVariance()
                          * options.multiplier(),
                      options.distribution())),
          rule(
              "spectral",
              "min(n_in, n_out)/n_in^2",
              "networks that grow in width: spectral norms of order sqrt(n_out/n_in)",
              "Yang, Simon, Bernstein 2023, A spectral condition for feature learning, parametrization 1",
              (n, options) ->
                  new InverseSquare.Spectral(options.multiplier(), options.distribution())),
          rule(
              "modular",
              "n_out/n_in · gain^2/max(rows, columns), W orthogonal; by place over the kernel's size; rows of embeddings of mean square 1",
              "networks that are trained in the modular norm",
              "Large, Liu, Huh, Bahng, Isola, Bernstein 2024, Scalable optimization in the modular norm, the published code",
              (n, options) -> new Orthogonal.Modular(Math.sqrt(options.multiplier()))),
          rule(
              "unit",
              "1; the forward pass divides by sqrt(n_in), the output by n_in",
              "unit-scaled networks, in low precision or by u-muP",
              "Blake, Eichenberg, Dean, Balles, Prince, Deiseroth, Cruz-Salinas, Luschi, Weinbach, Orr 2024, u-muP: the unit-scaled maximal update parametrization, on unit scaling",
              (n, options) -> new FixedNormal(Math.sqrt(options.multiplier()))),
          rule(
              "small-init(d), smallinit",
              "2/(5d), d the width of the residual stream",
              "embeddings and inner layers of transformers; wang(N, d) for the last of each branch",
              "Nguyen, Salazar 2019, Transformers without tears: improving the normalization of self-attention, on SmallInit",
              (n, options) ->
                  new FixedNormal(Math.sqrt(2 / (5 * width(n[0])) * options.multiplier()))),
          rule(
              "wang(N, d)",
              "4/(N^2 d), d the width of the residual stream",
              "the last layer of each branch of N blocks; small-init(d) elsewhere",
              "Wang, Komatsuzaki 2021, GPT-J-6B: a 6 billion parameter autoregressive language model, the published code",
              (n, options) ->
                  new FixedNormal(
                      2 / Depth.blocks(blocks(n)) * Math.sqrt(options.multiplier() / width(n[1])))),
          rule(
              "in-degree(k)",
              "1/k of activation's",
              "layers into a node of a graph that sums k branches",
              "Chen, Wu, Wang, Hanin 2024, Principled architecture-aware scaling of hyperparameters, on in-degrees",
              (n, options) ->
                  Initializers.forActivation(
                      options.withMultiplier(options.multiplier() / Depth.blocks(blocks(n))))));

  private ScaleRules() {}

  static List<Rule> all() {
    return ALL;
  }

  private static Initializer glorot(RuleOptions options, double gain) {
    return options.withFan(FanMode.AVERAGE).scaling(square(gain));
  }

  private static long blocks(double[] numbers) {
    return Arguments.whole("a depth", numbers[0]);
  }

  private static double width(double number) {
    return Arguments.positive("a width", number, "give that of the residual stream");
  }

  private static double square(double x) {
    return x * x;
  }
}
