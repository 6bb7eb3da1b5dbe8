// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuledTensor;

/**
 * Tensors that several files hold under one name, as the ranks of a tensor-parallel job do: shards
 * of a tensor along an axis that nothing records. Fans are those of the whole, so a shard may have
 * the scale of its own shape, or of one that is larger along an axis by the number of files.
 */
final class Ranks {

  private final Causes causes;
  private final Function<Tensor, Optional<RuledTensor>> rules;
  private final Map<String, Integer> files = new HashMap<>();

  /** A tensor's rule, and what is wrong. */
  record Judged(RuledTensor ruled, Optional<Finding> finding) {}

  Ranks(
      List<Checkpoint> files,
      Map<Held, RuledTensor> ruled,
      Causes causes,
      Function<Tensor, Optional<RuledTensor>> rules) {
    this.causes = causes;
    this.rules = rules;
    if (files.size() > 1) {
      ruled.keySet().forEach(held -> this.files.merge(held.name(), 1, Integer::sum));
    }
  }

  Judged judged(Held held, RuledTensor ruled, Statistics found) {
    int ranks = files.getOrDefault(held.name(), 1);
    Judged judged = new Judged(ruled, causes.of(held.tensor(), ruled, found, ranks));
    for (int axis = 0; ranks > 1 && axis < held.tensor().shape().size(); axis++) {
      if (judged.finding().isEmpty()) {
        return judged;
      }
      List<Long> shape = new ArrayList<>(held.tensor().shape());
      shape.set(axis, shape.get(axis) * ranks);
      Optional<RuledTensor> whole =
          rules.apply(new Tensor(held.name(), held.tensor().dtype(), shape));
      if (whole.isPresent() && causes.of(held.tensor(), whole.get(), found, ranks).isEmpty()) {
        judged = new Judged(whole.get(), Optional.empty());
      }
    }
    return judged;
  }
}
