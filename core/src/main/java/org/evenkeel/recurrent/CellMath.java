// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.recurrent;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.network.Recurrent.Cell;

/**
 * One unit of a cell: its state by the sums of its gates, and the gradients of these sums by that
 * of the state.
 *
 * <pre>
 * a  sums of the gates, in the order of {@link #sums}
 * c  what the unit keeps beside its output h; 0 unless the cell is an LSTM's
 * σ  the logistic function
 * </pre>
 */
interface CellMath {

  /** The new c and h from the sums and the old ones, into {@code out}. */
  void step(double[] a, double c, double h, double[] out);

  /**
   * The gradients of the sums, then those of the old c and h by a path of this unit's own.
   *
   * @param after c after the step
   * @param ofC the gradient of that c from later steps
   * @param ofH the gradient of h after the step
   */
  void back(double[] a, double c, double h, double after, double ofC, double ofH, double[] out);

  /** The sums of a unit, from the gates of a layer in the order of its weights. */
  List<Gate> sums(List<Gate> gates);

  /** The math of a cell. */
  static CellMath of(Cell cell) {
    return switch (cell) {
      case RNN -> new Plain(Math::tanh, y -> 1 - y * y);
      case RNN_RELU -> new Plain(a -> Math.max(0, a), y -> y > 0 ? 1 : 0);
      case GRU -> new Gru();
      case LSTM -> new Lstm();
    };
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /**
   * {@code h = f(a)}.
   *
   * @param f tanh or relu
   * @param slope f' by the value of f
   */
  record Plain(DoubleUnaryOperator f, DoubleUnaryOperator slope) implements CellMath {
    @Override
    public void step(double[] a, double c, double h, double[] out) {
      out[0] = 0;
      out[1] = f.applyAsDouble(a[0]);
    }

    @Override
    public void back(
        double[] a, double c, double h, double after, double ofC, double ofH, double[] out) {
      out[0] = ofH * slope.applyAsDouble(f.applyAsDouble(a[0]));
      out[1] = 0;
      out[2] = 0;
    }

    @Override
    public List<Gate> sums(List<Gate> gates) {
      return gates;
    }
  }

  /** {@code c' = σ(f) c + σ(i) tanh(g), h = σ(o) tanh(c')}. */
  record Lstm() implements CellMath {
    @Override
    public void step(double[] a, double c, double h, double[] out) {
      out[0] = sigmoid(a[1]) * c + sigmoid(a[0]) * Math.tanh(a[2]);
      out[1] = sigmoid(a[3]) * Math.tanh(out[0]);
    }

    @Override
    public void back(
        double[] a, double c, double h, double after, double ofC, double ofH, double[] out) {
      double in = sigmoid(a[0]);
      double forget = sigmoid(a[1]);
      double value = Math.tanh(a[2]);
      double open = sigmoid(a[3]);
      double shown = Math.tanh(after);
      double all = ofC + ofH * open * (1 - shown * shown);
      out[0] = all * value * in * (1 - in);
      out[1] = all * c * forget * (1 - forget);
      out[2] = all * in * (1 - value * value);
      out[3] = ofH * shown * open * (1 - open);
      out[4] = all * forget;
      out[5] = 0;
    }

    @Override
    public List<Gate> sums(List<Gate> gates) {
      return gates;
    }
  }

  /**
   * {@code n = tanh(W·x + σ(r)·(U·h + b)), h' = (1 - σ(z)) n + σ(z) h}: of the new state's sum, the
   * reset gate r multiplies the part of the old one.
   */
  record Gru() implements CellMath {
    @Override
    public void step(double[] a, double c, double h, double[] out) {
      double keep = sigmoid(a[1]);
      out[0] = 0;
      out[1] = (1 - keep) * Math.tanh(a[2] + sigmoid(a[0]) * a[3]) + keep * h;
    }

    @Override
    public void back(
        double[] a, double c, double h, double after, double ofC, double ofH, double[] out) {
      double reset = sigmoid(a[0]);
      double keep = sigmoid(a[1]);
      double fresh = Math.tanh(a[2] + reset * a[3]);
      double ofNew = ofH * (1 - keep) * (1 - fresh * fresh);
      out[0] = ofNew * a[3] * reset * (1 - reset);
      out[1] = ofH * (h - fresh) * keep * (1 - keep);
      out[2] = ofNew;
      out[3] = ofNew * reset;
      out[4] = 0;
      out[5] = ofH * keep;
    }

    @Override
    public List<Gate> sums(List<Gate> gates) {
      Gate fresh = gates.get(2);
      return List.of(
          gates.get(0),
          gates.get(1),
          new Gate(fresh.input(), 0, fresh.inputBias(), 0, fresh.shift()),
          new Gate(0, fresh.state(), 0, fresh.stateBias(), 0));
    }
  }
}
