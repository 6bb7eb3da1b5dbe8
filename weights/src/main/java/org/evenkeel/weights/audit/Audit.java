// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuleFile;
import org.evenkeel.weights.rules.TensorRules;

/**
 * The audit of the files of one model: each tensor held against the rule it should have been drawn
 * by. Files are a checkpoint, some shards of one, or what the ranks of a parallel job hold, where
 * tensors of one name are shards of one tensor.
 *
 * @param source what was audited
 * @param rules the rules in a word; {@link #METADATA} if the file's own prove it all, and empty if
 *     none knows the names
 * @param state the verdict
 * @param tensors the number of tensors that were held against a rule or proven
 * @param proven the number of tensors that are bit for bit what the file's metadata say
 * @param findings what is wrong, in the order of the file
 * @param unknown names of tensors that the rules do not know
 * @param rows the tensors with their figures
 */
public record Audit(
    String source,
    String rules,
    State state,
    int tensors,
    int proven,
    List<Finding> findings,
    List<String> unknown,
    List<Row> rows) {

  /** The probability that a file of initial weights by these rules has any finding. */
  public static final double FALSE_ALARM = 1e-3;

  /** The rules of a file whose metadata prove all tensors. */
  public static final String METADATA = "the file's own metadata";

  /** The verdict on a checkpoint. */
  public enum State {
    /** All tensors fit their rules. */
    INITIAL,
    /** Some tensors do not fit their rules. */
    FAULTY,
    /** Most tensors have changed, scales and biases among them. */
    TRAINED,
    /** No rules are known for some tensors, and nothing else is wrong. */
    UNKNOWN
  }

  /**
   * A tensor with what was found and expected.
   *
   * @param rule the rule; for a tensor that the rules do not know the law that fits it, empty for
   *     none
   * @param found mean, standard deviation, bounds and kurtosis of its values
   * @param expectedMean the rule's mean; NaN if there is no rule
   * @param expectedStd the rule's standard deviation; NaN if there is no rule
   * @param ratio found over expected root mean square; NaN if nothing is expected
   * @param file the file that the tensor is in; empty if there is only one
   */
  public record Row(
      Tensor tensor,
      String rule,
      Found found,
      double expectedMean,
      double expectedStd,
      double ratio,
      String file) {}

  /**
   * The figures of a tensor's finite values.
   *
   * @param kurtosis E[w⁴]/E[w²]², 3 for normal weights of mean 0, 1.8 for uniform ones
   */
  public record Found(double mean, double std, double low, double high, double kurtosis) {}

  /** Copies the lists. */
  public Audit {
    findings = List.copyOf(findings);
    unknown = List.copyOf(unknown);
    rows = List.copyOf(rows);
  }

  /**
   * Audits a checkpoint.
   *
   * @param rules the rules; empty for what the file's metadata record, and where they record
   *     nothing or something else, those of the preset that knows the most names, and of several
   *     the one that most tensors fit
   * @param progress takes the number of bytes that are read
   */
  public static Audit of(
      Checkpoint checkpoint, Optional<TensorRules> rules, LongConsumer progress) {
    return of(List.of(checkpoint), rules, progress);
  }

  /**
   * Audits the files of one model.
   *
   * @param rules the rules; empty as for a single file
   * @param progress takes the number of bytes that are read
   */
  public static Audit of(
      List<Checkpoint> files, Optional<TensorRules> rules, LongConsumer progress) {
    Scan first = Scan.of(files, rules.isPresent(), progress);
    Proof proof = new Proof(first.differences());
    Predicate<Held> open = held -> rules.isPresent() || !proof.proves(held);
    List<Held> held = Judge.held(files);
    if (held.stream().noneMatch(open)) {
      return new Judge(files, first, proof).withoutRules(open);
    }
    Judge judge = new Judge(files, first.completed(held), proof);
    // Of several presets the one that all files fit best, proven tensors included.
    return rules.map(List::of).orElseGet(() -> candidates(judge.union())).stream()
        .min(Comparator.comparingInt(one -> judge.by(one, any -> true).findings.size()))
        .map(one -> judge.by(one, open))
        .orElseGet(() -> judge.withoutRules(open));
  }

  /** The presets that know the most tensors, at least half of them. */
  private static List<TensorRules> candidates(List<Tensor> tensors) {
    List<TensorRules> best = new ArrayList<>();
    int least = tensors.size() / 2;
    for (String preset : RuleFile.PRESETS) {
      TensorRules rules = RuleFile.named(preset);
      int unknown;
      try {
        unknown = rules.assign(tensors, tensors, false).unknown().size();
      } catch (IllegalArgumentException e) {
        continue; // the shapes do not fit, so it is another architecture
      }
      if (unknown < least) {
        best.clear();
        least = unknown;
      }
      if (unknown == least) {
        best.add(rules);
      }
    }
    return best;
  }
}
