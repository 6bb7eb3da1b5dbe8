// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import java.lang.instrument.Instrumentation;
import java.util.Optional;
import net.bytebuddy.agent.ByteBuddyAgent;

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
}
