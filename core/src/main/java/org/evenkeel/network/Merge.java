// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;

/**
 * Branches on one input whose outputs become one: a product of equal shapes, as in gated units, a
 * sum of two that a third weighs, as in highway networks, a sum of many that a softmax weighs, as
 * in mixtures of experts, or their features one after another, as in a U-Net.
 *
 * @param branches the layers of each branch; an empty one is the input itself
 */
public record Merge(String name, How how, List<List<Layer>> branches) implements Layer {

  /** The operation on the outputs of the branches. */
  public enum How {
    /** The product, element by element. */
    PRODUCT,
    /**
     * The sum {@code g·a + (1 - g)·b} of the second and the third branch, weighed by the first
     * (Srivastava et al. 2015, equation 2).
     */
    GATED_SUM,
    /**
     * The sum {@code Σ p_i·y_i} of all branches but the first, whose outputs have the softmax p,
     * for each token (Shazeer et al. 2017, equation 1, with all experts).
     */
    MIXTURE,
    /** The features, or channels, one after another. */
    CONCATENATION;

    /** The word in files. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The number of features of outputs with these. */
    public long features(LongStream ofBranches) {
      return this == CONCATENATION
          ? ofBranches.sum()
          : ofBranches.skip(this == MIXTURE ? 1 : 0).findFirst().orElseThrow();
    }
  }

  /** Copies the branches, of which there are at least two. */
  public Merge {
    branches = branches.stream().map(List::copyOf).toList();
    if (branches.size() < 2) {
      throw new IllegalArgumentException(
          "a %s needs at least two branches: %s has %d".formatted(how, name, branches.size()));
    }
    if (how == How.GATED_SUM && branches.size() != 3) {
      throw new IllegalArgumentException(
          "a gated-sum has three branches, the gate and the two that it weighs: %s has %d"
              .formatted(name, branches.size()));
    }
  }

  /**
   * A mixture of gated feed-forward networks {@code w2(f(w1(x)) · w3(x))} on each token, all of
   * which a softmax of {@code gate(x)} weighs, by the names of Mixtral's checkpoints (Jiang et al.
   * 2024).
   *
   * @param count the number of networks
   * @param features of what enters and leaves
   * @param units of w1 and w3
   */
  public static Merge ofExperts(
      String name, int count, int features, int units, Activation f, boolean bias) {
    List<List<Layer>> branches = new ArrayList<>();
    branches.add(List.of(new Layer.Dense(name + ".gate", count, bias)));
    for (int i = 0; i < count; i++) {
      String expert = name + ".experts." + i;
      branches.add(
          List.of(
              new Merge(
                  expert,
                  How.PRODUCT,
                  List.of(
                      List.of(
                          new Layer.Dense(expert + ".w1", units, bias),
                          new Layer.Nonlinearity(expert + ".act_fn", f)),
                      List.of(new Layer.Dense(expert + ".w3", units, bias)))),
              new Layer.Dense(expert + ".w2", features, bias)));
    }
    return new Merge(name, How.MIXTURE, branches);
  }

  /**
   * The function of each value that this is where no branch has more than an activation: x·f(x) for
   * a product of the input and f. Its factors are not independent, as those of weights of their own
   * are. Empty for others.
   */
  public Optional<Activation> function() {
    List<Activation> ends = new ArrayList<>();
    for (List<Layer> branch : branches) {
      Optional<Activation> end =
          branch.isEmpty()
              ? Optional.of(Activations.IDENTITY)
              : branch.size() > 1 ? Optional.empty() : branch.get(0).match(LayerCases.ACTIVATION);
      end.ifPresent(ends::add);
    }
    boolean whole = ends.size() == branches.size();
    double[] kinks =
        ends.stream().flatMapToDouble(end -> DoubleStream.of(end.kinks())).distinct().toArray();
    return !whole || how == How.MIXTURE || how == How.CONCATENATION
        ? Optional.empty()
        : Optional.of(
            how == How.PRODUCT
                ? Activation.of(name, x -> product(ends, x), x -> productSlope(ends, x), kinks)
                : Activation.of(name, x -> weighed(ends, x), x -> weighedSlope(ends, x), kinks));
  }

  private static double product(List<Activation> factors, double x) {
    return factors.stream().mapToDouble(f -> f.apply(x)).reduce(1, (a, b) -> a * b);
  }

  private static double productSlope(List<Activation> factors, double x) {
    double value = 1;
    double slope = 0;
    for (Activation f : factors) {
      slope = slope * f.apply(x) + value * f.derivative(x);
      value *= f.apply(x);
    }
    return slope;
  }

  private static double weighed(List<Activation> ends, double x) {
    double gate = ends.get(0).apply(x);
    return gate * ends.get(1).apply(x) + (1 - gate) * ends.get(2).apply(x);
  }

  private static double weighedSlope(List<Activation> ends, double x) {
    double gate = ends.get(0).apply(x);
    return ends.get(0).derivative(x) * (ends.get(1).apply(x) - ends.get(2).apply(x))
        + gate * ends.get(1).derivative(x)
        + (1 - gate) * ends.get(2).derivative(x);
  }

  @Override
  public List<Layer> sublayers() {
    return branches.stream().flatMap(List::stream).toList();
  }

  @Override
  public <R> R match(LayerCases<R> cases) {
    return cases.merge().apply(this);
  }

  @Override
  public int[] outputShape(int[] input) {
    boolean routed = how == How.MIXTURE;
    List<List<Layer>> ends = routed ? branches.subList(1, branches.size()) : branches;
    int[] first = Shapes.through(ends.get(0), input);
    List<Long> features = new ArrayList<>();
    boolean concatenated = how == How.CONCATENATION;
    if (routed) {
      int[] router = Shapes.through(branches.get(0), input);
      int[] needed = first.clone();
      needed[0] = ends.size();
      if (!Arrays.equals(router, needed)) {
        throw new IllegalArgumentException(
            "the first branch of a mixture has a feature for each of the others: %s has %s for %d experts that end in %s"
                .formatted(name, Arrays.toString(router), ends.size(), Arrays.toString(first)));
      }
    }
    for (List<Layer> branch : ends) {
      int[] shape = Shapes.through(branch, input);
      boolean alike =
          concatenated
              ? first.length == shape.length
                  && Arrays.equals(first, 1, first.length, shape, 1, shape.length)
              : Arrays.equals(first, shape);
      if (!alike) {
        throw new IllegalArgumentException(
            "the branches of a %s must end in %s: %s has %s and %s"
                .formatted(
                    how,
                    concatenated ? "shapes that differ in features alone" : "one shape",
                    name,
                    Arrays.toString(first),
                    Arrays.toString(shape)));
      }
      features.add((long) shape[0]);
    }
    int[] output = first.clone();
    output[0] =
        Math.toIntExact(
            concatenated ? features.stream().mapToLong(Long::longValue).sum() : features.get(0));
    return output;
  }
}
