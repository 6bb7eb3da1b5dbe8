// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    Map<Activation, Map<String, PhasePoint>> places = new LinkedHashMap<>();
    Map<String, Activation> known = new LinkedHashMap<>();
    for (NamedProfile one : profiles) {
      for (LayerSignal layer : one.profile().layers()) {
        Activation f = activation(layer, known);
        Outlook outlook = layer.outlook();
        if (f != null && outlook != null && Double.isFinite(outlook.weightVariance())) {
          String key =
              "%s %s %s"
                  .formatted(
                      Numbers.number(outlook.weightVariance()),
                      Numbers.number(outlook.biasVariance()),
                      one.name());
          places
              .computeIfAbsent(f, any -> new LinkedHashMap<>())
              .computeIfAbsent(key, any -> new PhasePoint(one.name(), outlook, new ArrayList<>()))
              .layers
              .add(String.valueOf(layer.name()));
        }
      }
    }
    Map<Activation, List<PhasePoint>> lists = new LinkedHashMap<>();
    places.forEach((activation, here) -> lists.put(activation, List.copyOf(here.values())));
    return lists;
  }

  /** The activation of a layer; null if it has none, or one that is not known here. */
  private static Activation activation(LayerSignal layer, Map<String, Activation> known) {
    String name = layer.activation();
    if (name == null || name.equals("identity")) {
      return null;
    }
    if (!known.containsKey(name)) {
      Activation activation;
      try {
        activation = Activations.named(name);
      } catch (IllegalArgumentException another) {
        activation = null;
      }
      known.put(name, activation);
    }
    return known.get(name);
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
    String at =
        "σ_w² %s, σ_b² %s"
            .formatted(
                Numbers.number(outlook.weightVariance()), Numbers.number(outlook.biasVariance()));
    Phase phase = phase();
    if (phase == Phase.CRITICAL) {
      return "lies on the edge of chaos (%s)".formatted(at);
    } else if (phase == Phase.UNBOUNDED) {
      return "lies where the signal grows for ever (%s)".formatted(at);
    }
    return "lies %s (%s, χ₁ %s)"
        .formatted(
            Math.abs(outlook.chi() - 1) <= NEAR
                ? "next to the edge of chaos"
                : phase == Phase.ORDERED
                    ? "in the ordered phase, where gradients vanish"
                    : "in the chaotic phase, where gradients explode",
            at,
            Numbers.number(outlook.chi()));
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
