// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.draw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.init.Start;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Parameters that hold values are overwritten only on request; prefixes keep draws apart. */
class HeldValuesTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  private static Linear linear() {
    return Linear.builder().setUnits(4).build();
  }

  private static float[] values(Block model, String parameter) {
    return model.getParameters().get(parameter).getArray().toFloatArray();
  }

  private static SequentialBlock halfLoaded() {
    Linear loaded = linear();
    loaded.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 4));
    return new SequentialBlock().add(loaded).add(linear());
  }

  @Test
  void valuesThatWouldBeOverwrittenAreNamed() {
    SequentialBlock model = halfLoaded();
    float[] before = values(model, "01Linear_weight");
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> FirstWeights.of(Start.of("he")).applyTo(model));
    assertEquals(
        "initial weights would overwrite parameters that hold values: 01Linear_weight,"
            + " 01Linear_bias; call redrawing() to overwrite them, keepingLoaded() to keep them,"
            + " or apply to the new blocks alone",
        error.getMessage());
    assertArrayEquals(before, values(model, "01Linear_weight"));
    // nothing was assigned: the second layer still starts as DJL has it
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 4));
    Linear drawn = linear();
    FirstWeights.of(Start.of("he")).named("02Linear").applyTo(drawn);
    drawn.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 4));
    assertFalse(Arrays.equals(values(drawn, "weight"), values(model, "02Linear_weight")));
  }

  @Test
  void loadedValuesAreKept() {
    SequentialBlock model = halfLoaded();
    float[] before = values(model, "01Linear_weight");
    FirstWeights weights = FirstWeights.of(Start.of("ones")).keepingLoaded().applyTo(model);
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 4));
    assertEquals(List.of("01Linear_weight", "01Linear_bias"), weights.untouched());
    assertArrayEquals(before, values(model, "01Linear_weight"));
    assertEquals(1, values(model, "02Linear_weight")[0]);
  }

  /** A head drawn alone under its place in the whole has the weights that the whole gives it. */
  @Test
  void aPrefixIsAPlaceInATree() {
    SequentialBlock whole = new SequentialBlock().add(linear()).add(linear());
    FirstWeights.of(Start.of("he")).applyTo(whole);
    whole.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 4));
    Linear head = linear();
    FirstWeights weights = FirstWeights.of(Start.of("he")).named("02Linear").applyTo(head);
    head.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 4));
    assertArrayEquals(values(whole, "02Linear_weight"), values(head, "weight"));
    assertEquals(
        List.of("02Linear_weight", "02Linear_bias"),
        weights.plan().stream().map(planned -> planned.assignment().parameter()).toList());
  }
}
