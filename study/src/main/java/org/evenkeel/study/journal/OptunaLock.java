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

/**
 * Optuna's lock of a journal: a symbolic link beside it, named like it with .lock behind; or a file
 * of that name where there are no links.
 *
 * <p>A link of ours leads to the journal by a path that nobody else writes. It leads to something
 * that is there because Optuna asks for the time of what it leads to, and waits without end where
 * there is nothing.
 */
final class OptunaLock {

  private static final long LONGEST_NAP = 20;

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
   * Waits until nobody else has the lock, and takes it.
   *
   * @param patience after how long a lock counts as left behind while nothing is written
   * @param dead whether a lock that was made by our kind is left behind for certain
   * @return whether the thread was interrupted meanwhile
   */
  boolean take(Duration patience, boolean dead) throws IOException {
    boolean interrupted = false;
    State seen = null;
    long since = System.nanoTime();
    for (long nap = 1; !made(); nap = Math.min(LONGEST_NAP, 2 * nap)) {
      State now = state();
      if (now == null) {
        continue;
      }
      if (!now.equals(seen)) {
        seen = now;
        since = System.nanoTime();
      }
      boolean left = System.nanoTime() - since > patience.toNanos();
      if ((dead && now.holder.equals(ours)) || left) {
        remove(now);
      } else {
        interrupted |= JournalLock.nap(nap);
      }
    }
    return interrupted;
  }

  /** Gives the lock back, unless somebody took it for left behind. */
  void release() throws IOException {
    State now = state();
    if (now != null && now.holder.equals(ours)) {
      Files.deleteIfExists(link);
    }
  }

  private boolean made() throws IOException {
    try {
      Files.createSymbolicLink(link, Path.of(ours));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException | UnsupportedOperationException e) {
      // Without the right to make links there may be one to make files; if not, that is the error.
      try {
        Files.writeString(link, ours, StandardOpenOption.CREATE_NEW);
        return true;
      } catch (FileAlreadyExistsException there) {
        return false;
      }
    }
  }

  /** What stands there: who made it, which one it is, and how far the journal is. */
  private record State(String holder, String which, String progress) {}

  private State state() throws IOException {
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

  /** Removes what was left behind, if it is still the same: renames it first, as Optuna does. */
  private void remove(State old) throws IOException {
    if (old.equals(state())) {
      Path away =
          link.resolveSibling(link.getFileName() + UUID.randomUUID().toString() + ".rename");
      try {
        Files.move(link, away);
        Files.delete(away);
      } catch (NoSuchFileException e) {
        // Somebody was quicker.
      }
    }
  }
}
