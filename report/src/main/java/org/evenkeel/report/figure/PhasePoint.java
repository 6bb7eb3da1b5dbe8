// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.meanfield.PhaseDiagram.Phase;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Outlook;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;

/** A point in the phase diagram: layers of a start with the same σ_w² and σ_b². */
record PhasePoint(String start, Outlook outlook, List<String> layers) {

  /** The largest |χ₁ − 1| that counts as critical; {@link #NEAR} is that for next to critical. */
  private static final double CRITICAL = 1e-6;

  private static final double NEAR = 0.02;

  /** The points of some profiles by activation, in the order of the layers. */
  static Map<Activation, List<PhasePoint>> of(List<NamedProfile> profiles) {
    Map<Activation, List<PhasePoint>> points = new LinkedHashMap<>();
    Map<String, PhasePoint> met = new HashMap<>();
    Map<String, Optional<Activation>> known = new HashMap<>();
    for (NamedProfile one : profiles) {
      for (LayerSignal layer : one.layers()) {
        Outlook outlook = layer.outlook();
        Activation f =
            known
                .computeIfAbsent(String.valueOf(layer.activation()), PhasePoint::activation)
                .orElse(null);
        if (f != null && outlook != null && Double.isFinite(outlook.weightVariance())) {
          met.computeIfAbsent(
                  String.join(" ", f.name(), variances(outlook), one.name()),
                  any -> {
                    PhasePoint point = new PhasePoint(one.name(), outlook, new ArrayList<>());
                    points.computeIfAbsent(f, first -> new ArrayList<>()).add(point);
                    return point;
                  })
              .layers
              .add(String.valueOf(layer.name()));
        }
      }
    }
    return points;
  }

  /** The activation of a name; empty for none, or for one that is not known here. */
  private static Optional<Activation> activation(String name) {
    try {
      return Optional.of(Activations.named(name)).filter(f -> !name.equals("identity"));
    } catch (IllegalArgumentException another) {
      return Optional.empty();
    }
  }

  private static String variances(Outlook outlook) {
    return "σ_w² %s, σ_b² %s"
        .formatted(
            Numbers.number(outlook.weightVariance()), Numbers.number(outlook.biasVariance()));
  }

  Phase phase() {
    if (outlook.fixedPoint() == null) {
      return Phase.UNBOUNDED;
    } else if (Math.abs(outlook.chi() - 1) <= CRITICAL) {
      return Phase.CRITICAL;
    }
    return outlook.chi() < 1 ? Phase.ORDERED : Phase.CHAOTIC;
  }

  /** A predicate on the position. */
  String words() {
    boolean near = Math.abs(outlook.chi() - 1) <= NEAR;
    String where =
        switch (phase()) {
          case CRITICAL -> "on the edge of chaos";
          case UNBOUNDED -> "where the signal grows for ever";
          case ORDERED ->
              near ? "next to the edge of chaos" : "in the ordered phase, where gradients vanish";
          case CHAOTIC ->
              near ? "next to the edge of chaos" : "in the chaotic phase, where gradients explode";
        };
    boolean off = phase() == Phase.ORDERED || phase() == Phase.CHAOTIC;
    return "lies %s (%s%s)"
        .formatted(where, variances(outlook), off ? ", χ₁ " + Numbers.number(outlook.chi()) : "");
  }

  /** The names of the layers, abbreviated. */
  String layersText() {
    return layers.size() <= 2
        ? String.join(", ", layers)
        : "%s to %s (%s)"
            .formatted(
                layers.get(0), layers.get(layers.size() - 1), Words.count(layers.size(), "layer"));
  }
}
