// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.architecture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Layer.Normalization.Over;

/** A list of layers under construction, whose names are those of a library's modules. */
final class Layers {

  private final List<Layer> layers = new ArrayList<>();

  /** The layers so far. */
  List<Layer> all() {
    return List.copyOf(layers);
  }

  Layers add(Layer layer) {
    layers.add(layer);
    return this;
  }

  Layers dense(String name, int units, boolean bias) {
    return add(new Layer.Dense(name, units, bias));
  }

  /** A convolution over images with one kernel size, stride and padding for both axes. */
  Layers convolution(String name, int channels, int kernel, int stride, int padding, boolean bias) {
    List<Integer> window = Collections.nCopies(2, kernel);
    return add(new Layer.Convolution(name, channels, window, stride, padding, 1, bias));
  }

  Layers maximum(String name, int window, int stride, int padding) {
    return add(
        new Layer.Pooling(
            name, Layer.Pooling.Reduction.MAX, Collections.nCopies(2, window), stride, padding));
  }

  /** A normalization with the parameters weight and bias. */
  Layers norm(String name, Over over) {
    return add(new Layer.Normalization(name, over, 1, true));
  }

  Layers activation(String name, Activation function) {
    return add(new Layer.Nonlinearity(name, function));
  }

  Layers relu(String name) {
    return activation(name, Activations.RELU);
  }

  /** Dropout, where the rate is not 0. */
  Layers dropout(String name, double rate) {
    return rate == 0 ? this : add(new Layer.Dropout(name, rate));
  }

  Layers residual(String name, Layers branch) {
    return residual(name, branch, new Layers());
  }

  Layers residual(String name, Layers branch, Layers shortcut) {
    return add(new Layer.Residual(name, 1, branch.all(), shortcut.all()));
  }
}
