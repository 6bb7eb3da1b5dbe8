// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenkeel.activation.Activation;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.read.BlockSignal.Layout;
import org.evenkeel.djl.read.LayerReader.Reading;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Merge;
import org.evenkeel.network.Network;
import org.evenkeel.network.TokenLayer;
import org.evenkeel.network.TokenLayer.Positions.Source;
import org.evenkeel.network.TokenLayer.Selection.Which;

/**
 * The {@link Network} of a DJL Block, which theory can forecast; weighted layers have the names of
 * a probe's rows.
 *
 * <p>Sequences of blocks, DJL's transformer encoder and BERT are read child by child, and so are
 * parallel branches that are added, multiplied or concatenated; lambdas are identified by their
 * values on test inputs. Any other Block becomes one {@link Layer.Unknown}. Sequences are
 * (features, tokens) in a network, also where DJL has the tokens first. Dropout of attention
 * probabilities is omitted.
 */
public final class NetworkReader {

  /** Two examples, so that the batch axis differs from an axis of length 1. */
  private static final int BATCH = 2;

  /** The axes of an example that a network can have: channels, and three positions. */
  private static final int MAX_AXES = 4;

  private final LayerNames names;
  private final LayerReader layers;
  private BlockSignal entering;

  private NetworkReader(Block model, BlockSignal entering) {
    ModelParameters parameters = ModelParameters.in(model);
    names = new LayerNames(parameters);
    layers = new LayerReader(names, parameters.activations());
    this.entering = entering;
  }

  /**
   * The network of a Block; empty if the Block does not tell its shapes, or has no weighted layer
   * that can be read.
   *
   * @param block any Block; it need not be initialized
   * @param input the shape of its first input, with the batch axis
   */
  public static Optional<Network> read(Block block, Shape input) {
    if (block instanceof NetworkBlock network) {
      return Optional.of(network.network());
    }
    Layout layout = layout(List.of(block), Layout.FEATURES_FIRST);
    Shape batch = new Shape(BATCH).addAll(input.slice(1));
    NetworkReader reader = new NetworkReader(block, BlockSignal.of(layout, batch));
    try {
      Reading reading = reader.block(block, "", reader.entering, layout, true);
      List<Integer> example = reader.entering.example();
      return Optional.of(reading.layers())
          .filter(Network::hasWeights)
          .filter(layers -> !example.isEmpty() && example.size() <= MAX_AXES)
          .map(layers -> new Network(example, layers));
    } catch (ForeignCalls.Unreadable e) {
      return Optional.empty();
    }
  }

  private static Layout layout(List<Block> ahead, Layout otherwise) {
    return Layout.requiredBy(ahead).orElse(otherwise);
  }

  /**
   * The layers of one block.
   *
   * @param path its place in the tree
   * @param next the layout that the following blocks require
   * @param first whether no layer precedes it
   */
  private Reading block(Block block, String path, BlockSignal in, Layout next, boolean first) {
    Optional<Reading> inside = Optional.empty();
    if (BlockInternals.runsOwnCode(block)) {
      return layers.read(block, path, in, next);
    } else if (block instanceof SequentialBlock || block instanceof NetworkBlock) {
      inside = sequence(block, path, in, next, first);
    } else if (block instanceof ParallelBlock parallel) {
      inside = parallel(parallel, path, in, next);
    } else if (block instanceof TransformerEncoderBlock encoder) {
      inside = encoder(encoder, path, in);
    } else if (block instanceof BertBlock bert) {
      inside = bert(bert, path, in);
    } else if (first && LayerReader.isReshape(block, in)) {
      entering = new BlockSignal(ForeignCalls.outputShapes(block, in), next);
      return new Reading(List.of(), entering);
    }
    return inside.orElseGet(() -> layers.read(block, path, in, next));
  }

