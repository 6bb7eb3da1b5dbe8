package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Entering;
import org.evenkeel.activation.Gains;
import org.evenkeel.activation.OperatingPoint;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.StructuredScaling;
import org.evenkeel.initializer.VarianceScaling;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.WeightShape;
import org.junit.jupiter.api.Test;

/** The rule auto: what it draws in which place. */
class AutoTest {

  private static final Start AUTO = Start.of("auto");

  private static Initializer weights(Entering entering, Gains following) {
    return AUTO.assign("a", Kind.DENSE, following, entering).initializer();
  }

  private static Entering behind(Activation f) {
    return Entering.DATA.weighted(f).after(f);
  }

  /** By what follows, as the rule activation has it. */
  private static Initializer plain(Gains following) {
    return Initializers.forActivation(following);
  }

  @Test
  void chainIsMirroredWithHesVarianceBesideRelu() {
    Activation relu = Activations.RELU;
    assertEquals(new StructuredScaling.Mirrored(2, false, true), weights(Entering.DATA, relu));
    assertEquals(new StructuredScaling.Mirrored(2, true, true), weights(behind(relu), relu));
    assertEquals(
        new StructuredScaling.Mirrored(1, true, false),
        weights(behind(relu), Activations.IDENTITY));
    assertEquals(weights(behind(relu), relu), weights(behind(Activations.GELU), Activations.GELU));
  }

  @Test
  void oddActivationsAreDrawnAsCritical() {
    Start critical = Start.of("critical");
    for (Activation f : List.of(Activations.TANH, Activations.SOFTSIGN, Activations.ERF)) {
      for (Entering entering : List.of(Entering.DATA, behind(f))) {
        assertEquals(
            critical.assign("a", Kind.DENSE, f, entering).initializer(), weights(entering, f));
        assertEquals(
            critical.assign("b", Kind.BIAS, f, entering).initializer(),
            AUTO.assign("b", Kind.BIAS, f, entering).initializer());
      }
    }
  }

  @Test
  void everyActivationRestsAtItsOddPartsPoint() {
    for (Activation f : Activations.all()) {
      if (f.equals(Activations.IDENTITY) || f.odd().equals(f)) {
        continue;
      }
      OperatingPoint point = f.mirroredPoint().orElseThrow();
      double q = point.secondMoment();
      StructuredScaling.Mirrored between = (StructuredScaling.Mirrored) weights(behind(f), f);
      assertEquals(point.weightVariance() / 2, between.scale(), 1e-9 * between.scale(), f.name());
      double biases =
          AUTO.assign("b", Kind.BIAS, f, behind(f)).initializer().variance(WeightShape.bias(1));
      assertEquals(point.biasVariance(), biases, 1e-12, f.name());
      assertEquals(q, 2 * between.scale() * f.odd().secondMoment(q) + biases, 1e-9, f.name());
      assertEquals(1, point.weightVariance() * f.odd().slopeSecondMoment(q), 1e-9, f.name());
      assertTrue(point.slope() <= 1 + 1e-9, f.name());
    }
  }

  /** Where no second moment is known. */
  @Test
  void unknownPlacesAreDrawnByWhatFollows() {
    Activation gelu = Activations.GELU;
    for (Entering entering :
        List.of(
            Entering.UNKNOWN,
            Entering.of(Entering.Source.SUM).after(gelu),
            Entering.UNKNOWN.after(gelu),
            behind(gelu).apart())) {
      assertEquals(plain(gelu), weights(entering, gelu));
    }
    assertEquals(plain(Activations.IDENTITY), weights(Entering.DATA, Activations.IDENTITY));
    assertEquals(plain(Gains.named("swiglu")), weights(Entering.DATA, Gains.named("swiglu")));
    Activation square = Activation.of("square", x -> x * x);
    assertEquals(plain(square), weights(Entering.DATA, square));
    assertEquals(
        Start.of("activation").withDistribution(Distribution.UNIFORM).weights(gelu),
        AUTO.withDistribution(Distribution.UNIFORM)
            .assign("a", Kind.DENSE, gelu, behind(gelu))
            .initializer());
    assertEquals(
        plain(Activations.RELU),
        Start.of("data").assign("a", Kind.DENSE, Activations.RELU, Entering.DATA).initializer());
  }

  private static Layer.Residual branch(String name, double scale, Layer... layers) {
    return new Layer.Residual(name, scale, List.of(layers), List.of());
  }

  private static Layer dense(String name) {
    return new Layer.Dense(name, 8, true);
  }

