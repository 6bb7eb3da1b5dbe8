// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.agent;

import java.io.File;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;

/**
 * The Java agent that gives access to the classes of DJL. It changes nothing by itself.
 *
 * <p>The JVM starts it with {@code -javaagent:} and the path of this module's jar, or from a jar
 * whose manifest names this class as {@code Launcher-Agent-Class}, as the {@code evenkeel} command
 * does. Otherwise the JVM attaches it to itself, which newer JDKs warn about and some environments
 * forbid.
 */
public final class ProbeAgent {

  private static volatile @Nullable Instrumentation instrumentation;

  private ProbeAgent() {}

  /** The entry point for {@code -javaagent}. */
  public static void premain(@Nullable String arguments, Instrumentation given) {
    instrumentation = given;
    if (!hasByteBuddy()) {
      System.err.println(
          "-javaagent:%s needs Byte Buddy on the class path: there is none; add byte-buddy and byte-buddy-agent"
              .formatted(jar()));
    }
  }

  private static boolean hasByteBuddy() {
    ClassLoader loader = ProbeAgent.class.getClassLoader();
    return Stream.of("ByteBuddy", "agent/ByteBuddyAgent")
        .allMatch(name -> loader.getResource("net/bytebuddy/%s.class".formatted(name)) != null);
  }

  /** The entry point for {@code Launcher-Agent-Class}. */
  public static void agentmain(@Nullable String arguments, Instrumentation given) {
    instrumentation = given;
  }

  /** Advice for a JVM without an agent: the option to start it with. */
  public static String remedy() {
    return "start it with -javaagent:" + jar();
  }

  /** The path of the jar of this class; its usual name if the class is not in a jar. */
  private static String jar() {
    CodeSource source = ProbeAgent.class.getProtectionDomain().getCodeSource();
    if (source != null && source.getLocation() != null) {
      String location = source.getLocation().toString();
      if (location.startsWith("file:") && location.endsWith(".jar")) {
        try {
          return new File(new URI(location)).getPath();
        } catch (URISyntaxException e) {
          return location;
        }
      }
    }
    return "PATH/evenkeel-djl-VERSION.jar";
  }

  /** The JVM's instrumentation; empty if there is no agent and none can be attached. */
  private static synchronized Optional<Instrumentation> instrumentation() {
    if ("off".equals(System.getProperty("evenkeel.agent")) || !hasByteBuddy()) {
      return Optional.empty();
    }
    if (instrumentation == null) {
      try {
        instrumentation = ByteBuddyAgent.install();
      } catch (IllegalStateException e) {
        return Optional.empty(); // attaching is forbidden here
      }
    }
    return Optional.of(instrumentation);
  }

  /**
   * Replaces the code of a class. No type of Byte Buddy is in a signature here, so that the JVM
   * starts this agent without it.
   *
   * @param code the new code, made only if there is an agent
   * @return false if there is no agent
   * @throws IllegalStateException if the JVM does not allow the class to be changed
   */
  static boolean replace(Class<?> target, Supplier<byte[]> code) {
    Optional<Instrumentation> agent = instrumentation();
    if (agent.isEmpty()) {
      return false;
    }
    byte[] changed = code.get();
    try {
      agent.get().redefineClasses(new ClassDefinition(target, changed));
      return true;
    } catch (ClassNotFoundException | UnmodifiableClassException e) {
      throw new IllegalStateException("the agent's code does not fit into " + target, e);
    }
  }
}
