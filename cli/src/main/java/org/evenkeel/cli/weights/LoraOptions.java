// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.weights;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.evenkeel.naming.Glob;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.lora.Lora;
import org.evenkeel.weights.rules.TensorRules;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that draw low-rank adapters instead of weights. */
final class LoraOptions {

  @Option(
      names = "--lora",
      paramLabel = "RANK",
      description =
          "Low-rank adapters of the tensors, in a folder as PEFT loads it: A by Kaiming's uniform"
              + " distribution, B zero (of embeddings A zero, B normal). With --base, by PiSSA: the largest singular values of each"
              + " matrix, and beside them the base less these, in the folder residual.")
  private @Nullable Integer rank;

  @Option(
      names = "--lora-targets",
      paramLabel = "PATTERN",
      description =
          "The weights that get an adapter, * for any characters: of dense layers, convolutions of two"
              + " dimensions, embeddings. Repeatable. Default: those of all dense layers in numbered"
              + " blocks.")
  private List<String> targets = List.of();

  @Option(
      names = "--lora-alpha",
      paramLabel = "ALPHA",
      description = "The scaling of adapters is alpha/rank. Default: the rank.")
  private @Nullable Double alpha;

  /** Whether one of some patterns matches a name. */
  static Predicate<String> named(List<String> globs) {
    List<Glob> patterns = globs.stream().map(Glob::new).toList();
    return name -> patterns.stream().anyMatch(pattern -> pattern.matches(name));
  }

  /** What the options ask for. */
  record Request(int rank, double alpha, List<String> targets) {

    /** The adapters of a model. */
    Lora lora(List<Tensor> tensors, TensorRules rules) {
      Optional<Predicate<String>> named =
          targets.isEmpty() ? Optional.empty() : Optional.of(named(targets));
      return Lora.of(tensors, rules, rank, alpha, named);
    }
  }

  /** The request; empty if no adapters are asked for. */
  Optional<Request> request() {
    if (rank == null) {
      return Optional.empty();
    }
    Request request = new Request(rank, alpha == null ? rank : alpha, targets);
    new Lora(List.of(), request.rank(), request.alpha(), ""); // checks the numbers
    return Optional.of(request);
  }
}
