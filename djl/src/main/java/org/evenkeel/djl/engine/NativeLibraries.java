// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The native libraries of the engine, in a folder that belongs to the user and that nobody else can
 * write to.
 *
 * <p>The folder is {@code ENGINE_CACHE_DIR} or {@code DJL_CACHE_DIR} if one is set, else {@code
 * .djl.ai} in the user's home, as for DJL itself. Without a home of the user's own it is {@code
 * evenkeel-USER} in the temporary folder, and not DJL's {@code .djl.ai} there, which anybody can
 * create. Libraries that were cut, or that others could have written, are removed, and then DJL
 * extracts them again. {@code PYTORCH_LIBRARY_PATH} names libraries of the user's choice, which are
 * not checked.
 */
public final class NativeLibraries {

  private static final String FOLDER = "ENGINE_CACHE_DIR";

  private static boolean checked;

  private NativeLibraries() {}

  /**
   * Checks the folder once, and makes the engine load its libraries from it. To be called before
   * the engine is loaded.
   *
   * @throws IllegalArgumentException if the folder belongs to somebody else
   */
  public static synchronized void check() {
    if (checked || setting("PYTORCH_LIBRARY_PATH") != null) {
      return;
    }
    try {
      Path folder = folder(setting(FOLDER), setting("DJL_CACHE_DIR"), home(), temporary());
      OwnFolder.require(folder);
      if (System.getenv(FOLDER) == null) {
        System.setProperty(FOLDER, folder.toString());
      }
      if (System.getProperty("jna.tmpdir") == null) {
        System.setProperty("jna.tmpdir", OwnFolder.require(folder.resolve("jna")).toString());
      }
      removeDamaged(OwnFolder.require(folder.resolve("pytorch")), sizes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    checked = true;
  }

  private static @Nullable String setting(String name) {
    String value = System.getenv(name);
    value = value != null ? value : System.getProperty(name);
    return value == null || value.isEmpty() ? null : value;
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home"));
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"))
        .resolve("evenkeel-" + System.getProperty("user.name").replaceAll("[^\\w.-]", "_"));
  }

  /** The folder by its settings; without any, in the home if the user owns it. */
  static Path folder(@Nullable String engine, @Nullable String djl, Path home, Path temporary) {
    if (engine != null || djl != null) {
      return Path.of(engine != null ? engine : djl).toAbsolutePath();
    }
    return home.isAbsolute() && Files.isWritable(home) ? home.resolve(".djl.ai") : temporary;
  }

  /** The sizes of the libraries on the class path by their place in the folder. */
  private static Map<Path, Long> sizes() throws IOException {
    Map<Path, Long> sizes = new LinkedHashMap<>();
    ClassLoader loader = NativeLibraries.class.getClassLoader();
    Properties jni = properties(loader.getResource("jnilib/pytorch.properties"));
    for (URL found : Collections.list(loader.getResources("native/lib/pytorch.properties"))) {
      Properties engine = properties(found);
      String flavor = engine.getProperty("flavor", "");
      String classifier = engine.getProperty("classifier", "");
      Path home = Path.of(engine.getProperty("version", "") + "-" + flavor + "-" + classifier);
      String from = flavor + "/" + classifier + "/";
      for (String library : engine.getProperty("libraries", "").split(",", -1)) {
        size(sizes, home.resolve(library), loader.getResource("pytorch/" + from + library));
      }
      String library = System.mapLibraryName("djl_torch");
      String version = jni.getProperty("jni_version", "").replaceFirst(".*-", "");
      size(
          sizes,
          home.resolve(version + "-" + library),
          loader.getResource("jnilib/" + classifier + "/" + flavor + "/" + library));
    }
    return sizes;
  }

  private static Properties properties(@Nullable URL file) throws IOException {
    Properties properties = new Properties();
    if (file != null) {
      try (InputStream in = file.openStream()) {
        properties.load(in);
      }
    }
    return properties;
  }

  private static void size(Map<Path, Long> sizes, Path library, @Nullable URL resource)
      throws IOException {
    if (resource != null) {
      sizes.put(library, resource.openConnection().getContentLengthLong());
    }
  }

  /**
   * Removes the folders in which a library has another size than on the class path, or belongs to
   * somebody else. The engine extracts a whole folder or none.
   */
  static void removeDamaged(Path engine, Map<Path, Long> sizes) throws IOException {
    List<Path> homes = sizes.keySet().stream().map(Path::getParent).distinct().toList();
    if (homes.stream().allMatch(home -> isWhole(engine, home, sizes))) {
      return;
    }
    // Another process may be extracting: what it has put there since is whole.
    try (FileChannel channel =
            FileChannel.open(
                engine.resolve(".evenkeel.lock"),
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE);
        FileLock lock = channel.lock()) {
      for (Path home : homes) {
        if (lock.isValid() && !isWhole(engine, home, sizes)) {
          Path away = Files.createTempDirectory(engine, "tmp").resolve("damaged");
          Files.move(engine.resolve(home), away);
          delete(away.getParent());
        }
      }
    }
  }

  private static boolean isWhole(Path engine, Path home, Map<Path, Long> sizes) {
    Path folder = engine.resolve(home);
    if (!Files.exists(folder)) {
      return true;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return OwnFolder.isOwn(folder)
          && files.allMatch(
              file -> {
                Long size = sizes.get(home.resolve(file.getFileName()));
                return OwnFolder.isOwn(file) && (size == null || size < 0 || hasSize(file, size));
              });
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean hasSize(Path file, long size) {
    try {
      return Files.size(file) == size;
    } catch (IOException e) {
      return false;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
