// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.study.trial.ProcessMark;

/**
 * The lock of a journal: Optuna's, a symbolic link beside the file, so that Optuna keeps out as
 * well.
 *
 * <p>The link of ours points to the name of the process that made it, so a link that a killed
 * process left is recognised at once. One of Optuna's is taken for left behind after 30 seconds, as
 * by Optuna itself. Only who holds a second link may remove one that was left behind, so no link
 * that is new is removed by mistake. Where there are no symbolic links, a file takes their place,
 * as in Optuna.
 */
final class JournalLock {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long LONGEST_NAP = 20;

  private static final Map<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();

  private static final String MARK = "evenkeel-";

  private static final Pattern OURS = Pattern.compile(MARK + "(\\d{1,18})-(\\d{1,18})-(.*)@\\d+");

  private final ReentrantLock here;
  private final Path link;

  private JournalLock(ReentrantLock here, Path link) {
    this.here = here;
    this.link = link;
  }

  /** The lock of a file among the threads of this process. */
  static ReentrantLock here(Path file) {
    return HERE.computeIfAbsent(file.toAbsolutePath().normalize(), any -> new ReentrantLock());
  }

  /** Waits until nobody else has the lock of a file, and takes it. */
  static JournalLock of(Path file) {
    ReentrantLock here = here(file);
    here.lock();
    boolean locked = false;
    try {
      Path link = file.resolveSibling(file.getFileName() + ".lock");
      take(link);
      locked = true;
      return new JournalLock(here, link);
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("cannot lock %s: %s".formatted(file, reason(e)), e));
    } finally {
      if (!locked) {
        here.unlock();
      }
    }
  }

  private static void take(Path link) throws IOException {
    boolean interrupted = false;
    String seen = null;
    Instant since = Instant.now();
    for (long nap = 1; !made(link); nap = Math.min(LONGEST_NAP, 2 * nap)) {
      String holder = holder(link);
      if (holder == null || !holder.equals(seen)) {
        seen = holder;
        since = Instant.now();
      }
      if (holder != null
          && (gone(holder) || Duration.between(since, Instant.now()).compareTo(PATIENCE) > 0)) {
        remove(link, holder);
      }
      try {
        Thread.sleep(nap);
      } catch (InterruptedException e) {
        interrupted = true; // a write that was begun is done
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean made(Path link) throws IOException {
    try {
      Files.createSymbolicLink(link, Path.of(self()));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException e) {
      return madeFile(link);
    } catch (IOException e) {
      // Without the right to make links there may be one to make files; if not, that is the error.
      return madeFile(link);
    }
  }

  private static boolean madeFile(Path link) throws IOException {
    try {
      Files.writeString(link, self(), StandardOpenOption.CREATE_NEW);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Who made a link and when; null if it is not there any more. */
  private static String holder(Path link) throws IOException {
    try {
      String name =
          Files.isSymbolicLink(link)
              ? Files.readSymbolicLink(link).toString()
              : Files.readString(link);
      return name + "@" + Files.getLastModifiedTime(link, LinkOption.NOFOLLOW_LINKS).toMillis();
    } catch (NoSuchFileException | NotLinkException e) {
      return null;
    }
  }

  /** Removes a link that was left behind, if it is still the same one. */
  private static void remove(Path link, String holder) throws IOException {
    Path second = link.resolveSibling(link.getFileName() + ".break");
    if (!made(second)) {
      String other = holder(second);
      if (other != null && gone(other)) {
        Files.deleteIfExists(second);
      }
      return;
    }
    try {
      if (holder.equals(holder(link))) {
        Files.deleteIfExists(link);
      }
    } finally {
      Files.deleteIfExists(second);
    }
  }

  /** This process, in a word. */
  private static String self() {
    ProcessMark self = ProcessMark.self();
    return MARK + self.pid() + "-" + self.started() + "-" + self.host();
  }

  /** Whether a link was made by a process of this machine that is gone. */
  private static boolean gone(String holder) {
    Matcher ours = OURS.matcher(holder);
    return ours.matches()
        && new ProcessMark(
                ours.group(3), Long.parseLong(ours.group(1)), Long.parseLong(ours.group(2)))
            .gone();
  }

  static String reason(IOException e) {
    return e instanceof AccessDeniedException ? "no permission to write there" : e.getMessage();
  }

  /** Lets others have it. */
  void close() {
    try {
      Files.deleteIfExists(link);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      here.unlock();
    }
  }
}
