// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import static org.evenkeel.init.Rules.rule;

import java.util.List;
import org.evenkeel.initializer.Constant;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.FixedUniform;
import org.evenkeel.initializer.Identity;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.FanMode;

/** The rules for one place of an architecture, such as the factors of LayerScale. */
final class PlaceRules {

  private static final List<Rule> ALL =
      List.of(
          rule(
              "mimetic(noise=0.4, gain=0.4)",
              "w_ij = gain for i = j, else 0, plus noise^2/n_in",
              "key weights, and with gain -0.4 output weights of attention, query and value by identity",
              "Trockman, Kolter 2023, Mimetic initialization of self-attention layers, section 3",
              (n, options) -> {
                double factor = Math.sqrt(options.multiplier());
                return new Identity.Noisy(n[0] * factor, n[1] * factor);
              }),
          rule(
              "layer-scale(N)",
              "0.1 for N up to 18 blocks, 1e-5 up to 24, else 1e-6",
              "the learnt factors on the residual branches of LayerScale",
              "Touvron, Cord, Sablayrolles, Synnaeve, Jegou 2021, Going deeper with image transformers, on LayerScale",
              (n, options) -> new Constant(Depth.layerScale(Arguments.whole("a depth", n[0])))),
          rule(
              "mamba-dt(shortest=0.001, longest=0.1)",
              "b = ln(exp(dt) - 1), dt log-uniform",
              "biases before the softplus that gives a state space model's time steps",
              "Gu, Dao 2023, Mamba: linear-time sequence modeling with selective state spaces, section 3.6",
              (n, options) -> new FixedUniform.TimeStep(n[0], n[1])),
          rule(
              "lora-a",
              "1/(3 n_in), uniform",
              "the first factor of a low-rank adapter, zeros for the second; PyTorch's own default",
              "Hu, Shen, Wallis, Allen-Zhu, Li, Wang, Wang, Chen 2022, LoRA: low-rank adaptation of large language models, the published code",
              (n, options) ->
                  options
                      .withDistribution(Distribution.UNIFORM)
                      .withFan(FanMode.IN)
                      .scaling(1 / 3.0)));

  private PlaceRules() {}

  static List<Rule> all() {
    return ALL;
  }
}
