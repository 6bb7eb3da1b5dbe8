// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.network.Layer;
import org.evenkeel.network.LayerCases;
import org.evenkeel.network.Network;
import org.evenkeel.signal.LayerSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkReaderTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  @ParameterizedTest
  @MethodSource("org.evenkeel.djl.read.ReadableBlock#rows")
  void aBlockIsReadAsLayers(ReadableBlock row) {
    Network network = NetworkReader.read(row.block().get(), row.input()).orElseThrow();
    boolean inBrief = row.layers().startsWith("network of ");
    assertEquals(row.layers(), inBrief ? network.toString() : text(network.layers()));
    if (row.tokens()) {
      Shape in = row.input();
      assertEquals(List.of((int) in.get(2), (int) in.get(1)), network.input());
    }
  }

  /** Rows by name: those that are read are rows of the probe, in its order, of the same fans. */
  @ParameterizedTest
  @MethodSource("org.evenkeel.djl.read.ReadableBlock#rows")
  void weightedLayersAreCalledAsTheProbeCallsThem(ReadableBlock row) {
    Block block = row.block().get();
    Network network = NetworkReader.read(block, row.input()).orElseThrow();
    block.initialize(MANAGER.get(), DataType.FLOAT32, row.shapes());
    List<LayerSignal> rows = Probe.of(block).measure(row.batch(MANAGER.get())).layers();
    List<LayerSignal> known =
        rows.stream().filter(signal -> !row.unread().contains(signal.name())).toList();
    List<Network.Placed> weighted =
        network.weightedLayers().stream().filter(p -> !isNoRow(p)).toList();
    assertEquals(
        known.stream()
            .filter(signal -> !signal.kind().equals("input-gates"))
            .map(LayerSignal::name)
            .sorted()
            .toList(),
        weighted.stream().map(p -> p.layer().name()).sorted().toList());
    Map<String, LayerSignal> byName =
        known.stream().collect(Collectors.toMap(LayerSignal::name, signal -> signal));
    for (Network.Placed placed : weighted) {
      LayerSignal signal = byName.get(placed.layer().name());
      assertEquals(signal.fans(), placed.weights().fans(), signal.name());
      // Where the probe knows none, because what follows is no function of each value, it says so.
      boolean knownFunction = signal.activation() != null;
      assertTrue(knownFunction || signal.note() != null, signal.name());
      if (knownFunction && !byName.containsKey(signal.name() + "#2")) {
        assertEquals(signal.activation(), placed.following().name(), signal.name());
      }
    }
    block.clear();
  }

  /** Sums with positions are no layers of DJL's. */
  private static boolean isNoRow(Network.Placed placed) {
    return placed.layer().kind().equals("positions");
  }

  /** With the same parameters the Block of the network that was read computes the same. */
  @ParameterizedTest
  @MethodSource("org.evenkeel.djl.read.ReadableBlock#knownRows")
  void whatIsReadComputesTheSame(ReadableBlock row) {
    Block block = row.block().get();
    Network network = NetworkReader.read(block, row.input()).orElseThrow();
    NetworkBlock rebuilt = NetworkBlock.of(network);
    block.initialize(MANAGER.get(), DataType.FLOAT32, row.shapes());
    rebuilt.initialize(MANAGER.get(), DataType.FLOAT32, rebuilt.inputShape(row.input().get(0)));
    copy(block, rebuilt);
    NDList batch = row.batch(MANAGER.get());
    NDArray expected = forward(block, row, batch);
    NDArray x = row.tokens() ? batch.head().swapAxes(1, 2) : batch.head();
    Shape input = rebuilt.inputShape(row.input().get(0));
    NDArray found = forward(rebuilt, row, new NDList(x.reshape(input)));
    if (found.size() > expected.size()) {
      found = found.get(":, :" + expected.getShape().get(1));
    } else if (!found.getShape().equals(expected.getShape())) {
      found = found.swapAxes(1, 2);
    }
    float largest = expected.abs().max().getFloat();
    assertTrue(largest > 1e-3 && largest < 1e6, "" + largest);
    assertArrayEquals(expected.toFloatArray(), found.toFloatArray(), 1e-4f * largest);
    block.clear();
    rebuilt.clear();
  }

  /** Blocks of which nothing with weights can be read, or that are not what their class is. */
  static Stream<Arguments> unreadable() {
    Shape vector = new Shape(2, 4);
    return Stream.of(
        Arguments.of(
            "a recurrent network that returns its last state",
            LSTM.builder().setStateSize(3).setNumLayers(1).optReturnState(true).build(),
            new Shape(2, 5, 4)),
        Arguments.of("no weights", Blocks.batchFlattenBlock(), vector),
        Arguments.of("nothing", new SequentialBlock(), vector),
        Arguments.of(
            "outputs of all children",
            new SequentialBlock().add(linear()).add(linear()).setReturnIntermediate(true),
            vector),
        Arguments.of(
            "a lambda that fails",
            new SequentialBlock().add(linear()).add(x -> x.subNDList(7)),
            vector),
        Arguments.of("a block of one's own", new Own(), vector),
        Arguments.of("a Linear that does something else", new OtherLinear(), vector),
        Arguments.of("no axis but the batch", linear(), new Shape(2)),
        Arguments.of(
            "a convolution on vectors",
            Conv2d.builder().setFilters(2).setKernelShape(new Shape(1, 1)).build(),
            vector));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unreadable")
  void strangeBlocksAreNotRead(String name, Block block, Shape input) {
    assertEquals(Optional.empty(), NetworkReader.read(block, input), name);
  }

  @Test
  void blocksOfTheUserStayUnknownAmongOthers() {
    Block model =
        new SequentialBlock().add(linear()).add(new Own()).add(new OtherLinear()).add(linear());
    assertEquals(
        "dense 4, ?Own [4], ?OtherLinear [4], dense 4",
        text(NetworkReader.read(model, new Shape(2, 4)).orElseThrow().layers()));
  }

  @Test
  void theBlockOfANetworkIsThatNetwork() {
    Network network = Network.perceptron("4,3x2,2", Activations.RELU);
    NetworkBlock block = NetworkBlock.of(network);
    assertEquals(network, NetworkReader.read(block, new Shape(1, 4)).orElseThrow());
    Network inside =
        NetworkReader.read(new SequentialBlock().add(block), new Shape(1, 4)).orElseThrow();
    assertEquals(text(network.layers()), text(inside.layers()));
  }

  private static Linear linear() {
    return Linear.builder().setUnits(4).build();
  }

  private static final class Own extends AbstractBlock {
    private final Linear inner = addChildBlock("inner", linear());

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      return inner.forward(store, inputs, training);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return shapes;
    }
  }

  private static final class OtherLinear extends Linear {
    OtherLinear() {
      super(Linear.builder().setUnits(4));
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      return inputs;
    }
  }

  /** The output, or the tokens, features first, without what is pooled of them. */
  private static NDArray forward(Block block, ReadableBlock row, NDList batch) {
    NDList outputs = block.forward(new ParameterStore(MANAGER.get(), false), batch, false);
    return outputs.size() == 1
        ? outputs.head()
        : outputs.head().swapAxes(1, 2).reshape(row.input().get(0), -1);
  }

  /** Gives every parameter values of its own, and the parameter of the same name the same. */
  private static void copy(Block from, NetworkBlock to) {
    Map<String, ModelParameter> targets = new HashMap<>();
    Function<ModelParameter, String> kind = NetworkReaderTest::kind;
    Map<String, ModelParameter> tables = new HashMap<>();
    Map<Block, String> names = names(to);
    for (ModelParameter target : ModelParameters.in(to).all()) {
      targets.put(names.get(target.block()) + kind.apply(target), target);
      tables.put(target.name(), target);
    }
    names = names(from);
    for (ModelParameter source : ModelParameters.in(from).all()) {
      NDArray array = source.parameter().getArray();
      float reach = source.fans().map(fans -> Math.sqrt(1 / fans.in())).orElse(0.4).floatValue();
      NDArray values = MANAGER.get().randomUniform(-reach, reach, array.getShape());
      if (!source.isWeight() && source.parameter().getType().name().matches(".*(GAMMA|VAR)")) {
        values = values.add(1);
      }
      values.copyTo(array);
      String name = names.get(source.block()) + kind.apply(source);
      for (String call : List.of("", "#2")) {
        ModelParameter target = targets.remove(name.replaceFirst(" (?=[A-Z_]+$)", call + " "));
        if (target == null && tables.containsKey(source.name())) {
          target = tables.get(source.name());
          targets.values().remove(target);
        }
        if (target != null) {
          NDArray there = target.parameter().getArray();
          array.reshape(there.getShape()).copyTo(there);
        }
      }
    }
    assertEquals(Map.of(), targets);
  }

  /** Which of its block's parameters it is, and of which layer where the block stacks several. */
  private static String kind(ModelParameter parameter) {
    String name = parameter.parameter().getName();
    if (parameter.block() instanceof RecurrentBlock cells) {
      int layer = Integer.parseInt(name.substring(2, name.indexOf('_', 2)));
      boolean last = layer == BlockInternals.numLayers(cells) - 1;
      return (last ? "" : "_l" + layer) + " " + name.substring(4);
    }
    return " " + parameter.parameter().getType();
  }

  private static Map<Block, String> names(Block model) {
    Map<Block, String> names = new HashMap<>();
    ModelParameters.in(model)
        .all()
        .forEach(parameter -> names.putIfAbsent(parameter.block(), parameter.layer()));
    return names;
  }

  /** Layers in short: what is unknown has a question mark. */
  private static String text(List<Layer> layers) {
    return layers.stream().map(NetworkReaderTest::text).collect(Collectors.joining(", "));
  }

  private static String text(Layer layer) {
    return layer.match(
        new LayerCases<>(
            dense -> "dense " + dense.units() + (dense.bias() ? "" : " no bias"),
            c ->
                "conv %d %s/%d+%d%s%s"
                    .formatted(
                        c.channels(),
                        c.kernel(),
                        c.stride(),
                        c.padding(),
                        c.groups() == 1 ? "" : " groups " + c.groups(),
                        c.bias() ? "" : " no bias"),
            Layer::kind,
            p ->
                "%s %s/%d+%d"
                    .formatted(
                        p.reduction() == Layer.Pooling.Reduction.MAX ? "max" : "average",
                        p.window(),
                        p.stride(),
                        p.padding()),
            Layer::kind,
            nonlinearity -> nonlinearity.activation().name(),
            dropout -> "dropout " + dropout.rate(),
            norm -> "norm " + norm.over(),
            attention ->
                "attention %d of %d".formatted(attention.heads(), attention.query().units()),
            r -> "%s·{%s} + {%s}".formatted(r.scale(), text(r.branch()), text(r.shortcut())),
            merge ->
                merge.branches().stream()
                    .map(branch -> "{" + text(branch) + "}")
                    .collect(Collectors.joining(", ", merge.how() + "(", ")")),
            memory -> "memory {" + text(memory.layers()) + "}",
            Layer::kind,
            unknown -> "?" + unknown.kind() + " " + unknown.output()));
  }
}
