package org.evenkeel.meanfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.meanfield.JacobianSpectrum.Ensemble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Published and independently computed figures of mean-field theory, a row each, with their
 * tolerances. R01 to R09, which are about single moments, are rows of ActivationFiguresTest.
 */
class FiguresTest {

  private static Arguments row(
      String id, String what, double expected, double tolerance, DoubleSupplier actual) {
    return arguments(id, what, expected, tolerance, actual);
  }

  private static MeanField field(String f, double weightVariance, double biasVariance) {
    return new MeanField(Activations.named(f), weightVariance, biasVariance);
  }

  private static double rest(MeanField field) {
    return field.fixedPoint(1).orElseThrow().q();
  }

  static Stream<Arguments> fixedPoints() {
    MeanField selu = field("selu", 1, 0);
    MeanField torch = field("tanh", 25.0 / 9, 0);
    MeanField sigmoid = field("sigmoid", 1, 0);
    return Stream.of(
        row("R09", "SELU q*", 1, 1e-5, () -> rest(selu)),
        row("R09", "SELU χ", 1.071575, 1e-5, () -> selu.chi(1)),
        row("R09", "SELU V'", 0.782648, 1e-5, () -> selu.slope(1)),
        row("R11", "ReLU χ", 1, 0, () -> field("relu", 2, 0).chi(1e-9)),
        row("R11", "ReLU χ", 1, 0, () -> field("relu", 2, 0).chi(1e9)),
        row("R11", "ReLU V'", 1, 0, () -> field("relu", 2, 0).slope(7)),
        row("R19", "tanh q*", 0.607047, 1e-4, () -> rest(field("tanh", 1.69, 0.09))),
        row("R19", "tanh q*", 4.079124, 1e-4, () -> rest(field("tanh", 6.25, 0.09))),
        row("R19", "tanh q*", 12.604149, 1e-4, () -> rest(field("tanh", 16, 0.09))),
        row("R19", "tanh c*", 1, 1e-4, () -> correlation(field("tanh", 1.69, 0.09))),
        row("R19", "tanh c*", 0.122104, 1e-4, () -> correlation(field("tanh", 6.25, 0.09))),
        // The list has 0.029489; a sum over 2000 x 2000 Legendre nodes gives 0.0296959215807.
        row("R19", "tanh c*", 0.029696, 1e-4, () -> correlation(field("tanh", 16, 0.09))),
        row("R27", "PyTorch's tanh q*", 1.178480, 1e-5, () -> rest(torch)),
        row("R27", "its std", 0.651350, 1e-5, () -> std(torch)),
        row("R27", "its χ", 1.209831, 1e-5, () -> torch.chi(rest(torch))),
        row("R29", "sigmoid q*", 0.264687, 1e-5, () -> rest(sigmoid)),
        row("R29", "sigmoid χ", 0.055721, 1e-5, () -> sigmoid.chi(rest(sigmoid))));
  }

  private static double correlation(MeanField field) {
    return field.correlationFixedPoint(rest(field));
  }

  private static double std(MeanField field) {
    return Math.sqrt(field.activation().secondMoment(rest(field)));
  }

  static Stream<Arguments> criticalLines() {
    Activation tanh = Activations.TANH;
    return Stream.of(
        row("R11", "ReLU σ_w²", 2, 0, () -> at("relu", 0).weightVariance()),
        row("R12", "tanh σ_w²", 1, 1e-15, () -> at("tanh", 0).weightVariance()),
        row("R13", "tanh σ_w²", 1.76095464, 1e-6, () -> at("tanh", 0.05).weightVariance()),
        row("R13", "tanh q*", 0.57004788, 1e-6, () -> rest(at("tanh", 0.05))),
        row("R15", "tanh σ_w²", 1.05, 1e-5, () -> at("tanh", 2.0105e-5).weightVariance()),
        row("R15", "tanh q*", 0.025921, 1e-5, () -> rest(at("tanh", 2.0105e-5))),
        row("R16", "σ_w², q = 1/64", 1.03055751, 1e-6, () -> weight(tanh, 1.0 / 64)),
        row("R16", "σ_b²", 4.6513e-6, 1e-9, () -> bias(tanh, 1.0 / 64)),
        row("R16", "σ_w², q = 0.25", 1.39396163, 1e-6, () -> weight(tanh, 0.25)),
        row("R16", "σ_b²", 0.00812515, 1e-6, () -> bias(tanh, 0.25)),
        row("R16", "σ_w², q = 1", 2.15330265, 1e-6, () -> weight(tanh, 1)),
        row("R16", "σ_b²", 0.15096463, 1e-6, () -> bias(tanh, 1)),
        row("R16", "σ_w², q = 2.25", 3.01195219, 1e-6, () -> weight(tanh, 2.25)),
        row("R16", "σ_b²", 0.62159293, 1e-6, () -> bias(tanh, 2.25)),
        row("R17", "erf σ_w²", Math.PI / 4, 1e-9, () -> at("erf", 0).weightVariance()),
        row("R17", "erf σ_w²", 1.37583901, 1e-6, () -> at("erf", 0.05).weightVariance()),
        row("R17", "erf σ_w²", 1.78817977, 1e-6, () -> at("erf", 0.2).weightVariance()));
  }

  private static MeanField at(String f, double biasVariance) {
    return MeanField.criticalAt(Activations.named(f), biasVariance);
  }

  private static double weight(Activation f, double q) {
    return MeanField.critical(f, q).weightVariance();
  }

  private static double bias(Activation f, double q) {
    return MeanField.critical(f, q).biasVariance();
  }

