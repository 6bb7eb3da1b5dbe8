// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.architecture;

import java.util.List;
import org.evenkeel.activation.Activation;
import org.evenkeel.network.Attention;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Layer.Normalization.Over;
import org.evenkeel.network.MatrixForm;
import org.evenkeel.network.Merge;
import org.evenkeel.network.Network;
import org.evenkeel.network.TokenLayer;
import org.evenkeel.network.TokenLayer.Positions.Source;
import org.evenkeel.network.TransposedConvolution;
import org.evenkeel.tree.TreeNode;

/** The image classifiers of transformers, timm and torchvision, under their checkpoints' names. */
final class Vision {

  /** The convolutions of VGG-16 in units of its width, by the stages between poolings. */
  private static final List<List<Integer>> VGG16 =
      List.of(List.of(1, 1), List.of(2, 2), List.of(4, 4, 4), List.of(8, 8, 8), List.of(8, 8, 8));

  /** The blocks of each stage of ResNet-50. */
  private static final List<Integer> RESNET50 = List.of(3, 4, 6, 3);

  private Vision() {}

  /** The library whose names a vision transformer has. */
  private enum Library {
    TRANSFORMERS,
    TIMM
  }

  /**
   * Names of the modules of a vision transformer.
   *
   * @param block the prefix of a block, without its number
   * @param classToken the class token
   * @param positions the position embeddings
   * @param patches the projection of patches
   * @param first the normalization before attention
   * @param second the normalization before the feed-forward network
   * @param inner the first layer of that
   * @param outer the second layer of that
   * @param last the last normalization
   * @param head the classifier
   */
  private record Names(
      String block,
      String classToken,
      String positions,
      String patches,
      String first,
      String second,
      String inner,
      String outer,
      String last,
      String head) {

    static Names of(Library library) {
      return switch (library) {
        case TRANSFORMERS ->
            new Names(
                "vit.encoder.layer.",
                "vit.embeddings.cls_token",
                "vit.embeddings.position_embeddings",
                "vit.embeddings.patch_embeddings.projection",
                ".layernorm_before",
                ".layernorm_after",
                ".intermediate.dense",
                ".output.dense",
                "vit.layernorm",
                "classifier");
        case TIMM ->
            new Names(
                "blocks.",
                "cls_token",
                "pos_embed",
                "patch_embed.proj",
                ".norm1",
                ".norm2",
                ".mlp.fc1",
                ".mlp.fc2",
                "norm",
                "head");
      };
    }
  }

  /** ViT (Dosovitskiy et al. 2020): pre-norm blocks of attention over patches and a class token. */
  static Network vit(TreeNode sizes) {
    int depth = Sizes.layers(sizes, 12);
    int width = Sizes.size(sizes, "width", 768);
    int heads = Sizes.heads(sizes, width);
    int inner = Sizes.size(sizes, "inner", Sizes.product(sizes, 4, width));
    int image = Sizes.size(sizes, "image", 224);
    int patch = Sizes.size(sizes, "patch", 16);
    int channels = Sizes.size(sizes, "channels", 3);
    int classes = Sizes.size(sizes, "classes", 1000);
    boolean bias = sizes.flag("attention-bias", true);
    double dropout = sizes.number("dropout", 0.0);
    Activation activation = Sizes.activation(sizes, "gelu");
    Library library =
        sizes.values().containsKey("names")
            ? sizes.choice("names", Library.class)
            : Library.TRANSFORMERS;
    Names names = Names.of(library);
    int side = Sizes.divided(image, patch, "patch", "the image");
    int patches = Sizes.product(sizes, side, side);
    Layers layers =
        new Layers()
            .convolution(names.patches, width, patch, patch, 0, true)
            .add(new TokenLayer.Patches("patches"))
            .add(new TokenLayer.ClassToken(names.classToken, true))
            .add(new TokenLayer.Positions(names.positions, Source.LEARNED, patches + 1, true))
            .dropout("dropout", dropout);
    for (int l = 0; l < depth; l++) {
      String block = names.block + l;
      layers
          .residual(
              block + ".attention.sum",
              new Layers()
                  .norm(block + names.first, Over.TOKEN)
                  .add(
                      library == Library.TIMM
                          ? fused(block + ".attn", heads, width, bias)
                          : Transformers.attention(
                              block + ".attention.attention",
                              heads,
                              width,
                              bias,
                              block + ".attention.output"))
                  .dropout(block + ".attention.dropout", dropout))
          .residual(
              block + ".feed-forward.sum",
              new Layers()
                  .norm(block + names.second, Over.TOKEN)
                  .dense(block + names.inner, inner, true)
                  .activation(block + ".act", activation)
                  .dense(block + names.outer, width, true)
                  .dropout(block + ".dropout", dropout));
    }
    layers
        .norm(names.last, Over.TOKEN)
        .add(new TokenLayer.Selection("first", TokenLayer.Selection.Which.FIRST))
        .dense(names.head, classes, true);
    return new Network(List.of(channels, image, image), layers.all());
  }

  private static Attention fused(String name, int heads, int width, boolean bias) {
    return new Attention(
        name,
        heads,
        List.of(new Layer.Dense(name + ".qkv", 3 * width, bias, MatrixForm.OUTPUTS_FIRST.fused())),
        new Layer.Dense(name + ".proj", width, true),
        Attention.Pattern.full(heads));
  }

