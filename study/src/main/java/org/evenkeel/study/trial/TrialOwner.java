// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The owner of a running trial: one run of a search in one process. A killed process leaves its
 * trials running; by their owner they are recognized and run again.
 *
 * @param host the identifier of the process's machine
 * @param pid its number there
 * @param started the time of its start in milliseconds, because numbers are reused; 0 if unknown
 * @param run the identifier of the run
 */
public record TrialOwner(String host, long pid, long started, String run) {

  /** The identifier of this machine. */
  public static final String HOST = Machine.id();

  /**
   * The difference in milliseconds that two processes may see in the start time of a third: the
   * system counts it from its own start in whole seconds, and its clock may be set.
   */
  private static final long TOLERANCE = 2_000;

  private static final long PID = ProcessHandle.current().pid();
  private static final long STARTED = started(ProcessHandle.current());
  private static final Set<String> RUNS = ConcurrentHashMap.newKeySet();
  private static final Gson GSON = new Gson();

  /** A new run of this process; {@link #leave} ends it. */
  public static TrialOwner enter() {
    TrialOwner owner = new TrialOwner(HOST, PID, STARTED, UUID.randomUUID().toString());
    RUNS.add(owner.run);
    return owner;
  }

  /** Ends the run. */
  public void leave() {
    RUNS.remove(run);
  }

  /** Whether a run of this process has not ended. */
  public static boolean isRunning() {
    return !RUNS.isEmpty();
  }

  /** The note of the owner. */
  public JsonElement json() {
    return GSON.toJsonTree(this);
  }

  /**
   * Whether the noted owner has certainly ended. A process of another machine counts as alive, and
   * so does one whose start is unknown, or that Optuna runs.
   */
  public static boolean gone(@Nullable JsonElement noted) {
    try {
      TrialOwner owner = GSON.fromJson(noted, TrialOwner.class);
      return owner != null && owner.run != null && HOST.equals(owner.host) && owner.hasEnded();
    } catch (JsonParseException e) {
      return false;
    }
  }

  private boolean hasEnded() {
    if (pid == PID) {
      return started != STARTED || !RUNS.contains(run);
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .map(TrialOwner::started)
        .filter(other -> other == 0 || started == 0 || Math.abs(other - started) < TOLERANCE)
        .isEmpty();
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
