// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.evenkeel.architecture.Architectures;
import org.evenkeel.data.Examples;
import org.evenkeel.data.NoiseShape;
import org.evenkeel.djl.engine.NativeLibraries;
import org.evenkeel.experiment.factory.BlockArguments;
import org.evenkeel.experiment.factory.UserClasses;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.result.CommandLines;
import org.evenkeel.shaping.Shaping;
import org.jspecify.annotations.Nullable;

/** The network of an experiment, before its examples are known. */
public sealed interface NetworkSource {

  /** The network for examples of a given shape and number of classes. */
  Subject subject(Examples examples);

  /** The network that it is for any examples; empty where these, or a class, decide what it is. */
  default Optional<Network> fixed() {
    return Optional.empty();
  }

  /** What examples of noise consist of that the network can take. */
  default NoiseShape noise() {
    return fixed().map(Subject::noise).orElse(NoiseShape.DEFAULT);
  }

  /** The network in words, and as data where it can be had without loading a class. */
  default Subject described(Examples examples) {
    return subject(examples);
  }

  /** The same network with absolute paths, which are the same in any folder. */
  default NetworkSource absolute() {
    return this;
  }

  /** SHA-256 of the user's classes behind it, in hexadecimal; empty if there are none. */
  default Optional<String> classes() {
    return Optional.empty();
  }

  /**
   * A multilayer perceptron.
   *
   * @param layers the widths of all layers, such as {@code 64,64x30,10}; null for the data's
   *     inputs, {@code depth} hidden layers of {@code width} units, and the data's classes
   * @param width the width of the hidden layers, used without {@code layers}
   * @param depth the number of hidden layers, used without {@code layers}
   * @param activation the name of the hidden layers' activation
   * @param shape the name of the {@link Shaping} of that activation; null for none
   * @param dropout the rate of dropout after each hidden layer; null for none
   */
  record Perceptron(
      @Nullable String layers,
      int width,
      int depth,
      String activation,
      @Nullable String shape,
      @Nullable Double dropout)
      implements NetworkSource {

    /** Makes a rate of 0 null. */
    public Perceptron {
      dropout = dropout == null || dropout == 0 ? null : dropout;
    }

    /** A perceptron without dropout. */
    public Perceptron(
        @Nullable String layers, int width, int depth, String activation, @Nullable String shape) {
      this(layers, width, depth, activation, shape, null);
    }

    /** A perceptron whose activation is not shaped. */
    public Perceptron(@Nullable String layers, int width, int depth, String activation) {
      this(layers, width, depth, activation, null);
    }

    Perceptron with(@Nullable String newLayers, int newWidth, int newDepth) {
      return new Perceptron(newLayers, newWidth, newDepth, activation, shape, dropout);
    }

    Perceptron withActivation(String name) {
      return new Perceptron(layers, width, depth, name, shape, dropout);
    }

    /** The same perceptron with dropout at another rate after each hidden layer. */
    public Perceptron withDropout(double rate) {
      return new Perceptron(layers, width, depth, activation, shape, rate);
    }

    /** The perceptron for a number of inputs and outputs. */
    public Network network(int inputs, int outputs) {
      Network network =
          Network.perceptron(
              layers != null ? layers : "%d,%dx%d,%d".formatted(inputs, width, depth, outputs),
              Activations.named(activation));
      Network shaped = shape == null ? network : network.shaped(Shaping.named(shape));
      return dropout == null ? shaped : dropping(shaped, dropout);
    }

    private static Network dropping(Network network, double rate) {
      List<Layer> layers = new ArrayList<>();
      for (Layer layer : network.layers()) {
        layers.add(layer);
        if (layer.kind().equals("activation")) {
          layers.add(new Layer.Dropout(layer.name().replace("activation", "dropout"), rate));
        }
      }
      return new Network(network.input(), layers);
    }

    @Override
    public Optional<Network> fixed() {
      return Optional.ofNullable(layers).map(all -> network(0, 0)); // which are in all layers
    }

    @Override
    public Subject subject(Examples examples) {
      return Subject.of(network(examples.featuresPerExample(), examples.classes()), examples);
    }
  }

  /** A network described by a tree of maps and lists, as {@link Architectures} reads it. */
  record Tree(JsonElement tree) implements NetworkSource {

    /** The network of a tree that a YAML or JSON parser returns. */
    public static Tree of(Object tree) {
      return new Tree(new Gson().toJsonTree(worded(tree)));
    }

    /** A tree in which a kind without values is a word, because JSON is written without nulls. */
    private static @Nullable Object worded(@Nullable Object tree) {
      if (tree instanceof List<?> list) {
        return list.stream().map(Tree::worded).toList();
      }
      if (!(tree instanceof Map<?, ?> map)) {
        return tree;
      }
      if (map.size() == 1 && map.values().iterator().next() == null) {
        return map.keySet().iterator().next();
      }
      Map<Object, @Nullable Object> worded = new LinkedHashMap<>();
      map.forEach((key, value) -> worded.put(key, worded(value)));
      return worded;
    }

    /** The network. */
    public Network network() {
      return Architectures.read(StudyPlanJson.plain(tree));
    }

    @Override
    public Optional<Network> fixed() {
      return Optional.of(network());
    }

    @Override
    public Subject subject(Examples examples) {
      return Subject.of(network(), examples);
    }
  }

