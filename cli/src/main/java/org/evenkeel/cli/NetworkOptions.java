// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
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

  /**
   * What the options mean.
   *
   * @param examples the data it is for
   */
  Subject subject(Examples examples) {
    if (blockFactory != null) {
      return UserModel.of(blockFactory, jars(), examples);
    } else if (file != null) {
      return Subject.of(read(file), examples);
    }
    String widths =
        layers != null
            ? layers
            : "%d,64x30,%d".formatted(examples.featuresPerExample(), examples.classes());
    return Subject.of(Network.perceptron(widths, Activations.named(activation)), examples);
  }

  private List<Path> jars() {
    return Stream.of(classpath.split(File.pathSeparator))
        .filter(jar -> !jar.isBlank())
        .map(Path::of)
        .toList();
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