  private static Layer activation(String name, Activation f) {
    return new Layer.Nonlinearity(name, f);
  }

  /** Second moments add up in sums; a branch leaves 1/16 with its scale, or 1 before a scale. */
  @Test
  void branchesReceiveWhatTheSumBeforeThemHas() {
    Activation gelu = Activations.GELU;
    Network network =
        new Network(
            List.of(8),
            List.of(
                dense("stem"),
                branch("r1", 1, dense("i1"), activation("a1", gelu), dense("e1")),
                branch(
                    "r2",
                    0.1,
                    new Layer.Normalization("n", Layer.Normalization.Over.LAYER),
                    dense("i2"),
                    activation("a2", gelu),
                    new Layer.Dropout("d", 0.5),
                    dense("e2"),
                    new Layer.Dropout("d2", 0.5)),
                branch("r3", 0.5, dense("i3"), activation("a3", Activations.RELU), dense("e3")),
                branch(
                    "r4",
                    1,
                    dense("e4"),
                    new Layer.Normalization("n4", Layer.Normalization.Over.RMS)),
                new Layer.Normalization("n5", Layer.Normalization.Over.RMS),
                dense("head")));
    double second = 1 + 1.0 / 16;
    double third = second + 0.01 / 0.5;
    List<Initializer> expected =
        List.of(
            plain(Activations.IDENTITY),
            new StructuredScaling.Mirrored(2, false, true),
            new StructuredScaling.Mirrored(1.0 / 16, true, false),
            plain(Activations.IDENTITY),
            new VarianceScaling(0.5 / gelu.secondMoment(1), FanMode.IN, Distribution.NORMAL, 1),
            new StructuredScaling.Mirrored(2 / third, false, true),
            new StructuredScaling.Mirrored(0.25, true, false),
            plain(Activations.IDENTITY),
            plain(Activations.IDENTITY));
    for (int l = 0; l < expected.size(); l++) {
      Network.Placed placed = network.weightedLayers().get(l);
      Initializer found = weights(placed.entering(), placed.following());
      assertEquals(expected.get(l).getClass(), found.getClass(), placed.layer().name());
      assertEquals(
          expected.get(l).variance(placed.weights()),
          found.variance(placed.weights()),
          1e-9,
          placed.layer().name());
      assertEquals(expected.get(l).structure(), found.structure(), placed.layer().name());
    }
    assertEquals(
        List.of(
            "data enters",
            "a linear layer enters, before gelu at q = 2.0",
            "gelu enters, mirrored, before identity, ×0.0625 at the end of a branch",
            "normalization enters",
            "gelu and dropout enters with second moment 0.850",
            "a sum enters with second moment 1.08, before relu at q = 2.0",
            "relu enters, mirrored, before identity, ×0.25 at the end of a branch",
            "a sum enters, before identity",
            "normalization enters"),
        network.weightedLayers().stream()
            .map(
                placed -> AUTO.assign("a", Kind.DENSE, placed.following(), placed.entering()).why())
            .toList());
  }

  /** What an activation left of a sum goes on in the next sum, as behind each block of a ResNet. */
  @Test
  void rectifiedSumsKeepTheirSecondMoment() {
    Layer[] block = {dense("i1"), activation("a1", Activations.RELU), dense("e1")};
    Network network =
        new Network(
            List.of(8),
            List.of(
                dense("stem"),
                activation("a", Activations.RELU),
                branch("r1", 1, block),
                activation("a2", Activations.RELU),
                dense("head")));
    List<Network.Placed> layers = network.weightedLayers();
    assertEquals(0.5, layers.get(1).entering().passed(), 1e-12);
    assertEquals("relu", layers.get(1).entering().toString());
    assertEquals(
        new StructuredScaling.Mirrored(4, false, true),
        weights(layers.get(1).entering(), Activations.RELU));
    assertEquals(0.5 + 1.0 / 16, layers.get(3).entering().passed(), 1e-12);
  }

  /** Nothing of a branch depends on those behind it. */
  @Test
  void branchesBehindChangeNothing() {
    List<Layer> layers = new ArrayList<>(List.of(dense("stem")));
    List<List<Network.Placed>> seen = new ArrayList<>();
    for (int block = 0; block < 3; block++) {
      layers.add(
          branch(
              "r" + block,
              1,
              dense("i" + block),
              activation("a" + block, Activations.SILU),
              dense("e" + block)));
      seen.add(new Network(List.of(8), layers).weightedLayers());
    }
    assertEquals(seen.get(0), seen.get(2).subList(0, 3));
    assertEquals(seen.get(1), seen.get(2).subList(0, 5));
  }