  /** A network as data; only this process has it. */
  record Described(Network network) implements NetworkSource {
    @Override
    public Optional<Network> fixed() {
      return Optional.of(network);
    }

    @Override
    public Subject subject(Examples examples) {
      return Subject.of(network, examples);
    }
  }

  /**
   * A DJL {@link ai.djl.nn.BlockFactory} of the user's; another process can call it as well.
   *
   * @param className the factory's class, with a public constructor without arguments
   * @param classpath jars and folders with the class, besides this process's class path
   * @param arguments what it is given; a study searches those that are ranges
   */
  record Factory(String className, List<Path> classpath, BlockArguments arguments)
      implements NetworkSource {

    public Factory {
      classpath = List.copyOf(classpath);
    }

    /** A factory without arguments. */
    public Factory(String className, List<Path> classpath) {
      this(className, classpath, BlockArguments.NONE);
    }

    /** A factory in the command's words, such as {@code my.Model(layers=4)}. */
    public static Factory of(String text, List<Path> classpath) {
      return new Factory(BlockArguments.className(text), classpath, BlockArguments.of(text));
    }

    /** The same factory with another value of one argument. */
    public Factory withArgument(String name, Object value) {
      return new Factory(className, classpath, arguments.with(name, value));
    }

    /** The same factory with mid-range values in place of ranges. */
    Factory representative() {
      return new Factory(className, classpath, arguments.representative());
    }

    /** The same class without arguments. */
    Factory withoutArguments() {
      return new Factory(className, classpath);
    }

    @Override
    public Subject subject(Examples examples) {
      return new Subject(
          "model of " + arguments.call(className), examples.shape(), blocks(), Optional.empty());
    }

    @Override
    public Subject described(Examples examples) {
      return new Subject(
          "model of " + arguments.call(className),
          examples.shape(),
          () -> {
            throw new IllegalStateException("the class " + className + " is not loaded");
          },
          Optional.empty());
    }

    @Override
    public Factory absolute() {
      return new Factory(className, classpath.stream().map(Factory::absolute).toList(), arguments);
    }

    private static Path absolute(Path entry) {
      return entry.toAbsolutePath().normalize();
    }

    /** A class path with absolute entries. */
    static String absolute(String classpath) {
      return Stream.of(classpath.split(File.pathSeparator))
          .map(entry -> absolute(Path.of(entry)).toString())
          .collect(Collectors.joining(File.pathSeparator));
    }

    @Override
    public Optional<String> classes() {
      return Optional.of(UserClasses.digest(classpath, className));
    }

    /** The options of the command that name the factory. */
    String options() {
      return "--block-factory "
          + CommandLines.quoted(List.of(arguments.call(className)))
          + (classpath.isEmpty()
              ? ""
              : " --classpath "
                  + classpath.stream()
                      .map(Path::toString)
                      .collect(Collectors.joining(File.pathSeparator)));
    }

    /** Makes the factory; its blocks find their own classes by the thread's class loader. */
    private Supplier<Block> blocks() {
      NativeLibraries.check(); // the class may load the engine
      ClassLoader loader =
          new URLClassLoader(
              classpath.stream().map(Factory::url).toArray(URL[]::new),
              Factory.class.getClassLoader());
      Thread.currentThread().setContextClassLoader(loader);
      try {
        Object made = Class.forName(className, true, loader).getDeclaredConstructor().newInstance();
        if (made instanceof BlockFactory factory) {
          if (!arguments.texts().isEmpty()) {
            block(factory); // which refuses an argument without effect
          }
          return () -> block(factory);
        }
        throw new IllegalArgumentException(
            "a block factory must be a class that implements ai.djl.nn.BlockFactory: %s does not; name one that does"
                .formatted(className));
      } catch (ReflectiveOperationException | LinkageError e) {
        throw new IllegalArgumentException(
            "a block factory must be a public class with a constructor without arguments: cannot make %s (%s); check its name and the class path"
                .formatted(className, reason(e)),
            e);
      }
    }

    private static String reason(Throwable e) {
      if (e instanceof ClassNotFoundException) {
        return "no such class";
      } else if (e instanceof NoSuchMethodException || e instanceof IllegalAccessException) {
        return "it has no such constructor";
      } else if (e instanceof InstantiationException) {
        return "it is abstract";
      }
      return e instanceof InvocationTargetException
          ? "its constructor fails: " + e.getCause().getMessage()
          : "a class that it needs is missing";
    }

    private static URL url(Path entry) {
      if (!Files.exists(entry)) {
        throw new IllegalArgumentException(
            "the class path of a block factory must name jars or folders: no '%s'; check the path"
                .formatted(entry));
      }
      try {
        return entry.toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException("not a path: '%s'; check it".formatted(entry), e);
      }
    }

    private Block block(BlockFactory factory) {
      try (Model model = Model.newInstance("user")) {
        return arguments.give(values -> block(factory, model, values));
      }
    }

    private static Block block(BlockFactory factory, Model model, Map<String, Object> values) {
      try {
        return factory.newBlock(model, Path.of("."), values);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A supplier of new DJL blocks, described in a few words; only this process has it. */
  record Blocks(String description, Supplier<Block> blocks) implements NetworkSource {
    @Override
    public Subject subject(Examples examples) {
      return new Subject(description, examples.shape(), blocks, Optional.empty());
    }
  }
}
