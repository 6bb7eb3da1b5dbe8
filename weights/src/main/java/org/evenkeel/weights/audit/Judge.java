// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.evenkeel.weights.audit.Audit.Row;
import org.evenkeel.weights.audit.Audit.State;
import org.evenkeel.weights.audit.Finding.Cause;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuledTensor;
import org.evenkeel.weights.rules.TensorRules;

/** The judgement of scanned files by rules. */
final class Judge {

  /** The tests of a tensor. */
  private static final int TESTS = 3;

  /** Tests that a tensor of any law fits. */
  private static final Chances CERTAIN = new Chances(1e-9);

  private final List<Checkpoint> files;
  private final Scan scan;
  private final Proof proof;
  private final List<Finding> shards;

  Judge(List<Checkpoint> files, Scan scan, Proof proof) {
    this.files = List.copyOf(files);
    this.scan = scan;
    this.proof = proof;
    this.shards = ShardNames.findings(files.stream().map(file -> Path.of(file.source())).toList());
  }

  /** All tensors of all files; those that are the memory of another count once. */
  static List<Held> held(List<Checkpoint> files) {
    List<Held> held = new ArrayList<>();
    for (Checkpoint file : files) {
      for (Tensor tensor : some(file)) {
        held.add(new Held(file, tensor));
      }
    }
    return held;
  }

  private static List<Tensor> some(Checkpoint file) {
    Set<String> tied = file.tied().keySet();
    return file.tensors().stream().filter(tensor -> !tied.contains(tensor.name())).toList();
  }

  /** The tensors of the model, each name once. */
  List<Tensor> union() {
    return List.copyOf(union(List.of()).values());
  }

  /** The tensors of the model, of which some have another shape than the first of their name. */
  private Map<String, Tensor> union(Collection<Tensor> some) {
    Map<String, Tensor> union = new LinkedHashMap<>();
    some.forEach(tensor -> union.put(tensor.name(), tensor));
    files.forEach(
        file -> file.tensors().forEach(tensor -> union.putIfAbsent(tensor.name(), tensor)));
    return union;
  }

  private String source() {
    return String.join(", ", files.stream().map(Checkpoint::source).toList());
  }

  private String place(Held held) {
    return files.size() == 1 ? "" : held.file().source();
  }

  /** What metadata alone say. */
  Audit withoutRules(Predicate<Held> open) {
    List<Held> left = held(files).stream().filter(open).toList();
    List<Finding> findings = new ArrayList<>(shards);
    List<Held> unknown = new ArrayList<>();
    for (Held held : left) {
      Optional<Finding> finding = proof.finding(held);
      finding.map(one -> one.in(place(held))).ifPresent(findings::add);
      if (finding.isEmpty()) {
        unknown.add(held);
      }
    }
    List<Row> rows = rows(unknown);
    State state =
        !findings.isEmpty() ? State.FAULTY : left.isEmpty() ? State.INITIAL : unruled(rows);
    return new Audit(
        source(),
        proof.proven() > 0 && left.isEmpty() ? Audit.METADATA : "",
        state,
        proof.proven() + findings.size() - shards.size(),
        proof.proven(),
        findings,
        unknown.stream().map(Held::name).distinct().toList(),
        rows);
  }

  /** Rows of tensors that no rules know, each with the law that fits it. */
  private List<Row> rows(List<Held> unknown) {
    Chances chances = new Chances(Audit.FALSE_ALARM / TESTS / Math.max(1, unknown.size()));
    List<Row> rows = new ArrayList<>();
    for (Held held : unknown) {
      Statistics found = scan.statistics().get(held);
      if (found != null) {
        boolean real = held.tensor().dtype().isFloating() && found.count() > 1;
        String law = real ? Search.law(held.tensor(), found, chances).orElse("") : "";
        rows.add(row(held, law, found, Optional.empty()));
      }
    }
    return rows;
  }

  private Row row(Held held, String rule, Statistics found, Optional<Expectation> expected) {
    double square = expected.map(Expectation::secondMoment).orElse(Double.NaN);
    return new Row(
        held.tensor(),
        rule,
        new Audit.Found(
            found.mean(), Math.sqrt(found.variance()), found.low(), found.high(), found.kurtosis()),
        expected.map(Expectation::mean).orElse(Double.NaN),
        Math.sqrt(expected.map(Expectation::variance).orElse(Double.NaN)),
        Math.sqrt(found.secondMoment() / square),
        place(held));
  }

  /** The state of tensors without rules: trained if no law fits most of the large ones. */
  private static State unruled(List<Row> rows) {
    List<Row> large =
        rows.stream()
            .filter(row -> row.tensor().elements() >= Search.LEAST)
            .filter(row -> row.tensor().dtype().isFloating())
            .toList();
    long none = large.stream().filter(row -> row.rule().isEmpty()).count();
    return none * 2 > large.size() ? State.TRAINED : State.UNKNOWN;
  }

