// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.evenkeel.study.trial.TrialOwner;

/**
 * The lock of a journal, taken in three steps: among the threads of this process; among the
 * processes of this machine, by a file lock beside the journal, which the system releases when its
 * process ends; and against Optuna, by its {@link OptunaLock}.
 */
final class JournalLock {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The bytes of a guard: the name of a machine, with spaces up to the end of the line. */
  private static final int GUARD_BYTES = 64;

  /** The most bytes of a guard of older versions. */
  private static final int MOST_GUARD_BYTES = 260;

  private static final Set<OpenOption> GUARD =
      Set.of(
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE,
          LinkOption.NOFOLLOW_LINKS);

  /** The milliseconds that the end of the process waits for runs to put their trials back. */
  private static final long RUNS_END_MILLIS = 2_000;

  /** The seconds that the end of the process waits for locks. */
  private static final long LOCKS_END_SECONDS = 5;

  /**
   * Held shared with every lock of a file, and for ever by the end of the process, which therefore
   * leaves no lock behind: nobody takes one any more.
   */
  private static final ReentrantReadWriteLock UNTIL_THE_END = new ReentrantReadWriteLock(true);

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(JournalLock::end, "journal-end"));
    } catch (IllegalStateException e) {
      // The process is ending already.
    }
  }

  private static volatile boolean ended;

  /**
   * Joins those who hold locks; true if the thread was interrupted meanwhile. When the process
   * ends, a thread waits here for the end, and an interrupted one goes on to its own.
   */
  private static boolean enter() {
    boolean interrupted = Thread.interrupted();
    while (true) {
      try {
        if (UNTIL_THE_END.readLock().tryLock(50, TimeUnit.MILLISECONDS)) {
          return interrupted;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (interrupted && ended) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      }
    }
  }

  private static void end() {
    for (long left = RUNS_END_MILLIS; left > 0 && TrialOwner.isRunning(); left -= 10) {
      nap(10);
    }
    try {
      // If that fails, a thread waits for the lock of another process, and will not get it.
      ended = UNTIL_THE_END.writeLock().tryLock(LOCKS_END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final Map<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();

  private final ReentrantLock here;
  private FileChannel guard;
  private OptunaLock link;

  private boolean ofFile;

  /** Whether the previous holder of the file lock has certainly ended. */
  private boolean dead;

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
    // A change that was begun is written even if the thread is interrupted.
    boolean interrupted = enter();
    JournalLock lock;
    try {
      lock = of(here(file));
    } catch (IllegalStateException e) {
      UNTIL_THE_END.readLock().unlock();
      throw e;
    }
    lock.ofFile = true;
    interrupted |= Thread.interrupted();
    boolean locked = false;
    try {
      interrupted |= lock.guard(file.resolveSibling(file.getFileName() + ".guard"));
      lock.link = new OptunaLock(file);
      interrupted |= lock.link.take(patience, lock.dead);
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

  /**
   * Takes the file lock, and notes this machine in the file; true if the thread was interrupted
   * meanwhile. A link is not followed, and no content but that of a guard is written over.
   */
  private boolean guard(Path file) throws IOException {
    boolean interrupted = false;
    while (true) {
      requireGuard(file);
      guard = FileChannel.open(file, GUARD);
      try {
        guard.lock();
      } catch (FileLockInterruptionException | ClosedByInterruptException e) {
        interrupted = true;
        Thread.interrupted();
        guard.close();
        continue;
      } catch (OverlappingFileLockException e) {
        // held by another class loader
        guard.close();
        interrupted |= nap(5);
        continue;
      } catch (IOException e) {
        // The file system has no locks: Optuna's must suffice.
        guard.close();
        guard = null;
        return interrupted;
      }
      try {
        dead = predecessorIsDead();
        return interrupted;
      } catch (ClosedByInterruptException e) {
        // The interrupt has closed the channel and so released the lock.
        interrupted = true;
        Thread.interrupted();
        guard.close();
      }
    }
  }

  private static void requireGuard(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    BasicFileAttributes found =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isRegularFile() || found.size() > MOST_GUARD_BYTES) {
      throw new IllegalArgumentException(
          "%s is not a lock of Evenkeel's, which would write to it; move it away, or use another study file"
              .formatted(file));
    }
  }

  /**
   * Whether the previous holder of the file lock ran on this machine. Because this process holds
   * the lock now, that one has released it or ended. The state of a process on another machine is
   * unknown, because some network file systems lock only within a machine.
   */
  private boolean predecessorIsDead() throws IOException {
    ByteBuffer self =
        StandardCharsets.UTF_8.encode(
            (TrialOwner.HOST + " ".repeat(GUARD_BYTES)).substring(0, GUARD_BYTES - 1) + "\n");
    ByteBuffer last = ByteBuffer.allocate(GUARD_BYTES);
    guard.read(last, 0);
    if (last.flip().equals(self)) {
      return true;
    }
    guard.write(self, 0);
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
    FileChannel held = guard;
    try (held) {
      if (link != null) {
        link.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("the lock cannot be released: " + reason(e), e));
    } finally {
      if (ofFile) {
        UNTIL_THE_END.readLock().unlock();
      }
      here.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
