// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Kernels of one kind; as many as threads have drawn at a time. */
final class KernelPool {

  private final Kernel.Factory factory;
  private final Queue<Kernel> idle = new ConcurrentLinkedQueue<>();

  KernelPool(Kernel.Factory factory) {
    this.factory = factory;
  }

  Kernel.Factory factory() {
    return factory;
  }

  /** A kernel that nobody else uses. */
  Kernel take() {
    Kernel kernel = idle.poll();
    return kernel != null ? kernel : factory.create();
  }

  void giveBack(Kernel kernel) {
    idle.add(kernel);
  }
}
