// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What a profile means for training: the state, the first layer concerned, the cause and the
 * remedy.
 *
 * <p>It rests on forward second moment q, gradient second moment g and correlation c together; none
 * of them alone tells. A signal is lost when q (against the input's) or g (against the last hidden
 * layer's) leaves the range {@code [1/T, T]} with {@code T = 10·L²}, L the number of layers: growth
 * and decay by a constant factor per layer leave it sooner or later, while the fluctuations of a
 * finite width and the power-law decay of a network on the edge of chaos (q_l ~ 1/l for tanh, Poole
 * et al. 2016) do not.
 *
 * @param state what the network's signal does
 * @param layer the first layer concerned; null if healthy
 * @param cause why, in words
 * @param remedy what to do, in words; null if healthy
 * @param trainableDepth how many layers could be trained; null if that is not known
 */
public record Verdict(
    State state, String layer, String cause, String remedy, Integer trainableDepth) {

  /** What a network's signal does over its depth. */
  public enum State {
    /** Signal and gradient keep their scale. */
    HEALTHY,
    /** Signal or gradient dies. */
    VANISHING,
    /** Signal or gradient grows without bound. */
    EXPLODING,
    /** All inputs end up as one and the same signal. */
    CORRELATED,
    /** Close inputs are torn apart: the signal keeps its scale, the gradient explodes. */
    CHAOTIC,
    /** Most units of bounded activations sit where they are flat. */
    SATURATED,
    /** Units of a layer are copies of one another, and training keeps them so. */
    SYMMETRIC;

    /** The name as it stands in JSON. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Beyond this correlation inputs are told apart by less than 1 % of their signal's scale. */
  private static final double INDISTINGUISHABLE = 0.9999;

  private static final double MOSTLY = 0.5;
  private static final double NEARLY_ALL = 0.95;

  /** The verdict on measured layers. */
  static Verdict of(double inputSecondMoment, List<LayerSignal> layers) {
    return new Diagnosis(inputSecondMoment, layers).verdict();
  }

  /** Whether nothing needs to be done. */
  public boolean healthy() {
    return state == State.HEALTHY;
  }

  private record Diagnosis(double inputSecondMoment, List<LayerSignal> layers) {

    Verdict verdict() {
      double tolerance = 10.0 * layers.size() * layers.size();
      LayerSignal overflow = first(layer -> Double.isInfinite(forward(layer)));
      LayerSignal grown = first(layer -> forward(layer) > tolerance * inputSecondMoment);
      LayerSignal died = first(layer -> forward(layer) < inputSecondMoment / tolerance);
      LayerSignal copied = first(LayerSignal::copies);
      LayerSignal dead = first(layer -> above(layer.deadShare(), NEARLY_ALL));
      LayerSignal steep = lastOfHidden(layer -> gradient(layer) > tolerance);
      LayerSignal flat = lastOfHidden(layer -> gradient(layer) < 1 / tolerance);

      if (overflow != null || grown != null) {
        LayerSignal where = grown != null ? grown : overflow;
        return forwardVerdict(State.EXPLODING, where, "grows");
      }
      if (copied != null && (died == null || layers.indexOf(copied) <= layers.indexOf(died))) {
        return new Verdict(
            State.SYMMETRIC,
            copied.name(),
            "all units of %s give the same output, so they get the same gradient and stay copies of one another"
                .formatted(copied.name()),
            "draw the weights at random: --rule auto",
            null);
      }
      if (dead != null) {
        return new Verdict(
            State.VANISHING,
            dead.name(),
            "%.0f %% of the units of %s are off for every input and pass no gradient"
                .formatted(100 * dead.deadShare(), dead.name()),
            "draw smaller biases, or use an activation without a flat side: --activation leakyRelu",
            null);
      }
      if (died != null) {
        return forwardVerdict(State.VANISHING, died, "shrinks");
      }
      if (layers.stream().filter(layer -> above(layer.saturatedShare(), MOSTLY)).count()
          > MOSTLY * layers.stream().filter(layer -> layer.saturatedShare() != null).count()) {
        LayerSignal where = first(layer -> above(layer.saturatedShare(), MOSTLY));
        return new Verdict(
            State.SATURATED,
            where.name(),
            "%.0f %% of the signal of %s lies where %s is flat, because its pre-activations have second moment %.3g"
                .formatted(
                    100 * where.saturatedShare(), where.name(), where.activation(), forward(where)),
            smaller(where),
            null);
      }
      if (correlated()) {
        LayerSignal where =
            first(layer -> above(layer.correlation().measured(), INDISTINGUISHABLE));
        return new Verdict(
            State.CORRELATED,
            where.name(),
            "from %s on, different inputs give the same signal (correlation %.4f)"
                .formatted(where.name(), where.correlation().measured()),
            "draw the biases as zeros and the weights by the activation's rule: --bias-variance 0 --rule auto",
            null);
      }
      if (steep != null) {
        boolean chaotic = bounded();
        return new Verdict(
            chaotic ? State.CHAOTIC : State.EXPLODING,
            steep.name(),
            "the gradient's second moment grows ×%.3g a layer on its way back, to ×%.3g at %s%s"
                .formatted(
                    backwardFactor(steep),
                    gradient(layers.get(0)),
                    layers.get(0).name(),
                    chaotic ? ", although the signal keeps its scale" : ""),
            scaled(backwardFactor(steep)),
            null);
      }
      if (flat != null) {
        return new Verdict(
            State.VANISHING,
            flat.name(),
            "the gradient's second moment shrinks ×%.3g a layer on its way back, to ×%.3g at %s"
                .formatted(backwardFactor(flat), gradient(layers.get(0)), layers.get(0).name()),
            scaled(backwardFactor(flat)),
            null);
      }
      return new Verdict(
          State.HEALTHY, null, "signal and gradient keep their scale over the depth", null, null);
    }

    private Verdict forwardVerdict(State state, LayerSignal where, String does) {
      double factor = forwardFactor(where);
      return new Verdict(
          state,
          where.name(),
          "the signal's second moment %s ×%.3g a layer, to %.3g at %s"
              .formatted(does, factor, forward(where), where.name()),
          scaled(factor),
          null);
    }

    /** The signal's mean growth a layer, from the input to the given layer. */
    private double forwardFactor(LayerSignal where) {
      return Math.pow(forward(where) / inputSecondMoment, 1.0 / (layers.indexOf(where) + 1));
    }

    /** The gradient's mean growth a layer, from the last hidden layer back to the given one. */
    private double backwardFactor(LayerSignal where) {
      int steps = Math.max(1, hidden() - 1 - layers.indexOf(where));
      return Math.pow(gradient(where), 1.0 / steps);
    }

    private String scaled(double factor) {
      LayerSignal.LayerStart start = layers.get(0).start();
      double multiplier = (start == null ? 1 : start.multiplier()) / factor;
      return Double.isFinite(multiplier) && multiplier > 0
          ? "--rule auto, or --multiplier %.3g with this rule".formatted(multiplier)
          : "--rule auto";
    }

    private static String smaller(LayerSignal where) {
      return where.start() == null || where.start().multiplier() <= 1
          ? "--rule auto, or a smaller --multiplier"
          : "--multiplier 1";
    }

    private boolean correlated() {
      LayerSignal lastHidden = layers.get(hidden() - 1);
      Double before = layers.get(0).correlation().measured();
      return layers.size() > 2
          && above(lastHidden.correlation().measured(), INDISTINGUISHABLE)
          && before != null
          && before < INDISTINGUISHABLE;
    }

    private boolean bounded() {
      return layers.stream().anyMatch(layer -> layer.saturatedShare() != null);
    }

    private LayerSignal first(Predicate<LayerSignal> test) {
      return layers.stream().filter(test).findFirst().orElse(null);
    }

    /** The last of the hidden layers; gradients of the layers after them are not compared. */
    private LayerSignal lastOfHidden(Predicate<LayerSignal> test) {
      return layers.subList(0, hidden()).stream()
          .filter(test)
          .reduce((one, next) -> next)
          .orElse(null);
    }

    /** The number of layers up to the last one with an activation; all where none has one. */
    private int hidden() {
      for (int l = layers.size() - 1; l >= 0; l--) {
        String activation = layers.get(l).activation();
        if (activation != null && !activation.equals("identity")) {
          return l + 1;
        }
      }
      return layers.size();
    }

    private static boolean above(Double value, double limit) {
      return value != null && value > limit;
    }

    private static double forward(LayerSignal layer) {
      return layer.forward().measured() == null ? Double.NaN : layer.forward().measured();
    }

    private static double gradient(LayerSignal layer) {
      return layer.gradient().measured() == null ? Double.NaN : layer.gradient().measured();
    }
  }
}
