// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.convolutional.Deconvolution;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import ai.djl.nn.core.LinearCollection;
import ai.djl.nn.core.Multiplication;
import ai.djl.nn.core.Prelu;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.nn.transformer.BertMaskedLanguageModelBlock;
import ai.djl.nn.transformer.IdEmbedding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.build.FeatureScale;
import org.evenkeel.djl.build.Projection;
import org.evenkeel.djl.build.TokenNorm;
import org.evenkeel.djl.build.TokenTable;
import org.evenkeel.djl.build.UpConvolution;
import org.evenkeel.network.Network;
import org.evenkeel.network.TransposedConvolution;
import org.evenkeel.parameter.Fans;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.jspecify.annotations.Nullable;

/**
 * The role of a parameter in its block: kind, fans and the activation inside of the block. DJL's
 * blocks are rows of a table.
 *
 * <p>Blocks that consist of others, such as attention and the transformer, have no parameters of
 * their own except those listed here.
 */
public final class ParameterRole {

  /**
   * A row of the table.
   *
   * @param block the class of the block; subclasses are included
   * @param parameter pattern of the parameter's name
   * @param kind the parameter's kind
   * @param shape shape and fans from the block and the array's shape
   * @param following the activation that follows inside of the block; null for the one after it
   */
  private record Row(
      Class<? extends Block> block,
      Pattern parameter,
      Kind kind,
      BiFunction<Block, Shape, WeightShape> shape,
      @Nullable Function<Block, Activation> following) {}

  private static final Pattern WEIGHT = Pattern.compile("weight");

  private static final List<Row> ROWS = rows();

  private final Row row;
  private final Block block;

  private ParameterRole(Row row, Block block) {
    this.row = row;
    this.block = block;
  }

  /**
   * The role of a block's own parameter; empty if it is neither declared nor that of a DJL block.
   */
  static Optional<ParameterRole> of(
      Block block, Parameter parameter, List<DeclaredParameter> declared) {
    return declared.stream()
        .filter(one -> one.matches(block, parameter))
        .map(one -> row(one.block(), Pattern.quote(one.parameter()), one.kind(), one::shape))
        .findFirst()
        .or(
            () ->
                ROWS.stream()
                    .filter(
                        row ->
                            row.block().isInstance(block)
                                && row.parameter().matcher(parameter.getName()).matches())
                    .findFirst())
        .map(row -> new ParameterRole(row, block));
  }

  /** The role of a parameter in the network that a model was built from. */
  static ParameterRole of(Network.Parameter known) {
    boolean inside =
        switch (known.shape().kind()) {
          case INPUT_GATES, RECURRENT, GATE_BIAS -> true;
          default -> false;
        };
    Row row =
        new Row(
            Block.class,
            Pattern.compile(".*"),
            known.shape().kind(),
            (block, array) -> known.shape(),
            inside ? block -> known.following() : null);
    return new ParameterRole(row, Blocks.identityBlock());
  }

  /** The kind. */
  public Kind kind() {
    return row.kind();
  }

  /** The shape and fans of an array. */
  public WeightShape shape(Shape array) {
    return row.shape().apply(block, array);
  }

  /** The activation that follows inside of the block; empty for the one after it. */
  Optional<Activation> following() {
    return Optional.ofNullable(row.following()).map(inside -> inside.apply(block));
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(row(Linear.class, "weight", Kind.DENSE, s -> WeightShape.dense(s.get(1), s.get(0))));
    rows.add(bias(Linear.class, "bias"));
    rows.add(row(LinearCollection.class, "weight", Kind.EXPERTS, ParameterRole::experts));
    rows.add(bias(LinearCollection.class, "bias"));
    rows.add(
        new Row(Convolution.class, WEIGHT, Kind.CONVOLUTION, ParameterRole::convolution, null));
    rows.add(bias(Convolution.class, "bias"));
    Kind transposed = Kind.TRANSPOSED_CONVOLUTION;
    rows.add(new Row(Deconvolution.class, WEIGHT, transposed, ParameterRole::deconvolution, null));
    rows.add(bias(Deconvolution.class, "bias"));
    rows.add(new Row(UpConvolution.class, WEIGHT, transposed, ParameterRole::transposed, null));
    rows.add(bias(UpConvolution.class, "bias"));
    rows.add(row(Embedding.class, "embedding", Kind.EMBEDDING, ParameterRole::table));
    rows.add(row(IdEmbedding.class, "embedding", Kind.EMBEDDING, ParameterRole::table));
    rows.add(
        new Row(
            BertBlock.class,
            Pattern.compile("positionEmbedding"),
            Kind.EMBEDDING,
            (block, shape) -> table(shape),
            block -> Activations.IDENTITY));
    rows.add(bias(BertMaskedLanguageModelBlock.class, "dictionaryBias"));
    rows.addAll(recurrent(LSTM.class, WeightShape.LSTM, block -> Activations.IDENTITY));
    rows.addAll(recurrent(GRU.class, WeightShape.GRU, block -> Activations.IDENTITY));
    rows.addAll(recurrent(RNN.class, WeightShape.RNN, BlockInternals::activation));
    rows.add(row(Multiplication.class, "weight", Kind.MULTIPLICATION, ParameterRole::copies));
    rows.add(row(Prelu.class, "alpha", Kind.SLOPE, s -> WeightShape.slope(sizes(s))));
    rows.add(row(TokenTable.class, "table", Kind.EMBEDDING, s -> WeightShape.embedding(sizes(s))));
    rows.add(row(Projection.class, "weight", Kind.DENSE, ParameterRole::inputsFirst));
    rows.add(bias(Projection.class, "bias"));
    rows.add(row(FeatureScale.class, "gamma", Kind.SCALE, s -> WeightShape.scale(sizes(s))));
    for (Class<? extends Block> norm : List.of(BatchNorm.class, LayerNorm.class, TokenNorm.class)) {
      rows.add(row(norm, "gamma", Kind.SCALE, s -> WeightShape.scale(sizes(s))));
      rows.add(row(norm, "beta", Kind.SHIFT, s -> WeightShape.shift(sizes(s))));
    }
    return List.copyOf(rows);
  }

