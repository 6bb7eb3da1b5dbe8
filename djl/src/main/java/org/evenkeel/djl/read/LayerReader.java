// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.core.Linear;
import ai.djl.nn.core.Prelu;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.evenkeel.activation.Activation;
import org.evenkeel.djl.build.SelfAttention;
import org.evenkeel.djl.build.TokenNorm;
import org.evenkeel.djl.build.UpConvolution;
import org.evenkeel.djl.read.BlockSignal.Layout;
import org.evenkeel.network.Attention;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Layer.Normalization.Over;
import org.evenkeel.network.TokenLayer;
import org.evenkeel.network.TokenLayer.Selection.Which;

/**
 * The layer of a single DJL Block whose children are not read one by one, from the names and the
 * activation functions of the model's blocks.
 */
record LayerReader(LayerNames names, Map<Block, Activation> activations) {

  /**
   * The layers of a block, and the output of the last.
   *
   * @param layers empty for an identity
   */
  record Reading(List<Layer> layers, BlockSignal out) {}

  /**
   * The layer of a block, {@link Layer.Unknown} if it cannot be identified.
   *
   * @param path the block's place in the tree
   * @param in its input
   * @param next the layout that the following blocks require
   */
  Reading read(Block block, String path, BlockSignal in, Layout next) {
    String name = names.of(block, path);
    BlockSignal out = new BlockSignal(ForeignCalls.outputShapes(block, in), in.layout());
    Optional<List<Layer>> known = known(block, path, name, in, out);
    if (known.isPresent()) {
      return new Reading(known.get(), out);
    }
    boolean sequence = block instanceof RecurrentBlock || block instanceof IdEmbedding;
    BlockSignal unknown = new BlockSignal(out.shapes(), sequence ? Layout.FEATURES_LAST : next);
    return new Reading(List.of(new Layer.Unknown(name, kind(block), unknown.example())), unknown);
  }

  /** Whether a block only reshapes a vector to an image or a sequence. */
  static boolean isReshape(Block block, BlockSignal in) {
    if (in.axes() != 1 || !isPlain(block)) {
      return false;
    }
    BlockSignal out = new BlockSignal(ForeignCalls.outputShapes(block, in), in.layout());
    return out.axes() > 1 && new BlockTrial(block, in, out).keepsValues();
  }

  private static boolean isPlain(Block block) {
    return block.getParameters().isEmpty() && block.getChildren().isEmpty();
  }

  private static String kind(Block block) {
    if (block instanceof LambdaBlock lambda) {
      String name = lambda.getName();
      boolean given = !name.equals(LambdaBlock.DEFAULT_NAME) && !name.contains("$$Lambda");
      return given ? name : "LambdaBlock";
    }
    return block.getClass().getName().replaceFirst(".*[.$](?=.)", "");
  }

  /** The layers of a block that is known; empty unless they have the shapes that DJL tells. */
  private Optional<List<Layer>> known(
      Block block, String path, String name, BlockSignal in, BlockSignal out) {
    Optional<List<Layer>> layers =
        BlockInternals.runsOwnCode(block)
            ? Optional.empty()
            : block instanceof RecurrentBlock recurrent
                ? RecurrentReader.read(recurrent, name, in)
                : djls(block, path, name, in, out).map(List::of);
    if (layers.isEmpty() && isPlain(block)) {
      layers = plain(new BlockTrial(block, in, out), name);
    }
    return layers.filter(found -> hasShapes(found, in.exampleArray(), out.exampleArray()));
  }

  private static boolean hasShapes(List<Layer> layers, int[] in, int[] out) {
    Optional<int[]> shape = Optional.of(in);
    for (Layer layer : layers) {
      shape = shape.flatMap(entering -> represented(() -> layer.outputShape(entering)));
    }
    return shape.filter(found -> Arrays.equals(found, out)).isPresent();
  }

