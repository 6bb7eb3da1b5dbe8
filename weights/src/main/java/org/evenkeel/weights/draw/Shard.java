// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import java.util.Comparator;
import java.util.List;
import org.evenkeel.weights.draw.DrawPlan.Planned;
import org.evenkeel.weights.format.SafetensorsHeader;

/**
 * The content of one file.
 *
 * @param tensors its tensors in the order of its header
 * @param header its header
 */
record Shard(List<Planned> tensors, SafetensorsHeader header) {

  /** A file of some tensors of a plan. */
  static Shard of(DrawPlan plan, List<Planned> some) {
    // In the order of the header, so that a file drawn like another has its bytes.
    List<Planned> ordered =
        some.stream().sorted(Comparator.comparingInt(one -> -one.tensor().dtype().bits())).toList();
    return new Shard(
        ordered,
        SafetensorsHeader.of(
            StreamMetadata.of(plan, ordered), ordered.stream().map(Planned::tensor).toList()));
  }

  /**
   * A file drawn again from its header alone, whose metadata record every tensor.
   *
   * @throws IllegalArgumentException if they do not
   */
  static Shard of(SafetensorsHeader header) {
    RecordedStream stream =
        RecordedStream.of(header.metadata())
            .orElseThrow(() -> new IllegalArgumentException("the header records no draw"));
    return new Shard(
        header.tensors().stream().map(one -> new Planned(one, stream.require(one))).toList(),
        header);
  }
}
