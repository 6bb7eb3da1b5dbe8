// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Audits of weights files, in which each tensor is held against the rule it should have been drawn
 * by.
 *
 * @param falseAlarm the probability that a file of initial weights has any finding
 * @param audits the audits, one for each model
 */
public record AuditResult(Origin origin, double falseAlarm, List<ModelAudit> audits)
    implements Result {

  /** Copies the audits. */
  public AuditResult {
    audits = List.copyOf(audits);
  }

  /** The verdict on a model. */
  public enum State {
    /** All tensors fit their rules. */
    INITIAL("initial weights"),
    /** Some tensors do not fit their rules. */
    FAULTY("faulty"),
    /** Most tensors have changed, scales and biases among them. */
    TRAINED("trained"),
    /** No rules are known for some tensors, and nothing else is wrong. */
    UNKNOWN("unknown");

    private final String label;

    State(String label) {
      this.label = label;
    }

    /** The verdict in a word or two. */
    public String label() {
      return label;
    }
  }

  /**
   * The audit of one model, of one or several files.
   *
   * @param file what was audited
   * @param rules the rules in a word; empty if none knows the names
   * @param tensors the number of tensors that were held against a rule or proven
   * @param proven the number of tensors that are bit for bit what the file's metadata say
   * @param unknown names of tensors that the rules do not know
   * @param rows the tensors with their figures
   */
  public record ModelAudit(
      String file,
      String rules,
      State state,
      int tensors,
      int proven,
      List<Finding> findings,
      List<String> unknown,
      List<Row> rows) {

    /** Copies the lists. */
    public ModelAudit {
      findings = List.copyOf(findings);
      unknown = List.copyOf(unknown);
      rows = List.copyOf(rows);
    }

    /** The verdict in words, without the label. */
    public String sentence() {
      return switch (state) {
        case INITIAL -> "all %,d tensors fit".formatted(tensors);
        case FAULTY -> "%,d of %,d tensors do not fit".formatted(findings.size(), tensors);
        case TRAINED -> "not initial weights any more";
        case UNKNOWN -> "no rules are known for %,d tensors".formatted(unknown.size());
      };
    }
  }

  /**
   * A fault of a tensor.
   *
   * @param cause the kind of fault, a word that stays the same across versions
   * @param what the fault in words, with the numbers
   * @param file the file that the tensor is in; null if there is only one
   */
  public record Finding(String tensor, String cause, String what, @Nullable String file) {}

  /**
   * A tensor with what was found and expected; numbers that are not known are NaN.
   *
   * @param file the file that the tensor is in; null if there is only one
   * @param block the block of the model that it is in, from 0; null if its name has none
   * @param rule the rule; without rules the distribution that fits, empty for none
   * @param kurtosis E[w⁴]/E[w²]²
   * @param ratio found over expected root mean square
   */
  public record Row(
      String name,
      @Nullable String file,
      @Nullable Integer block,
      String dtype,
      String rule,
      List<Long> shape,
      double mean,
      double std,
      double low,
      double high,
      double kurtosis,
      double expectedMean,
      double expectedStd,
      double ratio) {

    /** Copies the shape. */
    public Row {
      shape = List.copyOf(shape);
    }
  }
}
