// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.evenkeel.architecture.Architectures;
import org.evenkeel.network.Network;
import org.evenkeel.weights.Python;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Architectures by name, and from configurations, beside the libraries that define them. */
class ArchitectureNamesTest {

  @TempDir Path folder;

  /** Parameters have the names and shapes of the library's. */
  @ParameterizedTest
  @ValueSource(strings = {"torch", "transformers", "timm", "torchvision"})
  void parametersAreThoseOfTheLibrary(String library) throws Exception {
    Python.require("torch", library);
    Path script = folder.resolve("architectures.py");
    try (InputStream in = Python.class.getResourceAsStream("architectures.py")) {
      Files.writeString(script, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    int compared = 0;
    for (String line : Python.run(folder, script, library).lines().toList()) {
      String[] words = line.split("\t", -1);
      if (words.length == 4 && words[0].equals("model")) {
        Network network = words[2].isEmpty() ? Architectures.named(words[1]) : configured(words[2]);
        assertEquals(words[3], shapes(network), words[1]);
        compared++;
      }
    }
    assertTrue(compared >= 1, "models: " + compared);
  }

  private Network configured(String file) throws IOException {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions())); // JSON is YAML
    Object tree = yaml.load(Files.readString(folder.resolve(file)));
    return Architectures.read(tree);
  }

  private static String shapes(Network network) {
    TreeMap<String, String> shapes = new TreeMap<>();
    network
        .parameters()
        .forEach(
            parameter ->
                shapes.put(
                    parameter.name(),
                    parameter.shape().dimensions().stream()
                        .map(Object::toString)
                        .collect(Collectors.joining(","))));
    return shapes.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining("; "));
  }
}
