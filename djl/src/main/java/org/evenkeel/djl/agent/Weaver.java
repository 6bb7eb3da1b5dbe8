// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.agent;

import java.util.function.Supplier;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.dynamic.scaffold.MethodGraph;

/** Code that Byte Buddy adds to the methods of a class. */
final class Weaver {

  private Weaver() {}

  /**
   * Adds code to the methods of a class.
   *
   * @return false if there is no agent
   * @throws IllegalStateException if the JVM does not allow the class to be changed
   */
  static boolean weave(Class<?> target, Supplier<AsmVisitorWrapper> code) {
    return ProbeAgent.replace(
        target,
        () ->
            new ByteBuddy()
                .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
                .redefine(target)
                .visit(code.get())
                .make()
                .getBytes());
  }
}
