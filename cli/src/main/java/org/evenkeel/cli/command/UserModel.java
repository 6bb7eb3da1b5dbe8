// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.data.Examples;

/** A model of the user's: DJL's {@link BlockFactory}, found by its class name. */
final class UserModel {

  private UserModel() {}

  /**
   * The model that a factory makes, for examples in the shape they have.
   *
   * @param className the factory's class, with a public constructor without arguments
   * @param jars where it and what it needs is found, besides the command's own class path
   * @throws IllegalArgumentException if there is no such class, or it is no factory
   */
  static Subject of(String className, List<Path> jars, Examples examples) {
    BlockFactory factory = factory(className, jars);
    return new Subject(
        "model of " + className, examples.shape(), () -> block(factory), Optional.empty());
  }

  private static BlockFactory factory(String className, List<Path> jars) {
    ClassLoader loader =
        new URLClassLoader(
            jars.stream().map(UserModel::url).toArray(URL[]::new),
            UserModel.class.getClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    try {
      Object made = Class.forName(className, true, loader).getDeclaredConstructor().newInstance();
      if (made instanceof BlockFactory factory) {
        return factory;
      }
      throw new IllegalArgumentException(
          "--block-factory must name a class that implements ai.djl.nn.BlockFactory: %s does not"
              .formatted(className));
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalArgumentException(
          "--block-factory must name a public class with a constructor without arguments: cannot make %s (%s); give its jar with --classpath"
              .formatted(
                  className,
                  e instanceof ClassNotFoundException
                      ? "no such class"
                      : e.getClass().getSimpleName()),
          e);
    }
  }

  private static URL url(Path jar) {
    if (!Files.exists(jar)) {
      throw new IllegalArgumentException("--classpath must name jars or folders: no " + jar);
    }
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("--classpath must name jars or folders: " + jar, e);
    }
  }

  private static Block block(BlockFactory factory) {
    try (Model model = Model.newInstance("user")) {
      return factory.newBlock(model, Path.of("."), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
