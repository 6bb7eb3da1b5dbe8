// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.recurrent.RecurrentBlock;
import java.util.Map;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Recurrent;
import org.evenkeel.network.TokenCases;
import org.evenkeel.network.TokenLayer;

/** The Blocks of layers of tokens, on (batch, features, tokens). */
final class TokenBlocks {

  private TokenBlocks() {}

  /**
   * The Block of a layer.
   *
   * @param origins a map that gets the layers of inner Blocks, and has those of earlier ones
   */
  static Block of(TokenLayer layer, Map<Block, Layer> origins) {
    return layer.match(
        new TokenCases<>(
            embedding ->
                TokensFirst.of(
                    TokenTable.lookUp(embedding.rows(), embedding.units()), embedding, origins),
            positions ->
                positions.source() == TokenLayer.Positions.Source.SINUSOIDAL
                    ? ActivationBlocks.named("sinusoidal positions", TokenBlocks::sinusoidal)
                    : TokensFirst.of(
                        TokenTable.added(
                            positions.length(),
                            positions.bare(),
                            positions.source() == TokenLayer.Positions.Source.LEARNED),
                        positions,
                        origins),
            classToken -> TokensFirst.of(TokenTable.before(), classToken, origins),
            selection ->
                ActivationBlocks.named(
                    "token",
                    x ->
                        selection.position() == TokenLayer.Selection.Which.FIRST
                            ? x.get(":, :, 0")
                            : x.get(":, :, -1")),
            patches ->
                ActivationBlocks.named(
                    "tokens",
                    x -> {
                      Shape shape = x.getShape();
                      return x.reshape(shape.get(0), shape.get(1), -1);
                    }),
            layerScale -> new FeatureScale(),
            tiedHead ->
                TokensFirst.of(
                    Projection.on(
                        table(tiedHead.table(), origins), tiedHead.table().rows(), tiedHead.bias()),
                    tiedHead,
                    origins),
            recurrent ->
                recurrent.bidirectional()
                    ? recurrent(recurrent, origins)
                    : TokensFirst.of(recurrent(recurrent, origins), recurrent, origins)));
  }

  private static Block recurrent(Recurrent layer, Map<Block, Layer> origins) {
    if (layer.bidirectional()) {
      Recurrent ahead = layer.forwards();
      Recurrent back = layer.backwards();
      Block forwards = recurrent(ahead, origins);
      Block backwards = recurrent(back, origins);
      origins.put(forwards, ahead);
      origins.put(backwards, back);
      return new TokensFirst(new BothDirections(forwards, backwards));
    }
    return switch (layer.cell()) {
      case RNN -> with(layer, RNN.builder().setActivation(RNN.Activation.TANH)).build();
      case RNN_RELU -> with(layer, RNN.builder().setActivation(RNN.Activation.RELU)).build();
      case GRU -> with(layer, GRU.builder()).build();
      case LSTM -> with(layer, LSTM.builder()).build();
    };
  }

  private static <B extends RecurrentBlock.BaseBuilder<B>> B with(Recurrent layer, B builder) {
    return builder.setStateSize(layer.units()).setNumLayers(1).optBatchFirst(true);
  }

  private static TokenTable table(TokenLayer.Embedding embedding, Map<Block, Layer> origins) {
    return origins.entrySet().stream()
        .filter(origin -> origin.getValue().equals(embedding))
        .map(Map.Entry::getKey)
        .filter(TokenTable.class::isInstance)
        .map(TokenTable.class::cast)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a tied head comes after its table: %s is not in the network before it"
                        .formatted(embedding.name())));
  }

  private static NDArray sinusoidal(NDArray x) {
    int features = Math.toIntExact(x.getShape().get(1));
    int tokens = Math.toIntExact(x.getShape().get(2));
    float[] table = new float[features * tokens];
    for (int feature = 0; feature < features; feature++) {
      for (int token = 0; token < tokens; token++) {
        table[feature * tokens + token] =
            (float) TokenLayer.Positions.sinusoid(token, feature, features);
      }
    }
    try (NDArray added = x.getManager().create(table, new Shape(features, tokens))) {
      return x.add(added);
    }
  }
}
