// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment.factory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The classes of the user's that a block factory may load, by which a study knows them again. */
public final class UserClasses {

  private UserClasses() {}

  /**
   * SHA-256, in hexadecimal, of all classes on a class path, or of one class where there are none.
   *
   * @param classpath jars and folders
   * @param className the class that counts where the class path has none
   */
  public static String digest(List<Path> classpath, String className) {
    SortedMap<String, byte[]> found = new TreeMap<>();
    try {
      for (Path entry : classpath) {
        if (Files.isDirectory(entry)) {
          addFolder(entry, found);
        } else {
          addJar(entry, found);
        }
      }
      String name = className.replace('.', '/') + ".class";
      try (InputStream own = UserClasses.class.getClassLoader().getResourceAsStream(name)) {
        if (found.isEmpty() && own != null) {
          found.put(name, own.readAllBytes());
        }
      }
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      found.forEach(
          (file, bytes) -> {
            digest.update((file + "\n" + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static void addFolder(Path folder, Map<String, byte[]> found) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        found.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
  }

  private static void addJar(Path file, Map<String, byte[]> found) throws IOException {
    try (ZipFile jar = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().endsWith(".class")) {
          try (InputStream in = jar.getInputStream(entry)) {
            found.put(entry.getName(), in.readAllBytes());
          }
        }
      }
    }
  }
}
