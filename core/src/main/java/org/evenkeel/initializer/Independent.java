// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Optional;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Formula;
import org.evenkeel.random.Key;

/** Independent weights of mean 0 from one distribution, with the variance of each part. */
interface Independent extends Initializer {

  /** The distribution of single weights. */
  Distribution distribution();

  @Override
  default WeightRange range(Part part) {
    return distribution().range(variance(part));
  }

  @Override
  default Optional<Distribution> drawnFrom() {
    return Optional.of(distribution());
  }

  @Override
  default Optional<Formula> formula(Part part) {
    return Optional.of(distribution().formula(variance(part)));
  }

  @Override
  default void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.Piece piece =
        (part, start, first, slice) ->
            distribution().formula(variance(part)).fill(key, first, slice);
    Slices.parts(shape, from, out, piece);
  }

  /** {@inheritDoc} Values are drawn piece by piece, so that all floats are never held at once. */
  @Override
  default void fill(WeightShape shape, Key key, long from, ShortBuffer out, HalfPrecision format) {
    new HalfPrecision.Fill(this, shape, key, format).inPieces(from, out);
  }
}
