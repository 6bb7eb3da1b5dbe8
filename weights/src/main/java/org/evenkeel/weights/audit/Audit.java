// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.evenkeel.weights.audit.Finding.Cause;
import org.evenkeel.weights.draw.RecordedStream;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuleFile;
import org.evenkeel.weights.rules.RuledTensor;
import org.evenkeel.weights.rules.TensorRules;

/**
 * The audit of a checkpoint: each tensor held against the rule it should have been drawn by.
 *
 * @param source what was audited
 * @param rules the rules in a word; empty if none knows the names
 * @param state the verdict
 * @param tensors the number of tensors that were held against a rule
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
   * @param rules the rules; empty for those of the preset that knows the most names, and of several
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
    List<TensorRules> candidates =
        rules.map(List::of).orElseGet(() -> candidates(checkpoint.tensors()));
    Optional<Audit> best = Optional.empty();
    for (TensorRules one : candidates) {
      Audit audit = of(checkpoint, one, statistics, values);
      if (best.isEmpty() || audit.findings.size() < best.get().findings.size()) {
        best = Optional.of(audit);
      }
    }
    return best.orElseGet(
        () ->
            new Audit(
                checkpoint.source(),
                "",
                State.UNKNOWN,
                0,
                0,
                List.of(),
                checkpoint.tensors().stream().map(Tensor::name).toList(),
                List.of()));
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
      TensorRules rules,
      Map<Tensor, Statistics> statistics,
      TensorValues values) {
    List<Tensor> tensors = checkpoint.tensors();
    TensorRules.Assignment assignment = rules.assign(tensors, tensors, false);
    Causes causes =
        new Causes(
            new Chances(FALSE_ALARM / TESTS / Math.max(1, assignment.ruled().size())), values);
    Optional<RecordedStream> stream = RecordedStream.of(checkpoint.metadata());
    Map<String, Tensor> byName = new HashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    Map<String, String> digests = new HashMap<>();
    List<Finding> findings = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    Set<String> changed = new HashSet<>();
    int proven = 0;
    for (RuledTensor ruled : assignment.ruled()) {
      Tensor tensor = byName.get(ruled.name());
      Statistics found = statistics.get(tensor);
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
      if (stream.isPresent() && stream.get().has(tensor)) {
        long differs = firstDifference(tensor, stream.get(), values);
        proven += differs < 0 ? 1 : 0;
        if (finding.isEmpty() && differs >= 0) {
          finding =
              Optional.of(
                  new Finding(
                      tensor.name(),
                      Cause.NOT_THE_STREAM,
                      "value %,d is not what the metadata say".formatted(differs)));
        }
      }
      finding.ifPresent(findings::add);
      if (finding.isPresent() && finding.get().cause() == Cause.NOT_THE_CONSTANT) {
        changed.add(tensor.name());
      }
    }
    List<String> unknown = assignment.unknown().stream().map(Tensor::name).toList();
    return new Audit(
        checkpoint.source(),
        rules.toString(),
        state(assignment, findings, changed, unknown),
        rows.size(),
        proven,
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

  /** The index of the first value that is not that of a stream; negative if there is none. */
  private static long firstDifference(Tensor tensor, RecordedStream stream, TensorValues values) {
    long[] first = {-1};
    ByteBuffer drawn =
        ByteBuffer.allocate(TensorValues.RUN * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    values.read(
        tensor,
        1,
        (from, run, count, bytes) -> {
          if (first[0] < 0) {
            drawn.clear().limit(bytes.remaining());
            stream.fill(tensor, from, drawn);
            int mismatch = bytes.mismatch(drawn.flip());
            first[0] = mismatch < 0 ? -1 : from + mismatch * 8L / tensor.dtype().bits();
          }
        });
    return first[0];
  }
}
