// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {

  private static final Path TORCH = Path.of("2.7.1-cpu", "libtorch.so");
  private static final Path JNI = Path.of("2.7.1-cpu", "0.36.0-libdjl_torch.so");

  @TempDir Path folder;

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void mode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void theFolderIsThatOfTheSettingsOrOfTheHome() {
    Path temporary = folder.resolve("evenkeel-user");
    Path home = folder.resolve(".djl.ai");
    assertEquals(home, NativeLibraries.folder(null, null, folder, temporary));
    assertEquals(temporary, NativeLibraries.folder(null, null, Path.of("?"), temporary));
    assertEquals(
        temporary, NativeLibraries.folder(null, null, Path.of("/no-such-home"), temporary));
    assertEquals(Path.of("/a"), NativeLibraries.folder("/a", "/b", folder, temporary));
    assertEquals(Path.of("/b"), NativeLibraries.folder(null, "/b", folder, temporary));
  }

  @Test
  void aNewFolderIsPrivate() throws IOException {
    assertEquals("rwx------", mode(OwnFolder.require(folder.resolve("a").resolve("b"))));
  }

  /** One of the user's that the umask left open is closed, and what it holds is kept. */
  @Test
  void anOpenFolderOfTheUsersIsClosed() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    mode(open, "rwxrwxrwx");
    Files.writeString(open.resolve("kept"), "");
    OwnFolder.require(open);
    assertEquals("rwxr-xr-x", mode(open));
    assertTrue(Files.exists(open.resolve("kept")));
  }

  @Test
  void whatIsNotAFolderIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("nowhere"));
    for (Path one : new Path[] {file, link}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> OwnFolder.require(one)).getMessage();
      assertTrue(message.endsWith("is not a folder; set ENGINE_CACHE_DIR to another one"), message);
    }
  }

  /** Only root can give a folder away; elsewhere this is not tested. */
  @Test
  void aFolderOfSomebodyElseIsRefused() throws IOException {
    Path theirs = Files.createDirectory(folder.resolve("theirs"));
    try {
      Files.setAttribute(theirs, "unix:uid", 12345);
    } catch (IOException e) {
      Assumptions.abort("a folder cannot be given away: " + e.getMessage());
    }
    Path link = Files.createSymbolicLink(folder.resolve("link"), theirs);
    for (Path one : new Path[] {theirs, link}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> OwnFolder.require(one)).getMessage();
      assertTrue(message.contains("belongs to 12345"), message);
    }
  }

  @Test
  void wholeLibrariesAreKeptAndCutOnesRemoved() throws IOException {
    Map<Path, Long> sizes = Map.of(TORCH, 4L, JNI, 2L);
    write(TORCH, "abcd");
    write(JNI, "ab");
    NativeLibraries.removeDamaged(folder, sizes);
    assertTrue(Files.exists(folder.resolve(TORCH)));
    for (Path cut : new Path[] {TORCH, JNI}) {
      write(TORCH, "abcd");
      write(JNI, "ab");
      write(cut, "a");
      write(Path.of("other-version", "libtorch.so"), "a");
      NativeLibraries.removeDamaged(folder, sizes);
      assertFalse(Files.exists(folder.resolve(TORCH).getParent()));
      assertTrue(Files.exists(folder.resolve("other-version")));
      try (Stream<Path> left = Files.list(folder)) {
        assertFalse(left.anyMatch(file -> file.getFileName().toString().startsWith("tmp")));
      }
    }
  }

  /** A library that others could have written is extracted again. */
  @Test
  void anOpenLibraryIsRemoved() throws IOException {
    write(TORCH, "abcd");
    mode(folder.resolve(TORCH), "rw-rw-rw-");
    NativeLibraries.removeDamaged(folder, Map.of(TORCH, 4L));
    assertFalse(Files.exists(folder.resolve(TORCH)));
  }

  private void write(Path file, String text) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), text);
  }
}
