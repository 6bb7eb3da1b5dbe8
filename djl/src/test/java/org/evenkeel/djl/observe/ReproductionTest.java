// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.evenkeel.data.Split;
import org.evenkeel.djl.Jvm;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.correct.DataScaling;
import org.evenkeel.djl.train.Training;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.training.TrainingRun;
import org.junit.jupiter.api.Test;

/**
 * The same bits of twenty measurements, corrections and trainings of every kind of layer, whatever
 * the garbage collector does in between.
 */
class ReproductionTest {

  private static final int RUNS = 20;

  /** In a process of its own, whose collections are short and many. */
  @Test
  void everyKindOfLayerGivesTheSameBits() throws Exception {
    Jvm.Result result = Jvm.run(ReproductionTest.class, "-XX:+UseSerialGC", "-Xmx128m", "-Xmn1m");
    assertEquals(0, result.code(), result.err());
    assertEquals(
        LayerKinds.rows().map(row -> row + ": the same").toList(), result.out().lines().toList());
  }

  /** What that process does. */
  public static void main(String[] arguments) {
    LayerKinds.rows()
        .forEach(
            row -> {
              List<String> differing = new ArrayList<>();
              try (NDManager manager = NDManager.newBaseManager()) {
                require(differing, "check", collects -> checked(row, manager, collects));
                require(differing, "data", collects -> balanced(row, manager, collects));
                require(differing, "train", collects -> trained(row, collects));
              }
              System.out.println(
                  row + ": " + (differing.isEmpty() ? "the same" : "not the same: " + differing));
            });
  }

  private static void require(
      List<String> differing, String name, Function<Boolean, Object> result) {
    Object expected = result.apply(false);
    for (int run = 0; run < RUNS; run++) {
      if (!expected.equals(result.apply(true))) {
        differing.add(name);
        return;
      }
    }
  }

  private static NDArray collected(NDArray array, boolean collects) {
    if (collects && array.hasGradient()) {
      Garbage.collectYoung();
    }
    return array;
  }

  private static NDArray loss(NDList outputs, boolean collects) {
    return collected(ModelPass.randomProjection(outputs), collects);
  }

  private static NetworkBlock initialized(LayerKinds row, NDManager manager) {
    NetworkBlock block = row.block();
    block.initialize(manager, DataType.FLOAT32, block.inputShape(1));
    return block;
  }

  private static NDList batch(LayerKinds row, NDManager manager) {
    Shape shape =
        new Shape(row.examples().size()).addAll(NetworkBlock.shape(row.network().input()));
    return new NDList(manager.create(row.examples().features(), shape));
  }

  private static Object checked(LayerKinds row, NDManager parent, boolean collects) {
    try (NDManager manager = parent.newSubManager()) {
      return Probe.of(initialized(row, manager))
          .check(batch(row, manager), outputs -> loss(outputs, collects));
    }
  }

  private static Object balanced(LayerKinds row, NDManager parent, boolean collects) {
    try (NDManager manager = parent.newSubManager()) {
      return DataScaling.on(batch(row, manager))
          .balanced(outputs -> loss(outputs, collects))
          .applyTo(initialized(row, manager));
    }
  }

  /** The losses and the parameters of an epoch of two steps, as text. */
  private static Object trained(LayerKinds row, boolean collects) {
    NetworkBlock network = row.block();
    Block model =
        new SequentialBlock()
            .add(network)
            .add(LambdaBlock.singleton(outputs -> collected(outputs, collects)));
    List<Object> found = new ArrayList<>();
    new Training(
            new Split(row.examples(), row.examples()),
            new TrainingSettings(1, 3, 0.1, TrainingSettings.OptimizerKind.SGD, 1, 0))
        .run(
            model,
            network.inputShape(3),
            new Training.Progress() {
              @Override
              public void stepped(long step, List<TrainingRun.Epoch> epochs) {
                network
                    .getParameters()
                    .values()
                    .forEach(
                        parameter ->
                            found.add(Arrays.toString(parameter.getArray().toFloatArray())));
              }

              @Override
              public boolean goesOn(TrainingRun.Epoch epoch) {
                return found.add(epoch);
              }
            });
    model.clear();
    return found;
  }
}
