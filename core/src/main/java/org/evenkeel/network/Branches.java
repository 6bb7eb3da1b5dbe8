// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The layers in branches, and on both sides of shortcuts. */
public final class Branches {

  /** Words of {@link Layer#kind}. */
  private static final String ACTIVATION = "activation";

  static final String NORMALIZATION = "normalization";

  private static final LayerCases<List<List<Layer>>> BRANCHES =
      new LayerCases<>(
          dense -> List.of(),
          convolution -> List.of(),
          transposed -> List.of(),
          pooling -> List.of(),
          flatten -> List.of(),
          nonlinearity -> List.of(),
          dropout -> List.of(),
          normalization -> List.of(),
          attention -> List.of(),
          residual -> List.of(residual.branch(), residual.shortcut()),
          Merge::branches,
          memory -> List.of(memory.layers()),
          token -> List.of(),
          unknown -> List.of());

  /** The name of a layer that {@link #lookingAhead} finds, the layer or one within it. */
  private static final LayerCases<Optional<String>> LOOKING_AHEAD =
      new LayerCases<>(
          dense -> Optional.empty(),
          convolution -> Optional.empty(),
          transposed -> Optional.empty(),
          pooling -> Optional.empty(),
          flatten -> Optional.empty(),
          nonlinearity -> Optional.empty(),
          dropout -> Optional.empty(),
          normalization ->
              named(
                  normalization,
                  normalization.over() == Layer.Normalization.Over.LAYER
                      || normalization.over() == Layer.Normalization.Over.GROUP),
          attention ->
              named(
                  attention,
                  !attention.pattern().causal() && attention.pattern().memory().isEmpty()),
          residual -> lookingAheadIn(List.of(residual.branch(), residual.shortcut())),
          merge -> lookingAheadIn(merge.branches()),
          // The first token sees all of a memory, but for tokens that come before it.
          memory -> named(memory, memory.tokens() == 0),
          token ->
              named(
                  token,
                  token.match(
                      new TokenCases<>(
                          embedding -> false,
                          positions -> false,
                          classToken -> false,
                          selection -> false,
                          patches -> false,
                          layerScale -> false,
                          tiedHead -> false,
                          Recurrent::bidirectional))),
          unknown -> Optional.empty());

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

  /**
   * The names of layers that all of the signal passes one after the other, those that theory does
   * not know included, as a whole.
   */
  public static Set<String> chained(List<Layer> layers) {
    return layers.stream()
        .filter(layer -> branches(List.of(layer)).isEmpty())
        .map(Layer::name)
        .collect(Collectors.toSet());
  }

  /**
   * The name of the first layer by which a token sees those behind it: attention that is not
   * causal, a normalization over all tokens of an example, or a recurrent layer that reads both
   * ways; empty if there is none.
   */
  public static Optional<String> lookingAhead(List<Layer> layers) {
    return layers.stream().flatMap(layer -> layer.match(LOOKING_AHEAD).stream()).findFirst();
  }

  private static Optional<String> lookingAheadIn(List<List<Layer>> branches) {
    return branches.stream().flatMap(branch -> lookingAhead(branch).stream()).findFirst();
  }

  private static Optional<String> named(Layer layer, boolean isFound) {
    return isFound ? Optional.of(layer.name()) : Optional.empty();
  }

  /** Layers with other activations and dropout, those within their branches included. */
  static List<Layer> with(
      List<Layer> layers,
      UnaryOperator<Layer.Nonlinearity> nonlinearity,
      UnaryOperator<Layer.Dropout> dropout) {
    LayerCases<Layer> cases =
        new LayerCases<>(
            dense -> dense,
            convolution -> convolution,
            transposed -> transposed,
            pooling -> pooling,
            flatten -> flatten,
            nonlinearity::apply,
            dropout::apply,
            normalization -> normalization,
            attention -> attention,
            residual ->
                new Layer.Residual(
                    residual.name(),
                    residual.scale(),
                    with(residual.branch(), nonlinearity, dropout),
                    with(residual.shortcut(), nonlinearity, dropout)),
            merge ->
                new Merge(
                    merge.name(),
                    merge.how(),
                    merge.branches().stream()
                        .map(branch -> with(branch, nonlinearity, dropout))
                        .toList()),
            memory ->
                new Memory(
                    memory.name(), memory.tokens(), with(memory.layers(), nonlinearity, dropout)),
            token -> token,
            unknown -> unknown);
    return layers.stream().map(layer -> layer.match(cases)).toList();
  }

  /** The most activations that a signal passes one after the other on its way through layers. */
  static int activations(List<Layer> layers) {
    int count = 0;
    for (Layer layer : layers) {
      count += layer.kind().equals(ACTIVATION) ? 1 : 0;
      count += branches(List.of(layer)).stream().mapToInt(Branches::activations).max().orElse(0);
    }
    return count;
  }

  /**
   * The names of layers whose outputs are normalized as they are, so that nothing depends on the
   * scale of their weights.
   */
  public static Set<String> normalized(List<Layer> layers) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i + 1 < layers.size(); i++) {
      if (layers.get(i).weighted().isPresent() && layers.get(i + 1).kind().equals(NORMALIZATION)) {
        names.add(layers.get(i).name());
      }
    }
    branches(layers).forEach(branch -> names.addAll(normalized(branch)));
    return names;
  }

  /** Checks that each name stands once, those of sublayers included. */
  static void requireUniqueNames(List<Layer> layers, Set<String> seen) {
    for (Layer layer : layers) {
      if (!seen.add(layer.name())) {
        throw new IllegalArgumentException(
            "layer names must be unique: '%s' stands twice; rename one".formatted(layer.name()));
      }
      requireUniqueNames(layer.sublayers(), seen);
    }
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
    List<List<Layer>> branches = new ArrayList<>();
    for (Layer layer : layers) {
      branches.addAll(layer.match(BRANCHES));
    }
    return branches;
  }
}