  private Optional<Reading> sequence(
      Block block, String path, BlockSignal in, Layout next, boolean first) {
    if (block instanceof SequentialBlock sequential && sequential.isReturnIntermediate()) {
      return Optional.empty();
    }
    PairList<String, Block> children = block.getChildren();
    List<Block> blocks = children.values();
    List<Layer> layers = new ArrayList<>();
    BlockSignal signal = in;
    for (int i = 0; i < children.size(); i++) {
      Reading reading =
          block(
              blocks.get(i),
              LayerNames.join(path, children.keyAt(i)),
              signal,
              layout(blocks.subList(i + 1, blocks.size()), next),
              first && layers.isEmpty());
      if (blocks.get(i) instanceof BertBlock && i + 1 < children.size()) {
        Optional<Reading> chosen = chosen(reading, blocks.get(i + 1));
        reading = chosen.orElse(reading);
        i += chosen.isPresent() ? 1 : 0;
      }
      layers.addAll(reading.layers());
      signal = reading.out();
    }
    return Optional.of(new Reading(layers, signal));
  }

  /** What parallel branches become: a sum, their product, or one after another. */
  private Optional<Reading> parallel(
      ParallelBlock block, String path, BlockSignal in, Layout next) {
    LayerNames.Mark mark = names.mark();
    List<Reading> ends = new ArrayList<>();
    for (Pair<String, Block> child : block.getChildren()) {
      ends.add(block(child.getValue(), LayerNames.join(path, child.getKey()), in, next, false));
    }
    Optional<ParallelSum> found = ParallelSum.read(block);
    Optional<Reading> read =
        found.isPresent() ? sum(found.get(), ends, path) : merge(block, ends, path);
    if (read.isEmpty()) {
      names.rollBack(mark);
    }
    return read;
  }

  private Optional<Reading> merge(ParallelBlock block, List<Reading> ends, String path) {
    return ParallelMerge.read(block, ends.stream().map(Reading::out).toList())
        .map(
            how -> {
              Merge merge =
                  new Merge(
                      names.other(path, how.toString()),
                      how,
                      ends.stream().map(Reading::layers).toList());
              BlockSignal first = ends.get(0).out();
              int axis = first.featureAxis();
              long features =
                  how.features(ends.stream().mapToLong(end -> end.out().head().get(axis)));
              long[] sizes = first.head().getShape();
              sizes[axis] = features;
              return new Reading(List.of(merge), BlockSignal.of(first.layout(), new Shape(sizes)));
            });
  }

  /** The residual block of a sum; a sum of more than two branches is nested in its shortcut. */
  private Optional<Reading> sum(ParallelSum found, List<Reading> ends, String path) {
    int shortcut = shortcut(found.scales(), ends);
    boolean oneShape = ends.stream().map(end -> end.out().example()).distinct().count() == 1;
    if (shortcut < 0 || !oneShape) {
      return Optional.empty();
    }
    List<Layer> layers = ends.get(shortcut).layers();
    for (int end = ends.size() - 1; end >= 0; end--) {
      if (end != shortcut) {
        String name = names.other(path, "residual");
        layers =
            List.of(
                new Layer.Residual(name, found.scales().get(end), ends.get(end).layers(), layers));
      }
    }
    List<Layer> all = new ArrayList<>(layers);
    found
        .activation()
        .ifPresent(f -> all.add(new Layer.Nonlinearity(names.other(path, "activation"), f)));
    return Optional.of(new Reading(all, ends.get(shortcut).out()));
  }

  /**
   * The index of the branch that is added unscaled: the identity, or else the last one with factor
   * 1; -1 if there is none, or several identities.
   */
  private static int shortcut(List<Double> scales, List<Reading> ends) {
    int shortcut = -1;
    for (int end = 0; end < ends.size(); end++) {
      boolean identity = ends.get(end).layers().isEmpty();
      if (identity && (scales.get(end) != 1 || anotherIdentity(ends, end))) {
        return -1;
      }
      if (scales.get(end) == 1
          && (shortcut < 0 || identity || !ends.get(shortcut).layers().isEmpty())) {
        shortcut = end;
      }
    }
    return shortcut;
  }

  private static boolean anotherIdentity(List<Reading> ends, int end) {
    return ends.stream().limit(end).anyMatch(other -> other.layers().isEmpty());
  }

