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
public record ProcessMark(String host, long pid, long started) {

  private static final ProcessMark SELF =
      new ProcessMark(hostName(), ProcessHandle.current().pid(), started(ProcessHandle.current()));

  /** This process. */
  public static ProcessMark self() {
    return SELF;
  }

  /**
   * Whether it is certain that the process is gone. Of another machine's nothing is known, so it
   * counts as alive.
   */
  public boolean gone() {
    return host.equals(SELF.host)
        && ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .filter(process -> started(process) == started)
            .isEmpty();
  }

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
