// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.data.Examples;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;
import picocli.CommandLine.Option;

/** The options that say which network is meant. */
final class NetworkOptions {

  @Option(
      names = "--layers",
      paramLabel = "WIDTHS",
      description =
          "A multilayer perceptron: 64,64x30,10 has 64 inputs, thirty hidden layers of 64 units and"
              + " 10 outputs. Default: the data's inputs, --depth hidden layers of --width units,"
              + " the data's classes.")
  private String layers;

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
      defaultValue = "relu",
      description =
          "The activation of the hidden layers; `evenkeel rules` lists them. Default:"
              + " ${DEFAULT-VALUE}.")
  private String activation;

  @Option(
      names = "--network",
      paramLabel = "FILE.yaml",
      description =
          "A network of convolutions, residual branches, normalization, dropout from a YAML file,"
              + " instead of --layers.")
  private Path file;

  @Option(
      names = "--block-factory",
      paramLabel = "CLASS",
      description =
          "A DJL model of yours: a class that implements ai.djl.nn.BlockFactory; its block takes a"
              + " batch of examples in the shape they have.")
  private String blockFactory;

  @Option(
      names = "--classpath",
      paramLabel = "JARS",
      defaultValue = "",
      description = "Where the block factory and what it needs is found.")
  private String classpath;

  /** Reads the options, before any data is. */
  void check() {
    Activation parsed = Activations.named(activation);
    if (Stream.of(layers, file, blockFactory).filter(Objects::nonNull).count() > 1) {
      throw new IllegalArgumentException(
          "a network comes from --layers, --network or --block-factory, not from two of them");
    }
    if (blockFactory == null && !classpath.isBlank()) {
      throw new IllegalArgumentException(
          "--classpath says where a block factory is: '%s'; name the factory with --block-factory"
              .formatted(classpath));
    }
    if (layers != null) {
      Network.perceptron(layers, parsed);
    }
  }

  /** The name of the hidden layers' activation. */
  String activation() {
    return activation;
  }

  /** Whether the model is one of the user's, which only the engine can build. */
  boolean isBlockFactory() {
    return blockFactory != null;
  }

  /** Whether any of these options is given. */
  boolean given() {
    return Stream.of(layers, file, blockFactory).anyMatch(Objects::nonNull);
  }

  /**
   * What the options mean.
   *
   * @param examples the data it is for
   */
  Subject subject(Examples examples) {
    return blockFactory != null
        ? UserModel.of(blockFactory, jars(), examples)
        : Subject.of(network(examples.featuresPerExample(), examples.classes()), examples);
  }

  /**
   * The network, where it is not a model of the user's.
   *
   * @param inputs inputs of a network that is not described
   * @param outputs its outputs
   */
  Network network(int inputs, int outputs) {
    if (file != null) {
      return YamlFile.read("--network", file, NetworkTree::read);
    }
    String widths =
        layers != null ? layers : "%d,%dx%d,%d".formatted(inputs, width, depth, outputs);
    return Network.perceptron(widths, Activations.named(activation));
  }

  private List<Path> jars() {
    return Stream.of(classpath.split(File.pathSeparator))
        .filter(jar -> !jar.isBlank())
        .map(Path::of)
        .toList();
  }
}
