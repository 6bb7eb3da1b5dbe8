// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SymbolBlock;
import ai.djl.nn.core.Prelu;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Entering;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.network.Layer;
import org.evenkeel.network.LayerCases;
import org.evenkeel.network.Network;
import org.evenkeel.network.Recurrent;
import org.evenkeel.network.TokenCases;
import org.evenkeel.network.TokenLayer;
import org.evenkeel.network.WeightedLayer;

/**
 * The parameters of a DJL model in the order of its tree, each with its role and the activation
 * that follows.
 *
 * <p>Only the tree is read: the children of a Block are assumed to run in their order, those of a
 * {@link ParallelBlock} side by side.
 *
 * @param all the parameters; a block that occurs twice in the tree is listed at its last place
 * @param activations the activation functions of the model's blocks that are activations
 */
public record ModelParameters(List<ModelParameter> all, Map<Block, Activation> activations) {

  /** PReLU with its initial slope (He et al. 2015, section 2.1). */
  static final Activation PRELU = Activations.leakyRelu(0.25);

  /** The parameters of a model. */
  public static ModelParameters in(Block model) {
    return in(model, List.of());
  }

  /** The parameters of a model with blocks of the user's, whose parameters are declared. */
  public static ModelParameters in(Block model, List<DeclaredParameter> declared) {
    return read(model, new Reader(origins(model), declared, false));
  }

  /**
   * The weighted layers of a model without the activations that follow. Identifying activations
   * runs every block without parameters, which costs more than the forward pass of a small batch.
   */
  public static List<ModelParameter> layersAlone(Block model) {
    return read(model, new Reader(origins(model), List.of(), true)).layers();
  }

  private static Map<Block, Layer> origins(Block model) {
    return model instanceof NetworkBlock network ? network.origins() : Map.of();
  }

  private static ModelParameters read(Block model, Reader reader) {
    reader.walk(model, "", Next.NONE);
    List<List<ModelParameter>> blocks = new ArrayList<>(reader.backwards.values());
    Collections.reverse(blocks);
    Stream<ModelParameter> all = blocks.stream().flatMap(List::stream);
    return new ModelParameters(
        (model instanceof NetworkBlock network
                ? ofNetwork(network.network(), all)
                : entered(EnteringReader.of(model, reader.activations, reader.backwards), all))
            .toList(),
        Map.copyOf(reader.activations));
  }

  private static Stream<ModelParameter> entered(
      EnteringReader entering, Stream<ModelParameter> all) {
    return all.map(found -> found.withEntering(entering.into(found)));
  }

  /** Parameters with all that the network says of them; running statistics are none of its own. */
  private static Stream<ModelParameter> ofNetwork(Network network, Stream<ModelParameter> all) {
    Map<String, Network.Parameter> planned =
        network.parameters().stream()
            .collect(Collectors.toMap(Network.Parameter::name, parameter -> parameter));
    return all.map(
        found -> {
          Network.Parameter known = planned.get(found.name());
          return known == null ? found : found.of(known);
        });
  }

  /**
   * The weighted layers: the first weight of every block that has one and is not made of others. A
   * {@link SymbolBlock}, such as one from TorchScript, is a whole model and not a layer.
   */
  public List<ModelParameter> layers() {
    Map<Block, ModelParameter> layers = new LinkedHashMap<>();
    for (ModelParameter parameter : all) {
      if (parameter.isWeight()
          && parameter.block().getChildren().isEmpty()
          && !(parameter.block() instanceof SymbolBlock)) {
        layers.putIfAbsent(parameter.block(), parameter);
      }
    }
    return List.copyOf(layers.values());
  }

  /**
   * What follows a block.
   *
   * @param known whether that is certain
   * @param added whether the output is added to that of others before
   */
  private record Next(Activation activation, boolean known, boolean added) {
    static final Next NONE = of(Activations.IDENTITY);

    static Next of(Activation activation) {
      return new Next(activation, true, false);
    }

    /** The same behind a sum. */
    Next behindSum() {
      return new Next(activation, known, true);
    }

    /** The same, not certain if it is nothing and the tree may not show all. */
    Next orUnsure(boolean treeShowsAll) {
      return treeShowsAll || !activation.equals(Activations.IDENTITY)
          ? this
          : new Next(activation, false, added);
    }
  }

  /** A walk through a tree from its end to its beginning. */
  private static final class Reader {
    private final Map<Block, Layer> origins;
    private final Map<Block, Activation> activations = new HashMap<>();
    private final Map<Block, List<ModelParameter>> backwards = new LinkedHashMap<>();
    private final List<DeclaredParameter> declared;
    private final boolean alone;

    Reader(Map<Block, Layer> origins, List<DeclaredParameter> declared, boolean alone) {
      this.origins = origins;
      this.declared = declared;
      this.alone = alone;
      origins.forEach(
          (block, layer) -> {
            layer.match(LayerCases.ACTIVATION).ifPresent(f -> activations.put(block, f));
          });
    }

