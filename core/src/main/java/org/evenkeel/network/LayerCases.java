// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.Optional;
import java.util.function.Function;
import org.evenkeel.activation.Activation;

/**
 * One function for each kind of layer; {@link Layer#match} applies the one for its own kind.
 *
 * @param <R> the result of the functions
 */
public record LayerCases<R>(
    Function<Layer.Dense, R> dense,
    Function<Layer.Convolution, R> convolution,
    Function<TransposedConvolution, R> transposed,
    Function<Layer.Pooling, R> pooling,
    Function<Layer.Flatten, R> flatten,
    Function<Layer.Nonlinearity, R> nonlinearity,
    Function<Layer.Dropout, R> dropout,
    Function<Layer.Normalization, R> normalization,
    Function<Attention, R> attention,
    Function<Layer.Residual, R> residual,
    Function<Merge, R> merge,
    Function<Memory, R> memory,
    Function<TokenLayer, R> token,
    Function<Layer.Unknown, R> unknown) {
  /** The words of {@link Layer#kind}. */
  static final LayerCases<String> WORDS =
      new LayerCases<>(
          dense -> "dense",
          convolution -> "convolution",
          transposed -> "transposed-convolution",
          pooling -> "pooling",
          flatten -> "flatten",
          activation -> "activation",
          dropout -> "dropout",
          normalization -> "normalization",
          attention -> "attention",
          residual -> "residual",
          merge -> merge.how().toString(),
          memory -> "memory",
          TokenLayer::word,
          Layer.Unknown::kind);

  /** The name of the memory that a layer looks at; empty if it looks at none. */
  static final LayerCases<String> MEMORIES =
      new LayerCases<>(
          dense -> "",
          convolution -> "",
          transposed -> "",
          pooling -> "",
          flatten -> "",
          activation -> "",
          dropout -> "",
          normalization -> "",
          attention -> attention.pattern().memory().map(Attention.Source::name).orElse(""),
          residual -> "",
          merge -> "",
          memory -> "",
          token -> "",
          unknown -> "");

  /** The function of a layer that is an activation; empty for all other kinds. */
  public static final LayerCases<Optional<Activation>> ACTIVATION =
      new LayerCases<>(
          dense -> Optional.empty(),
          convolution -> Optional.empty(),
          transposed -> Optional.empty(),
          pooling -> Optional.empty(),
          flatten -> Optional.empty(),
          nonlinearity -> Optional.of(nonlinearity.activation()),
          dropout -> Optional.empty(),
          normalization -> Optional.empty(),
          attention -> Optional.empty(),
          residual -> Optional.empty(),
          merge -> Optional.empty(),
          memory -> Optional.empty(),
          token -> Optional.empty(),
          unknown -> Optional.empty());
}
