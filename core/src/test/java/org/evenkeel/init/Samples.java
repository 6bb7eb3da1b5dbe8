package org.evenkeel.init;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.OperatingPoint;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;

/**
 * The rows and columns of the table of rules and kinds of layers. A rule without a row here and a
 * kind without a shape fail their tests.
 */
final class Samples {

  /** The activation that follows in all rows. */
  static final Activation FOLLOWING = Activations.TANH;

  private static final double F2 = FOLLOWING.secondMoment(1);

  /** q - σ_b² of tanh, at q = 1/8: what data of variance 1 is multiplied by. */
  private static final double CRITICAL =
      OperatingPoint.of(FOLLOWING).secondMoment() - OperatingPoint.of(FOLLOWING).biasVariance();

  /** What values are like. */
  enum Law {
    /** Independent, of the distribution that is asked for. */
    CHOSEN,
    NORMAL,
    UNIFORM,
    TRUNCATED,
    /** Random, the mean of w² exact in every matrix. */
    ORTHOGONAL,
    /** Independent normals at k places of every unit. */
    SPARSE,
    /** No chance, the mean of w² exact in every matrix. */
    FIXED,
    /** Independent normals around an identity times -0.4. */
    AROUND_IDENTITY,
    /** Inverse softplus of log-uniform steps from 0.001 to 0.1. */
    TIME_STEP,
    /** One value in every part. */
    CONSTANT
  }

  /** What a rule cannot do without. */
  enum Needs {
    NOTHING,
    FANS,
    ROOM,
    TABLE,
    FORGET_GATE
  }

  /**
   * A rule with its numbers.
   *
   * @param text the rule as a user writes it
   * @param variance Var(w) by hand, or the mean of w² where places are fixed
   */
  record Sample(String text, Law law, Needs needs, ToDoubleFunction<Part> variance) {

    Rule rule() {
      return Rules.named(text);
    }

    Initializer initializer(Distribution distribution) {
      return rule()
          .initializer(RuleOptions.DEFAULT.withFollowing(FOLLOWING).withDistribution(distribution));
    }

    List<Distribution> distributions() {
      return law == Law.CHOSEN ? List.of(Distribution.values()) : List.of(Distribution.NORMAL);
    }

    /** Why a shape cannot be drawn; null where it can. */
    String refusal(WeightShape shape) {
      return shape.parts().stream()
          .map(part -> refusal(shape, part))
          .filter(message -> !message.isEmpty())
          .findFirst()
          .orElse(null);
    }

