// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.architecture.Architectures;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.plan.InitializationPlan;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalProfile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Architectures as Blocks: they compute what the libraries that define them compute. */
class ArchitectureBlocksTest {

  /** Token numbers, or pixels, that a few lines of Python make as well. */
  private static float[] input(Network network, int examples) {
    int size = examples * network.input().stream().reduce(1, Math::multiplyExact);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] =
          network.vocabulary().isPresent()
              ? (7 * i + 3) % network.vocabulary().getAsInt()
              : (float) Math.sin(i);
    }
    return values;
  }

  /**
   * The first outputs of transformers 4.36.2 and timm 1.0.31 for {@code (7*i+3) % 11} or {@code
   * sin(i)}, with the weights that {@code evenkeel draw --network NETWORK --rule normal(0.3)
   * --bias-variance 0.04} wrote (Llama has no biases; with experts it is Mixtral with {@code
   * num_experts_per_tok=3}): the model of the same sizes, with {@code activation_function="gelu"},
   * 1e-5 in all normalizations, {@code load_state_dict(load_file(…))}, {@code eval()} and {@code
   * logits[0].T.flatten()}.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lstm-classifier(layers=2,width=8,units=6,vocabulary=11,tokens=5,classes=3)            |  0.050873  -0.085366   0.137234
          lstm-classifier(layers=2,width=8,units=6,vocabulary=11,tokens=5,classes=3,bidirectional=true) | -0.013631  0.032356  0.126329
          gpt2(layers=2,width=16,heads=2,vocabulary=11,positions=6)                             | -0.659823  -0.702863  -0.903777  0.058088 -0.678577
          gpt2(layers=2,width=16,heads=2,vocabulary=11,positions=6,classes=3)                   |  2.373262  -0.677354   0.179051
          llama(layers=2,width=16,heads=4,key-heads=2,inner=24,vocabulary=11,tokens=6)          |  0.280733   1.366906   0.438559  0.761846 -0.947741
          llama(layers=2,width=16,heads=4,key-heads=2,inner=24,vocabulary=11,tokens=6,experts=3) | 0.912172 -0.382386 -0.240337 -0.559024 -1.630412 1.512996 0.347479 0.458381
          bert(layers=2,width=16,heads=2,vocabulary=11,positions=6)                             |  0.050778   0.050778   0.050778  0.050778  0.050778 0.050778 -1.162877 1.278423
          bert(layers=2,width=16,heads=2,vocabulary=11,positions=6,classes=3)                   | -1.446300   0.068894  -0.562800
          vit(layers=2,width=16,heads=2,image=8,patch=4,classes=3)                              | -0.516664  -0.557118   1.263629
          vit(layers=2,width=16,heads=2,image=8,patch=4,classes=3,names=timm)                   | -1.066393  -1.662081   0.004444
          """)
  void aBlockComputesWhatTheLibraryComputes(String text, String expected) {
    Network network = Architectures.named(text);
    try (NDManager manager = NDManager.newBaseManager()) {
      NetworkBlock block = NetworkBlock.of(network);
      FirstWeights.of(Start.of("normal(0.3)").withBiasVariance(0.04)).applyTo(block);
      block.initialize(manager, DataType.FLOAT32, block.inputShape(1));
      NDArray x = manager.create(input(network, 1), block.inputShape(1));
      float[] y =
          block
              .forward(new ParameterStore(manager, false), new NDList(x), false)
              .head()
              .toFloatArray();
      List<Float> known = Arrays.stream(expected.strip().split(" +")).map(Float::valueOf).toList();
      for (int i = 0; i < known.size(); i++) {
        assertEquals(known.get(i), y[i], 2e-5, text);
      }
    }
  }

  /** What a plan without an engine says of each parameter holds for the Block's. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gpt2(layers=1,width=16,heads=2,vocabulary=11,positions=6,classes=3)
          llama(layers=1,width=16,heads=4,key-heads=2,inner=24,vocabulary=11,tokens=6,padding=2)
          bert(layers=1,width=16,heads=2,vocabulary=11,positions=6)
          vit(layers=1,width=16,heads=2,image=8,patch=4,names=timm)
          resnet50(width=2,image=32,classes=3)
          unet(layers=2,width=4,image=8,classes=3)
          lstm-classifier(width=8,units=6,vocabulary=11,tokens=5,padding=1)
          lstm-classifier(layers=2,width=8,units=6,vocabulary=11,tokens=5,bidirectional=true)
          """)
  void theBlockHasThePlanOfTheNetwork(String text) {
    Network network = Architectures.named(text);
    NetworkBlock block = NetworkBlock.of(network);
    Start start = Start.of("glorot");
    FirstWeights weights = FirstWeights.of(start).applyTo(block);
    assertEquals(
        sorted(InitializationPlan.of(network, start)),
        sorted(weights.explained(weights.plan(block.inputShape(1)))));
    assertEquals(List.of(), weights.untouched());
  }

  private static List<String> sorted(InitializationPlan plan) {
    return plan.parameters().stream().map(Object::toString).sorted().toList();
  }

  /**
   * Measured beside the forecast: with seeds 1 to 3, at least 9 of 10 of what is measured lies in
   * the ranges that are meant to hold 95 %.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gpt2(layers=2,width=64,vocabulary=50,positions=16,classes=2,dropout=0)
          llama(layers=2,width=64,heads=4,key-heads=2,inner=128,vocabulary=50,tokens=16,classes=2)
          bert(layers=2,width=64,vocabulary=50,positions=16,classes=2,dropout=0)
          vit(layers=2,width=64,image=8,patch=2,channels=1,classes=2)
          """)
  void measurementsLieInTheirRanges(String text) {
    Network network = Architectures.named(text);
    int inside = 0;
    int all = 0;
    StringBuilder outside = new StringBuilder();
    for (long seed = 1; seed <= 3; seed++) {
      for (LayerSignal layer : profile(network, seed).layers()) {
        for (Quantity quantity : List.of(layer.forward(), layer.gradient(), layer.correlation())) {
          if (quantity.measured() != null && quantity.low() != null && quantity.high() != null) {
            all++;
            if (quantity.low() <= quantity.measured() && quantity.measured() <= quantity.high()) {
              inside++;
            } else {
              outside.append('\n').append(layer.name()).append(' ').append(quantity);
            }
          }
        }
      }
    }
    assertTrue(all > 90, "rows: " + all);
    assertTrue(inside >= 0.9 * all, inside + " of " + all + outside);
  }

  private static SignalProfile profile(Network network, long seed) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NetworkBlock block = NetworkBlock.of(network);
      FirstWeights weights = FirstWeights.of(Start.of("auto").withSeed(seed)).applyTo(block);
      block.initialize(manager, DataType.FLOAT32, block.inputShape(64));
      int size = 64 * network.input().stream().reduce(1, Math::multiplyExact);
      float[] x = Normals.of(seed, size);
      network
          .vocabulary()
          .ifPresent(
              tokens -> {
                for (int i = 0; i < size; i++) {
                  x[i] = Math.floorMod((int) (x[i] * 1e4), tokens);
                }
              });
      float[] labels = new float[64];
      for (int i = 0; i < 64; i++) {
        labels[i] = i % 2;
      }
      return Probe.of(block, weights)
          .check(
              new NDList(manager.create(x, block.inputShape(64))),
              y -> Loss.softmaxCrossEntropyLoss().evaluate(new NDList(manager.create(labels)), y));
    }
  }
}
