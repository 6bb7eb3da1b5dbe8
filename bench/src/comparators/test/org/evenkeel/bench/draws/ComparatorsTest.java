// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the heavy contestants draw; each in a process of its own, where no other engine is. */
class ComparatorsTest {

  /** Seeds are fixed, so that a row does not fail by chance. */
  @ParameterizedTest
  @CsvSource({
    "NORMALS, libtorch, false",
    "UNIFORMS, libtorch, false",
    "TRUNCATED_NORMALS, libtorch, false",
    "ORTHOGONAL, libtorch, false",
    "NORMALS, ND4J, false",
    "UNIFORMS, ND4J, false",
    "TRUNCATED_NORMALS, ND4J, true", // its variance is 2 % short
  })
  void meanAndVarianceAreThosePromised(Question question, String contestant, boolean wrong) {
    FirstDraw.Result result = FirstDraw.inNewProcess(new Row(question, contestant, 1 << 18, 1));
    assumeTrue(result.missing() == null, () -> contestant + ": " + result.missing());
    assertEquals(wrong, result.wrong(), result::toString);
  }
}
