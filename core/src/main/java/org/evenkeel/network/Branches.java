// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The names of layers by their place beside shortcuts. */
public final class Branches {

  private Branches() {}

  /** The names of layers whose units are added to those of another signal, so that they differ. */
  public static Set<String> summands(List<Layer> layers) {
    Set<String> names = new HashSet<>();
    for (List<Layer> end : branches(layers)) {
      names.addAll(summands(end));
      if (!end.isEmpty()) {
        names.addAll(names(end.subList(end.size() - 1, end.size())));
      }
    }
    return names;
  }

  /** The names of layers with a shortcut around them, and those on shortcuts. */
  public static Set<String> bypassed(List<Layer> layers) {
    Set<String> names = new HashSet<>();
    branches(layers).forEach(branch -> names.addAll(names(branch)));
    return names;
  }

  private static Set<String> names(List<Layer> layers) {
    Set<String> names = new HashSet<>();
    for (Layer layer : layers) {
      names.add(layer.name());
      layer.sublayers().forEach(inner -> names.add(inner.name()));
    }
    branches(layers).forEach(branch -> names.addAll(names(branch)));
    return names;
  }

  private static List<List<Layer>> branches(List<Layer> layers) {
    LayerCases<List<List<Layer>>> ends =
        new LayerCases<>(
            dense -> List.of(),
            convolution -> List.of(),
            pooling -> List.of(),
            flatten -> List.of(),
            nonlinearity -> List.of(),
            dropout -> List.of(),
            normalization -> List.of(),
            attention -> List.of(),
            residual -> List.of(residual.branch(), residual.shortcut()),
            Merge::branches,
            token -> List.of(),
            unknown -> List.of());
    return layers.stream().flatMap(layer -> layer.match(ends).stream()).toList();
  }
}