  /** ResNet-50 (He et al. 2016), with the stride in the 3×3 convolutions, as in torchvision. */
  static Network resnet50(TreeNode sizes) {
    int width = Sizes.size(sizes, "width", 64);
    int image = Sizes.size(sizes, "image", 224);
    int channels = Sizes.size(sizes, "channels", 3);
    int classes = Sizes.size(sizes, "classes", 1000);
    Layers layers =
        new Layers()
            .convolution("conv1", width, 7, 2, 3, false)
            .norm("bn1", Over.BATCH)
            .relu("relu")
            .maximum("maxpool", 3, 2, 1);
    for (int stage = 0; stage < RESNET50.size(); stage++) {
      for (int number = 0; number < RESNET50.get(stage); number++) {
        String block = "layer%d.%d".formatted(stage + 1, number);
        int units = width << stage;
        int stride = number == 0 && stage > 0 ? 2 : 1;
        Layers shortcut = new Layers();
        if (number == 0) {
          shortcut
              .convolution(block + ".downsample.0", 4 * units, 1, stride, 0, false)
              .norm(block + ".downsample.1", Over.BATCH);
        }
        layers
            .residual(
                block + ".sum",
                new Layers()
                    .convolution(block + ".conv1", units, 1, 1, 0, false)
                    .norm(block + ".bn1", Over.BATCH)
                    .relu(block + ".relu1")
                    .convolution(block + ".conv2", units, 3, stride, 1, false)
                    .norm(block + ".bn2", Over.BATCH)
                    .relu(block + ".relu2")
                    .convolution(block + ".conv3", 4 * units, 1, 1, 0, false)
                    .norm(block + ".bn3", Over.BATCH),
                shortcut)
            .relu(block + ".relu");
      }
    }
    layers.add(average("avgpool")).dense("fc", classes, true);
    return new Network(List.of(channels, image, image), layers.all());
  }

  /**
   * U-Net (Ronneberger et al. 2015) with padding and batch normalization, with the parameters of
   * milesial's Pytorch-UNet: halves of the image's size and doubles of the width down to the
   * bottom, and transposed convolutions up again beside what was there on the way down.
   */
  static Network unet(TreeNode sizes) {
    int depth = Sizes.layers(sizes, 4);
    int width = Sizes.size(sizes, "width", 64);
    int image = Sizes.size(sizes, "image", 256);
    int channels = Sizes.size(sizes, "channels", 3);
    int classes = Sizes.size(sizes, "classes", 2);
    if (depth > 8) {
      throw new IllegalArgumentException("layers of a unet must be at most 8: " + depth);
    }
    Sizes.divided(image, 1 << depth, Integer.toString(1 << depth), "the image");
    Sizes.product(sizes, width, 1 << depth);
    Layers layers = twice(new Layers(), "inc", width);
    level(layers, 1, depth, width);
    layers.convolution("outc.conv", classes, 1, 1, 0, true);
    return new Network(List.of(channels, image, image), layers.all());
  }

  /** The way down and up again below a level with so many channels. */
  private static void level(Layers layers, int number, int depth, int width) {
    if (number > depth) {
      return;
    }
    Layers below = new Layers().maximum("down" + number + ".maxpool_conv.0", 2, 2, 0);
    twice(below, "down" + number + ".maxpool_conv.1", 2 * width);
    level(below, number + 1, depth, 2 * width);
    String up = "up" + (depth - number + 1);
    below.add(new TransposedConvolution(up + ".up", width, List.of(2, 2), 2, 0, 0, 1, true));
    layers.add(new Merge(up + ".cat", Merge.How.CONCATENATION, List.of(List.of(), below.all())));
    twice(layers, up + ".conv", width);
  }

  private static Layers twice(Layers layers, String name, int channels) {
    for (int i = 0; i < 6; i += 3) {
      String prefix = name + ".double_conv.";
      layers
          .convolution(prefix + i, channels, 3, 1, 1, false)
          .norm(prefix + (i + 1), Over.BATCH)
          .relu(prefix + (i + 2));
    }
    return layers;
  }

  private static Layer average(String name) {
    return new Layer.Pooling(name, Layer.Pooling.Reduction.AVERAGE, List.of(), 1, 0);
  }

  /** VGG-16 (Simonyan and Zisserman 2014), for images whose size is a multiple of 32. */
  static Network vgg16(TreeNode sizes) {
    int width = Sizes.size(sizes, "width", 64);
    int inner = Sizes.size(sizes, "inner", 4096);
    int image = Sizes.size(sizes, "image", 224);
    int channels = Sizes.size(sizes, "channels", 3);
    int classes = Sizes.size(sizes, "classes", 1000);
    double dropout = sizes.number("dropout", 0.5);
    Sizes.divided(image, 32, "32", "the image");
    Layers layers = new Layers();
    int number = 0;
    for (List<Integer> stage : VGG16) {
      for (int factor : stage) {
        layers
            .convolution("features." + number, factor * width, 3, 1, 1, true)
            .relu("features." + (number + 1));
        number += 2;
      }
      layers.maximum("features." + number, 2, 2, 0);
      number++;
    }
    layers
        .add(new Layer.Flatten("flatten"))
        .dense("classifier.0", inner, true)
        .relu("classifier.1")
        .dropout("classifier.2", dropout)
        .dense("classifier.3", inner, true)
        .relu("classifier.4")
        .dropout("classifier.5", dropout)
        .dense("classifier.6", classes, true);
    return new Network(List.of(channels, image, image), layers.all());
  }
}
