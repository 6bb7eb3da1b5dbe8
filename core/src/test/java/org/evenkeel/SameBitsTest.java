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

/** Holds a promise about the sources: which mathematics reach a weight. */
class SameBitsTest {

  /** What is computed here reaches the weights, which are the same bits on every platform. */
  private static final List<String> SAME_BITS =
      List.of("gaussian", "activation", "random", "parameter", "initializer", "init");

  private static final Path SOURCES = Path.of("src/main/java/org/evenkeel");

  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);

  /** The methods of Math whose last bits the platform may choose; sqrt, abs and such are exact. */
  private static final Pattern INEXACT =
      Pattern.compile(
          "(?<!\\w)Math(\\.|::)"
              + "(a?sin|a?cos|a?tan|atan2|sinh|cosh|tanh|exp|expm1|log|log10|log1p|pow|cbrt|hypot)\\b"
              + "|import\\s+static\\s+java\\.lang\\.Math\\.");

  @Test
  void nothingInexactReachesAWeight() throws IOException {
    List<String> violations = new ArrayList<>();
    for (String home : SAME_BITS) {
      List<Path> files;
      try (Stream<Path> tree = Files.walk(SOURCES.resolve(home))) {
        files = tree.filter(file -> file.toString().endsWith(".java")).sorted().toList();
      }
      assertFalse(files.isEmpty(), "no sources of " + home);
      for (Path file : files) {
        for (String violation : violations(Files.readString(file))) {
          violations.add(SOURCES.relativize(file) + ": " + violation);
        }
      }
    }
    assertEquals(List.of(), violations);
  }

  @Test
  void seesWhatIsWrong() {
    assertEquals(List.of(), violations("/** Math.exp */"));
    assertEquals(List.of(), violations("double y = Math.sqrt(x) + StrictMath.exp(x);"));
    assertEquals(
        List.of("Math.log differs between platforms"), violations("double y = Math.log(x);"));
    assertEquals(List.of("Math::tanh differs between platforms"), violations("f = Math::tanh;"));
  }

  private static List<String> violations(String source) {
    List<String> found = new ArrayList<>();
    Matcher inexact = INEXACT.matcher(COMMENT.matcher(source).replaceAll(""));
    while (inexact.find()) {
      found.add(inexact.group() + " differs between platforms");
    }
    return found;
  }
}