  /** Schoenholz et al. 2017, figure 5: tanh, σ_b² = 0.05. */
  static Stream<Arguments> depths() {
    double[][] table = {
      {1.0, 3.6270, 0.759032},
      {1.25, 6.7998, 0.863240},
      {1.5, 15.791, 0.938636},
      {2.0, 25.213, 1.047666},
      {2.5, 11.796, 1.133516},
      {3.0, 9.0515, 1.208934},
      {4.0, 6.9803, 1.342402}
    };
    return Stream.of(table)
        .flatMap(
            line -> {
              MeanField field = field("tanh", line[0], 0.05);
              String at = ", σ_w² = " + line[0];
              return Stream.of(
                  row("R20", "ξ_c" + at, line[1], 1e-3, () -> depth(field)),
                  row("R22", "χ" + at, line[2], 1e-5, () -> field.chi(rest(field))));
            });
  }

  private static double depth(MeanField field) {
    return field.correlationDepth(rest(field));
  }

  static Stream<Arguments> iterations() {
    MeanField relu = field("relu", 2, 0);
    MeanField tanh = field("tanh", 1, 0);
    return Stream.of(
        row("R23", "ReLU C(0)", 0.318309886, 1e-9, () -> relu.correlation(1, 0)),
        row("R23", "ReLU C(1/2)", 0.608997781, 1e-9, () -> relu.correlation(1, 0.5)),
        row("R23", "ReLU C(0.9)", 0.909538399, 1e-9, () -> relu.correlation(1, 0.9)),
        row("R23", "ReLU C(-1)", 0, 1e-9, () -> relu.correlation(1, -1)),
        row("R24", "(1 - c) l²", 43.1297, 1e-3, () -> distance(relu, 1000) * 1e6),
        row("R24", "(1 - c) l²", 44.2520, 1e-3, () -> distance(relu, 10000) * 1e8),
        row("R26", "l q_l", 0.5220, 1e-3, () -> 10 * iterate(tanh, 1, 10)),
        row("R26", "l q_l", 0.5069, 1e-3, () -> 100 * iterate(tanh, 1, 100)),
        row("R26", "l q_l", 0.5012, 1e-3, () -> 1000 * iterate(tanh, 1, 1000)),
        row("R30", "GELU q", 5.122e-12, 1e-2, () -> iterate(field("gelu", 2, 0), 2, 49)),
        row("R30", "SiLU q", 4.244e-14, 1e-2, () -> iterate(field("silu", 2, 0), 2, 49)),
        row("R30", "GELU V'", 1.144, 1e-3, () -> fullGainSlope("gelu")),
        row("R30", "SiLU V'", 1.173, 1e-3, () -> fullGainSlope("silu")));
  }

  private static double distance(MeanField field, int layers) {
    double distance = 1;
    for (int i = 0; i < layers; i++) {
      distance = field.correlationDistance(1, distance);
    }
    return distance;
  }

  private static double iterate(MeanField field, double from, int layers) {
    double q = from;
    for (int i = 0; i < layers; i++) {
      q = field.variance(q);
    }
    return q;
  }

  private static double fullGainSlope(String name) {
    Activation f = Activations.named(name);
    return new MeanField(f, f.forwardVariance(), 0).slope(1);
  }

  static Stream<Arguments> jacobians() {
    Activation relu = Activations.RELU;
    Activation identity = Activations.IDENTITY;
    return Stream.of(
        row("R31", "E[s²] tanh", 1, 1e-9, () -> at(Activations.TANH, 10, Ensemble.GAUSSIAN).mean()),
        row("R31", "E[s²] ReLU", 1, 1e-9, () -> at(relu, 10, Ensemble.ORTHOGONAL).mean()),
        row("R32", "Var(s²) linear", 5, 1e-9, () -> at(identity, 5, Ensemble.GAUSSIAN).variance()),
        row("R32", "Var(s²)", 10, 1e-9, () -> at(identity, 10, Ensemble.GAUSSIAN).variance()),
        row("R33", "Var(s²) ReLU", 20, 1e-9, () -> at(relu, 10, Ensemble.GAUSSIAN).variance()),
        row("R33", "Var(s²)", 10, 1e-9, () -> at(relu, 10, Ensemble.ORTHOGONAL).variance()),
        row("R35", "s_max", 5.341, 1e-4, () -> at(identity, 10, Ensemble.GAUSSIAN).largest()),
        row("R36", "s_max", 1, 1e-12, () -> at(identity, 50, Ensemble.ORTHOGONAL).largest()),
        row("R36", "Var(s²)", 0, 0, () -> at(identity, 50, Ensemble.ORTHOGONAL).variance()),
        row("R37", "E|h|⁴/(E|h|²)²", 2.5937, 1e-4, () -> fourthOfNorm(relu, 50, 10)));
  }

  private static JacobianSpectrum at(Activation f, int depth, Ensemble weights) {
    return new JacobianSpectrum(MeanField.critical(f, 1), 1, depth, weights);
  }

  /** (1 + (E[f⁴]/E[f²]² - 1)/n)^L, for ReLU (1 + 5/n)^L (Hanin and Rolnick 2018). */
  private static double fourthOfNorm(Activation f, int width, int depth) {
    double second = f.secondMoment(1);
    double layer = 1 + (f.fourthMoment(1) / (second * second) - 1) / width;
    return Math.pow(layer, depth);
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @MethodSource({"fixedPoints", "criticalLines", "depths", "iterations", "jacobians"})
  void theoryMeetsTheFigure(
      String id, String what, double expected, double tolerance, DoubleSupplier actual) {
    boolean relative = Math.abs(expected) > 1 || id.equals("R30");
    double allowed = tolerance * (relative ? Math.abs(expected) : 1);
    assertEquals(expected, actual.getAsDouble(), allowed, what);
  }
}
