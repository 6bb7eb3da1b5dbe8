// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.architecture;

import java.util.List;
import java.util.Map;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.network.Attention;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Layer.Normalization.Over;
import org.evenkeel.network.MatrixForm;
import org.evenkeel.network.Merge;
import org.evenkeel.network.Network;
import org.evenkeel.network.TokenLayer;
import org.evenkeel.network.TokenLayer.Positions.Source;
import org.evenkeel.tree.TreeNode;

/** The language models of Hugging Face's transformers, under the names of their checkpoints. */
final class Transformers {

  /** The length of examples where it is not given. */
  private static final int TOKENS = 1024;

  private Transformers() {}

  /**
   * GPT-2 (Radford et al. 2019): pre-norm blocks of causal attention, with a tied head, or with a
   * classifier on the last token. Its matrices are (in, out), with query, key and value in one.
   */
  static Network gpt2(TreeNode sizes) {
    int depth = Sizes.layers(sizes, 12);
    int width = Sizes.size(sizes, "width", 768);
    int heads = Sizes.heads(sizes, width);
    int inner = Sizes.size(sizes, "inner", Sizes.product(sizes, 4, width));
    int vocabulary = Sizes.size(sizes, "vocabulary", 50_257);
    int positions = Sizes.size(sizes, "positions", TOKENS);
    int tokens = Sizes.size(sizes, "tokens", Math.min(TOKENS, positions));
    Activation activation = Sizes.activation(sizes, "gelu");
    double dropout = sizes.number("dropout", 0.1);
    int classes = Sizes.classes(sizes);
    boolean tied = sizes.flag("tied", true);
    TokenLayer.Embedding table = new TokenLayer.Embedding("transformer.wte", vocabulary, width, -1);
    Layers layers =
        new Layers()
            .add(table)
            .add(new TokenLayer.Positions("transformer.wpe", Source.LEARNED, positions, false))
            .dropout("transformer.drop", dropout);
    for (int l = 0; l < depth; l++) {
      String block = "transformer.h." + l;
      String attention = block + ".attn";
      layers
          .residual(
              block + ".attn.sum",
              new Layers()
                  .norm(block + ".ln_1", Over.TOKEN)
                  .add(
                      new Attention(
                          attention,
                          heads,
                          List.of(
                              new Layer.Dense(
                                  attention + ".c_attn",
                                  Sizes.product(sizes, 3, width),
                                  true,
                                  MatrixForm.INPUTS_FIRST.fused())),
                          inputsFirst(attention + ".c_proj", width),
                          new Attention.Pattern(heads, true, 0)))
                  .dropout(attention + ".resid_dropout", dropout))
          .residual(
              block + ".mlp.sum",
              new Layers()
                  .norm(block + ".ln_2", Over.TOKEN)
                  .add(inputsFirst(block + ".mlp.c_fc", inner))
                  .activation(block + ".mlp.act", activation)
                  .add(inputsFirst(block + ".mlp.c_proj", width))
                  .dropout(block + ".mlp.dropout", dropout));
    }
    layers.norm("transformer.ln_f", Over.TOKEN);
    return new Network(List.of(tokens), causalHead(layers, table, classes, tied).all());
  }

  private static Layer.Dense inputsFirst(String name, int units) {
    return new Layer.Dense(name, units, true, MatrixForm.INPUTS_FIRST);
  }

  /** The logits of the next token, or of classes by the last token. */
  private static Layers causalHead(
      Layers layers, TokenLayer.Embedding table, int classes, boolean tied) {
    if (classes > 0) {
      return layers
          .add(new TokenLayer.Selection("last", TokenLayer.Selection.Which.LAST))
          .dense("score", classes, false);
    }
    return tied
        ? layers.add(new TokenLayer.TiedHead("lm_head", table, false))
        : layers.dense("lm_head", table.rows(), false);
  }

  /**
   * Llama (Touvron et al. 2023): pre-norm blocks of causal attention with rotary positions and
   * shared keys, and of gated feed-forward networks, without biases. With experts the feed-forward
   * networks are a mixture, as in Mixtral (Jiang et al. 2024), to which each token goes as a whole.
   */
  static Network llama(TreeNode sizes) {
    int depth = Sizes.layers(sizes, 32);
    int width = Sizes.size(sizes, "width", 4096);
    int heads = Sizes.size(sizes, "heads", 32);
    int keyHeads = Sizes.size(sizes, "key-heads", heads);
    boolean sized = sizes.values().containsKey("head-size");
    int head =
        sized
            ? Sizes.size(sizes, "head-size", 1)
            : Sizes.divided(width, heads, "heads", "the width");
    int inner = Sizes.size(sizes, "inner", 11_008);
    int vocabulary = Sizes.size(sizes, "vocabulary", 32_000);
    int tokens = Sizes.size(sizes, "tokens", TOKENS);
    Activation activation = Sizes.activation(sizes, "silu");
    double rotary = sizes.number("rotary", 10_000.0);
    boolean attentionBias = sizes.flag("attention-bias", false);
    boolean bias = sizes.flag("bias", false);
    int classes = Sizes.classes(sizes);
    boolean tied = sizes.flag("tied", false);
    int experts = Sizes.experts(sizes);
    TokenLayer.Embedding table =
        new TokenLayer.Embedding(
            "model.embed_tokens", vocabulary, width, sizes.integer("padding", -1));
    Layers layers = new Layers().add(table);
    for (int l = 0; l < depth; l++) {
      String block = "model.layers." + l;
      String attention = block + ".self_attn";
      String mlp = block + ".mlp";
      int queries = Sizes.product(sizes, heads, head);
      int keys = Sizes.product(sizes, keyHeads, head);
      layers
          .residual(
              attention + ".sum",
              new Layers()
                  .norm(block + ".input_layernorm", Over.RMS)
                  .add(
                      new Attention(
                          attention,
                          heads,
                          List.of(
                              new Layer.Dense(attention + ".q_proj", queries, attentionBias),
                              new Layer.Dense(attention + ".k_proj", keys, attentionBias),
                              new Layer.Dense(attention + ".v_proj", keys, attentionBias)),
                          new Layer.Dense(attention + ".o_proj", width, attentionBias),
                          new Attention.Pattern(keyHeads, true, rotary))))
          .residual(
              mlp + ".sum",
              feedForward(
                  new Layers().norm(block + ".post_attention_layernorm", Over.RMS),
                  block,
                  experts,
                  width,
                  inner,
                  activation,
                  bias));
    }
    layers.norm("model.norm", Over.RMS);
    return new Network(List.of(tokens), causalHead(layers, table, classes, tied).all());
  }

