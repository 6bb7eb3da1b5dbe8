// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.evenkeel.study.trial.ProcessIdentity;
import org.jspecify.annotations.Nullable;

/**
 * The owner of a running trial: one run of a search in one process. A killed process leaves its
 * trials running; by their owner they are recognized and run again.
 *
 * @param process the process
 * @param run the identifier of the run
 */
record TrialOwner(ProcessIdentity process, String run) {

  private static final Set<String> RUNS = ConcurrentHashMap.newKeySet();

  /** A new run of this process; {@link #leave} ends it. */
  static TrialOwner enter() {
    TrialOwner owner = new TrialOwner(ProcessIdentity.self(), UUID.randomUUID().toString());
    RUNS.add(owner.run);
    return owner;
  }

  void leave() {
    RUNS.remove(run);
  }

  /** Whether the noted owner has certainly ended. */
  static boolean gone(@Nullable JsonElement noted) {
    if (!(noted instanceof JsonObject json)
        || !(json.get("host") instanceof JsonPrimitive host)
        || !(json.get("pid") instanceof JsonPrimitive pid)
        || !(json.get("started") instanceof JsonPrimitive started)
        || !(json.get("run") instanceof JsonPrimitive run)
        || !pid.isNumber()
        || !started.isNumber()) {
      return false; // a trial that Optuna runs
    }
    ProcessIdentity process =
        new ProcessIdentity(host.getAsString(), pid.getAsLong(), started.getAsLong());
    return process.equals(ProcessIdentity.self())
        ? !RUNS.contains(run.getAsString())
        : process.gone();
  }

  JsonElement json() {
    JsonObject json = new JsonObject();
    json.addProperty("host", process.host());
    json.addProperty("pid", process.pid());
    json.addProperty("started", process.started());
    json.addProperty("run", run);
    return json;
  }
}
