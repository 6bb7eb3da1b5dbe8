// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.nn.Block;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.recurrent.RecurrentBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenkeel.activation.Activations;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Recurrent;
import org.evenkeel.network.Recurrent.Cell;

/** The layers of DJL's recurrent Blocks, of which one Block stacks several. */
final class RecurrentReader {

  private RecurrentReader() {}

  /**
   * The layers of a Block that returns the states of all steps; empty for one that returns more,
   * has no biases or reads its steps from both ends, whose parameters DJL hands to the engine in a
   * wrong order. The last layer has the Block's name.
   */
  static Optional<List<Layer>> read(RecurrentBlock block, String name, BlockSignal in) {
    boolean alone = in.isTokens() && in.shapes().size() == 1;
    return cell(block)
        .filter(any -> alone && BlockInternals.isPlain(block))
        .map(cell -> layers(block, cell, name));
  }

  private static List<Layer> layers(RecurrentBlock block, Cell cell, String name) {
    int units = BlockInternals.stateSize(block);
    int last = BlockInternals.numLayers(block) - 1;
    double rate = BlockInternals.dropRate(block).map(BlockInternals::asWritten).orElse(0.0);
    List<Layer> layers = new ArrayList<>();
    for (int l = 0; l <= last; l++) {
      String own = l == last ? name : name + "_l" + l;
      layers.add(new Recurrent(own, name, l, cell, units, false));
      if (l < last && rate > 0) {
        layers.add(new Layer.Dropout(own + "_dropout", rate));
      }
    }
    return layers;
  }

  private static Optional<Cell> cell(Block block) {
    if (block instanceof LSTM) {
      return Optional.of(Cell.LSTM);
    } else if (block instanceof GRU) {
      return Optional.of(Cell.GRU);
    }
    if (!(block instanceof RNN)) {
      return Optional.empty();
    }
    return Optional.of(
        BlockInternals.activation(block).equals(Activations.RELU) ? Cell.RNN_RELU : Cell.RNN);
  }
}
