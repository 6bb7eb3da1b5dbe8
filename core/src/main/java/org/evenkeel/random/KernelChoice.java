// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The choice of the kernel that draws the values of one law. It determines their speed, never their
 * bits.
 *
 * <p>The scalar kernel comes first, because its few small methods are compiled soonest. Once enough
 * values have been requested to amortize the slow first runs of a faster kernel, that kernel runs
 * on a background thread until it is compiled, and is adopted if it passes {@link KernelTrial}.
 */
final class KernelChoice {

  /** The system property that fixes the kernel from the first value on. */
  static final String PROPERTY = "evenkeel.kernel";

  static final Kernel.Factory SCALAR = new Named("scalar");

  private static final long SECOND = 1_000_000_000;

  private static final List<Candidate> FASTER =
      List.of(
          new Candidate(new Named("plain"), 0, 2 * SECOND),
          new Candidate(new Named("vector"), 1L << 28, 5 * SECOND));

  static final KernelChoice NORMAL = of(new Law.Normal(1));
  static final KernelChoice UNIFORM = of(new Law.Uniform(1));
  static final KernelChoice TRUNCATED = of(Law.Truncated.of(1, -2, 2));

  /** The choice for exact tails, which are computed without a kernel. */
  static final KernelChoice TAIL = new KernelChoice(new Law.Normal(1), SCALAR, List.of());

  /**
   * A kernel to switch to.
   *
   * @param factory makes the kernel, or throws an exception if it is not available
   * @param amortized number of values requested that amortize its first runs
   * @param nanos time limit of its trial
   */
  record Candidate(Kernel.Factory factory, long amortized, long nanos) {}

  private final Law law;
  private final List<Candidate> candidates;
  private int tried;
  private long requested;
  private boolean onTrial;
  private volatile Pool pool;

  private static KernelChoice of(Law law) {
    String fixed = System.getProperty(PROPERTY);
    return fixed == null
        ? new KernelChoice(law, SCALAR, FASTER)
        : new KernelChoice(law, new Named(fixed), List.of());
  }

  /** A choice that begins with one kernel and tries faster ones in order, on the given law. */
  KernelChoice(Law law, Kernel.Factory first, List<Candidate> candidates) {
    this.law = law;
    this.candidates = candidates;
    pool = new Pool(first);
  }

  /** The kernels to use now. */
  Pool pool() {
    return pool;
  }

  /** Counts values about to be drawn, and starts the trial of the next kernel when it is due. */
  synchronized void request(long values) {
    requested += values;
    if (!onTrial && tried < candidates.size() && requested > candidates.get(tried).amortized) {
      onTrial = true;
      Thread thread = new Thread(this::tryNext, "evenkeel-kernel-trial");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** The number of candidates whose trial is over. */
  synchronized int tried() {
    return tried;
  }

  private void tryNext() {
    Candidate next = candidates.get(tried);
    try {
      if (KernelTrial.agrees(next.factory)
          && KernelTrial.keepsUp(next.factory, pool.factory, law, next.nanos)) {
        pool = new Pool(next.factory);
      }
    } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
      // An unavailable kernel needs no replacement: the one in use draws the same values.
    }
    synchronized (this) {
      tried++;
      onTrial = false;
      request(0);
    }
  }

  /** Kernels of one kind, as many as threads have drawn at a time. */
  static final class Pool {

    private final Kernel.Factory factory;
    private final Queue<Kernel> idle = new ArrayDeque<>();

    Pool(Kernel.Factory factory) {
      this.factory = factory;
    }

    /** The name of the kernels. */
    String name() {
      return factory.name();
    }

    /** A kernel that no other thread uses. */
    Kernel take() {
      Kernel kernel;
      synchronized (idle) {
        kernel = idle.poll();
      }
      return kernel != null ? kernel : factory.create();
    }

    void giveBack(Kernel kernel) {
      synchronized (idle) {
        idle.add(kernel);
      }
    }
  }

  /** A kernel by its name; a class because the first lambda of a process takes milliseconds. */
  record Named(String name) implements Kernel.Factory {
    @Override
    public Kernel create() {
      return switch (name) {
        case "scalar" -> new ScalarKernel();
        case "plain" -> new LoopKernel();
        case "vector" -> provided().create();
        default ->
            throw new IllegalStateException(
                "system property %s must be scalar, plain or vector: %s; omit it"
                    .formatted(PROPERTY, name));
      };
    }
  }

  /**
   * The kernel of another module.
   *
   * @throws IllegalStateException if there is none
   */
  static Kernel.Factory provided() {
    try {
      Class.forName("jdk.incubator.vector.Vector");
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "no vector kernel without the Vector API; give java --add-modules jdk.incubator.vector",
          e);
    }
    Iterator<Kernel.Factory> found =
        ServiceLoader.load(Kernel.Factory.class, Kernel.class.getClassLoader()).iterator();
    if (!found.hasNext()) {
      throw new IllegalStateException("no vector kernel found; add evenkeel-vector.jar");
    }
    return found.next();
  }
}
