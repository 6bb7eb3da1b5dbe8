// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;

/**
 * The identity of a process, from which another process can tell later whether it is still alive.
 *
 * @param host the name of its machine
 * @param pid its number there
 * @param started the time of its start in milliseconds, because numbers are reused
 */
public record ProcessIdentity(String host, long pid, long started) {

  /**
   * The difference in milliseconds that two processes may see in the start time of a third: the
   * system counts it from its own start in whole seconds, and its clock may be set.
   */
  private static final long TOLERANCE = 2_000;

  private static final ProcessIdentity SELF =
      new ProcessIdentity(
          hostName(), ProcessHandle.current().pid(), started(ProcessHandle.current()));

  /** The identity of this process. */
  public static ProcessIdentity self() {
    return SELF;
  }

  /**
   * Whether the process has certainly ended. A process of another machine counts as alive, and so
   * does one with this number whose start is unknown.
   */
  public boolean gone() {
    if (!host.equals(SELF.host)) {
      return false;
    }
    if (pid == SELF.pid) {
      return started != SELF.started;
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .map(ProcessIdentity::started)
        .filter(other -> other == 0 || started == 0 || Math.abs(other - started) < TOLERANCE)
        .isEmpty();
  }

  /** Milliseconds since 1970; 0 if the start is unknown. */
  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
