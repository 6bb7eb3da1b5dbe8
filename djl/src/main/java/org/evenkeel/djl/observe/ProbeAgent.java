// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.Optional;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.dynamic.scaffold.MethodGraph;

/**
 * The Java agent through which the {@link Probe} may look into a model's layers.
 *
 * <p>It is there when the JVM was started with {@code -javaagent:evenkeel-djl.jar} or from a jar
 * whose manifest names this class as {@code Launcher-Agent-Class}, as the {@code evenkeel} command
 * is. Elsewhere the JVM is asked to attach it to itself, which newer JDKs warn about and some
 * environments forbid. It changes nothing by itself.
 */
public final class ProbeAgent {

  private static volatile Instrumentation instrumentation;

  private ProbeAgent() {}

  /** Called by the JVM for {@code -javaagent}. */
  public static void premain(String arguments, Instrumentation given) {
    instrumentation = given;
  }

  /** Called by the JVM for {@code Launcher-Agent-Class}. */
  public static void agentmain(String arguments, Instrumentation given) {
    instrumentation = given;
  }

  /** The JVM's instrumentation, or empty where no agent is there and none can be attached. */
  static synchronized Optional<Instrumentation> instrumentation() {
    if (instrumentation == null && !"off".equals(System.getProperty("evenkeel.agent"))) {
      try {
        instrumentation = ByteBuddyAgent.install();
      } catch (IllegalStateException e) {
        return Optional.empty(); // attaching is forbidden here
      }
    }
    return "off".equals(System.getProperty("evenkeel.agent"))
        ? Optional.empty()
        : Optional.of(instrumentation);
  }

  /**
   * Puts code into the methods of a class.
   *
   * @return false if there is no agent to do it with
   */
  static boolean weave(Class<?> target, AsmVisitorWrapper code) {
    Optional<Instrumentation> agent = instrumentation();
    if (agent.isEmpty()) {
      return false;
    }
    byte[] changed =
        new ByteBuddy()
            .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
            .redefine(target)
            .visit(code)
            .make()
            .getBytes();
    try {
      agent.get().redefineClasses(new ClassDefinition(target, changed));
      return true;
    } catch (ClassNotFoundException | UnmodifiableClassException e) {
      throw new IllegalStateException("the agent's code does not fit into " + target, e);
    }
  }
}