    private String refusal(WeightShape shape, Part part) {
      boolean unfit =
          switch (needs) {
            case NOTHING -> false;
            case FANS -> part.fans() == null;
            case ROOM -> part.fans() == null || part.inputs() > part.outputs();
            case TABLE -> shape.kind() != Kind.EMBEDDING;
            case FORGET_GATE ->
                shape.kind() != Kind.GATE_BIAS || shape.parts().size() != WeightShape.LSTM.size();
          };
      if (!unfit) {
        return "";
      }
      if (needs == Needs.TABLE) {
        return "a padding row needs an embedding: " + shape.kind() + "; choose another rule";
      }
      if (needs == Needs.FORGET_GATE) {
        return "forget-bias needs the biases of an LSTM: "
            + (shape.kind() == Kind.GATE_BIAS ? "gate-bias of reset, update, new" : shape.kind())
            + "; choose another rule";
      }
      return part.fans() == null
          ? "a rule needs fans: biases and slopes have none; draw them as zeros, constant(v) or"
              + " normal(std)"
          : "delta-orthogonal needs at least as many output as input channels: "
              + part.outputs()
              + " from "
              + part.inputs()
              + "; draw orthogonal weights instead";
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final List<Sample> SAMPLES =
      List.of(
          row("auto", Law.CHOSEN, Needs.FANS, p -> 1 / (F2 * p.fans().in())),
          row("activation", Law.CHOSEN, Needs.FANS, p -> 1 / (F2 * p.fans().in())),
          row("he", Law.CHOSEN, Needs.FANS, p -> 2 / p.fans().in()),
          row("he(0.2)", Law.CHOSEN, Needs.FANS, p -> 2 / 1.04 / p.fans().in()),
          row("lecun", Law.CHOSEN, Needs.FANS, p -> 1 / p.fans().in()),
          row("glorot", Law.CHOSEN, Needs.FANS, p -> 2 / (p.fans().in() + p.fans().out())),
          row("critical", Law.ORTHOGONAL, Needs.FANS, p -> CRITICAL / p.fans().in()),
          row("mirrored", Law.ORTHOGONAL, Needs.FANS, p -> CRITICAL / p.fans().in()),
          row("orthogonal", Law.ORTHOGONAL, Needs.FANS, p -> 1 / longerSide(p)),
          row("orthogonal(1.5)", Law.ORTHOGONAL, Needs.FANS, p -> 2.25 / longerSide(p)),
          row(
              "delta-orthogonal(0.7)",
              Law.ORTHOGONAL,
              Needs.ROOM,
              p -> 0.49 / p.outputs() / taps(p)),
          row("identity", Law.FIXED, Needs.FANS, p -> 1 / most(p) / taps(p)),
          row("identity(2)", Law.FIXED, Needs.FANS, p -> 4.0 / most(p) / taps(p)),
          row("sparse", Law.SPARSE, Needs.FANS, p -> 1 / F2 / p.inputs() / taps(p)),
          row("sparse(3)", Law.SPARSE, Needs.FANS, p -> 1 / F2 / p.inputs() / taps(p)),
          row("bilinear", Law.FIXED, Needs.FANS, p -> squares(p) / most(p) / taps(p)),
          row("siren", Law.UNIFORM, Needs.FANS, p -> 2 / 900.0 / p.fans().in()),
          row("siren(10)", Law.UNIFORM, Needs.FANS, p -> 0.02 / p.fans().in()),
          row("siren-first", Law.UNIFORM, Needs.FANS, p -> 1 / (3 * square(p.fans().in()))),
          row("zeros", Law.CONSTANT, Needs.NOTHING, p -> 0),
          row("ones", Law.CONSTANT, Needs.NOTHING, p -> 0),
          row("constant(-0.3)", Law.CONSTANT, Needs.NOTHING, p -> 0),
          row("normal(0.02)", Law.NORMAL, Needs.NOTHING, p -> 0.0004),
          row("uniform(-0.05, 0.05)", Law.UNIFORM, Needs.NOTHING, p -> 0.01 / 12),
          row("uniform(0.1, 0.4)", Law.UNIFORM, Needs.NOTHING, p -> 0.09 / 12),
          row("truncated-normal(0.02)", Law.TRUNCATED, Needs.NOTHING, p -> 0.0004),
          row("truncated-normal(0.3, -0.7, 0.7)", Law.TRUNCATED, Needs.NOTHING, p -> 0.09),
          row("truncated-normal(0.02, -1, 3)", Law.TRUNCATED, Needs.NOTHING, p -> 0.0004),
          row("truncated-normal(0.02, 0.5, 2)", Law.TRUNCATED, Needs.NOTHING, p -> 0.0004),
          row("torch-truncated-normal(0.02)", Law.NORMAL, Needs.NOTHING, p -> 0.0004),
          row(
              "torch-truncated-normal(0.02, -0.04, 0.04)",
              Law.TRUNCATED,
              Needs.NOTHING,
              p -> 0.0004 * square(0.8796256610342398)),
          row("embedding(3)", Law.CHOSEN, Needs.TABLE, p -> 1),
          row("forget-bias", Law.CONSTANT, Needs.FORGET_GATE, p -> 0),
          row("forget-bias(-2)", Law.CONSTANT, Needs.FORGET_GATE, p -> 0),
          row("residual(12)", Law.CHOSEN, Needs.FANS, p -> 1 / (24 * F2 * p.fans().in())),
          row("gpt2(12)", Law.NORMAL, Needs.NOTHING, p -> 0.0004 / 24),
          row("gpt2(12, 0.006)", Law.NORMAL, Needs.NOTHING, p -> 0.000036 / 24),
          row("fixup(18)", Law.CHOSEN, Needs.FANS, p -> 2 / p.fans().in() / 18),
          row("fixup(18, 3)", Law.CHOSEN, Needs.FANS, p -> 2 / p.fans().in() / Math.sqrt(18)),
          row("rezero", Law.CONSTANT, Needs.NOTHING, p -> 0),
          row("deepnorm(12)", Law.CHOSEN, Needs.FANS, p -> glorot(p) / Math.sqrt(96)),
          row("t-fixup(6)", Law.CHOSEN, Needs.FANS, p -> glorot(p) * 0.67 * 0.67 / Math.sqrt(6)),
          row("t-fixup-decoder(6)", Law.CHOSEN, Needs.FANS, p -> glorot(p) / Math.sqrt(54)),
          row(
              "t-fixup-embedding(6)",
              Law.CHOSEN,
              Needs.FANS,
              p -> 1 / p.fans().out() / Math.sqrt(54)),
          row("mup-output(64)", Law.CHOSEN, Needs.FANS, p -> 64 / F2 / square(p.fans().in())),
          row(
              "spectral",
              Law.CHOSEN,
              Needs.FANS,
              p -> Math.min(p.fans().in(), p.fans().out()) / square(p.fans().in())),
          row("modular", Law.ORTHOGONAL, Needs.FANS, Samples::modular),
          row("unit", Law.NORMAL, Needs.NOTHING, p -> 1),
          row("small-init(40)", Law.NORMAL, Needs.NOTHING, p -> 0.01),
          row("wang(10, 25)", Law.NORMAL, Needs.NOTHING, p -> 0.0016),
          row("in-degree(3)", Law.CHOSEN, Needs.FANS, p -> 1 / (3 * F2 * p.fans().in())),
          row(
              "mimetic(0.3, -0.4)",
              Law.AROUND_IDENTITY,
              Needs.FANS,
              p -> 0.09 / p.fans().in() + 0.16 / most(p) / taps(p)),
          row("layer-scale(12)", Law.CONSTANT, Needs.NOTHING, p -> 0),
          row("layer-scale(24)", Law.CONSTANT, Needs.NOTHING, p -> 0),
          row("layer-scale(36)", Law.CONSTANT, Needs.NOTHING, p -> 0),
          row("mamba-dt", Law.TIME_STEP, Needs.NOTHING, p -> timeStepMoment(2)),
          row("lora-a", Law.UNIFORM, Needs.FANS, p -> 1 / (3 * p.fans().in())));

  private Samples() {}

  private static Sample row(String text, Law law, Needs needs, ToDoubleFunction<Part> variance) {
    return new Sample(text, law, needs, variance);
  }

  static Stream<Sample> all() {
    return SAMPLES.stream();
  }

  /** A rule with sample numbers, at least one. */
  static List<Rule> of(Rule rule) {
    List<Rule> rules =
        all().map(Sample::rule).filter(sample -> sample.name().equals(rule.name())).toList();
    if (rules.isEmpty()) {
      throw new AssertionError("no sample of rule " + rule.signature());
    }
    return rules;
  }

  /** Shapes of a kind, of some thousand values a part where the kind has them. */
  static List<WeightShape> shapes(Kind kind) {
    return switch (kind) {
      case DENSE -> List.of(WeightShape.dense(96, 128), WeightShape.dense(128, 96));
      case CONVOLUTION ->
          List.of(
              WeightShape.convolution(16, 32, 1, 5, 5),
              WeightShape.convolution(96, 64, 4, List.of(3, 3), List.of(2, 1)),
              WeightShape.convolution(512, 1024, 512, 7),
              WeightShape.convolution(8, 24, 1, 3, 3, 3));
      case TRANSPOSED_CONVOLUTION ->
          List.of(
              WeightShape.transposedConvolution(24, 32, 1, List.of(4, 4), List.of(2, 2)),
              WeightShape.transposedConvolution(128, 96, 2, List.of(3), List.of(2)));
      case EMBEDDING -> List.of(WeightShape.embedding(300, 40), WeightShape.embedding(40, 300));
      case INPUT_GATES ->
          List.of(
              WeightShape.inputGates(80, 96, WeightShape.LSTM),
              WeightShape.inputGates(96, 80, WeightShape.GRU));
      case RECURRENT ->
          List.of(
              WeightShape.recurrent(80, WeightShape.LSTM),
              WeightShape.recurrent(80, WeightShape.GRU),
              WeightShape.recurrent(80, WeightShape.RNN));
      case FUSED ->
          List.of(WeightShape.fused(96, List.of("query", "key", "value"), List.of(128L, 64L, 64L)));
      case EXPERTS ->
          List.of(
              WeightShape.experts(6, 48, 64),
              WeightShape.expertsInputsFirst(List.of(2L, 3L), 64, 48));
      case MULTIPLICATION -> List.of(WeightShape.multiplication(List.of(4L, 2000L), 4));
      case SCALE -> List.of(WeightShape.scale(List.of(8000L)), WeightShape.scale(List.of()));
      case SHIFT -> List.of(WeightShape.shift(List.of(8000L)));
      case SLOPE -> List.of(WeightShape.slope(List.of(8000L)), WeightShape.slope(List.of(1L)));
      case BIAS -> List.of(WeightShape.bias(8000), WeightShape.bias(List.of(20L, 400L)));
      case GATE_BIAS ->
          List.of(
              WeightShape.gateBias(5000, WeightShape.LSTM),
              WeightShape.gateBias(5000, WeightShape.GRU));
    };
  }

  static Stream<WeightShape> shapes() {
    return Arrays.stream(Kind.values()).flatMap(kind -> shapes(kind).stream());
  }

  /** Rows of mean square 1 in a table, else √(out/in) by place over the number of places. */
  private static double modular(Part p) {
    boolean table = p.fans().in() == 1 && p.inputs() > 1;
    return table ? 1 : Math.min(p.outputs(), p.inputs()) / square(p.inputs() * taps(p));
  }

  /** A central moment of ln(exp(dt) - 1), ln dt uniform from ln 0.001 to ln 0.1. */
  static double timeStepMoment(int order) {
    double mean = timeStepMean();
    return timeStepIntegral(b -> Math.pow(b - mean, order));
  }

  static double timeStepMean() {
    return timeStepIntegral(b -> b);
  }

  /** By Simpson's rule. */
  private static double timeStepIntegral(DoubleUnaryOperator g) {
    int n = 4000;
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      double bias = Math.log(Math.expm1(0.001 * Math.pow(100, (double) i / n)));
      sum += (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2) * g.applyAsDouble(bias);
    }
    return sum / (3.0 * n);
  }

  private static double glorot(Part p) {
    return 2 / (p.fans().in() + p.fans().out());
  }

  private static double longerSide(Part p) {
    double inputs = p.inputs() * (p.inputsFirst() ? 1 : taps(p));
    double outputs = p.outputs() * (p.inputsFirst() ? taps(p) : 1);
    return Math.max(inputs, outputs);
  }

  private static double most(Part p) {
    return Math.max(p.inputs(), p.outputs());
  }

  private static double taps(Part p) {
    return p.kernel().stream().mapToDouble(k -> k).reduce(1, (a, b) -> a * b);
  }

  /** Sum of squares of a bilinear kernel: of 1, of ½ 1 ½, of ¼ ¾ ¾ ¼, … */
  private static double squares(Part p) {
    return p.kernel().stream()
        .mapToDouble(
            k ->
                switch (k) {
                  case 3 -> 1.5;
                  case 4 -> 1.25;
                  case 5 -> 19 / 9.0;
                  case 7 -> 2.75;
                  default -> throw new AssertionError("no sum of squares by hand: " + k);
                })
        .reduce(1, (a, b) -> a * b);
  }

  private static double square(double x) {
    return x * x;
  }
}
