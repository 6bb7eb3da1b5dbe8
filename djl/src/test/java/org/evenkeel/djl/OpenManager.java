// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A manager that is open while the tests of a class run, with what they make in it. */
public final class OpenManager implements BeforeAllCallback, AfterAllCallback {

  private NDManager manager;

  @Override
  public void beforeAll(ExtensionContext context) {
    open();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  /** Opens it where no test runs: in the {@code main} of a process of its own. */
  public void open() {
    manager = NDManager.newBaseManager();
  }

  /** Closes what {@link #open} opened. */
  public void close() {
    manager.close();
  }

  /** The manager itself. */
  public NDManager get() {
    return manager;
  }

  /** Standard normal values, the same for every call of the same shape. */
  public NDArray noise(long... shape) {
    Engine.getInstance().setRandomSeed(1);
    return manager.randomNormal(new Shape(shape));
  }

  /** The block, initialized for one input of this shape. */
  public <B extends Block> B initialized(B block, long... shape) {
    block.initialize(manager, DataType.FLOAT32, new Shape(shape));
    return block;
  }
}
