// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is at a trial: one run of a search in one process. A process that was killed leaves its trials
 * running; by this they are recognised and run again.
 *
 * @param host the machine
 * @param pid the process
 * @param started when the process was started, in milliseconds, because numbers are used again
 * @param run the run
 */
record Owner(String host, long pid, long started, String run) {

  private static final Set<String> RUNS = ConcurrentHashMap.newKeySet();

  private static final String HOST = hostName();

  /** A new run of this process; {@link #leave} ends it. */
  static Owner enter() {
    ProcessHandle self = ProcessHandle.current();
    Owner owner = new Owner(HOST, self.pid(), started(self), UUID.randomUUID().toString());
    RUNS.add(owner.run);
    return owner;
  }

  void leave() {
    RUNS.remove(run);
  }

  /**
   * Whether it is certain that nobody is at the trial any more. Of another machine's process nothing
   * is known, so its trials are left to it.
   */
  static boolean gone(JsonElement noted) {
    if (!(noted instanceof JsonObject json) || !HOST.equals(text(json, "host"))) {
      return false;
    }
    long pid = json.get("pid").getAsLong();
    if (pid == ProcessHandle.current().pid()
        && json.get("started").getAsLong() == started(ProcessHandle.current())) {
      return !RUNS.contains(text(json, "run"));
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> started(process) == json.get("started").getAsLong())
        .isEmpty();
  }

  JsonElement json() {
    JsonObject json = new JsonObject();
    json.addProperty("host", host);
    json.addProperty("pid", pid);
    json.addProperty("started", started);
    json.addProperty("run", run);
    return json;
  }

  private static String text(JsonObject json, String name) {
    return json.has(name) ? json.get(name).getAsString() : "";
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
