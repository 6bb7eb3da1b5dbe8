// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.ParallelBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.evenkeel.network.Merge;

/**
 * The product, gated sum or mixture that a {@link ParallelBlock} computes of its branches' outputs,
 * or these one after another, identified by its values on test inputs.
 */
final class ParallelMerge {

  private ParallelMerge() {}

  /** What a block does with branches that end so; empty if it is none of them. */
  static Optional<Merge.How> read(ParallelBlock block, List<BlockSignal> ends) {
    if (ends.size() < 2 || ends.stream().anyMatch(end -> end.shapes().size() != 1)) {
      return Optional.empty();
    }
    Function<List<NDList>, NDList> function = BlockInternals.combination(block);
    try (NDManager manager = NDManager.newBaseManager()) {
      List<NDArray> x = new ArrayList<>();
      for (BlockSignal end : ends) {
        x.add(normals(manager, x.size(), end.head()));
      }
      List<NDList> inputs = x.stream().map(NDList::new).toList();
      Optional<NDArray> y =
          ForeignCalls.onlyArray(ForeignCalls.result(() -> function.apply(inputs)));
      if (is(() -> x.stream().reduce(NDArray::mul).orElseThrow(), x, y)) {
        return Optional.of(Merge.How.PRODUCT);
      }
      if (x.size() == 3 && is(() -> gated(x), x, y)) {
        return Optional.of(Merge.How.GATED_SUM);
      }
      if (isMixture(x, ends, y)) {
        return Optional.of(Merge.How.MIXTURE);
      }
      return isConcatenation(x, ends, y) ? Optional.of(Merge.How.CONCATENATION) : Optional.empty();
    }
  }

  private static NDArray normals(NDManager manager, int seed, Shape shape) {
    return manager.create(ParallelSum.normals(seed, Math.toIntExact(shape.size())), shape);
  }

  /** Whether a block's result on some arrays of one shape is the expected one. */
  private static boolean is(Supplier<NDArray> expected, List<NDArray> x, Optional<NDArray> result) {
    Shape shape = x.get(0).getShape();
    return x.stream().allMatch(one -> one.getShape().equals(shape))
        && result
            .filter(found -> found.getShape().equals(shape))
            .filter(found -> expected.get().allClose(found))
            .isPresent();
  }

  private static NDArray gated(List<NDArray> x) {
    return x.get(0).mul(x.get(1).sub(x.get(2))).add(x.get(2));
  }

  /** Whether all but the first are summed with the softmax of that over features as weights. */
  private static boolean isMixture(List<NDArray> x, List<BlockSignal> ends, Optional<NDArray> y) {
    int axis = ends.get(0).featureAxis();
    NDArray router = x.get(0);
    List<NDArray> experts = x.subList(1, x.size());
    if (router.getShape().get(axis) != experts.size()
        || !without(router.getShape(), axis).equals(without(experts.get(0).getShape(), axis))) {
      return false;
    }
    NDList weights = router.softmax(axis).split(experts.size(), axis);
    return is(
        () -> {
          NDArray sum = null;
          for (int i = 0; i < experts.size(); i++) {
            NDArray part = experts.get(i).mul(weights.get(i));
            sum = sum == null ? part : sum.add(part);
          }
          return sum;
        },
        experts,
        y);
  }

  private static boolean isConcatenation(
      List<NDArray> x, List<BlockSignal> ends, Optional<NDArray> y) {
    int axis = ends.get(0).featureAxis();
    Shape rest = without(x.get(0).getShape(), axis);
    return x.stream().allMatch(one -> without(one.getShape(), axis).equals(rest))
        && y.filter(found -> NDArrays.concat(new NDList(x), axis).contentEquals(found)).isPresent();
  }

  /** A shape without an axis; empty if it does not have that. */
  private static Shape without(Shape shape, int axis) {
    return shape.dimension() <= axis
        ? new Shape()
        : shape.slice(0, axis).addAll(shape.slice(axis + 1));
  }
}
