// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Optuna's lock of a journal: a symbolic link beside it with the suffix .lock, or a file of that
 * name where links are not available.
 *
 * <p>A link made here points to the journal by a path that no other writer uses. It must point to
 * an existing file, because Optuna reads the time of its target and waits forever if there is none.
 */
final class OptunaLock {

  private static final long MAX_NAP_MILLIS = 20;

  private static final String MARK = "./././";

  private final Path file;
  private final Path link;
  private final String ours;

  OptunaLock(Path file) {
    this.file = file;
    this.link = file.resolveSibling(file.getFileName() + ".lock");
    this.ours = MARK + file.getFileName();
  }

  /**
   * Waits for the lock and takes it.
   *
   * @param patience the time without a write after which a lock counts as abandoned
   * @param dead whether a lock made by this class is certainly abandoned
   * @return whether the thread was interrupted meanwhile
   */
  boolean take(Duration patience, boolean dead) throws IOException {
    boolean interrupted = false;
    State seen = null;
    long since = System.nanoTime();
    for (long nap = 1; !create(); nap = Math.min(MAX_NAP_MILLIS, 2 * nap)) {
      State now = state();
      if (now == null) {
        continue;
      }
      if (!now.equals(seen)) {
        seen = now;
        since = System.nanoTime();
      }
      boolean abandoned = System.nanoTime() - since > patience.toNanos();
      if ((dead && now.holder.equals(ours)) || abandoned) {
        remove(now);
      } else {
        interrupted |= JournalLock.nap(nap);
      }
    }
    return interrupted;
  }

  /** Releases the lock, unless another process has taken it as abandoned. */
  void release() throws IOException {
    State now = state();
    if (now != null && now.holder.equals(ours)) {
      Files.deleteIfExists(link);
    }
  }

  private boolean create() throws IOException {
    try {
      Files.createSymbolicLink(link, Path.of(ours));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException | UnsupportedOperationException e) {
      // Links may be forbidden where files are allowed; if not, the second failure is reported.
      try {
        Files.writeString(link, ours, StandardOpenOption.CREATE_NEW);
        return true;
      } catch (FileAlreadyExistsException there) {
        return false;
      }
    }
  }

  /** The state of the lock: its holder, its identity, and the progress of the journal. */
  private record State(String holder, String which, String progress) {}

  private @Nullable State state() throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(link, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      String holder =
          attributes.isSymbolicLink()
              ? Files.readSymbolicLink(link).toString()
              : Files.readString(link);
      return new State(
          holder,
          attributes.fileKey() + "@" + attributes.lastModifiedTime(),
          Files.exists(file) ? Files.size(file) + "@" + Files.getLastModifiedTime(file) : "");
    } catch (NoSuchFileException | NotLinkException e) {
      return null;
    }
  }

  /** Removes an abandoned lock if it is unchanged: renames it first, as Optuna does. */
  private void remove(State old) throws IOException {
    if (old.equals(state())) {
      Path away =
          link.resolveSibling(link.getFileName() + UUID.randomUUID().toString() + ".rename");
      try {
        Files.move(link, away);
        Files.delete(away);
      } catch (NoSuchFileException e) {
        // Another process was faster.
      }
    }
  }
}
