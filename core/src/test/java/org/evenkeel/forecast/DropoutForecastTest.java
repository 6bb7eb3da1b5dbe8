package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Start;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.signal.Cause;
import org.evenkeel.signal.Change;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two passes of one input through dropout, whose masks make them differ. */
class DropoutForecastTest {

  private static final int WIDTH = 1 << 20;

  /** Inputs of correlation 0, every two of them. */
  private static final InputSignal APART = new InputSignal(1, 0.0, 0.0, 0.0, 0.0);

  private static Network network(int width, int depth, Activation f, double rate) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l <= depth; l++) {
      layers.add(new Layer.Dense("dense" + l, width, true));
      layers.add(new Layer.Nonlinearity("activation" + l, f));
      layers.add(new Layer.Dropout("dropout" + l, rate));
    }
    layers.add(new Layer.Dense("head", 10, true));
    return new Network(List.of(width), layers);
  }

  private static List<LayerSignal> layers(Activation f, Start start, double rate) {
    return Forecast.of(network(WIDTH, 8, f, rate), start, APART).layers();
  }

  /** Of ReLU, with p kept: c ← p (√(1-c²) + (π - arccos c) c)/π (Cho and Saul 2009), from 1 too. */
  @Test
  void masksAndInputsFollowOneMap() {
    double keep = 0.7;
    DoubleUnaryOperator map =
        c -> keep * (Math.sqrt(1 - c * c) + (Math.PI - Math.acos(c)) * c) / Math.PI;
    double same = 1;
    double different = 0;
    for (LayerSignal layer : layers(Activations.RELU, Start.of("he"), 1 - keep)) {
      if (same < 1) {
        assertEquals(same, layer.repeated().predicted(), 1e-4, layer.name());
      } else {
        assertNull(layer.repeated().predicted(), layer.name());
      }
      assertEquals(different, layer.correlation().predicted(), 1e-4, layer.name());
      same = map.applyAsDouble(same);
      different = map.applyAsDouble(different);
    }
    assertTrue(same - different < 0.001);
  }

  /** Without a nonlinearity, l masks leave p^l of what two passes have in common. */
  @Test
  void masksOfLinearLayersMultiply() {
    double expected = 1;
    for (LayerSignal layer : layers(Activations.IDENTITY, Start.of("lecun"), 0.1)) {
      if (expected < 1) {
        assertEquals(expected, layer.repeated().predicted(), 1e-9, layer.name());
      }
      expected *= 0.9;
    }
  }

  @Test
  void withoutDropoutPassesAreTheSame() {
    for (LayerSignal layer : layers(Activations.TANH, Start.of("lecun"), 0)) {
      assertNull(layer.repeated().predicted(), layer.name());
    }
  }

  /** Labels by training, in bench/results/labels.csv. */
  @ParameterizedTest
  @CsvSource({
    "relu, he, 0.2, 3, HEALTHY",
    "tanh, lecun, 0.2, 8, HEALTHY",
    "tanh, lecun, 0.1, 20, HEALTHY",
    "relu, he, 0.5, 5, CORRELATED",
    "relu, he, 0.1, 30, CORRELATED",
    "tanh, lecun, 0.5, 10, CORRELATED"
  })
  void noiseThatCoversTheInputsIsNoHealth(
      String f, String rule, double rate, int depth, State state) {
    Network network = network(64, depth, Activations.named(f), rate);
    Start start = Start.of(rule);
    SignalProfile profile = Forecast.of(network, start, InputSignal.STANDARDIZED);
    assertEquals(state, profile.verdict().state(), profile.toString());
    if (state == State.CORRELATED) {
      Cause.Masks cause = assertInstanceOf(Cause.Masks.class, profile.verdict().cause());
      assertTrue(cause.same() - cause.different() < 0.05, cause.toString());
      Remedies.Treated treated =
          Remedies.search(network, start, InputSignal.STANDARDIZED).orElseThrow();
      Change.Drop drop = assertInstanceOf(Change.Drop.class, treated.remedy().changes().get(0));
      assertTrue(drop.rate() < rate, drop.toString());
      assertEquals(network.withDropout(drop.rate()), treated.network());
    }
  }
}
