// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.evenkeel.weights.audit.Finding.Cause;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuleFile;
import org.evenkeel.weights.rules.RuledTensor;
import org.evenkeel.weights.rules.TensorRules;

/**
 * The audit of a checkpoint: each tensor held against the rule it should have been drawn by.
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

  /** The tests of a tensor. */
  private static final int TESTS = 3;

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
   * @param ratio found over expected root mean square; NaN if nothing is expected
   */
  public record Row(Tensor tensor, String rule, double mean, double std, double ratio) {}

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
    TensorValues values = new TensorValues(checkpoint);
    Map<Tensor, Statistics> statistics = new HashMap<>();
    long read = 0;
    for (Tensor tensor : checkpoint.tensors()) {
      if (TensorValues.reads(tensor.dtype()) && tensor.elements() > 0) {
        statistics.put(tensor, Statistics.of(tensor, values));
      }
      read += tensor.bytes();
      progress.accept(read);
    }
    Proof proof = Proof.of(checkpoint, values);
    List<Tensor> open =
        checkpoint.tensors().stream()
            .filter(tensor -> rules.isPresent() || !proof.proves(tensor))
            .toList();
    if (open.isEmpty()) {
      return withoutRules(checkpoint, open, proof);
    }
    // Of several presets the one that the whole file fits best, proven tensors included.
    return rules.map(List::of).orElseGet(() -> candidates(checkpoint.tensors())).stream()
        .min(
            Comparator.comparingInt(
                one ->
                    of(checkpoint, checkpoint.tensors(), one, statistics, values, proof)
                        .findings
                        .size()))
        .map(one -> of(checkpoint, open, one, statistics, values, proof))
        .orElseGet(() -> withoutRules(checkpoint, open, proof));
  }

  /** What metadata alone say. */
  private static Audit withoutRules(Checkpoint checkpoint, List<Tensor> open, Proof proof) {
    List<Finding> findings = open.stream().flatMap(one -> proof.finding(one).stream()).toList();
    return new Audit(
        checkpoint.source(),
        proof.proven() > 0 && open.isEmpty() ? METADATA : "",
        !findings.isEmpty() ? State.FAULTY : open.isEmpty() ? State.INITIAL : State.UNKNOWN,
        proof.proven() + findings.size(),
        proof.proven(),
        findings,
        open.stream().filter(one -> proof.finding(one).isEmpty()).map(Tensor::name).toList(),
        List.of());
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

  private static Audit of(
      Checkpoint checkpoint,
      List<Tensor> open,
      TensorRules rules,
      Map<Tensor, Statistics> statistics,
      TensorValues values,
      Proof proof) {
    // The whole file tells the depth, and the fans of biases.
    List<Tensor> all = checkpoint.tensors();
    TensorRules.Assignment assignment = rules.assign(all, all, false);
    Causes causes =
        new Causes(
            new Chances(FALSE_ALARM / TESTS / Math.max(1, assignment.ruled().size())), values);
    Map<String, Tensor> byName = new HashMap<>();
    open.forEach(tensor -> byName.put(tensor.name(), tensor));
    Map<String, String> digests = new HashMap<>();
    List<Finding> findings = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    Set<String> changed = new HashSet<>();
    for (RuledTensor ruled : assignment.ruled()) {
      Tensor tensor = byName.get(ruled.name());
      Statistics found = tensor == null ? null : statistics.get(tensor);
      if (found == null) {
        continue;
      }
      Expectation expected = Expectation.of(ruled);
      rows.add(
          new Row(
              tensor,
              ruled.rule(),
              found.mean(),
              Math.sqrt(found.variance()),
              Math.sqrt(found.secondMoment() / expected.secondMoment())));
      Optional<Finding> finding = causes.of(tensor, ruled, found);
      if (finding.isEmpty() && !expected.isConstant() && found.count() > 1) {
        String other = digests.putIfAbsent(found.digest(), tensor.name());
        finding =
            Optional.ofNullable(other)
                .map(name -> new Finding(tensor.name(), Cause.COPY, "a copy of " + name));
      }
      finding = finding.or(() -> proof.finding(tensor));
      finding.ifPresent(findings::add);
      if (finding.isPresent() && finding.get().cause() == Cause.NOT_THE_CONSTANT) {
        changed.add(tensor.name());
      }
    }
    List<String> unknown =
        assignment.unknown().stream().map(Tensor::name).filter(byName::containsKey).toList();
    long proven = open.stream().filter(proof::proves).count();
    return new Audit(
        checkpoint.source(),
        rules.toString(),
        state(assignment, findings, changed, unknown),
        rows.size() + proof.proven() - (int) proven,
        proof.proven(),
        findings,
        unknown,
        rows);
  }

  private static State state(
      TensorRules.Assignment assignment,
      List<Finding> findings,
      Set<String> changed,
      List<String> unknown) {
    if (findings.isEmpty()) {
      return unknown.isEmpty() && !assignment.ruled().isEmpty() ? State.INITIAL : State.UNKNOWN;
    }
    long constants =
        assignment.ruled().stream().filter(one -> Expectation.of(one).isConstant()).count();
    return findings.size() * 2L > assignment.ruled().size() && changed.size() * 2L > constants
        ? State.TRAINED
        : State.FAULTY;
  }
}
