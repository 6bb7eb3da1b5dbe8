// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
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
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.experiment.NetworkSource;

/**
 * A recurrent network over the pixels of a digit in some steps, behind which it may have to wait. A
 * dense layer classifies the last state.
 */
public interface RecurrentNetwork extends BlockFactory {

  /** The number of units of the recurrent layer. */
  int STATE = 32;

  /** The number of pixels of a digit. */
  int PIXELS = 64;

  /** The number of steps that the pixels of a digit are divided over. */
  int steps();

  /** The number of steps of zeros behind them. */
  default int waiting() {
    return 0;
  }

  /** A new recurrent layer. */
  Block recurrent();

  /** The cell as network files name it. */
  String cell();

  /**
   * The same network as a network file describes it, of which there is a forecast: blocks of one's
   * own that divide and wait have none. Empty if it waits.
   */
  default Optional<NetworkSource> described() {
    return waiting() > 0
        ? Optional.empty()
        : Optional.of(
            new NetworkSource.Tree(
                JsonParser.parseString(
                        "{input: [%d, %d], layers: [{recurrent: {cell: %s, units: %d}}, {token: {position: last}}, {dense: 10}]}"
                            .formatted(PIXELS / steps(), steps(), cell(), STATE))
                    .getAsJsonObject()));
  }

  @Override
  default Block newBlock(Model model, Path path, Map<String, ?> arguments) {
    Shape sequence = new Shape(-1, steps(), PIXELS / steps());
    return new SequentialBlock()
        .add(
            new LambdaBlock(
                images -> new NDList(waited(images.head().reshape(sequence))), "sequence"))
        .add(recurrent())
        .add(new LambdaBlock(states -> new NDList(states.head().get(":, -1")), "last"))
        .add(Linear.builder().setUnits(10).build());
  }

  private NDArray waited(NDArray sequence) {
    if (waiting() == 0) {
      return sequence;
    }
    Shape shape = sequence.getShape();
    Shape zeros = new Shape(shape.get(0), waiting(), shape.get(2));
    return sequence.concat(sequence.getManager().zeros(zeros), 1);
  }

  /** A plain recurrent layer. */
  private static Block rnn(RNN.Activation activation) {
    return RNN.builder().setStateSize(STATE).setNumLayers(1).setActivation(activation).build();
  }

  /** A plain recurrent layer of tanh. */
  interface Tanh extends RecurrentNetwork {
    @Override
    default String cell() {
      return "rnn";
    }

    @Override
    default Block recurrent() {
      return rnn(RNN.Activation.TANH);
    }
  }

  /** A plain recurrent layer of ReLU. */
  interface Relu extends RecurrentNetwork {
    @Override
    default String cell() {
      return "rnn_relu";
    }

    @Override
    default Block recurrent() {
      return rnn(RNN.Activation.RELU);
    }
  }

  /** A long short-term memory. */
  interface Lstm extends RecurrentNetwork {
    @Override
    default String cell() {
      return "lstm";
    }

    @Override
    default Block recurrent() {
      return LSTM.builder().setStateSize(STATE).setNumLayers(1).build();
    }
  }

  /** Gated recurrent units. */
  interface Gru extends RecurrentNetwork {
    @Override
    default String cell() {
      return "gru";
    }

    @Override
    default Block recurrent() {
      return GRU.builder().setStateSize(STATE).setNumLayers(1).build();
    }
  }

  /** 8 steps of 8 pixels. */
  interface Rows extends RecurrentNetwork {
    @Override
    default int steps() {
      return 8;
    }
  }

  /** 16 steps of 4 pixels. */
  interface Halves extends RecurrentNetwork {
    @Override
    default int steps() {
      return 16;
    }
  }

  /** 32 steps of 2 pixels. */
  interface Pairs extends RecurrentNetwork {
    @Override
    default int steps() {
      return 32;
    }
  }

  /** 64 steps of one pixel. */
  interface Pixels extends RecurrentNetwork {
    @Override
    default int steps() {
      return PIXELS;
    }
  }

  /** 16 steps, rows in the first half of them. */
  interface Waiting extends Rows {
    @Override
    default int waiting() {
      return 8;
    }
  }

  /** 32 steps, rows in the first quarter of them. */
  interface LongWaiting extends Rows {
    @Override
    default int waiting() {
      return 24;
    }
  }

  /** A tanh network over rows. */
  record TanhRows() implements Tanh, Rows {}

  /** A tanh network over halves of rows. */
  record TanhHalves() implements Tanh, Halves {}

  /** A tanh network over pairs of pixels. */
  record TanhPairs() implements Tanh, Pairs {}

  /** A tanh network over pixels. */
  record TanhPixels() implements Tanh, Pixels {}

  /** A tanh network over rows, 8 steps before the answer. */
  record TanhWaiting() implements Tanh, Waiting {}

  /** A tanh network over rows, 24 steps before the answer. */
  record TanhLongWaiting() implements Tanh, LongWaiting {}

  /** A ReLU network over rows. */
  record ReluRows() implements Relu, Rows {}

  /** A ReLU network over halves of rows. */
  record ReluHalves() implements Relu, Halves {}

  /** A ReLU network over pairs of pixels. */
  record ReluPairs() implements Relu, Pairs {}

  /** A ReLU network over pixels. */
  record ReluPixels() implements Relu, Pixels {}

  /** A ReLU network over rows, 8 steps before the answer. */
  record ReluWaiting() implements Relu, Waiting {}

  /** A ReLU network over rows, 24 steps before the answer. */
  record ReluLongWaiting() implements Relu, LongWaiting {}

  /** A long short-term memory over rows. */
  record LstmRows() implements Lstm, Rows {}

  /** A long short-term memory over halves of rows. */
  record LstmHalves() implements Lstm, Halves {}

  /** A long short-term memory over pairs of pixels. */
  record LstmPairs() implements Lstm, Pairs {}

  /** A long short-term memory over pixels. */
  record LstmPixels() implements Lstm, Pixels {}

  /** A long short-term memory over rows, 8 steps before the answer. */
  record LstmWaiting() implements Lstm, Waiting {}

  /** A long short-term memory over rows, 24 steps before the answer. */
  record LstmLongWaiting() implements Lstm, LongWaiting {}

  /** A gated recurrent unit over rows. */
  record GruRows() implements Gru, Rows {}

  /** A gated recurrent unit over halves of rows. */
  record GruHalves() implements Gru, Halves {}

  /** A gated recurrent unit over pairs of pixels. */
  record GruPairs() implements Gru, Pairs {}

  /** A gated recurrent unit over pixels. */
  record GruPixels() implements Gru, Pixels {}

  /** A gated recurrent unit over rows, 8 steps before the answer. */
  record GruWaiting() implements Gru, Waiting {}

  /** A gated recurrent unit over rows, 24 steps before the answer. */
  record GruLongWaiting() implements Gru, LongWaiting {}
}
