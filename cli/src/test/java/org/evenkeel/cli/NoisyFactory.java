package org.evenkeel.cli;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.nio.file.Path;
import java.util.Map;

/** A user's block that prints to stdout, and tells when its class is loaded. */
public final class NoisyFactory implements BlockFactory {
  private static final long serialVersionUID = 1;

  /** The property that tells that the class was loaded. */
  static final String LOADED = "evenkeel.test.loaded";

  static {
    System.setProperty(LOADED, "true");
    System.out.println("class loaded");
  }

  @Override
  public Block newBlock(Model model, Path path, Map<String, ?> arguments) {
    System.out.println("{\"new\": \"block\"}");
    return new SequentialBlock()
        .add(Linear.builder().setUnits(10).build())
        .add(new LambdaBlock(NoisyFactory::said));
  }

  private static NDList said(NDList list) {
    System.out.println("forward");
    return list;
  }
}