  /** The result of a constructor of core; empty if it rejects the values, such as dropout 1. */
  private static <T> Optional<T> represented(Supplier<T> construction) {
    try {
      return Optional.of(construction.get());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<Layer> djls(
      Block block, String path, String name, BlockSignal in, BlockSignal out) {
    if (activations.containsKey(block)) {
      return Optional.of(new Layer.Nonlinearity(name, activations.get(block)));
    } else if (block instanceof Prelu) {
      return Optional.of(new Layer.Nonlinearity(name, ModelParameters.PRELU));
    } else if (block instanceof Linear linear) {
      return linear(linear, name, in, out);
    } else if (block instanceof Convolution convolution) {
      return in.isTokens() ? Optional.empty() : convolution(convolution, name);
    } else if (block instanceof UpConvolution convolution) {
      return Optional.of(convolution.layer());
    } else if (block instanceof Dropout dropout) {
      double rate = BlockInternals.rate(dropout);
      return represented(() -> new Layer.Dropout(name, rate));
    } else if (block instanceof BatchNorm norm) {
      return Optional.of(BlockInternals.axis(norm))
          .filter(axis -> axis == in.featureAxis())
          .map(axis -> new Layer.Normalization(name, Over.BATCH));
    } else if (block instanceof LayerNorm norm) {
      return over(BlockInternals.axes(norm), in).map(over -> new Layer.Normalization(name, over));
    } else if (block instanceof TokenNorm norm && !in.isTokens()) {
      return Optional.of(
          norm.groups() > 0
              ? new Layer.Normalization(name, Over.GROUP, norm.groups(), false)
              : new Layer.Normalization(name, norm.isCentered() ? Over.TOKEN : Over.RMS));
    } else if (block instanceof ScaledDotProductAttentionBlock attention) {
      return in.isTokens() && in.shapes().size() <= 2
          ? Optional.of(attention(attention, path, name, in))
          : Optional.empty();
    } else if (block instanceof SelfAttention attention && !in.isTokens()) {
      return Optional.of(attention(attention, path, name));
    }
    return Optional.empty();
  }

  private static Optional<Layer> linear(
      Linear block, String name, BlockSignal in, BlockSignal out) {
    int units = Math.toIntExact(out.head().tail());
    boolean bias = hasBias(block);
    if (in.axes() == 1) {
      return Optional.of(new Layer.Dense(name, units, bias));
    }
    return in.isTokens()
        ? Optional.of(new Layer.Convolution(name, units, List.of(1), 1, 0, 1, bias))
        : Optional.empty();
  }

  private static boolean hasBias(Block block) {
    return block.getDirectParameters().contains("bias");
  }

  private static Optional<Layer> convolution(Convolution block, String name) {
    long[] strides = block.getStride().getShape();
    long[] paddings = block.getPadding().getShape();
    boolean same = isOneValue(strides) && isOneValue(paddings);
    if (!same || Arrays.stream(block.getDilation().getShape()).anyMatch(size -> size != 1)) {
      return Optional.empty();
    }
    List<Integer> kernel =
        Arrays.stream(block.getKernelShape().getShape()).mapToObj(Math::toIntExact).toList();
    int stride = Math.toIntExact(strides[0]);
    int padding = Math.toIntExact(paddings[0]);
    int channels = block.getFilters();
    int groups = block.getGroups();
    boolean bias = block.isIncludeBias();
    return represented(
        () -> new Layer.Convolution(name, channels, kernel, stride, padding, groups, bias));
  }

  private static boolean isOneValue(long[] values) {
    return Arrays.stream(values).distinct().count() == 1;
  }

  private static Optional<Over> over(int[] axes, BlockSignal in) {
    int[] all = IntStream.rangeClosed(1, in.axes()).toArray();
    if (axes == null || Arrays.equals(axes, all)) {
      return Optional.of(Over.LAYER);
    }
    boolean features = in.isTokens() && Arrays.equals(axes, new int[] {in.featureAxis()});
    return features ? Optional.of(Over.TOKEN) : Optional.empty();
  }

  private Layer attention(
      ScaledDotProductAttentionBlock block, String path, String name, BlockSignal in) {
    int units = Math.toIntExact(in.head().tail());
    return new Attention(
        name,
        BlockInternals.heads(block),
        projection(block, block.getQueryProjection(), path, units),
        projection(block, block.getKeyProjection(), path, units),
        projection(block, block.getValueProjection(), path, units),
        projection(block, block.getResultProjection(), path, units));
  }

  private Layer attention(SelfAttention block, String path, String name) {
    List<Block> children = block.getChildren().values();
    Attention layer = block.layer();
    List<Layer.Dense> dense = new ArrayList<>();
    for (int i = 0; i < children.size(); i++) {
      Layer.Dense own = i < children.size() - 1 ? layer.projections().get(i) : layer.output();
      Layer.Dense named = projection(block, children.get(i), path, own.units());
      dense.add(new Layer.Dense(named.name(), own.units(), own.bias(), own.form()));
    }
    int last = dense.size() - 1;
    return new Attention(
        name, layer.heads(), dense.subList(0, last), dense.get(last), layer.pattern());
  }

  private Layer.Dense projection(Block attention, Block child, String path, int units) {
    String key =
        attention.getChildren().get(attention.getChildren().values().indexOf(child)).getKey();
    return new Layer.Dense(names.of(child, LayerNames.join(path, key)), units, hasBias(child));
  }

  /** The layers of a block without parameters, identified by its values on test inputs. */
  private static Optional<List<Layer>> plain(BlockTrial trial, String name) {
    BlockSignal in = trial.in();
    BlockSignal out = trial.out();
    if (in.head().size() == out.head().size() && trial.keepsValues()) {
      if (in.head().equals(out.head())) {
        return Optional.of(List.of());
      }
      return out.axes() == 1 ? Optional.of(List.of(new Layer.Flatten(name))) : Optional.empty();
    }
    return PoolingTrial.read(trial, name)
        .map(Layer.class::cast)
        .or(() -> selection(trial, name))
        .map(List::of);
  }

  /** The first or last token of a sequence. */
  private static Optional<Layer> selection(BlockTrial trial, String name) {
    int[] shape = trial.in().exampleArray();
    if (!trial.in().isTokens() || trial.out().axes() != 1) {
      return Optional.empty();
    }
    float[] x = trial.noise();
    return trial
        .apply(x)
        .flatMap(
            y ->
                Arrays.stream(Which.values())
                    .filter(which -> isToken(which == Which.FIRST ? 0 : shape[1] - 1, shape, x, y))
                    .findFirst())
        .map(which -> new TokenLayer.Selection(name, which));
  }

  /** Whether an output is one token of an input with the features first. */
  private static boolean isToken(int token, int[] shape, float[] x, float[] y) {
    int batch = x.length / (shape[0] * shape[1]);
    return y.length == batch * shape[0]
        && IntStream.range(0, y.length).allMatch(i -> y[i] == x[i * shape[1] + token]);
  }
}
