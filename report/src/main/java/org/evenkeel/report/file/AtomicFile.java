// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** The writer of files that are never incomplete. */
public final class AtomicFile {

  private AtomicFile() {}

  /**
   * Writes beside the file first, and replaces the file when that is complete.
   *
   * @param what a noun for the content, such as page
   * @throws UncheckedIOException if the file cannot be written; an existing file is not changed
   */
  public static void write(String what, Path file, byte[] content) {
    Path target = file.toAbsolutePath();
    Path part = target.resolveSibling(".evenkeel-" + UUID.randomUUID() + ".part");
    try {
      try {
        Files.write(part, content, StandardOpenOption.CREATE_NEW);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the %s cannot be written: %s (%s); choose a file in a folder that can be written to"
              .formatted(what, file, e.getClass().getSimpleName()),
          e);
    }
  }
}
