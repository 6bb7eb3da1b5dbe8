// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.lora;

import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuledTensor;

/**
 * The matrix of a dense layer that gets an adapter.
 *
 * @param tensor the matrix in its checkpoint
 * @param inputs the number of inputs
 * @param outputs the number of outputs, those of all parts of a fused layer together
 * @param inputsFirst whether the matrix has the shape (inputs, outputs), as in GPT-2
 */
public record LoraTarget(Tensor tensor, long inputs, long outputs, boolean inputsFirst) {

  static final String WEIGHT = ".weight";

  /** Whether a tensor is the matrix of a dense layer that a module of its own holds. */
  static boolean is(RuledTensor ruled) {
    WeightShape shape = ruled.shape();
    return (shape.kind() == Kind.DENSE || shape.kind() == Kind.FUSED)
        && shape.dimensions().size() == 2
        && ruled.name().endsWith(WEIGHT);
  }

  static LoraTarget of(Tensor tensor, RuledTensor ruled) {
    boolean inputsFirst = ruled.shape().parts().get(0).inputsFirst();
    return new LoraTarget(
        tensor,
        tensor.shape().get(inputsFirst ? 0 : 1),
        tensor.shape().get(inputsFirst ? 1 : 0),
        inputsFirst);
  }

  /** The name of the module that holds the matrix. */
  public String module() {
    return tensor.name().substring(0, tensor.name().length() - WEIGHT.length());
  }

  /** The name of A, which maps the inputs to as many numbers as the rank. */
  public String first() {
    return "base_model.model." + module() + ".lora_A.weight";
  }

  /** The name of B, which maps these to the outputs. */
  public String second() {
    return "base_model.model." + module() + ".lora_B.weight";
  }
}
