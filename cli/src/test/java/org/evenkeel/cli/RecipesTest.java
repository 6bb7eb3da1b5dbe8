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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Java in the documents, quoted from tests that run it.
 *
 * <p>A recipe stands in a test of a package {@code recipe}, between the comments {@code // recipe:
 * NAME} and {@code // end}; a document quotes it below {@code <!-- recipe: NAME -->}. With {@code
 * -Devenkeel.docs=write} the recipes are copied into the documents.
 */
class RecipesTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static final Pattern RECIPE =
      Pattern.compile(" *// recipe: (\\S+)\\R(.*?)\\R *// end", Pattern.DOTALL);

  private static final Pattern QUOTED =
      Pattern.compile("<!-- recipe: (\\S+) -->\\n```java\\n(.*?)```", Pattern.DOTALL);

  private static Map<String, String> recipes() throws IOException {
    Map<String, String> recipes = new TreeMap<>();
    try (Stream<Path> tests =
        Files.find(
            ROOT, 12, (file, its) -> file.toString().matches(".*/src/test/.*/recipe/.*\\.java"))) {
      for (Path test : tests.toList()) {
        Matcher found = RECIPE.matcher(Files.readString(test));
        while (found.find()) {
          recipes.put(found.group(1), (found.group(2) + "\n").stripIndent());
        }
      }
    }
    return recipes;
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
