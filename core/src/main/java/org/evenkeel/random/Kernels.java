// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

import java.util.List;
import java.util.ServiceLoader;

/** The kernels of this process, and for each law the ladder that they are the rungs of. */
final class Kernels {

  /** Names the one kernel that draws from the first value on, for benchmarks and tests. */
  static final String PROPERTY = "evenkeel.kernel";

  static final Kernel.Factory SCALAR = new Scalar();

  static final Kernel.Factory PLAIN = new Plain();

  /** What the slow first runs of a provider's kernel cost, in values; they take about a second. */
  private static final long PROVIDED_PAYS_OFF = 1L << 28;

  private static final long SECOND = 1_000_000_000;

  static final KernelLadder NORMAL = ladder(new Law.Normal(1));

  static final KernelLadder UNIFORM = ladder(new Law.Uniform(1));

  static final KernelLadder TRUNCATED = ladder(Law.Truncated.of(1, -2, 2));

  /** Exact tails are no kernel's work; they only need its memory. */
  static final KernelLadder TAIL = new KernelLadder(new Law.Normal(1), SCALAR, List.of());

  private Kernels() {}

  /**
   * The provider's kernel.
   *
   * @throws IllegalStateException if there is none
   */
  static Kernel.Factory provided() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      throw new IllegalStateException(
          "no vector kernel without the Vector API; give java --add-modules jdk.incubator.vector");
    }
    return ServiceLoader.load(Kernel.Factory.class, Kernel.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no vector kernel found; add evenkeel-vector.jar"));
  }

  private static KernelLadder ladder(Law law) {
    String name = System.getProperty(PROPERTY);
    if (name == null) {
      return new KernelLadder(
          law,
          SCALAR,
          List.of(
              new KernelLadder.Rung(PLAIN, 0, 2 * SECOND),
              new KernelLadder.Rung(new Provided(), PROVIDED_PAYS_OFF, 5 * SECOND)));
    }
    return new KernelLadder(law, named(name), List.of());
  }

  private static Kernel.Factory named(String name) {
    return switch (name) {
      case "scalar" -> SCALAR;
      case "plain" -> PLAIN;
      case "vector" -> new Provided();
      default ->
          throw new IllegalStateException(
              PROPERTY + " must be scalar, plain or vector: " + name + "; leave it away");
    };
  }

  // Classes, because the first lambda of a process takes longer than thousands of values.

  private static final class Scalar implements Kernel.Factory {
    @Override
    public String name() {
      return "scalar";
    }

    @Override
    public Kernel create() {
      return new ScalarKernel();
    }
  }

  private static final class Plain implements Kernel.Factory {
    @Override
    public String name() {
      return "plain";
    }

    @Override
    public Kernel create() {
      return new LoopKernel();
    }
  }

  /** The provider's kernel, looked for when it is needed. */
  private static final class Provided implements Kernel.Factory {

    private volatile Kernel.Factory found;

    @Override
    public String name() {
      return factory().name();
    }

    @Override
    public Kernel create() {
      return factory().create();
    }

    private Kernel.Factory factory() {
      Kernel.Factory factory = found;
      if (factory == null) {
        factory = provided();
        found = factory;
      }
      return factory;
    }
  }
}
