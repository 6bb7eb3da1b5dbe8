// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

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
import java.util.function.Supplier;

/** DJL's {@link BlockFactory} classes, found by name. */
final class BlockFactories {

  private BlockFactories() {}

  /** A supplier of the blocks that a {@link NetworkSource.Factory} makes. */
  static Supplier<Block> supplier(String className, List<Path> classpath) {
    ClassLoader loader =
        new URLClassLoader(
            classpath.stream().map(BlockFactories::url).toArray(URL[]::new),
            BlockFactories.class.getClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    try {
      Object made = Class.forName(className, true, loader).getDeclaredConstructor().newInstance();
      if (made instanceof BlockFactory factory) {
        return () -> block(factory);
      }
      throw new IllegalArgumentException(
          "a block factory must be a class that implements ai.djl.nn.BlockFactory: %s does not; name one that does"
              .formatted(className));
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalArgumentException(
          "a block factory must be a public class with a constructor without arguments: cannot make %s (%s); check its name and the class path"
              .formatted(
                  className,
                  e instanceof ClassNotFoundException
                      ? "no such class"
                      : e.getClass().getSimpleName()),
          e);
    }
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

  private static Block block(BlockFactory factory) {
    try (Model model = Model.newInstance("user")) {
      return factory.newBlock(model, Path.of("."), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
