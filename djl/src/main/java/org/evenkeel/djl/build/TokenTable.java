// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Embedding;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * A table of vectors that token numbers become, or that are added to tokens or put before them. Its
 * output has the shape (batch, tokens, features).
 */
public final class TokenTable extends AbstractBlock {

  private static final byte VERSION = 1;

  private final Parameter table;
  private final UnaryOperator<Shape> shape;
  private final UnaryOperator<Shape> output;
  private final BinaryOperator<NDArray> function;

  /**
   * A table.
   *
   * @param shape the table's shape by that of the input
   * @param output the shape of the output by that of the input
   * @param function the output from input and table
   */
  private TokenTable(
      UnaryOperator<Shape> shape, UnaryOperator<Shape> output, BinaryOperator<NDArray> function) {
    super(VERSION);
    this.shape = shape;
    this.output = output;
    this.function = function;
    table =
        addParameter(Parameter.builder().setName("table").setType(Parameter.Type.WEIGHT).build());
  }

  /** A vector for each token number. */
  static TokenTable lookUp(long vocabulary, long units) {
    return new TokenTable(
        in -> new Shape(vocabulary, units),
        in -> in.add(units),
        (numbers, table) -> {
          try (NDArray whole = numbers.toType(DataType.INT64, true)) {
            return Embedding.embedding(whole, table, SparseFormat.DENSE).singletonOrThrow();
          }
        });
  }

  /**
   * Vectors that are added to the tokens.
   *
   * @param bare whether the table has a leading axis of length 1
   * @param each whether each token has its own; else all get the first
   */
  static TokenTable added(long length, boolean bare, boolean each) {
    return new TokenTable(
        in -> bare ? new Shape(1, length, in.tail()) : new Shape(length, in.tail()),
        in -> in,
        (x, table) -> {
          NDArray rows = bare ? table.squeeze(0) : table;
          return x.add(rows.get("0:{}", each ? x.getShape().get(1) : 1));
        });
  }

  /** A vector before the tokens. */
  static TokenTable before() {
    return new TokenTable(
        in -> new Shape(1, 1, in.tail()),
        in -> new Shape(in.get(0), in.get(1) + 1, in.tail()),
        (x, token) -> {
          Shape all = new Shape(x.getShape().get(0), 1, x.getShape().tail());
          return NDArrays.concat(new NDList(token.broadcast(all), x), 1);
        });
  }

  /** The table. */
  Parameter table() {
    return table;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    return new NDList(function.apply(x, store.getValue(table, x.getDevice(), training)));
  }

  @Override
  protected void prepare(Shape[] inputShapes) {
    table.setShape(shape.apply(inputShapes[0]));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    // there are none
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {output.apply(inputShapes[0])};
  }
}
