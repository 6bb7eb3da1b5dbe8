// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Java in the documents, quoted from tests that run it.
 *
 * <p>A recipe stands in a test of a package {@code recipe}, between the comments {@code // recipe:
 * NAME} and {@code // end}; a document quotes it below {@code <!-- recipe: NAME -->}. With {@code
 * -Devenkeel.docs=write} the recipes are copied into the documents, with the imports they need.
 */
class RecipesTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static final Pattern RECIPE =
      Pattern.compile(" *// recipe: ([^\\n]+)\\n(.*?)\\n *// end", Pattern.DOTALL);

  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?[\\w.]+\\.(\\w+);$", Pattern.MULTILINE);

  private static final Pattern QUOTED =
      Pattern.compile("<!-- recipe: ([^\\n]+) -->\\n```java\\n(.*?)```", Pattern.DOTALL);

  private static Map<String, String> recipes() throws IOException {
    Map<String, String> recipes = new TreeMap<>();
    try (Stream<Path> tests =
        Files.find(
            ROOT, 12, (file, its) -> file.toString().matches(".*/src/test/.*/recipe/.*\\.java"))) {
      for (Path test : tests.toList()) {
        String source = Files.readString(test);
        Matcher found = RECIPE.matcher(source);
        while (found.find()) {
          String recipe = found.group(2).stripTrailing().stripIndent() + "\n";
          recipes.put(found.group(1), imports(source, recipe) + recipe);
        }
      }
    }
    return recipes;
  }

  /** The imports of a test that its recipe needs, and an empty line. */
  private static String imports(String source, String recipe) {
    String imports =
        IMPORT
            .matcher(source)
            .results()
            .filter(one -> Pattern.compile("\\b" + one.group(1) + "\\b").matcher(recipe).find())
            .map(one -> one.group() + "\n")
            .collect(Collectors.joining());
    return imports.isEmpty() ? "" : imports + "\n";
  }

  static Stream<Path> documents() throws IOException {
    return DocsTest.documents();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void documentsQuoteTheRecipes(Path document) throws IOException {
    Map<String, String> recipes = recipes();
    Matcher quoted = QUOTED.matcher(Files.readString(document));
    StringBuilder rewritten = new StringBuilder();
    while (quoted.find()) {
      String recipe = recipes.get(quoted.group(1));
      if ("write".equals(System.getProperty("evenkeel.docs"))) {
        String block = "<!-- recipe: %s -->\n```java\n%s```".formatted(quoted.group(1), recipe);
        quoted.appendReplacement(rewritten, Matcher.quoteReplacement(block));
      } else {
        assertEquals(recipe, quoted.group(2), quoted.group(1));
      }
    }
    if (!rewritten.isEmpty()) {
      quoted.appendTail(rewritten);
      Files.writeString(document, rewritten);
    }
  }

  @Test
  void everyRecipeIsInADocument() throws IOException {
    Set<String> quoted = new TreeSet<>();
    for (Path document : documents().toList()) {
      Matcher found = QUOTED.matcher(Files.readString(document));
      while (found.find()) {
        quoted.add(found.group(1));
      }
    }
    assertFalse(quoted.isEmpty());
    assertEquals(recipes().keySet(), quoted);
  }
}