  /**
   * The layers of DJL's encoder, which adds its input to both of its branches: {@code y = norm(x +
   * attention(x))}, {@code out = norm(x + feedForward(y))}. Its norms are batch normalizations.
   */
  private Optional<Reading> encoder(TransformerEncoderBlock block, String path, BlockSignal in) {
    if (!in.isTokens()) {
      return Optional.empty();
    }
    List<List<Layer>> parts = new ArrayList<>();
    for (Pair<String, Block> child : block.getChildren()) {
      String place = LayerNames.join(path, child.getKey());
      parts.add(block(child.getValue(), place, in, in.layout(), false).layers());
    }
    List<Layer> attention = new ArrayList<>(parts.get(0));
    addDropout(attention, path, "attentionDropout", BlockInternals.attentionDropout(block));
    List<Layer> branch = new ArrayList<>();
    branch.add(new Layer.Residual(names.other(path, "attentionResidual"), 1, attention, List.of()));
    branch.addAll(parts.get(1));
    branch.addAll(parts.get(2));
    addDropout(branch, path, "outputDropout", BlockInternals.outputDropout(block));
    List<Layer> layers = new ArrayList<>();
    layers.add(new Layer.Residual(names.other(path, "residual"), 1, branch, List.of()));
    layers.addAll(parts.get(3));
    return Optional.of(new Reading(layers, in));
  }

  private void addDropout(List<Layer> layers, String path, String name, double rate) {
    if (rate > 0) {
      layers.add(new Layer.Dropout(names.other(path, name), rate));
    }
  }

  /**
   * The layers of BERT, whose outputs are all tokens and the pooled first one: a vector of both, as
   * a loss of both meets them. Segments are all the first one. DJL pools the second token, whose
   * signal is that of any.
   */
  private Optional<Reading> bert(BertBlock block, String path, BlockSignal in) {
    int units = block.getEmbeddingSize();
    BlockSignal tokens = BlockSignal.of(Layout.FEATURES_LAST, in.head().add(units));
    BlockSignal token = BlockSignal.of(Layout.FEATURES_LAST, new Shape(in.head().get(0), units));
    List<Layer> layers = new ArrayList<>();
    List<Layer> pooled = new ArrayList<>();
    pooled.add(new TokenLayer.Selection(names.other(path, "firstToken"), Which.FIRST));
    for (Pair<String, Block> child : block.getChildren()) {
      String place = LayerNames.join(path, child.getKey());
      if (child.getValue() instanceof IdEmbedding table) {
        layers.add(table(layers, table, place, units));
      } else if (child.getValue() instanceof Linear) {
        pooled.addAll(block(child.getValue(), place, token, token.layout(), false).layers());
        Optional<Activation> behind = BlockInternals.behind(block, child.getKey());
        behind.ifPresent(
            f -> pooled.add(new Layer.Nonlinearity(names.other(path, "activation"), f)));
      } else {
        layers.addAll(block(child.getValue(), place, tokens, tokens.layout(), false).layers());
      }
    }
    int length = Math.toIntExact(in.head().get(1));
    layers.add(
        2,
        new TokenLayer.Positions(
            names.other(path, "positionEmbedding"), Source.LEARNED, length, true));
    Layer all = new Layer.Flatten(names.other(path, "tokens"));
    layers.add(
        new Merge(
            names.other(path, "outputs"), Merge.How.CONCATENATION, List.of(List.of(all), pooled)));
    BlockSignal out = new BlockSignal(ForeignCalls.outputShapes(block, in), tokens.layout());
    return Optional.of(new Reading(layers, out));
  }

  /** The table of tokens, or that of segments behind it, by the name of its parameter. */
  private Layer table(List<Layer> before, IdEmbedding table, String place, int units) {
    int rows = BlockInternals.dictionarySize(table);
    return before.isEmpty()
        ? new TokenLayer.Embedding(names.of(table, place), rows, units, -1)
        : new TokenLayer.Positions(names.other(place, "embedding"), Source.SEGMENT, rows, true);
  }

  /** A BERT's outputs where the block behind it hands one of them on alone. */
  private static Optional<Reading> chosen(Reading bert, Block behind) {
    return ForeignCalls.chosen(behind, bert.out())
        .map(
            output -> {
              List<Layer> layers = new ArrayList<>(bert.layers());
              Layer outputs = layers.remove(layers.size() - 1);
              List<Layer> pooled = ((Merge) outputs).branches().get(1);
              layers.addAll(output == 0 ? List.of() : pooled);
              Shape shape = bert.out().shapes().get(output);
              return new Reading(layers, BlockSignal.of(bert.out().layout(), shape));
            });
  }
}
