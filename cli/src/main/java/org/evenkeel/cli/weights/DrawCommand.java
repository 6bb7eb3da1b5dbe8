// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.evenkeel.cli.command.DataOptions;
import org.evenkeel.cli.command.NetworkOptions;
import org.evenkeel.cli.command.Output;
import org.evenkeel.cli.command.PlannedNetwork;
import org.evenkeel.cli.command.StartOptions;
import org.evenkeel.cli.option.Requesting;
import org.evenkeel.cli.option.SparkOption;
import org.evenkeel.network.Network;
import org.evenkeel.spark.Cluster;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.Slice;
import org.evenkeel.weights.format.ByteSize;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.FileFormat;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.format.TensorList;
import org.evenkeel.weights.lora.LoraFolder;
import org.evenkeel.weights.rules.RuleFile;
import org.evenkeel.weights.rules.TensorRules;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that writes initial weights as safetensors files. */
@Command(
    name = "draw",
    description =
        "Writes initial weights as a safetensors file, or as shards with an index, of any size and in"
            + " constant memory. Tensors are those of a network, of a file (--like) or of a list (--list)."
            + " Any slice has the bits of the whole, whatever the number of shards.",
    sortOptions = false)
public final class DrawCommand implements Callable<Integer>, Requesting {

  /** Digits of the constants that other programs need beside the weights. */
  private static final int DIGITS = 9;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE|FOLDER",
      description =
          "The file to write, x.safetensors, or a folder for model.safetensors; with --spark any path"
              + " that Hadoop knows.")
  private @Nullable String out;

  @Option(
      names = "--like",
      paramLabel = "FILE",
      description =
          "The names, types and shapes of the tensors in a file are drawn: "
              + FileFormat.READ
              + "; or in a folder with one.")
  private @Nullable Path like;

  @Option(
      names = "--list",
      paramLabel = "FILE",
      description =
          "A text file with a line for each tensor: name, shape such as 768,2304, and type, separated by"
              + " tabs.")
  private @Nullable Path list;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description =
          "F32, F16, BF16, F64, F8_E4M3 or F8_E5M2: drawn as floats, rounded once. Default: that of"
              + " --like or --list, else F32.")
  private @Nullable String dtype;

  @Option(
      names = "--max-shard-size",
      paramLabel = "SIZE",
      description =
          "The most bytes of a file, as in 5GB; more are written as shards with an index.")
  private @Nullable String shardSize;

  @Option(
      names = "--only",
      paramLabel = "PATTERN",
      description =
          "Draws the tensors of matching names, * for any characters; all others are copied from"
              + " --base. Repeatable.")
  private List<String> only = List.of();

  @Option(
      names = "--base",
      paramLabel = "FILE",
      description = "The checkpoint that tensors are copied from, byte for byte.")
  private @Nullable Path base;

  @Option(
      names = "--slice",
      paramLabel = "NAME[a:b,…]",
      description = "Draws a part of one tensor, as a rank of several holds it. Repeatable.")
  private List<String> slices = List.of();

  @Option(names = "--plan", description = "Shows the rule of each tensor; nothing is drawn.")
  private boolean planned;

  @Option(
      names = "--print-rules",
      description =
          "Prints the rule file of the preset that --rules names; beside it nothing else has an effect.")
  private boolean printed;

  @Option(names = "--force", description = "Replaces existing files.")
  private boolean force;

  @Mixin private SparkOption sparkOption;
  @Mixin private LoraOptions loraOptions;
  @Mixin private NetworkOptions networkOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private StartOptions.RuleOption ruleOption;
  @Mixin private StartOptions startOptions;
  @Mixin private Output output;

  /**
   * Tensors of given names: those of a file or a list, or of a checkpoint that is drawn in part.
   */
  private record Listed(
      TensorRules rules,
      long seed,
      @Nullable Path like,
      @Nullable Path list,
      @Nullable Path base,
      List<String> only,
      Optional<LoraOptions.Request> lora) {}

  /**
   * What the options ask for.
   *
   * @param printed the rules to print; empty to plan or draw
   * @param tensors what is drawn, {@link Listed} or {@link PlannedNetwork}
   * @param target where it is written; empty for the plan
   */
  private record Request(
      Optional<TensorRules> printed,
      Optional<Record> tensors,
      Optional<DType> type,
      List<String> slices,
      Optional<DrawTarget> target,
      boolean json,
      boolean quiet) {}

  @Override
  public Request request() {
    slices.forEach(Slice::name);
    if (!printed && !planned && out == null) {
      throw new IllegalArgumentException(
          "draw needs a file to write: add -o FILE.safetensors, or --plan to see what it would be");
    }
    return new Request(
        printed ? Optional.of(rules()) : Optional.empty(),
        printed ? Optional.empty() : Optional.of(tensors()),
        Optional.ofNullable(dtype).map(DType::drawn),
        slices,
        printed || planned
            ? Optional.empty()
            : Optional.of(
                new DrawTarget(
                    out,
                    Optional.ofNullable(shardSize)
                        .map(size -> ByteSize.parse("--max-shard-size", size)),
                    force,
                    sparkOption.master())),
        output.json(),
        output.quiet());
  }

  private Record tensors() {
    if (like != null || list != null || base != null) {
      return new Listed(
          rules(), startOptions.seed(), like, list, base, only, loraOptions.request());
    }
    return PlannedNetwork.of(networkOptions, ruleOption, startOptions, dataOptions, "a draw");
  }

  @Override
  public Integer call() throws InterruptedException {
    Request request = request();
    if (request.printed().isPresent()) {
      output.terminal().text(RuleFile.text(request.printed().get().name()));
      return 0;
    }
    List<Checkpoint> opened = new ArrayList<>();
    try {
      if (request.tensors().get() instanceof Listed listed && listed.lora().isPresent()) {
        return adapters(listed, request, opened);
      }
      DrawPlan plan = plan(request, opened);
      if (request.target().isEmpty()) {
        DrawReport.plan(plan, output);
        return 0;
      }
      DrawTarget target = request.target().get();
      if (target.spark().isPresent()) {
        try (Cluster cluster = sparkOption.connect("evenkeel draw")) {
          return target.write(plan, cluster, output);
        }
      }
      return target.write(plan, plan.bytes(), (to, progress) -> to.write(plan, progress), output);
    } finally {
      for (Checkpoint one : opened) {
        close(one);
      }
    }
  }

  private int adapters(Listed asked, Request request, List<Checkpoint> opened)
      throws InterruptedException {
    Checkpoint copied = base == null ? null : open(base, opened);
    List<Tensor> tensors =
        copied != null
            ? copied.tensors()
            : like == null ? TensorList.read(list) : open(like, opened).tensors();
    LoraFolder folder =
        new LoraFolder(
            asked.lora().orElseThrow().lora(tensors, asked.rules()),
            asked.seed(),
            request.type().orElse(DType.F32),
            like == null ? null : folder(like).toString(),
            copied);
    DrawPlan plan = folder.plan();
    if (request.target().isEmpty()) {
      DrawReport.plan(plan, output);
      return 0;
    }
    DrawTarget target = request.target().get();
    return target.write(
        plan, folder.bytes(), (to, progress) -> folder.write(target.file(), to, progress), output);
  }

  private static Path folder(Path file) {
    return Files.isDirectory(file) ? file : file.toAbsolutePath().getParent();
  }

  private static void close(Checkpoint checkpoint) {
    try {
      checkpoint.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DrawPlan plan(Request request, List<Checkpoint> opened) {
    Record tensors = request.tensors().orElseThrow();
    DrawPlan plan =
        tensors instanceof PlannedNetwork network
            ? plan(network, request.type().orElse(DType.F32))
            : plan((Listed) tensors, request.type(), opened);
    return request.slices().isEmpty() ? plan : plan.sliced(request.slices());
  }

  private DrawPlan plan(Listed asked, Optional<DType> type, List<Checkpoint> opened) {
    if (base != null) {
      Checkpoint copied = open(base, opened);
      return DrawPlan.of(
          tensors(copied, opened), asked.rules(), asked.seed(), type, copied, selected());
    }
    if (like == null) {
      return DrawPlan.of(TensorList.read(list), asked.rules(), asked.seed(), true, type);
    }
    Checkpoint other = open(like, opened);
    // Formats that can hold a tensor under two names list both.
    boolean copies = !other.tied().isEmpty();
    return DrawPlan.of(other.tensors(), asked.rules(), asked.seed(), copies, type);
  }

  /** The weights of a network, or of a block whose shapes only the engine knows. */
  private DrawPlan plan(PlannedNetwork asked, DType type) {
    if (asked.data().isEmpty()) {
      Network network = networkOptions.network().orElseThrow();
      if (!output.json()) { // the weights are of use with these constants alone
        network.shapes(DIGITS).forEach(shape -> output.terminal().print("shape     " + shape));
      }
      return DrawPlan.of(network, asked.start(), type);
    }
    return asked
        .network()
        .subject(output.read(asked.data().get().open()).split().training())
        .weights(asked.start(), type);
  }

  /**
   * The tensors of the new file: those of the base, in which others of the same name replace them.
   */
  private List<Tensor> tensors(Checkpoint copied, List<Checkpoint> opened) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    copied.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
    List<Tensor> others =
        like != null
            ? open(like, opened).tensors()
            : list != null ? TensorList.read(list) : List.<Tensor>of();
    Predicate<String> drawn = selected();
    for (Tensor tensor : others) {
      if (drawn.test(tensor.name()) || !tensors.containsKey(tensor.name())) {
        tensors.put(tensor.name(), tensor);
      }
    }
    return List.copyOf(tensors.values());
  }

  private static Checkpoint open(Path path, List<Checkpoint> opened) {
    Checkpoint checkpoint = Checkpoint.open(path);
    opened.add(checkpoint);
    return checkpoint;
  }

  private Predicate<String> selected() {
    return LoraOptions.named(only);
  }

  private TensorRules rules() {
    return RuleFile.named(
        startOptions
            .rules()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--rules must name a preset or a rule file: one of %s; or write FILE.yaml"
                            .formatted(String.join(", ", RuleFile.PRESETS))))
            .toString());
  }
}
