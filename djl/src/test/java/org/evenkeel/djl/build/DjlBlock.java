// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import ai.djl.modality.nlp.DefaultVocabulary;
import ai.djl.modality.nlp.embedding.TrainableTextEmbedding;
import ai.djl.modality.nlp.embedding.TrainableWordEmbedding;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv1dTranspose;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv2dTranspose;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.core.LinearCollection;
import ai.djl.nn.core.Multiplication;
import ai.djl.nn.core.Prelu;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.GhostBatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.transformer.BertPretrainingBlock;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.djl.Transformers;

/**
 * A block of DJL that holds parameters: a row of the table that the tests go through.
 *
 * @param parameters what is expected of each: name, kind, dimensions, n_in/n_out, gates, and the
 *     activation that follows a weight
 */
public record DjlBlock(
    String name, Supplier<Block> block, List<Shape> inputs, List<String> parameters) {

  @Override
  public String toString() {
    return name;
  }

  private static DjlBlock row(
      String name, Supplier<Block> block, List<Shape> inputs, String... parameters) {
    return new DjlBlock(name, block, inputs, List.of(parameters));
  }

  private static List<Shape> shape(long... sizes) {
    return List.of(new Shape(sizes));
  }

  private static Linear linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  private static List<String> words(int count) {
    return IntStream.range(0, count).mapToObj(word -> "w" + word).toList();
  }

  public static Stream<DjlBlock> rows() {
    return Stream.of(
        row(
            "Linear",
            () -> linear(40),
            shape(2, 60),
            "weight dense [40, 60] 60/40 before identity",
            "bias bias [40]"),
        row(
            "Linear before tanh",
            () -> new SequentialBlock().add(linear(40)).add(Activation.tanhBlock()),
            shape(2, 60),
            "01Linear_weight dense [40, 60] 60/40 before tanh",
            "01Linear_bias bias [40]"),
        row(
            "LinearCollection",
            () -> LinearCollection.builder().setUnits(20).build(),
            shape(2, 6, 30),
            "weight experts [6, 30, 20] 30/20 before identity",
            "bias bias [6, 20]"),
        row(
            "LinearCollection of two axes",
            () -> LinearCollection.builder().setUnits(20).optBias(false).build(),
            shape(2, 2, 3, 30),
            "weight experts [2, 3, 30, 20] 30/20 before identity"),
        row(
            "Conv1d",
            () -> Conv1d.builder().setFilters(32).setKernelShape(new Shape(5)).build(),
            shape(2, 12, 9),
            "weight convolution [32, 12, 5] 60/160 before identity",
            "bias bias [32]"),
        row(
            "Conv2d of groups, stride 2 and 1",
            () ->
                Conv2d.builder()
                    .setFilters(48)
                    .setKernelShape(new Shape(3, 4))
                    .optStride(new Shape(2, 1))
                    .optGroups(4)
                    .optBias(false)
                    .build(),
            shape(2, 32, 9, 9),
            "weight convolution [48, 8, 3, 4] 96/72 before identity"),
        row(
            "depthwise Conv2d",
            () ->
                Conv2d.builder()
                    .setFilters(200)
                    .setKernelShape(new Shape(3, 3))
                    .optGroups(100)
                    .build(),
            shape(2, 100, 9, 9),
            "weight convolution [200, 1, 3, 3] 9/18 before identity",
            "bias bias [200]"),
        row(
            "Conv3d",
            () -> Conv3d.builder().setFilters(10).setKernelShape(new Shape(2, 3, 4)).build(),
            shape(2, 5, 6, 6, 6),
            "weight convolution [10, 5, 2, 3, 4] 120/240 before identity",
            "bias bias [10]"),
        // Not run: the PyTorch engine has no deconvolution.
        row(
            "Conv1dTranspose",
            () ->
                Conv1dTranspose.builder()
                    .setFilters(30)
                    .setKernelShape(new Shape(6))
                    .optStride(new Shape(3))
                    .build(),
            shape(2, 10, 7),
            "weight transposed-convolution [30, 10, 6] 20/180 before identity",
            "bias bias [30]"),
        row(
            "Conv2dTranspose of groups",
            () ->
                Conv2dTranspose.builder()
                    .setFilters(24)
                    .setKernelShape(new Shape(4, 4))
                    .optStride(new Shape(2, 2))
                    .optGroups(2)
                    .build(),
            shape(2, 16, 7, 7),
            "weight transposed-convolution [24, 8, 4, 4] 32/192 before identity",
            "bias bias [24]"),
        row(
            "TrainableTextEmbedding",
            () ->
                new TrainableTextEmbedding(
                    TrainableWordEmbedding.builder()
                        .setVocabulary(new DefaultVocabulary(words(70)))
                        .setEmbeddingSize(50)
                        .optUnknownToken("w0")
                        .build()),
            shape(2, 5),
            "01trainableWordEmbedding_embedding embedding [70, 50] 1/50 before identity"),
        row(
            "IdEmbedding",
            () -> new IdEmbedding.Builder().setDictionarySize(70).setEmbeddingSize(50).build(),
            shape(2, 5),
            "embedding embedding [70, 50] 1/50 before identity"),
        row(
            "RNN",
            () ->
                RNN.builder()
                    .setStateSize(50)
                    .setNumLayers(1)
                    .setActivation(RNN.Activation.RELU)
                    .build(),
            shape(2, 5, 40),
            "l_0_i2h_WEIGHT input-gates [50, 40] 40/50 before relu",
            "l_0_h2h_WEIGHT recurrent [50, 50] 50/50 before relu",
            "l_0_i2h_BIAS gate-bias [50]",
            "l_0_h2h_BIAS gate-bias [50]"),
        row(
            "RNN of tanh before ReLU",
            () ->
                new SequentialBlock()
                    .add(
                        RNN.builder()
                            .setStateSize(50)
                            .setNumLayers(1)
                            .optHasBiases(false)
                            .setActivation(RNN.Activation.TANH)
                            .build())
                    .add(Activation.reluBlock()),
            shape(2, 5, 40),
            "01RNN_l_0_i2h_WEIGHT input-gates [50, 40] 40/50 before tanh",
            "01RNN_l_0_h2h_WEIGHT recurrent [50, 50] 50/50 before tanh"),
        row(
            "LSTM of two layers and directions",
            () ->
                new SequentialBlock()
                    .add(
                        LSTM.builder()
                            .setStateSize(20)
                            .setNumLayers(2)
                            .optBidirectional(true)
                            .build()),
            shape(2, 5, 30),
            "01LSTM_l_0_i2h_WEIGHT input-gates [80, 30] 30/20 input,forget,cell,output before identity",
            "01LSTM_l_0_h2h_WEIGHT recurrent [80, 20] 20/20 input,forget,cell,output before identity",
            "01LSTM_r_0_i2h_WEIGHT input-gates [80, 30] 30/20 input,forget,cell,output before identity",
            "01LSTM_r_0_h2h_WEIGHT recurrent [80, 20] 20/20 input,forget,cell,output before identity",
            "01LSTM_l_0_i2h_BIAS gate-bias [80] input,forget,cell,output",
            "01LSTM_l_0_h2h_BIAS gate-bias [80] input,forget,cell,output",
            "01LSTM_r_0_i2h_BIAS gate-bias [80] input,forget,cell,output",
            "01LSTM_r_0_h2h_BIAS gate-bias [80] input,forget,cell,output",
            "01LSTM_l_1_i2h_WEIGHT input-gates [80, 40] 40/20 input,forget,cell,output before identity",
            "01LSTM_l_1_h2h_WEIGHT recurrent [80, 20] 20/20 input,forget,cell,output before identity",
            "01LSTM_r_1_i2h_WEIGHT input-gates [80, 40] 40/20 input,forget,cell,output before identity",
            "01LSTM_r_1_h2h_WEIGHT recurrent [80, 20] 20/20 input,forget,cell,output before identity",
            "01LSTM_l_1_i2h_BIAS gate-bias [80] input,forget,cell,output",
            "01LSTM_l_1_h2h_BIAS gate-bias [80] input,forget,cell,output",
            "01LSTM_r_1_i2h_BIAS gate-bias [80] input,forget,cell,output",
            "01LSTM_r_1_h2h_BIAS gate-bias [80] input,forget,cell,output"),
        row(
            "GRU",
            () -> GRU.builder().setStateSize(30).setNumLayers(1).build(),
            shape(2, 5, 40),
            "l_0_i2h_WEIGHT input-gates [90, 40] 40/30 reset,update,new before identity",
            "l_0_h2h_WEIGHT recurrent [90, 30] 30/30 reset,update,new before identity",
            "l_0_i2h_BIAS gate-bias [90] reset,update,new",
            "l_0_h2h_BIAS gate-bias [90] reset,update,new"),
        row(
            "Multiplication",
            () -> Multiplication.builder().setUnits(4).build(),
            shape(2, 30, 20),
            "weight multiplication [4, 1, 30, 20] 1/4 before identity"),
        // Not run: the PyTorch engine has no PReLU.
        row(
            "Prelu, which is the activation of what it follows",
            () -> new SequentialBlock().add(linear(40)).add(new Prelu()),
            shape(2, 60),
            "01Linear_weight dense [40, 60] 60/40 before leaky-relu(0.25)",
            "01Linear_bias bias [40]",
            "02Prelu_alpha slope []"),
        row(
            "BatchNorm",
            () -> BatchNorm.builder().build(),
            shape(2, 7, 4, 4),
            "gamma scale [7] 1/1",
            "beta shift [7]"),
        row(
            "GhostBatchNorm",
            () -> GhostBatchNorm.builder().build(),
            shape(2, 7),
            "gamma scale [7] 1/1",
            "beta shift [7]"),
        row(
            "LayerNorm",
            () -> LayerNorm.builder().build(),
            shape(2, 7, 4),
            "gamma scale [7, 4] 1/1",
            "beta shift [7, 4]"),
        row(
            "LayerNorm over the last axis",
            () -> LayerNorm.builder().axis(2).build(),
            shape(2, 7, 4),
            "gamma scale [4] 1/1",
            "beta shift [4]"),
        row(
            "ScaledDotProductAttentionBlock",
            () ->
                ScaledDotProductAttentionBlock.builder()
                    .setEmbeddingSize(32)
                    .setHeadCount(4)
                    .build(),
            shape(2, 5, 32),
            "01keyProjection_weight dense [32, 32] 32/32 before identity",
            "01keyProjection_bias bias [32]",
            "02queryProjection_weight dense [32, 32] 32/32 before identity",
            "02queryProjection_bias bias [32]",
            "03valueProjection_weight dense [32, 32] 32/32 before identity",
            "03valueProjection_bias bias [32]",
            "04resultProjection_weight dense [32, 32] 32/32 before identity",
            "04resultProjection_bias bias [32]"),
        row(
            "TransformerEncoderBlock with its PointwiseFeedForwardBlock",
            () -> new TransformerEncoderBlock(32, 4, 64, 0.1f, Activation::gelu),
            shape(2, 5, 32),
            "01selfAttention_01keyProjection_weight dense [32, 32] 32/32 before identity",
            "01selfAttention_01keyProjection_bias bias [32]",
            "01selfAttention_02queryProjection_weight dense [32, 32] 32/32 before identity",
            "01selfAttention_02queryProjection_bias bias [32]",
            "01selfAttention_03valueProjection_weight dense [32, 32] 32/32 before identity",
            "01selfAttention_03valueProjection_bias bias [32]",
            "01selfAttention_04resultProjection_weight dense [32, 32] 32/32 before identity",
            "01selfAttention_04resultProjection_bias bias [32]",
            "02attentionNorm_gamma scale [32] 1/1",
            "02attentionNorm_beta shift [32]",
            "03outputBlock_01Linear_weight dense [64, 32] 32/64 before gelu",
            "03outputBlock_01Linear_bias bias [64]",
            "03outputBlock_03Linear_weight dense [32, 64] 64/32 before identity",
            "03outputBlock_03Linear_bias bias [32]",
            "04outputNorm_gamma scale [32] 1/1",
            "04outputNorm_beta shift [32]"),
        row(
            "BertBlock without its encoders",
            () -> Transformers.bert(90, 32, 4, 0).build(),
            List.of(new Shape(2, 6), new Shape(2, 6), new Shape(2, 6)),
            "positionEmbedding embedding [6, 32] 1/32 before identity",
            "01tokenEmbedding_embedding embedding [90, 32] 1/32 before identity",
            "02typeEmbedding_embedding embedding [16, 32] 1/32 before identity",
            "03embeddingNorm_gamma scale [32] 1/1",
            "03embeddingNorm_beta shift [32]",
            "05poolingProjection_weight dense [32, 32] 32/32 before tanh",
            "05poolingProjection_bias bias [32]"),
        row(
            "BertPretrainingBlock without its encoders",
            () -> new BertPretrainingBlock(Transformers.bert(90, 32, 4, 0)),
            List.of(new Shape(2, 6), new Shape(2, 6), new Shape(2, 6), new Shape(2, 1)),
            "01Bert_positionEmbedding embedding [6, 32] 1/32 before identity",
            "01Bert_01tokenEmbedding_embedding embedding [90, 32] 1/32 before identity",
            "01Bert_02typeEmbedding_embedding embedding [16, 32] 1/32 before identity",
            "01Bert_03embeddingNorm_gamma scale [32] 1/1",
            "01Bert_03embeddingNorm_beta shift [32]",
            "01Bert_05poolingProjection_weight dense [32, 32] 32/32 before tanh",
            "01Bert_05poolingProjection_bias bias [32]",
            "02BertMaskedLanguageModelBlock_dictionaryBias bias [90]",
            "02BertMaskedLanguageModelBlock_01sequenceProjection_weight"
                + " dense [32, 32] 32/32 before gelu",
            "02BertMaskedLanguageModelBlock_01sequenceProjection_bias bias [32]",
            "02BertMaskedLanguageModelBlock_02sequenceNorm_gamma scale [32] 1/1",
            "02BertMaskedLanguageModelBlock_02sequenceNorm_beta shift [32]",
            "03BertNextSentenceBlock_01binaryClassifier_weight dense [2, 32] 32/2 before identity",
            "03BertNextSentenceBlock_01binaryClassifier_bias bias [2]"));
  }
}
