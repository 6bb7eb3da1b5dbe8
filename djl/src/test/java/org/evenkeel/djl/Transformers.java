// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl;

import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;

/** DJL's own transformers in small sizes. */
public final class Transformers {

  private Transformers() {}

  /** Encoders one behind the other. */
  public static SequentialBlock encoders(
      int count, int width, int heads, int inner, float dropout) {
    SequentialBlock stack = new SequentialBlock();
    for (int i = 0; i < count; i++) {
      stack.add(new TransformerEncoderBlock(width, heads, inner, dropout, Activation::gelu));
    }
    return stack;
  }

  /** A BERT for 6 tokens, with twice its width between the linear layers of its encoders. */
  public static BertBlock.Builder bert(int vocabulary, int width, int heads, int encoders) {
    return BertBlock.builder()
        .setTokenDictionarySize(vocabulary)
        .optEmbeddingSize(width)
        .optMaxSequenceLength(6)
        .optTransformerBlockCount(encoders)
        .optAttentionHeadCount(heads)
        .optHiddenSize(2 * width);
  }
}