  /** The judgement by rules. */
  Audit by(TensorRules rules, Predicate<Held> open) {
    Map<Held, RuledTensor> ruled = new LinkedHashMap<>();
    List<Held> unknown = new ArrayList<>();
    for (Checkpoint file : files) {
      List<Tensor> some = some(file);
      TensorRules.Assignment assignment =
          rules.assign(List.copyOf(union(some).values()), some, false);
      Map<String, Tensor> byName = new HashMap<>();
      some.forEach(tensor -> byName.put(tensor.name(), tensor));
      for (RuledTensor one : assignment.ruled()) {
        ruled.put(new Held(file, byName.get(one.name())), one);
      }
      assignment.unknown().forEach(tensor -> unknown.add(new Held(file, tensor)));
    }
    Causes causes = new Causes(new Chances(Audit.FALSE_ALARM / TESTS / Math.max(1, ruled.size())));
    Ranks ranks = new Ranks(files, ruled, causes, shape -> whole(rules, shape));
    Copies copies = new Copies();
    List<Finding> findings = new ArrayList<>(shards);
    List<Row> rows = new ArrayList<>();
    Evidence evidence = new Evidence();
    ruled.forEach(
        (held, rule) -> {
          Statistics found = scan.statistics().get(held);
          if (found != null && open.test(held)) {
            Ranks.Judged judged =
                FixedValues.are(rule)
                    ? new Ranks.Judged(rule, FixedValues.finding(held, rule))
                    : ranks.judged(held, rule, found);
            Expectation expected = Expectation.of(judged.ruled());
            rows.add(row(held, judged.ruled().rule(), found, Optional.of(expected)));
            Optional<Finding> finding = judged.finding();
            if (finding.isEmpty()
                && !expected.isConstant()
                && !Chances.isBelow(expected, held.tensor().dtype())
                && !FixedValues.are(rule)) {
              finding = copies.of(held, found).map(other -> copy(held, other));
            }
            finding
                .or(() -> proof.finding(held))
                .map(one -> one.in(place(held)))
                .ifPresent(findings::add);
            evidence.add(held, expected, found, finding);
          }
        });
    List<Held> unseen = unknown.stream().filter(open).toList();
    List<Row> others = rows(unseen);
    int judged = rows.size();
    rows.addAll(others);
    long proven = held(files).stream().filter(open).filter(proof::proves).count();
    return new Audit(
        source(),
        rules.toString(),
        state(ruled, findings, evidence, unseen, others),
        judged + proof.proven() - (int) proven,
        proof.proven(),
        findings,
        unseen.stream().map(Held::name).distinct().toList(),
        rows);
  }

  /** The rule of a tensor in another shape; empty if the shape does not fit. */
  private Optional<RuledTensor> whole(TensorRules rules, Tensor tensor) {
    try {
      List<Tensor> all = List.copyOf(union(List.of(tensor)).values());
      return rules.assign(all, List.of(tensor), false).ruled().stream().findFirst();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Finding copy(Held held, Held other) {
    String file = other.file() == held.file() ? "" : " in " + other.file().source();
    return new Finding(
        held.name(),
        Cause.COPY,
        held.name().equals(other.name())
            ? "the values of the shard%s: drawn with one seed, or not divided".formatted(file)
            : "a copy of %s%s".formatted(other.name(), file));
  }

  private static State state(
      Map<Held, RuledTensor> ruled,
      List<Finding> findings,
      Evidence evidence,
      List<Held> unknown,
      List<Row> others) {
    if (findings.isEmpty()) {
      return ruled.isEmpty() ? unruled(others) : unknown.isEmpty() ? State.INITIAL : State.UNKNOWN;
    }
    return findings.size() * 2L > ruled.size() && evidence.isTrained()
        ? State.TRAINED
        : State.FAULTY;
  }

  /**
   * Whether tensors that do not fit their rules were trained, or started wrong: training changes
   * scales and biases; where there are none, it leaves no simple law in large tensors.
   */
  private static final class Evidence {

    private int constants;
    private int changed;
    private int large;
    private int lawless;

    void add(Held held, Expectation expected, Statistics found, Optional<Finding> finding) {
      if (expected.isConstant()) {
        constants++;
        changed += finding.isPresent() ? 1 : 0;
      } else if (found.count() >= Search.LEAST && held.tensor().dtype().isFloating()) {
        large++;
        lawless +=
            finding.isPresent() && Search.law(held.tensor(), found, CERTAIN).isEmpty() ? 1 : 0;
      }
    }

    boolean isTrained() {
      return constants > 0 ? changed * 2 > constants : lawless * 2 > large;
    }
  }
}
