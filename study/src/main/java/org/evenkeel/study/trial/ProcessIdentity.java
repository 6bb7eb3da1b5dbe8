// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;

/**
 * A process, so that it is known later whether it still lives.
 *
 * @param host the machine
 * @param pid its number there
 * @param started when it was started, in milliseconds, because numbers are used again
 */
public record ProcessIdentity(String host, long pid, long started) {

  /**
   * By how many milliseconds two processes may see the start of a third differently: it is counted
   * from the start of the machine, in whole seconds, and that moves when its clock is set.
   */
  private static final long TOLERANCE = 2_000;

  private static final ProcessIdentity SELF =
      new ProcessIdentity(
          hostName(), ProcessHandle.current().pid(), started(ProcessHandle.current()));

  /** This process. */
  public static ProcessIdentity self() {
    return SELF;
  }

  /**
   * Whether it is certain that the process is gone. Of another machine's nothing is known, so it
   * counts as alive; so does one of that number whose start is not known.
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

  /** Milliseconds since 1970; 0 if it is not known. */
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
