// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import java.util.List;
import java.util.Optional;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.signal.Histogram;
import org.evenkeel.signal.LayerHistograms;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.LayerSignal.LayerStart;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.TimeSignal;
import org.jspecify.annotations.Nullable;

/** The measurements of one call of one layer, filled in as a pass proceeds; NaN is unknown. */
final class LayerMeasurement {

  /** The layer's weight; null for a compiled model, whose layers cannot be seen. */
  final @Nullable ModelParameter weight;

  private final String name;
  private final String kind;

  /** The leaf of zeros whose gradient is that of the layer's output. */
  @Nullable NDArray leaf;

  double forward = Double.NaN;
  double mean = Double.NaN;
  double correlation = Double.NaN;

  /** E[(dLoss/dz)²] over examples, units and positions. */
  double gradient = Double.NaN;

  int positions = 1;
  @Nullable Double deadShare;
  @Nullable Double saturatedShare;

  /** Whether all units give the same output; after the backward pass, and get the same gradient. */
  boolean copies;

  /** The activation that its output was seen to meet; null if there was none. */
  @Nullable Activation met;

  /** Whether something else than an activation was seen to change its output. */
  boolean changed;

  @Nullable TimeSignal time;
  @Nullable Histogram weights;
  @Nullable Histogram activations;
  @Nullable Histogram gradients;
  @Nullable String note;

  private LayerMeasurement(@Nullable ModelParameter weight, String name, String kind) {
    this.weight = weight;
    this.name = name;
    this.kind = kind;
  }

  /** A layer under the name of this call. */
  static LayerMeasurement of(ModelParameter weight, String name) {
    LayerMeasurement layer = new LayerMeasurement(weight, name, weight.kindLabel());
    if (weight.isOneOfMany()) {
      layer.note = "a probe sees what leaves it, not how its weights work together inside";
    }
    return layer;
  }

  /** A layer of which only the gradient of its weights is known. */
  static LayerMeasurement gradient(ModelParameter weight, double gradient) {
    LayerMeasurement layer = of(weight, weight.layer());
    layer.gradient = gradient;
    return layer;
  }

  /** A compiled model, of which nothing can be measured. */
  static LayerMeasurement closed(String name, Block block) {
    String kind =
        block.getClass().getName().startsWith("ai.djl.pytorch.") ? "TorchScript" : "compiled";
    LayerMeasurement layer = new LayerMeasurement(null, name, kind);
    layer.note = "a probe cannot look inside a %s block; its layers are not seen".formatted(kind);
    return layer;
  }

  /** Notes that a block, or its own code, is no activation. */
  void changedBy(String name) {
    changed = true;
    note = "%s applies no activation that Evenkeel knows".formatted(name);
  }

  /** Whether this is a compiled model. */
  boolean isClosed() {
    return weight == null;
  }

  /** The activation that its output meets next; null if that is not known. */
  private @Nullable Activation activation() {
    if (weight == null) {
      return null;
    } else if (met != null && !weight.activatesItself()) {
      return met;
    }
    boolean seen = !Double.isNaN(forward);
    boolean known = !changed && (seen || weight.isFollowingKnown());
    return known || !weight.following().equals(Activations.IDENTITY) ? weight.following() : null;
  }

  private boolean isHidden() {
    Activation activation = activation();
    return activation != null && !activation.equals(Activations.IDENTITY);
  }

  /** Whether a gradient may come once zeros behind it have moved. */
  private boolean waits() {
    return copies && gradient == 0;
  }

  /** Whether zeros pass no gradient to a layer that needs one to be judged. */
  static boolean wait(List<LayerMeasurement> layers) {
    return passesNone(layers) || layers.stream().anyMatch(LayerMeasurement::waits);
  }

  /** Whether what is behind the hidden layers passes no gradient to them, but for rounding. */
  private static boolean passesNone(List<LayerMeasurement> layers) {
    LayerMeasurement reference = reference(layers);
    LayerMeasurement last = layers.get(layers.size() - 1);
    return reference.gradient == 0
        || (reference != last && reference.gradient <= LayerSignal.ROUNDING * last.gradient);
  }

  /** Completes measurements by those after deliberate zeros, or equal weights, have moved. */
  static void settle(List<LayerMeasurement> layers, List<LayerMeasurement> moved) {
    boolean none = passesNone(layers);
    int hidden = layers.indexOf(lastHidden(layers));
    for (int l = 0; l < layers.size(); l++) {
      LayerMeasurement layer = layers.get(l);
      layer.copies = moved.get(l).copies;
      if (none) {
        layer.gradient = l <= hidden ? moved.get(l).gradient : Double.NaN;
        layer.gradients = l <= hidden ? moved.get(l).gradients : null;
        if (l > hidden && layer.note == null) {
          layer.note =
              "no gradient passes its equal weights in the first step; the others' is that after it";
        }
      }
    }
  }

  private static LayerMeasurement lastHidden(List<LayerMeasurement> layers) {
    return layers.stream()
        .filter(LayerMeasurement::isHidden)
        .reduce((one, next) -> next)
        .orElse(layers.get(layers.size() - 1));
  }

  /** The last hidden layer, or the last one up to it that has a gradient. */
  private static LayerMeasurement reference(List<LayerMeasurement> layers) {
    LayerMeasurement last = lastHidden(layers);
    return layers.subList(0, layers.indexOf(last) + 1).stream()
        .filter(layer -> layer.gradient > 0)
        .reduce((one, next) -> next)
        .orElse(last);
  }

  /**
   * The layers as rows of a profile. Gradients are sums over positions, as a shared weight receives
   * them, relative to that of the last hidden layer with a gradient.
   *
   * @param start how the model was started; null if that is not known
   */
  static List<LayerSignal> signals(List<LayerMeasurement> layers, @Nullable FirstWeights start) {
    LayerMeasurement reference = reference(layers);
    return layers.stream().map(layer -> layer.signal(reference, start)).toList();
  }

  private LayerSignal signal(LayerMeasurement reference, @Nullable FirstWeights start) {
    Activation activation = activation();
    Optional<LayerStart> drawn =
        start == null || weight == null ? Optional.empty() : start.startOf(weight);
    double unit = reference.gradient * reference.positions;
    return LayerSignal.of(
            name,
            kind,
            weight == null ? null : weight.fans().orElse(null),
            activation == null ? null : activation.name())
        .withStart(drawn.orElse(null))
        .withUntouched(start != null && weight != null && drawn.isEmpty())
        .withOpaque(weight == null || weight.isOneOfMany())
        .withMoments(
            Quantity.measured(forward),
            Quantity.measured(mean),
            Quantity.measured(unit == 0 ? Double.NaN : gradient * positions / unit),
            Quantity.measured(correlation))
        .withUnits(deadShare, saturatedShare, copies)
        .withTime(time)
        .withNote(note)
        .withHistograms(histograms(reference.gradient));
  }

  private @Nullable LayerHistograms histograms(double reference) {
    double unit = Math.sqrt(reference);
    boolean known = gradients != null && unit > 0 && Double.isFinite(unit);
    return weights == null && activations == null && gradients == null
        ? null
        : new LayerHistograms(weights, activations, known ? gradients.times(1 / unit) : null);
  }
}
