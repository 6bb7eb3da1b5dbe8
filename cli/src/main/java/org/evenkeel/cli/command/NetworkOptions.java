// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.architecture.Architectures;
import org.evenkeel.cli.option.YamlFile;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.network.Network;
import org.evenkeel.shaping.Shaping;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that describe the network. */
public final class NetworkOptions {

  /** The number of inputs of the built-in digits, for commands that read no data. */
  private static final int INPUTS = 64;

  /** The number of classes of the built-in digits. */
  private static final int OUTPUTS = 10;

  @Option(
      names = "--layers",
      paramLabel = "WIDTHS",
      description =
          "A multilayer perceptron: 64,64x30,10 has 64 inputs, thirty hidden layers of 64 units and"
              + " 10 outputs. Default: the data's inputs, --depth hidden layers of --width units,"
              + " the data's classes.")
  private @Nullable String layers;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "64",
      description = "Units of each hidden layer, without --layers. Default: ${DEFAULT-VALUE}.")
  private int width;

  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "30",
      description = "Hidden layers, without --layers. Default: ${DEFAULT-VALUE}.")
  private int depth;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description =
          "The activation of the hidden layers; `evenkeel rules` lists them. Default: relu.")
  private @Nullable String activation;

  @Option(
      names = "--network",
      paramLabel = "FILE|NAME",
      description =
          "A network from a YAML file, or from the config.json of a model of transformers, or an"
              + " architecture by name and size, such as gpt2(layers=12,width=768), instead of"
              + " --layers.")
  private @Nullable String described;

  @Option(
      names = "--shape",
      paramLabel = "dks|tat",
      description =
          "Changes the activation f to γ (f(αx + β) + δ), with constants for the network's depth by"
              + " Deep Kernel Shaping or Tailored Activation Transformation, instead of the weights"
              + " alone.")
  private @Nullable String shape;

  @Mixin private FactoryOptions factoryOptions;

  private NetworkSource.@Nullable Perceptron builtFrom;
  private @Nullable Network network;

  /** The name of the hidden layers' activation. */
  String activation() {
    return activation == null ? "relu" : activation;
  }

  /** The network that the options describe. */
  public NetworkSource source() {
    Activation hidden = Activations.named(activation());
    NetworkSource factory = factoryOptions.factory();
    if (factory != null) {
      return factory;
    }
    if (described != null) {
      return described(described);
    }
    if (layers != null
        && Network.perceptron(layers, hidden).layers().size() < 2
        && activation != null
        && !hidden.equals(Activations.IDENTITY)) {
      throw new IllegalArgumentException(
          "--activation has no effect on a network without hidden layers: '%s'; omit --activation"
              .formatted(activation));
    }
    String shaping = shape == null ? null : Shaping.named(shape).toString();
    return new NetworkSource.Perceptron(layers, width, depth, activation(), shaping);
  }

  /** A network by the name of its architecture, or from a file. */
  private NetworkSource described(String text) {
    if (Architectures.isNamed(text) && !Files.exists(Path.of(text))) {
      return tree(text);
    }
    Path file = Path.of(text);
    if (text.matches("[\\w-]+(\\(.*)?") && !Files.exists(file)) {
      throw new IllegalArgumentException(
          "--network must name a file or an architecture: '%s' is neither; known are %s"
              .formatted(text, String.join(", ", Architectures.names())));
    }
    return YamlFile.read("--network", file, this::tree);
  }

  private NetworkSource tree(Object tree) {
    Object shaped = shape == null ? tree : shaped(tree, shape);
    Architectures.read(shaped);
    return NetworkSource.Tree.of(shaped);
  }

  /** A network with its key for a shape. */
  private static Object shaped(Object tree, String shape) {
    if (!(tree instanceof Map<?, ?> map && map.containsKey("layers"))) {
      throw new IllegalArgumentException(
          "--shape needs a network of layers: an architecture by name has normalizations or a rule of its own; omit it");
    }
    if (map.containsKey("shape")) {
      throw new IllegalArgumentException(
          "--shape %s meets a network with shape: %s; omit one of them"
              .formatted(shape, map.get("shape")));
    }
    Map<Object, Object> shaped = new LinkedHashMap<>(map);
    shaped.put("shape", shape);
    return shaped;
  }

  /** The network as data for the built-in digits; empty for a block factory. */
  public Optional<Network> network() {
    NetworkSource source = source();
    if (source instanceof NetworkSource.Tree tree) {
      return Optional.of(tree.network());
    }
    return source instanceof NetworkSource.Perceptron perceptron
        ? Optional.of(built(perceptron))
        : Optional.empty();
  }

  /** Its network, which may have thousands of layers and is asked for again and again. */
  private Network built(NetworkSource.Perceptron perceptron) {
    if (network == null || !perceptron.equals(builtFrom)) {
      builtFrom = perceptron;
      network = perceptron.network(INPUTS, OUTPUTS);
    }
    return network;
  }

  /** The options that name a class of the user's. Only these cause a class to be loaded. */
  static final class FactoryOptions {

    @Option(
        names = "--block-factory",
        paramLabel = "CLASS",
        description =
            "A DJL model of yours: a class that implements ai.djl.nn.BlockFactory; its block takes a"
                + " batch of examples in the shape they have. MyModel(layers=4,mode=fast) gives it"
                + " arguments; tune searches ranges such as MyModel(layers=int:2..8).")
    private @Nullable String blockFactory;

    @Option(
        names = "--classpath",
        paramLabel = "JARS",
        defaultValue = "",
        description = "Where the block factory and what it needs is found.")
    private String classpath;

    /** The factory; null if none is named. */
    NetworkSource.@Nullable Factory factory() {
      return blockFactory == null
          ? null
          : NetworkSource.Factory.of(
              blockFactory,
              Stream.of(classpath.split(File.pathSeparator))
                  .filter(jar -> !jar.isBlank())
                  .map(Path::of)
                  .toList());
    }
  }
}
