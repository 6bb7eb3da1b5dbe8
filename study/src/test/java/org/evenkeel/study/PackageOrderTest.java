package org.evenkeel.study;

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

/** Holds a promise about the sources: who may know whom, and that none knows a network. */
class PackageOrderTest {

  /** A package may use only those before it. */
  private static final List<String> ORDER =
      List.of(
          "space",
          "trial",
          "journal",
          "objective",
          "sampler",
          "pruner",
          "result",
          "worker",
          "search");

  private static final Path SOURCES = Path.of("src/main/java/org/evenkeel/study");

  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);

  private static final Pattern MENTION =
      Pattern.compile("\\borg\\.evenkeel\\.(?:study\\.)?(\\w+)|\\bai\\.(djl)\\b");

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
    assertEquals(List.of(), violations("journal", "import org.evenkeel.study.trial.Trial;"));
    assertEquals(List.of(), violations("space", "package org.evenkeel.study.space;"));
    assertEquals(List.of(), violations("trial", "/** {@link org.evenkeel.study.journal.X} */"));
    assertEquals(
        List.of("trial must not know journal"),
        violations("trial", "import org.evenkeel.study.journal.Journal;"));
    assertEquals(
        List.of("sampler must not know search"),
        violations("sampler", "import static org.evenkeel.study.search.Search.of;"));
    assertEquals(
        List.of("result must not know meanfield"),
        violations("result", "org.evenkeel.meanfield.Forecast f;"));
    assertEquals(List.of("worker must not know djl"), violations("worker", "ai.djl.Model m;"));
    assertEquals(
        List.of("misc has no place in the order"),
        violations("misc", "package org.evenkeel.study.misc;"));
  }

  private static List<String> violations(String home, String source) {
    int place = ORDER.indexOf(home);
    if (place < 0) {
      return List.of(home + " has no place in the order");
    }
    List<String> found = new ArrayList<>();
    Matcher mention = MENTION.matcher(COMMENT.matcher(source).replaceAll(""));
    while (mention.find()) {
      String other = mention.group(1) == null ? mention.group(2) : mention.group(1);
      int otherPlace = ORDER.indexOf(other);
      if (otherPlace < 0 || otherPlace > place) {
        found.add(home + " must not know " + other);
      }
    }
    return found;
  }
}
