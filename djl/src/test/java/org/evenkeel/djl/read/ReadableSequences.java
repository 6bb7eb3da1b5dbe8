// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import static org.evenkeel.djl.read.ReadableBlock.linear;
import static org.evenkeel.djl.read.ReadableBlock.row;
import static org.evenkeel.djl.read.ReadableBlock.sequence;
import static org.evenkeel.djl.read.ReadableBlock.sum;
import static org.evenkeel.djl.read.ReadableBlock.tokens;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import java.util.stream.Stream;
import org.evenkeel.djl.Transformers;
import org.evenkeel.djl.read.ReadableBlock.Inputs;

/** Blocks of sequences to be read as networks: recurrent ones and transformers. */
final class ReadableSequences {

  private static final String ENCODER =
      "1.0·{1.0·{attention 2 of 16, dropout 0.1} + {}, norm BATCH, conv 32 [1]/1+0, gelu,"
          + " conv 16 [1]/1+0, dropout 0.1} + {}, norm BATCH";

  private ReadableSequences() {}

  private static LSTM lstm() {
    return LSTM.builder().setStateSize(8).setNumLayers(1).build();
  }

  private static SequentialBlock encoders(int count) {
    return Transformers.encoders(count, 16, 2, 32, 0.1f);
  }

  static Stream<ReadableBlock> rows() {
    return Stream.of(
        tokens(
            "LSTM that classifies",
            () ->
                new SequentialBlock()
                    .add(linear(6))
                    .add(lstm())
                    .addSingleton(x -> x.get(":, -1"), "last")
                    .add(linear(2)),
            new Shape(3, 5, 4),
            "conv 6 [1]/1+0, recurrent, token, dense 2"),
        tokens(
            "two GRUs in one block, and their first state",
            () ->
                new SequentialBlock()
                    .add(GRU.builder().setStateSize(4).setNumLayers(2).optDropRate(0.25f).build())
                    .addSingleton(x -> x.get(":, 0"), "first")
                    .add(linear(2)),
            new Shape(3, 5, 4),
            "recurrent, dropout 0.25, recurrent, token, dense 2"),
        tokens(
            "a plain recurrent network behind which is a layer",
            () ->
                sequence(
                    RNN.builder()
                        .setStateSize(6)
                        .setNumLayers(1)
                        .setActivation(RNN.Activation.TANH)
                        .build(),
                    linear(2)),
            new Shape(3, 5, 4),
            "recurrent, conv 2 [1]/1+0"),
        tokens(
            "a plain recurrent network of ReLU",
            () ->
                sequence(
                    RNN.builder()
                        .setStateSize(6)
                        .setNumLayers(1)
                        .setActivation(RNN.Activation.RELU)
                        .build(),
                    linear(2)),
            new Shape(3, 5, 4),
            "recurrent, conv 2 [1]/1+0"),
        tokens("transformer's encoder", () -> encoders(1), new Shape(2, 5, 16), ENCODER),
        tokens(
            "twelve encoders and a head",
            () -> encoders(12).addSingleton(x -> x.mean(new int[] {1})).add(linear(3)),
            new Shape(2, 5, 16),
            "network of 73 weighted layers, [16, 5] to [3]"),
        tokens(
            "encoder that normalizes before",
            () ->
                sequence(
                    linear(8),
                    sum(
                        sequence(
                            LayerNorm.builder().axis(2).build(),
                            ScaledDotProductAttentionBlock.builder()
                                .setEmbeddingSize(8)
                                .setHeadCount(4)
                                .build()),
                        Blocks.identityBlock()),
                    sum(
                        sequence(
                            LayerNorm.builder().axis(2).build(),
                            linear(16),
                            Activation.geluBlock(),
                            linear(8)),
                        Blocks.identityBlock())),
            new Shape(2, 5, 4),
            "conv 8 [1]/1+0, 1.0·{norm TOKEN, attention 4 of 8} + {},"
                + " 1.0·{norm TOKEN, conv 16 [1]/1+0, gelu, conv 8 [1]/1+0} + {}"),
        row(
                "BERT",
                () -> Transformers.bert(9, 16, 2, 1).build(),
                new Shape(2, 6),
                "embedding, positions, positions, norm BATCH, dropout 0.1, "
                    + ENCODER
                    + ", concatenation({flatten}, {token, dense 16, tanh})",
                "02typeEmbedding")
            .with(Inputs.BERT),
        row(
                "BERT that classifies",
                () ->
                    sequence(
                        Transformers.bert(9, 16, 2, 1).build(),
                        new LambdaBlock(outputs -> new NDList(outputs.get(1))),
                        linear(3)),
                new Shape(2, 6),
                "embedding, positions, positions, norm BATCH, dropout 0.1, "
                    + ENCODER
                    + ", token, dense 16, tanh, dense 3",
                "01BertBlock_02typeEmbedding")
            .with(Inputs.POOLED_BERT));
  }
}
