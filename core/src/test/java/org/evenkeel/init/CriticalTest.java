package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Entering;
import org.evenkeel.activation.OperatingPoint;
import org.evenkeel.initializer.StructuredScaling;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.WeightShape;
import org.junit.jupiter.api.Test;

/** The rule critical: what it draws between which activations. */
class CriticalTest {

  private static final Start CRITICAL = Start.of("critical");

  private static StructuredScaling weights(Entering entering, Activation following) {
    return (StructuredScaling) CRITICAL.assign("a", Kind.DENSE, following, entering).initializer();
  }

  private static double biases(Activation following, Entering entering) {
    return CRITICAL
        .assign("b", Kind.BIAS, following, entering)
        .initializer()
        .variance(WeightShape.bias(1));
  }

  private static Entering behind(Activation f) {
    return Entering.of(Entering.Source.LAYER).after(f);
  }

  @Test
  void layersOfOneActivationAreAtItsOperatingPoint() {
    for (Activation f : Activations.all()) {
      if (f.operatingPoint().isEmpty() || f.positivelyHomogeneous()) {
        continue;
      }
      OperatingPoint point = OperatingPoint.of(f);
      StructuredScaling weights = weights(behind(f), f);
      assertEquals(
          point.weightVariance(), weights.scale(), 1e-9 * point.weightVariance(), f.name());
      assertEquals(point.centered(), weights.centered(), f.name());
      assertTrue(weights.orthogonal());
      assertEquals(point.biasVariance(), biases(f, behind(f)), 1e-12, f.name());
    }
  }

  @Test
  void firstLayerTakesDataAndLastOneLeavesOne() {
    OperatingPoint gelu = OperatingPoint.of(Activations.GELU);
    StructuredScaling first = weights(Entering.DATA, Activations.GELU);
    assertEquals(gelu.secondMoment() - gelu.biasVariance(), first.scale(), 1e-15);
    assertEquals(false, first.centered());
    StructuredScaling last = weights(behind(Activations.GELU), Activations.IDENTITY);
    double q = gelu.secondMoment();
    double mean = Activations.GELU.mean(q);
    assertEquals(1 / (Activations.GELU.secondMoment(q) - mean * mean), last.scale(), 1e-9);
    assertEquals(true, last.centered());
    assertEquals(0, biases(Activations.IDENTITY, behind(Activations.GELU)));
  }

  @Test
  void reluIsHe() {
    assertEquals(2, weights(behind(Activations.RELU), Activations.RELU).scale(), 1e-12);
    assertEquals(false, weights(behind(Activations.RELU), Activations.RELU).centered());
  }

  @Test
  void dropoutKeepsTheMeanThatCenteredWeightsCancel() {
    double q = OperatingPoint.of(Activations.SIGMOID).secondMoment();
    double mean = Activations.SIGMOID.mean(q);
    double seen = Activations.SIGMOID.secondMoment(q) / 0.8 - mean * mean;
    assertEquals(
        1 / seen,
        weights(behind(Activations.SIGMOID).droppedOut(0.2), Activations.IDENTITY).scale(),
        1e-9);
  }

  @Test
  void whatEntersIsReadFromTheNetwork() {
    Layer.Residual block =
        new Layer.Residual(
            "r",
            1,
            List.of(
                new Layer.Nonlinearity("a3", Activations.SILU),
                new Layer.Dense("inside", 8, true),
                new Layer.Nonlinearity("a4", Activations.TANH),
                new Layer.Dense("end", 8, true)),
            List.of());
    Network network =
        new Network(
            List.of(8),
            List.of(
                new Layer.Dense("first", 8, true),
                new Layer.Nonlinearity("a1", Activations.GELU),
                new Layer.Dropout("d", 0.5),
                new Layer.Dense("second", 8, true),
                new Layer.Normalization("n", Layer.Normalization.Over.LAYER),
                new Layer.Dense("third", 8, true),
                block,
                new Layer.Dense("last", 8, true)));
    assertEquals(
        List.of("data", "gelu and dropout", "normalization", "silu", "an unknown input", "a sum"),
        network.weightedLayers().stream()
            .map(placed -> placed.entering().counted().toString())
            .toList());
    assertEquals(
        "gelu and dropout enters, centered, before identity",
        CRITICAL
            .assign(
                "w", Kind.DENSE, Activations.IDENTITY, network.weightedLayers().get(1).entering())
            .why());
  }

  @Test
  void multiplierIsOnWeightsAlone() {
    StructuredScaling twice =
        (StructuredScaling)
            Start.of("critical*2")
                .assign("a", Kind.DENSE, Activations.TANH, Entering.DATA)
                .initializer();
    assertEquals(2 * weights(Entering.DATA, Activations.TANH).scale(), twice.scale(), 1e-15);
  }

  @Test
  void activationWithoutAPointIsRefused() {
    Activation square = Activation.of("square", x -> x * x);
    assertEquals(
        "a critical start needs a second moment that holds at every depth: square has none from 2^-4 to 2^10; use activation",
        assertThrows(IllegalArgumentException.class, () -> weights(Entering.DATA, square))
            .getMessage());
  }
}
