// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

/**
 * Factors of standard deviations that depend on the depth of a residual network.
 *
 * <p>A sum of N branches of second moment 1 has second moment N; these factors make branches so
 * small that neither signal nor updates grow with N. All throw {@link IllegalArgumentException} if
 * a count is below 1. DeepNorm's α and β are those of Wang et al. 2022, "DeepNet", figure 2: α
 * multiplies the shortcut, x' = LayerNorm(α x + f(x)), and β Glorot's feed-forward, value and
 * output weights, N counting encoder and M decoder layers.
 */
public final class Depth {

  private Depth() {}

  /**
   * 1/√(2N), for the last layer of each branch (Radford et al. 2019, "Language models are
   * unsupervised multitask learners", section 2.3, where N counts branches, two a block).
   *
   * @param blocks N, blocks of two branches each
   */
  public static double residual(long blocks) {
    return 1 / Math.sqrt(2.0 * atLeastOne(blocks, "blocks"));
  }

  /**
   * Fixup's L^(-1/(2m-2)) on He's weights, for all layers of a branch but the last, which is zero
   * (Zhang et al. 2019, "Fixup initialization", section 3).
   *
   * @param branches L, residual branches in the network
   * @param layers m, weighted layers in a branch, at least 2
   */
  public static double fixup(long branches, long layers) {
    if (layers < 2) {
      throw new IllegalArgumentException(
          "fixup needs branches of at least 2 layers: %d; the only layer of a branch is its last, draw it as zeros"
              .formatted(layers));
    }
    return StrictMath.pow(atLeastOne(branches, "branches"), -1.0 / (2 * layers - 2));
  }

  /** DeepNorm's α = (2N)^(1/4) for N layers of an encoder or a decoder alone. */
  public static double deepNormAlpha(long layers) {
    return StrictMath.pow(2.0 * atLeastOne(layers, "layers"), 0.25);
  }

  /** DeepNorm's β = (8N)^(-1/4) for N layers of an encoder or a decoder alone. */
  public static double deepNormBeta(long layers) {
    return StrictMath.pow(8.0 * atLeastOne(layers, "layers"), -0.25);
  }

  /** DeepNorm's α = 0.81 (N⁴M)^(1/16) for the encoder of an encoder with a decoder. */
  public static double deepNormEncoderAlpha(long encoder, long decoder) {
    return 0.81 * both(encoder, decoder);
  }

  /** DeepNorm's β = 0.87 (N⁴M)^(-1/16) for the encoder of an encoder with a decoder. */
  public static double deepNormEncoderBeta(long encoder, long decoder) {
    return 0.87 / both(encoder, decoder);
  }

  /** DeepNorm's α = (3M)^(1/4) for the decoder behind an encoder. */
  public static double deepNormDecoderAlpha(long decoder) {
    return StrictMath.pow(3.0 * atLeastOne(decoder, "layers"), 0.25);
  }

  /** DeepNorm's β = (12M)^(-1/4) for the decoder behind an encoder. */
  public static double deepNormDecoderBeta(long decoder) {
    return StrictMath.pow(12.0 * atLeastOne(decoder, "layers"), -0.25);
  }

  /**
   * T-Fixup's 0.67 N^(-1/4) on Glorot's feed-forward, value and output weights of an encoder (Huang
   * et al. 2020, "Improving transformer optimization through better initialization").
   */
  public static double tFixupEncoder(long layers) {
    return 0.67 * StrictMath.pow(atLeastOne(layers, "layers"), -0.25);
  }

  /** T-Fixup's (9N)^(-1/4) on the same of a decoder, and on embeddings (Huang et al. 2020). */
  public static double tFixupDecoder(long layers) {
    return StrictMath.pow(9.0 * atLeastOne(layers, "layers"), -0.25);
  }

  /**
   * LayerScale's ε on each residual branch: 0.1 for at most 18 blocks, 1e-5 for at most 24, 1e-6
   * for more (Touvron et al. 2021, "Going deeper with image transformers").
   *
   * @param blocks blocks of the network
   */
  public static double layerScale(long blocks) {
    double depth = atLeastOne(blocks, "blocks");
    return depth <= 18 ? 0.1 : depth <= 24 ? 1e-5 : 1e-6;
  }

  private static double both(long encoder, long decoder) {
    double n = atLeastOne(encoder, "encoder layers");
    return StrictMath.pow(n * n * n * n * atLeastOne(decoder, "decoder layers"), 1.0 / 16);
  }

  /** A number of blocks, at least 1. */
  static double blocks(long blocks) {
    return atLeastOne(blocks, "blocks");
  }

  private static double atLeastOne(long count, String what) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "a depth must be at least 1: " + count + " " + what + "; count those of the network");
    }
    return count;
  }
}
