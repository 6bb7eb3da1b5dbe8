// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.vector;

import org.evenkeel.random.Kernel;

/** The service provider of the vector kernel; it can be loaded without the Vector API. */
public final class VectorKernels implements Kernel.Factory {

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public Kernel create() {
    return new VectorKernel();
  }
}
