// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.lora;

import java.util.List;
import org.evenkeel.initializer.Constant;
import org.evenkeel.initializer.FixedNormal;
import org.evenkeel.initializer.FixedUniform;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuledTensor;

/**
 * The weight that gets an adapter: the matrix of a dense layer, the kernel of a convolution of two
 * dimensions, or a table of embeddings.
 *
 * @param tensor the weight in its checkpoint
 * @param kind dense, convolution or embedding; a fused layer counts as dense
 * @param inputs the number of inputs, channels or rows
 * @param outputs the number of outputs, those of all parts of a fused layer together
 * @param inputsFirst whether the matrix has the shape (inputs, outputs), as in GPT-2
 */
public record LoraTarget(Tensor tensor, Kind kind, long inputs, long outputs, boolean inputsFirst) {

  static final String WEIGHT = ".weight";

  /** One of the two tensors of an adapter, as it is drawn. */
  record Factor(String name, WeightShape shape, Initializer initializer, String rule, String why) {}

  /** Whether a tensor is a weight that a module of its own holds and that can have an adapter. */
  static boolean is(RuledTensor ruled) {
    if (!ruled.name().endsWith(WEIGHT)) {
      return false;
    }
    int axes = ruled.shape().dimensions().size();
    return switch (ruled.shape().kind()) {
      case DENSE, FUSED, EMBEDDING -> axes == 2;
      case CONVOLUTION -> axes == 4;
      default -> false;
    };
  }

  /** Whether the weight is the matrix of a dense layer. */
  boolean isDense() {
    return kind == Kind.DENSE;
  }

  static LoraTarget of(Tensor tensor, RuledTensor ruled) {
    Kind kind = ruled.shape().kind() == Kind.FUSED ? Kind.DENSE : ruled.shape().kind();
    boolean inputsFirst = kind == Kind.DENSE && ruled.shape().parts().get(0).inputsFirst();
    boolean rows = inputsFirst || kind == Kind.EMBEDDING;
    long groups = kind == Kind.CONVOLUTION ? ruled.shape().parts().get(0).count() : 1;
    return new LoraTarget(
        tensor,
        kind,
        groups * tensor.shape().get(rows ? 0 : 1),
        tensor.shape().get(rows ? 1 : 0),
        inputsFirst);
  }

  /** The name of the module that holds the weight. */
  public String module() {
    return tensor.name().substring(0, tensor.name().length() - WEIGHT.length());
  }

  /** The name of A, which maps the inputs to as many numbers as the rank. */
  public String first() {
    return name("A");
  }

  /** The name of B, which maps these to the outputs. */
  public String second() {
    return name("B");
  }

  private String name(String factor) {
    String at = "base_model.model." + module();
    return kind == Kind.EMBEDDING
        ? at + ".lora_embedding_" + factor
        : at + ".lora_" + factor + WEIGHT;
  }

  /**
   * A and B as PEFT draws them: A from U(±1/√n_in), Kaiming's uniform distribution with a = √5, and
   * B zero; of embeddings A is zero and B standard normal. The model is unchanged at first.
   */
  List<Factor> factors(int rank) {
    String unchanged = "the model is unchanged at first";
    if (kind == Kind.EMBEDDING) {
      return List.of(
          new Factor(first(), WeightShape.dense(inputs, rank), new Constant(0), "zeros", unchanged),
          new Factor(
              second(),
              WeightShape.dense(rank, outputs),
              new FixedNormal(1),
              "normal(1)",
              "as PEFT draws embeddings"));
    }
    WeightShape a = WeightShape.dense(inputs, rank);
    WeightShape b = WeightShape.dense(rank, outputs);
    if (kind == Kind.CONVOLUTION) {
      int height = Math.toIntExact(tensor.shape().get(2));
      int width = Math.toIntExact(tensor.shape().get(3));
      a = WeightShape.convolution(inputs, rank, 1, height, width);
      b = WeightShape.convolution(rank, outputs, 1, 1, 1);
    }
    double bound = 1 / Math.sqrt(a.fans().in());
    return List.of(
        new Factor(
            first(),
            a,
            new FixedUniform(-bound, bound),
            "uniform(%s, %s)".formatted(Arguments.text(-bound), Arguments.text(bound)),
            "Kaiming uniform, a = √5"),
        new Factor(second(), b, new Constant(0), "zeros", unchanged));
  }
}