    /**
     * Walks a block backwards, so that the activation that follows a weight is known.
     *
     * @param next what follows the block
     * @return what follows the block's input
     */
    Next walk(Block block, String path, Next next) {
      Optional<Activation> activation = activation(block);
      boolean parallel = block instanceof ParallelBlock;
      Next ends = block instanceof ParallelBlock sum ? behindEnds(sum, next) : next;
      boolean sure = !BlockInternals.runsOwnCode(block);
      Next met = next.orUnsure(sure);
      PairList<String, Block> children = block.getChildren();
      for (int i = children.size() - 1; i >= 0; i--) {
        String name = children.keyAt(i);
        Next behind =
            BlockInternals.behind(block, name).map(Next::of).orElse(parallel ? ends : met);
        Next entered = walk(children.valueAt(i), path + name + "_", behind);
        met = parallel ? Next.NONE : entered.orUnsure(sure);
      }
      List<ModelParameter> own = new ArrayList<>();
      for (Parameter parameter : block.getDirectParameters().values()) {
        own.add(parameter(block, path, parameter, next));
      }
      if (!own.isEmpty()) {
        backwards.putIfAbsent(block, own);
      }
      if (activation.isPresent()) {
        return Next.of(activation.get());
      }
      return own.stream().anyMatch(ModelParameter::isWeight)
          ? Next.NONE
          : met.orUnsure(alone || !ActivationReader.isOtherFunction(block));
    }

    /**
     * The activation after the branches of a parallel block: its own, as in ResNet, or the next.
     */
    private static Next behindEnds(ParallelBlock block, Next next) {
      return ParallelSum.read(block)
          .map(sum -> sum.activation().map(Next::of).orElse(next).behindSum())
          .orElse(next);
    }

    private Optional<Activation> activation(Block block) {
      if (!alone && !activations.containsKey(block) && !origins.containsKey(block)) {
        (block instanceof Prelu ? Optional.of(PRELU) : ActivationReader.read(block))
            .ifPresent(found -> activations.put(block, found));
      }
      return Optional.ofNullable(activations.get(block));
    }

    private ModelParameter parameter(Block block, String path, Parameter parameter, Next next) {
      Optional<ParameterRole> role = ParameterRole.of(block, parameter, declared);
      Layer origin = origins.get(block);
      String layer = path.isEmpty() ? parameter.getName() : path.substring(0, path.length() - 1);
      return new ModelParameter(
          block,
          parameter,
          origin == null ? layer : origin.name(),
          ofNetwork(origin, parameter).orElse(path + parameter.getName()),
          role,
          role.flatMap(ParameterRole::following).orElse(next.activation()),
          next.known() || role.flatMap(ParameterRole::following).isPresent(),
          next.added(),
          Entering.UNKNOWN,
          Optional.empty());
    }

    /** The name that the network gives a parameter of one of its layers. */
    private static Optional<String> ofNetwork(Layer origin, Parameter parameter) {
      Parameter.Type type = parameter.getType();
      return origin == null
          ? Optional.empty()
          : origin.match(
              new LayerCases<>(
                  dense -> weighted(dense, type),
                  convolution -> weighted(convolution, type),
                  transposed -> weighted(transposed, type),
                  pooling -> Optional.empty(),
                  flatten -> Optional.empty(),
                  nonlinearity -> Optional.empty(),
                  dropout -> Optional.empty(),
                  normalization ->
                      switch (type) {
                        case GAMMA -> Optional.of(normalization.scaleName());
                        case BETA -> Optional.of(normalization.shiftName());
                        default -> Optional.empty();
                      },
                  attention -> Optional.empty(),
                  residual -> Optional.empty(),
                  merge -> Optional.empty(),
                  memory -> Optional.empty(),
                  token -> ofToken(token, parameter),
                  unknown -> Optional.empty()));
    }

    private static Optional<String> ofToken(TokenLayer layer, Parameter parameter) {
      Function<WeightedLayer, Optional<String>> own = one -> weighted(one, parameter.getType());
      return layer.match(
          new TokenCases<>(
              own::apply,
              own::apply,
              own::apply,
              selection -> Optional.empty(),
              patches -> Optional.empty(),
              layerScale -> Optional.of(layerScale.scaleName()),
              own::apply,
              recurrent -> Optional.of(ofGates(recurrent, parameter.getName()))));
    }

    /** The name of gates that DJL calls {@code l_0_i2h_WEIGHT}, r for the reverse direction. */
    private static String ofGates(Recurrent layer, String name) {
      String what = name.endsWith("WEIGHT") ? "weight" : "bias";
      String from = name.contains("i2h") ? "_ih" : "_hh";
      return layer.parameter(what + from, name.startsWith("r"));
    }

    private static Optional<String> weighted(WeightedLayer layer, Parameter.Type type) {
      return Optional.of(type == Parameter.Type.WEIGHT ? layer.weightName() : layer.biasName());
    }
  }
}