  @Test
  void dropoutKeepsItsShare() {
    Entering half = behind(Activations.RELU).droppedOut(0.5);
    assertEquals(1.0, weights(half, Activations.RELU).variance(WeightShape.dense(1, 1)), 1e-12);
    Activation gelu = Activations.GELU;
    assertEquals(
        0.5 * gelu.forwardVariance(),
        weights(behind(gelu).droppedOut(0.5), gelu).variance(WeightShape.dense(1, 1)),
        1e-12);
  }

  @Test
  void whyNamesBothSides() {
    assertEquals(
        "gelu enters, mirrored, before gelu at q = 2.0",
        AUTO.assign("a", Kind.DENSE, Activations.GELU, behind(Activations.GELU)).why());
    assertEquals(
        "before gelu, whatever enters", AUTO.assign("a", Kind.DENSE, Activations.GELU).why());
  }

  @Test
  void placesAreReadFromTheNetwork() {
    Network network =
        new Network(
            List.of(2, 8, 8),
            List.of(
                new Layer.Normalization("n0", Layer.Normalization.Over.BATCH),
                new Layer.Convolution("c1", 8, List.of(3, 3), 1, 1, 1, true),
                new Layer.Nonlinearity("a1", Activations.GELU),
                new Layer.Flatten("flat"),
                new Layer.Dense("d2", 8, true),
                new Layer.Nonlinearity("a2", Activations.GELU),
                new Layer.Dense("d3", 8, true),
                new Layer.Dropout("drop", 0.5),
                new Layer.Nonlinearity("a3", Activations.GELU),
                new Layer.Dense("d4", 8, true),
                new Layer.Normalization("n", Layer.Normalization.Over.BATCH),
                new Layer.Nonlinearity("a4", Activations.GELU),
                new Layer.Dense("d5", 8, true)));
    assertEquals(
        List.of("CHAIN", "CHAIN", "SEQUENCE", "ELSEWHERE", "START"),
        network.weightedLayers().stream().map(p -> p.entering().place().toString()).toList());
  }

  /** In a chain, where a convolution keeps positions and channels, its matrix is at the center. */
  @Test
  void convolutionsThatKeepPositionsAreDeltaOrthogonal() {
    Activation gelu = Activations.GELU;
    Network network =
        new Network(
            List.of(2, 8, 8),
            List.of(
                new Layer.Convolution("first", 8, List.of(3, 3), 1, 1, 1, true),
                new Layer.Nonlinearity("a1", gelu),
                new Layer.Convolution("same", 8, List.of(3, 3), 1, 1, 1, true),
                new Layer.Nonlinearity("a2", gelu),
                new Layer.Convolution("wider", 12, List.of(3, 3), 1, 1, 1, true),
                new Layer.Nonlinearity("a3", gelu),
                new Layer.Convolution("smaller", 12, List.of(3, 3), 1, 0, 1, true),
                new Layer.Nonlinearity("a4", gelu),
                new Layer.Convolution("strided", 12, List.of(3, 3), 2, 1, 1, true),
                new Layer.Nonlinearity("a5", gelu),
                new Layer.Convolution("point", 12, List.of(1, 1), 1, 0, 1, true),
                new Layer.Nonlinearity("a6", gelu),
                new Layer.Flatten("flat"),
                new Layer.Dense("head", 4, true)));
    assertEquals(
        List.of(
            "orthogonal",
            "delta-mirrored",
            "mirrored",
            "mirrored",
            "mirrored",
            "mirrored",
            "mirrored"),
        structures("auto", network));
    assertEquals("delta-centered", structures("critical", network).get(1));
    assertEquals("centered-orthogonal", structures("critical", network).get(2));
  }

  private static List<String> structures(String rule, Network network) {
    return network.weightedLayers().stream()
        .map(
            one ->
                Start.of(rule)
                    .assign("w", one.weights().kind(), one.following(), one.entering())
                    .initializer()
                    .structure(one.weights().parts().get(0))
                    .toString())
        .toList();
  }

  @Test
  void linearNetworksKeepOneVariance() {
    Initializer tanh = weights(behind(Activations.TANH), Activations.IDENTITY);
    assertTrue(tanh instanceof StructuredScaling);
    assertEquals(
        plain(Activations.IDENTITY), weights(behind(Activations.IDENTITY), Activations.IDENTITY));
  }
}
