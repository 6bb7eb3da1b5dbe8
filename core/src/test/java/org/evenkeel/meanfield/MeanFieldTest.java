package org.evenkeel.meanfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.signal.Outlook;
import org.evenkeel.signal.Outlook.Stability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MeanFieldTest {

  private static MeanField field(String name, double weightVariance, double biasVariance) {
    return new MeanField(Activations.named(name), weightVariance, biasVariance);
  }

  static Stream<Activation> every() {
    return Activations.all().stream();
  }

  /** Where a signal that starts at {@code from} ends, and what kind of place that is. */
  @ParameterizedTest(name = "{0} σ_w² = {1}, σ_b² = {2}, from {3}")
  @CsvSource({
    "relu, 2, 0, 3, 3, MARGINAL",
    "relu, 1, 0, 3, 0, STABLE",
    "relu, 1, 0.5, 3, 1, STABLE",
    "relu, 2, 0.1, 1, NaN, NONE",
    "relu, 2.5, 0, 1, NaN, NONE",
    "relu, 2.5, 0, 0, 0, UNSTABLE",
    "relu, 3, 0.1, 1, NaN, NONE",
    "identity, 1, 0, 0.2, 0.2, MARGINAL",
    "tanh, 1, 0, 1, 0, MARGINAL",
    "tanh, 0.5, 0, 1, 0, STABLE",
    "tanh, 0.5, 1e-14, 1, 2e-14, STABLE",
    "tanh, 4, 0, 0, 0, UNSTABLE",
    "tanh, 4, 0, 1e-9, 2.1214736, STABLE",
    "tanh, 4, 0, 1e9, 2.1214736, STABLE",
    "tanh, 0, 0.3, 7, 0.3, STABLE",
    "selu, 1, 0, 1, 1, STABLE",
    "selu, 1, 0, 0.01, 1, STABLE",
    "gelu, 2, 0, 2, 0, STABLE",
    "gelu, 2.5, 0, 100, NaN, NONE",
    "sigmoid, 1, 0, 0, 0.264687, STABLE",
    "hard-tanh, 4, 0, 1, 2.764975, STABLE"
  })
  void signalsEndWhereTheyMust(
      String name, double weight, double bias, double from, double q, Stability stability) {
    MeanField field = field(name, weight, bias);
    Outlook outlook = field.outlook(from);
    assertEquals(stability, outlook.stability());
    if (Double.isNaN(q)) {
      assertTrue(field.fixedPoint(from).isEmpty());
    } else {
      assertEquals(q, outlook.fixedPoint(), 1e-4 * q);
      assertEquals(outlook.fixedPoint(), field.variance(outlook.fixedPoint()), 1e-12 * q);
      assertEquals(field.slope(outlook.fixedPoint()), outlook.slope());
    }
  }

  /** With the gain that keeps variance 1, GELU, SiLU and Mish rest there, but on a summit. */
  @ParameterizedTest
  @CsvSource({"gelu, 1.144", "silu, 1.173", "mish, 1.076"})
  void gainsThatDoNotHoldAreUnstable(String name, double slope) {
    Activation f = Activations.named(name);
    MeanField field = new MeanField(f, f.forwardVariance(), 0);
    FixedPoint rest = field.fixedPoint(1).orElseThrow();
    assertEquals(Stability.UNSTABLE, rest.stability());
    assertEquals(slope, rest.slope(), 1e-3);
    assertEquals(0, field.fixedPoint(0.99).orElseThrow().q());
    assertTrue(field.fixedPoint(1.01).isEmpty());
    List<FixedPoint> points = field.fixedPoints();
    assertEquals(
        List.of(Stability.STABLE, Stability.UNSTABLE),
        points.stream().map(FixedPoint::stability).toList());
    assertEquals(1, points.get(1).q(), 1e-12);
  }

  /** GELU with a bias has two fixed points, and between them the map falls. */
  @Test
  void allFixedPointsAreFound() {
    MeanField gelu = field("gelu", 2.2, 0.05);
    List<FixedPoint> points = gelu.fixedPoints();
    assertEquals(
        List.of(Stability.STABLE, Stability.UNSTABLE),
        points.stream().map(FixedPoint::stability).toList());
    double low = points.get(0).q();
    double high = points.get(1).q();
    assertEquals(low, gelu.fixedPoint(0).orElseThrow().q(), 1e-12);
    assertEquals(low, gelu.fixedPoint(0.999 * high).orElseThrow().q(), 1e-12);
    assertTrue(gelu.fixedPoint(1.001 * high).isEmpty());
    assertEquals(List.of(Stability.MARGINAL), stabilities(field("relu", 2, 0)));
    assertEquals(List.of(Stability.UNSTABLE, Stability.STABLE), stabilities(field("tanh", 2, 0)));
    assertEquals(List.of(), stabilities(field("relu", 2, 0.1)));
  }

  private static List<Stability> stabilities(MeanField field) {
    return field.fixedPoints().stream().map(FixedPoint::stability).toList();
  }

  /** The fixed point is where iterating the map ends. */
  @ParameterizedTest
  @MethodSource("every")
  void iterationLeadsToTheFixedPoint(Activation f) {
    MeanField field = new MeanField(f, 0.5 * f.forwardVariance(), 0.3);
    double q = 1;
    double c = 0.2;
    for (int i = 0; i < 400; i++) {
      c = field.correlation(q, c);
      q = field.variance(q);
    }
    FixedPoint rest = field.fixedPoint(1).orElseThrow();
    assertEquals(q, rest.q(), 1e-9 * q);
    double settled = field.correlationFixedPoint(rest.q());
    double close = Math.abs(field.chi(q) - 1) < 0.05 ? 1e-3 : 1e-9;
    assertEquals(c, settled, close);
    assertEquals(settled, field.correlation(rest.q(), settled), 1e-9);
  }

  /** ξ_q and ξ_c are what the distances to the fixed points fall by. */
  @ParameterizedTest
  @CsvSource({
    "tanh, 1.3, 0.05",
    "tanh, 3, 0.05",
    "erf, 2.5, 0.1",
    "elu, 1, 0.1",
    "hard-tanh, 4, 0.05"
  })
  void depthsAreWhatIterationShows(String name, double weight, double bias) {
    MeanField field = field(name, weight, bias);
    double rest = field.fixedPoint(1).orElseThrow().q();
    double away = 1e-4 * rest;
    double next = field.variance(rest + away) - rest;
    assertEquals(field.varianceDepth(rest), -1 / Math.log(next / away), 1e-3);
    double settled = 1 - field.correlationFixedPoint(rest);
    double distance = settled + 1e-6;
    double moved = field.correlationDistance(rest, distance) - settled;
    assertEquals(field.correlationDepth(rest), -1 / Math.log(moved / 1e-6), 1e-2);
    assertEquals(-1 / Math.log(field.chi(rest)), field.gradientDepth(rest), 1e-12);
  }

  @ParameterizedTest
  @MethodSource("every")
  void theCriticalLineByVarianceAndByBiasIsOne(Activation f) {
    for (double q : new double[] {0.1, 1, 4}) {
      MeanField critical;
      try {
        critical = MeanField.critical(f, q);
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().startsWith("the critical line of " + f), e.getMessage());
        continue;
      }
      assertEquals(1, critical.chi(q), 1e-14);
      assertEquals(q, critical.variance(q), 1e-12 * q);
      assertEquals(Double.POSITIVE_INFINITY, critical.correlationDepth(q));
      assertEquals(Double.POSITIVE_INFINITY, critical.gradientDepth(q));
      assertEquals(1, critical.correlationFixedPoint(q));
      if (f.equals(Activations.TANH) || f.equals(Activations.ERF)) {
        MeanField found = MeanField.criticalAt(f, critical.biasVariance());
        assertEquals(critical.weightVariance(), found.weightVariance(), 1e-9);
      }
    }
  }

  /** Exploding ReLU keeps its correlations as it would at the critical gain. */
  @Test
  void scaleDoesNotMoveCorrelationsOfHomogeneousActivations() {
    MeanField exploding = field("relu", 8, 0);
    assertEquals(field("relu", 2, 0).correlation(1, 0.4), exploding.correlation(5, 0.4), 1e-15);
    assertEquals(1, exploding.correlationFixedPoint(5));
    assertEquals(Double.POSITIVE_INFINITY, exploding.correlationDepth(5));
    assertEquals(-1 / Math.log(4), exploding.gradientDepth(5), 1e-15);
    Outlook dying = field("relu", 1, 0).outlook(1);
    assertEquals(-1 / Math.log(0.5), dying.correlationDepth(), 1e-12);
    assertEquals(0.25, field("relu", 1, 0).correlationDistance(0, 0.25));
  }

  /** tanh without biases in the chaotic phase: inputs end up unrelated, c* = 0. */
  @Test
  void oddActivationsWithoutBiasesDecorrelate() {
    MeanField tanh = field("tanh", 4, 0);
    double rest = tanh.fixedPoint(1).orElseThrow().q();
    assertEquals(0, tanh.correlationFixedPoint(rest), 1e-12);
    // Just inside the chaotic phase c* is next to 1, and still found.
    MeanField edge = field("tanh", 1.7610, 0.05);
    double q = edge.fixedPoint(1).orElseThrow().q();
    double settled = 1 - edge.correlationFixedPoint(q);
    assertTrue(settled > 0 && settled < 1e-3, "" + settled);
    assertEquals(settled, edge.correlationDistance(q, settled), 1e-9 * settled);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertEquals(
        "σ_w² must be a finite number, at least 0: -1.0; give a variance",
        message(() -> field("tanh", -1, 0)));
    assertEquals(
        "σ_b² must be a finite number, at least 0: NaN; give a variance",
        message(() -> field("tanh", 1, Double.NaN)));
    assertEquals(
        "no σ_w² makes relu critical at σ_b² = 0.1; give a σ_b² of 0",
        message(() -> MeanField.criticalAt(Activations.RELU, 0.1)));
    assertTrue(
        message(() -> MeanField.critical(Activations.SIGMOID, 1))
            .startsWith(
                "the critical line of sigmoid must have σ_b² of at least 0: at q = 1.0 it"));
    assertFalse(message(() -> MeanField.critical(Activations.TANH, -1)).isEmpty());
  }

  private static String message(Runnable wrong) {
    return assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
  }
}