  /** Mixtral (Jiang et al. 2024): Llama with experts, of the sizes of its 8x7B model. */
  static Network mixtral(TreeNode sizes) {
    Map.of("experts", 8, "inner", 14_336, "key-heads", 8, "rotary", 1e6)
        .forEach(sizes.values()::putIfAbsent);
    return llama(sizes);
  }

  /** A gated network, or a mixture of so many, by the names of Llama and of Mixtral. */
  private static Layers feedForward(
      Layers layers,
      String block,
      int experts,
      int width,
      int inner,
      Activation activation,
      boolean bias) {
    if (experts > 0) {
      String mixture = block + ".block_sparse_moe";
      return layers.add(Merge.ofExperts(mixture, experts, width, inner, activation, bias));
    }
    String mlp = block + ".mlp";
    return layers
        .add(
            new Merge(
                mlp,
                Merge.How.PRODUCT,
                List.of(
                    new Layers()
                        .dense(mlp + ".gate_proj", inner, bias)
                        .activation(mlp + ".act_fn", activation)
                        .all(),
                    new Layers().dense(mlp + ".up_proj", inner, bias).all())))
        .dense(mlp + ".down_proj", width, bias);
  }

  /**
   * BERT (Devlin et al. 2018): post-norm blocks of attention, with the logits of masked tokens, or
   * with a classifier on the pooled first token.
   */
  static Network bert(TreeNode sizes) {
    int depth = Sizes.layers(sizes, 12);
    int width = Sizes.size(sizes, "width", 768);
    int heads = Sizes.heads(sizes, width);
    int inner = Sizes.size(sizes, "inner", Sizes.product(sizes, 4, width));
    int vocabulary = Sizes.size(sizes, "vocabulary", 30_522);
    int positions = Sizes.size(sizes, "positions", 512);
    int segments = Sizes.size(sizes, "segments", 2);
    int tokens = Sizes.size(sizes, "tokens", Math.min(TOKENS, positions));
    Activation activation = Sizes.activation(sizes, "gelu");
    double dropout = sizes.number("dropout", 0.1);
    int classes = Sizes.classes(sizes);
    String embeddings = "bert.embeddings.";
    TokenLayer.Embedding table =
        new TokenLayer.Embedding(
            embeddings + "word_embeddings", vocabulary, width, sizes.integer("padding", 0));
    Layers layers =
        new Layers()
            .add(table)
            .add(
                new TokenLayer.Positions(
                    embeddings + "token_type_embeddings", Source.SEGMENT, segments, false))
            .add(
                new TokenLayer.Positions(
                    embeddings + "position_embeddings", Source.LEARNED, positions, false))
            .norm(embeddings + "LayerNorm", Over.TOKEN)
            .dropout(embeddings + "dropout", dropout);
    for (int l = 0; l < depth; l++) {
      String block = "bert.encoder.layer." + l;
      String attention = block + ".attention";
      layers
          .residual(
              attention + ".sum",
              new Layers()
                  .add(attention(attention + ".self", heads, width, true, attention + ".output"))
                  .dropout(attention + ".output.dropout", dropout))
          .norm(attention + ".output.LayerNorm", Over.TOKEN)
          .residual(
              block + ".output.sum",
              new Layers()
                  .dense(block + ".intermediate.dense", inner, true)
                  .activation(block + ".intermediate.act", activation)
                  .dense(block + ".output.dense", width, true)
                  .dropout(block + ".output.dropout", dropout))
          .norm(block + ".output.LayerNorm", Over.TOKEN);
    }
    if (classes > 0) {
      layers
          .add(new TokenLayer.Selection("first", TokenLayer.Selection.Which.FIRST))
          .dense("bert.pooler.dense", width, true)
          .activation("bert.pooler.activation", Activations.TANH)
          .dropout("dropout", dropout)
          .dense("classifier", classes, true);
    } else {
      String transform = "cls.predictions.transform";
      layers
          .dense(transform + ".dense", width, true)
          .activation(transform + ".act", activation)
          .norm(transform + ".LayerNorm", Over.TOKEN)
          .add(new TokenLayer.TiedHead("cls.predictions", table, true));
    }
    return new Network(List.of(tokens), layers.all());
  }

  /** Attention of all tokens to all, with the modules query, key and value, and an output layer. */
  static Attention attention(String name, int heads, int width, boolean bias, String output) {
    return new Attention(
        name,
        heads,
        new Layer.Dense(name + ".query", width, bias),
        new Layer.Dense(name + ".key", width, bias),
        new Layer.Dense(name + ".value", width, bias),
        new Layer.Dense(output + ".dense", width, true));
  }
}
