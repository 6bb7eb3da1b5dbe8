// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.file;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The writer of results to files. A regular file is never incomplete; a link is resolved; a device
 * or a pipe is written into.
 *
 * <p>Content is written to {@code .evenkeel-*.part} beside the target and then renamed. A process
 * that is killed in between leaves that part; the next write to the folder removes it once it has
 * not changed for a minute.
 */
public final class AtomicFile {

  private static final int MOST_LINKS = 40;

  /** The time without a change after which the part of a write counts as abandoned. */
  private static final Duration ABANDONED = Duration.ofMinutes(1);

  private AtomicFile() {}

  /**
   * Writes a whole file.
   *
   * @param what a noun for the content, such as page
   * @throws FailedException if the file cannot be written; an existing regular file is not changed
   */
  public static void write(String what, Path file, byte[] content) {
    try {
      Path target = target(file);
      if (isStream(target)) {
        stream(target, content);
      } else {
        replace(target, content);
      }
    } catch (IOException e) {
      throw new FailedException(
          "the %s cannot be written: %s (%s); choose a file in a folder that can be written to"
              .formatted(what, file, reason(e)),
          e);
    }
  }

  /** A failure to write a result. */
  public static final class FailedException extends UncheckedIOException {
    private static final long serialVersionUID = 1;

    private FailedException(String message, IOException cause) {
      super(message, cause);
    }
  }

  /** The file that a path leads to through links, whether or not it exists. */
  public static Path target(Path file) throws IOException {
    Path path = file.toAbsolutePath();
    for (int links = 0; links < MOST_LINKS; links++) {
      Path parent = path.getParent();
      if (parent != null && Files.isDirectory(parent) && path.getFileName() != null) {
        path = parent.toRealPath().resolve(path.getFileName()).normalize();
      }
      if (isDescriptor(path) || !Files.isSymbolicLink(path)) {
        return path;
      }
      path = path.resolveSibling(Files.readSymbolicLink(path));
    }
    throw new FileSystemException(file.toString(), null, "too many links");
  }

  /** Whether a target is written into: a device, a pipe, or an open file of a process. */
  public static boolean isStream(Path target) {
    return isDescriptor(target)
        || (Files.exists(target) && !Files.isRegularFile(target) && !Files.isDirectory(target));
  }

  private static boolean isDescriptor(Path path) {
    return path.startsWith("/proc") && path.getParent().endsWith("fd");
  }

  private static void stream(Path target, byte[] content) throws IOException {
    boolean own =
        isDescriptor(target) && target.startsWith("/proc/" + ProcessHandle.current().pid());
    String number = target.getFileName().toString();
    if (own && (number.equals("1") || number.equals("2"))) {
      // Not closed: the process goes on writing to its stdout.
      @SuppressWarnings("resource")
      FileOutputStream out =
          new FileOutputStream(number.equals("1") ? FileDescriptor.out : FileDescriptor.err);
      out.write(content);
      return;
    }
    try (OutputStream out =
        isDescriptor(target)
            ? Files.newOutputStream(target, StandardOpenOption.APPEND)
            : Files.newOutputStream(target, StandardOpenOption.WRITE)) {
      out.write(content);
    }
  }

  private static void replace(Path target, byte[] content) throws IOException {
    sweep(target.getParent());
    Path part = target.resolveSibling(".evenkeel-" + UUID.randomUUID() + ".part");
    try {
      Files.write(part, content, StandardOpenOption.CREATE_NEW);
      keepMode(target, part);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Gives a part the mode of the file that it replaces. */
  private static void keepMode(Path target, Path part) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(part, PosixFileAttributeView.class);
    if (view != null && Files.exists(target)) {
      view.setPermissions(Files.getPosixFilePermissions(target));
    }
  }

  private static void sweep(Path folder) {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".evenkeel-*.part")) {
      for (Path part : parts) {
        if (Files.getLastModifiedTime(part).toInstant().isBefore(Instant.now().minus(ABANDONED))) {
          Files.deleteIfExists(part);
        }
      }
    } catch (IOException e) {
      // Another process removed it, or the write itself reports what is wrong with the folder.
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such folder";
    } else if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return reason == null ? "input or output failed" : reason;
  }
}
