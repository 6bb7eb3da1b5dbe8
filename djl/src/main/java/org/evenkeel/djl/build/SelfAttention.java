// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.evenkeel.network.Attention;
import org.evenkeel.network.Layer;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head attention on (batch, features, tokens), to these tokens or to a memory: softmax of the
 * scaled dot products of queries and keys weighs the values of all tokens (Vaswani et al. 2017,
 * equation 1).
 *
 * <p>DJL's own attention has tokens before features, and one width for all four projections.
 */
public final class SelfAttention extends AbstractBlock {

  private static final byte VERSION = 1;

  /** The logit of a token that is not seen. */
  private static final float UNSEEN = -1e9f;

  private final Attention layer;
  private final List<Block> projections = new ArrayList<>();
  private final Block output;
  private final @Nullable MemoryBlock memory;

  /**
   * The Block of a layer.
   *
   * @param origins a map that gets the layer of each projection
   */
  SelfAttention(Attention layer, Map<Block, Layer> origins) {
    super(VERSION);
    this.layer = layer;
    List<String> names = layer.isFused() ? List.of("projection") : List.of("query", "key", "value");
    for (int i = 0; i < names.size(); i++) {
      projections.add(projection(names.get(i), layer.projections().get(i), origins));
    }
    output = projection("output", layer.output(), origins);
    memory = layer.pattern().memory().map(source -> memory(source.name(), origins)).orElse(null);
  }

  private static MemoryBlock memory(String name, Map<Block, Layer> origins) {
    return origins.entrySet().stream()
        .filter(origin -> origin.getValue().name().equals(name))
        .map(Map.Entry::getKey)
        .filter(MemoryBlock.class::isInstance)
        .map(MemoryBlock.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private Block projection(String name, Layer.Dense dense, Map<Block, Layer> origins) {
    Block block = Projection.of(dense);
    origins.put(block, dense);
    return addChildBlock(name, block);
  }

  /** The layer that this Block computes. */
  public Attention layer() {
    return layer;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDList tokens = new NDList(inputs.singletonOrThrow().swapAxes(1, 2));
    NDList seen = memory == null ? tokens : new NDList(memory.kept().swapAxes(1, 2));
    List<NDArray> projected = new ArrayList<>();
    for (Block one : projections) {
      NDList from = projected.isEmpty() ? tokens : seen;
      projected.add(one.forward(store, from, training).head());
    }
    int keyHeads = layer.pattern().keyHeads();
    if (layer.isFused()) {
      long queries = (long) layer.heads() * layer.headSize();
      long keys = (long) keyHeads * layer.headSize();
      projected = projected.get(0).split(new long[] {queries, queries + keys}, 2);
    }
    NDArray queries = heads(projected.get(0), layer.heads() / keyHeads);
    NDArray keys = heads(projected.get(1), 1);
    if (layer.pattern().rotaryBase() != 0) {
      queries = rotated(queries);
      keys = rotated(keys);
    }
    NDArray values = heads(projected.get(2), 1);
    double scale = 1 / Math.sqrt((double) queries.getShape().tail());
    NDArray logits = Scalars.times(queries.matMul(keys.swapAxes(3, 4)), scale);
    NDArray weights = (layer.pattern().causal() ? masked(logits) : logits).softmax(4);
    NDArray mixed = weights.matMul(values).transpose(0, 3, 1, 2, 4);
    Shape shape = mixed.getShape();
    NDArray joined = mixed.reshape(shape.get(0), shape.get(1), layer.values());
    NDArray out = output.forward(store, new NDList(joined), training).head();
    return new NDList(out.swapAxes(1, 2));
  }

  /** (batch, tokens, units) as (batch, key heads, heads of queries on each, tokens, units). */
  private NDArray heads(NDArray projected, int heads) {
    Shape shape = projected.getShape();
    int keyHeads = layer.pattern().keyHeads();
    return projected
        .reshape(
            shape.get(0), shape.get(1), keyHeads, heads, shape.get(2) / (keyHeads * (long) heads))
        .transpose(0, 2, 3, 1, 4);
  }

  /** Logits with those of later tokens so low that their weights are 0. */
  private static NDArray masked(NDArray logits) {
    int tokens = Math.toIntExact(logits.getShape().tail());
    float[] mask = new float[tokens * tokens];
    for (int from = 0; from < tokens; from++) {
      Arrays.fill(mask, from * tokens + from + 1, (from + 1) * tokens, UNSEEN);
    }
    return logits.add(logits.getManager().create(mask, new Shape(tokens, tokens)));
  }

  /**
   * Queries or keys turned by their position: of features i and i + d/2 by position · base^(-2i/d).
   */
  private NDArray rotated(NDArray x) {
    int tokens = Math.toIntExact(x.getShape().get(3));
    int half = layer.headSize() / 2;
    float[] cosines = new float[tokens * half];
    float[] sines = new float[tokens * half];
    for (int token = 0; token < tokens; token++) {
      for (int i = 0; i < half; i++) {
        double angle = token * Math.pow(layer.pattern().rotaryBase(), -i / (double) half);
        cosines[token * half + i] = (float) Math.cos(angle);
        sines[token * half + i] = (float) Math.sin(angle);
      }
    }
    Shape shape = new Shape(tokens, half);
    NDArray cosine = x.getManager().create(cosines, shape);
    NDArray sine = x.getManager().create(sines, shape);
    NDList halves = x.split(2, 4);
    NDArray one = halves.get(0).mul(cosine).sub(halves.get(1).mul(sine));
    NDArray other = halves.get(1).mul(cosine).add(halves.get(0).mul(sine));
    return NDArrays.concat(new NDList(one, other), 4);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    Shape in = inputShapes[0];
    Shape tokens = new Shape(in.get(0), in.get(2), in.get(1));
    Shape seen =
        layer
            .pattern()
            .memory()
            .map(source -> new Shape(in.get(0), source.tokens(), source.features()))
            .orElse(tokens);
    for (int i = 0; i < projections.size(); i++) {
      projections.get(i).initialize(manager, dataType, i == 0 ? tokens : seen);
    }
    output.initialize(manager, dataType, new Shape(in.get(0), in.get(2), layer.values()));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(0), layer.output().units(), in.get(2))};
  }
}
