// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.lora;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.DrawPlan.Planned;
import org.evenkeel.weights.draw.Slice;
import org.evenkeel.weights.draw.Source;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.FloatValues;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuledTensor;
import org.evenkeel.weights.rules.TensorRules;
import org.jspecify.annotations.Nullable;

/**
 * Low-rank adapters (Hu et al. 2021, "LoRA: Low-rank adaptation of large language models"): beside
 * a matrix W of shape (outputs, inputs) two small ones, A of shape (rank, inputs) and B of shape
 * (outputs, rank), of which the layer computes {@code W x + scaling · B A x}. Names and files are
 * those of PEFT.
 *
 * @param targets the weights that get an adapter; a convolution's A has its window, and a table of
 *     embeddings counts its rows as inputs
 * @param rank the rank of A and B
 * @param alpha the numerator of the scaling, alpha/rank
 * @param rules the rules that told the weights, in a word
 */
public record Lora(List<LoraTarget> targets, int rank, double alpha, String rules) {

  /** Names that an error message lists. */
  private static final int EXAMPLES = 4;

  /** The matrices of a model's blocks, which have numbers in their names. */
  private static final String IN_A_BLOCK = ".*(^|\\.)\\d+\\..*";

  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  /** Copies the targets; rank and alpha must be positive. */
  public Lora {
    targets = List.copyOf(targets);
    if (rank < 1) {
      throw new IllegalArgumentException(
          "the rank of adapters must be at least 1: %d; 8 is usual".formatted(rank));
    }
    if (!(alpha > 0 && Double.isFinite(alpha))) {
      throw new IllegalArgumentException(
          "alpha of adapters must be positive: %s; the rank is usual".formatted(alpha));
    }
  }

  /**
   * Adapters of the layers of a model.
   *
   * @param tensors all tensors of the model
   * @param rules which tell the kinds of weights, and the order of their axes
   * @param named which weights get an adapter; empty for the dense layers of all numbered blocks
   * @throws IllegalArgumentException if there is none, or one of the named ones is of another kind
   */
  public static Lora of(
      List<Tensor> tensors,
      TensorRules rules,
      int rank,
      double alpha,
      Optional<Predicate<String>> named) {
    Map<String, Tensor> byName = new HashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    Predicate<String> wanted = named.orElse(name -> name.matches(IN_A_BLOCK));
    List<LoraTarget> targets = new ArrayList<>();
    List<String> others = new ArrayList<>();
    TensorRules.Assignment assignment = rules.assign(tensors, tensors, true);
    for (RuledTensor ruled : assignment.ruled()) {
      if (wanted.test(ruled.name()) && ruled.shape().kind().isWeight()) {
        LoraTarget target =
            LoraTarget.is(ruled) ? LoraTarget.of(byName.get(ruled.name()), ruled) : null;
        if (target != null && (target.isDense() || named.isPresent())) {
          targets.add(target);
        } else if (named.isPresent() && ruled.shape().dimensions().size() > 1) {
          others.add("%s (%s)".formatted(ruled.name(), ruled.shape().kind()));
        }
      }
    }
    assignment.unknown().stream()
        .map(Tensor::name)
        .filter(wanted)
        .forEach(name -> others.add(name + " (no rule)"));
    if (!others.isEmpty() && (named.isPresent() || targets.isEmpty())) {
      throw new IllegalArgumentException(
          "adapters are of dense layers, convolutions of two dimensions and embeddings: not of %s; narrow the pattern of targets"
              .formatted(others.stream().limit(EXAMPLES).collect(Collectors.joining(", "))));
    }
    if (targets.isEmpty()) {
      throw new IllegalArgumentException(
          "no layer has a name that gets an adapter; give a pattern of targets, as in *q_proj*");
    }
    return new Lora(targets, rank, alpha, rules.toString());
  }

  /** The factor on the product of B and A. */
  public double scaling() {
    return alpha / rank;
  }

  /** The plan of A and B as PEFT draws them, of which one is zero. */
  public DrawPlan adapter(long seed, DType dtype) {
    List<Planned> planned = new ArrayList<>();
    for (LoraTarget target : targets) {
      for (LoraTarget.Factor factor : target.factors(rank)) {
        List<Long> axes = factor.shape().dimensions();
        planned.add(
            new Planned(
                new Tensor(factor.name(), dtype, axes),
                new Source.Drawn(
                    new RuledTensor(
                        factor.name(),
                        factor.shape(),
                        factor.initializer(),
                        factor.rule(),
                        factor.why()),
                    seed,
                    Slice.all(axes))));
      }
    }
    return new DrawPlan(seed, "lora(%d) of %s".formatted(rank, rules), planned, Map.of());
  }

  /**
   * The plan of PiSSA (Meng et al. 2024, "PiSSA: Principal singular values and singular vectors
   * adaptation of large language models"): A and B hold the largest singular values of each matrix
   * and its singular vectors, and {@link #residual} what remains of it.
   *
   * @param base the checkpoint with the matrices
   * @throws IllegalArgumentException if a matrix is smaller than the rank, or is not of floats
   */
  public DrawPlan principal(long seed, DType dtype, Checkpoint base) {
    for (LoraTarget target : targets) {
      if (!target.isDense()) {
        throw new IllegalArgumentException(
            "tensor %s: adapters from singular values are of dense layers; narrow the pattern of targets"
                .formatted(target.tensor()));
      }
      if (rank > Math.min(target.inputs(), target.outputs())) {
        throw new IllegalArgumentException(
            "tensor %s: the rank of an adapter from its singular vectors is at most its smaller size: %d; take a smaller rank"
                .formatted(target.tensor(), rank));
      }
      if (!FloatValues.TYPES.contains(target.tensor().dtype())) {
        throw new IllegalArgumentException(
            "tensor %s: its type must be one of %s, to be divided into factors"
                .formatted(target.tensor(), FloatValues.TYPES));
      }
    }
    return Principal.plan(this, seed, dtype, base);
  }

  /**
   * The plan of the base that the adapters of {@link #principal} belong to: each matrix less
   * scaling · B A, all other tensors as they are.
   *
   * @param adapter the adapters as they were written
   */
  public DrawPlan residual(long seed, Checkpoint base, Checkpoint adapter) {
    return Principal.residual(this, seed, base, adapter);
  }

  /**
   * The text of {@code adapter_config.json}.
   *
   * @param base the name or path of the model that the adapters belong to; null if not known
   */
  public String config(@Nullable String base) {
    JsonObject config = new JsonObject();
    config.addProperty("peft_type", "LORA");
    config.add("auto_mapping", null);
    config.addProperty("base_model_name_or_path", base);
    config.add("revision", null);
    config.add("task_type", null);
    config.addProperty("inference_mode", false);
    config.addProperty("r", rank);
    config.add(
        "target_modules",
        modules().stream().collect(JsonArray::new, JsonArray::add, JsonArray::addAll));
    config.addProperty("lora_alpha", number(alpha));
    config.addProperty("lora_dropout", 0.0);
    config.addProperty("fan_in_fan_out", targets.stream().anyMatch(LoraTarget::inputsFirst));
    config.addProperty("bias", "none");
    config.add("modules_to_save", null);
    // What A and B hold is in the file already.
    config.addProperty("init_lora_weights", true);
    return JSON.toJson(config) + "\n";
  }

  private static Number number(double value) {
    return value == Math.rint(value) ? (Number) (long) value : (Number) value;
  }

  /** The full names of the modules: PEFT takes their ends for those of other modules too. */
  private Set<String> modules() {
    return targets.stream().map(LoraTarget::module).collect(Collectors.toCollection(TreeSet::new));
  }
}