  private static Row row(
      Class<? extends Block> block,
      String parameter,
      Kind kind,
      Function<Shape, WeightShape> shape) {
    return new Row(
        block, Pattern.compile(parameter), kind, (any, array) -> shape.apply(array), null);
  }

  private static Row bias(Class<? extends Block> block, String parameter) {
    return row(block, parameter, Kind.BIAS, s -> WeightShape.bias(sizes(s)));
  }

  /**
   * The rows of a recurrent block, for every layer and direction. The gates of an LSTM or GRU are
   * multiplied with one another, so no activation's gain applies: they are taken as linear.
   */
  private static List<Row> recurrent(
      Class<? extends RecurrentBlock> block,
      List<String> gates,
      Function<Block, Activation> following) {
    String layer = "[lr]_\\d+_";
    return List.of(
        new Row(
            block,
            Pattern.compile(layer + "i2h_WEIGHT"),
            Kind.INPUT_GATES,
            (any, s) -> WeightShape.inputGates(s.get(1), s.get(0) / gates.size(), gates),
            following),
        new Row(
            block,
            Pattern.compile(layer + "h2h_WEIGHT"),
            Kind.RECURRENT,
            (any, s) -> WeightShape.recurrent(s.get(1), gates),
            following),
        new Row(
            block,
            Pattern.compile(layer + "[ih]2h_BIAS"),
            Kind.GATE_BIAS,
            (any, s) -> WeightShape.gateBias(s.get(0) / gates.size(), gates),
            following));
  }

  private static WeightShape inputsFirst(Shape shape) {
    return WeightShape.inputsFirst(shape.get(0), shape.get(1), 1);
  }

  private static WeightShape copies(Shape shape) {
    return WeightShape.multiplication(sizes(shape), shape.get(0));
  }

  private static WeightShape table(Shape shape) {
    return WeightShape.embedding(shape.get(0), shape.get(1));
  }

  /** The shape of a collection of layers: its axes, then the inputs, then the units. */
  private static WeightShape experts(Shape shape) {
    List<Long> sizes = sizes(shape);
    int axes = sizes.size() - 2;
    return WeightShape.expertsInputsFirst(
        sizes.subList(0, axes), sizes.get(axes), sizes.get(axes + 1));
  }

  private static WeightShape convolution(Block block, Shape shape) {
    Convolution convolution = (Convolution) block;
    int groups = convolution.getGroups();
    List<Integer> kernel = whole(shape.slice(2));
    List<Integer> stride = whole(convolution.getStride());
    return WeightShape.convolution(shape.get(1) * groups, shape.get(0), groups, kernel, stride);
  }

  /**
   * The fans of a transposed convolution, on an array that DJL declares as (out, in/groups,
   * kernel…), the axes of a convolution.
   */
  private static WeightShape deconvolution(Block block, Shape shape) {
    Deconvolution deconvolution = (Deconvolution) block;
    int groups = BlockInternals.groups(deconvolution);
    List<Integer> kernel = whole(shape.slice(2));
    long in = shape.get(1) * groups;
    Part usual =
        WeightShape.transposedConvolution(
                in, shape.get(0), groups, kernel, whole(BlockInternals.stride(deconvolution)))
            .parts()
            .get(0);
    Fans fans = usual.requireFans();
    return new WeightShape(
        Kind.TRANSPOSED_CONVOLUTION,
        sizes(shape),
        List.of(new Part("", groups, usual.outputs(), usual.inputs(), kernel, false, fans)));
  }

  private static WeightShape transposed(Block block, Shape shape) {
    TransposedConvolution layer = ((UpConvolution) block).layer();
    int[] image = new int[layer.kernel().size() + 1];
    Arrays.fill(image, 1);
    image[0] = Math.toIntExact(shape.get(0));
    return layer.weights(image);
  }

  private static List<Long> sizes(Shape shape) {
    return Arrays.stream(shape.getShape()).boxed().toList();
  }

  private static List<Integer> whole(Shape shape) {
    return sizes(shape).stream().map(Math::toIntExact).toList();
  }
}
