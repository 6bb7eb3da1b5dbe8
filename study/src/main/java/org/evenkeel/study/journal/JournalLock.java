// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.evenkeel.study.trial.TrialOwner;

/**
 * The lock of a journal, taken in three steps: among the threads of this process; among the
 * processes of this machine, by a file lock beside the journal, which the system releases when its
 * process ends; and against Optuna, by its {@link OptunaLock}.
 */
final class JournalLock {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Map<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();

  private final ReentrantLock here;
  private RandomAccessFile guard;
  private OptunaLock link;

  private JournalLock(ReentrantLock here) {
    this.here = here;
  }

  /** The lock of a file among the threads of this process, the same for all paths to it. */
  static ReentrantLock here(Path file) {
    Path path = file.toAbsolutePath().normalize();
    try {
      path =
          Files.exists(path)
              ? path.toRealPath()
              : path.getParent().toRealPath().resolve(path.getFileName());
    } catch (IOException e) {
      // The folder does not exist, so there is nothing to lock.
    }
    return HERE.computeIfAbsent(path, any -> new ReentrantLock());
  }

  /** Waits for a lock among the threads of this process alone and takes it. */
  static JournalLock of(ReentrantLock here) {
    if (here.isHeldByCurrentThread()) {
      throw new IllegalStateException("this thread has locked the journal already");
    }
    here.lock();
    return new JournalLock(here);
  }

  /** Waits for the lock of a file and takes it. */
  static JournalLock of(Path file) {
    return of(file, PATIENCE);
  }

  /**
   * Waits for the lock of a file and takes it.
   *
   * @param patience the time after which a lock without progress counts as abandoned
   */
  static JournalLock of(Path file, Duration patience) {
    JournalLock lock = of(here(file));
    // A change that was begun is written even if the thread is interrupted.
    boolean interrupted = Thread.interrupted();
    boolean locked = false;
    try {
      interrupted |= lock.guard(file.resolveSibling(file.getFileName() + ".guard"));
      boolean dead = lock.predecessorIsDead();
      lock.link = new OptunaLock(file);
      interrupted |= lock.link.take(patience, dead);
      locked = true;
      return lock;
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("%s cannot be locked: %s".formatted(file, reason(e)), e));
    } finally {
      if (!locked) {
        lock.link = null;
        lock.close();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Takes the file lock; true if the thread was interrupted meanwhile. */
  private boolean guard(Path file) throws IOException {
    boolean interrupted = false;
    while (true) {
      guard = new RandomAccessFile(file.toFile(), "rw");
      try {
        guard.getChannel().lock();
        return interrupted;
      } catch (FileLockInterruptionException | ClosedByInterruptException e) {
        interrupted = true;
        Thread.interrupted();
        guard.close();
      } catch (OverlappingFileLockException e) {
        // held by another class loader
        guard.close();
        interrupted |= nap(5);
      } catch (IOException e) {
        // The file system has no locks: Optuna's must suffice.
        guard.close();
        guard = null;
        return interrupted;
      }
    }
  }

  /**
   * Whether the previous holder of the file lock ran on this machine. Because this process holds
   * the lock now, that one has released it or ended. The state of a process on another machine is
   * unknown, because some network file systems lock only within a machine.
   */
  private boolean predecessorIsDead() throws IOException {
    if (guard == null) {
      return false;
    }
    byte[] self = (TrialOwner.HOST + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] last = new byte[(int) Math.min(1000, guard.length())];
    guard.readFully(last);
    if (Arrays.equals(self, last)) {
      return true;
    }
    guard.setLength(0);
    guard.seek(0);
    guard.write(self);
    return false;
  }

  /** Waits; true if the thread was interrupted. */
  static boolean nap(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  /** The reason of a failure in a few words. */
  static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof AccessDeniedException || message.contains("Permission denied")) {
      return "no permission";
    } else if (e instanceof NoSuchFileException || message.contains("No such file or directory")) {
      return "there is no such folder";
    }
    return message.lines().findFirst().orElse("");
  }

  void close() {
    // An interrupt would close the file that Optuna's lock is read from.
    boolean interrupted = Thread.interrupted();
    RandomAccessFile held = guard;
    try (held) {
      if (link != null) {
        link.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("the lock cannot be released: " + reason(e), e));
    } finally {
      here.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
