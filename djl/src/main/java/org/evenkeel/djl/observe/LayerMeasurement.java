// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import java.util.List;
import java.util.Optional;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.signal.Histogram;
import org.evenkeel.signal.LayerHistograms;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.LayerSignal.LayerStart;
import org.evenkeel.signal.Quantity;
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
  boolean copies;
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
    return new LayerMeasurement(weight, name, weight.kindLabel());
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

  /** Whether this is a compiled model. */
  boolean isClosed() {
    return weight == null;
  }

  private boolean isHidden() {
    return weight != null && !weight.following().equals(Activations.IDENTITY);
  }

  /**
   * The layers as rows of a profile. Gradients are sums over positions, as a shared weight receives
   * them, relative to that of the last hidden layer.
   *
   * @param start how the model was started; null if that is not known
   */
  static List<LayerSignal> signals(List<LayerMeasurement> layers, @Nullable FirstWeights start) {
    LayerMeasurement reference =
        layers.stream()
            .filter(LayerMeasurement::isHidden)
            .reduce((one, next) -> next)
            .orElse(layers.get(layers.size() - 1));
    return layers.stream().map(layer -> layer.signal(reference, start)).toList();
  }

  private LayerSignal signal(LayerMeasurement reference, @Nullable FirstWeights start) {
    boolean unknownActivation = note != null && !isHidden();
    Optional<LayerStart> drawn =
        start == null || weight == null ? Optional.empty() : start.startOf(weight);
    return LayerSignal.of(
            name,
            kind,
            weight == null ? null : weight.fans().orElse(null),
            weight == null || unknownActivation ? null : weight.following().name())
        .withStart(drawn.orElse(null))
        .withUntouched(start != null && weight != null && drawn.isEmpty())
        .withMoments(
            Quantity.measured(forward),
            Quantity.measured(mean),
            Quantity.measured(gradient * positions / (reference.gradient * reference.positions)),
            Quantity.measured(correlation))
        .withUnits(deadShare, saturatedShare, copies)
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
