// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.data.Examples;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import picocli.CommandLine.Option;

/** The options that say which network is meant. */
final class NetworkOptions {

  /** A network file is small; anything beyond this is not one. */
  private static final long MAX_FILE_BYTES = 4 << 20;

  @Option(
      names = "--layers",
      paramLabel = "WIDTHS",
      description =
          "A multilayer perceptron: 64,64x30,10 has 64 inputs, thirty hidden layers of 64 units and"
              + " 10 outputs. Default: the data's inputs, 64x30, the data's"
              + " classes.")
  private String layers;

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

  /** Reads the options, before any data is. */
  void check() {
    Activation parsed = Activations.named(activation);
    if (file != null && layers != null) {
      throw new IllegalArgumentException(
          "a network comes from --layers or --network, not from both");
    }
    if (layers != null) {
      Network.perceptron(layers, parsed);
    }
  }

  /**
   * The network that the options mean.
   *
   * @param examples the data it is for
   */
  Network network(Examples examples) {
    Network network;
    if (file != null) {
      network = read(file);
    } else if (layers != null) {
      network = Network.perceptron(layers, Activations.named(activation));
    } else {
      String widths = "%d,64x30,%d".formatted(examples.featuresPerExample(), examples.classes());
      network = Network.perceptron(widths, Activations.named(activation));
    }
    return network;
  }

  private static Network read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "--network must name a YAML file: %s %s"
              .formatted(file, Files.exists(file) ? "is not a file" : "does not exist"));
    }
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(20);
    options.setNestingDepthLimit(50);
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new IllegalArgumentException(
            "a network file has at most %d MB: %s".formatted(MAX_FILE_BYTES >> 20, file));
      }
      try (Reader reader = Files.newBufferedReader(file)) {
        return NetworkTree.read(new Yaml(new SafeConstructor(options)).load(reader));
      }
    } catch (MarkedYAMLException e) {
      throw new IllegalArgumentException(
          "%s is not YAML: %s in line %d"
              .formatted(
                  file,
                  e.getProblem(),
                  e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1));
    } catch (YAMLException | MalformedInputException e) {
      throw new IllegalArgumentException("%s is not YAML: %s".formatted(file, e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
