// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.List;
import java.util.function.UnaryOperator;
import org.evenkeel.network.TokenLayer;
import org.evenkeel.sample.Alignment;
import org.evenkeel.sample.MeanVariance;
import org.evenkeel.sample.SampleShares;

/**
 * The transfer of a signal by one layer: the signal after it, the response to small changes of the
 * signal before it, and the map of gradients back through it. m is a second moment.
 *
 * @param out the signal after the layer
 * @param sensitivity d ln(m out)/d ln(m in)
 * @param noise the variance that the layer's own randomness adds to ln(m out)
 * @param response d ln(r out)/d ln(r in) of the distance r of two inputs; NaN if it is not known
 * @param back the gradient before the layer, from the one after it
 */
record Transfer(
    Signal out, double sensitivity, double noise, double response, UnaryOperator<Gradient> back) {

  /**
   * The share of a branch's noise that is of the sample which entered it: the first of two
   * functions.
   */
  private static final double OF_SAMPLE = 0.5;

  /** A transfer of which it is not known how distances respond to those before. */
  Transfer(Signal out, double sensitivity, double noise, UnaryOperator<Gradient> back) {
    this(out, sensitivity, noise, Double.NaN, back);
  }

  /**
   * The gradient of the cross-entropy of so many classes by its logits, which sums to 0 over them.
   *
   * <p>The larger the logits, the more is it along them; the more they are alike, the more is it
   * the same for all examples.
   *
   * @param logits the logits
   * @param batch the number of examples
   */
  static Gradient ofLoss(double classes, Signal logits, double batch, Border border) {
    double common = classes > 1 ? -1 / (classes - 1) : 0;
    double typical = Math.exp(-logits.deviation().shift());
    double second = typical * logits.secondMoment();
    double correlation = Math.max(0, logits.correlations().mean());
    Alignment aligned =
        Alignment.ofErrors(
            classes,
            second,
            logits.deviation().signal(),
            correlation,
            batch * Math.max(1, border.positions()));
    double examples = 1 / classes;
    double alike = 0;
    if (classes > 1 && second < Double.POSITIVE_INFINITY) {
      double gap = typical * logits.gaps().mean();
      double shared = Double.isNaN(gap) ? 0 : Math.max(0, second - gap);
      double ofTokens = Math.max(0, second - typical * logits.gaps().tokens());
      examples = SampleShares.squaredCosine(classes, second, shared);
      alike = border.positions() > 1 && !Double.isNaN(ofTokens) ? ofTokens : 0;
    }
    Gradient.Products products = new Gradient.Products(common, examples, 0, aligned, 0);
    Gradient loss = new Gradient(1, products, 0, 0, 0, 0, 0, 0, 0, border, Gradient.Common.NONE);
    if (alike == 0) {
      return loss;
    }
    SampleShares.Errors errors = SampleShares.errorsOfTokens(classes, second, alike);
    return loss.withTokens(errors.product())
        .with(new Gradient.Common(errors.along() - 1, errors.product(), errors.deviation()));
  }

  /** The same with another signal after it. */
  Transfer withOut(Signal other) {
    return new Transfer(other, sensitivity, noise, response, back);
  }

  /** A signal that is kept for layers behind, and the gradient that these send back to it. */
  static final class Kept {

    private final Transfer made;
    private Gradient sum;
    private Gradient behind;

    /** What a transfer makes. */
    Kept(Transfer made) {
      this.made = made;
    }

    Signal signal() {
      return made.out;
    }

    /** Adds a gradient, that of layers further behind first. */
    void add(Gradient one, Gradient from, int units, double examples) {
      behind = sum == null ? from : behind;
      sum = sum == null ? one : sum.plus(one, behind, 1, 0, units, examples);
    }

    /** The gradient before the layers that made it; zero if none came back. */
    Gradient send(Gradient zero) {
      return made.send(sum == null ? zero.times(0).withBorder(signal().border().power(0)) : sum);
    }
  }

  /** The gradient before the layer; the layers' rows are told of theirs. */
  Gradient send(Gradient behind) {
    return back.apply(behind);
  }

  /** The transfer that changes nothing. */
  static Transfer nothing(Signal signal) {
    return new Transfer(signal, 1, 0, 1, back -> back);
  }

  /**
   * One of the tokens, whose moments are taken for those of all, but for states of a recurrent
   * layer. What two inputs have in common at the first one is not known, as a class token is the
   * same for all.
   */
  static Transfer selection(TokenLayer.Selection layer, Signal in, int[] shape) {
    boolean first = layer.position() == TokenLayer.Selection.Which.FIRST;
    int token = first ? 0 : shape[1] - 1;
    Signal out =
        in.origin() instanceof Signal.Steps steps
            ? RecurrentTransfer.at(steps, token, in)
            : new Signal(
                in.mean(),
                in.secondMoment(),
                in.norms(),
                first ? Pairs.UNKNOWN : in.gaps().last(),
                in.common(),
                in.deviation(),
                in.logError(),
                in.units(),
                Border.NONE,
                in.origin());
    Border whole = Border.at(token, shape[1]);
    return new Transfer(out, 1, 0, back -> back.times(1.0 / shape[1]).withBorder(whole));
  }

  /** The transfer by flattening positions, over which the signal does not vary any more. */
  static Transfer flatten(Signal in, int[] shape) {
    Signal out = in.withBorder(Border.NONE);
    return new Transfer(out, 1, 0, 1, back -> back.withBorder(Border.of(shape)));
  }

  /** The transfer by several layers, one after the other. */
  static Transfer all(Signal in, List<Transfer> layers) {
    double sensitivity = 1;
    double noise = 0;
    double response = 1;
    for (Transfer layer : layers) {
      response *= layer.response;
      sensitivity *= layer.sensitivity;
      noise = noise * layer.sensitivity * layer.sensitivity + layer.noise;
    }
    Signal out = layers.isEmpty() ? in : layers.get(layers.size() - 1).out;
    return new Transfer(
        out,
        sensitivity,
        noise,
        response,
        back -> {
          Gradient current = back;
          for (int i = layers.size() - 1; i >= 0; i--) {
            current = layers.get(i).back.apply(current);
          }
          return current;
        });
  }

  /**
   * {@code shortcut(x) + s·branch(x)}, taken as independent except for their means.
   *
   * @param in x
   * @param width the number of units
   * @param examples the size of the batch
   */
  static Transfer sum(
      Transfer shortcut, Transfer branch, double s, Signal in, int width, double examples) {
    Signal b = branch.out();
    Signal a = shortcut.out();
    double second = a.secondMoment() + s * s * b.secondMoment() + 2 * s * a.mean() * b.mean();
    double ofBranch = second == 0 ? 0 : s * s * b.secondMoment() / second;
    double ofShortcut = second == 0 ? 1 : a.secondMoment() / second;
    Pairs gaps = a.gaps().plus(b.gaps().times(s * s));
    double sensitivity = ofShortcut * shortcut.sensitivity() + ofBranch * branch.sensitivity();
    double held = a.origin() instanceof Signal.Summed sum ? sum.held() : 0;
    double noise =
        ofShortcut * ofShortcut * shortcut.noise()
            + ofBranch * ofBranch * branch.noise()
            + 2 * ofBranch * held
            + UnitVariance.ofSum(a, b, ofShortcut * ofBranch, examples) / width;
    Signal out =
        new Signal(
            a.mean() + s * b.mean(),
            second,
            Math.max(a.norms() * ofShortcut * ofShortcut, b.norms() * ofBranch * ofBranch),
            gaps,
            a.common().plus(b.common().times(s * s)),
            in.deviation()
                .through(sensitivity, 1, 0)
                .plus(noise, 0, 0)
                .withDistance(distance(shortcut, branch, s, in, width, examples))
                .unsure(Math.max(a.deviation().unsure(), b.deviation().unsure())),
            ofShortcut * a.logError() + ofBranch * b.logError(),
            Math.max(a.units(), b.units()),
            a.border().mixed(ofShortcut, b.border(), ofBranch),
            new Signal.Summed(
                Math.sqrt(ofShortcut) * (held + ofBranch * OF_SAMPLE * branch.noise())));
    return new Transfer(
        out,
        sensitivity,
        noise,
        Double.NaN,
        back -> {
          Gradient one = shortcut.send(back.uncoupled());
          Gradient other = branch.send(back.times(s * s).uncoupled());
          return one.plus(other, back, sensitivity, noise, width, examples);
        });
  }

  /**
   * The variance of ln r behind a sum, r = (w_a m_a r_a + w_b m_b r_b)/m: the distances before it
   * deviate by what both got from the input and by what each layer added, and so do the shares of
   * the two; their product deviates as that of random directions does.
   */
  private static double distance(
      Transfer shortcut, Transfer branch, double s, Signal in, int width, double examples) {
    Signal a = shortcut.out();
    Signal b = branch.out();
    double before = in.deviation().distance();
    double ofA = a.gaps().mean();
    double ofB = s * s * b.gaps().mean();
    double gap = ofA + ofB;
    double second = a.secondMoment() + s * s * b.secondMoment();
    if (!(gap > 0) || Double.isNaN(shortcut.response * branch.response)) {
      return Math.max(a.deviation().distance(), b.deviation().distance());
    }
    double shareA = ofA / gap;
    double shareB = ofB / gap;
    double secondA = a.secondMoment() / second;
    double response = shareA * shortcut.response + shareB * branch.response;
    double mixed = shareA - secondA;
    double ofSeconds = shortcut.sensitivity - branch.sensitivity;
    double c = 1 - gap / second;
    double crossed =
        MeanVariance.inRow(
            Math.max(1, examples - 1), (1 + c) * (1 + c), c * (1 + 1.5 * c), 2 * c * c);
    return response * response * before
        + shareA * shareA * shortcut.added(before)
        + shareB * shareB * branch.added(before)
        + mixed
            * mixed
            * (ofSeconds * ofSeconds * in.deviation().signal() + shortcut.noise + branch.noise)
        + 2 * secondA * (1 - secondA) * crossed / width;
  }

  /** The variance of ln r that the layers added themselves. */
  private double added(double before) {
    return Math.max(0, out.deviation().distance() - response * response * before);
  }
}
