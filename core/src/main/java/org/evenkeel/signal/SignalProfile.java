// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.text.Text;
import org.jspecify.annotations.Nullable;

/**
 * The profile of a network: its signal layer by layer, in order of execution.
 *
 * @param seed the seed of its initial weights; null if they were not drawn by Evenkeel
 * @param input the input
 * @param layers the weighted layers
 * @param verdict the verdict on them
 * @param notDrawn the names of parameters that the start did not draw, so that it is not judged by
 *     them; empty if it drew all, or is not Evenkeel's
 */
public record SignalProfile(
    @Nullable Long seed,
    InputSignal input,
    List<LayerSignal> layers,
    Verdict verdict,
    List<String> notDrawn) {

  /** The number of parameters that a remark lists. */
  private static final int LISTED = 4;

  public SignalProfile {
    layers = List.copyOf(layers);
    notDrawn = List.copyOf(notDrawn);
  }

  /** A profile of a network whose parameters were all drawn by Evenkeel, or none of them. */
  public SignalProfile(
      @Nullable Long seed, InputSignal input, List<LayerSignal> layers, Verdict verdict) {
    this(seed, input, layers, verdict, List.of());
  }

  /** A profile whose verdict follows from its layers. */
  public static SignalProfile of(@Nullable Long seed, InputSignal input, List<LayerSignal> layers) {
    return new SignalProfile(seed, input, layers, Verdict.of(input, layers));
  }

  /**
   * This measurement beside a forecast of layers of the same names, with the verdict on both.
   * Gradients are side by side only if both are relative to the same layer's.
   */
  public SignalProfile beside(SignalProfile forecast) {
    Map<String, LayerSignal> predicted = new HashMap<>();
    boolean comparable = !forecast.layers.isEmpty() && reference().equals(forecast.reference());
    for (LayerSignal layer : forecast.layers) {
      predicted.put(layer.name(), comparable ? layer : layer.withoutGradient());
    }
    List<LayerSignal> both =
        layers.stream()
            .map(
                layer ->
                    predicted.containsKey(layer.name())
                        ? layer.beside(predicted.get(layer.name()))
                        : layer)
            .toList();
    return of(seed, input, both).withNotDrawn(notDrawn);
  }

  /** The same with other layers, one for each. */
  public SignalProfile map(UnaryOperator<LayerSignal> change) {
    List<LayerSignal> changed = layers.stream().map(change).toList();
    return of(seed, input, changed).withNotDrawn(notDrawn);
  }

  /** The same with another seed. */
  public SignalProfile withSeed(@Nullable Long other) {
    return new SignalProfile(other, input, layers, verdict, notDrawn);
  }

  /** The same with a remark on its first layer, unless that has one. */
  public SignalProfile withNote(String note) {
    List<LayerSignal> noted = new ArrayList<>(layers);
    if (!noted.isEmpty() && noted.get(0).note() == null) {
      noted.set(0, noted.get(0).withNote(note));
    }
    return new SignalProfile(seed, input, noted, verdict, notDrawn);
  }

  /** The same with another verdict. */
  public SignalProfile withVerdict(Verdict other) {
    return new SignalProfile(seed, input, layers, other, notDrawn);
  }

  /** The same with other names of parameters that the start did not draw. */
  public SignalProfile withNotDrawn(List<String> names) {
    return new SignalProfile(seed, input, layers, verdict, names);
  }

  /** A line that names parameters which the start did not draw; empty if there are none. */
  public Optional<String> remark() {
    int more = notDrawn.size() - LISTED;
    return notDrawn.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "not drawn by Evenkeel: %s%s"
                .formatted(
                    String.join(", ", notDrawn.subList(0, Math.min(LISTED, notDrawn.size()))),
                    more > 0 ? " and %d more".formatted(more) : ""));
  }

  /** The layers up to the last hidden one, whose gradient others are compared with. */
  public List<LayerSignal> hidden() {
    return hidden(layers);
  }

  private String reference() {
    List<LayerSignal> hidden = hidden();
    return hidden.isEmpty() ? "" : hidden.get(hidden.size() - 1).name();
  }

  /** The layers up to the last one with an activation; all where none has one. */
  static List<LayerSignal> hidden(List<LayerSignal> layers) {
    for (int l = layers.size() - 1; l >= 0; l--) {
      String activation = layers.get(l).activation();
      if (activation != null && !activation.equals("identity")) {
        return layers.subList(0, l + 1);
      }
    }
    return layers;
  }

  /** The table of the layers with its remarks and the verdict below, as text. */
  @Override
  public String toString() {
    SignalTable table = SignalTable.of(this);
    return Stream.of(
            table.start().stream(),
            Stream.of(table.rows(layers.size())),
            table.legend().stream(),
            table.outlooks().stream().map(Text::untied),
            table.notes().stream(),
            Stream.of(verdict))
        .flatMap(lines -> lines)
        .map(Object::toString)
        .collect(Collectors.joining("\n"));
  }
}
