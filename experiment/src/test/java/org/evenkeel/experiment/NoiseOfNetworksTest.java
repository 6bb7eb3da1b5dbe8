// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.activation.Activations;
import org.evenkeel.architecture.Architectures;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Examples;
import org.evenkeel.network.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Noise has the shape that a network takes and tells. */
class NoiseOfNetworksTest {

  private static Examples noise(String network) {
    return Experiment.of(Architectures.read(network), DataSource.of("noise").withExamples(20))
        .open()
        .split()
        .training();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gpt2(layers=1,width=8,heads=2,vocabulary=11,positions=6,tokens=6) | 6 | 11 | 6",
        "lstm-classifier(tokens=7) | 7 | 2 | 1",
        "vit(layers=1,image=16,patch=8,width=8,heads=2) | 3,16,16 | 10 | 1",
        "vgg16(image=32,classes=3) | 3,32,32 | 3 | 1",
      })
  void haveAsManyNumbersAndClassesAsTheNetworkTakes(
      String network, String axes, int classes, int labels) {
    Examples noise = noise(network);
    assertEquals(Arrays.stream(axes.split(",")).map(Integer::valueOf).toList(), noise.shape());
    assertEquals(classes, noise.classes());
    assertEquals(labels, noise.labelsPerExample());
  }

  @Test
  void tokensAreAllOfTheVocabularyAndNotStandardized() {
    Examples noise = noise("gpt2(layers=1,width=8,heads=2,vocabulary=5,positions=16,tokens=16)");
    float[] seen = noise.features().clone();
    Arrays.sort(seen);
    List<Float> different = new ArrayList<>();
    for (float token : seen) {
      if (!different.contains(token)) {
        different.add(token);
      }
    }
    // 256 draws of 5 tokens miss one with probability 5·(4/5)^256, 1e-24.
    assertEquals(List.of(0f, 1f, 2f, 3f, 4f), different);
  }

  @Test
  void perceptronsHaveTheNoiseThatTheyHad() {
    Experiment wide =
        Experiment.of(
            new NetworkSource.Perceptron("64,8,64", 1, 1, "tanh"), DataSource.of("noise"));
    assertEquals(
        DataSource.of("noise").read().training().features()[7],
        wide.open().split().training().features()[7]);
    assertEquals(10, wide.open().split().training().classes());
    Network narrow = Network.perceptron("3,4,2", Activations.named("relu"));
    assertEquals(
        3, Experiment.of(narrow, DataSource.of("noise")).open().split().training().shape().get(0));
  }

  @Test
  void largeExamplesAreFewer() {
    int size =
        Experiment.of(Architectures.read("vgg16"), DataSource.of("noise"))
            .open()
            .split()
            .training()
            .size();
    // 2^22 numbers are 27 images of 3·224·224, of which a fifth is for validation.
    assertEquals(22, size);
  }
}
