package org.evenkeel.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.junit.jupiter.api.Test;

/** The kinds of layers: each is known everywhere, and all code tells them apart by one method. */
class LayerKindsTest {

  private static final Layer.Dense DENSE = new Layer.Dense("dense", 4, true);

  private static final TokenLayer.Embedding TABLE = new TokenLayer.Embedding("embedding", 5, 4, -1);

  /** One layer of each kind. */
  private static final List<Layer> KINDS =
      List.of(
          DENSE,
          new Layer.Convolution("convolution", 4, List.of(3), 1, 0, 2, true),
          new TransposedConvolution("transposed", 4, List.of(3), 2, 1, 1, 2, true),
          new Layer.Pooling("pooling", Layer.Pooling.Reduction.MAX, List.of(2), 2, 0),
          new Layer.Flatten("flatten"),
          new Layer.Nonlinearity("activation", Activations.RELU),
          new Layer.Dropout("dropout", 0.5),
          new Layer.Normalization("normalization", Layer.Normalization.Over.BATCH),
          new Attention("attention", 2, DENSE, DENSE, DENSE, DENSE),
          new Layer.Residual("residual", 1, List.of(DENSE), List.of()),
          new Memory("memory", 0, List.of(DENSE)),
          new Merge("product", Merge.How.PRODUCT, List.of(List.of(DENSE), List.of(DENSE))),
          TABLE,
          new TokenLayer.Positions("positions", TokenLayer.Positions.Source.LEARNED, 4, false),
          new TokenLayer.ClassToken("class", false),
          new TokenLayer.Selection("token", TokenLayer.Selection.Which.FIRST),
          new TokenLayer.Patches("tokens"),
          new TokenLayer.LayerScale("scale", 0.1),
          new TokenLayer.TiedHead("head", TABLE, false),
          new Recurrent("recurrent", "recurrent", 0, Recurrent.Cell.GRU, 4, true),
          new Layer.Unknown("unknown", "lstm", List.of(4)));

  @Test
  void eachKindHasACaseOfItsOwn() {
    assertEquals(
        permitted(Layer.class), KINDS.stream().map(Object::getClass).collect(Collectors.toSet()));
    for (Layer layer : KINDS) {
      Layer matched =
          layer.match(
              new LayerCases<>(
                  l -> l, l -> l, l -> l, l -> l, l -> l, l -> l, l -> l, l -> l, l -> l, l -> l,
                  l -> l, l -> l, l -> l, l -> l));
      assertSame(layer, matched);
    }
  }

  @Test
  void eachKindIsReadByItsName() {
    String unknown =
        assertThrows(
                IllegalArgumentException.class,
                () -> NetworkTree.read(Map.of("input", List.of(4), "layers", List.of("unknown"))))
            .getMessage();
    Set<String> readable =
        new HashSet<>(List.of(unknown.replaceFirst(".*known are ", "").split(", ")));
    Set<String> kinds =
        KINDS.subList(0, KINDS.size() - 1).stream().map(Layer::kind).collect(Collectors.toSet());
    kinds.addAll(
        List.of(
            "concatenation",
            "gated-sum",
            "mixture",
            "experts",
            "gated",
            "repeat")); // merges, several layers
    assertEquals(kinds, readable);
    assertEquals("lstm", KINDS.get(KINDS.size() - 1).kind());
  }

  @Test
  void onlyConvolutionsHaveGroups() {
    List<Integer> groups =
        KINDS.stream().flatMap(l -> l.weighted().stream()).map(WeightedLayer::groups).toList();
    assertEquals(List.of(1, 2, 2, 1, 1, 1, 1), groups);
  }

  /** A chain of instanceof compiles without the kind that is added next. */
  private static final Pattern CHAIN =
      Pattern.compile("instanceof (Layer\\.|WeightedLayer)|Layer\\.\\w+\\.class");

  @Test
  void nothingTellsKindsApartByTheirClass() throws IOException {
    assertTrue(CHAIN.matcher("if (layer instanceof Layer.Dense dense)").find());
    List<Path> files;
    try (Stream<Path> tree = Files.walk(Path.of(".."), 32)) {
      files =
          tree.filter(file -> file.toString().replace('\\', '/').contains("/src/main/java/"))
              .filter(file -> !file.toString().contains("target"))
              .filter(file -> file.toString().endsWith(".java"))
              .toList();
    }
    assertFalse(files.isEmpty());
    List<String> chains = new ArrayList<>();
    for (Path file : files) {
      if (CHAIN.matcher(Files.readString(file)).find()) {
        chains.add(file.toString());
      }
    }
    assertEquals(List.of(), chains);
  }

  private static Set<Class<?>> permitted(Class<?> type) {
    return type.isRecord()
        ? Set.of(type)
        : Arrays.stream(type.getPermittedSubclasses())
            .flatMap(kind -> permitted(kind).stream())
            .collect(Collectors.toSet());
  }
}
