// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.WeightsOutput;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuleFile;
import org.evenkeel.weights.rules.TensorRules;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Initial weights of every preset, of 16 values and more, in every type: no finding.
 *
 * <p>{@code -Devenkeel.models=N} draws N models of each preset in place of {@value #MODELS}; with
 * 48 there are 12,456 tensors that are not constant.
 */
class CleanTest {

  private static final int MODELS = 2;

  private static final int BLOCKS = 4;

  /** Names and shapes of a model, w its width and b the number of a block, by preset. */
  private static final Map<String, String> ARCHITECTURES =
      Map.ofEntries(
          Map.entry(
              "gpt2",
              """
              wte.weight 5w,w
              wpe.weight 3w,w
              h.b.attn.c_attn.weight w,3w
              h.b.attn.c_proj.weight w,w
              h.b.attn.c_proj.bias w
              h.b.mlp.c_fc.weight w,4w
              h.b.mlp.c_proj.weight 4w,w
              h.b.ln_1.weight w
              score.weight 4,w
              """),
          Map.entry(
              "nanogpt",
              """
              transformer.wte.weight 5w,w
              transformer.wpe.weight 3w,w
              transformer.h.b.attn.c_attn.weight 3w,w
              transformer.h.b.attn.c_proj.weight w,w
              transformer.h.b.mlp.c_fc.weight 4w,w
              transformer.h.b.mlp.c_proj.weight w,4w
              transformer.h.b.ln_1.weight w
              """),
          Map.entry(
              "llama",
              """
              model.embed_tokens.weight 5w,w
              model.layers.b.self_attn.q_proj.weight w,w
              model.layers.b.self_attn.o_proj.weight w,w
              model.layers.b.mlp.gate_proj.weight 3w,w
              model.layers.b.mlp.down_proj.weight w,3w
              model.layers.b.block_sparse_moe.experts.0.w1.weight 3w,w
              model.layers.b.input_layernorm.weight w
              lm_head.weight 5w,w
              """),
          Map.entry(
              "bert",
              """
              bert.embeddings.word_embeddings.weight 5w,w
              bert.embeddings.position_embeddings.weight 3w,w
              bert.encoder.layer.b.attention.self.query.weight w,w
              bert.encoder.layer.b.attention.output.dense.weight w,w
              bert.encoder.layer.b.intermediate.dense.weight 4w,w
              bert.encoder.layer.b.output.dense.weight w,4w
              bert.encoder.layer.b.output.LayerNorm.weight w
              """),
          Map.entry(
              "t5",
              """
              shared.weight 5w,w
              encoder.block.b.layer.0.SelfAttention.q.weight w,w
              encoder.block.b.layer.0.SelfAttention.o.weight w,w
              encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight 32,4
              decoder.block.b.layer.2.DenseReluDense.wi.weight 4w,w
              decoder.block.b.layer.2.DenseReluDense.wo.weight w,4w
              encoder.block.b.layer.0.layer_norm.weight w
              """),
          Map.entry(
              "vit-hf",
              """
              vit.embeddings.cls_token 1,1,4w
              vit.embeddings.position_embeddings 1,17,w
              vit.embeddings.patch_embeddings.projection.weight w,3,4,4
              vit.encoder.layer.b.attention.attention.query.weight w,w
              vit.encoder.layer.b.intermediate.dense.weight 4w,w
              vit.encoder.layer.b.layernorm_before.weight w
              classifier.weight 4,w
              """),
          Map.entry(
              "vit-timm",
              """
              cls_token 1,1,4w
              pos_embed 1,17,w
              patch_embed.proj.weight w,3,4,4
              patch_embed.proj.bias w
              attn_pool.latent 1,1,4w
              blocks.b.attn.qkv.weight 3w,w
              blocks.b.attn.proj.weight w,w
              blocks.b.mlp.fc1_g.weight 4w,w
              blocks.b.mlp.fc1_g.bias 4w
              blocks.b.ls1.gamma w
              head.weight 4,w
              """),
          Map.entry(
              "vit-torchvision",
              """
              class_token 1,1,w
              encoder.pos_embedding 1,17,w
              conv_proj.weight w,3,4,4
              encoder.layers.encoder_layer_b.self_attention.in_proj_weight 3w,w
              encoder.layers.encoder_layer_b.self_attention.out_proj.weight w,w
              encoder.layers.encoder_layer_b.mlp.0.weight 4w,w
              encoder.layers.encoder_layer_b.mlp.0.bias 4w
              encoder.layers.encoder_layer_b.ln_1.weight w
              heads.pre_logits.weight w,w
              heads.head.weight 4,w
              """),
          Map.entry(
              "resnet-torchvision",
              """
              conv1.weight w,3,7,7
              layer1.b.conv1.weight w,w,3,3
              layer1.b.conv2.weight w,w,1,1
              layer1.b.bn1.weight w
              layer1.b.bn1.running_var w
              layer2.b.downsample.0.weight w,2w,1,1
              fc.weight 4,w
              """),
          Map.entry(
              "vgg-torchvision",
              """
              features.b.weight w,w,3,3
              features.b.bias w
              features.b0.weight 2w,w,3,3
              features.b1.weight w,4,3,3
              features.b2.weight 2w,2w,3,3
              features.b3.weight 4w,2w,3,3
              features.b4.weight 4w,w,1,1
              features.b5.weight 3w,w,3,3
              classifier.0.weight 4w,w
              classifier.0.bias 4w
              classifier.3.weight 4w,4w
              classifier.6.weight 5,4w
              """),
          Map.entry(
              "resnet-timm",
              """
              conv1.weight w,3,7,7
              layer1.b.conv1.weight w,2,3,3
              layer1.b.bn2.weight w
              layer1.b.se.fc1.weight 4,w,1,1
              layer1.b.se.fc2.weight w,4,1,1
              layer1.b.se.fc2.bias w
              fc.weight 4,w
              """),
          Map.entry(
              "megatron",
              """
              embedding.word_embeddings.weight 5w,w
              decoder.layers.b.self_attention.linear_qkv.weight 3w,w
              decoder.layers.b.self_attention.linear_proj.weight w,w
              decoder.layers.b.mlp.linear_fc1.weight 4w,w
              decoder.layers.b.mlp.linear_fc2.weight w,4w
              decoder.layers.b.mlp.router.weight 4,w
              decoder.layers.b.mlp.router.bias 4w
              decoder.layers.b.mlp.linear_fc1.layer_norm_weight w
              output_layer.weight 5w,w
              """),
          Map.entry(
              "pytorch",
              """
              embedding.weight 5w,w
              layers.b.linear.weight 3w,w
              layers.b.linear.bias 3w
              layers.b.conv.weight w,4,3,3
              layers.b.conv.bias w
              layers.b.self_attn.in_proj_weight 3w,w
              layers.b.rnn.weight_ih_l0 4w,w
              layers.b.rnn.bias_hh_l0 4w
              layers.b.norm.weight w
              """),
          Map.entry(
              "evenkeel",
              """
              model.embed_tokens.weight 5w,w
              model.layers.b.self_attn.q_proj.weight w,w
              model.layers.b.self_attn.o_proj.weight w,w
              model.layers.b.mlp.down_proj.weight w,3w
              h.b.mlp.c_proj.weight 4w,w
              decoder.block.b.layer.2.DenseReluDense.wo.weight w,4w
              blocks.b.attn.qkv.weight 3w,w
              blocks.b.mlp.fc2.weight w,4w
              layer1.b.conv1.weight w,4,3,3
              layer1.b.bn3.weight w
              lm_head.weight 5w,w
              """));

  private static final List<Long> WIDTHS = List.of(4L, 5L, 7L, 8L, 16L, 33L, 64L, 100L);

  @TempDir Path folder;

  private static List<Tensor> model(String preset, int number) {
    long width = WIDTHS.get(number % WIDTHS.size());
    List<Tensor> tensors = new ArrayList<>();
    for (String line : ARCHITECTURES.get(preset).lines().toList()) {
      String[] words = line.split(" ", -1);
      List<Long> shape = new ArrayList<>();
      for (String size : words[1].split(",", -1)) {
        shape.add(
            size.endsWith("w")
                ? width * (size.length() == 1 ? 1 : Long.parseLong(size.replace("w", "")))
                : Long.parseLong(size));
      }
      boolean each = words[0].contains(".b.") || words[0].contains("_b.");
      for (int block = 0; block < (each ? BLOCKS : 1); block++) {
        String name = words[0].replace(".b.", "." + block + ".").replace("_b.", "_" + block + ".");
        DType dtype = DType.DRAWN.get((number + tensors.size()) % DType.DRAWN.size());
        tensors.add(new Tensor(name, dtype, shape));
      }
    }
    return tensors;
  }

  /**
   * The audit of a file alarms in at most one of 1,000 by its own claim; by the statistics of the
   * tests, which are bounds, it is far less. Seeds are fixed.
   */
  @ParameterizedTest
  @FieldSource("org.evenkeel.weights.rules.RuleFile#PRESETS")
  void initialWeightsOfAPresetHaveNoFinding(String preset) throws Exception {
    TensorRules rules = RuleFile.named(preset);
    int models = Integer.getInteger("evenkeel.models", MODELS);
    int random = 0;
    for (int number = 0; number < models; number++) {
      List<Tensor> tensors = model(preset, number);
      Path file = folder.resolve("drawn.safetensors");
      DrawPlan plan = DrawPlan.of(tensors, rules, 1000 + number, false, Optional.empty());
      WeightsOutput.to(file).replacing().write(plan, bytes -> {});
      try (Checkpoint checkpoint = Checkpoint.open(file)) {
        Audit audit = Audit.of(checkpoint, Optional.of(rules), bytes -> {});
        assertEquals(List.of(), audit.findings(), preset + ", model " + number);
        assertEquals(Audit.State.INITIAL, audit.state());
        assertEquals(tensors.size(), audit.tensors());
      }
      random +=
          (int)
              rules.assign(tensors).ruled().stream()
                  .filter(one -> !Expectation.of(one).isConstant() && one.shape().size() >= 16)
                  .count();
    }
    assertTrue(random >= 10 * models, preset + " has only " + random);
    if (models > MODELS) {
      System.out.printf("%s: %,d tensors drawn, no finding%n", preset, random);
    }
  }
}
