// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import java.nio.file.Path;
import java.util.Map;

/**
 * A recurrent network over the rows of a digit, 8 steps of 8 features, or over its pixels, 64 steps
 * of one. A dense layer classifies the last state.
 */
public interface RecurrentNetwork extends BlockFactory {

  /** The number of units of the recurrent layer. */
  int STATE = 32;

  /** The number of rows of a digit. */
  int ROWS = 8;

  /** The number of pixels of a digit. */
  int PIXELS = 64;

  /** The number of steps. */
  int steps();

  /** A new recurrent layer. */
  Block recurrent();

  @Override
  default Block newBlock(Model model, Path path, Map<String, ?> arguments) {
    Shape sequence = new Shape(-1, steps(), PIXELS / steps());
    return new SequentialBlock()
        .add(new LambdaBlock(images -> new NDList(images.head().reshape(sequence)), "sequence"))
        .add(recurrent())
        .add(new LambdaBlock(states -> new NDList(states.head().get(":, -1")), "last"))
        .add(Linear.builder().setUnits(10).build());
  }

  /** A plain recurrent layer. */
  private static Block rnn(RNN.Activation activation) {
    return RNN.builder().setStateSize(STATE).setNumLayers(1).setActivation(activation).build();
  }

  /** A tanh network over rows. */
  record TanhRows() implements RecurrentNetwork {
    @Override
    public int steps() {
      return ROWS;
    }

    @Override
    public Block recurrent() {
      return rnn(RNN.Activation.TANH);
    }
  }

  /** A tanh network over pixels. */
  record TanhPixels() implements RecurrentNetwork {
    @Override
    public int steps() {
      return PIXELS;
    }

    @Override
    public Block recurrent() {
      return rnn(RNN.Activation.TANH);
    }
  }

  /** A ReLU network over rows. */
  record ReluRows() implements RecurrentNetwork {
    @Override
    public int steps() {
      return ROWS;
    }

    @Override
    public Block recurrent() {
      return rnn(RNN.Activation.RELU);
    }
  }

  /** A ReLU network over pixels. */
  record ReluPixels() implements RecurrentNetwork {
    @Override
    public int steps() {
      return PIXELS;
    }

    @Override
    public Block recurrent() {
      return rnn(RNN.Activation.RELU);
    }
  }

  /** A long short-term memory over rows. */
  record LstmRows() implements RecurrentNetwork {
    @Override
    public int steps() {
      return ROWS;
    }

    @Override
    public Block recurrent() {
      return LSTM.builder().setStateSize(STATE).setNumLayers(1).build();
    }
  }

  /** A long short-term memory over pixels. */
  record LstmPixels() implements RecurrentNetwork {
    @Override
    public int steps() {
      return PIXELS;
    }

    @Override
    public Block recurrent() {
      return LSTM.builder().setStateSize(STATE).setNumLayers(1).build();
    }
  }

  /** A gated recurrent unit over rows. */
  record GruRows() implements RecurrentNetwork {
    @Override
    public int steps() {
      return ROWS;
    }

    @Override
    public Block recurrent() {
      return GRU.builder().setStateSize(STATE).setNumLayers(1).build();
    }
  }

  /** A gated recurrent unit over pixels. */
  record GruPixels() implements RecurrentNetwork {
    @Override
    public int steps() {
      return PIXELS;
    }

    @Override
    public Block recurrent() {
      return GRU.builder().setStateSize(STATE).setNumLayers(1).build();
    }
  }
}
