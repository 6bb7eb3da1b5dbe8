// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark.trial;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.space.Setting;
import org.jspecify.annotations.Nullable;

/**
 * The order to evaluate one setting with one seed, as a task gets it.
 *
 * @param id the identifier of the evaluation, which its reports carry
 * @param worker the worker that evaluates
 * @param params the setting in JSON
 */
record TrialOrder(String id, WorkerCommand worker, JsonObject params, long seed) {

  private static final Gson GSON = new Gson();

  /**
   * The answer of a task.
   *
   * @param refusal the reason why no setting of this plan can be evaluated; null for none
   */
  record Answer(
      Evaluation.@Nullable Outcome outcome,
      @Nullable Double value,
      @Nullable String message,
      @Nullable String refusal) {

    static Answer of(Evaluation evaluation) {
      return new Answer(evaluation.outcome(), evaluation.value(), evaluation.message(), null);
    }

    static Answer refused(@Nullable String reason) {
      return new Answer(null, null, null, String.valueOf(reason));
    }

    /**
     * The evaluation.
     *
     * @throws IllegalArgumentException if the plan was refused
     */
    Evaluation evaluation() {
      if (outcome == null) {
        throw new IllegalArgumentException(refusal);
      }
      return new Evaluation(outcome, value, message);
    }

    String text() {
      return GSON.toJson(this);
    }

    static Answer parse(String text) {
      return GSON.fromJson(text, Answer.class);
    }
  }

  Setting setting() {
    return Setting.of(params);
  }

  String text() {
    return GSON.toJson(this);
  }

  static TrialOrder parse(String text) {
    return GSON.fromJson(text, TrialOrder.class);
  }
}
