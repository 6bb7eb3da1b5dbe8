package org.evenkeel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds two promises about the sources: who may know whom, and which mathematics reach a weight.
 */
class PackageOrderTest {

  /** A package may use only those before it. */
  private static final List<String> ORDER =
      List.of(
          "naming", "gaussian", "activation", "random", "init", "network", "signal", "meanfield");

  /** What is computed here reaches the weights, which are the same bits on every platform. */
  private static final List<String> SAME_BITS = List.of("gaussian", "activation", "random", "init");

  private static final Path SOURCES = Path.of("src/main/java/org/evenkeel");

  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);

  private static final Pattern MENTION = Pattern.compile("\\borg\\.evenkeel\\.(\\w+)");

  /** The methods of Math whose last bits the platform may choose; sqrt, abs and such are exact. */
  private static final Pattern INEXACT =
      Pattern.compile(
          "(?<!\\w)Math(\\.|::)"
              + "(a?sin|a?cos|a?tan|atan2|sinh|cosh|tanh|exp|expm1|log|log10|log1p|pow|cbrt|hypot)\\b"
              + "|import\\s+static\\s+java\\.lang\\.Math\\.");

  @Test
  void sourcesKeepTheOrder() throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(SOURCES)) {
      files = tree.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
    assertFalse(files.isEmpty(), "no sources under " + SOURCES.toAbsolutePath());
    List<String> violations = new ArrayList<>();
    for (Path file : files) {
      String home = SOURCES.relativize(file).getName(0).toString();
      for (String violation : violations(home, Files.readString(file))) {
        violations.add(SOURCES.relativize(file) + ": " + violation);
      }
    }
    assertEquals(List.of(), violations);
  }

  @Test
  void seesWhatIsWrong() {
    assertEquals(List.of(), violations("init", "import org.evenkeel.random.Key;"));
    assertEquals(List.of(), violations("init", "package org.evenkeel.init;"));
    assertEquals(List.of(), violations("init", "/** {@link org.evenkeel.signal.X} Math.exp */"));
    assertEquals(List.of(), violations("init", "double y = Math.sqrt(x) + StrictMath.exp(x);"));
    assertEquals(List.of(), violations("signal", "double y = Math.exp(x);"));
    assertEquals(
        List.of("init must not know network"),
        violations("init", "import org.evenkeel.network.Layer;"));
    assertEquals(
        List.of("init must not know network"),
        violations("init", "import static org.evenkeel.network.Layer.dense;"));
    assertEquals(
        List.of("random must not know init"), violations("random", "org.evenkeel.init.Fans f;"));
    assertEquals(
        List.of("misc has no place in the order"),
        violations("misc", "package org.evenkeel.misc;"));
    assertEquals(
        List.of("Math.log differs between platforms"),
        violations("random", "double y = Math.log(x);"));
    assertEquals(
        List.of("Math::tanh differs between platforms"),
        violations("activation", "f = Math::tanh;"));
  }

  private static List<String> violations(String home, String source) {
    int place = ORDER.indexOf(home);
    if (place < 0) {
      return List.of(home + " has no place in the order");
    }
    String code = COMMENT.matcher(source).replaceAll("");
    List<String> found = new ArrayList<>();
    Matcher mention = MENTION.matcher(code);
    while (mention.find()) {
      int other = ORDER.indexOf(mention.group(1));
      if (other < 0 || other > place) {
        found.add(home + " must not know " + mention.group(1));
      }
    }
    Matcher inexact = INEXACT.matcher(code);
    while (SAME_BITS.contains(home) && inexact.find()) {
      found.add(inexact.group() + " differs between platforms");
    }
    return found;
  }
}
