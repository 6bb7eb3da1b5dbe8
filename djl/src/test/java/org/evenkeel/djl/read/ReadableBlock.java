// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A Block to be read as a network: a row of the table that the tests go through.
 *
 * @param inputs what it is given
 * @param unread the layers of the probe that are inside of unknown blocks
 * @param layers what it is read as, in short
 */
record ReadableBlock(
    String name,
    Supplier<Block> block,
    Shape input,
    Inputs inputs,
    List<String> unread,
    String layers) {

  /** What a Block is given. */
  enum Inputs {
    /** Vectors, images or sequences with the features first. */
    FEATURES,
    /** Sequences with the tokens first. */
    TOKENS,
    /** The three of DJL's BERT, of one shape: token numbers, segments and a mask. */
    BERT,
    /** The same, where what it pools goes on alone: DJL pools the second token. */
    POOLED_BERT;

    private boolean areNumbers() {
      return this == BERT || this == POOLED_BERT;
    }
  }

  @Override
  public String toString() {
    return name;
  }

  /** The rows of which everything is read as it is. */
  static Stream<ReadableBlock> knownRows() {
    return rows().filter(row -> !row.layers().contains("?") && row.inputs() != Inputs.POOLED_BERT);
  }

  /** The shapes of all inputs. */
  Shape[] shapes() {
    return inputs.areNumbers() ? new Shape[] {input, input, input} : new Shape[] {input};
  }

  boolean tokens() {
    return inputs == Inputs.TOKENS;
  }

  /** The same Block that is given other inputs. */
  ReadableBlock with(Inputs other) {
    return new ReadableBlock(name, block, input, other, unread, layers);
  }

  NDList batch(NDManager manager) {
    if (inputs.areNumbers()) {
      NDArray ids =
          manager.arange((int) input.size()).toType(DataType.INT64, false).reshape(input).mod(9);
      return new NDList(ids, ids.zerosLike(), manager.ones(input));
    }
    return new NDList(manager.randomNormal(input));
  }

  static ReadableBlock row(
      String name, Supplier<Block> block, Shape input, String layers, String... unread) {
    return new ReadableBlock(name, block, input, Inputs.FEATURES, List.of(unread), layers);
  }

  static ReadableBlock tokens(
      String name, Supplier<Block> block, Shape input, String layers, String... unread) {
    return new ReadableBlock(name, block, input, Inputs.TOKENS, List.of(unread), layers);
  }

  static Linear linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  private static Conv2d.Builder conv(int filters, int kernel) {
    return Conv2d.builder().setFilters(filters).setKernelShape(new Shape(kernel, kernel));
  }

  private static Shape two(int size) {
    return new Shape(size, size);
  }

  static SequentialBlock sequence(Block... blocks) {
    return new SequentialBlock().addAll(blocks);
  }

  static Block sum(Block... ends) {
    return new ParallelBlock(outputs -> new NDList(NDArrays.add(heads(outputs))), List.of(ends));
  }

  private static NDArray[] heads(List<NDList> outputs) {
    return outputs.stream().map(NDList::head).toArray(NDArray[]::new);
  }

  private static Block both(Function<NDArray[], NDArray> function) {
    return new ParallelBlock(
        outputs -> new NDList(function.apply(heads(outputs))),
        List.of(linear(6), sequence(linear(6), Activation.tanhBlock())));
  }

  private static Block sharedLinear() {
    Linear shared = linear(6);
    return sequence(shared, Activation.reluBlock(), shared, linear(2));
  }

  static Stream<ReadableBlock> rows() {
    return Stream.concat(ofLayers(), ReadableSequences.rows());
  }

  private static Stream<ReadableBlock> ofLayers() {
    return Stream.of(
        row("Linear", () -> linear(5), new Shape(3, 4), "dense 5"),
        row(
            "perceptron on images",
            () ->
                sequence(
                    Blocks.batchFlattenBlock(),
                    linear(12),
                    Activation.leakyReluBlock(0.1f),
                    Dropout.builder().optRate(0.3f).build(),
                    sequence(
                        Linear.builder().setUnits(7).optBias(false).build(),
                        LayerNorm.builder().build(),
                        Activation.swishBlock(1)),
                    linear(2)),
            new Shape(3, 2, 4, 4),
            "flatten, dense 12, leaky-relu(0.1), dropout 0.3, dense 7 no bias, norm LAYER, silu,"
                + " dense 2"),
        row(
            "convolutions on vectors made images",
            () ->
                new SequentialBlock()
                    .add(x -> new NDList(x.head().reshape(-1, 1, 12, 8)))
                    .add(conv(4, 3).optPadding(two(1)).build())
                    .add(BatchNorm.builder().build())
                    .add(Activation.reluBlock())
                    .add(Pool.maxPool2dBlock(two(2), two(2)))
                    .add(conv(6, 3).optGroups(2).optStride(two(1)).optBias(false).build())
                    .add(Pool.globalAvgPool2dBlock())
                    .add(Blocks.batchFlattenBlock())
                    .add(linear(3)),
            new Shape(3, 96),
            "conv 4 [3, 3]/1+1, norm BATCH, relu, max [2, 2]/2+0,"
                + " conv 6 [3, 3]/1+0 groups 2 no bias, average []/1+0, dense 3"),
        row(
            "every pooling",
            () ->
                sequence(
                    Pool.maxPool2dBlock(new Shape(3, 2), two(2), two(1)),
                    Pool.avgPool2dBlock(two(3), two(2), two(1)),
                    Pool.avgPool2dBlock(two(2), two(1)),
                    conv(4, 1).build(),
                    Pool.avgPool2dBlock(new Shape(3, 4), two(1)),
                    Pool.globalMaxPool2dBlock(),
                    linear(2)),
            new Shape(2, 3, 20, 22),
            "max [3, 2]/2+1, average [3, 3]/2+1, average [2, 2]/1+0, conv 4 [1, 1]/1+0,"
                + " average [3, 4]/1+0, max []/1+0, dense 2"),
        row(
            "pooling that layers do not have",
            () ->
                sequence(
                    conv(4, 3).build(),
                    Pool.maxPool2dBlock(two(2), two(2), two(0), true),
                    Pool.lpPool2dBlock(2, two(2), two(2), two(0)),
                    Blocks.batchFlattenBlock(),
                    linear(2)),
            new Shape(2, 3, 9, 9),
            "conv 4 [3, 3]/1+0, ?maxPool2d [4, 4, 4], ?lpPool2d [4, 2, 2], flatten, dense 2"),
        row(
            "one axis, features first",
            () ->
                sequence(
                    Conv1d.builder().setFilters(6).setKernelShape(new Shape(3)).build(),
                    BatchNorm.builder().build(),
                    Activation.tanhBlock(),
                    Pool.maxPool1dBlock(new Shape(2), new Shape(2), new Shape(0)),
                    Blocks.batchFlattenBlock(),
                    linear(2)),
            new Shape(3, 4, 10),
            "conv 6 [3]/1+0, norm BATCH, tanh, max [2]/2+0, flatten, dense 2"),
        row(
            "strides that differ",
            () ->
                sequence(
                    conv(4, 3).optStride(new Shape(2, 1)).build(),
                    Activation.reluBlock(),
                    conv(4, 3).optDilation(two(2)).build(),
                    conv(2, 1).build()),
            new Shape(2, 3, 16, 16),
            "?Conv2d [4, 7, 14], relu, ?Conv2d [4, 3, 10], conv 2 [1, 1]/1+0",
            "01Conv2d",
            "03Conv2d"),
        row(
            "ResNet of the zoo, small",
            () ->
                ResNetV1.builder()
                    .setImageShape(new Shape(3, 16, 16))
                    .setNumLayers(8)
                    .setOutSize(5)
                    .build(),
            new Shape(2, 3, 16, 16),
            "conv 16 [3, 3]/1+1 no bias, "
                + unit(16, 1)
                + ", relu, "
                + unit(32, 2)
                + ", relu, "
                + unit(64, 2)
                + ", relu, average []/1+0, dense 5"),
        row(
            "ResNet of the zoo, 50 layers",
            () ->
                ResNetV1.builder()
                    .setImageShape(new Shape(3, 36, 36))
                    .setNumLayers(50)
                    .setOutSize(5)
                    .build(),
            new Shape(2, 3, 36, 36),
            "network of 54 weighted layers, [3, 36, 36] to [5]"),
        row(
            "sums of ends",
            () ->
                sequence(
                    both(x -> x[0].mul(0.5).add(x[1])),
                    sum(linear(6), Blocks.identityBlock(), sequence(linear(6), linear(6))),
                    both(x -> Activation.tanh(x[0].add(x[1]))),
                    both(x -> Activation.relu(x[0].add(x[1].mul(0.25)))),
                    linear(2)),
            new Shape(3, 4),
            "0.5·{dense 6} + {dense 6, tanh}, 1.0·{dense 6} + {1.0·{dense 6, dense 6} + {}},"
                + " 1.0·{dense 6} + {dense 6, tanh}, tanh, 0.25·{dense 6, tanh} + {dense 6}, relu,"
                + " dense 2"),
        row(
            "ends that are not summed",
            () ->
                sequence(
                    linear(6),
                    both(x -> x[0].concat(x[1], 1)),
                    both(x -> x[0].mul(x[1])),
                    both(x -> x[0].maximum(x[1])),
                    both(x -> x[0].add(x[1]).mul(0.7)),
                    linear(2)),
            new Shape(3, 4),
            "dense 6, concatenation({dense 6}, {dense 6, tanh}), product({dense 6}, {dense 6,"
                + " tanh}), ?ParallelBlock [6], ?ParallelBlock [6], dense 2",
            "04ParallelBlock_01Linear",
            "04ParallelBlock_02SequentialBlock_01Linear",
            "05ParallelBlock_01Linear",
            "05ParallelBlock_02SequentialBlock_01Linear"),
        row(
            "channels one after another, a product and a gated sum of three",
            () ->
                sequence(
                    new ParallelBlock(
                        outputs -> new NDList(NDArrays.concat(new NDList(heads(outputs)), 1)),
                        List.of(
                            conv(4, 3).optPadding(two(1)).build(),
                            Blocks.identityBlock(),
                            conv(2, 1).build())),
                    new ParallelBlock(
                        outputs -> {
                          NDArray[] x = heads(outputs);
                          return new NDList(x[0].mul(x[1]).mul(x[2]));
                        },
                        List.of(conv(9, 1).build(), Blocks.identityBlock(), conv(9, 1).build())),
                    new ParallelBlock(
                        outputs -> {
                          NDArray[] x = heads(outputs);
                          return new NDList(x[1].mul(x[0]).add(x[2]).sub(x[0].mul(x[2])));
                        },
                        List.of(conv(9, 1).build(), Blocks.identityBlock(), conv(9, 1).build())),
                    Blocks.batchFlattenBlock(),
                    linear(2)),
            new Shape(2, 3, 5, 5),
            "concatenation({conv 4 [3, 3]/1+1}, {}, {conv 2 [1, 1]/1+0}), product({conv 9 [1,"
                + " 1]/1+0}, {}, {conv 9 [1, 1]/1+0}), gated-sum({conv 9 [1, 1]/1+0}, {}, {conv 9"
                + " [1, 1]/1+0}), flatten, dense 2"),
        tokens(
            "features of tokens one after another",
            () ->
                sequence(
                    new ParallelBlock(
                        outputs -> new NDList(NDArrays.concat(new NDList(heads(outputs)), 2)),
                        List.of(Blocks.identityBlock(), linear(5))),
                    linear(2)),
            new Shape(2, 7, 3),
            "concatenation({}, {conv 5 [1]/1+0}), conv 2 [1]/1+0"),
        row(
            "lambdas of the user",
            () ->
                new SequentialBlock()
                    .add(linear(6))
                    .addSingleton(x -> x.tanh())
                    .add(linear(6))
                    .addSingleton(x -> x.softmax(1), "soft")
                    .add(linear(6))
                    .addSingleton(x -> x.sub(x.mean(new int[] {1}, true)))
                    .add(linear(2)),
            new Shape(3, 4),
            "dense 6, tanh, dense 6, ?soft [6], dense 6, ?LambdaBlock [6], dense 2"),
        row(
            "a Linear that runs twice",
            ReadableBlock::sharedLinear,
            new Shape(3, 6),
            "dense 6, relu, dense 6, dense 2"));
  }

  private static String unit(int filters, int stride) {
    return "1.0·{conv %d [3, 3]/%d+1 no bias, norm BATCH, relu, conv %d [3, 3]/1+1 no bias, norm BATCH} + {conv %d [1, 1]/%d+0 no bias, norm BATCH}"
        .formatted(filters, stride, filters, filters, stride);
  }
}
