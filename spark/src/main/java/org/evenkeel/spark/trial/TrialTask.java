// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark.trial;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.function.Function;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.worker.WorkerPool;

/** The task of one evaluation, on an executor: it has a forked worker evaluate. */
final class TrialTask implements Function<String, String> {

  private static final long serialVersionUID = 1;

  /** The failure of an executor to start workers. */
  static final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StartException(String message) {
      super(message);
    }
  }

  @Override
  public String call(String text) throws InterruptedException {
    TrialOrder order = TrialOrder.parse(text);
    TrialPlugin.OnExecutor here = TrialPlugin.OnExecutor.current();
    String kind = order.worker().toString();
    WorkerPool worker = taken(here, kind, order.worker());
    boolean fit = false;
    try {
      Evaluation evaluation =
          worker.evaluate(order.setting(), order.seed(), new Remote(order.id(), here));
      fit = evaluation.outcome() != Evaluation.Outcome.CRASHED;
      return TrialOrder.Answer.of(evaluation).text();
    } catch (IllegalArgumentException e) {
      return TrialOrder.Answer.refused(e.getMessage()).text();
    } catch (IllegalStateException e) {
      throw new StartException(e.getMessage());
    } catch (Interrupted e) {
      throw new InterruptedException(e.getMessage());
    } finally {
      if (fit) {
        here.workers().giveBack(kind, worker);
      } else {
        worker.close();
      }
    }
  }

  private static WorkerPool taken(TrialPlugin.OnExecutor here, String kind, WorkerCommand command) {
    try {
      return here.workers().take(kind, () -> start(command));
    } catch (IllegalStateException e) {
      throw new StartException(e.getMessage());
    }
  }

  private static WorkerPool start(WorkerCommand worker) {
    String folder = SparkFiles.getRootDirectory();
    return new WorkerPool(
        worker.line(folder), Map.of(), worker.plan(folder), 1, WorkerPool.SILENCE);
  }

  /** The end of an evaluation while it reports. */
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1;

    Interrupted(String message) {
      super(message);
    }
  }

  /** A monitor that asks the driver. */
  private record Remote(String id, TrialPlugin.OnExecutor here) implements Monitor {

    private String ask(JsonObject report) {
      report.addProperty("id", id);
      try {
        String answer = here.ask(report.toString());
        if (answer.equals(Conversation.GONE)) {
          throw new Interrupted("the driver no longer waits for this evaluation");
        }
        return answer;
      } catch (InterruptedException e) {
        throw new Interrupted("the task was killed");
      }
    }

    @Override
    public boolean report(int step, double value) {
      JsonObject report = new JsonObject();
      report.addProperty("step", step);
      if (Double.isFinite(value)) {
        report.addProperty("value", value);
      }
      return ask(report).equals(Conversation.GO);
    }

    @Override
    public void note(String key, JsonElement value) {
      JsonObject report = new JsonObject();
      report.addProperty("note", key);
      report.add("value", value);
      ask(report);
    }

    @Override
    public void worked(long units) {
      JsonObject report = new JsonObject();
      report.addProperty("worked", units);
      ask(report);
    }
  }
}
