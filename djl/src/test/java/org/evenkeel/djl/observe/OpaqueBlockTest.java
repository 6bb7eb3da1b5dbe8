// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A model in one block with many weights and no children, as formats of other tools are loaded: a
 * probe sees none of its layers, and says so.
 */
class OpaqueBlockTest {

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 20})
  void manyWeightsInOneBlockAreUnknown(int depth) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Loaded model = new Loaded(depth, 16);
      model.initialize(manager, DataType.FLOAT32, new Shape(8, 16));
      SignalProfile profile =
          Probe.of(model).check(new NDList(manager.randomNormal(new Shape(8, 16))));
      for (LayerSignal layer : profile.layers()) {
        assertTrue(layer.opaque(), layer.toString());
      }
      assertEquals(Verdict.State.UNKNOWN, profile.verdict().state());
    }
  }

  /** A perceptron that calls no layer's block. */
  private static final class Loaded extends AbstractBlock {
    private final List<Parameter> weights = new ArrayList<>();

    Loaded(int depth, int units) {
      for (int l = 0; l < depth; l++) {
        Parameter weight =
            Parameter.builder().setName("tensor" + l).setType(Parameter.Type.WEIGHT).build();
        weight.setShape(new Shape(units, units));
        weights.add(addParameter(weight));
      }
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray x = inputs.head();
      for (Parameter weight : weights) {
        x = x.dot(store.getValue(weight, x.getDevice(), training)).tanh();
      }
      return new NDList(x);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return shapes;
    }
  }
}
