// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.core.Linear;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.WeightShape;
import org.evenkeel.network.Layer;

/**
 * The blocks of a DJL model that hold weights, in the order of its tree, each with its kind and the
 * activation that follows.
 *
 * <p>Only the tree is read, nothing is run: the children of a Block are taken to run in their
 * order, those of a {@link ParallelBlock} side by side.
 */
final class WeightedBlocks {

  /**
   * A block with a weight.
   *
   * @param block the block
   * @param name its name, from the network it was built from or from DJL's parameter name
   * @param weightName the name that seeds the weight
   * @param biasName the name that seeds the bias
   * @param kind the kind of layer; empty if its fans are not known here
   * @param following the activation that its output meets next, past blocks that keep its scale
   */
  record Weighted(
      Block block,
      String name,
      String weightName,
      String biasName,
      Optional<Kind> kind,
      Activation following) {

    Parameter weight() {
      return parameter(Parameter.Type.WEIGHT).orElseThrow();
    }

    Optional<Parameter> bias() {
      return parameter(Parameter.Type.BIAS);
    }

    private Optional<Parameter> parameter(Parameter.Type type) {
      return block.getDirectParameters().values().stream()
          .filter(parameter -> parameter.getType() == type)
          .findFirst();
    }
  }

  /** How the fans of a weight follow from its shape, for one kind of layer. */
  enum Kind {
    DENSE("dense") {
      @Override
      WeightShape weights(Block block, Shape weight) {
        return WeightShape.dense(weight.get(1), weight.get(0));
      }
    },
    CONVOLUTION("convolution") {
      @Override
      WeightShape weights(Block block, Shape weight) {
        int groups = ((Convolution) block).getGroups();
        int[] kernel = new int[weight.dimension() - 2];
        for (int axis = 0; axis < kernel.length; axis++) {
          kernel[axis] = Math.toIntExact(weight.get(axis + 2));
        }
        return WeightShape.convolution(weight.get(1) * groups, weight.get(0), groups, kernel);
      }
    };

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }

    abstract WeightShape weights(Block block, Shape weight);

    static Optional<Kind> of(Block block) {
      if (block instanceof Linear) {
        return Optional.of(DENSE);
      } else if (block instanceof Conv1d || block instanceof Conv2d || block instanceof Conv3d) {
        return Optional.of(CONVOLUTION);
      }
      return Optional.empty();
    }
  }

  /** What was found: the weighted blocks, and the activation blocks among the others. */
  record Found(List<Weighted> weighted, Map<Block, Activation> activations) {}

  private final Map<Block, Layer> origins;
  private final Map<Block, Activation> activations = new HashMap<>();
  private final Map<Block, Weighted> backwards = new LinkedHashMap<>();

  private WeightedBlocks(Map<Block, Layer> origins) {
    this.origins = origins;
    origins.forEach(
        (block, layer) -> {
          if (layer instanceof Layer.Nonlinearity nonlinearity) {
            activations.put(block, nonlinearity.activation());
          }
        });
  }

  /** Reads the tree of a model. */
  static Found in(Block model) {
    WeightedBlocks reader =
        new WeightedBlocks(model instanceof NetworkBlock network ? network.origins() : Map.of());
    reader.walk(model, "", Activations.IDENTITY);
    List<Weighted> weighted = new ArrayList<>(reader.backwards.values());
    Collections.reverse(weighted);
    return new Found(List.copyOf(weighted), reader.activations);
  }

  /**
   * Walks a block from its end to its beginning, so that what follows is known when a weight is
   * met.
   *
   * @param next the activation that the block's output meets
   * @return the activation that the block's input meets
   */
  private Activation walk(Block block, String path, Activation next) {
    Optional<Activation> activation = activation(block);
    if (activation.isPresent()) {
      return activation.get();
    }
    boolean parallel = block instanceof ParallelBlock;
    Activation met = next;
    List<Pair<String, Block>> children = new ArrayList<>();
    block.getChildren().forEach(children::add);
    Collections.reverse(children);
    for (Pair<String, Block> child : children) {
      String childPath = path + child.getKey() + "_";
      Activation entered = walk(child.getValue(), childPath, parallel ? next : met);
      met = parallel ? Activations.IDENTITY : entered;
    }
    for (Parameter parameter : block.getDirectParameters().values()) {
      if (parameter.getType() == Parameter.Type.WEIGHT) {
        backwards.putIfAbsent(block, weighted(block, path, parameter, next));
        return Activations.IDENTITY;
      }
    }
    return met;
  }

  private Optional<Activation> activation(Block block) {
    if (!activations.containsKey(block) && !origins.containsKey(block)) {
      ActivationBlocks.read(block).ifPresent(found -> activations.put(block, found));
    }
    return Optional.ofNullable(activations.get(block));
  }

  private Weighted weighted(Block block, String path, Parameter weight, Activation following) {
    if (origins.get(block) instanceof Layer.Weighted layer) {
      return new Weighted(
          block, layer.name(), layer.weightName(), layer.biasName(), Kind.of(block), following);
    }
    String name = path.isEmpty() ? weight.getName() : path.substring(0, path.length() - 1);
    return new Weighted(
        block, name, path + weight.getName(), path + "bias", Kind.of(block), following);
  }
}
