// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class MachineTest {

  private static final String INITIAL = "pid:[4026531836]";

  @Test
  void aMachineIsKnownByItsIdentifierNotByItsName() {
    String one = Machine.id("3d12", "localhost", INITIAL);
    assertEquals(one, Machine.id("3d12", "renamed", INITIAL));
    assertNotEquals(one, Machine.id("3d13", "localhost", INITIAL));
  }

  @Test
  void containersOfOneImageDiffer() {
    assertNotEquals(
        Machine.id("3d12", "c1", "pid:[4026532001]"), Machine.id("3d12", "c2", "pid:[4026532001]"));
  }

  @Test
  void aMachineWithoutIdentifierIsLikeNoOther() {
    assertNotEquals(Machine.id("", "localhost", INITIAL), Machine.id("", "localhost", INITIAL));
  }
}
