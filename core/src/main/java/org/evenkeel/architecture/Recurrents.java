// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.architecture;

import java.util.List;
import org.evenkeel.network.Network;
import org.evenkeel.network.Recurrent;
import org.evenkeel.network.TokenLayer;
import org.evenkeel.tree.TreeNode;

/** Recurrent classifiers of token sequences, with the parameters of PyTorch's modules. */
final class Recurrents {

  private Recurrents() {}

  /**
   * An embedding, layers of long short-term memory and a classifier on the last state: the modules
   * {@code embedding}, {@code lstm} and {@code fc}.
   */
  static Network lstmClassifier(TreeNode sizes) {
    int depth = Sizes.layers(sizes, 1);
    int width = Sizes.size(sizes, "width", 128);
    int units = Sizes.size(sizes, "units", 256);
    int vocabulary = Sizes.size(sizes, "vocabulary", 10_000);
    int tokens = Sizes.size(sizes, "tokens", 128);
    int classes = Sizes.size(sizes, "classes", 2);
    boolean bidirectional = sizes.flag("bidirectional", false);
    double dropout = sizes.number("dropout", 0.0);
    int padding = sizes.integer("padding", -1);
    Layers layers =
        new Layers().add(new TokenLayer.Embedding("embedding", vocabulary, width, padding));
    for (int l = 0; l < depth; l++) {
      layers
          .add(new Recurrent("lstm.l" + l, "lstm", l, Recurrent.Cell.LSTM, units, bidirectional))
          .dropout("dropout" + l, dropout);
    }
    layers
        .add(new TokenLayer.Selection("last", TokenLayer.Selection.Which.LAST))
        .dense("fc", classes, true);
    return new Network(List.of(tokens), layers.all());
  }
}
