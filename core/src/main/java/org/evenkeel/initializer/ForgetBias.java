// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import java.util.List;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Formula;
import org.evenkeel.random.Key;

/**
 * The biases of an LSTM: one value for the forget gate and 0 for the others, so that the cell
 * initially keeps its state (Gers et al. 2000; value 1: Jozefowicz et al. 2015, "An empirical
 * exploration of recurrent network architectures", section 2.2).
 *
 * <p>If a layer adds two bias vectors, use it for one of them.
 */
public record ForgetBias(double value) implements Initializer {

  private static final String FORGET = "forget";

  /** Throws {@link IllegalArgumentException} unless the value is finite. */
  public ForgetBias {
    new Constant(value);
  }

  @Override
  public double variance(Part part) {
    return 0;
  }

  @Override
  public double variance(WeightShape shape) {
    requireForgetGate(shape);
    return 0;
  }

  @Override
  public double mean(Part part) {
    return part.label().equals(FORGET) ? value : 0;
  }

  private static void requireForgetGate(WeightShape shape) {
    List<String> gates = shape.parts().stream().map(Part::label).toList();
    if (shape.kind() != Kind.GATE_BIAS || !gates.contains(FORGET)) {
      throw new IllegalArgumentException(
          "forget-bias needs the biases of an LSTM: %s%s; choose another rule"
              .formatted(
                  shape.kind(),
                  shape.kind() == Kind.GATE_BIAS ? " of " + String.join(", ", gates) : ""));
    }
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    requireForgetGate(shape);
    Slices.Piece piece =
        (part, start, first, slice) ->
            Formula.constant(part.label().equals(FORGET) ? (float) value : 0)
                .fill(key, first, slice);
    Slices.parts(shape, from, out, piece);
  }
}
