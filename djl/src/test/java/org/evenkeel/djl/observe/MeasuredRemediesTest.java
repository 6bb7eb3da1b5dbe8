// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.initializer.Initializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.evenkeel.djl.build.Scalars;
import org.evenkeel.djl.correct.DataScaling;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.draw.Redrawn;
import org.evenkeel.init.Start;
import org.evenkeel.signal.Remedy;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is advised for a model that theory cannot read was measured, and the model is as before. */
class MeasuredRemediesTest {

  private static final int UNITS = 32;
  private static final int LAYERS = 12;

  private static NDManager manager;

  /** The number of forward passes, each of which applies the function between the layers. */
  private int calls;

  @BeforeAll
  static void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  /** A chain of layers with an own function between them. */
  private Block chain(UnaryOperator<NDArray> function) {
    return new UnseenTest.Functional(
        Stream.generate(() -> (Block) Linear.builder().setUnits(UNITS).build())
            .limit(LAYERS)
            .toList(),
        x -> {
          calls++;
          return function.apply(x);
        });
  }

  private static NDList batch() {
    Engine.getInstance().setRandomSeed(1);
    return new NDList(manager.randomNormal(new Shape(64, UNITS)));
  }

  private static FirstWeights initialized(Block model, String start) {
    FirstWeights weights = FirstWeights.of(Start.of(start)).applyTo(model);
    model.initialize(manager, DataType.FLOAT32, new Shape(64, UNITS));
    return weights;
  }

  private int passes() {
    int passes = calls / (LAYERS - 1);
    assertEquals(0, calls % (LAYERS - 1));
    calls = 0;
    return passes;
  }

  private static Map<String, byte[]> bytes(Block model) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    for (var parameter : model.getParameters()) {
      byte[] values = new byte[Math.toIntExact(4 * parameter.getValue().getArray().size())];
      parameter.getValue().getArray().toByteBuffer(false).get(values);
      bytes.put(parameter.getKey(), values);
    }
    return bytes;
  }

  private static void assertSameBytes(Map<String, byte[]> before, Block model) {
    bytes(model).forEach((name, now) -> assertArrayEquals(before.get(name), now, name));
  }

  /** A function that theory does not know. */
  private static NDArray own(NDArray x) {
    return x.sin();
  }

  @Test
  void aHealthyModelIsMeasuredOnce() {
    Block model = chain(MeasuredRemediesTest::own);
    FirstWeights weights = initialized(model, "lecun");
    calls = 0;
    SignalProfile profile = Probe.of(model, weights).measure(batch());
    assertEquals(1, passes());
    assertEquals(
        profile.verdict().state(), Probe.of(model, weights).check(batch()).verdict().state());
    assertTrue(profile.verdict().healthy(), profile.toString());
    assertEquals(1, passes());
  }

  @Test
  void theRemedyIsHealthyWhereItIsApplied() {
    Block model = chain(MeasuredRemediesTest::own);
    FirstWeights weights = initialized(model, "lecun*0.1");
    Map<String, byte[]> before = bytes(model);
    List<Initializer> initializers = initializers(model);
    calls = 0;
    SignalProfile profile = Probe.of(model, weights).check(batch());
    Remedy remedy = profile.verdict().remedy();
    assertFalse(profile.verdict().healthy(), profile.toString());
    assertTrue(remedy.isKnown(), profile.toString());
    assertEquals(1 + remedy.trials().size(), passes());
    assertSameBytes(before, model);
    assertEquals(initializers, initializers(model));
    Remedy.Trial last = remedy.trials().get(remedy.trials().size() - 1);
    assertEquals(Verdict.State.HEALTHY, last.state());
    assertEquals(List.of(last.change()), remedy.changes());
    Block treated = chain(MeasuredRemediesTest::own);
    FirstWeights better =
        FirstWeights.of(last.change().applyTo(Start.of("lecun*0.1"))).applyTo(treated);
    treated.initialize(manager, DataType.FLOAT32, new Shape(64, UNITS));
    assertTrue(Probe.of(treated, better).check(batch()).verdict().healthy());
  }

  /** Ten times the signal at each layer, for which no rule is drawn; a correction from data is. */
  @Test
  void whatDoesNotHealIsReplaced() {
    Block model = chain(x -> Scalars.times(x, 10f));
    FirstWeights weights = initialized(model, "auto");
    Map<String, byte[]> before = bytes(model);
    SignalProfile alone = Probe.of(model, weights).check(batch());
    assertEquals(Verdict.State.EXPLODING, alone.verdict().state());
    assertFalse(alone.verdict().remedy().isKnown(), alone.toString());
    assertEquals(2, alone.verdict().remedy().trials().size(), alone.toString());
    SignalProfile corrected =
        Probe.of(model, weights).withCorrection(DataScaling::correct).check(batch());
    assertEquals("data", corrected.verdict().remedy().trials().get(0).change().rule());
    assertEquals(
        Verdict.State.HEALTHY,
        corrected.verdict().remedy().trials().get(0).state(),
        corrected.toString());
    assertSameBytes(before, model);
  }

  /** A part that the start in use left alone stays so; the rest is drawn, and restored on close. */
  @Test
  void loadedWeightsAreNotDrawn() {
    Block model = chain(MeasuredRemediesTest::own);
    Block loaded = model.getChildren().get(0).getValue();
    loaded.initialize(manager, DataType.FLOAT32, new Shape(64, UNITS));
    FirstWeights weights = FirstWeights.of(Start.of("lecun*0.1")).keepingLoaded().applyTo(model);
    model.initialize(manager, DataType.FLOAT32, new Shape(64, UNITS));
    Map<String, byte[]> before = bytes(model);
    NDArray array = model.getParameters().get(0).getValue().getArray();
    try (Redrawn redrawn = Redrawn.of(model, weights, Start.of("lecun"))) {
      Map<String, byte[]> during = bytes(model);
      List<String> drawn = new ArrayList<>();
      during.forEach(
          (name, values) -> {
            if (!Arrays.equals(values, before.get(name))) {
              drawn.add(name);
            }
          });
      assertEquals(LAYERS - 1, drawn.size(), drawn.toString());
      assertEquals(Start.of("lecun"), redrawn.weights().start());
    }
    assertSameBytes(before, model);
    assertSame(array, model.getParameters().get(0).getValue().getArray());
  }

  /**
   * Values of DJL's own are drawn anew where they may be overwritten: a trial of auto was a second
   * measurement of the same weights. Elsewhere they may be loaded ones, and nothing is tried.
   */
  @Test
  void theLibrarysOwnValuesAreDrawnAnew() {
    Block model = chain(x -> Scalars.times(x, 2f));
    FirstWeights weights = FirstWeights.of(Start.of("djl")).redrawing().applyTo(model);
    model.initialize(manager, DataType.FLOAT32, new Shape(64, UNITS));
    Map<String, byte[]> before = bytes(model);
    try (Redrawn redrawn = Redrawn.of(model, weights, Start.of("auto"))) {
      Map<String, byte[]> during = bytes(model);
      before.forEach(
          (name, values) -> {
            if (name.endsWith("weight")) {
              assertFalse(Arrays.equals(values, during.get(name)), name);
            }
          });
      assertEquals(Start.of("auto"), redrawn.weights().start());
    }
    assertSameBytes(before, model);
    FirstWeights left = FirstWeights.of(Start.of("djl")).applyTo(model);
    assertThrows(
        IllegalArgumentException.class, () -> Redrawn.of(model, left, Start.of("auto")).close());
  }

  private static List<Initializer> initializers(Block model) {
    return model.getParameters().values().stream().map(Parameter::getInitializer).toList();
  }
}
